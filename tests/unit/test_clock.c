/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Days and the machine's clocks.
 */
#include "common/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void
every_day_comes_back_from_its_text(void **state)
{
        char text[DAY_TEXT];

        (void)state;
        for (int32_t day = 366; day < 60000; day++)
                assert_int_equal(day_parse(day_text(day, text)), day);
}

static void
days_are_those_of_the_c_library(void **state)
{
        (void)state;
        assert_int_equal(day_parse("2026-11-23"), 20780);
        assert_int_equal(day_parse("2024-02-29"), 19782);
        assert_int_equal(clock_from_civil(1970, 1, 1, 0, 0, 0), 0);
        assert_int_equal(clock_from_civil(2000, 3, 1, 12, 30, 15), 951913815);
        for (int64_t s = 0; s < INT64_C(4200000000); s += 7654321) {
                time_t seconds = (time_t)s;
                struct tm tm;

                gmtime_r(&seconds, &tm);
                assert_int_equal(clock_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec), s);
        }
}

static void
what_is_no_date_is_unknown(void **state)
{
        static const char *const wrong[] = {"",           "unknown",    "2026-02-29", "2026-13-01",  "2026-00-10", "2026-04-31",
                                            "2026-04-00", "2026-1-1 ",  "2026-11-23x", "1970-01-01", "0001-01-01", "-001-01-01",
                                            "2026/11/23", "20261123",   "2026-11",     " 2026-11-23", "2026-+1-23", "2026- 1-23"};

        (void)state;
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                if (day_parse(wrong[i]) != DAY_UNKNOWN)
                        fail_msg("\"%s\" was taken for a date", wrong[i]);
}

static void
an_unknown_day_is_never_1970(void **state)
{
        char text[DAY_TEXT];

        (void)state;
        assert_string_equal(day_text(DAY_UNKNOWN, text), "unknown");
        assert_string_equal(day_text(-1, text), "unknown");
        assert_string_equal(day_text(INT32_MIN, text), "unknown");
        assert_non_null(day_text(INT32_MAX, text));
}

static void
the_monotonic_clock_goes_forward(void **state)
{
        int64_t first = clock_ms();

        (void)state;
        for (int i = 0; i < 1000; i++) {
                int64_t next = clock_ms();

                assert_true(next >= first);
                first = next;
        }
}

static void
the_machines_clock_is_believed_only_while_it_is_kept_right(void **state)
{
        int64_t utc = clock_synchronised_utc(); /* either: it depends on the machine */

        (void)state;
        assert_true(utc == 0 || llabs(utc - (int64_t)time(NULL)) <= 1);
        assert_int_equal(clock_local_day(0), DAY_UNKNOWN);
        assert_int_equal(clock_local_day(-1), DAY_UNKNOWN);
}

static void
the_machines_day_is_that_of_its_time_zone(void **state)
{
        (void)state;
        setenv("TZ", "TST-14", 1); /* 14 hours ahead */
        clock_open_zone();
        assert_int_equal(clock_local_day(clock_from_civil(2026, 11, 23, 9, 59, 59)), day_parse("2026-11-23"));
        assert_int_equal(clock_local_day(clock_from_civil(2026, 11, 23, 10, 0, 0)), day_parse("2026-11-24"));
        unsetenv("TZ");
        tzset();
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_day_comes_back_from_its_text),
                cmocka_unit_test(days_are_those_of_the_c_library),
                cmocka_unit_test(what_is_no_date_is_unknown),
                cmocka_unit_test(an_unknown_day_is_never_1970),
                cmocka_unit_test(the_monotonic_clock_goes_forward),
                cmocka_unit_test(the_machines_clock_is_believed_only_while_it_is_kept_right),
                cmocka_unit_test(the_machines_day_is_that_of_its_time_zone),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
