/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What server.c and request.c share; nobody else includes it.
 */
#ifndef WAYMARK_HTTP_SERVER_PRIV_H
#define WAYMARK_HTTP_SERVER_PRIV_H

#include "kannel.h"
#include "server.h"
#include "ussd.h"

#include <microhttpd.h>

enum route {
        ROUTE_NONE = 0,
        ROUTE_USSD,
        ROUTE_KANNEL,
        ROUTE_HEALTH,
};

/* What a connection is doing, for the request that is under way. */
enum place_phase {
        PLACE_PHASE_IDLE = 0,           /* nothing of a request has come, or not its first line */
        PLACE_PHASE_LINE,               /* the first line was read */
        PLACE_PHASE_READING,            /* the header was read */
        PLACE_PHASE_ASKING,             /* suspended until server_answer() */
        PLACE_PHASE_REPLYING,
};

/* A connection, and its request: there is only one at a time. */
struct place {
        struct server *server;
        struct MHD_Connection *connection; /* NULL: free */
        int64_t since_ms;               /* of the phase */
        enum place_phase phase;
        bool used;                      /* it has had a request */
        enum route route;
        enum refusal refusal;           /* the first thing that was wrong */
        size_t received;                /* bytes of the body, also those that were not kept */
        size_t body_len;
        char body[KANNEL_BODY];
        struct kannel kannel;
        struct exchange exchange;
};

struct server {
        struct loop *loop;
        struct callers *callers;
        const struct repeats *repeats;
        struct refusals *refusals;
        struct server_handlers handlers;
        void *context;
        char secret[CONFIG_SECRET];     /* padded with NULs */
        struct network allow[CONFIG_CALLERS];
        int nallow;
        struct MHD_Daemon *daemon;      /* NULL until server_start() */
        int epoll_fd;
        struct MHD_Response *refused[REFUSAL_COUNT];
        struct MHD_Response *well, *unwell;
        int nopen;
        struct loop_timer again;        /* libmicrohttpd has more to do */
        struct loop_timer patience;     /* somebody's time is over */
        struct place places[SERVER_CONNECTIONS];
};

/* The phase alone is not written elsewhere: the time in it counts from here. */
void place_enter(struct place *place, enum place_phase phase);

/* libmicrohttpd's handlers of one request; `cls` is the server. */
void *request_on_line(void *cls, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_on_part(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                const char *data, size_t *size, void **context);
void request_on_completed(void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how);

/* The fixed answers. False without memory. */
bool request_make_replies(struct server *server);

#endif
