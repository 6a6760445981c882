/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All that is closed in the ledger, as cells, each with the verdict whether it may be shared. `waymark counts` only.
 */
#ifndef WAYMARK_CLI_COUNTS_SHEET_H
#define WAYMARK_CLI_COUNTS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "disclosure.h"

/* The numbers stand in statements of counts_sheet.c. */
enum counts_table {
        COUNTS_TABLE_TOTAL = 0,         /* messages of a day that had a topic */
        COUNTS_TABLE_OTHER = 1,         /* that had none: ignored, silent, expired, ... */
        COUNTS_TABLE_TOPIC = 2,         /* first: topic */
        COUNTS_TABLE_LANGUAGE = 3,      /* first: language */
        COUNTS_TABLE_OUTCOME = 4,       /* first: channel, second: outcome; parts */
        COUNTS_TABLE_MONTH = 5,         /* period: 202611; first: topic, second: language */
        COUNTS_TABLE_PEOPLE = 6,        /* how many different people were answered on a day, about; stands in `messages` */
        COUNTS_TABLE_MONTH_TOPIC = 7,   /* first: topic; all its languages */
        COUNTS_TABLE_MONTH_LANGUAGE = 8, /* first: language; all its topics */
};

/* What is published: never both, for together they tell more than either (disclosure.c, 6). Sums, outcomes and people of a day always. */
enum counts_view {
        COUNTS_VIEW_DAYS = 0,           /* topics and languages of each day */
        COUNTS_VIEW_MONTHS = 1,         /* topics, languages, and topic by language, of each month */
};

struct counts_cell {
        enum counts_table table;
        int32_t period;                 /* day, or month */
        int32_t first, second;
        int64_t messages, parts;        /* parts already rounded */
        enum disclosure_state state;
};

struct counts_sheet {
        struct counts_cell *cells;      /* days in their order, then months in theirs; a period's cells lie together */
        size_t ncells, room;
        size_t nday_cells;              /* cells from here on are of months */
        enum counts_view view;
        int64_t minimum;
        int64_t unknown;                /* messages without a day, rounded down */
};

enum counts_answer {
        COUNTS_ANSWER_READ = 0,
        COUNTS_ANSWER_NONE = 1,         /* there is no ledger yet */
};

/*
 * Reads of `state`/ledger.db what is published, and decides what of it may be shown. enum counts_answer, or -errno: -EUCLEAN if the file is damaged,
 * -EPROTONOSUPPORT if a newer waymark wrote it, -EAGAIN if a fold was cut off and waymarkd has to repair it. Clear it in any case.
 */
int counts_sheet_read(struct counts_sheet *sheet, const char *state, enum counts_view view, int minimum);
void counts_sheet_clear(struct counts_sheet *sheet);

/* Was it an answer, or what came of one? What was not answered at all has no topic. */
bool counts_outcome_has_topic(int32_t outcome);

/* The first day of a month (202611), and the first after it. */
void counts_month_days(int32_t month, int32_t *first, int32_t *after);

#endif
