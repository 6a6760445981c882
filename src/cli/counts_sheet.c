/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From ledger.db to cells that may be shared. `waymark counts`. Invariant: only closed days and months are read, besides one sum of what
 * has no day; and a verdict depends on nothing but those, never on what was asked for.
 *
 * The networks (disclosure.c). A day: its topics, its languages and its outcomes with a topic all add up to the total, so they lie one
 * after the other on a circle that the total closes; outcomes without a topic are a circle of their own. A month: each day's topics and
 * languages with the verdicts that they have, and topic by language between them.
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

#define LEDGER_VERSION 2                /* of src/ledger/schema_ledger.sql */
#define DAY_S 86400
#define FOLD_WAIT_MS 5000               /* a fold takes milliseconds; a bad card longer */

#define DAYS                                                                                                        \
        "SELECT 0 AS kind, day, 0 AS first, 0 AS second, sum(messages), 0 FROM closed_topics GROUP BY day UNION ALL " \
        "SELECT 2, day, topic, 0, messages, 0 FROM closed_topics UNION ALL "                                        \
        "SELECT 3, day, language, 0, messages, 0 FROM closed_languages UNION ALL "                                  \
        "SELECT 4, day, channel, outcome, messages, parts FROM closed_outcomes "
#define DAYS_ORDER "ORDER BY day, kind, first, second"
static const char days_sql[] = DAYS "UNION ALL SELECT 6, day, 0, 0, people, 0 FROM closed_people " DAYS_ORDER;
static const char days_1_sql[] = DAYS DAYS_ORDER;       /* of a ledger that no newer waymarkd has opened yet */
static const char months_sql[] =
        "SELECT 5, month, topic, language, messages, 0 FROM closed_months ORDER BY month, topic, language";
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
                rc = read_rows(sheet, db, version == 1 ? days_1_sql : days_sql);
        sheet->nday_cells = sheet->ncells;
        if (rc == 0)
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

/* --- the verdicts ------------------------------------------------------------------------------ */

/* Where a day's cells lie on its two circles. */
enum day_node {
        DAY_NODE_DAY,
        DAY_NODE_TOPICS,
        DAY_NODE_LANGUAGES,
        DAY_NODE_OUTCOMES,
        DAY_NODE_OTHERS,
        DAY_NODE_OTHERS_END,
        DAY_NODE_COUNT
};

/* An answer, or what came of one, has a topic; what was not answered at all has none. */
static bool
outcome_has_topic(int32_t outcome)
{
        return outcome == OUTCOME_ANSWERED || outcome == OUTCOME_REFUSED || outcome == OUTCOME_LIMITED ||
               outcome == OUTCOME_BUDGET;
}

static struct disclosure_cell
day_arrow(const struct counts_cell *cell)
{
        struct disclosure_cell arrow = {.value = cell->messages};

        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:
                arrow.from = DAY_NODE_OUTCOMES;
                arrow.to = DAY_NODE_DAY;
                break;
        case COUNTS_TABLE_TOPIC:
                arrow.from = DAY_NODE_DAY;
                arrow.to = DAY_NODE_TOPICS;
                break;
        case COUNTS_TABLE_LANGUAGE:
                arrow.from = DAY_NODE_TOPICS;
                arrow.to = DAY_NODE_LANGUAGES;
                break;
        case COUNTS_TABLE_OUTCOME:
                arrow.from = outcome_has_topic(cell->second) ? DAY_NODE_LANGUAGES : DAY_NODE_OTHERS;
                arrow.to = outcome_has_topic(cell->second) ? DAY_NODE_OUTCOMES : DAY_NODE_OTHERS_END;
                break;
        case COUNTS_TABLE_OTHER:
                arrow.from = DAY_NODE_OTHERS_END;
                arrow.to = DAY_NODE_OTHERS;
                break;
        case COUNTS_TABLE_MONTH:
                break;
        case COUNTS_TABLE_PEOPLE:
                arrow.value = 0; /* it flows nowhere: decide_people() */
                break;
        }
        return arrow;
}

static bool
is_other(const struct counts_cell *cell)
{
        return cell->table == COUNTS_TABLE_OUTCOME && !outcome_has_topic(cell->second);
}

/* The ledger has no row for the sum of what had no topic: it is put in place, one a day. */
static int
add_others(struct counts_sheet *sheet)
{
        struct counts_sheet whole = {.minimum = sheet->minimum, .unknown = sheet->unknown};
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

/*
 * The verdict on how many people a day reached, after all others of the day (disclosure.c, 5): never more than the answered messages that
 * are shown.
 */
static void
decide_people(struct counts_cell *people, const struct counts_cell *cells, size_t n, int64_t minimum)
{
        int64_t shown = 0;

        for (size_t i = 0; i < n; i++)
                if (cells[i].table == COUNTS_TABLE_OUTCOME && cells[i].second == OUTCOME_ANSWERED &&
                    cells[i].state == DISCLOSURE_STATE_SHOWN)
                        shown += cells[i].messages;
        if (people->messages > shown)
                people->messages = shown;
        people->state = people->messages < minimum ? DISCLOSURE_STATE_SMALL : DISCLOSURE_STATE_SHOWN;
}

static int
protect_day(struct counts_cell *cells, size_t n, int64_t minimum)
{
        struct disclosure_cell *arrows = calloc(n + 1, sizeof *arrows);
        int rc;

        if (arrows == NULL)
                return -ENOMEM;
        for (size_t i = 0; i < n; i++)
                arrows[i] = day_arrow(&cells[i]);
        rc = disclosure_protect(arrows, n, DAY_NODE_COUNT, minimum);
        for (size_t i = 0; rc >= 0 && i < n; i++)
                cells[i].state = rc == 1 ? arrows[i].state : DISCLOSURE_STATE_PROTECTS;
        for (size_t i = 0; rc >= 0 && i < n; i++)
                if (cells[i].table == COUNTS_TABLE_PEOPLE)
                        decide_people(&cells[i], cells, n, minimum);
        free(arrows);
        return rc < 0 ? rc : 0;
}

/* The nodes of a month: each day's beginning and end, topics, languages. Numbered as they are met. */
struct month_nodes {
        int32_t *keys;
        int count, room;
};

#define KEY_DAY_BEGINS(day) ((day)*4)
#define KEY_DAY_ENDS(day) ((day)*4 + 1)
#define KEY_TOPIC(topic) ((topic)*4 + 2)
#define KEY_LANGUAGE(language) ((language)*4 + 3)

/* There is room for two keys a cell, which is all it can ask for. */
static int
node_of(struct month_nodes *nodes, int32_t key)
{
        for (int i = 0; i < nodes->count; i++)
                if (nodes->keys[i] == key)
                        return i;
        nodes->keys[nodes->count] = key;
        return nodes->count++;
}

/* False for what is no part of a month's circle. */
static bool
month_arrow(const struct counts_cell *cell, struct month_nodes *nodes, struct disclosure_cell *arrow)
{
        *arrow = (struct disclosure_cell){.value = cell->messages, .settled = cell->table != COUNTS_TABLE_MONTH,
                                          .state = cell->state};
        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:
                arrow->from = node_of(nodes, KEY_DAY_ENDS(cell->period));
                arrow->to = node_of(nodes, KEY_DAY_BEGINS(cell->period));
                return true;
        case COUNTS_TABLE_TOPIC:
                arrow->from = node_of(nodes, KEY_DAY_BEGINS(cell->period));
                arrow->to = node_of(nodes, KEY_TOPIC(cell->first));
                return true;
        case COUNTS_TABLE_LANGUAGE:
                arrow->from = node_of(nodes, KEY_LANGUAGE(cell->first));
                arrow->to = node_of(nodes, KEY_DAY_ENDS(cell->period));
                return true;
        case COUNTS_TABLE_MONTH:
                arrow->from = node_of(nodes, KEY_TOPIC(cell->first));
                arrow->to = node_of(nodes, KEY_LANGUAGE(cell->second));
                return true;
        case COUNTS_TABLE_OUTCOME:
        case COUNTS_TABLE_OTHER:
        case COUNTS_TABLE_PEOPLE:
                return false;
        }
        return false;
}

/* Days first, then the month's own cells, which stand together at `cells` + `first`. */
static int
protect_month(struct counts_sheet *sheet, size_t first, size_t n)
{
        size_t room = sheet->nday_cells + n + 1, narrows = 0, own;
        struct disclosure_cell *arrows = calloc(room, sizeof *arrows);
        struct month_nodes nodes = {.keys = calloc(2 * room, sizeof *nodes.keys)};
        int32_t begins, after;
        int rc = -ENOMEM;

        if (arrows == NULL || nodes.keys == NULL)
                goto out;
        counts_month_days(sheet->cells[first].period, &begins, &after);
        for (size_t i = 0; i < sheet->nday_cells; i++)
                if (sheet->cells[i].period >= begins && sheet->cells[i].period < after &&
                    month_arrow(&sheet->cells[i], &nodes, &arrows[narrows]))
                        narrows++;
        own = narrows;
        for (size_t i = 0; i < n; i++)
                if (month_arrow(&sheet->cells[first + i], &nodes, &arrows[narrows]))
                        narrows++;
        rc = disclosure_protect(arrows, narrows, nodes.count, sheet->minimum);
        for (size_t i = 0; rc >= 0 && i < n; i++)
                sheet->cells[first + i].state = rc == 1 ? arrows[own + i].state : DISCLOSURE_STATE_PROTECTS;
out:
        free(arrows);
        free(nodes.keys);
        return rc < 0 ? rc : 0;
}

/* Runs of one period, days before months. */
static int
protect_all(struct counts_sheet *sheet)
{
        size_t start = 0;
        int rc = 0;

        while (rc == 0 && start < sheet->ncells) {
                size_t end = start, limit = start < sheet->nday_cells ? sheet->nday_cells : sheet->ncells;

                while (end < limit && sheet->cells[end].period == sheet->cells[start].period)
                        end++;
                if (start < sheet->nday_cells)
                        rc = protect_day(&sheet->cells[start], end - start, sheet->minimum);
                else
                        rc = protect_month(sheet, start, end - start);
                start = end;
        }
        return rc;
}

int
counts_sheet_read(struct counts_sheet *sheet, const char *state, int minimum)
{
        char path[CONFIG_PATH + 16];
        struct stat st;
        int rc;

        *sheet = (struct counts_sheet){.minimum = minimum};
        snprintf(path, sizeof path, "%s/ledger.db", state);
        if (stat(path, &st) < 0)
                return errno == ENOENT ? COUNTS_ANSWER_NONE : -errno;
        rc = read_ledger(sheet, path);
        if (rc == 0)
                rc = add_others(sheet);
        if (rc == 0)
                rc = protect_all(sheet);
        return rc;
}

void
counts_sheet_clear(struct counts_sheet *sheet)
{
        free(sheet->cells);
        sheet->cells = NULL;
        sheet->ncells = sheet->room = sheet->nday_cells = 0;
}
