/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules of what may be shared. `waymark counts`; pure. Invariant: whoever knows all shown cells, and every sum that tables have in
 * common, can still not tell a small cell from any other small number, zero included.
 *
 * Why. "On Tuesday one message in Tigrinya, one about love" is a person, to those who know who speaks Tigrinya here. Cells below a
 * minimum (10; OCHA's guidance leaves the number to the context) are not shown. That alone is worth little: 30 in all, 27 shown, and
 * the hidden cell is 3. So further cells are hidden until no sum helps. The practice is cell suppression as the statistical offices do
 * it (Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4), with their network model (Cox 1995) as the check.
 *
 * 1. Primary. 1 to minimum-1 is hidden. So is zero: a table in which zeros show tells that a hidden cell is at least one, and that two
 *    hidden cells whose sum is 2 are one each ("singletons and zeros", easySdcTable). What is not listed is "fewer than the minimum, or
 *    hidden to protect". Therefore no list of languages or days is printed beside the shown cells, either.
 *
 * 2. Complementary. The attacker knows every sum: totals are printed, or stand on the operator's bill. He knows that topics and
 *    languages of a day add up to the same, and so do the days of a month, its topics and its languages. All these equations are
 *    of one kind, "what comes into a node goes out of it": a day flows into topics, topics into languages, languages back into
 *    the day. For such a network the least and the greatest value that a cell can have are found exactly by a maximum
 *    flow over the hidden cells (what one of them loses, others on a circle must gain). A small cell is protected if it can be lowered
 *    to 0 and raised to minimum-1, where other small cells stay within 0 to minimum-1 (he knows the rules) and cells that were hidden
 *    to protect may be anything (he does not know which those are). While a cell is not protected, the smallest shown cell that opens
 *    a way is hidden too. Each further cell only widens what is possible, so one pass is enough, and cells that have nothing in them
 *    never count as cover: the pattern then does not depend on which topics or languages a version of Waymark knows.
 *
 * 3. Stable. A pattern is a function of the cells of closed days alone, found for a day from that day, for a month from that month with
 *    the patterns of its days given. So what was shown once is shown for ever in the same way, and two exports, whatever their range,
 *    have nothing to subtract. (A lower publish_minimum afterwards, or the other of days and months, would: choose once.)
 *
 * 4. What grows without a day (the clock was not known) cannot be closed; only its sum is told, rounded down to a multiple of the
 *    minimum, so that two exports differ by nothing or by a whole multiple. Parts are rounded likewise: replies differ in length, and
 *    an exact sum of parts is one equation more about the topics.
 *
 * 5. How many different people a day reached (an estimate, engine/reach.h) is no count of messages and stands in no equation, but it
 *    is a lower bound: who was answered was answered at least once. 27 shown, a total hidden because 3 are, and "30 people" would say
 *    that the 3 are not fewer. So it is never told as more than the answered messages of that day that are shown: then whatever is
 *    hidden may be nothing, as before. (This also takes in that the estimate may be a little too high, and that an answer which the
 *    network refused is counted elsewhere.) To hide it instead where something is hidden would tell just that: everywhere else it is
 *    there. It is no upper bound of anything that is not shown. What is new in it is how often people wrote, which no cell tells. Days
 *    cannot be added up, so a month's cells are in no relation to it. It is closed and stable like the day's counts, and below the
 *    minimum it does not even leave the engine.
 *
 * 6. Days or months, never both (counts.publish). Who has the topics and languages of each day and the month's topic by language as well can
 *    use that each message has a day, a topic and a language at once: on a day with five messages about jobs and four in Ukrainian,
 *    one about jobs was not in Ukrainian, and it must find room in the month's table. In random months of two days this excluded some
 *    number for 4 of 100 small cells, of four days for 8; finding it out exactly is a problem in three dimensions for which no fast
 *    method is known, and rounding the month's cells did not close it. Either alone has two dimensions: for any topics and any languages of
 *    a day that have one sum there are messages that have both, and so for the days of a month and its topics by languages. There the
 *    network tells everything that can be known (tests/unit/test_counts_attack.c tries all tables of messages that agree with what is seen).
 *
 * What is not covered: one who knows how all but one of the people behind a cell behaved, because he is they. No table helps there, only
 * a higher minimum. And which outcomes come with a topic is assumed as it stands in counts.c.
 */
#include "disclosure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UNLIMITED (INT64_MAX / 4)

struct network {
        struct disclosure_cell *cells;
        size_t ncells;
        int nnodes;
        int64_t minimum;
        size_t *order;                  /* cells by node: order[first[v]] to order[first[v + 1]] */
        size_t *first;
        int64_t *change;                /* of each cell in the attacker's trial */
        size_t *arrival;                /* the cell by which a node was reached, NOWHERE, or START */
        bool *nears;                    /* nodes from which the target can be reached */
        int *queue;
};
#define NOWHERE SIZE_MAX
#define START (SIZE_MAX - 1)

static void
network_clear(struct network *net)
{
        free(net->order);
        free(net->first);
        free(net->change);
        free(net->arrival);
        free(net->nears);
        free(net->queue);
}

/* Which cells touch which node. */
static void
index_cells(struct network *net)
{
        for (size_t i = 0; i < net->ncells; i++) {
                net->first[net->cells[i].from + 1]++;
                net->first[net->cells[i].to + 1]++;
        }
        for (int v = 0; v < net->nnodes; v++)
                net->first[v + 1] += net->first[v];
        for (size_t i = net->ncells; i-- > 0;) {
                net->order[net->first[net->cells[i].from]++] = i;
                net->order[net->first[net->cells[i].to]++] = i;
        }
        /* every start was moved to its end, which is the next one's start */
        for (int v = net->nnodes; v > 0; v--)
                net->first[v] = net->first[v - 1];
        net->first[0] = 0;
}

static int
network_init(struct network *net, struct disclosure_cell cells[], size_t ncells, int nnodes, int64_t minimum)
{
        *net = (struct network){.cells = cells, .ncells = ncells, .nnodes = nnodes, .minimum = minimum};
        net->order = calloc(2 * ncells + 1, sizeof *net->order);
        net->first = calloc((size_t)nnodes + 2, sizeof *net->first);
        net->change = calloc(ncells + 1, sizeof *net->change);
        net->arrival = calloc((size_t)nnodes + 1, sizeof *net->arrival);
        net->nears = calloc((size_t)nnodes + 1, sizeof *net->nears);
        net->queue = calloc((size_t)nnodes + 1, sizeof *net->queue);
        if (net->order == NULL || net->first == NULL || net->change == NULL || net->arrival == NULL ||
            net->nears == NULL || net->queue == NULL) {
                network_clear(net);
                return -ENOMEM;
        }
        index_cells(net);
        return 0;
}

/* How much a hidden cell can still give in the direction that leaves `node`. */
static int64_t
slack(const struct network *net, size_t i, int node)
{
        const struct disclosure_cell *cell = &net->cells[i];
        int64_t now = cell->value + net->change[i];

        if (cell->state == DISCLOSURE_STATE_SHOWN || cell->value == 0)
                return 0;
        if (cell->from != node)
                return now;
        return cell->state == DISCLOSURE_STATE_SMALL ? net->minimum - 1 - now : UNLIMITED;
}

static int
other_end(const struct network *net, size_t i, int node)
{
        return net->cells[i].from == node ? net->cells[i].to : net->cells[i].from;
}

/* Breadth first from `source`; true if `target` was reached. The cell in question itself is left out. */
static bool
find_way(struct network *net, int source, int target, size_t without)
{
        int head = 0, tail = 0;

        for (int v = 0; v < net->nnodes; v++)
                net->arrival[v] = NOWHERE;
        net->arrival[source] = START;
        net->queue[tail++] = source;
        while (head < tail && net->arrival[target] == NOWHERE) {
                int v = net->queue[head++];

                for (size_t k = net->first[v]; k < net->first[v + 1]; k++) {
                        size_t i = net->order[k];
                        int next = other_end(net, i, v);

                        if (i == without || net->arrival[next] != NOWHERE || slack(net, i, v) == 0)
                                continue;
                        net->arrival[next] = i;
                        net->queue[tail++] = next;
                }
        }
        return net->arrival[target] != NOWHERE;
}

/* Changes the cells along the way that was found, by at most `want`. */
static int64_t
push(struct network *net, int target, int64_t want)
{
        for (int v = target; net->arrival[v] != START; v = other_end(net, net->arrival[v], v)) {
                size_t i = net->arrival[v];
                int64_t room = slack(net, i, other_end(net, i, v));

                if (room < want)
                        want = room;
        }
        for (int v = target; net->arrival[v] != START; v = other_end(net, net->arrival[v], v)) {
                size_t i = net->arrival[v];

                net->change[i] += net->cells[i].to == v ? want : -want;
        }
        return want;
}

/* Can the other cells carry `want` from `source` to `target`? If not, `arrival` is left as the near side of the narrowest place. */
static bool
can_carry(struct network *net, int source, int target, int64_t want, size_t without)
{
        memset(net->change, 0, net->ncells * sizeof *net->change);
        while (want > 0 && find_way(net, source, target, without))
                want -= push(net, target, want);
        return want <= 0;
}

/* Marks the nodes from which `target` can be reached, after can_carry() has failed. */
static void
mark_near_target(struct network *net, int target, size_t without)
{
        int head = 0, tail = 0;

        memset(net->nears, 0, (size_t)net->nnodes * sizeof *net->nears);
        net->nears[target] = true;
        net->queue[tail++] = target;
        while (head < tail) {
                int v = net->queue[head++];

                for (size_t k = net->first[v]; k < net->first[v + 1]; k++) {
                        size_t i = net->order[k];
                        int before = other_end(net, i, v);

                        if (i == without || net->nears[before] || slack(net, i, before) == 0)
                                continue;
                        net->nears[before] = true;
                        net->queue[tail++] = before;
                }
        }
}

/* Does it lead from what is reached to what is not (rank 1), or straight to what reaches the target (rank 2)? */
static int
rank_of(const struct network *net, const struct disclosure_cell *cell)
{
        bool from = net->arrival[cell->from] != NOWHERE, to = net->arrival[cell->to] != NOWHERE;

        if (from == to)
                return 0;
        return net->nears[from ? cell->to : cell->from] ? 2 : 1;
}

/* Hides the smallest shown cell that widens the narrowest place. False if there is none. */
static bool
hide_one_more(struct network *net, int target, size_t without)
{
        size_t best = NOWHERE;
        int best_rank = 0;

        mark_near_target(net, target, without);
        for (size_t i = 0; i < net->ncells; i++) {
                const struct disclosure_cell *cell = &net->cells[i];
                int rank;

                if (cell->settled || cell->state != DISCLOSURE_STATE_SHOWN)
                        continue;
                rank = rank_of(net, cell);
                if (rank > best_rank || (rank == best_rank && rank > 0 && cell->value < net->cells[best].value)) {
                        best = i;
                        best_rank = rank;
                }
        }
        if (best == NOWHERE)
                return false;
        net->cells[best].state = DISCLOSURE_STATE_PROTECTS;
        return true;
}

/* A cell rises when others carry as much back from its end to its beginning, and falls when they carry it in its stead. */
static bool
protect_cell(struct network *net, size_t i)
{
        const struct disclosure_cell *cell = &net->cells[i];

        while (!can_carry(net, cell->from, cell->to, cell->value, i))
                if (!hide_one_more(net, cell->to, i))
                        return false;
        while (!can_carry(net, cell->to, cell->from, net->minimum - 1 - cell->value, i))
                if (!hide_one_more(net, cell->from, i))
                        return false;
        return true;
}

int
disclosure_protect(struct disclosure_cell cells[], size_t ncells, int nnodes, int64_t minimum)
{
        struct network net;
        bool protected = true;

        if (network_init(&net, cells, ncells, nnodes, minimum) < 0)
                return -ENOMEM;
        for (size_t i = 0; i < ncells; i++)
                if (!cells[i].settled)
                        cells[i].state = cells[i].value < minimum ? DISCLOSURE_STATE_SMALL : DISCLOSURE_STATE_SHOWN;
        for (size_t i = 0; i < ncells && protected; i++)
                if (cells[i].state == DISCLOSURE_STATE_SMALL && cells[i].value > 0)
                        protected = protect_cell(&net, i);
        network_clear(&net);
        return protected ? 1 : 0;
}

int64_t
disclosure_round(int64_t value, int64_t minimum)
{
        return minimum > 1 ? value - value % minimum : value;
}
