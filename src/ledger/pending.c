/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pending.db. Ledger process. Invariant: a sequence is in `seen` if and only if its counts are in the counters or in the ledger, for
 * both are written in one transaction.
 *
 * WAL and no syncing: SIGKILL at any instruction leaves either the whole transaction or none of it, since the kernel has what was
 * written, in order. (journal_mode=MEMORY would not do: a kill in the middle of writing pages back leaves half of them.) The lock is
 * exclusive, so that no -shm file is needed. The WAL is taken back after every commit and cut to nothing after a fold, for a long one would
 * be a list of what came after what.
 *
 * Batches. There are two databases on two file systems and no transaction over both. So every row here carries the number of its
 * batch, and the ledger stores the number of the last batch that it has, in the transaction that takes it. Rows up to that number
 * are dropped, rows after it are not in the ledger yet: true at every instant, whoever is killed when. New counts never go to a number
 * that has once been handed to the ledger, for a commit whose answer was lost may have happened. A pending.db that was made while the
 * ledger could not be read begins at 1 and is `based` on the ledger's number as soon as that is known.
 */
#include "pending.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "database.h"
#include "schema.h"
#include "statements.h"

#define PENDING_VERSION 2

enum pending_statement {
#define STATEMENT(name, sql) PENDING_##name,
        PENDING_STATEMENTS(STATEMENT)
#undef STATEMENT
        PENDING_STATEMENT_COUNT
};

static const char *const pending_sql[PENDING_STATEMENT_COUNT] = {
#define STATEMENT(name, sql) [PENDING_##name] = (sql),
        PENDING_STATEMENTS(STATEMENT)
#undef STATEMENT
};

struct pending {
        sqlite3 *db;
        sqlite3_stmt *statements[PENDING_STATEMENT_COUNT];
        int64_t current;                /* the batch of new counts, as in the database */
};

#define VALUES(...) (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)

static int
run(struct pending *pending, enum pending_statement which)
{
        return database_do(pending->statements[which], NULL, 0);
}

static int
read_state(struct pending *pending, bool *based)
{
        int64_t columns[2];
        int rc = database_get(pending->statements[PENDING_STATE], NULL, 0, columns, 2);

        if (rc <= 0)
                return rc < 0 ? rc : -EUCLEAN;
        pending->current = columns[0];
        *based = columns[1] != 0;
        return 0;
}

static int
make_schema(sqlite3 *db)
{
        int64_t version;
        int rc = database_ask(db, "PRAGMA user_version", &version);

        if (rc < 0 || version == PENDING_VERSION)
                return rc;
        if (version != 0 && version != 1)
                return -EUCLEAN;
        rc = database_run(db, "BEGIN IMMEDIATE");
        if (rc == 0)
                rc = database_run(db, version == 0 ? schema_pending_sql : schema_pending_to_2_sql);
        if (rc == 0)
                rc = database_run(db, "COMMIT");
        return rc;
}

static int
open_file(const char *path, struct pending **pending_out)
{
        struct pending *pending = calloc(1, sizeof *pending);
        bool based;
        int rc;

        if (pending == NULL)
                return -ENOMEM;
        rc = database_error(NULL, sqlite3_open_v2(path, &pending->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
        if (rc < 0) {
                rc = database_error(pending->db, sqlite3_extended_errcode(pending->db));
                goto out;
        }
        rc = database_run(pending->db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
                                       "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;"
                                       "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 1;"
                                       "PRAGMA cache_size = -256");
        if (rc == 0)
                rc = database_check(pending->db);
        if (rc == 0)
                rc = make_schema(pending->db);
        if (rc == 0)
                rc = database_prepare(pending->db, pending_sql, PENDING_STATEMENT_COUNT, pending->statements);
        if (rc == 0)
                rc = read_state(pending, &based);
        if (rc == 0) {
                *pending_out = pending;
                pending = NULL;
        }
out:
        pending_close(pending);
        return rc;
}

static void
remove_file(const char *path)
{
        static const char *const tails[] = {"-wal", "-shm", "-journal", ""};
        char name[DATABASE_PATH + 16];

        for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
                snprintf(name, sizeof name, "%s%s", path, tails[i]);
                (void)unlink(name); /* what is not there is gone already */
        }
}

int
pending_open(const char *folder, struct pending **pending_out, bool *lost)
{
        char path[DATABASE_PATH];
        int rc;

        snprintf(path, sizeof path, "%s/pending.db", folder);
        *lost = false;
        rc = open_file(path, pending_out);
        /* -EINVAL: SQL that does not fit, so the tables are not ours */
        if (rc != -EUCLEAN && rc != -EINVAL)
                return rc;
        remove_file(path);
        *lost = true;
        return open_file(path, pending_out);
}

void
pending_close(struct pending *pending)
{
        if (pending == NULL)
                return;
        database_finalize(pending->statements, PENDING_STATEMENT_COUNT);
        sqlite3_close(pending->db);
        free(pending);
}

int
pending_begin(struct pending *pending)
{
        return run(pending, PENDING_BEGIN);
}

int
pending_commit(struct pending *pending)
{
        return run(pending, PENDING_COMMIT);
}

void
pending_rollback(struct pending *pending)
{
        bool based;

        if (sqlite3_get_autocommit(pending->db) == 0)
                (void)run(pending, PENDING_ROLLBACK); /* SQLite rolls back by itself if this cannot */
        (void)read_state(pending, &based);
}

static int
add_outcome(struct pending *pending, const struct wire_count *count)
{
        return database_do(pending->statements[PENDING_ADD_OUTCOME],
                           VALUES(pending->current, count->day, count->channel, count->outcome, count->parts));
}

/* Only what got a topic is counted by topic, only what got a language by language. */
static int
add_topic_and_language(struct pending *pending, const struct wire_count *count)
{
        int64_t batch = pending->current;
        int rc = 0;

        if (count->topic != 0)
                rc = database_do(pending->statements[PENDING_ADD_TOPIC], VALUES(batch, count->day, count->topic));
        if (rc == 0 && count->language != 0)
                rc = database_do(pending->statements[PENDING_ADD_LANGUAGE], VALUES(batch, count->day, count->language));
        if (rc == 0 && count->topic != 0 && count->language != 0)
                rc = database_do(pending->statements[PENDING_ADD_MONTH],
                                 VALUES(batch, month_of_day(count->day), count->topic, count->language));
        return rc;
}

int
pending_count(struct pending *pending, uint8_t front, const struct wire_count *count)
{
        int rc = database_do(pending->statements[PENDING_SEE], VALUES(front, count->sequence));

        if (rc < 0 || sqlite3_changes(pending->db) == 0)
                return rc; /* counted before: to be acknowledged again, no more */
        rc = add_outcome(pending, count);
        if (rc == 0)
                rc = add_topic_and_language(pending, count);
        return rc;
}

int
pending_reach(struct pending *pending, const struct wire_reach *reach)
{
        return database_do(pending->statements[PENDING_REACH], VALUES(reach->day, reach->people));
}

int
pending_forget(struct pending *pending, uint8_t front, uint32_t oldest_open)
{
        return database_do(pending->statements[PENDING_FORGET], VALUES(front, oldest_open));
}

int
pending_add_sums(struct pending *pending, struct day_sums *sums)
{
        int64_t columns[3];
        int rc = database_get(pending->statements[PENDING_SUMS], VALUES(sums->day, OUTCOME_ANSWERED), columns, 3);

        if (rc <= 0)
                return rc;
        sums->messages += (uint32_t)columns[0];
        sums->answered += (uint32_t)columns[1];
        sums->parts += (uint32_t)columns[2];
        return 0;
}

int
pending_unfolded(struct pending *pending, uint32_t *messages, int32_t *newest)
{
        int64_t columns[2] = {0, 0};
        int rc = database_get(pending->statements[PENDING_UNFOLDED], NULL, 0, columns, 2);

        *messages = (uint32_t)columns[0];
        *newest = (int32_t)columns[1];
        return rc < 0 ? rc : 0;
}

/* Runs `first` to `last` with one value. */
static int
run_each(struct pending *pending, enum pending_statement first, enum pending_statement last, int64_t value)
{
        int rc = 0;

        for (int i = (int)first; rc == 0 && i <= (int)last; i++)
                rc = database_do(pending->statements[i], VALUES(value));
        return rc;
}

static int
settle(struct pending *pending, int64_t folded)
{
        int64_t current;
        bool based;
        int rc = read_state(pending, &based);

        current = pending->current;
        if (rc == 0 && !based) {
                rc = run_each(pending, PENDING_BASE_TOPICS, PENDING_BASE_MONTHS, folded);
                current += folded;
        } else if (rc == 0) {
                rc = run_each(pending, PENDING_DROP_TOPICS, PENDING_DROP_MONTHS, folded);
                if (current <= folded)
                        current = folded + 1;
        }
        if (rc == 0)
                rc = database_do(pending->statements[PENDING_SET_STATE], VALUES(current));
        return rc;
}

/* Ends what pending_begin() began, and learns the number that is true now. */
static int
finish(struct pending *pending, int rc)
{
        bool based;

        if (rc == 0)
                rc = pending_commit(pending);
        if (rc < 0)
                pending_rollback(pending);
        else
                rc = read_state(pending, &based);
        return rc;
}

int
pending_settle(struct pending *pending, int64_t folded)
{
        int rc = pending_begin(pending);

        if (rc < 0)
                return rc;
        rc = finish(pending, settle(pending, folded));
        if (rc == 0)
                rc = run(pending, PENDING_TRUNCATE);
        return rc;
}

static int
read_people(struct pending *pending, int32_t before, struct batch *batch)
{
        sqlite3_stmt *read = pending->statements[PENDING_PEOPLE];
        int rc = sqlite3_bind_int64(read, 1, before);

        while (rc == SQLITE_OK && (rc = sqlite3_step(read)) == SQLITE_ROW) {
                struct batch_row row = {
                        .tally = TALLY_PEOPLE,
                        .period = sqlite3_column_int(read, 0),
                        .messages = sqlite3_column_int64(read, 1),
                };

                rc = batch_add(batch, &row) == 0 ? SQLITE_OK : SQLITE_NOMEM;
        }
        rc = database_error(pending->db, rc);
        sqlite3_reset(read);
        return rc;
}

static int
read_rows(struct pending *pending, struct batch *batch)
{
        sqlite3_stmt *read = pending->statements[PENDING_READ];
        int rc = sqlite3_bind_int64(read, 1, batch->number);

        while (rc == SQLITE_OK && (rc = sqlite3_step(read)) == SQLITE_ROW) {
                struct batch_row row = {
                        .tally = (enum tally)sqlite3_column_int(read, 0),
                        .period = sqlite3_column_int(read, 1),
                        .first = sqlite3_column_int(read, 2),
                        .second = sqlite3_column_int(read, 3),
                        .messages = sqlite3_column_int64(read, 4),
                        .parts = sqlite3_column_int64(read, 5),
                };

                rc = batch_add(batch, &row) == 0 ? SQLITE_OK : SQLITE_NOMEM;
        }
        rc = database_error(pending->db, rc);
        sqlite3_reset(read);
        return rc;
}

int
pending_drop_people(struct pending *pending, int32_t before)
{
        return database_do(pending->statements[PENDING_DROP_PEOPLE], VALUES(before));
}

int
pending_freeze(struct pending *pending, int32_t people_before, struct batch **batch_out)
{
        struct batch *batch = batch_new(pending->current);
        int rc;

        if (batch == NULL)
                return -ENOMEM;
        rc = pending_begin(pending);
        if (rc < 0)
                goto out;
        rc = database_do(pending->statements[PENDING_SET_STATE], VALUES(batch->number + 1));
        rc = finish(pending, rc);
        if (rc == 0)
                rc = read_rows(pending, batch);
        if (rc == 0)
                rc = read_people(pending, people_before, batch);
        if (rc == 0) {
                *batch_out = batch;
                batch = NULL;
        }
out:
        batch_free(batch);
        return rc;
}
