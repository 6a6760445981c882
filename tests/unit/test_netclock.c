/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The network's time: who is believed, and what is "unknown". Stamps of November 2026, boot time in milliseconds.
 */
#include "common/netclock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/clock.h"

#define MINUTE INT64_C(60)
#define HOUR INT64_C(3600)
#define DAY INT64_C(86400)
#define YEAR (365 * DAY)

#define TODAY 20780 /* 2026-11-23 */

/* The right time at the boot of these tests: 10 o'clock. */
#define BOOT (TODAY * DAY + 10 * HOUR)

enum { ANN = 1, BOB, CAT, DAN, EVE, FAY };

/* Somebody's text, `at_s` after the boot, whose stamp is `off_s` from the truth. */
static bool
hear(struct netclock *clock, uint64_t who, int64_t at_s, int64_t off_s)
{
        return netclock_learn(clock, who, BOOT + at_s + off_s, 0, at_s * 1000);
}

static int32_t
day(const struct netclock *clock, int64_t at_s)
{
        return netclock_day(clock, at_s * 1000);
}

static int64_t
error_s(const struct netclock *clock, int64_t at_s)
{
        return netclock_utc(clock, at_s * 1000) - (BOOT + at_s);
}

static int32_t
age(const struct netclock *clock, int64_t at_s, int64_t off_s)
{
        return netclock_age_s(clock, BOOT + at_s + off_s, at_s * 1000);
}

static void
before_a_stamp_nothing_is_known(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        assert_int_equal(netclock_utc(&clock, 12345), 0);
        assert_int_equal(netclock_day(&clock, 12345), DAY_UNKNOWN);
        assert_int_equal(netclock_day_left_s(&clock, 12345), 0);
        assert_int_equal(netclock_age_s(&clock, BOOT, 12345), -1);
        assert_int_equal(netclock_witnesses(&clock), 0);
}

static void
goes_on_from_the_stamp(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        assert_true(hear(&clock, ANN, 5, 0));
        assert_int_equal(error_s(&clock, 5), 0);
        assert_int_equal(error_s(&clock, 65), 0);
        assert_int_equal(day(&clock, 5), TODAY);
        assert_int_equal(day(&clock, 5 + DAY), TODAY + 1);
}

static void
the_day_is_the_networks_local_one(void **state)
{
        struct netclock east = {.known = false}, west = {.known = false};

        (void)state;
        assert_true(netclock_learn(&east, ANN, TODAY * DAY + 23 * HOUR, 2 * HOUR, 0));
        assert_int_equal(netclock_day(&east, 0), TODAY + 1);
        assert_true(netclock_learn(&west, ANN, TODAY * DAY + HOUR, -5 * HOUR, 0));
        assert_int_equal(netclock_day(&west, 0), TODAY - 1);
}

static void
a_day_lasts_until_the_networks_midnight(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        assert_true(netclock_learn(&clock, ANN, BOOT, 2 * HOUR, 0));
        for (int64_t now_ms = 0; now_ms < INT64_C(200000) * 1000; now_ms += 777 * 1000) {
                uint32_t left_s = netclock_day_left_s(&clock, now_ms);

                assert_true(left_s >= 1 && left_s <= 86400);
                assert_int_equal(netclock_day(&clock, now_ms + (left_s - 1) * INT64_C(1000)), netclock_day(&clock, now_ms));
                assert_int_equal(netclock_day(&clock, now_ms + left_s * INT64_C(1000)), netclock_day(&clock, now_ms) + 1);
        }
}

/* Somebody on a network abroad does not move our midnight; summer's end does. */
static void
a_zone_is_believed_when_it_is_told_twice(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        assert_true(netclock_learn(&clock, ANN, BOOT, 2 * HOUR, 0));
        assert_true(netclock_learn(&clock, BOB, BOOT, 9 * HOUR, 0));
        assert_int_equal(clock.zone_s, 2 * HOUR);
        assert_true(netclock_learn(&clock, ANN, BOOT, 2 * HOUR, 0));
        assert_true(netclock_learn(&clock, BOB, BOOT, 9 * HOUR, 0));
        assert_int_equal(clock.zone_s, 2 * HOUR);
        assert_true(netclock_learn(&clock, CAT, BOOT, 9 * HOUR, 0));
        assert_int_equal(clock.zone_s, 9 * HOUR);
}

static void
refuses_stamps_that_cannot_be_true(void **state)
{
        static const int64_t wrong[] = {0, 315964800 /* 80/01/06 */, CLOCK_FIRST - 1, CLOCK_LAST + 1, INT64_C(3471638400) /* 2080 */};
        struct netclock clock = {.known = false};

        (void)state;
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                assert_false(netclock_learn(&clock, ANN, wrong[i], 0, 0));
        assert_false(netclock_learn(&clock, ANN, BOOT, 15 * HOUR, 0));
        assert_false(netclock_learn(&clock, ANN, BOOT, -15 * HOUR, 0));
        assert_false(clock.known);
        hear(&clock, ANN, 0, 0);
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                assert_false(netclock_learn(&clock, BOB, wrong[i], 0, 0));
                assert_int_equal(netclock_age_s(&clock, wrong[i], 0), -1); /* and is no reason for silence */
        }
        assert_int_equal(day(&clock, 0), TODAY);
}

static void
the_promptest_of_those_who_agree_is_right(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        hear(&clock, ANN, 0, -90);
        assert_true(hear(&clock, BOB, 10, -2));
        assert_int_equal(error_s(&clock, 10), -2);
        assert_true(hear(&clock, CAT, 20, -60));
        assert_int_equal(error_s(&clock, 20), -2);
        assert_int_equal(netclock_witnesses(&clock), NETCLOCK_WITNESSES);
}

/* --- ahead --- */

static void
ahead_needs_two_people(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        hear(&clock, ANN, 0, -20 * DAY); /* lay on the SIM */
        assert_false(hear(&clock, BOB, 1, 0));
        assert_false(hear(&clock, BOB, 2, 0)); /* one voice, however often */
        assert_int_equal(day(&clock, 2), DAY_UNKNOWN);
        assert_int_equal(netclock_day_left_s(&clock, 2000), 0);
        assert_false(hear(&clock, CAT, 3, -6 * HOUR)); /* they disagree */
        assert_true(hear(&clock, DAN, 4, 0));
        assert_int_equal(day(&clock, 4), TODAY);
        assert_int_equal(error_s(&clock, 4), 0);
}

static void
one_person_alone_is_believed_again(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        hear(&clock, ANN, 0, -DAY);
        assert_true(hear(&clock, ANN, 60, 0)); /* nobody stands for the old time any more */
        assert_int_equal(day(&clock, 60), TODAY);
}

/* --- a wrong service centre --- */

static void
a_first_stamp_a_year_off_silences_nobody_and_gives_way(void **state)
{
        static const int64_t years[] = {-YEAR / 2, YEAR, 2 * YEAR, 9 * YEAR};

        (void)state;
        for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
                struct netclock clock = {.known = false};
                int64_t at = 10;

                hear(&clock, ANN, 0, years[i]);
                for (uint64_t who = BOB; who <= FAY; who++, at += 30 * MINUTE) {
                        int32_t told;

                        hear(&clock, who, at, -5);
                        told = day(&clock, at);
                        if (told != DAY_UNKNOWN && told != TODAY)
                                fail_msg("%lld days off: person %d, day %d", (long long)(years[i] / DAY), (int)who, (int)told);
                        if (age(&clock, at, -5) > MINUTE)
                                fail_msg("%lld days off: person %d would not be answered", (long long)(years[i] / DAY), (int)who);
                }
                assert_int_equal(day(&clock, at), TODAY);
                assert_in_range(error_s(&clock, at) + 120, 0, 240);
        }
}

static void
one_wrong_sender_moves_nothing(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        for (int64_t at = 10 * MINUTE; at < 20 * DAY; at += HOUR) {
                hear(&clock, ANN + (uint64_t)(at / HOUR) % 4, at, -3);
                assert_false(hear(&clock, EVE, at + 60, at / HOUR % 2 == 0 ? YEAR / 2 : -YEAR / 4));
                if (at < 4 * HOUR)
                        continue;
                assert_int_equal(day(&clock, at), (BOOT + at) / DAY);
                assert_in_range(error_s(&clock, at) + 120, 0, 240);
        }
}

/* Two customers of an operator whose clock is wrong convince us for a moment: the day is unknown then, and nobody is silenced. */
static void
convince_for_a_moment(int64_t off_s)
{
        struct netclock clock = {.known = false};

        for (uint64_t who = ANN; who <= CAT; who++)
                hear(&clock, who, (int64_t)who, 0);
        hear(&clock, EVE, 10, off_s);
        assert_int_equal(day(&clock, 10), TODAY);
        hear(&clock, FAY, 11, off_s);
        assert_int_equal(day(&clock, 11), DAY_UNKNOWN);
        assert_int_equal(age(&clock, 12, -1), -1);
        for (int64_t at = HOUR; at <= 3 * HOUR; at += HOUR)
                hear(&clock, (uint64_t)(at / HOUR), at, 0);
        assert_int_equal(day(&clock, 3 * HOUR), TODAY);
        assert_int_equal(age(&clock, 3 * HOUR, -1), 1);
}

static void
two_wrong_ones_make_the_day_unknown(void **state)
{
        (void)state;
        convince_for_a_moment(YEAR / 2);
        convince_for_a_moment(3 * DAY);
}

/* --- behind --- */

static void
behind_needs_three_over_an_hour(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        for (uint64_t who = ANN; who <= CAT; who++)
                hear(&clock, who, 0, 2 * YEAR);
        for (uint64_t who = 10; who < 15; who++)
                assert_false(hear(&clock, who, 60 + (int64_t)who, 0)); /* all at once: they may have been held up */
        assert_int_equal(day(&clock, 100), DAY_UNKNOWN);
        assert_true(hear(&clock, 15, 60 + HOUR + 11, 0));
        assert_int_equal(day(&clock, 2 * HOUR), TODAY);
        assert_int_equal(error_s(&clock, 2 * HOUR), 0);
}

/* The three who were wrong are not asked any more. */
static void
three_are_enough_against_three(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        for (uint64_t who = ANN; who <= CAT; who++)
                hear(&clock, who, 0, 3 * DAY);
        for (uint64_t who = DAN; who <= FAY; who++)
                assert_int_equal(hear(&clock, who, (int64_t)who * HOUR, 0), who == FAY);
        assert_int_equal(day(&clock, FAY * HOUR), TODAY);
}

static void
who_says_otherwise_in_between_begins_the_hour_anew(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        hear(&clock, ANN, 0, 3 * DAY);
        hear(&clock, BOB, 1, 0);
        hear(&clock, CAT, 2, 0);
        hear(&clock, FAY, HOUR, 3 * DAY);
        assert_false(hear(&clock, DAN, HOUR + 60, 0));
        assert_false(hear(&clock, BOB, HOUR + 120, 0));
        assert_false(hear(&clock, CAT, 2 * HOUR, 0));
        assert_true(hear(&clock, EVE, 2 * HOUR + 60, 0));
}

/* The network was away for 20 hours and delivers what it kept, the oldest first. */
static void
texts_after_an_outage_are_old(void **state)
{
        struct netclock clock = {.known = false};
        int64_t back = 20 * HOUR;

        (void)state;
        for (uint64_t who = ANN; who <= CAT; who++)
                hear(&clock, who, (int64_t)who, 0);
        for (int i = 0; i < 60; i++) {
                int64_t off = -20 * HOUR + i * 20 * MINUTE;

                hear(&clock, 100 + (uint64_t)i, back + i, off);
                assert_in_range(age(&clock, back + i, off) + off, 0, 2);
                assert_int_equal(day(&clock, back + i), TODAY + 1);
        }
        assert_in_range(error_s(&clock, back + 60) + 3, 0, 6);
        assert_int_equal(netclock_witnesses(&clock), NETCLOCK_WITNESSES);
}

static void
one_late_text_is_late(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        hear(&clock, ANN, 0, 0);
        hear(&clock, ANN, 60, -13 * HOUR);
        assert_int_equal(age(&clock, 60, -13 * HOUR), 13 * HOUR);
        hear(&clock, BOB, 120, -2 * DAY);
        assert_int_equal(age(&clock, 120, -2 * DAY), 2 * DAY);
        assert_int_equal(age(&clock, 120, 600), 0); /* what is from tomorrow is new */
}

static void
what_is_older_than_networks_keep_has_no_age(void **state)
{
        struct netclock clock = {.known = false};

        (void)state;
        netclock_recall(&clock, (BOOT + 4 * YEAR) * 1000, 0, 2, 0);
        assert_int_equal(age(&clock, 0, 4 * YEAR - 7 * DAY), 7 * DAY);
        assert_int_equal(age(&clock, 0, 4 * YEAR - 7 * DAY - 1), -1); /* two say so */
        netclock_recall(&clock, (BOOT + 4 * YEAR) * 1000, 0, 3, 0);
        assert_int_equal(age(&clock, 0, 4 * YEAR - 63 * 7 * DAY), 63 * 7 * DAY);
        assert_int_equal(age(&clock, 0, 4 * YEAR - 63 * 7 * DAY - 1), -1);
}

/* --- the next life --- */

static void
the_next_life_believes_as_firmly(void **state)
{
        (void)state;
        for (unsigned n = 0; n <= 5; n++) {
                struct netclock clock = {.known = true, .nheard = 7};

                netclock_recall(&clock, BOOT * 1000, HOUR, n, 5000);
                assert_int_equal(netclock_witnesses(&clock), n < NETCLOCK_WITNESSES ? n : NETCLOCK_WITNESSES);
                assert_int_equal(day(&clock, 5), TODAY);
                assert_int_equal(clock.zone_s, HOUR);
                assert_int_equal(hear(&clock, FAY, 6, 2 * DAY), n == 0);
                assert_int_equal(day(&clock, 6), n == 0 ? TODAY + 2 : n == 1 ? DAY_UNKNOWN : TODAY);
        }
}

/* The state comes by way of other processes. */
static void
what_cannot_be_true_is_not_recalled(void **state)
{
        static const int64_t wrong_ms[] = {INT64_MIN, -1, 0, CLOCK_FIRST * 1000 - 6000, CLOCK_LAST * 1000, INT64_MAX};

        (void)state;
        for (size_t i = 0; i < sizeof wrong_ms / sizeof wrong_ms[0]; i++) {
                struct netclock clock = {.known = true};

                netclock_recall(&clock, wrong_ms[i], 0, 3, 5000);
                assert_false(clock.known);
                assert_int_equal(netclock_age_s(&clock, BOOT, 5000), -1);
        }
}

/* --- anything --- */

/* Whoever texts in whatever order, within two minutes of the truth: the day is right, but for the two minutes around midnight. */
static void
honest_stamps_in_any_order_give_the_right_day(void **state)
{
        (void)state;
        srand(20261123);
        for (int round = 0; round < 500; round++) {
                struct netclock clock = {.known = false};
                int64_t at = 0;

                for (int i = 0; i < 60; i++) {
                        int64_t late = rand() % 121, near;

                        at += rand() % 40000;
                        hear(&clock, (uint64_t)(rand() % 40), at, -late);
                        near = (BOOT + at) % DAY;
                        if (near >= 120)
                                assert_int_equal(day(&clock, at), (BOOT + at) / DAY);
                        assert_in_range(age(&clock, at, -late), 0, 120);
                        assert_in_range(-error_s(&clock, at), 0, 120);
                }
        }
}

/* Any stamps at all: never out of the years that can be true when they are heard, never out of its arrays. */
static void
any_stamps_do_no_harm(void **state)
{
        (void)state;
        srand(7);
        for (int round = 0; round < 300; round++) {
                struct netclock clock = {.known = false};
                int64_t at = 0;

                for (int i = 0; i < 100; i++) {
                        int64_t off = (rand() % 4 == 0 ? rand() % 9 * YEAR : 0) + rand() % 3 * DAY * (rand() % 3 - 1);

                        at += rand() % 5000;
                        hear(&clock, (uint64_t)(rand() % 25), at, off);
                        assert_true(clock.known && clock.nheard <= NETCLOCK_HEARD);
                        assert_true(age(&clock, at, off) >= -1);
                        assert_true(day(&clock, at) == DAY_UNKNOWN ? netclock_day_left_s(&clock, at * 1000) == 0
                                                                   : day(&clock, at) > CLOCK_FIRST / DAY - 3);
                }
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(before_a_stamp_nothing_is_known),
                cmocka_unit_test(goes_on_from_the_stamp),
                cmocka_unit_test(the_day_is_the_networks_local_one),
                cmocka_unit_test(a_day_lasts_until_the_networks_midnight),
                cmocka_unit_test(a_zone_is_believed_when_it_is_told_twice),
                cmocka_unit_test(refuses_stamps_that_cannot_be_true),
                cmocka_unit_test(the_promptest_of_those_who_agree_is_right),
                cmocka_unit_test(ahead_needs_two_people),
                cmocka_unit_test(one_person_alone_is_believed_again),
                cmocka_unit_test(a_first_stamp_a_year_off_silences_nobody_and_gives_way),
                cmocka_unit_test(one_wrong_sender_moves_nothing),
                cmocka_unit_test(two_wrong_ones_make_the_day_unknown),
                cmocka_unit_test(behind_needs_three_over_an_hour),
                cmocka_unit_test(three_are_enough_against_three),
                cmocka_unit_test(who_says_otherwise_in_between_begins_the_hour_anew),
                cmocka_unit_test(texts_after_an_outage_are_old),
                cmocka_unit_test(one_late_text_is_late),
                cmocka_unit_test(what_is_older_than_networks_keep_has_no_age),
                cmocka_unit_test(the_next_life_believes_as_firmly),
                cmocka_unit_test(what_cannot_be_true_is_not_recalled),
                cmocka_unit_test(honest_stamps_in_any_order_give_the_right_day),
                cmocka_unit_test(any_stamps_do_no_harm),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
