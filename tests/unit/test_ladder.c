/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder of cures, with hours in microseconds.
 */
#include "modem/ladder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

static const struct wire_ladder at_the_bottom;

/* Fails again and again as soon as the pause is over, for `for_ms`; counts how often each rung was stood on. */
static void
fail_for(struct wire_ladder *ladder, int64_t *now, int64_t for_ms, int counts[static WIRE_MODEM_RUNG_COUNT])
{
        int64_t until = *now + for_ms;

        memset(counts, 0, sizeof(int) * WIRE_MODEM_RUNG_COUNT);
        while (*now < until) {
                *now += ladder_fail(ladder, *now) + 1;
                counts[ladder->rung]++;
        }
}

static void
climbs_in_order_from_the_mildest_to_the_strongest(void **state)
{
        static const enum wire_modem_rung expected[] = {
                WIRE_MODEM_RUNG_RECONNECT, WIRE_MODEM_RUNG_RECONNECT, WIRE_MODEM_RUNG_RECONNECT, WIRE_MODEM_RUNG_RECONNECT,
                WIRE_MODEM_RUNG_REOPEN,    WIRE_MODEM_RUNG_REOPEN,    WIRE_MODEM_RUNG_RESET,     WIRE_MODEM_RUNG_REBIND,
                WIRE_MODEM_RUNG_REST,
        };
        struct wire_ladder ladder = at_the_bottom;

        (void)state;
        for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
                (void)ladder_fail(&ladder, 1000);
                assert_int_equal(ladder.rung, expected[i]);
        }
}

static void
the_first_reconnect_is_at_once_and_then_it_takes_longer(void **state)
{
        struct wire_ladder ladder = at_the_bottom;
        int64_t before;

        (void)state;
        assert_int_equal(ladder_fail(&ladder, 0), 0);
        before = ladder_fail(&ladder, 0);
        assert_int_equal(before, 1000);
        for (int i = 0; i < 2; i++) {
                int64_t pause = ladder_fail(&ladder, 0);

                assert_int_equal(pause, 2 * before);
                before = pause;
        }
        assert_int_equal(ladder_fail(&ladder, 0), 5000);
        assert_int_equal(ladder_fail(&ladder, 0), 10000);
        assert_int_equal(ladder_fail(&ladder, 0), 20000);
        assert_int_equal(ladder_fail(&ladder, 0), 30000);
        assert_int_equal(ladder_fail(&ladder, 0), MINUTE);
        assert_int_equal(ladder_fail(&ladder, 0), MINUTE);
}

static void
all_rungs_are_tried_within_two_minutes(void **state)
{
        struct wire_ladder ladder = at_the_bottom;
        int counts[WIRE_MODEM_RUNG_COUNT];
        int64_t now = 0;

        (void)state;
        fail_for(&ladder, &now, 2 * MINUTE, counts);
        assert_int_equal(counts[WIRE_MODEM_RUNG_RESET], 1);
        assert_int_equal(counts[WIRE_MODEM_RUNG_REBIND], 1);
}

/* The stick is thrown off the bus a few times in the first hours, then once an hour; it is looked for every minute all the time. */
static void
a_modem_that_is_dead_for_days_gets_no_storm(void **state)
{
        struct wire_ladder ladder = at_the_bottom;
        int counts[WIRE_MODEM_RUNG_COUNT];
        int64_t now = 0;

        (void)state;
        fail_for(&ladder, &now, HOUR, counts);
        assert_in_range(counts[WIRE_MODEM_RUNG_RESET], 2, 3);
        fail_for(&ladder, &now, 24 * HOUR, counts);
        assert_in_range(counts[WIRE_MODEM_RUNG_RESET], 20, 25);
        assert_int_equal(counts[WIRE_MODEM_RUNG_RECONNECT], 0);
        assert_in_range(counts[WIRE_MODEM_RUNG_REST], 22 * 60, 24 * 60);
        fail_for(&ladder, &now, 30 * 24 * HOUR, counts);
        assert_in_range(counts[WIRE_MODEM_RUNG_REBIND], 29 * 23, 30 * 24);
}

static void
a_part_that_went_out_ends_it(void **state)
{
        struct wire_ladder ladder = at_the_bottom;

        (void)state;
        for (int i = 0; i < 12; i++)
                (void)ladder_fail(&ladder, 0);
        ladder.usb = WIRE_USB_NOT_PERMITTED;
        ladder_note_sent(&ladder);
        assert_memory_equal(&ladder, &at_the_bottom, sizeof ladder);
        assert_int_equal(ladder_fail(&ladder, 0), 0);
        assert_int_equal(ladder.rung, WIRE_MODEM_RUNG_RECONNECT);
}

/* A modem that connects each time and then fails each time must not stay on the first rung for ever. */
static void
answers_alone_end_it_only_after_a_while_without_failure(void **state)
{
        struct wire_ladder ladder = at_the_bottom;
        int64_t now = 1000;

        (void)state;
        for (int i = 0; i < 5; i++) {
                now += ladder_fail(&ladder, now) + MINUTE;
                ladder_note_answer(&ladder, now);
        }
        assert_int_equal(ladder.rung, WIRE_MODEM_RUNG_REOPEN);
        ladder_note_answer(&ladder, now + 3 * MINUTE);
        assert_int_equal(ladder.rung, WIRE_MODEM_RUNG_REOPEN);
        ladder_note_answer(&ladder, now + 6 * MINUTE);
        assert_int_equal(ladder.rung, WIRE_MODEM_RUNG_WELL);
}

static void
an_hour_without_a_network_asks_for_a_restart_and_then_ever_more_rarely(void **state)
{
        struct wire_ladder ladder = at_the_bottom;
        int64_t now = 5000;
        int restarts = 0;

        (void)state;
        assert_int_equal(ladder_without_network_ms(&ladder, now), 0);
        for (int64_t end = now + 7 * HOUR + MINUTE; now < end; now += MINUTE / 2) {
                if (ladder_note_network(&ladder, false, now))
                        restarts++;
                if (now - 5000 < HOUR)
                        assert_int_equal(restarts, 0);
        }
        assert_int_equal(restarts, 3); /* after 1, 3 and 7 hours */
        assert_in_range(ladder_without_network_ms(&ladder, now), 7 * HOUR, 7 * HOUR + 2 * MINUTE);
        for (int64_t end = now + 30 * 24 * HOUR; now < end; now += MINUTE / 2)
                restarts += ladder_note_network(&ladder, false, now);
        assert_in_range(restarts, 3 + 22, 3 + 26); /* once in 32 hours */
        assert_false(ladder_note_network(&ladder, true, now));
        assert_int_equal(ladder_without_network_ms(&ladder, now), 0);
        assert_false(ladder_note_network(&ladder, false, now + MINUTE));
        assert_true(ladder_note_network(&ladder, false, now + MINUTE + HOUR));
}

static void
every_rung_has_its_words(void **state)
{
        (void)state;
        for (unsigned i = 0; i < WIRE_MODEM_RUNG_COUNT; i++)
                assert_true(strlen(ladder_words((enum wire_modem_rung)i)) > 0);
        assert_string_equal(ladder_words(WIRE_MODEM_RUNG_COUNT), ladder_words(WIRE_MODEM_RUNG_WELL));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(climbs_in_order_from_the_mildest_to_the_strongest),
                cmocka_unit_test(the_first_reconnect_is_at_once_and_then_it_takes_longer),
                cmocka_unit_test(all_rungs_are_tried_within_two_minutes),
                cmocka_unit_test(a_modem_that_is_dead_for_days_gets_no_storm),
                cmocka_unit_test(a_part_that_went_out_ends_it),
                cmocka_unit_test(answers_alone_end_it_only_after_a_while_without_failure),
                cmocka_unit_test(an_hour_without_a_network_asks_for_a_restart_and_then_ever_more_rarely),
                cmocka_unit_test(every_rung_has_its_words),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
