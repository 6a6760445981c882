/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark counts` on ledgers made by the ledger's own code: what it prints, and what it must not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/counts.h"
#include "common/code.h"
#include "common/kinds.h"
#include "ledger/book.h"

#define DAY 20780 /* 2026-11-23 */
#define OUTPUT 65536

struct place {
        struct config config;
        char folder[128];
        int64_t batch;
        char output[OUTPUT];
};

static int
set_up(void **state)
{
        const char *root = getenv("TMPDIR");
        struct place *place = calloc(1, sizeof *place);

        assert_non_null(place);
        snprintf(place->folder, sizeof place->folder, "%s/waymark-counts-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(place->folder));
        snprintf(place->config.state, sizeof place->config.state, "%s/state", place->folder);
        assert_int_equal(mkdir(place->config.state, 0700), 0);
        place->config.counts.publish_minimum = 10;
        snprintf(place->config.counts.publish, sizeof place->config.counts.publish, "days");
        *state = place;
        return 0;
}

static int
tear_down(void **state)
{
        struct place *place = *state;
        char command[200];
        int rc;

        snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
        rc = system(command);
        free(place);
        return rc;
}

/* --- making a ledger --------------------------------------------------------------------------- */

static void
add(struct batch *batch, enum tally tally, int32_t period, int32_t first, int32_t second, int64_t messages, int64_t parts)
{
        struct batch_row row = {tally, period, first, second, messages, parts};

        assert_int_equal(batch_add(batch, &row), 0);
}

static struct batch *
next_batch(struct place *place)
{
        struct batch *batch = batch_new(++place->batch);

        assert_non_null(batch);
        return batch;
}

static void
answered(struct batch *batch, int32_t day, enum topic topic, const char *language, int64_t n)
{
        int32_t code = code_pack(language);

        add(batch, TALLY_TOPICS, day, (int32_t)topic, 0, n, 0);
        add(batch, TALLY_LANGUAGES, day, code, 0, n, 0);
        add(batch, TALLY_OUTCOMES, day, CHANNEL_SMS, OUTCOME_ANSWERED, n, 2 * n);
        add(batch, TALLY_MONTHS, month_of_day(day), (int32_t)topic, code, n, 0);
}

static void
not_answered(struct batch *batch, int32_t day, enum outcome outcome, int64_t n)
{
        add(batch, TALLY_OUTCOMES, day, CHANNEL_SMS, (int32_t)outcome, n, 0);
}

static void
fold(struct place *place, struct batch *batch)
{
        struct book_glance glance;

        assert_int_equal(book_fold(place->config.state, batch, &glance), 0);
        batch_free(batch);
}

/* One text on that day, which closes the days before it. */
static void
come_to(struct place *place, int32_t day)
{
        struct batch *batch = next_batch(place);

        answered(batch, day, TOPIC_MENU, "en", 1);
        fold(place, batch);
}

/* --- running the command ----------------------------------------------------------------------- */

static void
redirect(int fd, const char *path, int *kept)
{
        int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

        assert_true(file >= 0);
        *kept = dup(fd);
        assert_true(dup2(file, fd) == fd);
        close(file);
}

static void
take_back(int fd, int kept)
{
        assert_true(dup2(kept, fd) == fd);
        close(kept);
}

/* Runs `waymark counts ...` and keeps what it said on stdout; returns its exit status. */
static int
counts(struct place *place, const char *first, const char *second, const char *third)
{
        char *argv[] = {(char[]){"counts"}, (char *)(uintptr_t)first, (char *)(uintptr_t)second, (char *)(uintptr_t)third, NULL};
        char out_path[200], err_path[200];
        int argc = 1, kept_out, kept_err, rc;
        size_t len;
        FILE *file;

        while (argv[argc] != NULL)
                argc++;
        snprintf(out_path, sizeof out_path, "%s/out", place->folder);
        snprintf(err_path, sizeof err_path, "%s/err", place->folder);
        fflush(stdout);
        redirect(STDOUT_FILENO, out_path, &kept_out);
        redirect(STDERR_FILENO, err_path, &kept_err);
        rc = counts_command(&place->config, argc, argv);
        fflush(stdout);
        take_back(STDOUT_FILENO, kept_out);
        take_back(STDERR_FILENO, kept_err);
        file = fopen(rc == COMMAND_EXIT_OK ? out_path : err_path, "r");
        assert_non_null(file);
        len = fread(place->output, 1, sizeof place->output - 1, file);
        place->output[len] = '\0';
        assert_int_equal(fclose(file), 0);
        return rc;
}

static const char *
csv(struct place *place)
{
        assert_int_equal(counts(place, "--csv", NULL, NULL), COMMAND_EXIT_OK);
        return place->output;
}

static void
publish_months(struct place *place)
{
        snprintf(place->config.counts.publish, sizeof place->config.counts.publish, "months");
}

static void
assert_has(const char *text, const char *part)
{
        if (strstr(text, part) == NULL)
                fail_msg("no \"%s\" in:\n%s", part, text);
}

static void
assert_has_not(const char *text, const char *part)
{
        if (strstr(text, part) != NULL)
                fail_msg("\"%s\" in:\n%s", part, text);
}

/* --- cases ------------------------------------------------------------------------------------- */

static void
says_so_when_there_is_no_ledger(void **state)
{
        assert_int_equal(counts(*state, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_string_equal(((struct place *)*state)->output, "no counts yet\n");
        assert_string_equal(csv(*state), "table,period,topic,language,channel,outcome,messages,parts,people\n");
        assert_int_equal(counts(*state, "--json", NULL, NULL), COMMAND_EXIT_OK);
        assert_has(((struct place *)*state)->output, "\"days\":");
}

static void
an_open_day_is_not_shown(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 500);
        fold(place, batch);
        assert_has_not(csv(place), "500");
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "no counts that may be shared yet");
        come_to(place, DAY + 1);
        assert_has(csv(place), "day-topic,2026-11-23,job,,,,500,,\n");
}

static void
prints_the_cells_of_a_closed_day(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        answered(batch, DAY, TOPIC_HOUSE, "ro", 40);
        not_answered(batch, DAY, OUTCOME_IGNORED, 12);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_string_equal(csv(place), "table,period,topic,language,channel,outcome,messages,parts,people\n"
                                        "day-total,2026-11-23,,,,,120,,\n"
                                        "day-topic,2026-11-23,job,,,,80,,\n"
                                        "day-topic,2026-11-23,house,,,,40,,\n"
                                        "day-language,2026-11-23,,ro,,,40,,\n"
                                        "day-language,2026-11-23,,uk,,,80,,\n"
                                        "day-outcome,2026-11-23,,,sms,answered,120,240,\n"
                                        "day-outcome,2026-11-23,,,sms,ignored,12,0,\n"
                                        "day-other,2026-11-23,,,,,12,,\n");
}

static void
no_sum_gives_a_small_cell_away(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        answered(batch, DAY, TOPIC_HOUSE, "uk", 40);
        answered(batch, DAY, TOPIC_LOVE, "uk", 3);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has(csv(place), "day-total,2026-11-23,,,,,123,");
        assert_has(place->output, ",job,,,,80,");
        assert_has_not(place->output, "love");
        assert_has_not(place->output, "house");
}

/* What had no topic must not come out as a difference, either. */
static void
a_small_rest_has_no_sum(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        not_answered(batch, DAY, OUTCOME_IGNORED, 2);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has(csv(place), "answered,80,160");
        assert_has_not(place->output, "ignored");
        assert_has_not(place->output, "day-other");
        assert_has_not(place->output, "82");
}

static void
a_small_day_is_not_even_listed(void **state)
{
        struct place *place = *state;

        come_to(place, DAY);
        come_to(place, DAY + 1);
        assert_has_not(csv(place), "2026-11-23");
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has_not(place->output, "2026-11-23");
}

static void
parts_are_rounded_down(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 13);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has(csv(place), "sms,answered,13,20,\n");
}

static void
the_unknown_day_is_one_rounded_sum(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, 0, TOPIC_JOB, "uk", 37);
        fold(place, batch);
        come_to(place, DAY);
        assert_has(csv(place), "unknown-day,,,,,,30,,\n");
        assert_has_not(place->output, "37");
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "Day unknown (no network time yet): 30 messages or more");
}

static void
a_month_is_shown_when_it_is_over(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        publish_months(place);
        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        answered(batch, DAY, TOPIC_HOUSE, "ro", 40);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has_not(csv(place), "month-");
        come_to(place, DAY + 10);
        assert_has(csv(place), "month-topic-language,2026-11,job,uk,,,80,,\n");
        assert_has(place->output, "month-topic-language,2026-11,house,ro,,,40,,\n");
        assert_has(place->output, "month-topic,2026-11,job,,,,80,,\n");
        assert_has(place->output, "month-language,2026-11,,ro,,,40,,\n");
}

/* Together they tell more than either. */
static void
days_and_months_are_never_shown_both(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        fold(place, batch);
        come_to(place, DAY + 10);
        assert_has(csv(place), "day-topic,2026-11-23,job,,,,80,");
        assert_has_not(place->output, "month-");
        publish_months(place);
        assert_has(csv(place), "month-topic-language,2026-11,job,uk,,,80,");
        assert_has(place->output, "day-total,2026-11-23,,,,,80,");
        assert_has(place->output, "day-outcome,2026-11-23,,,sms,answered,80,160,");
        assert_has_not(place->output, "day-topic");
        assert_has_not(place->output, "day-language");
}

/* The month's topics less the days shown would give the small day away: 110 and 120 shown, 233 in the month. */
static void
a_month_does_not_give_a_day_away(void **state)
{
        struct place *place = *state;

        publish_months(place);
        for (int32_t i = 0; i < 3; i++) {
                struct batch *batch = next_batch(place);

                if (i != 1) {
                        answered(batch, DAY + i, TOPIC_JOB, "uk", 50 + 10 * i);
                        answered(batch, DAY + i, TOPIC_HOUSE, "uk", 60);
                } else {
                        answered(batch, DAY + i, TOPIC_JOB, "uk", 3);
                }
                fold(place, batch);
        }
        come_to(place, DAY + 10);
        assert_has(csv(place), "day-total,2026-11-23,,,,,110,");
        assert_has(place->output, "day-total,2026-11-25,,,,,130,");
        assert_has_not(place->output, "2026-11-24");
        assert_has_not(place->output, "month-language,2026-11,,uk,,,243,");
        assert_true(strstr(place->output, "2026-11,job,,,,123,") == NULL || strstr(place->output, "2026-11,house,,,,120,") == NULL);
        assert_true(strstr(place->output, "2026-11,job,uk,,,123,") == NULL || strstr(place->output, "2026-11,house,uk,,,120,") == NULL);
}

/* What was printed once is printed again, line for line, whatever has come since. */
static void
prints_again_what_it_printed(struct place *place)
{
        char before[OUTPUT], *line, *rest = before;
        unsigned seed = 3;

        for (int32_t day = DAY; day < DAY + 40; day++) {
                struct batch *batch = next_batch(place);

                snprintf(before, sizeof before, "%s", csv(place));
                for (int i = 0; i < 12; i++) {
                        seed = seed * 1103515245u + 12345u;
                        answered(batch, day, (enum topic)(1 + seed / 65536 % 9), seed / 1048576 % 2 == 0 ? "uk" : "ro", 1 + seed / 4194304 % 25);
                }
                answered(batch, DAY, TOPIC_LOVE, "ti", 1); /* late for a day that is closed */
                fold(place, batch);
                (void)csv(place);
                rest = before;
                while ((line = strsep(&rest, "\n")) != NULL)
                        assert_has(place->output, line);
        }
}

static void
there_are_never_two_versions_of_a_day(void **state)
{
        prints_again_what_it_printed(*state);
        assert_has(((struct place *)*state)->output, "day-topic,2026-12-");
}

static void
there_are_never_two_versions_of_a_month(void **state)
{
        publish_months(*state);
        prints_again_what_it_printed(*state);
        assert_has(((struct place *)*state)->output, "month-topic-language,2026-11,");
}

static void
a_range_takes_whole_months_only(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        fold(place, batch);
        batch = next_batch(place);
        answered(batch, DAY + 1, TOPIC_JOB, "uk", 90);
        fold(place, batch);
        come_to(place, DAY + 10);
        assert_int_equal(counts(place, "--csv", "--from", "2026-11-24"), COMMAND_EXIT_OK);
        assert_has_not(place->output, "2026-11-23");
        assert_has(place->output, "day-topic,2026-11-24,job,,,,90,");
        publish_months(place);
        assert_int_equal(counts(place, "--csv", "--from", "2026-11-24"), COMMAND_EXIT_OK);
        assert_has_not(place->output, "month-");
        assert_int_equal(counts(place, "--csv", "--from", "2026-11-01"), COMMAND_EXIT_OK);
        assert_has(place->output, "month-topic-language,2026-11,job,uk,,,170,");
        assert_int_equal(counts(place, "--csv", "--to", "2026-11-23"), COMMAND_EXIT_OK);
        assert_has(place->output, "2026-11-23");
        assert_has_not(place->output, "2026-11-24");
}

static void
prints_tables_for_people(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        answered(batch, DAY, TOPIC_HOUSE, "ro", 40);
        fold(place, batch);
        batch = next_batch(place);
        answered(batch, DAY + 1, TOPIC_JOB, "uk", 1000);
        fold(place, batch);
        come_to(place, DAY + 10);
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "Messages a day, by topic\n"
                                  "day         total   job  house\n"
                                  "2026-11-23    120    80     40\n"
                                  "2026-11-24   1000  1000      -\n");
        assert_has(place->output, "day         sms answered\n"
                                  "2026-11-23     120 (240)\n"
                                  "2026-11-24   1000 (2000)\n");
        publish_months(place);
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "Messages a month, by topic\n"
                                  "month        job  house\n"
                                  "2026-11     1080     40\n"
                                  "\n");
        assert_has(place->output, "By language, of the months that are shown\n"
                                  "ro                40  ##\n"
                                  "uk              1080  ##################################################\n");
        assert_has(place->output, "Messages a month, by topic and language\n"
                                  "month       topic     ro    uk\n"
                                  "2026-11     job        -  1080\n"
                                  "2026-11     house     40     -\n");
}

/* As long as what may be shown, on one scale; what is hidden has no bar and is in no sum. */
static void
draws_bars_of_what_is_shown(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 50);
        answered(batch, DAY, TOPIC_HOUSE, "uk", 25);
        fold(place, batch);
        batch = next_batch(place);
        answered(batch, DAY + 1, TOPIC_JOB, "uk", 20);
        answered(batch, DAY + 1, TOPIC_LOVE, "uk", 3);
        answered(batch, DAY + 1, TOPIC_HOUSE, "uk", 12);
        fold(place, batch);
        come_to(place, DAY + 10);
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "\nMessages a day\n"
                                  "2026-11-23        75  ##################################################\n"
                                  "2026-11-24        35  #######################\n");
        assert_has(place->output, "\nBy topic, of the days that are shown\n"
                                  "job               70  ##################################################\n"
                                  "house             25  ##################\n"
                                  "\n"); /* of the second day 3 are small and 12 hide them */
        assert_has(place->output, "\nBy language, of the days that are shown\n"
                                  "uk               110  ##################################################\n");
        assert_int_equal(counts(place, "--to", "2026-11-23", NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "\nMessages a day\n"
                                  "2026-11-23        75  ##################################################\n\n");
        assert_has(place->output, "job               50  ##################################################\n"
                                  "house             25  #########################\n");
        assert_int_equal(counts(place, "--from", "2027-01-01", NULL), COMMAND_EXIT_OK);
        assert_has_not(place->output, "#");
}

static void
prints_json(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 80);
        fold(place, batch);
        come_to(place, DAY + 10);
        assert_int_equal(counts(place, "--json", NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "\"2026-11-23\"");
        assert_has(place->output, "\"job\"");
        assert_has(place->output, "\"unknown_day\"");
        assert_has(place->output, "\"published\": \"days\"");
        publish_months(place);
        assert_int_equal(counts(place, "--json", NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "\"published\": \"months\"");
        assert_has(place->output, "\"by_language\"");
}

/* --- people ------------------------------------------------------------------------------------ */

static void
reached(struct batch *batch, int32_t day, int64_t people)
{
        add(batch, TALLY_PEOPLE, day, 0, 0, people, 0);
}

static void
tells_how_many_people_a_day_reached(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 120);
        reached(batch, DAY, 90);
        fold(place, batch);
        assert_has_not(csv(place), "people,"); /* but for the heading's end */
        come_to(place, DAY + 1);
        assert_has(csv(place), "day-people,2026-11-23,,,,,,,90\n");
        assert_int_equal(counts(place, "--json", NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "\"people\": 90");
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_has(place->output, "day         people\n2026-11-23      90\n");
}

static void
few_people_are_not_told(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 120);
        reached(batch, DAY, 9);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has(csv(place), ",job,,,,120,");
        assert_has_not(place->output, "day-people");
}

/* 27 answered are shown; whether 0 or 9 more were, and over the limit or by USSD, must not come out as a difference. */
static void
people_are_no_floor_for_what_is_hidden(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 27);
        answered(batch, DAY, TOPIC_JOB, "ro", 40);
        add(batch, TALLY_OUTCOMES, DAY, CHANNEL_USSD, OUTCOME_ANSWERED, 3, 0);
        add(batch, TALLY_TOPICS, DAY, TOPIC_LOVE, 0, 3, 0);
        add(batch, TALLY_LANGUAGES, DAY, code_pack("uk"), 0, 3, 0);
        reached(batch, DAY, 70);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has_not(csv(place), "ussd");
        if (strstr(place->output, ",sms,answered,") != NULL)
                assert_has(place->output, "day-people,2026-11-23,,,,,,,67\n");
        else
                assert_has_not(place->output, "day-people");
}

static void
people_are_told_beside_shown_answers_only(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 9);
        reached(batch, DAY, 12);
        fold(place, batch);
        come_to(place, DAY + 1);
        assert_has_not(csv(place), "2026-11-23");
}

static void
people_of_a_day_have_one_version(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        answered(batch, DAY, TOPIC_JOB, "uk", 120);
        reached(batch, DAY, 50);
        fold(place, batch);
        come_to(place, DAY + 1);
        batch = next_batch(place);
        reached(batch, DAY, 100);
        fold(place, batch);
        come_to(place, DAY + 2);
        assert_has(csv(place), "day-people,2026-11-23,,,,,,,50\n");
        assert_has_not(place->output, ",100\n");
}

/* What a version 1 has not is not asked for: `counts` may come before the first start of the new waymarkd. */
static void
reads_a_ledger_of_version_1(void **state)
{
        struct place *place = *state;
        char command[400];

        snprintf(command, sizeof command, "sqlite3 '%s/ledger.db' < tests/unit/ledger_version_1.sql", place->config.state);
        assert_int_equal(system(command), 0);
        assert_has(csv(place), "day-total,2026-11-23,,,,,120,");
}

static void
tells_how_it_is_called(void **state)
{
        struct place *place = *state;

        assert_int_equal(counts(place, "--xml", NULL, NULL), COMMAND_EXIT_USAGE);
        assert_int_equal(counts(place, "--from", NULL, NULL), COMMAND_EXIT_USAGE);
        assert_int_equal(counts(place, "--from", "yesterday", NULL), COMMAND_EXIT_USAGE);
        assert_has(place->output, "2026-11-23");
}

static void
tells_that_a_ledger_is_damaged(void **state)
{
        struct place *place = *state;
        char path[CONFIG_PATH + 20];
        FILE *file;

        snprintf(path, sizeof path, "%s/ledger.db", place->config.state);
        file = fopen(path, "w");
        assert_non_null(file);
        for (int i = 0; i < 1000; i++)
                fputs("rubbish", file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_TROUBLE);
        assert_has(place->output, "damaged");
}

static void
writes_nothing(void **state)
{
        struct place *place = *state;
        char path[CONFIG_PATH + 20], journal[CONFIG_PATH + 30];
        struct stat before, after;

        come_to(place, DAY);
        snprintf(path, sizeof path, "%s/ledger.db", place->config.state);
        snprintf(journal, sizeof journal, "%s-journal", path);
        (void)unlink(journal);
        assert_int_equal(chmod(path, 0400), 0);
        assert_int_equal(chmod(place->config.state, 0500), 0);
        assert_int_equal(stat(path, &before), 0);
        assert_int_equal(counts(place, NULL, NULL, NULL), COMMAND_EXIT_OK);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(chmod(place->config.state, 0700), 0);
        assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
        assert_int_equal(access(journal, F_OK), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(says_so_when_there_is_no_ledger),
                CASE(an_open_day_is_not_shown),
                CASE(prints_the_cells_of_a_closed_day),
                CASE(no_sum_gives_a_small_cell_away),
                CASE(a_small_rest_has_no_sum),
                CASE(a_small_day_is_not_even_listed),
                CASE(parts_are_rounded_down),
                CASE(the_unknown_day_is_one_rounded_sum),
                CASE(a_month_is_shown_when_it_is_over),
                CASE(days_and_months_are_never_shown_both),
                CASE(a_month_does_not_give_a_day_away),
                CASE(there_are_never_two_versions_of_a_day),
                CASE(there_are_never_two_versions_of_a_month),
                CASE(a_range_takes_whole_months_only),
                CASE(prints_tables_for_people),
                CASE(draws_bars_of_what_is_shown),
                CASE(prints_json),
                CASE(tells_how_many_people_a_day_reached),
                CASE(few_people_are_not_told),
                CASE(people_are_no_floor_for_what_is_hidden),
                CASE(people_are_told_beside_shown_answers_only),
                CASE(people_of_a_day_have_one_version),
                CASE(reads_a_ledger_of_version_1),
                CASE(tells_how_it_is_called),
                CASE(tells_that_a_ledger_is_damaged),
                CASE(writes_nothing),
        };

        return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
