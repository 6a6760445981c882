/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The http process: call-backs of a USSD aggregator (/ussd) and of Kannel (/kannel). It sees numbers and texts in the request and asks the
 * engine (STEP, PAGE; ASK, ANSWER). It writes nothing and logs nothing that came in.
 *
 * What it needs of the kernel after its birth: poll, epoll (create, ctl, wait), an eventfd and accept4 (libmicrohttpd), bind, listen and
 * getsockname on the socket it was born with (until the address is there), recv, send, sendmsg, setsockopt and shutdown on connections,
 * adjtimex to read the clock; no other socket, no connect, no file.
 */
#ifndef WAYMARK_HTTP_HTTP_H
#define WAYMARK_HTTP_HTTP_H

#include "common/config.h"
#include "common/pulse.h"
#include "common/sender.h"

struct http_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        struct pulse *pulse;
        struct config_http config;      /* with the secret: wiped at the end */
        char user[33];
        struct config_guard guard;      /* who is never answered */
        struct number own[CONFIG_MODEMS]; /* the numbers of our SIMs: never answered either */
        int nown;
        unsigned char tag_key[TAG_KEY_SIZE];
};

/* The whole life of the process; returns its exit status. */
int http_main(struct http_birth *birth);

#endif
