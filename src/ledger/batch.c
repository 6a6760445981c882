/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A growing list of sums, and the month of a day. Ledger process; pure.
 */
#include "batch.h"

#include <errno.h>
#include <stdlib.h>

#include "common/clock.h"

struct batch *
batch_new(int64_t number)
{
        struct batch *batch = calloc(1, sizeof *batch);

        if (batch != NULL)
                batch->number = number;
        return batch;
}

void
batch_free(struct batch *batch)
{
        if (batch == NULL)
                return;
        free(batch->rows);
        free(batch);
}

int
batch_add(struct batch *batch, const struct batch_row *row)
{
        if (batch->nrows == batch->room) {
                size_t room = batch->room == 0 ? 64 : batch->room * 2;
                struct batch_row *rows = realloc(batch->rows, room * sizeof *rows);

                if (rows == NULL)
                        return -ENOMEM;
                batch->rows = rows;
                batch->room = room;
        }
        batch->rows[batch->nrows++] = *row;
        return 0;
}

int32_t
month_of_day(int32_t day)
{
        char text[DAY_TEXT];

        if (day == DAY_UNKNOWN)
                return 0;
        day_text(day, text); /* "2026-11-23" */
        return (int32_t)(strtol(text, NULL, 10) * 100 + strtol(text + 5, NULL, 10));
}
