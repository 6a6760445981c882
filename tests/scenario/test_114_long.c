/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Long messages as networks deliver them, and a SIM that stays full: whole daemon, fault build (a minute of patience is a second).
 *
 * covers: inbox desk phone_store
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness_faults.h"

#define HER "+40700000001"
#define HIM "+40700000002"

static const struct rig_options quick = {.program = FAULTS_PROGRAM, .modem = "poll_s = 1;", .simmodem = "--size 100"};

/* Two parts: the danger word stands in the second. */
#define TWO_PARTS                                                                                                         \
        "I write because somebody has found me work in another country and tomorrow morning a car comes for me and for my " \
        "sister, they were friendly at first, but now they have taken my passport and they do not let me go out, help me please"

/* So many texts were answered, each once: what the simulator saw and what was counted are the same. */
static void
expect_answered(struct rig *rig, int n)
{
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), n);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), n);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), rig_accepted(rig));
        rig_close(rig);
}

static void
parts_in_any_order_and_doubled_are_one_text(void **state)
{
        struct rig *rig = rig_open(&quick);
        char whole[8192];

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=7 text=" TWO_PARTS);
        rig_wait_empty(rig, "sim1");
        snprintf(whole, sizeof whole, "%s", rig_sent_to(rig, HER));
        rig_sim(rig, "clear sent");
        rig_sim(rig, "inject sim1 from=" HIM " ref=7 order=2,2,1,2 text=" TWO_PARTS);
        rig_wait_empty(rig, "sim1");
        assert_string_equal(rig_sent_to(rig, HIM), whole); /* understood as the same words */
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 2);
        rig_close(rig);
}

static void
two_people_with_one_reference_are_told_apart(void **state)
{
        struct rig *rig = rig_open(&quick);
        char hers[8192];

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=9 order=1 text=" TWO_PARTS);
        rig_sim(rig, "inject sim1 from=" HIM " ref=9 order=2 text=" TWO_PARTS);
        rig_sim(rig, "inject sim1 from=" HIM " ref=9 order=1 text=" TWO_PARTS);
        rig_sim(rig, "inject sim1 from=" HER " ref=9 order=2 text=" TWO_PARTS);
        rig_wait_empty(rig, "sim1");
        snprintf(hers, sizeof hers, "%s", rig_sent_to(rig, HER));
        assert_true(strlen(hers) > 0);
        assert_string_equal(rig_sent_to(rig, HIM), hers);
        expect_answered(rig, 2);
}

static void
a_missing_part_is_not_waited_for_for_ever(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=11 order=2 text=" TWO_PARTS);
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        expect_answered(rig, 1);
}

static void
fifty_parts_are_one_text(void **state)
{
        struct rig *rig = rig_open(&quick);
        char text[8000] = "", order[256] = "";

        (void)state;
        for (int i = 0; i < 50; i++) /* 153 characters each */
                snprintf(text + strlen(text), sizeof text - strlen(text), "%-153.153s", i == 49 ? "help" : "work in another country");
        text[50 * 153 - 149] = '\0'; /* a text that ends with blanks is no text of 50 parts */
        for (int i = 50; i >= 1; i--)
                snprintf(order + strlen(order), sizeof order - strlen(order), "%d%s", i, i > 1 ? "," : "");
        assert_non_null(strstr(rig_sim(rig, "inject sim1 from=" HER " ref=13 order=%s text=%s", order, text), "parts=50"));
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        expect_answered(rig, 1);
}

/* Numbering that cannot be true is none: the text is a text. */
static void
part_0_of_0_and_5_of_2_are_whole_texts(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=1 part=0 total=0 text=JOB");
        rig_sim(rig, "inject sim1 from=" HIM " ref=1 part=5 total=2 text=JOB");
        rig_sim(rig, "inject sim1 from=+40700000003 ref=1 part=1 total=1 text=JOB");
        rig_sim(rig, "inject sim1 from=+40700000004 ref=1 bits=16 part=0 total=255 text=JOB");
        expect_answered(rig, 4);
}

/* --- a SIM that stays full --- */

/* Each slot holds half a message, the other halves are in the network: they can only come if somebody gives way. */
static void
half_messages_on_a_full_sim_give_way(void **state)
{
        const struct rig_options options = {.modem = "poll_s = 1;", .no_start = true, .simmodem = "--size 4 --set size-me=0"};
        struct rig *rig = rig_open(&options); /* the real patience: a minute; the test has a third of it */

        (void)state;
        for (int i = 0; i < 4; i++)
                rig_sim(rig, "inject sim1 from=+4070000001%d ref=%d order=1 text=" TWO_PARTS, i, i);
        for (int i = 0; i < 4; i++)
                rig_sim(rig, "inject sim1 from=+4070000002%d text=JOB", i);
        rig_start_daemon(rig);
        expect_answered(rig, 8);
}

/* What needs no answer goes before the network is asked to do anything: room for those who write now. */
static void
a_full_sim_is_emptied_of_what_needs_no_answer_first(void **state)
{
        const struct rig_options options = {.program = FAULTS_PROGRAM, .no_start = true, .simmodem = "--size 10 --set size-me=0"};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 0; i < 9; i++)
                rig_sim(rig, "inject sim1 from=MyBank text=Your account");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB"); /* the last one asked about: that nothing is to be said to the others is known */
        for (int i = 0; i < 9; i++)
                rig_sim(rig, "inject sim1 from=+4070000002%d text=JOB", i);
        rig_sim(rig, "order sim1 cmgs-prompt hold"); /* the first send of all stands still */
        rig_start_daemon(rig);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        assert_non_null(strstr(rig_sim(rig, "store sim1"), "queue=0"));
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), 10);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), rig_accepted(rig));
        rig_close(rig);
}

static bool
has_problem(struct rig *rig, void *arg)
{
        return strstr(rig_status(rig, "modem.sim1.problem"), (const char *)arg) != NULL;
}

/* The memory of a SIM that was in somebody's phone: sent messages and drafts. They are not ours to delete. */
static void
a_sim_full_of_sent_messages_is_told_about(void **state)
{
        const struct rig_options options = {.program = FAULTS_PROGRAM, .modem = "poll_s = 1;", .no_start = true, .simmodem = "--size 3 --set size-me=0"};
        struct rig *rig = rig_open(&options);
        char words[] = "the SIM is full";

        (void)state;
        for (int i = 1; i <= 3; i++)
                rig_sim(rig, "put sim1 SM %d 3 0011000B910407000000F10000AA034AE110", i);
        rig_start_daemon(rig);
        rig_until(rig, has_problem, words, words);
        assert_non_null(strstr(rig_sim(rig, "store sim1"), "sm=3"));
        rig_sim(rig, "clear store");
        rig_wait_status(rig, "modem.sim1.problem", "");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        expect_answered(rig, 1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(parts_in_any_order_and_doubled_are_one_text),
                cmocka_unit_test(two_people_with_one_reference_are_told_apart),
                cmocka_unit_test(a_missing_part_is_not_waited_for_for_ever),
                cmocka_unit_test(fifty_parts_are_one_text),
                cmocka_unit_test(part_0_of_0_and_5_of_2_are_whole_texts),
                cmocka_unit_test(half_messages_on_a_full_sim_give_way),
                cmocka_unit_test(a_full_sim_is_emptied_of_what_needs_no_answer_first),
                cmocka_unit_test(a_sim_full_of_sent_messages_is_told_about),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
