/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ledger.db. Ledger process. Invariant: the file holds sums and nothing else, and its bytes are a function of the sums, not of the order
 * in which people wrote.
 *
 * Closed days. The newest day that was folded is open, all days before it are closed: printed by `waymark counts` and never changed
 * again. What comes late for a closed day is added to the day that was open when it came (and to that day's month): a message more or
 * less there matters less than two versions of a day, whose difference is one person. A day that is not known stays 0, and 0 never
 * closes.
 *
 * What the layout of a file tells. In a B-tree the place of a row on its page shows when it was first written: that JOB came in the same
 * fold as Ukrainian, say, which no table says. Therefore open days have tables of their own, which every fold empties and fills again in
 * the order of their keys; a closed day is appended once, in that order. Nothing has a rowid, nothing counts up but the batch number
 * (as SQLite's own change counter would anyway). secure_delete overwrites what is removed. A whole VACUUM at each fold would give the
 * same for ten times the wear.
 *
 * A rollback journal (TRUNCATE, FULL) and not WAL: one process writes here, seldom, and `waymark counts` must be able to read a file that
 * it may not write, for which WAL needs its -wal and -shm; there is nothing to gain from it for one transaction at a time. FULL syncs the
 * journal's truncation too, so that what was committed stays so after a power cut. Pages of 1 kB: all open tables then lie in the
 * first two blocks of the file, and a fold writes about 16 kB.
 */
#include "book.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fault.h"
#include "common/kinds.h"

#include "database.h"
#include "schema.h"
#include "statements.h"

#define READERS_MS 5000         /* how long a fold waits for `waymark counts` to end its reading */
#define CORRUPT_KEPT 1000

enum book_statement {
#define STATEMENT(name, sql) BOOK_##name,
        BOOK_STATEMENTS(STATEMENT)
#undef STATEMENT
        BOOK_STATEMENT_COUNT
};

static const char *const book_sql[BOOK_STATEMENT_COUNT] = {
#define STATEMENT(name, sql) [BOOK_##name] = (sql),
        BOOK_STATEMENTS(STATEMENT)
#undef STATEMENT
};

/*
 * Index: the version that it starts from. Each ends by setting user_version to the next; the first, from an empty file, to the last. Once
 * released, a step is never changed.
 */
static const char *const migrations[] = {schema_ledger_sql, schema_ledger_to_2_sql};
#define BOOK_VERSION ((int64_t)(sizeof migrations / sizeof migrations[0]))

/* The statements of one counter's fold, in the order of FOLD_STATEMENTS. */
enum fold_step {
        FOLD_STEP_FORGET,
        FOLD_STEP_TAKE,
        FOLD_STEP_ADD,
        FOLD_STEP_CLEAR,
        FOLD_STEP_CLOSE,
        FOLD_STEP_OPEN,
        FOLD_STEP_COUNT
};
_Static_assert(BOOK_TOPICS_OPEN - BOOK_TOPICS_FORGET + 1 == FOLD_STEP_COUNT, "FOLD_STATEMENTS has other steps");
_Static_assert(BOOK_PEOPLE_FORGET == BOOK_TOPICS_FORGET + (int)TALLY_PEOPLE * (int)FOLD_STEP_COUNT, "not in the order of enum tally");

struct book {
        sqlite3 *db;
        sqlite3_stmt *statements[BOOK_STATEMENT_COUNT];
        int64_t version;                /* 0: an empty file */
};

#define VALUES(...) (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)

static void
close_book(struct book *book)
{
        database_finalize(book->statements, BOOK_STATEMENT_COUNT);
        sqlite3_close(book->db);
        book->db = NULL;
}

static int
read_version(struct book *book)
{
        int rc = database_ask(book->db, "PRAGMA user_version", &book->version);

        if (rc == 0 && (book->version > BOOK_VERSION || book->version < 0))
                rc = -EPROTONOSUPPORT;
        return rc;
}

/* `flags`: SQLITE_OPEN_CREATE or 0. Opened for writing even to read, since a fold that was cut off must be taken back first. */
static int
open_book(const char *folder, int flags, struct book *book)
{
        char path[DATABASE_PATH];
        int rc;

        memset(book, 0, sizeof *book);
        snprintf(path, sizeof path, "%s/ledger.db", folder);
        if (sqlite3_open_v2(path, &book->db, SQLITE_OPEN_READWRITE | flags, NULL) != SQLITE_OK) {
                rc = database_error(book->db, sqlite3_extended_errcode(book->db));
                goto out;
        }
        sqlite3_busy_timeout(book->db, READERS_MS);
        rc = database_run(book->db, "PRAGMA page_size = 1024; PRAGMA journal_mode = TRUNCATE;"
                                    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                                    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -256;" BOOK_MEMORY);
        if (rc == 0)
                rc = read_version(book);
out:
        if (rc < 0)
                close_book(book);
        return rc;
}

/* After the schema is there. */
static int
prepare(struct book *book)
{
        return database_prepare(book->db, book_sql, BOOK_STATEMENT_COUNT, book->statements);
}

static int
read_sums(struct book *book, struct day_sums *sums)
{
        int64_t columns[3];
        int rc;

        rc = database_get(book->statements[BOOK_SUMS], VALUES(sums->day, OUTCOME_ANSWERED), columns, 3);
        if (rc <= 0)
                return rc;
        sums->messages += (uint32_t)columns[0];
        sums->answered += (uint32_t)columns[1];
        sums->parts += (uint32_t)columns[2];
        return 0;
}

static int
read_glance(struct book *book, struct book_glance *glance)
{
        int64_t columns[2];
        int rc = database_get(book->statements[BOOK_STATE], NULL, 0, columns, 2);

        if (rc <= 0)
                return rc < 0 ? rc : -EUCLEAN;
        memset(glance, 0, sizeof *glance);
        glance->batch = columns[0];
        glance->newest.day = (int32_t)columns[1];
        return glance->newest.day == DAY_UNKNOWN ? 0 : read_sums(book, &glance->newest);
}

/* 1 if there is a book, 0 if the folder has none yet, -errno if not even the folder is there. */
static int
book_exists(const char *folder)
{
        char path[DATABASE_PATH];
        struct stat st;

        if (stat(folder, &st) < 0)
                return -errno;
        snprintf(path, sizeof path, "%s/ledger.db", folder);
        if (stat(path, &st) == 0)
                return 1;
        return errno == ENOENT ? 0 : -errno;
}

static int
migrate(struct book *book)
{
        int rc = 0;

        for (int64_t version = book->version; rc == 0 && version < BOOK_VERSION; version++) {
                rc = database_run(book->db, migrations[version]);
                if (version == 0)
                        break; /* the whole schema at once */
        }
        if (rc == 0)
                book->version = BOOK_VERSION;
        return rc;
}

/* A book of an older waymark, once. */
static int
upgrade(struct book *book)
{
        int rc = database_run(book->db, "BEGIN IMMEDIATE");

        if (rc == 0)
                rc = migrate(book);
        return rc == 0 ? database_run(book->db, "COMMIT") : rc;
}

/* Opens what is there and has tables: 1, and the caller closes; 0 if there is nothing to read. */
static int
open_to_read(const char *folder, struct book *book)
{
        int rc = book_exists(folder);

        if (rc <= 0)
                return rc;
        rc = open_book(folder, 0, book);
        if (rc < 0)
                return rc;
        rc = database_check(book->db);
        if (rc == 0 && book->version > 0 && book->version < BOOK_VERSION)
                rc = upgrade(book);
        if (rc == 0 && book->version > 0) {
                rc = prepare(book);
                if (rc == 0)
                        return 1;
        }
        close_book(book);
        return rc == -EINVAL ? -EUCLEAN : rc; /* SQL that does not fit: the tables are not ours */
}

int
book_glance(const char *folder, struct book_glance *glance)
{
        struct book book;
        int rc;

        memset(glance, 0, sizeof *glance);
        rc = open_to_read(folder, &book);
        if (rc <= 0)
                return rc;
        rc = read_glance(&book, glance);
        close_book(&book);
        return rc;
}

static sqlite3_stmt *
step_of(struct book *book, enum tally tally, enum fold_step step)
{
        return book->statements[BOOK_TOPICS_FORGET + (int)tally * (int)FOLD_STEP_COUNT + (int)step];
}

/*
 * What comes late for a closed day is filed under the open one; but an estimate of people is about the texts of its own day, and no
 * other: too late, it is dropped.
 */
static bool
comes_too_late(const struct batch_row *row, int32_t open_day)
{
        return row->tally == TALLY_PEOPLE && row->period < open_day;
}

/* The period that a row is filed under: its own, or the open one if its own is closed. */
static int32_t
filed_under(const struct batch_row *row, int32_t open_day)
{
        int32_t open = row->tally == TALLY_MONTHS ? month_of_day(open_day) : open_day;

        return row->period != 0 && row->period < open ? open : row->period;
}

static int
add_row(struct book *book, const struct batch_row *row, int32_t open_day)
{
        return database_do(step_of(book, row->tally, FOLD_STEP_ADD),
                           VALUES(filed_under(row, open_day), row->first, row->second, row->messages, row->parts));
}

static int32_t
newest_day(const struct batch *batch, int32_t day)
{
        for (size_t i = 0; i < batch->nrows; i++)
                if (batch->rows[i].tally != TALLY_MONTHS && batch->rows[i].tally != TALLY_PEOPLE && batch->rows[i].period > day)
                        day = batch->rows[i].period;
        return day;
}

static int
do_step(struct book *book, enum fold_step step, int32_t open_day)
{
        int rc = 0;

        for (int tally = 0; rc == 0 && tally < TALLY_COUNT; tally++)
                rc = database_do(step_of(book, (enum tally)tally, step),
                                 VALUES(tally == TALLY_MONTHS ? month_of_day(open_day) : open_day));
        return rc;
}

/* Inside the transaction. */
static int
take_batch(struct book *book, const struct batch *batch, int32_t open_day)
{
        int32_t newest = newest_day(batch, open_day);
        int rc = do_step(book, FOLD_STEP_FORGET, newest);

        if (rc == 0)
                rc = do_step(book, FOLD_STEP_TAKE, newest);
        for (size_t i = 0; rc == 0 && i < batch->nrows; i++)
                if (!comes_too_late(&batch->rows[i], open_day))
                        rc = add_row(book, &batch->rows[i], open_day);
        if (rc == 0)
                rc = do_step(book, FOLD_STEP_CLEAR, newest);
        if (rc == 0)
                rc = do_step(book, FOLD_STEP_CLOSE, newest);
        if (rc == 0)
                rc = do_step(book, FOLD_STEP_OPEN, newest);
        if (rc == 0)
                rc = database_do(book->statements[BOOK_SET_STATE], VALUES(batch->number, newest));
        return rc;
}

static int
fold_in_transaction(struct book *book, const struct batch *batch, struct book_glance *glance)
{
        int rc = migrate(book);

        if (rc == 0)
                rc = prepare(book);
        if (rc == 0)
                rc = read_glance(book, glance);
        if (rc < 0 || glance->batch >= batch->number)
                return rc;
        rc = take_batch(book, batch, glance->newest.day);
        if (rc == 0)
                rc = read_glance(book, glance);
        return rc;
}

int
book_fold(const char *folder, const struct batch *batch, struct book_glance *glance)
{
        struct book_glance now = {0};
        struct book book;
        int rc = book_exists(folder);

        if (rc < 0)
                return rc;
        rc = open_book(folder, SQLITE_OPEN_CREATE, &book);
        if (rc < 0)
                return rc;
        rc = database_run(book.db, "BEGIN IMMEDIATE");
        if (rc == 0)
                rc = read_version(&book);
        if (rc == 0)
                rc = fold_in_transaction(&book, batch, &now);
        FAULT(FOLD_TAKEN);
        if (rc == 0)
                rc = database_run(book.db, "COMMIT");
        if (rc == 0)
                *glance = now;
        close_book(&book); /* takes back what was not committed */
        return rc;
}

int
book_move_aside(const char *folder, char name[static BOOK_NAME])
{
        char from[DATABASE_PATH + 16], to[DATABASE_PATH + 32];
        int n = 1;

        do {
                if (n > CORRUPT_KEPT)
                        return -EEXIST;
                snprintf(name, BOOK_NAME, "ledger.db.corrupt-%d", n++);
                snprintf(to, sizeof to, "%s/%s", folder, name);
        } while (access(to, F_OK) == 0);
        /* the journal first: left behind, it would be played back into the new book */
        snprintf(from, sizeof from, "%s/ledger.db-journal", folder);
        snprintf(to, sizeof to, "%s/%s-journal", folder, name);
        if (rename(from, to) < 0 && errno != ENOENT)
                return -errno;
        snprintf(from, sizeof from, "%s/ledger.db", folder);
        snprintf(to, sizeof to, "%s/%s", folder, name);
        return rename(from, to) < 0 ? -errno : 0;
}
