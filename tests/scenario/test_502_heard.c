/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The hard instant: killed between handing a part to the modem and hearing its result. The word is waited for and no part goes out twice.
 *
 * covers: listen port
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

#define HER "+40700000001"

/* One message, killed at the order's point, then released; every part of the reply must have gone out, and none twice. */
static void
kill_at(const char *order, bool everything, const char *text)
{
        struct rig *rig = rig_open(NULL);
        struct rig_reply reply;

        rig_sim(rig, "order sim1 %s", order);
        rig_sim(rig, "inject sim1 from=" HER " text=%s", text);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        if (everything) {
                kill(rig->daemon, SIGKILL);
                rig_wait_daemon(rig);
                rig_sim(rig, "wait-detached sim1 %d", RIG_MS);
                rig_start_daemon(rig);
        } else {
                rig_signal(rig, "sim1", SIGKILL);
        }
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        reply = rig_reply_to(rig, HER);
        assert_int_equal(reply.whole, 1);
        assert_int_equal(reply.repeated, 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 1);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), reply.parts);
        rig_close(rig);
}

static void
hears_the_answer_that_was_on_its_way(void **state)
{
        (void)state;
        kill_at("cmgs-accepted hold", false, "JOB");
}

static void
hears_it_when_the_network_still_had_the_part_in_hand(void **state)
{
        (void)state;
        kill_at("cmgs-pdu hold", false, "JOB");
}

static void
hears_the_second_part_of_three(void **state)
{
        (void)state;
        kill_at("cmgs-accepted hold skip=1", false, "робота");
}

static void
hears_it_after_the_death_of_the_whole_service(void **state)
{
        (void)state;
        kill_at("cmgs-accepted hold", true, "JOB");
}

static void
sends_again_what_the_network_had_not_taken(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu hold");
        rig_sim(rig, "order sim1 cmgs-pdu fail cms 42");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_signal(rig, "sim1", SIGKILL);
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_reply_to(rig, HER).whole, 1);
        assert_int_equal(rig_reply_to(rig, HER).repeated, 0);
        rig_close(rig);
}

static void
counts_once_what_was_deleted_and_not_counted(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 +CMGD hold");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_signal(rig, "sim1", SIGKILL);
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "today.messages", "1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 1);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(hears_the_answer_that_was_on_its_way),
                cmocka_unit_test(hears_it_when_the_network_still_had_the_part_in_hand),
                cmocka_unit_test(hears_the_second_part_of_three),
                cmocka_unit_test(hears_it_after_the_death_of_the_whole_service),
                cmocka_unit_test(sends_again_what_the_network_had_not_taken),
                cmocka_unit_test(counts_once_what_was_deleted_and_not_counted),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
