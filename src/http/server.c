/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libmicrohttpd's daemon and the places of its connections. It runs on an epoll descriptor of its own, which our loop watches; its own
 * time-outs are off, for they count from the last byte: a byte every now and then would hold a connection for ever. It logs nothing.
 */
#include "server_priv.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"

#define CONNECTION_MEMORY ((size_t)24 * 1024) /* holds a get-url of Kannel with as much text as the engine takes */
#define CROWDED (SERVER_CONNECTIONS * 3 / 4)

/* --- time --- */

static int64_t
deadline_ms(const struct place *place)
{
        switch (place->phase) {
        case PLACE_PHASE_IDLE:
                return place->since_ms + (place->used ? SERVER_NEXT_MS : SERVER_REQUEST_MS);
        case PLACE_PHASE_ASKING:
                return place->since_ms + SERVER_ANSWER_MS;
        case PLACE_PHASE_LINE:
        case PLACE_PHASE_READING:
        case PLACE_PHASE_REPLYING:
                break;
        }
        return place->since_ms + SERVER_REQUEST_MS;
}

void
place_enter(struct place *place, enum place_phase phase)
{
        struct loop_timer *patience = &place->server->patience;

        if (phase != PLACE_PHASE_READING) /* the header's time is part of the request's */
                place->since_ms = clock_ms();
        place->phase = phase;
        if (deadline_ms(place) < patience->at_ms)
                patience->at_ms = deadline_ms(place);
}

/* libmicrohttpd sees the end of the connection and cleans up. */
static void
cut(const struct place *place)
{
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(place->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

        if (info != NULL)
                (void)shutdown(info->connect_fd, SHUT_RDWR);
}

static void
give_up(struct place *place)
{
        struct server *server = place->server;

        if (place->phase != PLACE_PHASE_ASKING) {
                cut(place);
        } else if (place->exchange.phase != EXCHANGE_PHASE_DONE) {
                server->handlers.on_late(server->context, &place->exchange);
                place->exchange.refusal = REFUSAL_LATE;
                place->exchange.phase = EXCHANGE_PHASE_DONE;
                server_answer(server, &place->exchange);
        }
}

static void
on_patience(void *arg)
{
        struct server *server = arg;
        int64_t now = clock_ms(), next = LOOP_NEVER;

        for (int i = 0; i < SERVER_CONNECTIONS; i++) {
                struct place *place = &server->places[i];

                if (place->connection == NULL)
                        continue;
                if (deadline_ms(place) <= now) {
                        give_up(place);
                        place->since_ms = now; /* not again and again until libmicrohttpd has done its part */
                }
                if (deadline_ms(place) < next)
                        next = deadline_ms(place);
        }
        if (next < server->patience.at_ms)
                server->patience.at_ms = next;
}

/* --- connections --- */

static enum MHD_Result
on_accept(void *cls, const struct sockaddr *address, socklen_t len)
{
        struct server *server = cls;

        (void)len;
        if (server->nallow == 0)
                return MHD_YES; /* by the secret, or nobody but this machine reaches us: config.c */
        for (int i = 0; i < server->nallow; i++)
                if (network_contains(&server->allow[i], address))
                        return MHD_YES;
        refusals_add(server->refusals, REFUSAL_ADDRESS, clock_ms());
        return MHD_NO;
}

/* Room for those who have something to say: of all who say nothing, or not all of it, the one who has done so longest goes. */
static void
make_room(struct server *server)
{
        struct place *slowest = NULL;

        for (int i = 0; i < SERVER_CONNECTIONS; i++) {
                struct place *place = &server->places[i];

                if (place->connection != NULL && place->phase <= PLACE_PHASE_READING && (slowest == NULL || place->since_ms < slowest->since_ms))
                        slowest = place;
        }
        if (slowest != NULL) {
                cut(slowest);
                slowest->since_ms = clock_ms();
        }
}

static struct place *
free_place(struct server *server)
{
        for (int i = 0; i < SERVER_CONNECTIONS; i++)
                if (server->places[i].connection == NULL)
                        return &server->places[i];
        return NULL;
}

static void
on_connection(void *cls, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode what)
{
        struct server *server = cls;
        struct place *place = what == MHD_CONNECTION_NOTIFY_STARTED ? free_place(server) : *socket_context;

        if (place == NULL)
                return; /* cannot be: libmicrohttpd has the same limit; such a connection gets no answer */
        if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
                place->connection = NULL;
                server->nopen--;
                return;
        }
        if (++server->nopen > CROWDED)
                make_room(server);
        place->server = server;
        place->connection = connection;
        place->used = false;
        place->exchange.phase = EXCHANGE_PHASE_NONE;
        place_enter(place, PLACE_PHASE_IDLE);
        *socket_context = place;
}

/* --- the daemon --- */

static void
run(struct server *server)
{
        MHD_UNSIGNED_LONG_LONG wait_ms;

        (void)MHD_run(server->daemon);
        if (MHD_get_timeout(server->daemon, &wait_ms) != MHD_YES)
                return;
        /* at once is not "now": the loop would round that up to the next millisecond, and there are two of these in a request */
        server->again.at_ms = wait_ms == 0 ? 0 : clock_ms() + (int64_t)(wait_ms < SERVER_REQUEST_MS ? wait_ms : SERVER_REQUEST_MS);
}

static void
on_readable(void *arg, int fd, short events)
{
        (void)fd;
        (void)events;
        run(arg);
}

static void
on_again(void *arg)
{
        run(arg);
}

static void
on_panic(void *cls, const char *file, unsigned line, const char *reason)
{
        (void)cls;
        (void)file;
        fatal("libmicrohttpd gave up at its line %u: %s", line, reason != NULL ? reason : ""); /* allowed: the library's own words */
}

struct server *
server_new(struct loop *loop, const struct config_http *config, struct callers *callers, const struct repeats *repeats,
           struct refusals *refusals, const struct server_handlers *handlers, void *context)
{
        struct server *server = calloc(1, sizeof *server);

        if (server == NULL)
                return NULL;
        server->loop = loop;
        server->callers = callers;
        server->repeats = repeats;
        server->refusals = refusals;
        server->handlers = *handlers;
        server->context = context;
        server->epoll_fd = -1;
        memcpy(server->secret, config->secret, strlen(config->secret));
        for (int i = 0; i < config->allow.count; i++)
                if (network_parse(config->allow.list[i], &server->allow[server->nallow]) == 0)
                        server->nallow++;
        loop_add_timer(loop, &server->again, on_again, server);
        loop_add_timer(loop, &server->patience, on_patience, server);
        MHD_set_panic_func(on_panic, NULL);
        if (!request_make_replies(server)) {
                server_free(server);
                return NULL;
        }
        return server;
}

int
server_start(struct server *server, int fd)
{
        const union MHD_DaemonInfo *info;

        /* no Date: a Pi's clock is wrong; no log: it would hold what came in */
        server->daemon = MHD_start_daemon(
                MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, on_accept, server, request_on_part, server,
                MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_URI_LOG_CALLBACK,
                request_on_line, server, MHD_OPTION_NOTIFY_COMPLETED, request_on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
                on_connection, server, MHD_OPTION_END);
        if (server->daemon == NULL)
                return -ENOMEM;
        info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
        if (info == NULL)
                return -ENOMEM;
        server->epoll_fd = info->epoll_fd;
        loop_add(server->loop, server->epoll_fd, POLLIN, on_readable, server);
        run(server); /* puts its descriptors into the epoll set */
        return 0;
}

void
server_quiesce(struct server *server)
{
        if (server->daemon == NULL)
                return;
        int fd = MHD_quiesce_daemon(server->daemon);

        run(server);
        if (fd >= 0)
                close(fd);
}

/* libmicrohttpd does not stop while connections are suspended. */
static void
resume_all(struct server *server)
{
        for (int i = 0; i < SERVER_CONNECTIONS; i++)
                if (server->places[i].connection != NULL && server->places[i].phase == PLACE_PHASE_ASKING)
                        give_up(&server->places[i]);
        run(server);
}

void
server_free(struct server *server)
{
        if (server == NULL)
                return;
        if (server->daemon != NULL) {
                resume_all(server);
                loop_remove(server->loop, server->epoll_fd);
                MHD_stop_daemon(server->daemon);
        }
        for (enum refusal i = REFUSAL_NONE; i < REFUSAL_COUNT; i++)
                if (server->refused[i] != NULL)
                        MHD_destroy_response(server->refused[i]);
        if (server->well != NULL)
                MHD_destroy_response(server->well);
        if (server->unwell != NULL)
                MHD_destroy_response(server->unwell);
        sodium_memzero(server->secret, sizeof server->secret);
        server->again.at_ms = server->patience.at_ms = LOOP_NEVER;
        free(server);
}

void
server_answer(struct server *server, struct exchange *exchange)
{
        struct place *place = (void *)((char *)exchange - offsetof(struct place, exchange));

        MHD_resume_connection(place->connection); /* request_on_part() comes when it runs, which is when this turn's messages are all read */
        server->again.at_ms = 0;
}

int
server_connections(const struct server *server)
{
        return server->nopen;
}
