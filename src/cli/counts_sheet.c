/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From ledger.db to cells that may be shared. `waymark counts`. Invariant: only closed days and months are read, besides one sum of what
 * has no day; and of what is not published at all not even a row is read.
 */
#include "counts_sheet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/kinds.h"

#include "counts_verdict.h"

#define LEDGER_VERSION 2                /* of src/ledger/schema_ledger.sql */
#define DAY_S 86400
#define FOLD_WAIT_MS 5000               /* a fold takes milliseconds; a bad card longer */

#define SUMS                                                                                                        \
        "SELECT 0 AS kind, day, 0 AS first, 0 AS second, sum(messages), 0 FROM closed_topics GROUP BY day UNION ALL " \
        "SELECT 4, day, channel, outcome, messages, parts FROM closed_outcomes "
#define SPLIT                                                                     \
        "UNION ALL SELECT 2, day, topic, 0, messages, 0 FROM closed_topics "      \
        "UNION ALL SELECT 3, day, language, 0, messages, 0 FROM closed_languages "
#define PEOPLE "UNION ALL SELECT 6, day, 0, 0, people, 0 FROM closed_people "
#define ORDER "ORDER BY day, kind, first, second"
/* Version 1: a ledger that no newer waymarkd has opened yet. */
static const char *const days_sql[][2] = {
        [COUNTS_VIEW_DAYS] = {SUMS SPLIT ORDER, SUMS SPLIT PEOPLE ORDER},
        [COUNTS_VIEW_MONTHS] = {SUMS ORDER, SUMS PEOPLE ORDER},
};
static const char months_sql[] =
        "SELECT 5 AS kind, month, topic AS first, language AS second, messages, 0 FROM closed_months UNION ALL "
        "SELECT 7, month, topic, 0, sum(messages), 0 FROM closed_months GROUP BY month, topic UNION ALL "
        "SELECT 8, month, language, 0, sum(messages), 0 FROM closed_months GROUP BY month, language "
        "ORDER BY month, kind, first, second";
static const char unknown_sql[] = "SELECT total(messages) FROM open_outcomes WHERE day = 0";

void
counts_month_days(int32_t month, int32_t *first, int32_t *after)
{
        int year = month / 100, of_year = month % 100;

        *first = (int32_t)(clock_from_civil(year, of_year, 1, 0, 0, 0) / DAY_S);
        *after = (int32_t)(clock_from_civil(year + of_year / 12, of_year % 12 + 1, 1, 0, 0, 0) / DAY_S);
}

static int
error_of(sqlite3 *db, int rc)
{
        switch (rc & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE:     return 0;
        case SQLITE_NOMEM:    return -ENOMEM;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_ERROR:    return -EUCLEAN; /* SQL that does not fit: not our tables */
        case SQLITE_READONLY: return -EAGAIN;  /* a journal waits to be played back */
        case SQLITE_BUSY:
        case SQLITE_LOCKED:   return -EBUSY;
        }
        rc = sqlite3_system_errno(db);
        return rc > 0 ? -rc : -EIO;
}

/* --- reading ----------------------------------------------------------------------------------- */

static int
add_cell(struct counts_sheet *sheet, const struct counts_cell *cell)
{
        if (sheet->ncells == sheet->room) {
                size_t room = sheet->room == 0 ? 256 : sheet->room * 2;
                struct counts_cell *cells = realloc(sheet->cells, room * sizeof *cells);

                if (cells == NULL)
                        return -ENOMEM;
                sheet->cells = cells;
                sheet->room = room;
        }
        sheet->cells[sheet->ncells++] = *cell;
        return 0;
}

static int
read_rows(struct counts_sheet *sheet, sqlite3 *db, const char *sql)
{
        sqlite3_stmt *statement = NULL;
        int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

        while (rc == SQLITE_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
                struct counts_cell cell = {
                        .table = (enum counts_table)sqlite3_column_int(statement, 0),
                        .period = sqlite3_column_int(statement, 1),
                        .first = sqlite3_column_int(statement, 2),
                        .second = sqlite3_column_int(statement, 3),
                        .messages = sqlite3_column_int64(statement, 4),
                        .parts = disclosure_round(sqlite3_column_int64(statement, 5), sheet->minimum),
                };

                rc = add_cell(sheet, &cell) == 0 ? SQLITE_OK : SQLITE_NOMEM;
        }
        rc = error_of(db, rc);
        sqlite3_finalize(statement);
        return rc;
}

static int
read_number(sqlite3 *db, const char *sql, int64_t *number)
{
        sqlite3_stmt *statement = NULL;
        int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

        if (rc == SQLITE_OK)
                rc = sqlite3_step(statement);
        if (rc == SQLITE_ROW)
                *number = sqlite3_column_int64(statement, 0);
        rc = error_of(db, rc);
        sqlite3_finalize(statement);
        return rc;
}

/* All in one transaction, so that a fold in between does not mix two states. */
static int
read_tables(struct counts_sheet *sheet, sqlite3 *db)
{
        int64_t version = 0, unknown = 0;
        int rc = error_of(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));

        if (rc == 0)
                rc = read_number(db, "PRAGMA user_version", &version);
        if (rc == 0 && version == 0)
                return COUNTS_ANSWER_NONE; /* made, but not one fold came to its end */
        if (rc == 0 && version > LEDGER_VERSION)
                return -EPROTONOSUPPORT;
        if (rc == 0)
                rc = read_rows(sheet, db, days_sql[sheet->view][version > 1]);
        sheet->nday_cells = sheet->ncells;
        if (rc == 0 && sheet->view == COUNTS_VIEW_MONTHS)
                rc = read_rows(sheet, db, months_sql);
        if (rc == 0)
                rc = read_number(db, unknown_sql, &unknown);
        sheet->unknown = disclosure_round(unknown, sheet->minimum);
        return rc;
}

static int
read_ledger(struct counts_sheet *sheet, const char *path)
{
        sqlite3 *db = NULL;
        int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);

        if (rc != SQLITE_OK) {
                rc = error_of(db, sqlite3_extended_errcode(db));
                goto out;
        }
        sqlite3_busy_timeout(db, FOLD_WAIT_MS);
        rc = error_of(db, sqlite3_exec(db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL));
        if (rc == 0)
                rc = read_tables(sheet, db);
out:
        sqlite3_close(db);
        return rc;
}

static bool
is_other(const struct counts_cell *cell)
{
        return cell->table == COUNTS_TABLE_OUTCOME && !counts_outcome_has_topic(cell->second);
}

/* The ledger has no row for the sum of what had no topic: it is put in place, one a day. */
static int
add_others(struct counts_sheet *sheet)
{
        struct counts_sheet whole = {.view = sheet->view, .minimum = sheet->minimum, .unknown = sheet->unknown};
        int rc = 0;

        for (size_t i = 0; rc == 0 && i < sheet->ncells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];
                struct counts_cell other = {.table = COUNTS_TABLE_OTHER, .period = cell->period};
                bool day_ends = i + 1 >= sheet->nday_cells || sheet->cells[i + 1].period != cell->period;

                rc = add_cell(&whole, cell);
                if (i >= sheet->nday_cells || !day_ends)
                        continue;
                for (size_t k = i + 1; k-- > 0 && sheet->cells[k].period == cell->period;)
                        if (is_other(&sheet->cells[k]))
                                other.messages += sheet->cells[k].messages;
                if (rc == 0)
                        rc = add_cell(&whole, &other);
                whole.nday_cells = whole.ncells;
        }
        counts_sheet_clear(sheet);
        *sheet = whole;
        return rc;
}

/* An answer, or what came of one, has a topic; what was not answered at all has none. */
bool
counts_outcome_has_topic(int32_t outcome)
{
        return outcome == OUTCOME_ANSWERED || outcome == OUTCOME_REFUSED || outcome == OUTCOME_LIMITED ||
               outcome == OUTCOME_BUDGET;
}

int
counts_sheet_read(struct counts_sheet *sheet, const char *state, enum counts_view view, int minimum)
{
        char path[CONFIG_PATH + 16];
        struct stat st;
        int rc;

        *sheet = (struct counts_sheet){.view = view, .minimum = minimum};
        snprintf(path, sizeof path, "%s/ledger.db", state);
        if (stat(path, &st) < 0)
                return errno == ENOENT ? COUNTS_ANSWER_NONE : -errno;
        rc = read_ledger(sheet, path);
        if (rc == 0)
                rc = add_others(sheet);
        if (rc == 0)
                rc = counts_verdict_find(sheet);
        return rc;
}

void
counts_sheet_clear(struct counts_sheet *sheet)
{
        free(sheet->cells);
        sheet->cells = NULL;
        sheet->ncells = sheet->room = sheet->nday_cells = 0;
}
