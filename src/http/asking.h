/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Questions at the engine: up to WIRE_ASKS_OPEN at once, the rest waits in a queue of limited length. What the engine's death left open is
 * asked again; what is answered is counted, once, however often the provider asks. Part of http; never blocks.
 */
#ifndef WAYMARK_HTTP_ASKING_H
#define WAYMARK_HTTP_ASKING_H

#include "exchange.h"
#include "wire/links.h"
#include "wire/tally.h"

#define ASKING_QUEUE 192

struct asking {
        struct link *engine;
        struct tally *tally;
        struct repeats *repeats;
        void (*done)(void *context, struct exchange *exchange); /* its phase is DONE; the exchange is the caller's again */
        void *context;
        struct exchange *open[WIRE_ASKS_OPEN];
        int nopen;
        struct exchange *first, *last;  /* the queue */
        int nwaiting;
        uint32_t next_sequence;
        int32_t day;                    /* that the front tells the engine, DAY_UNKNOWN */
        struct wire_ask ask;            /* room for the one that is sent */
        struct wire_step step;
};

void asking_init(struct asking *asking, struct link *engine, struct tally *tally, struct repeats *repeats,
                 void (*done)(void *context, struct exchange *exchange), void *context);

/* Takes an exchange in phase NONE with its question filled in. False if the queue is full: it stays the caller's, as it was. */
bool asking_take(struct asking *asking, struct exchange *exchange);

/* Gives up one that was taken and is not done. Its answer, if it still comes, finds nobody. */
void asking_drop(struct asking *asking, struct exchange *exchange);

void asking_on_answer(struct asking *asking, const struct wire_answer *answer);
void asking_on_page(struct asking *asking, const struct wire_page *page);

/* The link to the engine came up (again). */
void asking_on_engine_up(struct asking *asking);

/* Sends what can be sent: after counts were acknowledged. The others call it themselves. */
void asking_go_on(struct asking *asking);

#endif
