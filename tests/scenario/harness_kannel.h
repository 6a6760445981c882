/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A real Kannel (bearerbox, smsbox) with the fake SMSC of its own tests, between which and our daemon a scenario stands. Its fake SMSC binds
 * to every address, and its ports are fixed: all of it lives in a network namespace of this test program.
 */
#ifndef WAYMARK_SCENARIO_HARNESS_KANNEL_H
#define WAYMARK_SCENARIO_HARNESS_KANNEL_H

#include "harness.h"

#define KANNEL_HTTP 8080                /* where the daemon must listen: as in conf/kannel.conf */
#define KANNEL_SERVICE "26262"          /* the number that people write to */

/*
 * Puts this process, and all that it starts, into a network namespace of its own, with the loopback up. NULL, or why that cannot be (then
 * the scenario is skipped with that reason). Once, before anything is started.
 */
const char *kannel_enter_namespace(void);

/* Gives the loopback of the namespace one more address, "10.9.8.7". */
void kannel_add_address(struct rig *rig, const char *address);

struct kannel_rig {
        struct rig *rig;
        pid_t bearerbox, smsbox, fakesmsc;
        int log_fd;                     /* what fakesmsc says */
        size_t counted;                 /* up to here its replies are counted */
        long nreplies;
};

/*
 * Starts bearerbox and smsbox with conf/kannel.conf, its links replaced by a fake SMSC, and waits until they have found each other.
 * `service` replaces the line that begins with "post-url" and may hold more lines; NULL leaves it.
 */
struct kannel_rig *kannel_open(struct rig *rig, const char *service);
void kannel_close(struct kannel_rig *kannel);

/* n messages by the fake SMSC, so many a second: "SENDER KIND PAYLOAD" (fakesmsc: text, or ucs2 with escapes). Every sender gets a random end. */
void kannel_send(struct kannel_rig *kannel, long n, int per_second, bool random_ends, const char *sender, const char *kind_and_payload);

/* How many replies (messages, not parts) have come since kannel_send(); waits until there are `n`, for at most `seconds`. */
long kannel_replies(struct kannel_rig *kannel);
void kannel_wait_replies(struct kannel_rig *kannel, long n, int seconds);

/* The first reply, all parts joined: octets as Kannel handed them to the link (UTF-8 or UTF-16BE), and how many parts it had. */
size_t kannel_first_reply(struct kannel_rig *kannel, char *out, size_t room, int *nparts);

#endif
