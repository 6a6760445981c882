/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the engine remembers about tags: conversation and limits. A table of fixed size in RAM; when a row of it is full, whoever was
 * silent longest is forgotten. Nothing of it outlives the process.
 */
#ifndef WAYMARK_ENGINE_PEOPLE_H
#define WAYMARK_ENGINE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "words/answer.h"

/* A limit as a leaky bucket: when it will have run empty (clock_ms()). Zero is empty. */
struct bucket {
        int64_t empty_at_ms;
};

struct person {
        uint64_t tag;
        int64_t used_ms;                /* 0: a free place */
        int64_t menu_until_ms;          /* digits choose from the menu until then */
        struct bucket hour, day;
        struct talk talk;
        int64_t limit_told_ms;          /* when the one `limit` reply was sent, 0 never */
        uint64_t refused_path;          /* hash of the USSD path that met the limit (steps.c): what goes on from there stays refused */
};

struct people;

/* NULL without memory; free takes NULL and wipes. */
struct people *people_new(void);
void people_free(struct people *people);

/* Overwrites the places of those who were silent for a day. True if anybody is left. */
bool people_forget(struct people *people, int64_t now_ms);

/* The tag's place, new and empty if it was not known. Never NULL. Valid until the next call. */
struct person *people_find(struct people *people, uint64_t tag, int64_t now_ms);

#endif
