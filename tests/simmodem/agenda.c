/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The agenda: a sorted array, since a few dozen entries at most wait at any time. See agenda.h.
 */
#include "agenda.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "text.h"

struct entry {
        uint64_t when_us;
        uint64_t order;
        void (*act)(void *context);
        void *context;
};

struct agenda {
        struct entry *entries;          /* the last one is due first */
        size_t nentries, cap;
        uint64_t next_order;
};

struct agenda *
agenda_new(void)
{
        return allocate(sizeof(struct agenda));
}

void
agenda_free(struct agenda *agenda)
{
        free(agenda->entries);
        free(agenda);
}

uint64_t
agenda_now_us(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void
agenda_add(struct agenda *agenda, uint64_t when_us, void (*act)(void *context), void *context)
{
        size_t at;

        if (agenda->nentries == agenda->cap) {
                struct entry *grown;

                agenda->cap = agenda->cap * 2 + 16;
                grown = allocate(agenda->cap * sizeof *grown);
                if (agenda->nentries > 0)
                        memcpy(grown, agenda->entries, agenda->nentries * sizeof *grown);
                free(agenda->entries);
                agenda->entries = grown;
        }
        for (at = agenda->nentries; at > 0 && agenda->entries[at - 1].when_us <= when_us; at--)
                ;
        memmove(&agenda->entries[at + 1], &agenda->entries[at], (agenda->nentries - at) * sizeof(struct entry));
        agenda->entries[at] = (struct entry){ when_us, agenda->next_order++, act, context };
        agenda->nentries++;
}

void
agenda_cancel(struct agenda *agenda, void (*act)(void *context), void *context)
{
        size_t i, kept = 0;

        for (i = 0; i < agenda->nentries; i++)
                if (agenda->entries[i].context != context || (act != NULL && agenda->entries[i].act != act))
                        agenda->entries[kept++] = agenda->entries[i];
        agenda->nentries = kept;
}

uint64_t
agenda_next_us(const struct agenda *agenda)
{
        return agenda->nentries == 0 ? AGENDA_NEVER : agenda->entries[agenda->nentries - 1].when_us;
}

void
agenda_run(struct agenda *agenda)
{
        uint64_t now_us = agenda_now_us(), last_order = agenda->next_order;

        while (agenda->nentries > 0) {
                struct entry entry = agenda->entries[agenda->nentries - 1];

                if (entry.when_us > now_us || entry.order >= last_order)
                        break;
                agenda->nentries--;
                entry.act(entry.context);
        }
}
