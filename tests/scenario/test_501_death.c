/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Processes die: nobody's text is lost and every message is counted once.
 *
 * covers: children links pulse sandbox
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
#include <unistd.h>

#include "harness.h"

#define PEOPLE 60

static const struct rig_options busy = {.simmodem = "--size 80", .config = "guard = { parts_per_day = 100000; };"};

/* A word that was lost with everybody is waited for: for a minute by the real one, for seconds by this. */
static const struct rig_options busy_faults = {
        .simmodem = "--size 80", .config = "guard = { parts_per_day = 100000; };", .program = "faults/waymarkd"};

static bool
kill_child(struct rig *rig, void *name)
{
        pid_t pid = rig_child(rig, name);

        return pid > 0 && kill(pid, SIGKILL) == 0;
}

static void
text_from_everybody(struct rig *rig)
{
        for (int i = 0; i < PEOPLE; i++)
                rig_sim(rig, "inject sim1 from=+407000010%02d text=%s", i, i % 3 == 0 ? "робота" : i % 3 == 1 ? "JOB" : "casa");
}

/* Everybody has one whole reply, of whose parts `most` came twice; the ledger has each message once. */
static void
expect_all(struct rig *rig, int most)
{
        int parts = 0, repeated = 0;

        rig_wait_empty(rig, "sim1");
        for (int i = 0; i < PEOPLE; i++) {
                struct rig_reply reply;
                char number[24];

                snprintf(number, sizeof number, "+407000010%02d", i);
                reply = rig_reply_to(rig, number);
                if (reply.whole != 1)
                        rig_fail(rig, "%s has %d whole replies", number, reply.whole);
                repeated += reply.repeated;
                parts += reply.parts - reply.repeated;
        }
        assert_in_range(repeated, 0, most);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), PEOPLE);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM topics"), PEOPLE);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), parts);
}

static void
kill_while_busy(const char *name)
{
        struct rig *rig = rig_open(&busy);

        rig_sim(rig, "set sim1 delay 10");
        text_from_everybody(rig);
        for (int n = 10; n <= 40; n += 10) {
                rig_wait_parts(rig, n);
                rig_until(rig, kill_child, (void *)(uintptr_t)name, "the process to be killed");
        }
        expect_all(rig, 0);
        rig_close(rig);
}

static void
survives_deaths_of_the_engine(void **state)
{
        (void)state;
        kill_while_busy("engine");
}

static void
survives_deaths_of_the_ledger(void **state)
{
        (void)state;
        kill_while_busy("ledger");
}

static void
survives_deaths_of_the_modem_process(void **state)
{
        (void)state;
        kill_while_busy("sim1");
}

static void
survives_the_death_of_the_whole_service(void **state)
{
        struct rig *rig = rig_open(&busy_faults);

        (void)state;
        rig_sim(rig, "set sim1 delay 10");
        text_from_everybody(rig);
        for (int n = 10; n <= 30; n += 10) {
                rig_wait_parts(rig, n);
                kill(rig->daemon, SIGKILL);
                rig_wait_daemon(rig);
                rig_sim(rig, "wait-detached sim1 %d", RIG_MS);
                rig_start_daemon(rig);
        }
        expect_all(rig, 3); /* one a death: where the modem's word was lost with everybody */
        rig_close(rig);
}

static void
ends_cleanly_in_the_middle_of_work_and_goes_on(void **state)
{
        struct rig *rig = rig_open(&busy);
        int accepted;

        (void)state;
        rig_sim(rig, "set sim1 delay 10");
        text_from_everybody(rig);
        rig_wait_parts(rig, 10);
        assert_int_equal(rig_stop_daemon(rig), 0);
        accepted = rig_accepted(rig);
        rig_start_daemon(rig);
        rig_wait_parts(rig, accepted + 10);
        expect_all(rig, 0);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(survives_deaths_of_the_engine),
                cmocka_unit_test(survives_deaths_of_the_ledger),
                cmocka_unit_test(survives_deaths_of_the_modem_process),
                cmocka_unit_test(survives_the_death_of_the_whole_service),
                cmocka_unit_test(ends_cleanly_in_the_middle_of_work_and_goes_on),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
