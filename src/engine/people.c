/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A set-associative table: the tag (already a keyed hash) picks a row of WAYS places, the longest silent one gives way. So a flood of
 * new numbers can push out at most the row it falls into, and no operation is ever more than WAYS steps.
 */
#include "people.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 2048
#define WAYS 8

/* What is said to a tag is forgotten after a day of silence, with its limits. */
#define FORGET_MS (INT64_C(24) * 3600 * 1000)

struct people {
        struct person rows[ROWS][WAYS];
};

struct people *
people_new(void)
{
        return calloc(1, sizeof(struct people));
}

void
people_free(struct people *people)
{
        if (people == NULL)
                return;
        sodium_memzero(people, sizeof *people);
        free(people);
}

bool
people_forget(struct people *people, int64_t now_ms)
{
        bool any = false;

        for (int i = 0; i < ROWS * WAYS; i++) {
                struct person *person = &people->rows[i / WAYS][i % WAYS];

                if (person->used_ms != 0 && now_ms - person->used_ms >= FORGET_MS)
                        explicit_bzero(person, sizeof *person);
                any = any || person->used_ms != 0;
        }
        return any;
}

struct person *
people_find(struct people *people, uint64_t tag, int64_t now_ms)
{
        struct person *row = people->rows[tag % ROWS];
        struct person *oldest = &row[0];

        for (int i = 0; i < WAYS; i++) {
                if (row[i].used_ms != 0 && row[i].tag == tag && now_ms - row[i].used_ms < FORGET_MS) {
                        row[i].used_ms = now_ms;
                        return &row[i];
                }
                if (row[i].used_ms < oldest->used_ms)
                        oldest = &row[i];
        }
        memset(oldest, 0, sizeof *oldest);
        oldest->tag = tag;
        oldest->used_ms = now_ms;
        return oldest;
}
