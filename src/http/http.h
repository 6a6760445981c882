/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The http process: call-backs of a USSD aggregator (/ussd) and of Kannel (/kannel). It sees numbers and texts in the request and asks the
 * engine (STEP, PAGE; ASK, ANSWER). It writes nothing.
 */
#ifndef WAYMARK_HTTP_HTTP_H
#define WAYMARK_HTTP_HTTP_H

#include "common/config.h"
#include "common/pulse.h"
#include "common/sender.h"

struct http_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        struct pulse *pulse;
        char listen[64];                /* "127.0.0.1:8080" */
        char user[33];
        struct config_guard guard;      /* who is never answered */
        unsigned char tag_key[TAG_KEY_SIZE];
};

/* The whole life of the process; returns its exit status. */
int http_main(struct http_birth *birth);

#endif
