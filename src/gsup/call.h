/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The calls that are open now: a call is one USSD session as the network knows it. A table of fixed size, found by (IMSI, session id), and
 * a list for each state, in the order in which the calls came into it. All of one state wait equally long, so the first of a list is the
 * first that is due. Part of the gsup process; never blocks, allocates once.
 */
#ifndef WAYMARK_GSUP_CALL_H
#define WAYMARK_GSUP_CALL_H

#include "coding.h"
#include "gsup_message.h"

#include "wire/wire.h"

#define CALLS_MAX 4096

/*
 *      [new] --> QUEUED --a place among the questions--> ASKING --PAGE--> SHOWING --what she typed--> QUEUED ...
 *                  ^                                     |    \
 *                  +----- a new engine, ask again -------+     +--PAGE, the HLR is away--> OWING --it is back--> SHOWING
 *
 * From each of them it ends: by the last page, by the HLR's word, or because its time is over.
 */
enum call_state {
        CALL_STATE_FREE,
        CALL_STATE_QUEUED,           /* the step is to be told to the engine as soon as it has few enough questions */
        CALL_STATE_ASKING,           /* the engine has the step */
        CALL_STATE_SHOWING,          /* she reads, and may type */
        CALL_STATE_OWING,            /* the page is there but not the HLR */
        CALL_STATE_COUNT
};

struct call {
        struct imsi imsi;
        uint32_t id;                    /* of the network: unique for one IMSI */
        uint64_t tag;
        uint64_t number;                /* ours, for the engine: never used twice, never 0 */
        int64_t deadline_ms;
        enum call_state state;
        uint8_t invoke_id;              /* of what she dialled; our questions carry it too: see dialogue.h */
        bool is_told;                   /* the engine knows of it */
        struct {
                uint8_t kind;           /* enum wire_step_kind */
                bool again;             /* asked before: then under the same sequence */
                uint32_t sequence;
                char text[WIRE_INPUT];
        } step;
        struct {
                struct coded text;      /* the last page, len 0: none yet */
                bool ends;
                bool is_counted;        /* `count` was told, or there is nothing to count */
                struct wire_count count;
        } page;
        uint16_t next, previous;        /* in the list of its state */
        uint16_t chain;                 /* in its bucket */
};

struct calls;

/* `show_ms`: how long she may take to answer a page. NULL without memory. */
struct calls *calls_new(int64_t show_ms);
void calls_free(struct calls *calls);

/* The call of that name, NULL if there is none; then `*is_anothers` tells whether somebody else has one of this id. */
struct call *call_find(struct calls *calls, const struct imsi *imsi, uint32_t id, bool *is_anothers);

/* A new one, QUEUED, its other fields zero but `number`. NULL if the table is full. No call of that name may be open. */
struct call *call_open(struct calls *calls, const struct imsi *imsi, uint32_t id, int64_t now_ms);

/* Into the next state, at the end of its list, with its time-out armed anew. fatal() if the diagram has no such step. */
void call_enter(struct calls *calls, struct call *call, enum call_state state, int64_t now_ms);

/* Forgets it: every octet of it is overwritten. */
void call_close(struct calls *calls, struct call *call);

/* The one that has been longest in a state, NULL if there is none. */
struct call *call_first(struct calls *calls, enum call_state state);

/* The one of this number, if it is still open and still where `call_place()` said it was. */
uint16_t call_place(const struct calls *calls, const struct call *call);
struct call *call_at(struct calls *calls, uint16_t place, uint64_t number);

/* One whose time is over, NULL if there is none; and when that will be (LOOP_NEVER if never). */
struct call *call_due(struct calls *calls, int64_t now_ms);
int64_t calls_deadline(const struct calls *calls);

/* How many are open. */
unsigned calls_count(const struct calls *calls);

#endif
