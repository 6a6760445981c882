/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark counts` under attack: 1,000 random ledgers, made by the ledger's own code and read as the command reads them, twice: while the
 * second of two days is open, and when the month is over. Two exports tell no more than the later one.
 *
 * Then the strongest attacker, who knows more than sums: that each message has a day, a topic and a language at once. He tries every table
 * of messages that agrees with what he sees, once of days and once of months, for one gateway publishes one of them. Each small cell must
 * still be any small number to him.
 *
 * covers: counts_sheet counts_verdict disclosure
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/counts_sheet.h"
#include "common/code.h"
#include "common/kinds.h"
#include "ledger/batch.h"
#include "ledger/book.h"

#define ROUNDS 1000
#define DAY 20780                       /* 2026-11-23: this day, the next one, and the month is over a week later */
#define MONTH 202611
enum { DAYS = 2, TOPICS = 2, LANGUAGES = 2, TABLES = 20000 };

static const int32_t topics[TOPICS] = {TOPIC_JOB, TOPIC_LOVE};
static uint16_t languages[LANGUAGES];

struct cube {
        int n[DAYS][TOPICS][LANGUAGES];
};

/* What the attacker sees of one cell. */
struct sight {
        enum disclosure_state state;
        int64_t value;                  /* true; he sees it only if it is shown */
        int64_t least, most;            /* what he knows */
        uint64_t seen;                  /* bit v: v is possible */
};

struct sights {
        struct sight total[DAYS], topic[DAYS][TOPICS], language[DAYS][LANGUAGES];
        struct sight month[TOPICS][LANGUAGES], month_topic[TOPICS], month_language[LANGUAGES];
};

/* --- a ledger ---------------------------------------------------------------------------------------------- */

static char folder[64];
static uint64_t next_batch;

static unsigned
random_below(unsigned *seed, unsigned n)
{
        *seed = *seed * 1103515245u + 12345u;
        return *seed / 65536u % n;
}

static void
add(struct batch *batch, enum tally tally, int32_t period, int32_t first, int32_t second, int64_t messages)
{
        struct batch_row row = {tally, period, first, second, messages, messages};

        assert_int_equal(batch_add(batch, &row), 0);
}

static void
answered(struct batch *batch, int32_t day, int32_t month, int32_t topic, uint16_t language, int64_t n)
{
        if (n == 0)
                return;
        add(batch, TALLY_TOPICS, day, topic, 0, n);
        add(batch, TALLY_LANGUAGES, day, language, 0, n);
        add(batch, TALLY_OUTCOMES, day, CHANNEL_SMS, OUTCOME_ANSWERED, n);
        add(batch, TALLY_MONTHS, month, topic, language, n);
}

static void
fold(struct batch *batch)
{
        struct book_glance glance;

        assert_int_equal(book_fold(folder, batch, &glance), 0);
        batch_free(batch);
}

static struct batch *
new_batch(void)
{
        struct batch *batch = batch_new(++next_batch);

        assert_non_null(batch);
        return batch;
}

/* All messages of a day about one topic. */
static void
fold_topic(const struct cube *cube, int d, int t)
{
        struct batch *batch = new_batch();

        for (int l = 0; l < LANGUAGES; l++)
                answered(batch, DAY + d, MONTH, topics[t], languages[l], cube->n[d][t][l]);
        fold(batch);
}

static void
close_the_month(void)
{
        struct batch *batch = new_batch();

        answered(batch, DAY + 10, MONTH + 1, TOPIC_MENU, code_pack("en"), 1);
        fold(batch);
}

static void
remove_ledger(void)
{
        static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal"};
        char path[128];

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                snprintf(path, sizeof path, "%s/%s", folder, names[i]);
                (void)unlink(path);
        }
        next_batch = 0;
}

/* --- what the attacker sees ----------------------------------------------------------------------------------- */

static int
place_of_topic(int32_t topic)
{
        return topic == topics[0] ? 0 : 1;
}

static int
place_of_language(int32_t language)
{
        return language == languages[0] ? 0 : 1;
}

static struct sight *
sight_of(struct sights *sights, const struct counts_cell *cell)
{
        int d = cell->period - DAY;

        switch (cell->table) {
        case COUNTS_TABLE_TOTAL:    return &sights->total[d];
        case COUNTS_TABLE_TOPIC:    return &sights->topic[d][place_of_topic(cell->first)];
        case COUNTS_TABLE_LANGUAGE: return &sights->language[d][place_of_language(cell->first)];
        case COUNTS_TABLE_MONTH_TOPIC: return &sights->month_topic[place_of_topic(cell->first)];
        case COUNTS_TABLE_MONTH_LANGUAGE: return &sights->month_language[place_of_language(cell->first)];
        case COUNTS_TABLE_MONTH:    return &sights->month[place_of_topic(cell->first)][place_of_language(cell->second)];
        case COUNTS_TABLE_OUTCOME:
        case COUNTS_TABLE_OTHER:
        case COUNTS_TABLE_PEOPLE:   break;
        }
        return NULL;
}

/* What is hidden is below the minimum, or protects such a cell; he is told which, and that is more than he sees. */
static void
look(struct sights *sights, const struct counts_sheet *sheet, int minimum)
{
        struct sight *all = (struct sight *)sights;

        for (size_t i = 0; i < sizeof *sights / sizeof *all; i++) /* also those that the ledger does not have */
                all[i] = (struct sight){.state = DISCLOSURE_STATE_SMALL, .most = minimum - 1};
        for (size_t i = 0; i < sheet->ncells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];
                struct sight *sight = sight_of(sights, cell);

                if (sight == NULL || cell->messages == 0)
                        continue;
                *sight = (struct sight){.state = cell->state, .value = cell->messages, .least = cell->messages, .most = cell->messages};
                if (cell->state == DISCLOSURE_STATE_SHOWN)
                        continue;
                sight->least = 0;
                sight->most = cell->state == DISCLOSURE_STATE_SMALL ? minimum - 1 : cell->messages + minimum;
        }
}

/* The only outcome is the total by another name: who hides the one and shows the other has hidden nothing. */
static void
expect_outcomes_as_totals(const struct counts_sheet *sheet)
{
        int64_t total = 0;
        enum disclosure_state state = DISCLOSURE_STATE_SHOWN;

        for (size_t i = 0; i < sheet->nday_cells; i++) {
                const struct counts_cell *cell = &sheet->cells[i];

                if (cell->table == COUNTS_TABLE_TOTAL) {
                        total = cell->messages;
                        state = cell->state;
                }
                if (cell->table == COUNTS_TABLE_OUTCOME && cell->second == OUTCOME_ANSWERED) {
                        assert_int_equal(cell->messages, total);
                        assert_int_equal(cell->state == DISCLOSURE_STATE_SHOWN, state == DISCLOSURE_STATE_SHOWN);
                }
        }
}

/* --- the attack ------------------------------------------------------------------------------------------------- */

struct table {
        int n[TOPICS][LANGUAGES];
};

static bool
is_possible(const struct sight *sight, int64_t value)
{
        return value >= sight->least && value <= sight->most;
}

/* All tables of one day that agree with its cells. */
static size_t
tables_of_day(const struct sights *sights, int d, struct table tables[static TABLES])
{
        const struct sight *total = &sights->total[d], *topic = sights->topic[d], *language = sights->language[d];
        size_t n = 0;

        for (int a = 0; a <= topic[0].most && a <= language[0].most; a++)
                for (int b = 0; a + b <= topic[0].most && b <= language[1].most; b++)
                        for (int c = 0; c <= topic[1].most && a + c <= language[0].most; c++)
                                for (int e = 0; c + e <= topic[1].most && b + e <= language[1].most; e++) {
                                        if (!is_possible(&topic[0], a + b) || !is_possible(&topic[1], c + e) ||
                                            !is_possible(&language[0], a + c) || !is_possible(&language[1], b + e) ||
                                            !is_possible(total, a + b + c + e))
                                                continue;
                                        assert_true(n < TABLES);
                                        tables[n++] = (struct table){{{a, b}, {c, e}}};
                                }
        return n;
}

static void
note(struct sight *sight, int64_t value)
{
        sight->seen |= UINT64_C(1) << (value < 63 ? value : 63);
}

static void
try_days(struct sights *sights)
{
        static struct table tables[TABLES];

        for (int d = 0; d < DAYS; d++) {
                size_t n = tables_of_day(sights, d, tables);

                for (size_t i = 0; i < n; i++) {
                        const struct table *table = &tables[i];

                        note(&sights->total[d], table->n[0][0] + table->n[0][1] + table->n[1][0] + table->n[1][1]);
                        for (int t = 0; t < TOPICS; t++)
                                note(&sights->topic[d][t], table->n[t][0] + table->n[t][1]);
                        for (int l = 0; l < LANGUAGES; l++)
                                note(&sights->language[d][l], table->n[0][l] + table->n[1][l]);
                }
        }
}

/* The messages of a month may have come on any of its days: whatever the days' sums are, if they add up to its table's. */
static void
note_month(struct sights *sights, const struct table *table)
{
        int64_t sum = table->n[0][0] + table->n[0][1] + table->n[1][0] + table->n[1][1];
        bool any = false;

        for (int64_t first = sights->total[0].least; first <= sights->total[0].most && first <= sum; first++) {
                if (!is_possible(&sights->total[1], sum - first))
                        continue;
                any = true;
                note(&sights->total[0], first);
                note(&sights->total[1], sum - first);
        }
        for (int t = 0; any && t < TOPICS; t++) {
                note(&sights->month_topic[t], table->n[t][0] + table->n[t][1]);
                for (int l = 0; l < LANGUAGES; l++)
                        note(&sights->month[t][l], table->n[t][l]);
        }
        for (int l = 0; any && l < LANGUAGES; l++)
                note(&sights->month_language[l], table->n[0][l] + table->n[1][l]);
}

static void
try_months(struct sights *sights)
{
        struct sight (*m)[LANGUAGES] = sights->month, *topic = sights->month_topic, *language = sights->month_language;

        for (int64_t a = m[0][0].least; a <= m[0][0].most; a++)
                for (int64_t b = m[0][1].least; b <= m[0][1].most; b++)
                        for (int64_t c = m[1][0].least; c <= m[1][0].most; c++)
                                for (int64_t e = m[1][1].least; e <= m[1][1].most; e++)
                                        if (is_possible(&topic[0], a + b) && is_possible(&topic[1], c + e) &&
                                            is_possible(&language[0], a + c) && is_possible(&language[1], b + e))
                                                note_month(sights, &(struct table){{{(int)a, (int)b}, {(int)c, (int)e}}});
}

static unsigned small_cells, shown_cells, bounded;

static void
look_whether_open(const struct sight *sight, int minimum)
{
        uint64_t all = (UINT64_C(1) << minimum) - 1;

        shown_cells += sight->state == DISCLOSURE_STATE_SHOWN && sight->value > 0;
        if (sight->state != DISCLOSURE_STATE_SMALL || sight->value == 0)
                return;
        small_cells++;
        bounded += (sight->seen & all) != all;
}

static void
attack(struct sights *sights, enum counts_view view, int minimum)
{
        const struct sight *all = (const struct sight *)sights;
        size_t n = sizeof *sights / sizeof *all;

        if (view == COUNTS_VIEW_DAYS)
                try_days(sights);
        else
                try_months(sights);
        for (size_t i = 0; i < n; i++)
                look_whether_open(&all[i], minimum);
}

/* What the earlier export shows, the later one shows, and what it hides, that hides: together they are the later one. */
static void
must_add_nothing(const struct counts_sheet *earlier, const struct counts_sheet *later)
{
        for (size_t i = 0; i < earlier->ncells; i++) {
                const struct counts_cell *cell = &earlier->cells[i], *same = NULL;

                for (size_t k = 0; k < later->ncells && same == NULL; k++)
                        if (later->cells[k].table == cell->table && later->cells[k].period == cell->period &&
                            later->cells[k].first == cell->first && later->cells[k].second == cell->second)
                                same = &later->cells[k];
                assert_non_null(same);
                assert_int_equal(same->messages, cell->messages);
                assert_int_equal(same->parts, cell->parts);
                assert_int_equal(same->state, cell->state);
        }
}

static void
attack_one(unsigned *seed, enum counts_view view)
{
        struct counts_sheet earlier, later;
        int minimum = 2 + (int)random_below(seed, 2);
        struct sights sights;
        struct cube cube;

        for (int d = 0; d < DAYS; d++)
                for (int t = 0; t < TOPICS; t++)
                        for (int l = 0; l < LANGUAGES; l++)
                                cube.n[d][t][l] = random_below(seed, 3) == 0 ? 0 : (int)random_below(seed, 5);
        remove_ledger();
        fold_topic(&cube, 0, 0);
        fold_topic(&cube, 0, 1);
        fold_topic(&cube, 1, 0);
        assert_int_equal(counts_sheet_read(&earlier, folder, view, minimum), COUNTS_ANSWER_READ);
        fold_topic(&cube, 1, 1);
        close_the_month();
        assert_int_equal(counts_sheet_read(&later, folder, view, minimum), COUNTS_ANSWER_READ);
        must_add_nothing(&earlier, &later);
        expect_outcomes_as_totals(&later);
        look(&sights, &later, minimum);
        attack(&sights, view, minimum);
        counts_sheet_clear(&earlier);
        counts_sheet_clear(&later);
}

static void
attack_all(enum counts_view view, const char *name)
{
        unsigned seed = 11;

        small_cells = shown_cells = bounded = 0;
        languages[0] = code_pack("uk");
        languages[1] = code_pack("ro");
        snprintf(folder, sizeof folder, "%s/waymark-attack-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        assert_non_null(mkdtemp(folder));
        for (int round = 0; round < ROUNDS; round++)
                attack_one(&seed, view);
        remove_ledger();
        assert_int_equal(rmdir(folder), 0);
        printf("# %s: he excludes a number in %u of %u small cells; %u are shown\n", name, bounded, small_cells, shown_cells);
        assert_true(small_cells > ROUNDS && shown_cells > ROUNDS); /* or nothing was tested */
        assert_int_equal(bounded, 0);
}

static void
days_give_no_small_cell_away(void **state)
{
        (void)state;
        attack_all(COUNTS_VIEW_DAYS, "days");
}

static void
months_give_no_small_cell_away(void **state)
{
        (void)state;
        attack_all(COUNTS_VIEW_MONTHS, "months");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(days_give_no_small_cell_away),
                cmocka_unit_test(months_give_no_small_cell_away),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
