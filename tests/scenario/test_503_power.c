/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The power goes: every process is killed in one instant and the runtime folder, which is tmpfs on a Pi, is empty afterwards. No text is
 * lost, the ledger is whole and is missing at most what was not folded yet. Of the card nothing may be left but what was synced, and
 * anything of the rest (tests/power/card.h). WAYMARK_CUTS says how often that is tried (10).
 *
 * covers: journal pending book
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness_faults.h"
#include "power/cut.h"

#define PEOPLE 40
#define LONG_TEXT "Доброго дня, шукаю роботу, підкажіть, будь ласка, що мені робити, дуже потрібна робота, дякую"
#define LONG_PARTS 3                    /* of the reply; the message has two */

static void
empty_runtime(struct rig *rig)
{
        char path[RIG_PATH * 2];
        struct dirent *entry;
        DIR *dir;

        snprintf(path, sizeof path, "%s/run", rig->folder);
        dir = opendir(path);
        assert_non_null(dir);
        while ((entry = readdir(dir)) != NULL) {
                snprintf(path, sizeof path, "%s/run/%s", rig->folder, entry->d_name);
                (void)unlink(path);
        }
        closedir(dir);
}

static void
cut_the_power(struct rig *rig)
{
        kill(rig->daemon, SIGKILL);
        rig_wait_daemon(rig);
        rig_sim(rig, "wait-detached sim1 %d", RIG_MS);
        empty_runtime(rig);
}

static void
loses_no_text_and_repeats_at_most_one_reply_a_cut(void **state)
{
        const struct rig_options options = {.simmodem = "--size 60", .config = "guard = { parts_per_day = 100000; };"};
        struct rig *rig = rig_open(&options);
        int cuts = 0, most = 3; /* parts of the longest reply: what one cut may repeat */
        int parts = 0;

        (void)state;
        rig_sim(rig, "set sim1 delay 10");
        for (int i = 0; i < PEOPLE; i++)
                rig_sim(rig, "inject sim1 from=+407000020%02d text=%s", i, i % 2 == 0 ? "робота" : "JOB");
        for (int n = 8; n <= 64; n += 8) {
                rig_wait_parts(rig, n);
                cut_the_power(rig);
                cuts++;
                rig_start_daemon(rig);
        }
        rig_wait_empty(rig, "sim1");
        for (int i = 0; i < PEOPLE; i++) {
                char number[24];

                snprintf(number, sizeof number, "+407000020%02d", i);
                if (rig_reply_to(rig, number).whole == 0)
                        rig_fail(rig, "%s has no whole reply", number);
                parts += i % 2 == 0 ? 3 : 2;
        }
        assert_in_range(rig_accepted(rig), parts, parts + cuts * most);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_in_range(rig_count(rig, "SELECT coalesce(sum(messages), 0) FROM outcomes"), 0, PEOPLE);
        rig_close(rig);
}

/* What was folded stays, whenever the power goes afterwards. */
static void
keeps_what_was_folded(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        for (int i = 0; i < 5; i++) {
                char number[24];

                snprintf(number, sizeof number, "+4070000300%d", i);
                rig_ask(rig, number, "JOB");
                assert_int_equal(rig_stop_daemon(rig), 0);
                assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), i + 1);
                rig_start_daemon(rig);
                cut_the_power(rig);
                rig_start_daemon(rig);
                assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), i + 1);
        }
        assert_int_equal(rig_count(rig, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
        rig_close(rig);
}

/* --- the card --- */

static struct {
        struct rig *rig;
        struct card_log *log;           /* of this life */
        int log_fd;
        uint64_t random;
        int people, parts;              /* that texted; that their replies have */
} town;

static unsigned
pick(unsigned below)
{
        town.random = town.random * UINT64_C(6364136223846793005) + 1442695040888963407U;
        return (unsigned)(town.random >> 33) % below;
}

static void
start_on_card(void)
{
        char name[64];

        town.log = card_log_new(&town.log_fd);
        snprintf(name, sizeof name, "/proc/%d/fd/%d", (int)getpid(), town.log_fd);
        setenv("WAYMARK_CARD_LOG", name, 1);
        rig_start_daemon(town.rig);
}

static void
forget_log(void)
{
        card_log_free(town.log);
        close(town.log_fd);
}

static void
open_town(void)
{
        const struct rig_options options = {
                .program = FAULTS_PROGRAM, .no_start = true, .simmodem = "--size 60",
                .config = "guard = { parts_per_day = 100000; }; counts = { fold_minutes = 1; };"};
        char state[RIG_PATH];

        memset(&town, 0, sizeof town);
        town.random = 1;
        town.rig = rig_open(&options);
        snprintf(state, sizeof state, "%s/state", town.rig->folder);
        assert_int_equal(mkdir(state, 0700), 0);
        setenv("WAYMARK_CARD", state, 1);
        start_on_card();
}

static void
close_town(void)
{
        unsetenv("WAYMARK_CARD");
        unsetenv("WAYMARK_CARD_LOG");
        forget_log();
        rig_close(town.rig);
}

static void
text_long(void)
{
        rig_sim(town.rig, "inject sim1 from=+40700%06d text=" LONG_TEXT, 400000 + town.people++);
        town.parts += LONG_PARTS;
}

static long
counted(void)
{
        long messages = rig_count(town.rig, "SELECT coalesce(sum(messages), 0) FROM outcomes");

        return messages < 0 ? 0 : messages; /* there is no book yet */
}

/* What is left on the card of its first `n` records, 0: of all. Returns the messages that the book has. */
static long
cut_the_card(int n)
{
        char state[RIG_PATH];
        long messages;

        cut_the_power(town.rig);
        snprintf(state, sizeof state, "%s/state", town.rig->folder);
        cut_restore(town.log, n > 0 ? n : cut_records(town.log), (enum cut_mode)pick(CUT_MODE_COUNT), &town.random, state);
        forget_log();
        start_on_card(); /* the ledger takes back what was cut off before it is READY */
        assert_int_equal(rig_count(town.rig, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
        messages = counted();
        if (messages > 0)
                assert_int_equal(rig_count(town.rig, "SELECT sum(messages) FROM topics"), messages);
        return messages;
}

/* At most the reply in progress went out again, at most its count is missing. All is folded afterwards. */
static void
work_off(long before)
{
        rig_wait_empty(town.rig, "sim1");
        assert_in_range(rig_accepted(town.rig), town.parts, town.parts + LONG_PARTS);
        town.parts = rig_accepted(town.rig);
        assert_int_equal(rig_stop_daemon(town.rig), 0);
        assert_in_range(counted(), before, before + 2); /* one answered again after the fold is counted again */
        forget_log();
        start_on_card();
}

/* In the middle of a fold: the book may have it or not, all folds before are there. */
static void
cut_a_fold(void)
{
        long before = counted();
        int begun, done;

        faults_arm(FAULT_FOLD_FROZEN, 1);
        text_long();
        faults_wait(town.rig, FAULT_FOLD_FROZEN);
        begun = cut_records(town.log);
        faults_arm(FAULT_FOLD_COMMITTED, 1);
        faults_release();
        faults_wait(town.rig, FAULT_FOLD_COMMITTED);
        done = cut_records(town.log);
        assert_true(done > begun);
        assert_in_range(cut_the_card(begun + 1 + (int)pick((unsigned)(done - begun))), before, before + 1);
        faults_release();
        work_off(before);
}

/* Anywhere on the way of a message. */
static void
cut_somewhere(void)
{
        enum fault where = (enum fault)(FAULT_LISTED + pick(FAULT_FOLD_SETTLED - FAULT_LISTED));
        long before = counted();

        faults_arm(where, 1);
        text_long();
        faults_wait(town.rig, where);
        assert_in_range(cut_the_card(0), before, before + 1);
        faults_release();
        work_off(before);
}

static void
is_whole_whatever_the_card_forgets(void **state)
{
        const char *cuts_text = getenv("WAYMARK_CUTS");
        int cuts = cuts_text != NULL ? (int)strtol(cuts_text, NULL, 10) : 10;
        long messages;

        (void)state;
        open_town();
        for (int i = 0; i < cuts; i++)
                if (i % 2 == 0)
                        cut_a_fold();
                else
                        cut_somewhere();
        for (int i = 0; i < town.people; i++) {
                char number[24];

                snprintf(number, sizeof number, "+40700%06d", 400000 + i);
                if (rig_reply_to(town.rig, number).whole == 0)
                        rig_fail(town.rig, "%s has no whole reply", number);
        }
        assert_int_equal(rig_stop_daemon(town.rig), 0);
        messages = counted();
        assert_in_range(messages, town.people - cuts, town.people + cuts); /* one answered again is counted again */
        print_message("# %d cuts, %d messages, %ld counted\n", cuts, town.people, messages);
        close_town();
}

/* Else a cut would find two replies that are out and whose messages are still there. */
static void
empties_the_slots_of_one_reply_before_it_begins_the_next(void **state)
{
        (void)state;
        open_town();
        faults_arm(FAULT_PART_BEGUN, LONG_PARTS + 1);
        text_long();
        text_long();
        faults_wait(town.rig, FAULT_PART_BEGUN);
        assert_non_null(strstr(rig_sim(town.rig, "store sim1"), "ok sm=2 "));
        faults_release();
        rig_wait_empty(town.rig, "sim1");
        assert_int_equal(rig_accepted(town.rig), 2 * LONG_PARTS);
        close_town();
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_no_text_and_repeats_at_most_one_reply_a_cut),
                cmocka_unit_test(keeps_what_was_folded),
                cmocka_unit_test(is_whole_whatever_the_card_forgets),
                cmocka_unit_test(empties_the_slots_of_one_reply_before_it_begins_the_next),
        };

        faults_open();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
