/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ledger.db: folded once, closed days for ever, and bytes that do not tell in which order people wrote.
 * covers: book, batch, database
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "common/code.h"
#include "common/kinds.h"
#include "ledger/book.h"

#define DAY 20780 /* 2026-11-23 */

struct place {
        char folder[128];
        int64_t batch;
};

static int
set_up(void **state)
{
        const char *root = getenv("TMPDIR");
        struct place *place = calloc(1, sizeof *place);

        assert_non_null(place);
        snprintf(place->folder, sizeof place->folder, "%s/waymark-book-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(place->folder));
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

static void
add(struct batch *batch, enum tally tally, int32_t period, int32_t first, int32_t second, int64_t messages, int64_t parts)
{
        struct batch_row row = {tally, period, first, second, messages, parts};

        assert_int_equal(batch_add(batch, &row), 0);
}

/* `n` answered texts about one topic in one language on one day, as pending.db would sum them up. */
static void
add_messages(struct batch *batch, int32_t day, enum topic topic, const char *language, int64_t n)
{
        int32_t code = code_pack(language);

        add(batch, TALLY_TOPICS, day, (int32_t)topic, 0, n, 0);
        add(batch, TALLY_LANGUAGES, day, code, 0, n, 0);
        add(batch, TALLY_OUTCOMES, day, CHANNEL_SMS, OUTCOME_ANSWERED, n, 2 * n);
        add(batch, TALLY_MONTHS, month_of_day(day), (int32_t)topic, code, n, 0);
}

static struct batch *
next_batch(struct place *place)
{
        struct batch *batch = batch_new(++place->batch);

        assert_non_null(batch);
        return batch;
}

static struct book_glance
fold(struct place *place, struct batch *batch)
{
        struct book_glance glance;

        assert_int_equal(book_fold(place->folder, batch, &glance), 0);
        batch_free(batch);
        return glance;
}

static struct book_glance
fold_one(struct place *place, int32_t day, int64_t n)
{
        struct batch *batch = next_batch(place);

        add_messages(batch, day, TOPIC_JOB, "uk", n);
        return fold(place, batch);
}

static int64_t
in_book(struct place *place, const char *sql)
{
        char path[200];
        sqlite3 *db;
        sqlite3_stmt *statement = NULL;
        int64_t number = -1;

        snprintf(path, sizeof path, "%s/ledger.db", place->folder);
        if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
            sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
                number = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return number;
}

static void
takes_a_batch_once(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);
        struct book_glance glance;

        add_messages(batch, DAY, TOPIC_JOB, "uk", 3);
        assert_int_equal(book_fold(place->folder, batch, &glance), 0);
        assert_int_equal(book_fold(place->folder, batch, &glance), 0);
        batch_free(batch);
        assert_int_equal(glance.batch, 1);
        assert_int_equal(glance.newest.day, DAY);
        assert_int_equal(glance.newest.messages, 3);
        assert_int_equal(glance.newest.answered, 3);
        assert_int_equal(glance.newest.parts, 6);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM topics"), 3);
}

static void
adds_to_an_open_day(void **state)
{
        struct place *place = *state;

        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY, 4);
        assert_int_equal(in_book(place, "SELECT messages FROM open_topics"), 7);
        assert_int_equal(in_book(place, "SELECT messages FROM open_languages"), 7);
        assert_int_equal(in_book(place, "SELECT parts FROM open_outcomes"), 14);
        assert_int_equal(in_book(place, "SELECT messages FROM open_months"), 7);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_topics"), 0);
}

static void
a_later_day_closes_the_days_before(void **state)
{
        struct place *place = *state;

        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY + 1, 4);
        assert_int_equal(in_book(place, "SELECT messages FROM closed_topics WHERE day = 20780"), 3);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_outcomes"), 1);
        assert_int_equal(in_book(place, "SELECT messages FROM open_topics"), 4);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_months"), 0);
        assert_int_equal(in_book(place, "SELECT messages FROM open_months"), 7);
        (void)fold_one(place, DAY + 10, 1);
        assert_int_equal(in_book(place, "SELECT messages FROM closed_months WHERE month = 202611"), 7);
        assert_int_equal(in_book(place, "SELECT messages FROM open_months WHERE month = 202612"), 1);
}

static void
several_days_in_one_batch_keep_their_days(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        add_messages(batch, DAY, TOPIC_JOB, "uk", 1);
        add_messages(batch, DAY + 1, TOPIC_JOB, "uk", 2);
        add_messages(batch, DAY + 2, TOPIC_JOB, "uk", 4);
        (void)fold(place, batch);
        assert_int_equal(in_book(place, "SELECT messages FROM closed_topics WHERE day = 20780"), 1);
        assert_int_equal(in_book(place, "SELECT messages FROM closed_topics WHERE day = 20781"), 2);
        assert_int_equal(in_book(place, "SELECT messages FROM open_topics WHERE day = 20782"), 4);
}

static void
a_closed_day_never_changes(void **state)
{
        struct place *place = *state;
        struct batch *batch;

        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY + 10, 4); /* closes November too */
        batch = next_batch(place);
        add_messages(batch, DAY, TOPIC_JOB, "uk", 2);
        add_messages(batch, DAY + 11, TOPIC_JOB, "uk", 1);
        (void)fold(place, batch);
        assert_int_equal(in_book(place, "SELECT messages FROM topics WHERE day = 20780"), 3);
        /* filed under the day that was open when they came, which this fold closes */
        assert_int_equal(in_book(place, "SELECT messages FROM closed_topics WHERE day = 20790"), 6);
        assert_int_equal(in_book(place, "SELECT messages FROM months WHERE month = 202611"), 3);
        assert_int_equal(in_book(place, "SELECT messages FROM months WHERE month = 202612"), 7);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM topics"), 10);
}

static void
an_unknown_day_stays_unknown_and_open(void **state)
{
        struct place *place = *state;

        (void)fold_one(place, 0, 5);
        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY + 10, 3);
        (void)fold_one(place, 0, 1);
        assert_int_equal(in_book(place, "SELECT messages FROM open_topics WHERE day = 0"), 6);
        assert_int_equal(in_book(place, "SELECT messages FROM open_months WHERE month = 0"), 6);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_topics WHERE day = 0"), 0);
}

static void
knows_the_sums_of_the_newest_day(void **state)
{
        struct place *place = *state;
        struct book_glance glance;

        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY + 1, 5);
        assert_int_equal(book_glance(place->folder, &glance), 0);
        assert_int_equal(glance.newest.day, DAY + 1);
        assert_int_equal(glance.newest.parts, 10);
        assert_int_equal(glance.newest.messages, 5);
}

static void
an_empty_folder_is_no_error_a_missing_one_is(void **state)
{
        struct place *place = *state;
        struct book_glance glance;
        struct batch *batch = next_batch(place);
        char missing[200];

        assert_int_equal(book_glance(place->folder, &glance), 0);
        assert_int_equal(glance.batch, 0);
        snprintf(missing, sizeof missing, "%s/missing", place->folder);
        add_messages(batch, DAY, TOPIC_JOB, "uk", 1);
        assert_int_equal(book_glance(missing, &glance), -ENOENT);
        assert_int_equal(book_fold(missing, batch, &glance), -ENOENT);
        batch_free(batch);
}

static size_t
read_file(const char *folder, char **bytes)
{
        char path[200];
        struct stat st;
        FILE *file;

        snprintf(path, sizeof path, "%s/ledger.db", folder);
        assert_int_equal(stat(path, &st), 0);
        *bytes = malloc((size_t)st.st_size);
        assert_non_null(*bytes);
        file = fopen(path, "r");
        assert_non_null(file);
        assert_int_equal(fread(*bytes, 1, (size_t)st.st_size, file), st.st_size);
        assert_int_equal(fclose(file), 0);
        return (size_t)st.st_size;
}

struct text {
        int32_t day;
        enum topic topic;
        const char *language;
};

static const struct text texts[] = {
        {DAY, TOPIC_JOB, "uk"},       {DAY, TOPIC_HOUSE, "ro"},  {DAY, TOPIC_HELP, "ru"},
        {DAY, TOPIC_LOVE, "en"},      {DAY, TOPIC_JOB, "ro"},    {DAY + 1, TOPIC_RIDE, "pl"},
        {DAY + 1, TOPIC_JOB, "uk"},   {DAY + 1, TOPIC_CHILD, "uk"}, {DAY + 1, TOPIC_HELP, "nl"},
        {DAY + 10, TOPIC_JOB, "ru"},  {DAY + 10, TOPIC_SIGNS, "de"}, {DAY + 10, TOPIC_JOB, "uk"},
};
#define NTEXTS (sizeof texts / sizeof texts[0])

/* Days come one after the other; within a day the texts come in an order of their own, spread over two folds in another way. */
static void
write_texts(struct place *place, unsigned seed)
{
        size_t order[NTEXTS];
        int32_t days[] = {DAY, DAY + 1, DAY + 10};

        for (size_t i = 0; i < NTEXTS; i++)
                order[i] = i;
        for (size_t i = NTEXTS - 1; i > 0; i--) {
                size_t j = (seed = seed * 1103515245u + 12345u) / 65536u % (i + 1), swap = order[i];

                order[i] = order[j];
                order[j] = swap;
        }
        for (size_t d = 0; d < 3; d++)
                for (unsigned half = 0; half < 2; half++) {
                        struct batch *batch = next_batch(place);

                        for (size_t i = 0; i < NTEXTS; i++)
                                if (texts[order[i]].day == days[d] && ((i + seed) % 2 == half))
                                        add_messages(batch, days[d], texts[order[i]].topic, texts[order[i]].language, 1);
                        (void)fold(place, batch);
                }
}

static void
the_same_counts_in_another_order_are_bytewise_alike(void **state)
{
        struct place *first = *state;
        char *one = NULL, *other = NULL;
        size_t one_len, other_len;

        write_texts(first, 1);
        one_len = read_file(first->folder, &one);
        for (unsigned seed = 2; seed < 20; seed++) {
                void *second = NULL;

                assert_int_equal(set_up(&second), 0);
                write_texts(second, seed);
                other_len = read_file(((struct place *)second)->folder, &other);
                assert_int_equal(one_len, other_len);
                assert_memory_equal(one, other, one_len);
                free(other);
                assert_int_equal(tear_down(&second), 0);
        }
        free(one);
}

static void
leaves_nothing_but_the_book_in_the_folder(void **state)
{
        struct place *place = *state;
        DIR *folder;
        struct dirent *entry;
        struct stat st;
        char path[400];

        (void)fold_one(place, DAY, 3);
        (void)fold_one(place, DAY + 1, 3);
        folder = opendir(place->folder);
        assert_non_null(folder);
        while ((entry = readdir(folder)) != NULL) {
                if (entry->d_name[0] == '.' || strcmp(entry->d_name, "ledger.db") == 0)
                        continue;
                assert_string_equal(entry->d_name, "ledger.db-journal");
                snprintf(path, sizeof path, "%s/%s", place->folder, entry->d_name);
                assert_int_equal(stat(path, &st), 0);
                assert_int_equal(st.st_size, 0);
        }
        closedir(folder);
}

static void
stays_small_for_a_year_of_days(void **state)
{
        struct place *place = *state;
        char *bytes;

        for (int32_t day = 0; day < 365; day++) {
                struct batch *batch = next_batch(place);

                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        add_messages(batch, DAY + day, (enum topic)topic, topic % 2 == 0 ? "uk" : "ro", 20);
                (void)fold(place, batch);
        }
        assert_true(read_file(place->folder, &bytes) < 400u * 1024);
        free(bytes);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM topics"), 365 * 20 * (TOPIC_COUNT - 1));
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM months"), 365 * 20 * (TOPIC_COUNT - 1));
}

static void
damage(struct place *place, long at)
{
        char path[200];
        FILE *file;

        snprintf(path, sizeof path, "%s/ledger.db", place->folder);
        file = fopen(path, "r+");
        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        for (int i = 0; i < 2000; i++)
                fputc('x', file);
        assert_int_equal(fclose(file), 0);
}

static void
notices_damage_and_moves_it_aside(void **state)
{
        struct place *place = *state;
        struct book_glance glance;
        char name[BOOK_NAME], path[300];

        (void)fold_one(place, DAY, 3);
        damage(place, 1024);
        assert_int_equal(book_glance(place->folder, &glance), -EUCLEAN);
        assert_int_equal(book_move_aside(place->folder, name), 0);
        assert_string_equal(name, "ledger.db.corrupt-1");
        snprintf(path, sizeof path, "%s/%s", place->folder, name);
        assert_int_equal(access(path, F_OK), 0);
        assert_int_equal(book_glance(place->folder, &glance), 0);
        assert_int_equal(glance.batch, 0);
        (void)fold_one(place, DAY, 3);
        damage(place, 0);
        assert_int_equal(book_glance(place->folder, &glance), -EUCLEAN);
        assert_int_equal(book_move_aside(place->folder, name), 0);
        assert_string_equal(name, "ledger.db.corrupt-2");
}

static void
does_not_touch_the_book_of_a_newer_waymark(void **state)
{
        struct place *place = *state;
        struct book_glance glance;
        struct batch *batch;

        (void)fold_one(place, DAY, 3);
        (void)in_book(place, "PRAGMA user_version = 99");
        assert_int_equal(in_book(place, "PRAGMA user_version"), 99);
        assert_int_equal(book_glance(place->folder, &glance), -EPROTONOSUPPORT);
        batch = next_batch(place);
        add_messages(batch, DAY, TOPIC_JOB, "uk", 1);
        assert_int_equal(book_fold(place->folder, batch, &glance), -EPROTONOSUPPORT);
        batch_free(batch);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM topics"), 3);
}

/* --- people ------------------------------------------------------------------------------------ */

static void
add_people(struct batch *batch, int32_t day, int64_t people)
{
        add(batch, TALLY_PEOPLE, day, 0, 0, people, 0);
}

static int64_t
people_of(struct place *place, int32_t day)
{
        char sql[80];

        snprintf(sql, sizeof sql, "SELECT people FROM people WHERE day = %d", (int)day);
        return in_book(place, sql);
}

static void
of_two_estimates_the_larger_stays(void **state)
{
        struct place *place = *state;
        static const int64_t told[] = {12, 30, 18};

        for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
                struct batch *batch = next_batch(place);

                add_messages(batch, DAY, TOPIC_JOB, "uk", 20);
                add_people(batch, DAY, told[i]);
                (void)fold(place, batch);
        }
        assert_int_equal(people_of(place, DAY), 30);
        (void)fold_one(place, DAY + 1, 1);
        assert_int_equal(people_of(place, DAY), 30);
        assert_int_equal(in_book(place, "SELECT count(*) FROM open_people"), 0);
}

static void
people_come_in_the_fold_that_closes_their_day(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);

        (void)fold_one(place, DAY, 20);
        batch->number = ++place->batch;
        add_people(batch, DAY, 15);
        add_messages(batch, DAY + 1, TOPIC_JOB, "uk", 1);
        (void)fold(place, batch);
        assert_int_equal(people_of(place, DAY), 15);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_people"), 1);
}

static void
people_of_a_closed_day_come_too_late(void **state)
{
        struct place *place = *state;
        struct batch *batch;

        (void)fold_one(place, DAY, 20);
        (void)fold_one(place, DAY + 1, 20);
        batch = next_batch(place);
        add_people(batch, DAY, 15);
        add_messages(batch, DAY + 1, TOPIC_JOB, "uk", 1);
        (void)fold(place, batch);
        assert_int_equal(in_book(place, "SELECT count(*) FROM people"), 0);
}

static void
people_alone_close_no_day(void **state)
{
        struct place *place = *state;
        struct batch *batch = next_batch(place);
        struct book_glance glance;

        add_messages(batch, DAY, TOPIC_JOB, "uk", 1);
        add_people(batch, DAY + 1, 15);
        glance = fold(place, batch);
        assert_int_equal(glance.newest.day, DAY);
        assert_int_equal(in_book(place, "SELECT count(*) FROM closed_topics"), 0);
        assert_int_equal(people_of(place, DAY + 1), 15);
}

/* --- versions ---------------------------------------------------------------------------------- */

static void
run_file(struct place *place, const char *sql)
{
        char command[400];

        snprintf(command, sizeof command, "sqlite3 '%s/ledger.db' < %s", place->folder, sql);
        assert_int_equal(system(command), 0);
}

/* All tables and views in the words in which they were made. */
static char *
schema_of(struct place *place)
{
        static const char sql[] = "SELECT group_concat(type || name || sql, ';') FROM (SELECT * FROM sqlite_schema ORDER BY name)";
        char path[200];
        sqlite3 *db;
        sqlite3_stmt *statement = NULL;
        char *schema;

        snprintf(path, sizeof path, "%s/ledger.db", place->folder);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        schema = strdup((const char *)sqlite3_column_text(statement, 0));
        assert_non_null(schema);
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return schema;
}

/* tests/unit/ledger_version_1.sql is a file that the first release wrote, as text. It is never changed. */
static void
a_book_of_version_1_becomes_a_new_one(void **state)
{
        struct place *place = *state;
        struct book_glance glance;
        char *upgraded, *fresh;
        void *other = NULL;

        run_file(place, "tests/unit/ledger_version_1.sql");
        assert_int_equal(in_book(place, "PRAGMA user_version"), 1);
        assert_int_equal(book_glance(place->folder, &glance), 0);
        assert_int_equal(glance.batch, 7);
        assert_int_equal(glance.newest.day, DAY + 1);
        assert_int_equal(glance.newest.messages, 5);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM topics"), 125);
        place->batch = 7;
        (void)fold_one(place, DAY + 1, 3);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 128);
        upgraded = schema_of(place);
        assert_int_equal(set_up(&other), 0);
        (void)fold_one(other, DAY, 1);
        fresh = schema_of(other);
        assert_string_equal(upgraded, fresh);
        assert_int_equal(in_book(place, "PRAGMA user_version"), in_book(other, "PRAGMA user_version"));
        free(upgraded);
        free(fresh);
        assert_int_equal(tear_down(&other), 0);
}

static void
keeps_no_rowids_and_no_sequences(void **state)
{
        (void)fold_one(*state, DAY, 3);
        assert_int_equal(in_book(*state, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name <> 'state' AND "
                                         "sql NOT LIKE '%WITHOUT ROWID%'"), 0);
        assert_int_equal(in_book(*state, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'"), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(takes_a_batch_once),
                CASE(adds_to_an_open_day),
                CASE(a_later_day_closes_the_days_before),
                CASE(several_days_in_one_batch_keep_their_days),
                CASE(a_closed_day_never_changes),
                CASE(an_unknown_day_stays_unknown_and_open),
                CASE(knows_the_sums_of_the_newest_day),
                CASE(an_empty_folder_is_no_error_a_missing_one_is),
                CASE(the_same_counts_in_another_order_are_bytewise_alike),
                CASE(leaves_nothing_but_the_book_in_the_folder),
                CASE(stays_small_for_a_year_of_days),
                CASE(notices_damage_and_moves_it_aside),
                CASE(does_not_touch_the_book_of_a_newer_waymark),
                CASE(of_two_estimates_the_larger_stays),
                CASE(people_come_in_the_fold_that_closes_their_day),
                CASE(people_of_a_closed_day_come_too_late),
                CASE(people_alone_close_no_day),
                CASE(a_book_of_version_1_becomes_a_new_one),
                CASE(keeps_no_rowids_and_no_sequences),
        };

        return cmocka_run_group_tests_name("ledger book", tests, NULL, NULL);
}
