/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How many different people a day reached, about. Part of the engine. Tags are put into a sketch (sketch.h) under a key that dies at the
 * network's midnight, after 24 hours at the latest, and with the process; what leaves the process is a rounded number, and none at all
 * below the least that may be published.
 *
 * Two sketches under two keys cannot be joined. So when an engine dies in the middle of a day, what it had not told is lost, the next one
 * begins at nothing, and the ledger keeps the larger of the numbers: each is true of a part of the day, so the larger is a lower bound
 * for the whole, and never too high (but for the error of the estimate). The sum would count everybody twice who wrote before and after.
 */
#ifndef WAYMARK_ENGINE_REACH_H
#define WAYMARK_ENGINE_REACH_H

#include "common/loop.h"
#include "sketch.h"

typedef void reach_tell_handler(void *arg, int32_t day, uint32_t people);

struct reach {
        struct sketch sketch;
        struct loop_timer end, telling;
        int32_t day;                    /* DAY_UNKNOWN until somebody knew it */
        uint32_t minimum;
        uint32_t told;                  /* for this day */
        reach_tell_handler *tell;
        void *arg;
};

/* `tell` is called with a number that grew, some minutes after it did, at the end of a day and at the end of all. */
void reach_open(struct reach *reach, struct loop *loop, int minimum, reach_tell_handler *tell, void *arg);

/* Somebody was answered. `day` may be DAY_UNKNOWN; `day_left_s` is how long it lasts still, 0 unknown. */
void reach_note(struct reach *reach, int32_t day, uint32_t day_left_s, uint64_t tag, int64_t now_ms);

/* Tells the number of the day, even if it was told before: whoever was told may have forgotten it. */
void reach_tell_again(struct reach *reach);

/* Tells what was not told, and wipes key and sketch. */
void reach_close(struct reach *reach);

/* To about two significant digits: at most 2.5 % away. Less than 100 stays. */
uint32_t reach_round(uint32_t people);

#endif
