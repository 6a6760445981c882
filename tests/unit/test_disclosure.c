/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Disclosure control, by attack: a solver that shares nothing with the code tries every table that agrees with what is shown, and must
 * find every small number possible in every hidden cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/disclosure.h"

#define CELLS_MAX 24
#define NODES_MAX 16

/* --- the attacker ------------------------------------------------------------------------------ */

struct attack {
        const struct disclosure_cell *cells;
        size_t n;
        int64_t small_most, most;       /* what he tries for a small cell, and for any other hidden one */
        int64_t trial[CELLS_MAX];
        int64_t wanted[NODES_MAX];      /* what must come in less what must go out, as it truly is */
        uint64_t seen[CELLS_MAX];       /* bit v: the value v is possible in this cell */
        int last[NODES_MAX];            /* the last cell that touches a node */
};

static bool
sums_agree(const struct attack *attack, size_t upto)
{
        for (int v = 0; v < NODES_MAX; v++) {
                int64_t balance = 0;

                if (attack->last[v] != (int)upto)
                        continue;
                for (size_t i = 0; i <= upto; i++)
                        balance += (attack->cells[i].to == v) * attack->trial[i] - (attack->cells[i].from == v) * attack->trial[i];
                if (balance != attack->wanted[v])
                        return false;
        }
        return true;
}

static void
try_cell(struct attack *attack, size_t i)
{
        const struct disclosure_cell *cell = &attack->cells[i];
        int64_t from = 0, to;

        if (i == attack->n) {
                for (size_t k = 0; k < attack->n; k++)
                        attack->seen[k] |= UINT64_C(1) << (attack->trial[k] < 63 ? attack->trial[k] : 63);
                return;
        }
        to = cell->state == DISCLOSURE_STATE_SMALL ? attack->small_most : attack->most;
        if (cell->state == DISCLOSURE_STATE_SHOWN || cell->value == 0)
                from = to = cell->value;
        for (int64_t value = from; value <= to; value++) {
                attack->trial[i] = value;
                if (sums_agree(attack, i))
                        try_cell(attack, i + 1);
        }
}

/* Every value from 0 to minimum-1 must be possible in every small cell that has anything in it. */
static void
must_withstand(const struct disclosure_cell *cells, size_t n, int64_t minimum, int64_t most)
{
        struct attack attack = {.cells = cells, .n = n, .small_most = minimum - 1, .most = most};
        uint64_t all = (UINT64_C(1) << minimum) - 1;

        for (int v = 0; v < NODES_MAX; v++)
                attack.last[v] = -1;
        for (size_t i = 0; i < n; i++) {
                attack.last[cells[i].from] = attack.last[cells[i].to] = (int)i;
                attack.wanted[cells[i].to] += cells[i].value;
                attack.wanted[cells[i].from] -= cells[i].value;
        }
        try_cell(&attack, 0);
        for (size_t i = 0; i < n; i++)
                if (cells[i].state == DISCLOSURE_STATE_SMALL && cells[i].value > 0)
                        assert_int_equal(attack.seen[i] & all, all);
}

static unsigned
random_below(unsigned *seed, unsigned n)
{
        *seed = *seed * 1103515245u + 12345u;
        return *seed / 65536u % n;
}

/* --- lists ------------------------------------------------------------------------------------- */

/* A list from node 0 to node 1 and its total back. */
static size_t
make_list(struct disclosure_cell cells[static CELLS_MAX], const int values[], size_t n)
{
        int64_t total = 0;

        memset(cells, 0, CELLS_MAX * sizeof cells[0]);
        for (size_t i = 0; i < n; i++) {
                cells[i] = (struct disclosure_cell){.from = 0, .to = 1, .value = values[i]};
                total += values[i];
        }
        cells[n] = (struct disclosure_cell){.from = 1, .to = 0, .value = total};
        return n + 1;
}

#define LIST(cells, minimum, ...) list(cells, minimum, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* The states as letters: s shown, h hidden as small, p protects. The last is the total's. */
static const char *
list(char *letters, int64_t minimum, const int values[], size_t nvalues)
{
        struct disclosure_cell cells[CELLS_MAX];
        size_t n = make_list(cells, values, nvalues);

        assert_int_equal(disclosure_protect(cells, n, 2, minimum), 1);
        for (size_t i = 0; i < n; i++)
                letters[i] = "shp"[cells[i].state];
        letters[n] = '\0';
        return letters;
}

static void
shows_all_where_nothing_is_small(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 10, 11, 200), "ssss");
        assert_string_equal(LIST(text, 1, 1, 2, 3), "ssss");
}

static void
one_small_cell_takes_the_smallest_other_with_it(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 80, 3, 40, 25), "shsps");
}

static void
small_cells_cover_each_other_only_if_their_sum_leaves_all_open(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 5, 5, 5, 80), "hhhss");
        assert_string_equal(LIST(text, 10, 1, 1, 80, 30), "hhsps");
        assert_string_equal(LIST(text, 10, 9, 9, 80, 30), "hhsps"); /* 18 is only 9 and 9 */
}

static void
a_small_total_hides_all(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 3, 4), "hhh");
        assert_string_equal(LIST(text, 10, 9), "hh");
}

static void
the_total_goes_when_nothing_else_protects(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 6, 6), "hhp");
}

static void
an_empty_cell_is_hidden_and_is_no_cover(void **state)
{
        char text[CELLS_MAX];

        (void)state;
        assert_string_equal(LIST(text, 10, 0, 0, 3, 50, 60), "hhhpss");
        assert_string_equal(LIST(text, 10, 0, 50), "hss");
}

static void
random_lists_withstand_an_exhaustive_attack(void **state)
{
        unsigned seed = 1;

        (void)state;
        for (int round = 0; round < 1000; round++) {
                struct disclosure_cell cells[CELLS_MAX];
                int values[5], minimum = 2 + (int)random_below(&seed, 4);
                size_t nvalues = 1 + random_below(&seed, 5), n;
                int64_t most = 0;

                for (size_t i = 0; i < nvalues; i++) {
                        values[i] = (int)random_below(&seed, random_below(&seed, 3) == 0 ? 12u : (unsigned)minimum + 1);
                        most += values[i];
                }
                n = make_list(cells, values, nvalues);
                assert_int_equal(disclosure_protect(cells, n, 2, minimum), 1);
                must_withstand(cells, n, minimum, most + minimum);
        }
}

/* --- networks ---------------------------------------------------------------------------------- */

#define DAYS 2
#define TOPICS 2
#define LANGUAGES 2
enum { DAY_OUT = 0, TOPIC = 2, LANGUAGE = 4, DAY_IN = 6, MONTH_NODES = 8 };

/* A month of random messages: day totals, day by topic, day by language, topic by language, in that order. */
static size_t
make_month(struct disclosure_cell cells[static CELLS_MAX], unsigned *seed, unsigned most)
{
        int64_t cube[DAYS][TOPICS][LANGUAGES];
        size_t n = 0;

        memset(cells, 0, CELLS_MAX * sizeof cells[0]);
        for (int d = 0; d < DAYS; d++)
                for (int t = 0; t < TOPICS; t++)
                        for (int l = 0; l < LANGUAGES; l++)
                                cube[d][t][l] = random_below(seed, 2) == 0 ? 0 : random_below(seed, most);
        for (int d = 0; d < DAYS; d++)
                cells[n++] = (struct disclosure_cell){.from = DAY_IN + d, .to = DAY_OUT + d,
                        .value = cube[d][0][0] + cube[d][0][1] + cube[d][1][0] + cube[d][1][1]};
        for (int d = 0; d < DAYS; d++)
                for (int t = 0; t < TOPICS; t++)
                        cells[n++] = (struct disclosure_cell){.from = DAY_OUT + d, .to = TOPIC + t,
                                .value = cube[d][t][0] + cube[d][t][1]};
        for (int d = 0; d < DAYS; d++)
                for (int l = 0; l < LANGUAGES; l++)
                        cells[n++] = (struct disclosure_cell){.from = LANGUAGE + l, .to = DAY_IN + d,
                                .value = cube[d][0][l] + cube[d][1][l]};
        for (int t = 0; t < TOPICS; t++)
                for (int l = 0; l < LANGUAGES; l++)
                        cells[n++] = (struct disclosure_cell){.from = TOPIC + t, .to = LANGUAGE + l,
                                .value = cube[0][t][l] + cube[1][t][l]};
        return n;
}

#define MONTH_OWN (DAYS + DAYS * TOPICS + DAYS * LANGUAGES)

/* Each day by itself first: total, topics and languages on one circle; then their verdicts are settled. */
static void
settle_days(struct disclosure_cell cells[], int64_t minimum)
{
        for (int d = 0; d < DAYS; d++) {
                struct disclosure_cell day[5];
                const size_t at[5] = {(size_t)d, DAYS + 2u * (size_t)d, DAYS + 2u * (size_t)d + 1,
                                      DAYS + 4u + 2u * (size_t)d, DAYS + 4u + 2u * (size_t)d + 1};

                for (int i = 0; i < 5; i++) {
                        day[i] = cells[at[i]];
                        day[i].from = i == 0 ? 2 : i < 3 ? 0 : 1;
                        day[i].to = i == 0 ? 0 : i < 3 ? 1 : 2;
                }
                assert_int_equal(disclosure_protect(day, 5, 3, minimum), 1);
                must_withstand(day, 5, minimum, 40);
                for (int i = 0; i < 5; i++) {
                        cells[at[i]].state = day[i].state;
                        cells[at[i]].settled = true;
                }
        }
}

static void
random_months_withstand_an_exhaustive_attack(void **state)
{
        unsigned seed = 7, protected = 0, shown = 0;

        (void)state;
        for (int round = 0; round < 1000; round++) {
                struct disclosure_cell cells[CELLS_MAX];
                int64_t minimum = 2 + random_below(&seed, 2);
                size_t n = make_month(cells, &seed, 5);
                int rc;

                settle_days(cells, minimum);
                rc = disclosure_protect(cells, n, MONTH_NODES, minimum);
                assert_true(rc >= 0);
                if (rc == 0)
                        continue; /* the month's own cells are not shown at all then */
                protected++;
                for (size_t i = MONTH_OWN; i < n; i++)
                        shown += cells[i].state == DISCLOSURE_STATE_SHOWN;
                must_withstand(cells, n, minimum, 14);
        }
        assert_true(protected > 100); /* or nothing was tested */
        assert_true(shown > 100);
}

static void
settled_cells_stay(void **state)
{
        struct disclosure_cell cells[CELLS_MAX];
        const int values[] = {3, 20, 30};
        size_t n = make_list(cells, values, 3);

        (void)state;
        cells[1].settled = true; /* shown once, it cannot be taken back: another one must go */
        assert_int_equal(disclosure_protect(cells, n, 2, 10), 1);
        assert_int_equal(cells[1].state, DISCLOSURE_STATE_SHOWN);
        assert_int_equal(cells[2].state, DISCLOSURE_STATE_PROTECTS);
        cells[2].settled = cells[3].settled = true;
        cells[2].state = DISCLOSURE_STATE_SHOWN;
        assert_int_equal(disclosure_protect(cells, n, 2, 10), 0);
}

static void
rounds_down(void **state)
{
        (void)state;
        assert_int_equal(disclosure_round(0, 10), 0);
        assert_int_equal(disclosure_round(9, 10), 0);
        assert_int_equal(disclosure_round(19, 10), 10);
        assert_int_equal(disclosure_round(19, 1), 19);
        assert_int_equal(disclosure_round(19, 0), 19);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(shows_all_where_nothing_is_small),
                cmocka_unit_test(one_small_cell_takes_the_smallest_other_with_it),
                cmocka_unit_test(small_cells_cover_each_other_only_if_their_sum_leaves_all_open),
                cmocka_unit_test(a_small_total_hides_all),
                cmocka_unit_test(the_total_goes_when_nothing_else_protects),
                cmocka_unit_test(an_empty_cell_is_hidden_and_is_no_cover),
                cmocka_unit_test(random_lists_withstand_an_exhaustive_attack),
                cmocka_unit_test(random_months_withstand_an_exhaustive_attack),
                cmocka_unit_test(settled_cells_stay),
                cmocka_unit_test(rounds_down),
        };

        return cmocka_run_group_tests_name("disclosure", tests, NULL, NULL);
}
