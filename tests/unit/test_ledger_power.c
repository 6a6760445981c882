/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The power goes while the ledger writes to the card. One history of folds is recorded (tests/power/card.h), and then it is cut at every
 * single write, sync and truncation, each time with nothing, all, some or torn pieces of what was not synced. WAYMARK_CUTS (200) says how many
 * of these are tried, evenly spread, 0 all; as many again cut a second time while the first cut is being recovered from.
 *
 * covers: book pending batch database
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "common/code.h"
#include "common/kinds.h"
#include "ledger/book.h"
#include "ledger/pending.h"
#include "power/cut.h"

#define DAY 20780               /* 2026-11-23: the month ends within the history */
#define FOLDS 12
#define FOLDS_MOST 32
#define FOLD_BEGINS 1000        /* marks: this and the batch, and the batch alone when the fold was reported done */

struct gateway {
        char root[128], state[160], runtime[160];
        struct pending *pending;
        struct book_glance book;
        uint32_t sequence;
};

static struct {
        struct card_log *log;
        int64_t messages[FOLDS_MOST];   /* in the book after batch n */
        int nbatches;
} history;

static void
make_folders(struct gateway *gateway)
{
        const char *root = getenv("TMPDIR");

        snprintf(gateway->root, sizeof gateway->root, "%s/waymark-power-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(gateway->root));
        snprintf(gateway->state, sizeof gateway->state, "%s/state", gateway->root);
        snprintf(gateway->runtime, sizeof gateway->runtime, "%s/run", gateway->root);
        assert_int_equal(mkdir(gateway->state, 0700), 0);
        assert_int_equal(mkdir(gateway->runtime, 0700), 0);
}

static void
remove_folders(const struct gateway *gateway)
{
        char command[300];

        snprintf(command, sizeof command, "rm -rf '%s'", gateway->root);
        assert_int_equal(system(command), 0);
}

/* --- as ledger.c does it --- */

static void
start(struct gateway *gateway)
{
        bool lost;

        assert_int_equal(pending_open(gateway->runtime, &gateway->pending, &lost), 0);
        assert_int_equal(book_glance(gateway->state, &gateway->book), 0);
        assert_int_equal(pending_settle(gateway->pending, gateway->book.batch), 0);
}

static void
stop(struct gateway *gateway)
{
        pending_close(gateway->pending);
        gateway->pending = NULL;
}

static void
count(struct gateway *gateway, int32_t day, int n)
{
        static const char *const languages[] = {"uk", "ru", "ro", "en"};

        assert_int_equal(pending_begin(gateway->pending), 0);
        for (int i = 0; i < n; i++) {
                const struct wire_count one = {
                        .sequence = ++gateway->sequence, .day = day, .language = code_pack(languages[i % 4]), .channel = CHANNEL_SMS,
                        .topic = (uint8_t)(TOPIC_JOB + i % 5), .outcome = OUTCOME_ANSWERED, .parts = 2};

                assert_int_equal(pending_count(gateway->pending, 0, &one), 0);
        }
        assert_int_equal(pending_commit(gateway->pending), 0);
}

static void
fold(struct gateway *gateway)
{
        struct batch *batch = NULL;

        assert_int_equal(book_glance(gateway->state, &gateway->book), 0);
        assert_int_equal(pending_settle(gateway->pending, gateway->book.batch), 0);
        assert_int_equal(pending_freeze(gateway->pending, 0, &batch), 0);
        card_mark(FOLD_BEGINS + batch->number);
        assert_int_equal(book_fold(gateway->state, batch, &gateway->book), 0);
        card_mark(batch->number);
        assert_int_equal(gateway->book.batch, batch->number);
        assert_int_equal(pending_settle(gateway->pending, gateway->book.batch), 0);
        batch_free(batch);
}

/* --- looking --- */

static int64_t
ask(sqlite3 *db, const char *sql)
{
        sqlite3_stmt *statement;
        int64_t value;

        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
        value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
        sqlite3_finalize(statement);
        return value;
}

/* Sound, and all four counters agree. */
static void
assert_book_has(const char *state, int64_t messages)
{
        char path[200];
        sqlite3 *db;

        snprintf(path, sizeof path, "%s/ledger.db", state);
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
        assert_int_equal(ask(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
        if (messages > 0 || ask(db, "PRAGMA user_version") > 0) { /* else the file may have no tables yet */
                assert_int_equal(ask(db, "SELECT total(messages) FROM topics"), messages);
                assert_int_equal(ask(db, "SELECT total(messages) FROM languages"), messages);
                assert_int_equal(ask(db, "SELECT total(messages) FROM outcomes"), messages);
                assert_int_equal(ask(db, "SELECT total(parts) FROM outcomes"), 2 * messages);
                assert_int_equal(ask(db, "SELECT total(messages) FROM months"), messages);
        }
        sqlite3_close(db);
}

/* --- the history and its cuts --- */

static int
record_history(void **state)
{
        struct gateway gateway = {.sequence = 0};

        (void)state;
        make_folders(&gateway);
        history.log = card_log_new(NULL);
        card_pretend(1);
        card_begin(history.log, gateway.state);
        start(&gateway);
        for (int i = 0; i < FOLDS; i++) {
                int32_t day = DAY + (i < 8 ? i / 3 : i); /* some folds of one day, a day each, the end of a month */

                count(&gateway, day, 3 + i * 4);
                fold(&gateway);
                history.messages[gateway.book.batch] = history.messages[gateway.book.batch - 1] + 3 + i * 4;
                if (i % 4 == 3) { /* a new process */
                        stop(&gateway);
                        start(&gateway);
                }
        }
        history.nbatches = (int)gateway.book.batch;
        stop(&gateway);
        card_end();
        assert_book_has(gateway.state, history.messages[history.nbatches]);
        remove_folders(&gateway);
        return 0;
}

static int
forget_history(void **state)
{
        (void)state;
        card_log_free(history.log);
        return 0;
}

/* The last batch that was reported as folded within the first `n` records, and the last that was begun. */
static void
find_batches(const struct card_log *log, int n, int64_t *done, int64_t *begun)
{
        *done = *begun = 0;
        for (int i = 0; i < n; i++) {
                const struct card_record *record = cut_record(log, i);

                if (record->op == CARD_OP_MARK && record->at > FOLD_BEGINS)
                        *begun = record->at - FOLD_BEGINS;
                else if (record->op == CARD_OP_MARK)
                        *done = record->at;
        }
}

/*
 * After the cut: what was reported is there, what was begun is there wholly or not at all, and the next fold adds exactly what was
 * counted since, under a number of its own.
 */
static void
live_on(struct gateway *gateway, int64_t done, int64_t begun)
{
        int64_t batch;

        start(gateway);
        batch = gateway->book.batch;
        assert_in_range(batch, done, begun);
        assert_book_has(gateway->state, history.messages[batch]);
        count(gateway, DAY + 30, 7);
        fold(gateway);
        assert_int_equal(gateway->book.batch, batch + 1);
        assert_book_has(gateway->state, history.messages[batch] + 7);
        stop(gateway);
}

static void
forget_runtime(const struct gateway *gateway)
{
        static const char *const names[] = {"pending.db", "pending.db-wal", "pending.db-shm", "pending.db-journal"};
        char path[200];

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                snprintf(path, sizeof path, "%s/%s", gateway->runtime, names[i]);
                (void)unlink(path);
        }
}

static int
cuts_wanted(void)
{
        const char *text = getenv("WAYMARK_CUTS");

        return text != NULL ? (int)strtol(text, NULL, 10) : 200;
}

static void
loses_nothing_that_was_folded_and_folds_nothing_twice(void **state)
{
        struct gateway gateway = {.sequence = 0};
        int nrecords = cut_records(history.log), all = nrecords * CUT_MODE_COUNT;
        int cuts = cuts_wanted() > 0 && cuts_wanted() < all ? cuts_wanted() : all;
        uint64_t random = 1;

        (void)state;
        make_folders(&gateway);
        for (int i = 0; i < cuts; i++) {
                int which = (int)((int64_t)i * all / cuts), n = which / CUT_MODE_COUNT + 1;
                int64_t done, begun;

                find_batches(history.log, n, &done, &begun);
                forget_runtime(&gateway);
                cut_restore(history.log, n, (enum cut_mode)((which + i) % CUT_MODE_COUNT), &random, gateway.state);
                live_on(&gateway, done, begun);
        }
        remove_folders(&gateway);
        print_message("# %d cuts in a history of %d writes, syncs and truncations\n", cuts, nrecords);
}

static int
found_in(const struct card_log *log, int nrecords)
{
        int n = 0;

        while (n < nrecords && cut_record(log, n)->op == CARD_OP_FOUND)
                n++;
        return n;
}

/* The power comes back and goes again, somewhere in what the ledger writes to take back what the first cut left half done. */
static void
cut_again(struct gateway *gateway, int i, uint64_t *random)
{
        struct card_log *log = card_log_new(NULL);
        int nrecords, nfound;

        card_begin(log, gateway->state);
        start(gateway);
        stop(gateway);
        card_end();
        forget_runtime(gateway);
        nrecords = cut_records(log);
        nfound = found_in(log, nrecords);
        cut_restore(log, nfound + i % (nrecords - nfound + 1), (enum cut_mode)(i / 3 % CUT_MODE_COUNT), random, gateway->state);
        card_log_free(log);
}

static void
bears_a_second_cut_while_it_recovers_from_the_first(void **state)
{
        struct gateway gateway = {.sequence = 0};
        int nrecords = cut_records(history.log), cuts = cuts_wanted() > 0 ? cuts_wanted() : nrecords * CUT_MODE_COUNT;
        uint64_t random = 2;

        (void)state;
        make_folders(&gateway);
        for (int i = 0; i < cuts; i++) {
                int n = 1 + (int)((int64_t)i * nrecords / cuts);
                int64_t done, begun;

                find_batches(history.log, n, &done, &begun);
                forget_runtime(&gateway);
                cut_restore(history.log, n, (enum cut_mode)(i % CUT_MODE_COUNT), &random, gateway.state);
                cut_again(&gateway, i, &random);
                live_on(&gateway, done, begun);
        }
        remove_folders(&gateway);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_nothing_that_was_folded_and_folds_nothing_twice),
                cmocka_unit_test(bears_a_second_cut_while_it_recovers_from_the_first),
        };

        return cmocka_run_group_tests(tests, record_history, forget_history);
}
