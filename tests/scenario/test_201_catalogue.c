/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Staff edit a text while the gateway runs: the next answer has it; a broken edit changes nothing and is explained.
 *
 * covers: watch
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

#define HER "+40700000001"
#define EDITS 1000

static const struct rig_options editable = {.own_messages = true, .languages = "\"en\", \"uk\", \"ru\", \"ro\""};

static const char new_job[] = "Keywords: job, jobs, work\nMenu: Job offers\nReviewed: no\n\nNew words about jobs. Advice: {HELP}\n";

/* With the modem ready, so that only the catalogue can make it unwell. */
static struct rig *
open_editable(void)
{
        struct rig *rig = rig_open(&editable);

        rig_wait_status(rig, "gateway.health", "ok");
        return rig;
}

struct wanted {
        const char *text;
        int n;
};

/* Asks until the reply has it; each time somebody else, so that no limit is met. */
static bool
job_reply_has(struct rig *rig, void *arg)
{
        struct wanted *wanted = arg;
        char number[24];

        snprintf(number, sizeof number, "+447700900%03d", ++wanted->n % 1000); /* British: JOB is a word of several languages */
        return strstr(rig_ask(rig, number, "JOB"), wanted->text) != NULL;
}

static void
expect_reply(struct rig *rig, const char *text)
{
        struct wanted wanted = {text, (int)(random() % 1000000)};

        rig_until(rig, job_reply_has, &wanted, text);
}

static void
uses_an_edit_in_place(void **state)
{
        struct rig *rig = open_editable();

        (void)state;
        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        expect_reply(rig, "New words about jobs. Advice: 0800 800 678");
        rig_close(rig);
}

static void
uses_an_edit_by_rename_with_a_backup_file(void **state)
{
        struct rig *rig = open_editable();
        char from[RIG_PATH], to[RIG_PATH], backup[RIG_PATH];

        (void)state;
        snprintf(to, sizeof to, "%s/messages/en/job.txt", rig->folder);
        snprintf(backup, sizeof backup, "%s/messages/en/job.txt~", rig->folder);
        snprintf(from, sizeof from, "%s/messages/en/.job.txt.swp", rig->folder);
        rig_write(rig, "messages/en/.job.txt.swp", new_job, sizeof new_job - 1);
        assert_int_equal(rename(to, backup), 0);
        assert_int_equal(rename(from, to), 0);
        expect_reply(rig, "New words about jobs");
        rig_close(rig);
}

static void
keeps_the_old_words_when_an_edit_is_broken_and_says_where(void **state)
{
        struct rig *rig = open_editable();
        static const char broken[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nCall {HOTLINE} now\n";
        const char *problem;

        (void)state;
        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        expect_reply(rig, "New words about jobs");
        rig_write(rig, "messages/en/job.txt", broken, sizeof broken - 1);
        rig_wait_status(rig, "gateway.health", "degraded");
        problem = rig_status(rig, "catalogue.problem");
        assert_non_null(strstr(problem, "en/job.txt:5"));
        assert_non_null(strstr(problem, "HOTLINE"));
        expect_reply(rig, "New words about jobs");
        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        rig_wait_status(rig, "gateway.health", "ok");
        assert_string_equal(rig_status(rig, "catalogue.problem"), "");
        rig_close(rig);
}

static void
refuses_what_is_not_utf8_too_large_or_too_long(void **state)
{
        struct rig *rig = open_editable();
        static const char latin1[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nCaf\xe9\n";
        static char large[10 << 20];
        char long_reply[4096];
        int n;

        (void)state;
        rig_write(rig, "messages/en/job.txt", latin1, sizeof latin1 - 1);
        rig_wait_status(rig, "gateway.health", "degraded");
        assert_non_null(strstr(rig_status(rig, "catalogue.problem"), "UTF-8"));

        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        rig_wait_status(rig, "gateway.health", "ok");
        memset(large, 'a', sizeof large);
        rig_write(rig, "messages/en/job.txt", large, sizeof large);
        rig_wait_status(rig, "gateway.health", "degraded");
        assert_non_null(strstr(rig_status(rig, "catalogue.problem"), "job.txt"));

        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        rig_wait_status(rig, "gateway.health", "ok");
        n = snprintf(long_reply, sizeof long_reply, "Keywords: job\nMenu: Job offers\nReviewed: no\n\n");
        memset(long_reply + n, 'x', 1200);
        rig_write(rig, "messages/en/job.txt", long_reply, (size_t)n + 1200);
        rig_wait_status(rig, "gateway.health", "degraded");
        assert_non_null(strstr(rig_status(rig, "catalogue.problem"), "6 messages"));
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        rig_close(rig);
}

static void
survives_the_folder_going_away_and_coming_back(void **state)
{
        struct rig *rig = open_editable();
        char here[RIG_PATH], away[RIG_PATH];

        (void)state;
        snprintf(here, sizeof here, "%s/messages", rig->folder);
        snprintf(away, sizeof away, "%s/elsewhere", rig->folder);
        assert_int_equal(rename(here, away), 0);
        rig_wait_status(rig, "gateway.health", "degraded");
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        rig_write(rig, "elsewhere/en/job.txt", new_job, sizeof new_job - 1);
        assert_int_equal(rename(away, here), 0);
        rig_wait_status(rig, "gateway.health", "ok");
        expect_reply(rig, "New words about jobs");
        rig_close(rig);
}

static void
answers_although_the_engine_died_over_a_broken_folder(void **state)
{
        struct rig *rig = open_editable();

        (void)state;
        rig_write(rig, "messages/en/job.txt", "\n", 1);
        rig_wait_status(rig, "gateway.health", "degraded");
        rig_signal(rig, "engine", SIGKILL);
        rig_wait_status(rig, "engine.restarts", "1");
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        assert_non_null(strstr(rig_status(rig, "catalogue.problem"), "en/job.txt"));
        rig_close(rig);
}

static void
does_not_use_half_a_file(void **state)
{
        struct rig *rig = open_editable();
        char path[RIG_PATH];
        size_t half = sizeof new_job - 20;
        const char *reply;
        int fd;

        (void)state;
        snprintf(path, sizeof path, "%s/messages/en/job.txt", rig->folder);
        fd = open(path, O_WRONLY | O_TRUNC);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, new_job, half), (ssize_t)half);
        for (int i = 0; i < 20; i++) { /* each is asked, answered and deleted: longer than an edit takes to come to rest */
                char number[24];

                snprintf(number, sizeof number, "+447700900%03d", 700 + i);
                reply = rig_ask(rig, number, "JOB");
                if (strstr(reply, "New words") != NULL)
                        rig_fail(rig, "half a file was used: %s", reply);
        }
        assert_int_equal(write(fd, new_job + half, sizeof new_job - 1 - half), (ssize_t)(sizeof new_job - 1 - half));
        close(fd);
        expect_reply(rig, "New words about jobs. Advice: 0800 800 678");
        rig_close(rig);
}

/* The newest edit was looked at: it is in use, or it is said why not. */
static bool
edit_was_taken_in(struct rig *rig, void *arg)
{
        char *before = arg;
        char now[2048];

        snprintf(now, sizeof now, "%s ", rig_status(rig, "catalogue.generation"));
        snprintf(now + strlen(now), sizeof now - strlen(now), "%s", rig_status(rig, "catalogue.problem"));
        if (strcmp(now, before) == 0)
                return false;
        snprintf(before, sizeof now, "%s", now);
        return true;
}

/*
 * A thousand edits under traffic, every third one broken: each reply is one of the sound texts, whole, and in the end the
 * newest one.
 */
static void
never_sends_a_wrong_or_mixed_text_during_a_thousand_edits(void **state)
{
        struct rig *rig = open_editable();
        char text[1024], before[2048] = "";
        int checked = 0;

        (void)state;
        for (int i = 1; i <= EDITS; i++) {
                bool broken = i % 3 == 0;
                int n = snprintf(text, sizeof text, "Keywords: job, jobs, work\nMenu: Job offers\nReviewed: no\n\nVersion %04d begins, "
                                 "%s, version %04d ends.\n", i, broken ? "with {NONSENSE}" : "sound", i);

                rig_write(rig, "messages/en/job.txt", text, (size_t)n);
                if (i % 25 == 0) {
                        char number[24];
                        const char *reply;
                        int first, last;

                        rig_until(rig, edit_was_taken_in, before, "an edit taken in");
                        snprintf(number, sizeof number, "+447700900%03d", i % 1000);
                        reply = rig_ask(rig, number, "JOB");
                        if (strncmp(reply, "Job offer", 9) == 0)
                                continue; /* the words before the first edit */
                        if (sscanf(reply, "Version %d begins, sound, version %d ends.", &first, &last) != 2 || first != last)
                                rig_fail(rig, "a wrong or mixed reply: %s", reply);
                        checked++;
                }
        }
        rig_write(rig, "messages/en/job.txt", new_job, sizeof new_job - 1);
        expect_reply(rig, "New words about jobs");
        rig_wait_status(rig, "gateway.health", "ok");
        assert_true(checked > 10);
        rig_close(rig);
}

static void
reads_again_on_sighup(void **state)
{
        struct rig *rig = open_editable();
        char generation[32];

        (void)state;
        snprintf(generation, sizeof generation, "%ld", strtol(rig_status(rig, "catalogue.generation"), NULL, 10) + 1);
        kill(rig->daemon, SIGHUP);
        rig_wait_status(rig, "catalogue.generation", generation);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(uses_an_edit_in_place),
                cmocka_unit_test(uses_an_edit_by_rename_with_a_backup_file),
                cmocka_unit_test(keeps_the_old_words_when_an_edit_is_broken_and_says_where),
                cmocka_unit_test(refuses_what_is_not_utf8_too_large_or_too_long),
                cmocka_unit_test(survives_the_folder_going_away_and_coming_back),
                cmocka_unit_test(answers_although_the_engine_died_over_a_broken_folder),
                cmocka_unit_test(does_not_use_half_a_file),
                cmocka_unit_test(never_sends_a_wrong_or_mixed_text_during_a_thousand_edits),
                cmocka_unit_test(reads_again_on_sighup),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
