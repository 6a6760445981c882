/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of calls. Places are numbered from 1, so that zeroed memory is an empty table. The memory of a place that was never used is
 * never touched.
 */
#include "call.h"

#include <sodium.h>
#include <stdlib.h>

#include "common/log.h"
#include "common/loop.h"

#define BUCKETS 4096                    /* a power of two */
#define ENGINE_MS 5000                  /* for a place in its queue, and for its answer */
#define OWING_MS 10000                  /* she will not wait longer for a network that is away */

/* The way back to FREE leads from everywhere, by call_close(). */
#define TO(state) (1U << CALL_STATE_##state)

static const struct call_state_def {
        const char *name;
        unsigned to;
        int64_t timeout_ms;             /* 0: the one of the configuration */
} states[] = {
        [CALL_STATE_FREE]    = {"free",    TO(QUEUED),                          0},
        [CALL_STATE_QUEUED]  = {"queued",  TO(ASKING),                          ENGINE_MS},
        [CALL_STATE_ASKING]  = {"asking",  TO(QUEUED) | TO(SHOWING) | TO(OWING), ENGINE_MS},
        [CALL_STATE_SHOWING] = {"showing", TO(QUEUED),                          0},
        [CALL_STATE_OWING]   = {"owing",   TO(SHOWING),                         OWING_MS},
};
_Static_assert(sizeof states / sizeof states[0] == CALL_STATE_COUNT, "a call's state has no row");

struct list {
        uint16_t first, last;
};

struct calls {
        int64_t show_ms;
        uint64_t next_number;
        uint32_t salt;                  /* whoever chooses ids shall not choose buckets */
        unsigned count;
        uint16_t never_used;            /* places above have never been in use */
        struct list lists[CALL_STATE_COUNT]; /* FREE: those that were used before */
        uint16_t buckets[BUCKETS];
        struct call places[CALLS_MAX + 1]; /* [0] is nobody's */
};

struct calls *
calls_new(int64_t show_ms)
{
        struct calls *calls = calloc(1, sizeof *calls);

        if (calls == NULL)
                return NULL;
        calls->show_ms = show_ms;
        calls->next_number = (uint64_t)randombytes_random() << 24 | 1; /* not those of the last life */
        calls->salt = randombytes_random();
        calls->never_used = 1;
        return calls;
}

void
calls_free(struct calls *calls)
{
        if (calls == NULL)
                return;
        for (uint16_t i = 1; i < calls->never_used; i++)
                sodium_memzero(&calls->places[i], sizeof calls->places[i]);
        free(calls);
}

/* --- lists --- */

static void
append(struct calls *calls, struct list *list, struct call *call)
{
        uint16_t place = call_place(calls, call);

        call->next = 0;
        call->previous = list->last;
        if (list->last != 0)
                calls->places[list->last].next = place;
        else
                list->first = place;
        list->last = place;
}

static void
take_out(struct calls *calls, struct list *list, struct call *call)
{
        if (call->previous != 0)
                calls->places[call->previous].next = call->next;
        else
                list->first = call->next;
        if (call->next != 0)
                calls->places[call->next].previous = call->previous;
        else
                list->last = call->previous;
}

void
call_enter(struct calls *calls, struct call *call, enum call_state state, int64_t now_ms)
{
        int64_t timeout_ms = states[state].timeout_ms != 0 ? states[state].timeout_ms : calls->show_ms;

        if ((states[call->state].to & 1U << state) == 0)
                fatal("a call goes from %s to %s", states[call->state].name, states[state].name);
        if (call->state != CALL_STATE_FREE)
                take_out(calls, &calls->lists[call->state], call);
        call->state = state;
        call->deadline_ms = now_ms + timeout_ms;
        append(calls, &calls->lists[state], call);
}

/* --- the table --- */

/* By id alone, for an id that comes from somebody else is to be noticed. */
static uint16_t *
bucket_of(struct calls *calls, uint32_t id)
{
        return &calls->buckets[(id ^ calls->salt) * UINT64_C(0x9e3779b97f4a7c15) >> 40 & (BUCKETS - 1)];
}

struct call *
call_find(struct calls *calls, const struct imsi *imsi, uint32_t id, bool *is_anothers)
{
        *is_anothers = false;
        for (uint16_t at = *bucket_of(calls, id); at != 0; at = calls->places[at].chain) {
                struct call *call = &calls->places[at];

                if (call->id != id)
                        continue;
                if (imsi_is_same(&call->imsi, imsi)) {
                        *is_anothers = false;
                        return call;
                }
                *is_anothers = true;
        }
        return NULL;
}

static struct call *
take_free_place(struct calls *calls)
{
        struct list *free_places = &calls->lists[CALL_STATE_FREE];
        struct call *call;

        if (free_places->first != 0) {
                call = &calls->places[free_places->first];
                take_out(calls, free_places, call);
                return call;
        }
        if (calls->never_used > CALLS_MAX)
                return NULL;
        return &calls->places[calls->never_used++];
}

struct call *
call_open(struct calls *calls, const struct imsi *imsi, uint32_t id, int64_t now_ms)
{
        struct call *call = take_free_place(calls);
        uint16_t *bucket = bucket_of(calls, id);

        if (call == NULL)
                return NULL;
        *call = (struct call){.imsi = *imsi, .id = id, .number = calls->next_number++, .chain = *bucket};
        *bucket = call_place(calls, call);
        calls->count++;
        call_enter(calls, call, CALL_STATE_QUEUED, now_ms);
        return call;
}

void
call_close(struct calls *calls, struct call *call)
{
        uint16_t place = call_place(calls, call);
        uint16_t *link = bucket_of(calls, call->id);

        while (*link != place)
                link = &calls->places[*link].chain;
        *link = call->chain;
        take_out(calls, &calls->lists[call->state], call);
        sodium_memzero(call, sizeof *call);
        append(calls, &calls->lists[CALL_STATE_FREE], call);
        calls->count--;
}

uint16_t
call_place(const struct calls *calls, const struct call *call)
{
        return (uint16_t)(call - calls->places);
}

struct call *
call_at(struct calls *calls, uint16_t place, uint64_t number)
{
        struct call *call = &calls->places[place <= CALLS_MAX ? place : 0];

        return call->state != CALL_STATE_FREE && call->number == number ? call : NULL;
}

struct call *
call_first(struct calls *calls, enum call_state state)
{
        uint16_t first = calls->lists[state].first;

        return first != 0 ? &calls->places[first] : NULL;
}

/* --- time --- */

struct call *
call_due(struct calls *calls, int64_t now_ms)
{
        for (int state = CALL_STATE_FREE + 1; state < CALL_STATE_COUNT; state++) {
                struct call *call = call_first(calls, (enum call_state)state);

                if (call != NULL && call->deadline_ms <= now_ms)
                        return call;
        }
        return NULL;
}

int64_t
calls_deadline(const struct calls *calls)
{
        int64_t deadline_ms = LOOP_NEVER;

        for (int state = CALL_STATE_FREE + 1; state < CALL_STATE_COUNT; state++) {
                uint16_t first = calls->lists[state].first;

                if (first != 0 && calls->places[first].deadline_ms < deadline_ms)
                        deadline_ms = calls->places[first].deadline_ms;
        }
        return deadline_ms;
}

unsigned
calls_count(const struct calls *calls)
{
        return calls->count;
}
