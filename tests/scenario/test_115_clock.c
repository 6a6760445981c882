/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A gateway without a clock: all that it knows of the day stands in the texts that it gets, and some of them lie. Whatever they say,
 * everybody is answered once, and the day under which that is counted is the right one or "unknown".
 *
 * covers: netclock
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>

#include "harness.h"

#define TODAY 20780 /* 2026-11-23 */

/* One after the other, so that each is counted under what is known just then. */
static void
text(struct rig *rig, int who, const char *stamp)
{
        rig_sim(rig, "inject sim1 from=+407000000%d ts=%s text=JOB", who, stamp);
        rig_wait_empty(rig, "sim1");
}

static long
counted_on(struct rig *rig, int day)
{
        char sql[128];

        snprintf(sql, sizeof sql, "SELECT coalesce(sum(messages), 0) FROM outcomes WHERE outcome = 1 AND day = %d", day);
        return rig_count(rig, sql);
}

static void
end(struct rig *rig, int answered)
{
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), answered);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), answered);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), rig_accepted(rig));
}

/* The machine's clock is right here, and is not asked. */
static void
without_a_stamp_that_can_be_true_the_day_is_unknown(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        text(rig, 11, "80/01/06,00:00:10+00");
        text(rig, 12, "70/01/01,00:00:00+00");
        text(rig, 13, "25/12/31,23:59:59+00");
        text(rig, 14, "36/12/31,23:59:59+00");
        end(rig, 4);
        assert_int_equal(counted_on(rig, 0), 4);
        rig_close(rig);
}

static void
a_stamp_of_1980_among_others_is_answered_and_moves_nothing(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        text(rig, 11, "26/11/23,10:00:00+00");
        text(rig, 12, "80/01/06,00:00:10+00");
        text(rig, 13, "26/11/23,10:00:05+00");
        text(rig, 14, "80/01/06,00:00:20+00");
        end(rig, 4);
        assert_int_equal(counted_on(rig, TODAY), 4);
        rig_close(rig);
}

static void
jumps_of_years_both_ways_lose_nobody_and_no_day(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        for (int who = 11; who < 14; who++)
                text(rig, who, "26/11/23,10:00:00+00");
        for (int who = 21; who < 23; who++)
                text(rig, who, "29/11/23,10:00:00+00");
        for (int who = 31; who < 34; who++)
                text(rig, who, "26/11/23,10:00:20+00");
        text(rig, 41, "34/01/01,00:00:00+00");
        text(rig, 42, "20/01/01,00:00:00+00");
        end(rig, 10);
        assert_int_equal(counted_on(rig, TODAY) + counted_on(rig, 0), 10);
        assert_true(counted_on(rig, TODAY) >= 4); /* the three before, and the first that jumped */
        rig_close(rig);
}

/* The very first stamp is one of years ahead: it counts as what it says, the others are not taken for old ones. */
static void
a_first_stamp_of_another_year_silences_nobody(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        text(rig, 11, "31/05/05,10:00:00+00");
        for (int who = 21; who < 26; who++)
                text(rig, who, "26/11/23,10:00:00+00");
        end(rig, 6);
        assert_int_equal(counted_on(rig, 0), 5);
        rig_close(rig);
}

/* Two hours east: midnight is at 22 o'clock UTC. The clock leaps over it with the second of two who agree. */
static void
a_leap_over_midnight_begins_the_next_day(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        text(rig, 11, "26/11/23,23:55:00+08");
        text(rig, 12, "26/11/23,23:55:10+08");
        text(rig, 13, "26/11/24,00:10:00+08");
        text(rig, 14, "26/11/24,00:10:05+08");
        text(rig, 15, "26/11/24,00:10:10+08");
        end(rig, 5);
        assert_int_equal(counted_on(rig, TODAY) + counted_on(rig, TODAY + 1) + counted_on(rig, 0), 5);
        assert_true(counted_on(rig, TODAY) >= 2);
        assert_true(counted_on(rig, TODAY + 1) >= 1);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(without_a_stamp_that_can_be_true_the_day_is_unknown),
                cmocka_unit_test(a_stamp_of_1980_among_others_is_answered_and_moves_nothing),
                cmocka_unit_test(jumps_of_years_both_ways_lose_nobody_and_no_day),
                cmocka_unit_test(a_first_stamp_of_another_year_silences_nobody),
                cmocka_unit_test(a_leap_over_midnight_begins_the_next_day),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
