/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that libgammu dies of (LIBGAMMU, A.3): more than 160 characters in 7-bit coding, with as many octets behind them, run over its
 * buffer. They are removed without it after two deaths, and everybody else is answered once.
 *
 * covers: taster raw
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

/* Deliver, from +40700000000; of more than 160 characters, all there, libgammu 1.42 aborts. */
static const char *
poison(int characters)
{
        static char hex[1024];
        size_t len = (size_t)snprintf(hex, sizeof hex, "00040B917040000000F0000062114211111100%02X", (unsigned)characters);

        for (int i = 0; i <= characters * 7 / 8; i++)
                len += (size_t)snprintf(hex + len, sizeof hex - len, "AA");
        return hex;
}

static void
expect(struct rig *rig, int answered, int unreadable)
{
        char number[24];

        for (int i = 0; i < answered; i++) {
                snprintf(number, sizeof number, "+4070000000%d", i);
                if (rig_sent_to(rig, number)[0] == '\0')
                        rig_fail(rig, "%s was not answered", number);
        }
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), answered);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes WHERE outcome = 1"), rig_accepted(rig));
        assert_int_equal(rig_count(rig, "SELECT coalesce(sum(messages), 0) FROM outcomes WHERE outcome = 8"), unreadable);
        rig_close(rig);
}

static void
inject(struct rig *rig, int first, int n)
{
        for (int i = first; i < first + n; i++)
                rig_sim(rig, "inject sim1 from=+4070000000%d text=JOB", i);
}

static void
is_removed_after_two_deaths_and_the_others_are_answered(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        inject(rig, 0, 2);
        rig_sim(rig, "put sim1 SM 3 0 %s", poison(177));
        inject(rig, 2, 2);
        rig_start_daemon(rig);
        rig_wait_empty(rig, "sim1");
        assert_string_equal(rig_status(rig, "modem.sim1.restarts"), "2");
        expect(rig, 4, 1);
}

/* In both memories, and first and last of them. */
static void
several_are_removed_one_after_the_other(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "put sim1 SM 1 0 %s", poison(177));
        inject(rig, 0, 1);
        rig_sim(rig, "put sim1 SM 3 0 %s", poison(174));
        rig_sim(rig, "put sim1 ME 7 0 %s", poison(180));
        rig_start_daemon(rig);
        inject(rig, 1, 1);
        rig_wait_empty(rig, "sim1");
        expect(rig, 2, 3);
}

/* It arrives while others wait for their answer on a slow line: they have been listed, and are not answered twice. */
static void
one_that_comes_in_the_middle_of_work_repeats_nothing(void **state)
{
        const struct rig_options options = {.modem = "poll_s = 1;"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "set sim1 delay 50");
        inject(rig, 0, 3);
        rig_wait_parts(rig, 1);
        rig_sim(rig, "put sim1 SM 19 0 %s", poison(177));
        rig_wait_empty(rig, "sim1");
        inject(rig, 3, 1);
        rig_wait_empty(rig, "sim1");
        expect(rig, 4, 1);
}

/* Longer than any message can be: nobody needs to taste it. */
static void
one_that_is_too_long_for_a_message_goes_too(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        inject(rig, 0, 1);
        rig_sim(rig, "put sim1 SM 3 0 %s", poison(255));
        rig_start_daemon(rig);
        rig_wait_empty(rig, "sim1");
        expect(rig, 1, 1);
}

/* The stick lost its power meanwhile and asks for the PIN again: a SIM that is locked lists nothing to the taster. */
static void
a_locked_sim_is_looked_through_after_its_pin(void **state)
{
        const struct rig_options options = {.no_start = true, .modem = "pin = \"1234\";"};
        struct rig *rig = rig_open(&options);

        (void)state;
        inject(rig, 0, 1);
        rig_sim(rig, "put sim1 SM 3 0 %s", poison(177));
        rig_sim(rig, "order sim1 +CMGL hold");
        rig_start_daemon(rig);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "order sim1 +CMGF=0 hold"); /* the next that is said comes from the next life */
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "set sim1 pin 1234");
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        expect(rig, 1, 1);
}

/* Slots counted from 0, as on Huawei sticks: the right one goes. */
static void
the_right_slot_goes_where_they_are_counted_from_zero(void **state)
{
        const struct rig_options options = {.no_start = true, .simmodem = "--set slot0=on --set model=E3131"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "put sim1 SM 1 0 %s", poison(177));
        inject(rig, 0, 2);
        rig_start_daemon(rig);
        rig_wait_empty(rig, "sim1");
        expect(rig, 2, 1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(is_removed_after_two_deaths_and_the_others_are_answered),
                cmocka_unit_test(several_are_removed_one_after_the_other),
                cmocka_unit_test(one_that_comes_in_the_middle_of_work_repeats_nothing),
                cmocka_unit_test(one_that_is_too_long_for_a_message_goes_too),
                cmocka_unit_test(a_locked_sim_is_looked_through_after_its_pin),
                cmocka_unit_test(the_right_slot_goes_where_they_are_counted_from_zero),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
