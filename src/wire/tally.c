/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A ring of open counts; a window of WIRE_ASKS_OPEN of them is on its way, so that the ledger's buffer always has room.
 */
#include "tally.h"

#include <string.h>

#define PLACE(sequence) ((sequence) & (TALLY_OPEN - 1))

void
tally_init(struct tally *tally, struct link *ledger, uint32_t first)
{
        memset(tally, 0, sizeof *tally);
        tally->ledger = ledger;
        tally->oldest = tally->unsent = tally->next = first & INT32_MAX;
}

static void
send_window(struct tally *tally)
{
        while (tally->unsent != tally->next && tally->unsent - tally->oldest < WIRE_ASKS_OPEN) {
                struct wire_count *count = &tally->places[PLACE(tally->unsent)].count;

                count->oldest_open = tally->oldest;
                if (link_send(tally->ledger, WIRE_COUNT, count) < 0)
                        return; /* tally_on_up() goes on */
                tally->unsent++;
        }
}

void
tally_add(struct tally *tally, const struct wire_count *count)
{
        if (tally->next - tally->oldest == TALLY_OPEN) {
                tally->dropped++;
                return;
        }
        tally->places[PLACE(tally->next)].count = *count;
        tally->places[PLACE(tally->next)].count.sequence = tally->next;
        tally->places[PLACE(tally->next)].done = false;
        tally->next++;
        send_window(tally);
}

void
tally_on_counted(struct tally *tally, uint32_t sequence)
{
        if (sequence - tally->oldest >= tally->unsent - tally->oldest)
                return;
        tally->places[PLACE(sequence)].done = true;
        while (tally->oldest != tally->unsent && tally->places[PLACE(tally->oldest)].done)
                tally->oldest++;
        send_window(tally);
}

void
tally_on_up(struct tally *tally)
{
        tally->unsent = tally->oldest;
        send_window(tally);
}

uint32_t
tally_open(const struct tally *tally)
{
        return tally->next - tally->oldest;
}
