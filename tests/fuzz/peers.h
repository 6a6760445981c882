/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For fuzzers of what a receiver does with messages that wire_receive() has let through: the real main function of a process, forked once,
 * and the fuzzer as its parent and all its peers. An input is a conversation: sound messages with changes (peers_message.h). Who breaks the
 * table must lose its link, who keeps to it must not, and the receiver must live and still answer its parent.
 *
 * An input is read by octets; where one of a few is meant, the octet is counted from '0' on. So a seed is a file of digits: two a message,
 * which template ('0', '1', ... ':' is the eleventh) and how many changes ('0': none).
 *
 * At the end it prints how many messages came past the checks and what the receiver said to them, and fails if that was little: a fuzzer
 * that reaches nothing finds nothing.
 */
#ifndef WAYMARK_TESTS_FUZZ_PEERS_H
#define WAYMARK_TESTS_FUZZ_PEERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "peers_message.h"

#define PEERS_OPEN 256
#define PEERS_WAIT_MS 20000             /* for what must come; machines are slow and noisy */

struct peer {
        enum wire_role role;
        uint8_t front;
        int fd;                         /* our end */
};

struct peers {
        const char *name;
        enum wire_role role;            /* of the receiver */
        enum wire_type state;           /* with which it answers STATE_ASK; WIRE_NONE: `after` sees that it lives */
        struct peer list[3];
        int n;
        const struct peers_template *templates;
        size_t ntemplates;
        int (*live)(int parent_fd);     /* the receiver's life: its exit status */
        void (*before)(struct peers *peers, struct fuzz_input *input); /* what comes from elsewhere, for the peers to answer; NULL */
        void (*after)(struct peers *peers); /* NULL */

        pid_t pid;
        int parent_fd;
        uint32_t open[PEERS_OPEN];      /* sequences that the receiver has named, */
        uint16_t kinds[PEERS_OPEN];     /* and in what: enum wire_type */
        unsigned nopen;
        unsigned long ninputs, nsent, nsound, nheard;
};

/* One input, after the start of the receiver if it does not live yet. */
void peers_try(struct peers *peers, const uint8_t *data, size_t size);

/* Hears what the receiver says to its peers, and notes the sequences. */
void peers_hear(struct peers *peers);

/* The same, for at most so long, until it has said something. */
bool peers_wait(struct peers *peers, int patience_ms);

/* For a front, whose first peer is an engine and whose second a ledger: what it has asked is answered with silence, what it has told counted. */
void peers_settle(struct peers *peers);

/* Ends the fuzzer with what the receiver has logged, unless it is so. */
void peers_must(bool holds, const char *what);

unsigned peers_free_port(void);

#endif
