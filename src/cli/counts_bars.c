/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bar charts of "#". `waymark counts`. Invariant: a bar is a shown cell or a sum of shown cells alone, so whoever has the tables could draw
 * it; and all bars of a chart have one scale.
 */
#include "counts_bars.h"

#include <inttypes.h>

#include "common/clock.h"
#include "common/code.h"
#include "common/kinds.h"

#define BARS_MAX 512                    /* of a chart: days of more than a year; what is older is in the tables */
#define NAME 16
#define WIDTH 50

struct bar {
        int32_t key;                    /* day, topic, language */
        int64_t value;
};

struct chart {
        const char *title;
        enum counts_table table;
};

static const struct chart charts[] = {
        {"Messages a day", COUNTS_TABLE_TOTAL},
        {"By topic, of the days that are shown", COUNTS_TABLE_TOPIC},
        {"By language, of the days that are shown", COUNTS_TABLE_LANGUAGE},
        {"By topic, of the months that are shown", COUNTS_TABLE_MONTH_TOPIC},
        {"By language, of the months that are shown", COUNTS_TABLE_MONTH_LANGUAGE},
};

static int32_t
key_of(const struct counts_cell *cell)
{
        return cell->table == COUNTS_TABLE_TOTAL ? cell->period : cell->first;
}

static const char *
name_of(const struct chart *chart, int32_t key, char name[static NAME])
{
        _Static_assert(NAME >= DAY_TEXT && NAME >= CODE_TEXT, "a day and a language fit");
        if (chart->table == COUNTS_TABLE_TOTAL)
                return day_text(key, name);
        if (chart->table == COUNTS_TABLE_TOPIC || chart->table == COUNTS_TABLE_MONTH_TOPIC)
                return topic_name((unsigned)key);
        return code_language((uint16_t)key, name);
}

/* Adds to the bar of that key, or a new one behind the others: cells of a sheet lie in the order of their days, then of their keys. */
static size_t
add(struct bar bars[static BARS_MAX], size_t n, int32_t key, int64_t value)
{
        for (size_t i = 0; i < n; i++)
                if (bars[i].key == key) {
                        bars[i].value += value;
                        return n;
                }
        if (n < BARS_MAX)
                bars[n++] = (struct bar){key, value};
        return n;
}

static size_t
find_bars(const struct chart *chart, const struct counts_sheet *sheet, const struct counts_range *range, struct bar bars[static BARS_MAX])
{
        size_t n = 0;

        for (size_t i = 0; i < sheet->ncells; i++)
                if (sheet->cells[i].table == chart->table && counts_cell_is_printed(&sheet->cells[i], range))
                        n = add(bars, n, key_of(&sheet->cells[i]), sheet->cells[i].messages);
        return n;
}

/* The shortest has one "#": it is not nothing. */
static void
print_bar(FILE *out, const char *name, int64_t value, int64_t most)
{
        int len = (int)((double)value * WIDTH / (double)most + 0.5);

        fprintf(out, "%-10s  %8" PRId64 "  ", name, value);
        for (int i = 0; i < len || i < 1; i++)
                fputc('#', out);
        fputc('\n', out);
}

void
counts_bars_print(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range)
{
        static struct bar bars[BARS_MAX];
        char name[NAME];

        for (size_t c = 0; c < sizeof charts / sizeof charts[0]; c++) {
                size_t n = find_bars(&charts[c], sheet, range, bars);
                int64_t most = 1;

                for (size_t i = 0; i < n; i++)
                        if (bars[i].value > most)
                                most = bars[i].value;
                if (n > 0)
                        fprintf(out, "\n%s\n", charts[c].title);
                for (size_t i = 0; i < n; i++)
                        print_bar(out, name_of(&charts[c], bars[i].key, name), bars[i].value, most);
        }
}
