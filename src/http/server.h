/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The HTTP side: libmicrohttpd inside our own loop, no threads. Limits on everything a caller can make grow: connections, bytes of a
 * request, time for it; who waits longest for its own request gives way when places run out. There is no limit for one address, for an
 * aggregator or a proxy is one address. Part of http; never blocks.
 */
#ifndef WAYMARK_HTTP_SERVER_H
#define WAYMARK_HTTP_SERVER_H

#include "common/config.h"
#include "common/loop.h"
#include "exchange.h"

#define SERVER_CONNECTIONS 256
#define SERVER_REQUEST_MS 5000          /* for a whole request, from its first line (or the connection) on */
#define SERVER_NEXT_MS 60000            /* for the next one on the same connection */
#define SERVER_ANSWER_MS 4000           /* for the engine; providers give up after five to ten seconds */

struct server;

struct server_handlers {
        /* A sound question lies in the exchange: server_answer() must follow, now or later. REFUSAL_NONE, or why it cannot be asked. */
        enum refusal (*on_question)(void *context, struct exchange *exchange);
        /* The time for that is over: the exchange must be forgotten. */
        void (*on_late)(void *context, struct exchange *exchange);
        /* Whether a question could be answered now, for those who ask for /health. */
        bool (*is_well)(void *context);
        /* The right time, 0 unknown (clock_synchronised_utc()). */
        int64_t (*utc)(void *context);
};

/* Borrows all of them. NULL without memory. */
struct server *server_new(struct loop *loop, const struct config_http *config, struct callers *callers, const struct repeats *repeats,
                          struct refusals *refusals, const struct server_handlers *handlers, void *context);

/* Begins to accept on a socket that listens, and takes it over. 0 or -ENOMEM. */
int server_start(struct server *server, int fd);

/* No new connections from now on. */
void server_quiesce(struct server *server);

/* Ends all connections. Nothing may be asked any more. NULL is fine. */
void server_free(struct server *server);

/* The exchange is DONE: its reply or refusal goes out. */
void server_answer(struct server *server, struct exchange *exchange);

/* How many connections are open. */
int server_connections(const struct server *server);

#endif
