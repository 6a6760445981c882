/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pending.db: what was counted since the last fold, on tmpfs. It survives the death of any process and is gone with the power. Ledger
 * process only; never blocks for long (no disk is behind it).
 */
#ifndef WAYMARK_LEDGER_PENDING_H
#define WAYMARK_LEDGER_PENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"
#include "wire/wire.h"

struct pending;

/*
 * Opens `folder`/pending.db, or makes it. A file that is no sound database, or of another version, is deleted and made anew: then
 * `*lost` is true and the counts since the last fold are gone. 0 or -errno. The caller closes; close takes NULL.
 */
int pending_open(const char *folder, struct pending **pending_out, bool *lost);
void pending_close(struct pending *pending);

/* A transaction around any number of pending_count() and pending_forget(): nothing is true before its commit. 0 or -errno. */
int pending_begin(struct pending *pending);
int pending_commit(struct pending *pending);
void pending_rollback(struct pending *pending);

/* Counts once for (front, sequence), however often it is called. 0 or -errno. */
int pending_count(struct pending *pending, uint8_t front, const struct wire_count *count);

/* A day reached so many people: kept if it is more than what was told before. 0 or -errno. */
int pending_reach(struct pending *pending, const struct wire_reach *reach);

/* The front will not name a smaller sequence again. */
int pending_forget(struct pending *pending, uint8_t front, uint32_t oldest_open);

/* What is not folded yet of `sums->day`: adds to `sums`. 0 or -errno. */
int pending_add_sums(struct pending *pending, struct day_sums *sums);

/* All messages that are not folded yet, and the newest day among them (0 if none is known). */
int pending_unfolded(struct pending *pending, uint32_t *messages, int32_t *newest);

/*
 * The fold, step by step; each step is one transaction:
 * settle  what the ledger has already (batches up to `folded`) is dropped, and new numbers go on from there;
 * freeze  gives all that is here the number of `*batch_out` and less, later counts a higher one; the caller frees it. Of how many people
 *         were reached it holds the days before `people_before` alone;
 * settle  again with that number, once the ledger has it, and drop_people with that day.
 */
int pending_settle(struct pending *pending, int64_t folded);
int pending_freeze(struct pending *pending, int32_t people_before, struct batch **batch_out);
int pending_drop_people(struct pending *pending, int32_t before);

#endif
