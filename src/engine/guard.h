/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The guard: who is never answered, how often a tag is answered, how much the gateway sends in a day. Part of the engine; pure, the
 * time comes in as an argument.
 */
#ifndef WAYMARK_ENGINE_GUARD_H
#define WAYMARK_ENGINE_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/kinds.h"
#include "people.h"
#include "wire/wire.h"

struct guard_limits {
        int replies_per_hour;           /* per tag */
        int replies_per_day;
        int parts_per_day;              /* of the gateway; the last fifth is kept for help */
        int answer_within_h;
        int validity_h;
};

struct guard {
        struct guard_limits limits;
        int32_t day;                    /* whose parts are counted, DAY_UNKNOWN */
        int64_t day_began_ms;           /* clock_ms(): an unknown day ends after 24 hours */
        int parts;                      /* given out that day */
        int32_t network_day;            /* that a modem last told, DAY_UNKNOWN, and when it did */
        int64_t network_ms;
};

void guard_init(struct guard *guard, const struct guard_limits *limits, int64_t now_ms);

/*
 * Before anything is understood: OUTCOME_ANSWERED if the question may be answered, else why it never will be (IGNORED, EXPIRED,
 * UNREADABLE).
 */
enum outcome guard_admit(const struct guard *guard, const struct wire_ask *ask);

/* The same for a step of a USSD session: OUTCOME_NONE if a page may be shown. */
enum outcome guard_admit_step(const struct wire_step *step);

enum guard_turn {
        GUARD_TURN_ANSWER = 1,          /* within the limits */
        GUARD_TURN_TELL = 2,            /* the first text over the limit: one `limit` reply */
        GUARD_TURN_SILENCE = 3,
};

/* One more reply to this person. Does not count what was `again`. */
enum guard_turn guard_take_turn(const struct guard *guard, struct person *person, bool again, int64_t now_ms);

/* Takes the parts of a reply from the day's budget. False: they do not fit; nothing was taken. */
bool guard_spend(struct guard *guard, int parts, enum topic topic, bool again);

/* A modem told the day: it has it from the network. */
void guard_hear_network(struct guard *guard, int32_t day, int64_t now_ms);

/* What is believed of the day that a front has from the machine's clock: DAY_UNKNOWN if the network's day, heard lately, is far behind it. */
int32_t guard_believe_clock(const struct guard *guard, int32_t day, int64_t now_ms);

/*
 * The day moved on: true if the budget began anew, then the ledger knows what that day has spent already. It goes back only when the day
 * has lasted longer than any does, for then it was that of a wrong clock.
 */
bool guard_enter_day(struct guard *guard, int32_t day, int64_t now_ms);

/* What the ledger has counted for a day: an engine that was started anew must not begin at zero. */
void guard_learn_spent(struct guard *guard, int32_t day, uint32_t parts);

#endif
