/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory: what a dump of each process gives away. Under full traffic engine, ledger and parent hold no number; of texts only the engine
 * holds what it has in hand. The modem process, which must know numbers, is replaced a while after the last one, and nobody notices.
 *
 * covers: forget scrub
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
#include <time.h>
#include <unistd.h>

#include "forensic/crowd.h"
#include "forensic/places.h"
#include "harness.h"

#define PEOPLE 60
#define GUARD "guard = { parts_per_day = 100000; replies_per_hour = 100; replies_per_day = 100; };"
#define LOOKS 4
#define LAST_LOOK (PEOPLE * LOOKS / (LOOKS + 1)) /* parts that are accepted by then */

static const struct rig_options long_memory = {.simmodem = "--size 200", .modem = "forget_s = 0;", .config = GUARD};
static const struct rig_options short_memory = {.simmodem = "--size 200", .modem = "forget_s = 1; poll_s = 1;", .config = GUARD};

/* A rig, if the system lets us look into its processes. */
static struct rig *
open_rig(const struct rig_options *options)
{
        struct rig *rig = rig_open(options);

        if (places_may_read(rig->daemon))
                return rig;
        puts("# the memory of other processes cannot be read (no CAP_SYS_PTRACE, or AddressSanitizer): nothing was searched");
        rig_close(rig);
        skip();
        return NULL;
}

static void
text(struct rig *rig, int person, const char *word)
{
        char number[CROWD_NUMBER], mark[CROWD_MARK];

        rig_sim(rig, "inject sim1 from=%s text=%s %s", crowd_number(person, number), word, crowd_mark(person, mark));
}

static size_t
search(struct rig *rig, struct traces *traces, const char *name)
{
        pid_t pid = strcmp(name, "parent") == 0 ? rig->daemon : rig_child(rig, name);

        return places_search_process(traces, pid);
}

static void
expect_nothing(struct rig *rig, struct traces *traces, const char *name)
{
        size_t found = search(rig, traces, name);

        if (found > 0)
                rig_fail(rig, "%zu traces of people in the memory of %s", found, name);
}

/* The tap of a modem process is the parent's to hold, not to read, and holds a part while it is in flight (modem/tap.h). */
static void
expect_empty_tap(struct rig *rig, struct traces *traces)
{
        if (places_search_nameless(traces, rig->daemon) > 0)
                rig_fail(rig, "traces of people in the tap");
}

/* The network has a part in hand each time, so numbers and texts are under way while it is looked for them. */
static void
only_the_modem_process_knows_numbers(void **state)
{
        struct rig *rig = open_rig(&long_memory);
        struct traces *numbers = traces_new(), *all = traces_new();

        (void)state;
        crowd_trace(numbers, PEOPLE, true);
        crowd_trace(all, PEOPLE, false);
        rig_sim(rig, "order sim1 cmgs-pdu hold skip=3");
        for (int i = 0; i < PEOPLE; i++)
                text(rig, i, i % 3 == 0 ? "робота" : "job");
        for (int look = 1; look <= LOOKS; look++) {
                rig_sim(rig, "wait-held sim1 %d", RIG_MS);
                expect_nothing(rig, numbers, "engine");
                expect_nothing(rig, all, "ledger");
                expect_nothing(rig, all, "parent");
                if (look == LOOKS && search(rig, numbers, "sim1") == 0)
                        rig_fail(rig, "no number in the memory of the modem process, which has them in hand: the search does not work");
                if (look < LOOKS)
                        rig_sim(rig, "order sim1 cmgs-pdu hold skip=8");
                rig_sim(rig, "release sim1");
        }
        rig_wait_empty(rig, "sim1");
        expect_nothing(rig, all, "engine"); /* a text is overwritten when it was answered */
        expect_nothing(rig, all, "ledger");
        expect_nothing(rig, all, "parent");
        expect_empty_tap(rig, all);
        traces_free(numbers);
        traces_free(all);
        rig_close(rig);
}

/* --- the modem process --- */

static bool
is_another(struct rig *rig, void *before)
{
        pid_t now = rig_child(rig, "sim1");

        return now > 0 && now != *(pid_t *)before;
}

static void
wait_renewed(struct rig *rig, pid_t before)
{
        rig_until(rig, is_another, &before, "a new modem process");
}

static void
the_modem_process_forgets_and_nobody_notices(void **state)
{
        struct rig *rig = open_rig(&short_memory);
        struct traces *traces = traces_new();
        pid_t before = rig_child(rig, "sim1");
        char log[65536], sent[16];

        (void)state;
        crowd_trace(traces, PEOPLE, false);
        for (int i = 0; i < PEOPLE; i++)
                text(rig, i, "help");
        rig_wait_empty(rig, "sim1");
        snprintf(log, sizeof log, "%s", rig_log(rig));
        wait_renewed(rig, before);
        before = rig_child(rig, "sim1");
        expect_nothing(rig, traces, "sim1");
        expect_nothing(rig, traces, "engine");
        expect_nothing(rig, traces, "parent");
        expect_empty_tap(rig, traces);
        text(rig, 1, "house");
        rig_wait_empty(rig, "sim1");
        wait_renewed(rig, before);
        snprintf(sent, sizeof sent, "%d", rig_accepted(rig));
        assert_string_equal(rig_status(rig, "modem.sim1.sent_parts"), sent);
        snprintf(sent, sizeof sent, "%d", PEOPLE + 1);
        assert_string_equal(rig_status(rig, "modem.sim1.received"), sent);
        assert_string_equal(rig_status(rig, "modem.sim1.restarts"), "0");
        assert_string_equal(rig_status(rig, "gateway.health"), "ok");
        assert_string_equal(rig_log(rig), log);         /* a line would tell when she wrote */
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), PEOPLE + 1);
        traces_free(traces);
        rig_close(rig);
}

static void
inject_hours_ago(struct rig *rig, int person, int hours)
{
        time_t then = time(NULL) - hours * 3600;
        char stamp[32], number[CROWD_NUMBER];
        struct tm tm;

        gmtime_r(&then, &tm);
        strftime(stamp, sizeof stamp, "%y/%m/%d,%H:%M:%S+00", &tm);
        rig_sim(rig, "inject sim1 from=%s ts=%s text=job", crowd_number(person, number), stamp);
}

/* The time is the machine's, not a person's: without it, a text of last night would be answered this morning. */
static void
it_does_not_forget_the_time(void **state)
{
        struct rig *rig = rig_open(&short_memory);
        pid_t before = rig_child(rig, "sim1");
        char number[CROWD_NUMBER];

        (void)state;
        text(rig, 1, "job");
        rig_wait_empty(rig, "sim1");
        wait_renewed(rig, before);
        inject_hours_ago(rig, 2, 13);
        rig_wait_empty(rig, "sim1");
        assert_string_equal(rig_sent_to(rig, crowd_number(2, number)), "");
        before = rig_signal(rig, "sim1", SIGKILL);
        wait_renewed(rig, before);
        inject_hours_ago(rig, 3, 13);
        rig_wait_empty(rig, "sim1");
        assert_string_equal(rig_sent_to(rig, crowd_number(3, number)), "");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 7"), 2);
        rig_close(rig);
}

/* What is not answered yet is no reason to end. */
static void
it_does_not_end_with_a_text_in_hand(void **state)
{
        struct rig *rig = rig_open(&short_memory);
        pid_t before = rig_child(rig, "sim1");
        pid_t engine = rig_signal(rig, "engine", SIGSTOP);
        char number[CROWD_NUMBER];

        (void)state;
        text(rig, 1, "job");
        rig_sim(rig, "clear commands");
        rig_sim(rig, "wait-command sim1 +CMGL 3 %d", RIG_MS);   /* longer than it is quiet for */
        assert_int_equal(rig_child(rig, "sim1"), before);
        kill(engine, SIGCONT);
        rig_wait_empty(rig, "sim1");
        assert_string_not_equal(rig_sent_to(rig, crowd_number(1, number)), "");
        assert_int_equal(rig_child(rig, "sim1"), before);
        wait_renewed(rig, before);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(only_the_modem_process_knows_numbers),
                cmocka_unit_test(the_modem_process_forgets_and_nobody_notices),
                cmocka_unit_test(it_does_not_forget_the_time),
                cmocka_unit_test(it_does_not_end_with_a_text_in_hand),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
