/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A text comes in, the right answer goes out, the SIM is empty, a count remains: for every kind of message a phone can send.
 *
 * covers: engine guard modem phone birth match log
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"

#define HER "+40700000001"
#define RO_LINE "0800 800 678"

static void
expect_in(struct rig *rig, const char *text, const char *wanted)
{
        if (strstr(text, wanted) == NULL)
                rig_fail(rig, "\"%s\" is not in the reply \"%s\"", wanted, text);
}

/* Ends the daemon and returns the number of messages the ledger has for an outcome (0: any). */
static long
counted(struct rig *rig, int outcome)
{
        char sql[200];

        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "the daemon did not end cleanly");
        snprintf(sql, sizeof sql, "SELECT coalesce(sum(messages),0) FROM outcomes WHERE %d IN (0, outcome)", outcome);
        return rig_count(rig, sql);
}

static void
answers_a_word_in_gsm7(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        expect_in(rig, rig_ask(rig, HER, "JOB"), RO_LINE);
        assert_int_equal(counted(rig, 1), 1);
        rig_close(rig);
}

static void
answers_ukrainian_in_ucs2_and_in_ukrainian(void **state)
{
        struct rig *rig = rig_open(NULL);
        const char *reply = rig_ask(rig, HER, "робота");

        (void)state;
        expect_in(rig, reply, RO_LINE);
        expect_in(rig, reply, "і");
        assert_non_null(strstr(rig_sim(rig, "sent"), "coding=ucs2"));
        rig_close(rig);
}

static void
joins_a_long_message_whose_parts_come_in_any_order(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=77 order=3,1,2,1 text=Hello, somebody has told me a long story about a bus and a "
                "town and a street and a house with a garden and many flowers in it and I do not know what to think about all that. "
                "Then he spoke about money and a boat and a hotel in another town by the sea with large windows. After all this "
                "he offered me a job in that hotel, and now I ask you about this job please");
        rig_wait_empty(rig, "sim1");
        expect_in(rig, rig_sent_to(rig, HER), RO_LINE);
        assert_int_equal(counted(rig, 0), 1);
        rig_close(rig);
}

static void
keeps_two_people_with_one_reference_apart(void **state)
{
        struct rig *rig = rig_open(NULL);
        static const char text[] = "I have been waiting for a long time at this station and nobody comes, so I am writing a long text to you "
                                   "about everything that has happened to me today and I would like to know about a job offer, thank you";

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " ref=9 order=1 text=%s", text);
        rig_sim(rig, "inject sim1 from=+40700000002 ref=9 order=2 text=%s", text);
        rig_sim(rig, "inject sim1 from=" HER " ref=9 order=2 text=%s", text);
        rig_sim(rig, "inject sim1 from=+40700000002 ref=9 order=1 text=%s", text);
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        assert_true(strlen(rig_sent_to(rig, "+40700000002")) > 0);
        assert_int_equal(counted(rig, 0), 2);
        rig_close(rig);
}

static void
answers_class_0_and_8_bit_text(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " class=0 text=JOB");
        rig_sim(rig, "inject sim1 from=+40700000002 coding=8bit text=JOB");
        rig_wait_empty(rig, "sim1");
        expect_in(rig, rig_sent_to(rig, HER), RO_LINE);
        expect_in(rig, rig_sent_to(rig, "+40700000002"), RO_LINE);
        rig_close(rig);
}

static void
stays_silent_towards_names_services_and_data(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "inject sim1 from=My\\sBank text=JOB");
        rig_sim(rig, "inject sim1 from=1234 text=JOB");
        rig_sim(rig, "inject sim1 from=+88160000001 text=JOB");
        rig_sim(rig, "inject sim1 from=" HER " coding=8bit hex=0102feff00");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_accepted(rig), 0);
        assert_int_equal(counted(rig, 3), 3);
        assert_int_equal(rig_count(rig, "SELECT messages FROM outcomes WHERE outcome = 8"), 1);
        rig_close(rig);
}

static void
removes_status_reports_without_an_answer(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "inject-report sim1 to=" HER " mr=7 status=0");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        expect_in(rig, rig_sent_to(rig, HER), RO_LINE);
        rig_close(rig);
}

/* Every part carries the same reference, its place and the total; validity is set; nothing asks for a report. */
static void
sends_long_replies_as_parts_with_one_reference(void **state)
{
        struct rig *rig = rig_open(NULL);
        const char *sent;
        int n = 0, ref = -1;

        (void)state;
        rig_ask(rig, HER, "робота");
        sent = rig_sim(rig, "sent");
        for (const char *line = sent; (line = strstr(line, "sent n=")) != NULL; line++) {
                const char *at = strstr(line, " ref=");

                n++;
                assert_non_null(at);
                if (ref < 0)
                        ref = (int)strtol(at + 5, NULL, 10);
                assert_int_equal(strtol(at + 5, NULL, 10), ref);
                assert_int_equal(strtol(strstr(line, " part=") + 6, NULL, 10), n);
                assert_int_equal(strtol(strstr(line, "validity_s=") + 11, NULL, 10), 6 * 3600);
        }
        assert_true(n == 2 || n == 3);
        rig_close(rig);
}

static void
answers_what_lay_on_the_sim_before_the_start(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_sim(rig, "inject sim1 from=+40700000002 text=HELP");
        rig_start_daemon(rig);
        rig_wait_empty(rig, "sim1");
        assert_int_equal(counted(rig, 1), 2);
        rig_close(rig);
}

static void
finds_messages_that_were_not_announced(void **state)
{
        const struct rig_options options = {.modem = "poll_s = 1;"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "set sim1 cmti off");
        expect_in(rig, rig_ask(rig, HER, "JOB"), RO_LINE);
        rig_close(rig);
}

static void
serves_several_modems_each_on_its_own_line(void **state)
{
        const struct rig_options options = {.nmodems = 3};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 1; i <= 3; i++)
                rig_sim(rig, "inject sim%d from=+4070000001%d text=JOB", i, i);
        for (int i = 1; i <= 3; i++) {
                char modem[8], number[20];

                snprintf(modem, sizeof modem, "sim%d", i);
                snprintf(number, sizeof number, "+4070000001%d", i);
                rig_wait_empty(rig, modem);
                expect_in(rig, rig_sent_to(rig, number), RO_LINE);
                assert_non_null(strstr(rig_sim(rig, "sent %s", modem), number));
        }
        assert_int_equal(counted(rig, 1), 3);
        rig_close(rig);
}

static void
limits_one_person_tells_her_once_and_answers_others(void **state)
{
        const struct rig_options options = {.config = "guard = { replies_per_hour = 3; };", .simmodem = "--size 30"};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 0; i < 8; i++)
                rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_sim(rig, "inject sim1 from=+40700000002 text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, "+40700000002")) > 0);
        assert_int_equal(counted(rig, 5), 4);
        assert_int_equal(rig_count(rig, "SELECT messages FROM topics WHERE topic = 14"), 1);
        rig_close(rig);
}

/* 20 parts a day, 4 of them kept for help: job replies stop first. */
static void
keeps_the_last_fifth_of_the_budget_for_help(void **state)
{
        const struct rig_options options = {.config = "guard = { parts_per_day = 20; };", .simmodem = "--size 50"};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 10; i < 40; i++)
                rig_sim(rig, "inject sim1 from=+407000000%d text=JOB", i);
        rig_wait_empty(rig, "sim1");
        assert_in_range(rig_accepted(rig), 15, 16);
        expect_in(rig, rig_ask(rig, HER, "HELP"), RO_LINE);
        assert_true(counted(rig, 6) > 0);
        rig_close(rig);
}

static void
does_not_answer_what_is_too_old(void **state)
{
        struct rig *rig = rig_open(NULL);
        time_t two_days_ago = time(NULL) - 2 * 86400;
        char stamp[40];

        (void)state;
        strftime(stamp, sizeof stamp, "%y/%m/%d,%H:%M:%S+00", gmtime(&two_days_ago));
        expect_in(rig, rig_ask(rig, "+40700000002", "JOB"), RO_LINE); /* the network's time is known from here on */
        rig_sim(rig, "clear sent");
        rig_sim(rig, "inject sim1 from=" HER " ts=%s text=JOB", stamp);
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_accepted(rig), 0);
        assert_int_equal(counted(rig, 7), 1);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(answers_a_word_in_gsm7),
                cmocka_unit_test(answers_ukrainian_in_ucs2_and_in_ukrainian),
                cmocka_unit_test(joins_a_long_message_whose_parts_come_in_any_order),
                cmocka_unit_test(keeps_two_people_with_one_reference_apart),
                cmocka_unit_test(answers_class_0_and_8_bit_text),
                cmocka_unit_test(stays_silent_towards_names_services_and_data),
                cmocka_unit_test(removes_status_reports_without_an_answer),
                cmocka_unit_test(sends_long_replies_as_parts_with_one_reference),
                cmocka_unit_test(answers_what_lay_on_the_sim_before_the_start),
                cmocka_unit_test(finds_messages_that_were_not_announced),
                cmocka_unit_test(serves_several_modems_each_on_its_own_line),
                cmocka_unit_test(limits_one_person_tells_her_once_and_answers_others),
                cmocka_unit_test(keeps_the_last_fifth_of_the_budget_for_help),
                cmocka_unit_test(does_not_answer_what_is_too_old),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
