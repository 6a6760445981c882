/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How many people a day reached, through the whole gateway: who writes twice, by whichever modem, is one; small days are told to nobody;
 * of an engine that dies the larger number stays.
 *
 * covers: reach sketch
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

#define GUARD "guard = { parts_per_day = 100000; replies_per_hour = 100; replies_per_day = 100; };"

static const struct rig_options two_modems = {.nmodems = 2, .simmodem = "--size 200", .config = GUARD};

static void
texts(struct rig *rig, const char *modem, int first, int n, const char *text)
{
        rig_sim(rig, "inject %s from=+4070000%04d count=%d spread=1 text=%s", modem, first, n, text);
        rig_wait_empty(rig, modem);
}

/* Ends the gateway, which then tells; -1 if it has told nothing. */
static long
people(struct rig *rig)
{
        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "the daemon did not end cleanly");
        return rig_count(rig, "SELECT people FROM people");
}

static void
expect_about(struct rig *rig, long people, long wanted)
{
        if (people < wanted - 3 || people > wanted)
                rig_fail(rig, "%ld people instead of %ld", people, wanted);
}

static void
whoever_writes_twice_is_one(void **state)
{
        struct rig *rig = rig_open(&two_modems);

        (void)state;
        texts(rig, "sim1", 1000, 40, "casa");
        texts(rig, "sim1", 1000, 40, "help");
        texts(rig, "sim2", 1020, 40, "job");
        expect_about(rig, people(rig), 60);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 120);
        rig_close(rig);
}

static void
a_small_day_is_told_to_nobody(void **state)
{
        struct rig *rig = rig_open(&two_modems);

        (void)state;
        texts(rig, "sim1", 1000, 9, "casa");
        texts(rig, "sim1", 1000, 9, "help");
        assert_int_equal(people(rig), -1);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 18);
        rig_close(rig);
}

/* The first half is told by a clean end; the engine that is killed tells nothing. */
static void
of_two_lives_the_larger_number_stays(void **state)
{
        struct rig *rig = rig_open(&two_modems);

        (void)state;
        texts(rig, "sim1", 1000, 50, "job");
        expect_about(rig, people(rig), 50);
        rig_start_daemon(rig);
        texts(rig, "sim1", 1000, 20, "casa");
        rig_signal(rig, "engine", SIGKILL);
        texts(rig, "sim1", 1020, 30, "help");
        expect_about(rig, people(rig), 50);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(whoever_writes_twice_is_one),
                cmocka_unit_test(a_small_day_is_told_to_nobody),
                cmocka_unit_test(of_two_lives_the_larger_number_stays),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
