/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a day reached: when it is told, when it is forgotten, how it is rounded. Time is given to the timers by hand.
 */
#include "engine/reach.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "common/clock.h"

#define DAY 20780
#define HOUR_S 3600
#define NOW INT64_C(1000000)

struct bench {
        struct loop loop;
        struct reach reach;
        int ntold;
        int32_t day;
        uint32_t people;
};

static void
on_told(void *arg, int32_t day, uint32_t people)
{
        struct bench *bench = arg;

        bench->ntold++;
        bench->day = day;
        bench->people = people;
}

static int
set_up(void **state)
{
        static struct bench bench;

        memset(&bench, 0, sizeof bench);
        loop_init(&bench.loop);
        reach_open(&bench.reach, &bench.loop, 10, on_told, &bench);
        *state = &bench;
        return 0;
}

static void
answer(struct bench *bench, int32_t day, uint32_t left_s, uint64_t first, int n)
{
        for (int i = 0; i < n; i++)
                reach_note(&bench->reach, day, left_s, first + (uint64_t)i, NOW);
}

/* Two tags share a place once in a thousand times. */
static void
assert_about(uint32_t people, uint32_t expected)
{
        assert_in_range(people, expected - expected / 10, expected);
}

/* The timer that is due next goes off. */
static void
fire(struct loop_timer *timer)
{
        assert_true(timer->at_ms != LOOP_NEVER);
        timer->at_ms = LOOP_NEVER;
        timer->handler(timer->arg);
}

static void
nothing_is_due_while_nobody_writes(void **state)
{
        struct bench *bench = *state;

        assert_true(bench->reach.end.at_ms == LOOP_NEVER);
        assert_true(bench->reach.telling.at_ms == LOOP_NEVER);
}

static void
tells_some_minutes_after_it_grew(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, HOUR_S, 1, 12);
        answer(bench, DAY, HOUR_S, 1, 12);
        assert_int_equal(bench->ntold, 0);
        assert_true(bench->reach.telling.at_ms > NOW && bench->reach.telling.at_ms <= NOW + 900000);
        fire(&bench->reach.telling);
        assert_int_equal(bench->ntold, 1);
        assert_int_equal(bench->day, DAY);
        assert_about(bench->people, 12);
        answer(bench, DAY, HOUR_S, 1, 12);
        assert_true(bench->reach.telling.at_ms == LOOP_NEVER);
}

static void
a_small_day_is_told_to_nobody(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, HOUR_S, 1, 9);
        fire(&bench->reach.telling);
        fire(&bench->reach.end);
        reach_tell_again(&bench->reach);
        reach_close(&bench->reach);
        assert_int_equal(bench->ntold, 0);
}

static void
the_day_ends_at_the_networks_midnight(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, 2 * HOUR_S, 1, 20);
        assert_true(bench->reach.end.at_ms == NOW + 2 * HOUR_S * 1000);
        fire(&bench->reach.end);
        assert_about(bench->people, 20);
        assert_int_equal(sketch_estimate(&bench->reach.sketch), 0);
        answer(bench, DAY + 1, 24 * HOUR_S, 1, 15);
        fire(&bench->reach.telling);
        assert_int_equal(bench->day, DAY + 1);
        assert_about(bench->people, 15);
}

static void
the_first_text_of_a_day_ends_the_one_before(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, 0, 1, 20);
        answer(bench, DAY + 1, 0, 1, 1);
        assert_int_equal(bench->ntold, 1);
        assert_int_equal(bench->day, DAY);
        assert_about(sketch_estimate(&bench->reach.sketch), 1);
}

static void
without_a_clock_a_day_lasts_24_hours(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY_UNKNOWN, 0, 1, 20);
        assert_true(bench->reach.end.at_ms == NOW + 24 * HOUR_S * 1000);
        fire(&bench->reach.telling);
        fire(&bench->reach.end);
        assert_int_equal(bench->ntold, 0);
        assert_int_equal(sketch_estimate(&bench->reach.sketch), 0);
}

static void
a_day_that_gets_known_keeps_who_came_before(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY_UNKNOWN, 0, 1, 11);
        answer(bench, DAY, HOUR_S, 100, 11);
        fire(&bench->reach.end);
        assert_int_equal(bench->day, DAY);
        assert_about(bench->people, 22);
}

static void
a_late_clock_does_not_turn_the_day_back(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, HOUR_S, 1, 12);
        answer(bench, DAY - 1, 1, 50, 3);
        assert_true(bench->reach.end.at_ms == NOW + HOUR_S * 1000);
        fire(&bench->reach.end);
        assert_int_equal(bench->ntold, 1);
        assert_int_equal(bench->day, DAY);
        assert_about(bench->people, 15);
}

static void
who_forgot_is_told_again(void **state)
{
        struct bench *bench = *state;

        answer(bench, DAY, HOUR_S, 1, 12);
        reach_tell_again(&bench->reach);
        reach_tell_again(&bench->reach);
        assert_int_equal(bench->ntold, 2);
        assert_about(bench->people, 12);
}

static void
the_end_tells_and_wipes(void **state)
{
        static const struct sketch nothing;
        struct bench *bench = *state;

        answer(bench, DAY, HOUR_S, 1, 12);
        reach_close(&bench->reach);
        assert_about(bench->people, 12);
        assert_memory_equal(&bench->reach.sketch, &nothing, sizeof nothing);
}

static void
rounds_to_two_digits(void **state)
{
        static const uint32_t rows[][2] = {{0, 0},       {1, 1},         {99, 99},       {100, 100},     {102, 100},
                                           {103, 105},   {198, 200},     {204, 200},     {205, 210},     {994, 990},
                                           {995, 1000},  {1024, 1000},   {1025, 1050},   {1975, 2000},   {2049, 2000},
                                           {9949, 9900}, {9950, 10000},  {10249, 10000}, {10250, 10500}, {123456, 125000}};

        (void)state;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
                assert_int_equal(reach_round(rows[i][0]), rows[i][1]);
        for (uint32_t people = 1; people < 300000; people++) {
                int32_t off = (int32_t)reach_round(people) - (int32_t)people;

                assert_true((off < 0 ? -off : off) * 40 <= (int32_t)people); /* 2.5 % */
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(nothing_is_due_while_nobody_writes, set_up),
                cmocka_unit_test_setup(tells_some_minutes_after_it_grew, set_up),
                cmocka_unit_test_setup(a_small_day_is_told_to_nobody, set_up),
                cmocka_unit_test_setup(the_day_ends_at_the_networks_midnight, set_up),
                cmocka_unit_test_setup(the_first_text_of_a_day_ends_the_one_before, set_up),
                cmocka_unit_test_setup(without_a_clock_a_day_lasts_24_hours, set_up),
                cmocka_unit_test_setup(a_day_that_gets_known_keeps_who_came_before, set_up),
                cmocka_unit_test_setup(a_late_clock_does_not_turn_the_day_back, set_up),
                cmocka_unit_test_setup(who_forgot_is_told_again, set_up),
                cmocka_unit_test_setup(the_end_tells_and_wipes, set_up),
                cmocka_unit_test(rounds_to_two_digits),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
