/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Limits. Every one of them is on by default: an automatic answer that meets another automatic answer runs up a bill within hours.
 */
#include "guard.h"

#include "common/clock.h"
#include "common/sender.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define DAY_MS (24 * HOUR_MS)

#define TELL_AGAIN_MS DAY_MS

/* With the hour of autumn, and an hour between the clocks of two fronts. */
#define DAY_LONGEST_MS (26 * HOUR_MS)

/* The last fifth of the day's budget is for those who need it most. */
#define HELP_SHARE 5

void
guard_init(struct guard *guard, const struct guard_limits *limits, int64_t now_ms)
{
        *guard = (struct guard){.limits = *limits, .day = DAY_UNKNOWN, .day_began_ms = now_ms};
}

enum outcome
guard_admit(const struct guard *guard, const struct wire_ask *ask)
{
        if (ask->sender != SENDER_KIND_PERSON)
                return OUTCOME_IGNORED;
        if (ask->unreadable)
                return OUTCOME_UNREADABLE;
        if (ask->age_s > guard->limits.answer_within_h * 3600)
                return OUTCOME_EXPIRED;
        return OUTCOME_ANSWERED;
}

enum outcome
guard_admit_step(const struct wire_step *step)
{
        return step->sender == SENDER_KIND_PERSON ? OUTCOME_NONE : OUTCOME_IGNORED;
}

/*
 * A bucket of `replies` that runs empty evenly over the period (GCRA): one reply fills it by period/replies, and there is room as long as
 * it would run empty within the period.
 */
static bool
bucket_has_room(const struct bucket *bucket, int replies, int64_t period_ms, int64_t now_ms)
{
        int64_t from = bucket->empty_at_ms > now_ms ? bucket->empty_at_ms : now_ms;

        return replies > 0 && from + period_ms / replies <= now_ms + period_ms;
}

static void
bucket_fill(struct bucket *bucket, int replies, int64_t period_ms, int64_t now_ms)
{
        int64_t from = bucket->empty_at_ms > now_ms ? bucket->empty_at_ms : now_ms;

        bucket->empty_at_ms = from + period_ms / replies;
}

enum guard_turn
guard_take_turn(const struct guard *guard, struct person *person, bool again, int64_t now_ms)
{
        const struct guard_limits *limits = &guard->limits;

        if (again)
                return GUARD_TURN_ANSWER;
        if (bucket_has_room(&person->hour, limits->replies_per_hour, HOUR_MS, now_ms) &&
            bucket_has_room(&person->day, limits->replies_per_day, DAY_MS, now_ms)) {
                bucket_fill(&person->hour, limits->replies_per_hour, HOUR_MS, now_ms);
                bucket_fill(&person->day, limits->replies_per_day, DAY_MS, now_ms);
                return GUARD_TURN_ANSWER;
        }
        /* told once in a while, not each time that one more drop has run out of the bucket: two automata would go on for ever */
        if (person->limit_told_ms != 0 && now_ms - person->limit_told_ms < TELL_AGAIN_MS)
                return GUARD_TURN_SILENCE;
        person->limit_told_ms = now_ms;
        return GUARD_TURN_TELL;
}

bool
guard_spend(struct guard *guard, int parts, enum topic topic, bool again)
{
        int limit = guard->limits.parts_per_day;

        if (again)
                return true;
        if (topic != TOPIC_HELP)
                limit -= limit / HELP_SHARE;
        if (parts > limit - guard->parts)
                return false;
        guard->parts += parts;
        return true;
}

void
guard_hear_network(struct guard *guard, int32_t day, int64_t now_ms)
{
        if (day == DAY_UNKNOWN)
                return;
        guard->network_day = day;
        guard->network_ms = now_ms;
}

int32_t
guard_believe_clock(const struct guard *guard, int32_t day, int64_t now_ms)
{
        bool heard_lately = guard->network_day != DAY_UNKNOWN && now_ms - guard->network_ms < DAY_LONGEST_MS;

        return heard_lately && day > guard->network_day + 1 ? DAY_UNKNOWN : day;
}

static void
begin_day(struct guard *guard, int32_t day, int64_t now_ms)
{
        guard->day = day;
        guard->day_began_ms = now_ms;
}

bool
guard_enter_day(struct guard *guard, int32_t day, int64_t now_ms)
{
        bool known_first = guard->day == DAY_UNKNOWN && day != DAY_UNKNOWN;
        int64_t lasted_ms = now_ms - guard->day_began_ms;
        bool is_over = day == DAY_UNKNOWN ? lasted_ms >= DAY_MS : day < guard->day && lasted_ms >= DAY_LONGEST_MS;

        if (known_first) {
                /* the same day that began unknown: what was spent stays spent */
                begin_day(guard, day, now_ms);
                return true;
        }
        if (day > guard->day || is_over) {
                begin_day(guard, day, now_ms);
                guard->parts = 0;
                return true;
        }
        return false;
}

void
guard_learn_spent(struct guard *guard, int32_t day, uint32_t parts)
{
        if (day == guard->day && parts <= INT32_MAX && (int)parts > guard->parts)
                guard->parts = (int)parts;
}
