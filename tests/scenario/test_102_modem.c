/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Modems as they are in the field: missing, unplugged, full, refusing, chattering, silent.
 *
 * covers: phone port raw pauses report
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define HER "+40700000001"

static bool
problem_has(struct rig *rig, void *arg)
{
        return strstr(rig_status(rig, "modem.sim1.problem"), (const char *)arg) != NULL;
}

static void
waits_for_a_modem_that_is_missing_at_the_start(void **state)
{
        const struct rig_options options = {.no_sim = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_wait_status(rig, "modem.sim1.phase", "waiting");
        assert_non_null(strstr(rig_status(rig, "modem.sim1.problem"), "plug the modem in"));
        assert_string_equal(rig_status(rig, "gateway.health"), "degraded");
        rig_start_sim(rig, &options);
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        rig_wait_status(rig, "gateway.health", "ok");
        rig_close(rig);
}

static void
comes_back_when_the_stick_was_pulled(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_ask(rig, HER, "JOB");
        rig_sim(rig, "unplug sim1");
        rig_wait_status(rig, "modem.sim1.phase", "waiting");
        rig_sim(rig, "inject sim1 from=+40700000002 text=JOB");
        rig_sim(rig, "replug sim1 other");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, "+40700000002")) > 0);
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        rig_close(rig);
}

/* Pulled while the network has a part in hand: the message stays on the SIM and is answered afterwards. */
static void
loses_nothing_when_pulled_in_the_middle_of_a_send(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-prompt unplug");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_status(rig, "modem.sim1.phase", "waiting");
        rig_sim(rig, "replug sim1");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 1);
        rig_close(rig);
}

static void
empties_a_full_sim_and_takes_what_waits_in_the_network(void **state)
{
        const struct rig_options options = {.no_start = true, .simmodem = "--size 5"};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 10; i < 40; i++)
                rig_sim(rig, "inject sim1 from=+407000000%d text=JOB", i);
        rig_start_daemon(rig);
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT messages FROM outcomes WHERE outcome = 1"), 30);
        rig_close(rig);
}

static void
tries_again_when_the_network_is_busy(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu fail cms 42"); /* congestion (TS 24.011) */
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        rig_close(rig);
}

static void
gives_up_a_number_that_the_network_refuses_for_good(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu fail cms 1"); /* unassigned number */
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_accepted(rig), 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT messages FROM outcomes WHERE outcome = 2"), 1);
        rig_close(rig);
}

/* +CME ERROR: 10 and 30: libgammu does not tell them from the network's "call barred" and "unknown subscriber". */
static void
without_sim_or_service_nobody_is_refused(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu fail cme 30 count=1");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        rig_sim(rig, "clear sent");
        rig_sim(rig, "order sim1 cmgs-pdu fail cme 10 count=1");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        rig_close(rig);
}

/*
 * 8, 21, 28, 50: barred, a wrong service centre, a tariff without messages. They sound as if they were final, and everybody gets them until
 * somebody pays: the texts wait, and the status says why.
 */
static void
a_sim_that_may_not_send_loses_nobody(void **state)
{
        static const int codes[] = {8, 21, 28, 50};
        static char credit[] = "credit";
        const struct rig_options options = {.program = "faults/waymarkd"};
        struct rig *rig = rig_open(&options);

        (void)state;
        for (int i = 0; i < 4; i++)
                rig_sim(rig, "order sim1 cmgs-pdu fail cms %d skip=%d", codes[i], i);
        rig_sim(rig, "order sim1 cmgs-pdu fail cms 21 count=always skip=4");
        rig_sim(rig, "inject sim1 from=+40700000010 count=4 spread=1 text=JOB");
        rig_until(rig, problem_has, credit, "the status speaks of credit");
        rig_sim(rig, "forget sim1");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), 4);
        for (int i = 0; i < 4; i++)
                assert_int_equal(rig_reply_to(rig, (const char *[]){"+40700000010", "+40700000011", "+40700000012", "+40700000013"}[i]).whole, 1);
        rig_close(rig);
}

/* SIM or PIN: nothing more is tried until a minute later, a person is told, and the text waits. */
static void
a_sim_that_refuses_is_told_and_the_texts_wait(void **state)
{
        static char words[] = "check SIM and PIN";
        const struct rig_options options = {.program = "faults/waymarkd"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu fail cms 313 count=always");
        rig_sim(rig, "inject sim1 from=+40700000010 count=2 spread=1 text=JOB");
        rig_until(rig, problem_has, words, "the status speaks of the SIM");
        rig_sim(rig, "forget sim1");
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "modem.sim1.problem", "");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), 2);
        rig_close(rig);
}

static void
ask_and_get_one_reply(struct rig *rig, const char *who)
{
        struct rig_reply reply;

        rig_sim(rig, "inject sim1 from=%s text=JOB", who);
        rig_wait_empty(rig, "sim1");
        reply = rig_reply_to(rig, who);
        assert_int_equal(reply.whole, 1);
        assert_int_equal(reply.repeated, 0);
}

/* libgammu says 0 for these, which is what it says for an acceptance. The last one is an acceptance without a reference. */
static void
an_error_without_a_number_is_no_acceptance(void **state)
{
        const struct rig_options options = {.program = "faults/waymarkd"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "order sim1 cmgs-pdu fail cme 0");
        ask_and_get_one_reply(rig, "+40700000011");
        rig_sim(rig, "order sim1 cmgs-pdu silence"); /* the network does not get it, and what the modem says is: */
        rig_sim(rig, "order sim1 cmgs-pdu before text=\\r\\n+CMS ERROR: whatever\\r\\n");
        ask_and_get_one_reply(rig, "+40700000012");
        rig_sim(rig, "order sim1 cmgs-pdu silence");
        rig_sim(rig, "order sim1 cmgs-pdu before text=\\r\\n+CMS ERROR:\\r\\n");
        ask_and_get_one_reply(rig, "+40700000013");
        rig_sim(rig, "order sim1 cmgs-accepted inside text=\\r\\nNOISE: 1\\r\\n");
        ask_and_get_one_reply(rig, "+40700000014");
        rig_close(rig);
}

static void
bears_chatter_between_and_inside_answers(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "order sim1 * before count=always text=\\r\\n^RSSI: 20\\r\\n");
        rig_sim(rig, "chatter sim1 200 \\r\\n^RSSI: 18\\r\\n");
        rig_start_daemon(rig);
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        rig_close(rig);
}

static void
skips_and_removes_a_message_that_cannot_be_decoded(void **state)
{
        const struct rig_options options = {.modem = "poll_s = 1;"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "put sim1 SM 2 0 0004");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT messages FROM outcomes WHERE outcome = 8"), 1);
        rig_close(rig);
}

static void
answers_once_although_a_delete_fails(void **state)
{
        const struct rig_options options = {.modem = "poll_s = 1;"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "order sim1 +CMGD pretend count=1");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 1);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), rig_accepted(rig));
        rig_close(rig);
}

static void
enters_the_pin_once_and_works(void **state)
{
        const struct rig_options options = {.simmodem = "--pin 1234", .modem = "pin = \"1234\";"};
        struct rig *rig = rig_open(&options);

        (void)state;
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        rig_close(rig);
}

static void
tries_a_wrong_pin_only_once_even_after_a_restart(void **state)
{
        const struct rig_options options = {.simmodem = "--pin 1234", .modem = "pin = \"9999\";"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_wait_status(rig, "modem.sim1.phase", "blocked");
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_start_daemon(rig);
        rig_wait_status(rig, "modem.sim1.phase", "blocked");
        assert_non_null(strstr(rig_status(rig, "modem.sim1.problem"), "pin-refused-sim1"));
        assert_non_null(strstr(rig_sim(rig, "list"), "attempts=2"));
        rig_close(rig);
}

static void
says_that_the_pin_is_missing(void **state)
{
        const struct rig_options options = {.simmodem = "--pin 1234"};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_wait_status(rig, "modem.sim1.phase", "blocked");
        assert_non_null(strstr(rig_status(rig, "modem.sim1.problem"), "pin ="));
        rig_close(rig);
}

/*
 * A modem that has to be read slot by slot: while one part of her answer is out and two are not, another text comes into the slot before hers,
 * after the modem has said how many there are. Hers was taken for removed by somebody then, counted, and answered once more from the beginning.
 */
static void
forgets_nobody_while_slots_are_read_one_by_one(void **state)
{
        static const char one_part[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        const struct rig_options options = {.modem = "poll_s = 1;", .own_messages = true, .no_start = true};
        struct rig *rig = rig_open(&options);
        struct rig_reply reply;

        (void)state;
        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        rig_sim(rig, "order sim1 +CMGL answer count=always text=\\r\\nOK\\r\\n");
        rig_sim(rig, "order sim1 cmgs-accepted hold count=2");
        rig_start_daemon(rig);
        rig_sim(rig, "inject sim1 from=+40700000002 text=JOB");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "inject sim1 from=" HER " text=робота"); /* into the second slot, and the first is emptied */
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "order sim1 +CPMS=\"ME\" hold");
        rig_sim(rig, "say sim1 \\r\\n+CMTI:\\s\"SM\",2\\r\\n"); /* look there again */
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS); /* it has said that there is one in the SIM */
        rig_sim(rig, "inject sim1 from=+40700000003 text=JOB");
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        reply = rig_reply_to(rig, HER);
        assert_int_equal(reply.whole, 1);
        assert_int_equal(reply.repeated, 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), 3);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes"), rig_accepted(rig));
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(waits_for_a_modem_that_is_missing_at_the_start),
                cmocka_unit_test(comes_back_when_the_stick_was_pulled),
                cmocka_unit_test(loses_nothing_when_pulled_in_the_middle_of_a_send),
                cmocka_unit_test(empties_a_full_sim_and_takes_what_waits_in_the_network),
                cmocka_unit_test(tries_again_when_the_network_is_busy),
                cmocka_unit_test(gives_up_a_number_that_the_network_refuses_for_good),
                cmocka_unit_test(without_sim_or_service_nobody_is_refused),
                cmocka_unit_test(a_sim_that_may_not_send_loses_nobody),
                cmocka_unit_test(a_sim_that_refuses_is_told_and_the_texts_wait),
                cmocka_unit_test(an_error_without_a_number_is_no_acceptance),
                cmocka_unit_test(bears_chatter_between_and_inside_answers),
                cmocka_unit_test(skips_and_removes_a_message_that_cannot_be_decoded),
                cmocka_unit_test(answers_once_although_a_delete_fails),
                cmocka_unit_test(forgets_nobody_while_slots_are_read_one_by_one),
                cmocka_unit_test(enters_the_pin_once_and_works),
                cmocka_unit_test(tries_a_wrong_pin_only_once_even_after_a_restart),
                cmocka_unit_test(says_that_the_pin_is_missing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
