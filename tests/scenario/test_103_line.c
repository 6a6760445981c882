/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What goes over the line while a backlog is answered: the replies, one listing for all of them, and nothing else. While one waits, the line
 * must not be used for questions that can be asked later.
 *
 * covers: phone phone_store connection
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define BACKLOG 50

/* How often the command was given since the start, or since `clear commands`. */
static int
given(struct rig *rig, const char *command)
{
        const char *count = strstr(rig_sim(rig, "commands sim1 %s", command), "ok count=");

        return count == NULL ? -1 : (int)strtol(count + strlen("ok count="), NULL, 10);
}

/* All commands together. */
static int
given_in_all(struct rig *rig)
{
        int n = 0;

        for (const char *count = rig_sim(rig, "commands sim1"); (count = strstr(count, " count=")) != NULL; count++)
                n += strncmp(count - 2, "ok", 2) == 0 ? 0 : (int)strtol(count + strlen(" count="), NULL, 10);
        return n;
}

/* Signal, network, registration, service centre, battery, SIM, PIN, clock, identification; and the phone book for the name of the operator. */
static void
expect_no_questions(struct rig *rig)
{
        static const char *const questions[] = {"+CSQ", "+CREG", "+CGREG", "+CGATT", "+COPS", "+CSCA", "+CBC", "+CIMI", "+CPIN", "+CCLK",
                                                "+CGMI", "+CGMM", "+CGMR", "+CGSN", "+CSMS", "+CNMI", "+CMMS", "+CMGF", "+CSCS"};

        for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++)
                if (given(rig, questions[i]) != 0)
                        rig_fail(rig, "AT%s while people wait", questions[i]);
}

/* Until the network has the last reply in hand: then all others have theirs, and the line stands still. */
static void
hold_the_last_reply(struct rig *rig)
{
        rig_sim(rig, "order sim1 cmgs-accepted hold skip=%d", BACKLOG - 1);
}

/* One part each, so that the last part is the last reply. */
static struct rig *
open_rig(bool start)
{
        static const char one_part[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        const struct rig_options options = {.simmodem = "--size 60", .own_messages = true, .no_start = true};
        struct rig *rig = rig_open(&options);

        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        if (start)
                rig_start_daemon(rig);
        return rig;
}

static void
end(struct rig *rig)
{
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_accepted(rig), BACKLOG);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), BACKLOG);
        rig_close(rig);
}

/* What lay on the SIM when the gateway was started: signal and network are asked for when it is answered, and then they are. */
static void
a_backlog_at_the_start_goes_before_questions(void **state)
{
        struct rig *rig = open_rig(false);

        (void)state;
        rig_sim(rig, "inject sim1 from=+40700000010 count=%d spread=1 text=JOB", BACKLOG);
        hold_the_last_reply(rig);
        rig_start_daemon(rig);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        assert_int_equal(given(rig, "+CSQ"), 0);
        assert_int_equal(given(rig, "+COPS"), 0);
        assert_int_equal(given(rig, "+CMMS"), 1); /* the link to the network stays open between the parts (TS 27.005, 3.5.6) */
        assert_int_equal(given(rig, "+CMGS"), BACKLOG);
        assert_in_range(given(rig, "+CMGL"), 1, 2); /* the second is that which makes sure of the first */
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-command sim1 +CSQ 1 %d", RIG_MS);
        end(rig);
}

/* While her text is thought about the line is free, and still not for questions: the next thing on it is her reply. */
static void
one_text_at_the_start_goes_before_questions(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "inject sim1 from=+40700000010 text=JOB");
        rig_sim(rig, "order sim1 +CMGL hold");
        rig_start_daemon(rig);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_signal(rig, "engine", SIGSTOP);
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-command sim1 +CMGL 4 %d", RIG_MS); /* of SIM and stick; the second look, two seconds later */
        assert_int_equal(given(rig, "+CSQ"), 0);
        assert_int_equal(given(rig, "+COPS"), 0);
        rig_signal(rig, "engine", SIGCONT);
        rig_wait_empty(rig, "sim1");
        rig_sim(rig, "wait-command sim1 +CSQ 1 %d", RIG_MS);
        rig_close(rig);
}

/* What comes in while it works: for each message one command to send, two to delete, and a listing of all that are there. */
static void
a_backlog_in_the_middle_of_the_work_is_nothing_but_replies(void **state)
{
        struct rig *rig = open_rig(true);

        (void)state;
        rig_sim(rig, "wait-command sim1 +COPS 1 %d", RIG_MS);
        rig_sim(rig, "order sim1 +CMGL hold");
        rig_sim(rig, "inject sim1 from=+40700000010 text=JOB");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "inject sim1 from=+40700000011 count=%d spread=1 text=JOB", BACKLOG - 1);
        rig_sim(rig, "clear commands");
        hold_the_last_reply(rig);
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        expect_no_questions(rig);
        assert_int_equal(given(rig, "+CMGS"), BACKLOG);
        assert_int_equal(given(rig, "+CMGD"), BACKLOG - 1);
        assert_in_range(given_in_all(rig), 3 * BACKLOG, 4 * BACKLOG);
        rig_sim(rig, "release sim1");
        end(rig);
}

/*
 * Twice in a row a message comes after the listing and before the modem is asked how many there are. It hides nothing, and is not read slot by
 * slot for ever after.
 */
static void
who_comes_between_two_questions_is_not_taken_for_hidden(void **state)
{
        const struct rig_options options = {.no_start = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_sim(rig, "order sim1 +CMGL hold"); /* the answer is made, and waits: that for the SIM, then that for the stick's own memory */
        rig_sim(rig, "order sim1 +CMGL hold skip=2");
        rig_start_daemon(rig);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "inject sim1 from=+40700000010 text=JOB");
        rig_sim(rig, "release sim1");
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        rig_sim(rig, "inject sim1 from=+40700000011 text=JOB");
        rig_sim(rig, "release sim1");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(given(rig, "+CMGR"), 2); /* by each delete */
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), 2);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_backlog_at_the_start_goes_before_questions),
                cmocka_unit_test(one_text_at_the_start_goes_before_questions),
                cmocka_unit_test(who_comes_between_two_questions_is_not_taken_for_hidden),
                cmocka_unit_test(a_backlog_in_the_middle_of_the_work_is_nothing_but_replies),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
