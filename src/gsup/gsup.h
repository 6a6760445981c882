/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The gsup process: an external USSD entity of osmo-hlr. It holds one TCP connection to the HLR, sees IMSIs (which never leave it) and what
 * is typed, and asks the engine for pages (STEP, PAGE). It writes nothing.
 *
 * What it needs of the system after its birth: socket() (AF_INET or AF_INET6, SOCK_STREAM), connect() to the one address of the
 * configuration, again and again as the HLR goes and comes; setsockopt() (TCP_NODELAY), getsockopt() (SO_ERROR); send, recv, poll, close;
 * getrandom (libsodium). No bind, no listen, no files.
 */
#ifndef WAYMARK_GSUP_GSUP_H
#define WAYMARK_GSUP_GSUP_H

#include "common/pulse.h"
#include "common/sender.h"

struct gsup_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        struct pulse *pulse;
        char hlr[64];                   /* "127.0.0.1:4222" */
        char name[32];                  /* of the entity: "EUSE-" and this */
        int session_s;                  /* how long she may take to answer a page */
        char user[33];
        unsigned char tag_key[TAG_KEY_SIZE];
};

/* The whole life of the process; returns its exit status. */
int gsup_main(struct gsup_birth *birth);

#endif
