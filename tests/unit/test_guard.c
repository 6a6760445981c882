/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is not answered, how often, and what it may cost. The time is a number that the test sets.
 */
#include "engine/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/sender.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define START_MS INT64_C(5000)

static const struct guard_limits limits = {.replies_per_hour = 10, .replies_per_day = 30, .parts_per_day = 500, .answer_within_h = 12};

struct fixture {
        struct guard guard;
        struct person person;
        struct wire_ask ask;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        guard_init(&fixture->guard, &limits, START_MS);
        fixture->ask.sender = SENDER_KIND_PERSON;
        fixture->ask.age_s = -1;
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        free(*state);
        return 0;
}

/* --- who --- */

static void
only_persons_are_answered(void **state)
{
        struct fixture *fixture = *state;

        for (unsigned kind = 0; kind < SENDER_KIND_COUNT; kind++) {
                fixture->ask.sender = (uint8_t)kind;
                assert_int_equal(guard_admit(&fixture->guard, &fixture->ask),
                                 kind == SENDER_KIND_PERSON ? OUTCOME_ANSWERED : OUTCOME_IGNORED);
        }
}

static void
data_is_unreadable_and_old_texts_have_expired(void **state)
{
        struct fixture *fixture = *state;

        fixture->ask.age_s = 12 * 3600;
        assert_int_equal(guard_admit(&fixture->guard, &fixture->ask), OUTCOME_ANSWERED);
        fixture->ask.age_s++;
        assert_int_equal(guard_admit(&fixture->guard, &fixture->ask), OUTCOME_EXPIRED);
        fixture->ask.age_s = INT32_MAX;
        assert_int_equal(guard_admit(&fixture->guard, &fixture->ask), OUTCOME_EXPIRED);
        fixture->ask.unreadable = 1;
        assert_int_equal(guard_admit(&fixture->guard, &fixture->ask), OUTCOME_UNREADABLE);
        fixture->ask.sender = SENDER_KIND_ALPHANUMERIC;
        assert_int_equal(guard_admit(&fixture->guard, &fixture->ask), OUTCOME_IGNORED);
}

/* --- how often --- */

static int
turns_answered(struct fixture *fixture, int n, int64_t now, int64_t apart, int *told)
{
        int answered = 0;

        for (int i = 0; i < n; i++, now += apart)
                switch (guard_take_turn(&fixture->guard, &fixture->person, false, now)) {
                case GUARD_TURN_ANSWER:
                        answered++;
                        break;
                case GUARD_TURN_TELL:
                        (*told)++;
                        break;
                case GUARD_TURN_SILENCE:
                        break;
                }
        return answered;
}

static void
ten_texts_at_once_are_answered_then_the_limit_is_told_once(void **state)
{
        struct fixture *fixture = *state;
        int told = 0;

        assert_int_equal(turns_answered(fixture, 10, START_MS, 0, &told), 10);
        assert_int_equal(told, 0);
        assert_int_equal(turns_answered(fixture, 1, START_MS, 0, &told), 0);
        assert_int_equal(told, 1);
        assert_int_equal(turns_answered(fixture, 50, START_MS, 0, &told), 0);
        assert_int_equal(told, 1);
}

static void
the_hour_refills_one_by_one(void **state)
{
        struct fixture *fixture = *state;
        int told = 0;

        turns_answered(fixture, 20, START_MS, 0, &told);
        assert_int_equal(turns_answered(fixture, 1, START_MS + 6 * MINUTE_MS - 1, 0, &told), 0);
        assert_int_equal(turns_answered(fixture, 2, START_MS + 6 * MINUTE_MS, 0, &told), 1);
        assert_int_equal(turns_answered(fixture, 20, START_MS + 3 * HOUR_MS, 0, &told), 10);
}

static void
the_day_has_its_own_limit(void **state)
{
        struct fixture *fixture = *state;
        int told = 0, answered = 0;

        for (int hour = 0; hour < 3; hour++)
                answered += turns_answered(fixture, 10, START_MS + hour * HOUR_MS, 0, &told);
        assert_in_range(answered, 30, 30);
        assert_int_equal(turns_answered(fixture, 10, START_MS + 3 * HOUR_MS, 0, &told), 3); /* what three hours gave back */
        assert_int_equal(turns_answered(fixture, 100, START_MS + 4 * DAY_MS, 0, &told), 10);
}

/* Two automata that answer each other: a text every 20 s for two days. */
static void
an_automaton_costs_a_bounded_number_of_replies(void **state)
{
        struct fixture *fixture = *state;
        int told = 0;
        int answered = turns_answered(fixture, 2 * 24 * 180, START_MS, 20000, &told);

        assert_in_range(answered, 60, 95);      /* a full bucket, and 30 a day */
        assert_in_range(told, 1, 2);
}

static void
what_was_asked_before_is_not_counted_twice(void **state)
{
        struct fixture *fixture = *state;
        int told = 0;

        for (int i = 0; i < 50; i++)
                assert_int_equal(guard_take_turn(&fixture->guard, &fixture->person, true, START_MS), GUARD_TURN_ANSWER);
        assert_int_equal(turns_answered(fixture, 11, START_MS, 0, &told), 10);
}

static void
limits_of_zero_answer_nobody_and_divide_by_nothing(void **state)
{
        struct fixture *fixture = *state;

        fixture->guard.limits.replies_per_hour = fixture->guard.limits.replies_per_day = 0;
        assert_int_equal(guard_take_turn(&fixture->guard, &fixture->person, false, START_MS), GUARD_TURN_TELL);
        assert_int_equal(guard_take_turn(&fixture->guard, &fixture->person, false, START_MS), GUARD_TURN_SILENCE);
}

/* --- what it costs --- */

static void
the_last_fifth_of_the_budget_is_for_help(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < 200; i++)
                assert_true(guard_spend(&fixture->guard, 2, TOPIC_JOB, false));
        assert_false(guard_spend(&fixture->guard, 1, TOPIC_JOB, false));
        assert_false(guard_spend(&fixture->guard, 1, TOPIC_LIMIT, false));
        for (int i = 0; i < 50; i++)
                assert_true(guard_spend(&fixture->guard, 2, TOPIC_HELP, false));
        assert_false(guard_spend(&fixture->guard, 1, TOPIC_HELP, false));
        assert_int_equal(fixture->guard.parts, 500);
}

static void
what_does_not_fit_takes_nothing(void **state)
{
        struct fixture *fixture = *state;

        assert_true(guard_spend(&fixture->guard, 399, TOPIC_JOB, false));
        assert_false(guard_spend(&fixture->guard, 2, TOPIC_JOB, false));
        assert_int_equal(fixture->guard.parts, 399);
        assert_true(guard_spend(&fixture->guard, 1, TOPIC_JOB, false));
}

static void
what_was_given_out_before_is_given_again(void **state)
{
        struct fixture *fixture = *state;

        fixture->guard.parts = 500;
        assert_true(guard_spend(&fixture->guard, 3, TOPIC_JOB, true));
        assert_int_equal(fixture->guard.parts, 500);
}

static void
a_new_day_begins_the_budget_anew(void **state)
{
        struct fixture *fixture = *state;

        assert_true(guard_enter_day(&fixture->guard, 20000, START_MS));
        fixture->guard.parts = 400;
        assert_false(guard_enter_day(&fixture->guard, 20000, START_MS + DAY_MS));
        assert_int_equal(fixture->guard.parts, 400);
        assert_true(guard_enter_day(&fixture->guard, 20001, START_MS + DAY_MS));
        assert_int_equal(fixture->guard.parts, 0);
}

static void
no_day_comes_back(void **state)
{
        struct fixture *fixture = *state;

        guard_enter_day(&fixture->guard, 20001, START_MS);
        fixture->guard.parts = 400;
        assert_false(guard_enter_day(&fixture->guard, 20000, START_MS));
        assert_false(guard_enter_day(&fixture->guard, DAY_UNKNOWN, START_MS));
        assert_int_equal(fixture->guard.day, 20001);
        assert_int_equal(fixture->guard.parts, 400);
}

/* A machine's clock that was a year ahead for a moment: its day must not hold the budget for a year. */
static void
a_day_of_a_wrong_clock_ends_when_it_has_lasted_too_long(void **state)
{
        struct fixture *fixture = *state;
        int64_t last = START_MS + HOUR_MS + 26 * HOUR_MS;

        guard_enter_day(&fixture->guard, 20000, START_MS);
        assert_true(guard_enter_day(&fixture->guard, 20365, START_MS + HOUR_MS));
        fixture->guard.parts = 400;
        assert_false(guard_enter_day(&fixture->guard, 20001, last - 1));
        assert_int_equal(fixture->guard.parts, 400);
        assert_true(guard_enter_day(&fixture->guard, 20001, last));
        assert_int_equal(fixture->guard.day, 20001);
        assert_int_equal(fixture->guard.parts, 0);
        assert_false(guard_enter_day(&fixture->guard, 20001, last + 26 * HOUR_MS)); /* nobody says that it is another one */
        assert_false(guard_enter_day(&fixture->guard, 20000, last + 1));
}

/* The time that a known day lasts counts from when it was known: a front that lags must not bring the day before back. */
static void
a_day_that_is_known_late_has_its_whole_time(void **state)
{
        struct fixture *fixture = *state;

        guard_enter_day(&fixture->guard, 20001, START_MS + 23 * HOUR_MS);
        assert_false(guard_enter_day(&fixture->guard, 20000, START_MS + 30 * HOUR_MS));
        assert_int_equal(fixture->guard.day, 20001);
}

/* The network's word counts for more than the machine's clock, and for so long that the next word should have come. */
static void
a_clock_far_ahead_of_the_network_has_no_day(void **state)
{
        struct fixture *fixture = *state;
        const struct guard *guard = &fixture->guard;

        assert_int_equal(guard_believe_clock(guard, 20365, START_MS), 20365); /* nobody knows better */
        guard_hear_network(&fixture->guard, DAY_UNKNOWN, START_MS);
        assert_int_equal(guard_believe_clock(guard, 20365, START_MS), 20365);
        guard_hear_network(&fixture->guard, 20000, START_MS);
        assert_int_equal(guard_believe_clock(guard, 20000, START_MS), 20000);
        assert_int_equal(guard_believe_clock(guard, 20001, START_MS), 20001); /* midnight has passed */
        assert_int_equal(guard_believe_clock(guard, 20002, START_MS), DAY_UNKNOWN);
        assert_int_equal(guard_believe_clock(guard, 20365, START_MS + 26 * HOUR_MS - 1), DAY_UNKNOWN);
        assert_int_equal(guard_believe_clock(guard, 20365, START_MS + 26 * HOUR_MS), 20365);
        assert_int_equal(guard_believe_clock(guard, DAY_UNKNOWN, START_MS), DAY_UNKNOWN);
}

static void
the_first_known_day_is_the_one_that_began_unknown(void **state)
{
        struct fixture *fixture = *state;

        assert_true(guard_spend(&fixture->guard, 100, TOPIC_JOB, false));
        assert_true(guard_enter_day(&fixture->guard, 20000, START_MS + HOUR_MS));
        assert_int_equal(fixture->guard.parts, 100);
        assert_int_equal(fixture->guard.day, 20000);
}

static void
an_unknown_day_ends_after_24_hours(void **state)
{
        struct fixture *fixture = *state;

        guard_spend(&fixture->guard, 100, TOPIC_JOB, false);
        assert_false(guard_enter_day(&fixture->guard, DAY_UNKNOWN, START_MS + DAY_MS - 1));
        assert_int_equal(fixture->guard.parts, 100);
        assert_true(guard_enter_day(&fixture->guard, DAY_UNKNOWN, START_MS + DAY_MS));
        assert_int_equal(fixture->guard.parts, 0);
        assert_false(guard_enter_day(&fixture->guard, DAY_UNKNOWN, START_MS + DAY_MS + 1));
}

static void
what_the_ledger_knows_counts_but_never_less_than_we_know(void **state)
{
        struct fixture *fixture = *state;

        guard_enter_day(&fixture->guard, 20000, START_MS);
        guard_learn_spent(&fixture->guard, 20000, 300);
        assert_int_equal(fixture->guard.parts, 300);
        guard_learn_spent(&fixture->guard, 20000, 200);
        guard_learn_spent(&fixture->guard, 19999, 450);
        guard_learn_spent(&fixture->guard, 20000, UINT32_MAX);
        assert_int_equal(fixture->guard.parts, 300);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(only_persons_are_answered),
                CASE(data_is_unreadable_and_old_texts_have_expired),
                CASE(ten_texts_at_once_are_answered_then_the_limit_is_told_once),
                CASE(the_hour_refills_one_by_one),
                CASE(the_day_has_its_own_limit),
                CASE(an_automaton_costs_a_bounded_number_of_replies),
                CASE(what_was_asked_before_is_not_counted_twice),
                CASE(limits_of_zero_answer_nobody_and_divide_by_nothing),
                CASE(the_last_fifth_of_the_budget_is_for_help),
                CASE(what_does_not_fit_takes_nothing),
                CASE(what_was_given_out_before_is_given_again),
                CASE(a_new_day_begins_the_budget_anew),
                CASE(no_day_comes_back),
                CASE(a_day_of_a_wrong_clock_ends_when_it_has_lasted_too_long),
                CASE(a_day_that_is_known_late_has_its_whole_time),
                CASE(a_clock_far_ahead_of_the_network_has_no_day),
                CASE(the_first_known_day_is_the_one_that_began_unknown),
                CASE(an_unknown_day_ends_after_24_hours),
                CASE(what_the_ledger_knows_counts_but_never_less_than_we_know),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
