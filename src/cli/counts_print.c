/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Prints what may be shared of a sheet of counts. `waymark counts`. Invariant: counts_cell_is_printed() stands before every number, and no list of
 * days, topics or languages is printed beyond the cells that it lets pass, for such a list would tell which cells are not empty.
 */
#include "counts_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/code.h"
#include "common/kinds.h"

#include "counts_bars.h"
#include "json.h"

#define HEADING 48
#define COLUMNS_MAX 64

static bool
is_of_month(enum counts_table table)
{
        return table == COUNTS_TABLE_MONTH || table == COUNTS_TABLE_MONTH_TOPIC || table == COUNTS_TABLE_MONTH_LANGUAGE;
}

bool
counts_cell_is_printed(const struct counts_cell *cell, const struct counts_range *range)
{
        int32_t month_begins, month_after;

        if (cell->state != DISCLOSURE_STATE_SHOWN || cell->messages == 0)
                return false;
        if (!is_of_month(cell->table))
                return cell->period >= range->from && cell->period <= range->to;
        counts_month_days(cell->period, &month_begins, &month_after);
        return month_begins >= range->from && month_after - 1 <= range->to;
}

static const char *
period_text(const struct counts_cell *cell, char text[static DAY_TEXT])
{
        if (is_of_month(cell->table))
                snprintf(text, DAY_TEXT, "%04d-%02d", (int)(cell->period / 100 % 10000), (int)(cell->period % 100));
        else
                day_text(cell->period, text);
        return text;
}

/* --- tables ------------------------------------------------------------------------------------ */

/* One printed table: which cells, what its lines and its columns are. */
struct table {
        const char *title;
        enum counts_table kind;
        bool first_is_line;             /* lines are (period, first) and columns second; else period, and (first, second) */
        bool with_total;
};

static const struct table tables[] = {
        {"Messages a day, by topic", COUNTS_TABLE_TOPIC, false, true},
        {"Messages a day, by language", COUNTS_TABLE_LANGUAGE, false, true},
        {"Messages a day, by channel and what became of them (in brackets: parts sent, rounded down)", COUNTS_TABLE_OUTCOME, false, false},
        {"Messages a month, by topic", COUNTS_TABLE_MONTH_TOPIC, false, false},
        {"Messages a month, by language", COUNTS_TABLE_MONTH_LANGUAGE, false, false},
        {"Messages a month, by topic and language", COUNTS_TABLE_MONTH, true, false},
        {"Different people answered on a day, about (not to be added up: who wrote on two days is in both)", COUNTS_TABLE_PEOPLE, false, false},
};

static bool
belongs(const struct table *table, const struct counts_cell *cell)
{
        return cell->table == table->kind || (table->with_total && cell->table == COUNTS_TABLE_TOTAL);
}

/* What tells one column from another, and sorts them. */
static int64_t
column_key(const struct table *table, const struct counts_cell *cell)
{
        if (cell->table == COUNTS_TABLE_TOTAL)
                return -1;
        return table->first_is_line ? cell->second : ((int64_t)cell->first << 32) + cell->second;
}

static int64_t
line_key(const struct table *table, const struct counts_cell *cell)
{
        return ((int64_t)cell->period << 32) + (table->first_is_line ? cell->first : 0);
}

static void
heading_of(const struct counts_cell *cell, char text[static HEADING])
{
        char code[CODE_TEXT];

        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:
                snprintf(text, HEADING, "total");
                return;
        case COUNTS_TABLE_TOPIC:
        case COUNTS_TABLE_MONTH_TOPIC:
                snprintf(text, HEADING, "%s", topic_name((unsigned)cell->first));
                return;
        case COUNTS_TABLE_LANGUAGE:
        case COUNTS_TABLE_MONTH_LANGUAGE:
                snprintf(text, HEADING, "%s", code_language((uint16_t)cell->first, code));
                return;
        case COUNTS_TABLE_OUTCOME:
                snprintf(text, HEADING, "%s %s", channel_name((unsigned)cell->first), outcome_name((unsigned)cell->second));
                return;
        case COUNTS_TABLE_MONTH:
                snprintf(text, HEADING, "%s", code_language((uint16_t)cell->second, code));
                return;
        case COUNTS_TABLE_PEOPLE:
                snprintf(text, HEADING, "people");
                return;
        case COUNTS_TABLE_OTHER:
                break;
        }
        snprintf(text, HEADING, "other");
}

static void
number_text(const struct counts_cell *cell, char text[static HEADING])
{
        if (cell->table == COUNTS_TABLE_OUTCOME && cell->parts > 0)
                snprintf(text, HEADING, "%" PRId64 " (%" PRId64 ")", cell->messages, cell->parts);
        else
                snprintf(text, HEADING, "%" PRId64, cell->messages);
}

struct column {
        int64_t key;
        int width;
        char heading[HEADING];
};

/* The columns that have a number in the range, sorted, each as wide as it must be. */
static size_t
find_columns(const struct table *table, const struct counts_sheet *sheet, const struct counts_range *range,
             struct column columns[static COLUMNS_MAX])
{
        size_t n = 0;

        for (size_t i = 0; i < sheet->ncells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];
                int64_t key = column_key(table, cell);
                char text[HEADING];
                size_t at = 0;

                if (!belongs(table, cell) || !counts_cell_is_printed(cell, range))
                        continue;
                while (at < n && columns[at].key < key)
                        at++;
                if ((at == n || columns[at].key != key) && n < COLUMNS_MAX) {
                        memmove(&columns[at + 1], &columns[at], (n - at) * sizeof columns[0]);
                        columns[at] = (struct column){.key = key};
                        heading_of(cell, columns[at].heading);
                        columns[at].width = (int)strlen(columns[at].heading);
                        n++;
                }
                number_text(cell, text);
                if (at < n && columns[at].key == key && (int)strlen(text) > columns[at].width)
                        columns[at].width = (int)strlen(text);
        }
        return n;
}

/* The cell of one line and column, among those of its period, which lie together around `at`. */
static const struct counts_cell *
find_cell(const struct table *table, const struct counts_sheet *sheet, const struct counts_range *range, size_t at,
          int64_t column)
{
        int64_t line = line_key(table, &sheet->cells[at]);
        int32_t period = sheet->cells[at].period;

        while (at > 0 && sheet->cells[at - 1].period == period)
                at--;
        for (; at < sheet->ncells && sheet->cells[at].period == period; at++) {
                const struct counts_cell *cell = &sheet->cells[at];

                if (belongs(table, cell) && column_key(table, cell) == column && line_key(table, cell) == line &&
                    counts_cell_is_printed(cell, range))
                        return cell;
        }
        return NULL;
}

static void
print_head(FILE *out, const struct table *table, const struct column columns[], size_t ncolumns)
{
        fprintf(out, "\n%s\n%-10s", table->title, is_of_month(table->kind) ? "month" : "day");
        if (table->first_is_line)
                fprintf(out, "  %-8s", "topic");
        for (size_t k = 0; k < ncolumns; k++)
                fprintf(out, "  %*s", columns[k].width, columns[k].heading);
        fputc('\n', out);
}

static void
print_line(FILE *out, const struct table *table, const struct counts_sheet *sheet, const struct counts_range *range,
           size_t at, const struct column columns[], size_t ncolumns)
{
        const struct counts_cell *begin = &sheet->cells[at];
        char text[HEADING], period[DAY_TEXT];

        fprintf(out, "%-10s", period_text(begin, period));
        if (table->first_is_line)
                fprintf(out, "  %-8s", topic_name((unsigned)begin->first));
        for (size_t k = 0; k < ncolumns; k++) {
                const struct counts_cell *cell = find_cell(table, sheet, range, at, columns[k].key);

                snprintf(text, sizeof text, "-");
                if (cell != NULL)
                        number_text(cell, text);
                fprintf(out, "  %*s", columns[k].width, text);
        }
        fputc('\n', out);
}

/* True if it had anything to print. */
static bool
print_table(FILE *out, const struct table *table, const struct counts_sheet *sheet, const struct counts_range *range)
{
        struct column columns[COLUMNS_MAX + 1];
        size_t ncolumns = find_columns(table, sheet, range, columns);
        int64_t last = -1;

        if (ncolumns == 0)
                return false;
        print_head(out, table, columns, ncolumns);
        for (size_t i = 0; i < sheet->ncells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];

                if (!belongs(table, cell) || !counts_cell_is_printed(cell, range) || line_key(table, cell) == last)
                        continue;
                last = line_key(table, cell);
                print_line(out, table, sheet, range, i, columns, ncolumns);
        }
        return true;
}

void
counts_print_tables(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range)
{
        bool any = false;

        fprintf(out, "Counts that may be shared. Closed days only. Not listed, or \"-\": fewer than %" PRId64
                     ", or hidden so that\nno sum gives such a number away.\n", sheet->minimum);
        for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
                any |= print_table(out, &tables[i], sheet, range);
        counts_bars_print(out, sheet, range);
        if (sheet->unknown > 0)
                fprintf(out, "\nDay unknown (no network time yet): %" PRId64 " messages or more\n", sheet->unknown);
        if (!any && sheet->unknown == 0)
                fprintf(out, "\nno counts that may be shared yet; the sums of today: waymark status\n");
}

/* --- CSV --------------------------------------------------------------------------------------- */

static void
print_csv_names(FILE *out, const struct counts_cell *cell)
{
        char code[CODE_TEXT];

        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:
        case COUNTS_TABLE_OTHER:
        case COUNTS_TABLE_PEOPLE:
                fputs(",,,,", out);
                return;
        case COUNTS_TABLE_TOPIC:
        case COUNTS_TABLE_MONTH_TOPIC:
                fprintf(out, "%s,,,,", topic_name((unsigned)cell->first));
                return;
        case COUNTS_TABLE_LANGUAGE:
        case COUNTS_TABLE_MONTH_LANGUAGE:
                fprintf(out, ",%s,,,", code_language((uint16_t)cell->first, code));
                return;
        case COUNTS_TABLE_OUTCOME:
                fprintf(out, ",,%s,%s,", channel_name((unsigned)cell->first), outcome_name((unsigned)cell->second));
                return;
        case COUNTS_TABLE_MONTH:
                fprintf(out, "%s,%s,,,", topic_name((unsigned)cell->first), code_language((uint16_t)cell->second, code));
                return;
        }
}

void
counts_print_csv(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range)
{
        static const char *const names[] = {
                [COUNTS_TABLE_TOTAL] = "day-total",       [COUNTS_TABLE_OTHER] = "day-other",
                [COUNTS_TABLE_TOPIC] = "day-topic",       [COUNTS_TABLE_LANGUAGE] = "day-language",
                [COUNTS_TABLE_OUTCOME] = "day-outcome",   [COUNTS_TABLE_MONTH] = "month-topic-language",
                [COUNTS_TABLE_PEOPLE] = "day-people",     [COUNTS_TABLE_MONTH_TOPIC] = "month-topic",
                [COUNTS_TABLE_MONTH_LANGUAGE] = "month-language",
        };
        char period[DAY_TEXT];

        fputs("table,period,topic,language,channel,outcome,messages,parts,people\n", out);
        for (size_t i = 0; i < sheet->ncells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];

                if (!counts_cell_is_printed(cell, range))
                        continue;
                fprintf(out, "%s,%s,", names[cell->table], period_text(cell, period));
                print_csv_names(out, cell);
                if (cell->table == COUNTS_TABLE_OUTCOME)
                        fprintf(out, "%" PRId64 ",%" PRId64 ",\n", cell->messages, cell->parts);
                else if (cell->table == COUNTS_TABLE_PEOPLE)
                        fprintf(out, ",,%" PRId64 "\n", cell->messages);
                else
                        fprintf(out, "%" PRId64 ",,\n", cell->messages);
        }
        if (sheet->unknown > 0)
                fprintf(out, "unknown-day,,,,,,%" PRId64 ",,\n", sheet->unknown);
}

/* --- JSON -------------------------------------------------------------------------------------- */

static void
json_outcome(struct json *json, const struct counts_cell *cell)
{
        json_open(json, NULL, '{');
        json_text(json, "channel", channel_name((unsigned)cell->first));
        json_text(json, "outcome", outcome_name((unsigned)cell->second));
        json_number(json, "messages", cell->messages);
        json_number(json, "parts", cell->parts);
        json_close(json, '}');
}

static bool
any_printed(const struct counts_cell cells[], size_t n, enum counts_table table, const struct counts_range *range)
{
        for (size_t i = 0; i < n; i++)
                if (cells[i].table == table && counts_cell_is_printed(&cells[i], range))
                        return true;
        return false;
}

static void
json_numbers(struct json *json, const struct counts_cell cells[], size_t n, enum counts_table table,
             const struct counts_range *range)
{
        char heading[HEADING];

        for (size_t i = 0; i < n; i++) {
                if (cells[i].table != table || !counts_cell_is_printed(&cells[i], range))
                        continue;
                heading_of(&cells[i], heading);
                json_number(json, heading, cells[i].messages);
        }
}

static void
json_day(struct json *json, const struct counts_cell cells[], size_t n, const struct counts_range *range)
{
        char period[DAY_TEXT];

        json_open(json, NULL, '{');
        json_text(json, "day", period_text(&cells[0], period));
        json_numbers(json, cells, n, COUNTS_TABLE_TOTAL, range);
        json_numbers(json, cells, n, COUNTS_TABLE_OTHER, range);
        json_numbers(json, cells, n, COUNTS_TABLE_PEOPLE, range);
        json_open(json, "topics", '{');
        json_numbers(json, cells, n, COUNTS_TABLE_TOPIC, range);
        json_close(json, '}');
        json_open(json, "languages", '{');
        json_numbers(json, cells, n, COUNTS_TABLE_LANGUAGE, range);
        json_close(json, '}');
        json_open(json, "outcomes", '[');
        for (size_t i = 0; i < n; i++)
                if (cells[i].table == COUNTS_TABLE_OUTCOME && counts_cell_is_printed(&cells[i], range))
                        json_outcome(json, &cells[i]);
        json_close(json, ']');
        json_close(json, '}');
}

static void
json_month(struct json *json, const struct counts_cell cells[], size_t n, const struct counts_range *range)
{
        char period[DAY_TEXT];

        json_open(json, NULL, '{');
        json_text(json, "month", period_text(&cells[0], period));
        json_open(json, "by_topic", '{');
        json_numbers(json, cells, n, COUNTS_TABLE_MONTH_TOPIC, range);
        json_close(json, '}');
        json_open(json, "by_language", '{');
        json_numbers(json, cells, n, COUNTS_TABLE_MONTH_LANGUAGE, range);
        json_close(json, '}');
        json_open(json, "topics", '{');
        for (size_t i = 0, end; i < n; i = end) {
                for (end = i; end < n && cells[end].table == cells[i].table && cells[end].first == cells[i].first;)
                        end++;
                if (!any_printed(&cells[i], end - i, COUNTS_TABLE_MONTH, range))
                        continue;
                json_open(json, topic_name((unsigned)cells[i].first), '{');
                json_numbers(json, &cells[i], end - i, COUNTS_TABLE_MONTH, range);
                json_close(json, '}');
        }
        json_close(json, '}');
        json_close(json, '}');
}

/* The runs of one period among the cells that have anything to print. */
static void
json_periods(struct json *json, const struct counts_cell cells[], size_t n, const struct counts_range *range,
             void (*print)(struct json *, const struct counts_cell[], size_t, const struct counts_range *))
{
        for (size_t i = 0, end; i < n; i = end) {
                bool any = false;

                for (end = i; end < n && cells[end].period == cells[i].period; end++)
                        any |= counts_cell_is_printed(&cells[end], range);
                if (any)
                        print(json, &cells[i], end - i, range);
        }
}

void
counts_print_json(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range)
{
        struct json json = {.out = out};

        json_open(&json, NULL, '{');
        json_number(&json, "minimum", sheet->minimum);
        json_text(&json, "published", sheet->view == COUNTS_VIEW_DAYS ? "days" : "months");
        json_open(&json, "days", '[');
        json_periods(&json, sheet->cells, sheet->nday_cells, range, json_day);
        json_close(&json, ']');
        json_open(&json, "months", '[');
        if (sheet->ncells > sheet->nday_cells)
                json_periods(&json, sheet->cells + sheet->nday_cells, sheet->ncells - sheet->nday_cells, range, json_month);
        json_close(&json, ']');
        json_number(&json, "unknown_day", sheet->unknown);
        json_close(&json, '}');
}
