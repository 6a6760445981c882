/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which cells of a sheet may be shared. `waymark counts`; pure but for malloc. Invariant: a verdict depends on nothing but closed days and
 * months, never on what was asked for.
 *
 * The networks (disclosure.c). A day: its topics, its languages and its outcomes with a topic all add up to the total, so they lie one
 * after the other on a circle that the total closes; outcomes without a topic are a circle of their own. A month: its days with the
 * verdicts that they have, side by side, then its topics, topic by language, and its languages. Either view has one table in which two
 * things that a message has meet, or none: so for any numbers that agree with all sums there are messages that have them.
 */
#include "counts_verdict.h"

#include <errno.h>
#include <stdlib.h>

#include "common/kinds.h"

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

static struct disclosure_cell
day_arrow(const struct counts_cell *cell, enum counts_view view)
{
        enum day_node divided = view == COUNTS_VIEW_DAYS ? DAY_NODE_LANGUAGES : DAY_NODE_DAY; /* where outcomes begin */
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
                arrow.from = counts_outcome_has_topic(cell->second) ? divided : DAY_NODE_OTHERS;
                arrow.to = counts_outcome_has_topic(cell->second) ? DAY_NODE_OUTCOMES : DAY_NODE_OTHERS_END;
                break;
        case COUNTS_TABLE_OTHER:
                arrow.from = DAY_NODE_OTHERS_END;
                arrow.to = DAY_NODE_OTHERS;
                break;
        case COUNTS_TABLE_MONTH:
        case COUNTS_TABLE_MONTH_TOPIC:
        case COUNTS_TABLE_MONTH_LANGUAGE:
                break;
        case COUNTS_TABLE_PEOPLE:
                arrow.value = 0; /* it flows nowhere: decide_people() */
                break;
        }
        return arrow;
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
protect_day(struct counts_cell *cells, size_t n, enum counts_view view, int64_t minimum)
{
        struct disclosure_cell *arrows = calloc(n + 1, sizeof *arrows);
        int rc;

        if (arrows == NULL)
                return -ENOMEM;
        for (size_t i = 0; i < n; i++)
                arrows[i] = day_arrow(&cells[i], view);
        rc = disclosure_protect(arrows, n, DAY_NODE_COUNT, minimum);
        for (size_t i = 0; rc >= 0 && i < n; i++)
                cells[i].state = rc == 1 ? arrows[i].state : DISCLOSURE_STATE_PROTECTS;
        for (size_t i = 0; rc >= 0 && i < n; i++)
                if (cells[i].table == COUNTS_TABLE_PEOPLE)
                        decide_people(&cells[i], cells, n, minimum);
        free(arrows);
        return rc < 0 ? rc : 0;
}

/* The nodes of a month: its beginning and end, each day between total and outcomes, topics, languages. Numbered as they are met. */
struct month_nodes {
        int32_t *keys;
        int count, room;
};

#define KEY_BEGIN 0
#define KEY_END 1
#define KEY_DAY(day) ((day)*4 + 1)      /* of a day that is known: not 0 */
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
month_ends(const struct counts_cell *cell, int32_t *from, int32_t *to)
{
        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:
                *from = KEY_END;
                *to = KEY_DAY(cell->period);
                return true;
        case COUNTS_TABLE_OUTCOME:
                *from = KEY_DAY(cell->period);
                *to = KEY_BEGIN;
                return counts_outcome_has_topic(cell->second);
        case COUNTS_TABLE_MONTH_TOPIC:
                *from = KEY_BEGIN;
                *to = KEY_TOPIC(cell->first);
                return true;
        case COUNTS_TABLE_MONTH:
                *from = KEY_TOPIC(cell->first);
                *to = KEY_LANGUAGE(cell->second);
                return true;
        case COUNTS_TABLE_MONTH_LANGUAGE:
                *from = KEY_LANGUAGE(cell->first);
                *to = KEY_END;
                return true;
        case COUNTS_TABLE_TOPIC:
        case COUNTS_TABLE_LANGUAGE:
        case COUNTS_TABLE_OTHER:
        case COUNTS_TABLE_PEOPLE:
                return false;
        }
        return false;
}

/* False as above. Days are settled: what was told of them stays. */
static bool
month_arrow(const struct counts_cell *cell, struct month_nodes *nodes, struct disclosure_cell *arrow)
{
        bool is_day = cell->table == COUNTS_TABLE_TOTAL || cell->table == COUNTS_TABLE_OUTCOME;
        int32_t from, to;

        if (!month_ends(cell, &from, &to))
                return false;
        *arrow = (struct disclosure_cell){.value = cell->messages, .settled = is_day, .state = cell->state};
        arrow->from = node_of(nodes, from);
        arrow->to = node_of(nodes, to);
        return true;
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
int
counts_verdict_find(struct counts_sheet *sheet)
{
        size_t start = 0;
        int rc = 0;

        while (rc == 0 && start < sheet->ncells) {
                size_t end = start, limit = start < sheet->nday_cells ? sheet->nday_cells : sheet->ncells;

                while (end < limit && sheet->cells[end].period == sheet->cells[start].period)
                        end++;
                if (start < sheet->nday_cells)
                        rc = protect_day(&sheet->cells[start], end - start, sheet->view, sheet->minimum);
                else
                        rc = protect_month(sheet, start, end - start);
                start = end;
        }
        return rc;
}
