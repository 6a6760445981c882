/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The day of a sketch: whose it is, when it ends, who is told. Nothing is due and nothing wakes the process on a day when nobody texts.
 */
#include "reach.h"

#include "common/clock.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define TELL_MS (INT64_C(5) * 60 * 1000) /* what a death of the engine costs at most */

uint32_t
reach_round(uint32_t people)
{
        uint32_t step = 1, unit = 1;

        while (people / unit >= 100) {
                unit *= 10;
                step = people / unit >= 20 ? unit : unit / 2; /* 100 to 200 by fives, 200 to 1000 by tens, and so on */
        }
        return (people + step / 2) / step * step;
}

static void
tell_if_grown(struct reach *reach)
{
        uint32_t people = sketch_estimate(&reach->sketch), rounded = reach_round(people);

        reach->telling.at_ms = LOOP_NEVER;
        if (reach->day == DAY_UNKNOWN || people < reach->minimum || rounded <= reach->told)
                return;
        reach->told = rounded;
        reach->tell(reach->arg, reach->day, rounded);
}

static void
end_day(struct reach *reach)
{
        tell_if_grown(reach);
        sketch_begin(&reach->sketch);
        reach->day = DAY_UNKNOWN;
        reach->told = 0;
        reach->end.at_ms = LOOP_NEVER;
}

static void
on_end(void *arg)
{
        end_day(arg);
}

static void
on_telling(void *arg)
{
        tell_if_grown(arg);
}

void
reach_open(struct reach *reach, struct loop *loop, int minimum, reach_tell_handler *tell, void *arg)
{
        reach->minimum = (uint32_t)minimum;
        reach->tell = tell;
        reach->arg = arg;
        reach->day = DAY_UNKNOWN;
        reach->told = 0;
        sketch_begin(&reach->sketch);
        loop_add_timer(loop, &reach->end, on_end, reach);
        loop_add_timer(loop, &reach->telling, on_telling, reach);
}

/* A front's clock may be a little behind the others': what it says late belongs to the day that is. */
static void
enter_day(struct reach *reach, int32_t day, uint32_t day_left_s, int64_t now_ms)
{
        int64_t left_ms = day_left_s > 0 ? (int64_t)day_left_s * 1000 : DAY_MS;

        if (day > reach->day && reach->day != DAY_UNKNOWN)
                end_day(reach);
        if (reach->day == DAY_UNKNOWN)
                reach->day = day;
        if (day == reach->day && now_ms + left_ms < reach->end.at_ms)
                reach->end.at_ms = now_ms + left_ms;
}

void
reach_note(struct reach *reach, int32_t day, uint32_t day_left_s, uint64_t tag, int64_t now_ms)
{
        enter_day(reach, day, day_left_s, now_ms);
        if (sketch_add(&reach->sketch, tag) && reach->telling.at_ms == LOOP_NEVER)
                reach->telling.at_ms = now_ms + TELL_MS;
}

void
reach_tell_again(struct reach *reach)
{
        reach->told = 0;
        tell_if_grown(reach);
}

void
reach_close(struct reach *reach)
{
        tell_if_grown(reach);
        sketch_wipe(&reach->sketch);
        reach->end.at_ms = reach->telling.at_ms = LOOP_NEVER;
}
