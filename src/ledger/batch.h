/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one fold carries from pending.db to ledger.db: a sorted list of sums under one number. A plain value on the heap; no file.
 */
#ifndef WAYMARK_LEDGER_BATCH_H
#define WAYMARK_LEDGER_BATCH_H

#include <stddef.h>
#include <stdint.h>

/* The four counters, and a number that is no sum: of two, the larger is true. The numbers stand in a statement of statements.h (READ). */
enum tally {
        TALLY_TOPICS = 0,       /* period: day; first: topic */
        TALLY_LANGUAGES = 1,    /* day; language */
        TALLY_OUTCOMES = 2,     /* day; channel, outcome; parts too */
        TALLY_MONTHS = 3,       /* month; topic, language */
        TALLY_PEOPLE = 4,       /* day; the number stands in `messages` */
        TALLY_COUNT
};

struct batch_row {
        enum tally tally;
        int32_t period;
        int32_t first, second;
        int64_t messages, parts;
};

struct batch {
        int64_t number;
        size_t nrows, room;
        struct batch_row *rows;
};

/* An empty batch, NULL without memory; free takes NULL. */
struct batch *batch_new(int64_t number);
void batch_free(struct batch *batch);

/* 0 or -ENOMEM. */
int batch_add(struct batch *batch, const struct batch_row *row);

/* The sums of one day. */
struct day_sums {
        int32_t day;
        uint32_t messages, answered, parts;
};

/* 202611 for a day in November 2026, 0 for an unknown day. */
int32_t month_of_day(int32_t day);

#endif
