/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The real main function of a process, in a process of its own, and a test as its parent and all its peers: honest ones, and a hostile twin
 * of each (hostile.h). The front that is honest has number 0, a twin has 1.
 */
#ifndef WAYMARK_TESTS_TWINS_RECEIVER_H
#define WAYMARK_TESTS_TWINS_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/sender.h"
#include "scenario/harness.h"
#include "wire/wire.h"

#define RECEIVER_DAY 20780
#define RECEIVER_REPLY "Honest words."

struct receiver {
        const char *name;
        enum wire_role role;
        enum wire_role peers[3];        /* who may be taken over */
        int npeers;
        struct rig *rig;                /* folder and simulator */
        pid_t pid;
        int parent, engine, ledger, front; /* the honest ends; -1 where there is none */
        uint32_t sequence;
};

/* With honest peers, when it has said READY. */
void receiver_open(struct receiver *receiver);

/* It must end cleanly. */
void receiver_close(struct receiver *receiver);

/* This end of a new link, of which the receiver is told by its parent. */
int receiver_link(const struct receiver *receiver, enum wire_role role, uint8_t front);

/* The next message of that type; others are passed over. False if it does not come. */
bool receiver_await(int fd, enum wire_role from, enum wire_role me, enum wire_type type, struct wire_message *message);

void receiver_expect_alive(const struct receiver *receiver, const char *after);

/* service.c: it does its work for its honest peers: one message, one answer, one count. */
void receiver_expect_service(struct receiver *receiver, const char *after);

/* service.c: what an honest front asks. */
void receiver_fill_ask(struct wire_ask *ask, uint32_t sequence);

bool receiver_has_replied(const struct receiver *receiver, const char *number);

#endif
