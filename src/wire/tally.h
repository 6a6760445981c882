/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counts on their way to the ledger, of a front that has no journal (gsup, http): each is told until the ledger has acknowledged it,
 * also over the ledger's death. What is open when this process dies is not counted. Small numbers only. Never blocks.
 */
#ifndef WAYMARK_WIRE_TALLY_H
#define WAYMARK_WIRE_TALLY_H

#include "links.h"

#define TALLY_OPEN 4096                 /* how many can wait for a dead ledger; a power of two */

struct tally {
        struct link *ledger;
        struct {
                struct wire_count count;
                bool done;              /* acknowledged, while an older one is not */
        } places[TALLY_OPEN];
        uint32_t oldest, unsent, next;  /* sequences: places of [oldest, next) are in use, those of [oldest, unsent) are told */
        uint32_t dropped;               /* for which there was no room, since the start */
};

/* `first` is a random number below 2^31: the ledger has seen those of the last life of this front. */
void tally_init(struct tally *tally, struct link *ledger, uint32_t first);

/* Counts one message; its `sequence` and `oldest_open` are set here. */
void tally_add(struct tally *tally, const struct wire_count *count);

/* COUNTED came. A sequence that is not open does nothing. */
void tally_on_counted(struct tally *tally, uint32_t sequence);

/* The link to the ledger came up (again): tells anew what is not acknowledged. */
void tally_on_up(struct tally *tally);

/* How many wait for the ledger's word. */
uint32_t tally_open(const struct tally *tally);

#endif
