/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One guard for all ways in: who is never answered by SMS is not answered by a call-back or through Kannel either, limits of a person hold
 * across them, and each way is counted by itself. A modem and the http front on one gateway; test_301 has the own network.
 * covers: guard
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "harness_http.h"

#define SMS 1
#define USSD 2
#define KANNEL 3
#define ANSWERED 1
#define IGNORED 3
#define LIMITED 5

static int port;

static struct rig *
open_rig(const char *guard)
{
        char config[512];
        struct rig_options options = {.languages = "\"en\", \"uk\"", .config = config, .modem = "own_number = \"+40700000099\";"};
        struct rig *rig;

        port = http_free_port();
        snprintf(config, sizeof config, "http = { listen = \"127.0.0.1:%d\"; }; guard = { %s };", port, guard);
        rig = rig_open(&options);
        rig_wait_status(rig, "front.http.phase", "ready");
        return rig;
}

static const struct http_reply *
text_by_kannel(struct rig *rig, const char *from, const char *text)
{
        return http_curl(rig, "-G 'http://127.0.0.1:%d/kannel' --data-urlencode 'from=%s' --data-urlencode 'text=%s'", port, from, text);
}

/* A topic's text: the whole path at once, as in the middle of a session. */
static const struct http_reply *
look_up(struct rig *rig, const char *from, const char *session)
{
        return http_ussd(rig, port, session, from, "2*2");
}

static void
expect_counts(struct rig *rig, int outcome, long sms, long ussd, long kannel)
{
        const long wanted[] = {0, sms, ussd, kannel};
        char sql[160];

        for (int channel = SMS; channel <= KANNEL; channel++) {
                snprintf(sql, sizeof sql, "select coalesce(sum(messages), 0) from outcomes where channel = %d and outcome = %d", channel, outcome);
                if (rig_count(rig, sql) != wanted[channel])
                        rig_fail(rig, "channel %d, outcome %d: %ld instead of %ld", channel, outcome, rig_count(rig, sql), wanted[channel]);
        }
}

static void
who_is_never_answered_is_so_by_every_way(void **state)
{
        static const char *const never[] = {
                "+88160000001",         /* deny_prefixes, a satellite */
                "+40900000001",         /* deny_prefixes of this gateway */
                "+33700000001",         /* not in allow_prefixes */
                "+40700000099",         /* our own */
        };
        struct rig *rig = open_rig("replies_per_hour = 100; allow_prefixes = [ \"+40\", \"+881\" ]; deny_prefixes = [ \"+881\", \"+409\" ];");
        const int n = (int)(sizeof never / sizeof never[0]);

        (void)state;
        for (int i = 0; i < n; i++) {
                const struct http_reply *reply;

                rig_sim(rig, "inject sim1 from=%s text=JOB", never[i]);
                reply = look_up(rig, never[i], "s");
                if (reply->status != 200 || strcmp(reply->body, "END .") != 0)
                        rig_fail(rig, "%s by USSD: %d %s", never[i], reply->status, reply->body);
                reply = text_by_kannel(rig, never[i], "job");
                if (reply->status != 200 || reply->len != 0)
                        rig_fail(rig, "%s by Kannel: %d %s", never[i], reply->status, reply->body);
        }
        assert_non_null(strstr(rig_ask(rig, "+40700000001", "JOB"), "112"));
        assert_int_equal(text_by_kannel(rig, "40700000001", "job")->status, 200);
        assert_non_null(strstr(look_up(rig, "40700000001", "s")->body, "Job offer?"));
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        expect_counts(rig, IGNORED, n, n, n);
        expect_counts(rig, ANSWERED, 1, 1, 1);
        rig_close(rig);
}

/* Three replies an hour, whichever way; then she is told once, and each way says no more in its manner. */
static void
limits_of_a_person_hold_across_all_ways(void **state)
{
        struct rig *rig = open_rig("replies_per_hour = 3; replies_per_day = 30;");

        (void)state;
        assert_non_null(strstr(rig_ask(rig, "+40700000001", "JOB"), "112"));
        assert_non_null(strstr(look_up(rig, "+40700000001", "a")->body, "Job offer?"));
        assert_non_null(strstr(text_by_kannel(rig, "+40700000001", "job")->body, "Job offer?"));
        assert_non_null(strstr(look_up(rig, "+40700000001", "b")->body, "many texts"));
        assert_int_equal(text_by_kannel(rig, "+40700000001", "job")->len, 0);
        rig_sim(rig, "inject sim1 from=+40700000001 text=HOUSE"); /* the same word within a second would be the same message come twice */
        assert_non_null(strstr(look_up(rig, "+40700000002", "c")->body, "Job offer?")); /* somebody else */
        rig_ask(rig, "+40700000003", "JOB");
        rig_wait_empty(rig, "sim1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        expect_counts(rig, ANSWERED, 2, 3, 1);
        expect_counts(rig, LIMITED, 1, 0, 1);
        rig_close(rig);
}

/* The budget of short messages: Kannel's cost as much as the modem's, pages cost nothing; the last fifth is for help, by either. */
static void
the_budget_is_one_for_modem_and_kannel(void **state)
{
        struct rig *rig = open_rig("replies_per_hour = 100; parts_per_day = 6;");

        (void)state;
        assert_non_null(strstr(rig_ask(rig, "+40700000001", "JOB"), "112")); /* two parts */
        assert_non_null(strstr(text_by_kannel(rig, "+40700000002", "job")->body, "Job offer?"));
        assert_int_equal(text_by_kannel(rig, "+40700000003", "job")->len, 0);
        assert_non_null(strstr(look_up(rig, "+40700000003", "s")->body, "Job offer?"));
        assert_non_null(strstr(text_by_kannel(rig, "+40700000003", "help")->body, "112"));
        assert_string_equal(rig_status(rig, "budget.parts"), "6");
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(who_is_never_answered_is_so_by_every_way),
                cmocka_unit_test(limits_of_a_person_hold_across_all_ways),
                cmocka_unit_test(the_budget_is_one_for_modem_and_kannel),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
