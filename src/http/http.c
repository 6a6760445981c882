/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The http process: from birth to end.
 */
#include "http.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asking.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "listener.h"
#include "server.h"
#include "wire/links.h"
#include "wire/tally.h"

#define LISTEN_AGAIN_MS 1000            /* doubled up to the most */
#define LISTEN_MOST_MS 30000
#define CLOCK_MS 20000                  /* how often the clock is looked at */
#define STOP_MS 2000                    /* for what is under way when the end is asked for */
#define HANDLER_MS 10000                /* longer than any handler may take: then the parent ends us */

struct http {
        struct http_birth *birth;
        struct loop loop;
        struct links links;
        struct tally tally;
        struct callers callers;
        struct repeats *repeats;
        struct refusals refusals;
        struct asking asking;
        struct server *server;
        struct address address;
        int listener;                   /* -1 once the server has it */
        int64_t listen_pause_ms;
        struct loop_timer listen, stop;
        int64_t clock_ahead_ms;         /* the right time minus clock_ms(), 0 unknown */
        int64_t clock_seen_ms;
        bool stopping;
        struct wire_front_state state;
};

/* --- what is told --- */

static void
tell_state(struct http *http, uint32_t serial)
{
        struct wire_front_state *state = &http->state;

        state->serial = serial;
        state->sessions = (uint32_t)server_connections(http->server);
        state->requests = http->refusals.taken;
        state->refused = http->refusals.refused;
        if (state->phase == WIRE_FRONT_PHASE_READY)
                refusals_tell(&http->refusals, clock_ms(), state->problem, sizeof state->problem);
        link_send(&http->links.parent, WIRE_FRONT_STATE, state);
}

/* --- time --- */

static int64_t
utc(void *context)
{
        struct http *http = context;
        int64_t now = clock_ms();

        if (http->clock_seen_ms == 0 || now - http->clock_seen_ms >= CLOCK_MS) {
                int64_t seconds = clock_synchronised_utc();

                http->clock_seen_ms = now;
                http->clock_ahead_ms = seconds > 0 ? seconds * 1000 - now : 0;
        }
        return http->clock_ahead_ms != 0 ? (now + http->clock_ahead_ms) / 1000 : 0;
}

/* --- questions --- */

static enum refusal
on_question(void *context, struct exchange *exchange)
{
        struct http *http = context;

        if (http->stopping)
                return REFUSAL_BUSY;
        http->asking.day = clock_local_day(utc(http));
        return asking_take(&http->asking, exchange) ? REFUSAL_NONE : REFUSAL_BUSY;
}

static void
on_late(void *context, struct exchange *exchange)
{
        struct http *http = context;

        asking_drop(&http->asking, exchange);
}

static bool
is_well(void *context)
{
        const struct http *http = context;

        return !http->stopping && link_is_up(&http->links.engine);
}

static void
on_done(void *context, struct exchange *exchange)
{
        struct http *http = context;

        server_answer(http->server, exchange);
}

/* --- the end --- */

/* What was taken is answered and counted first, as long as that does not take long. */
static void
stop_if_done(struct http *http)
{
        if (http->stopping && http->asking.nopen == 0 && http->asking.nwaiting == 0 && tally_open(&http->tally) == 0)
                loop_stop(&http->loop);
}

static void
on_stop(void *arg)
{
        struct http *http = arg;

        loop_stop(&http->loop);
}

static void
begin_to_stop(struct http *http)
{
        http->stopping = true;
        http->listen.at_ms = LOOP_NEVER;
        http->stop.at_ms = clock_ms() + STOP_MS;
        server_quiesce(http->server);
        stop_if_done(http);
}

/* --- listening --- */

static void
begin_to_listen(struct http *http)
{
        int rc = listener_bind(http->listener, &http->address);

        if (rc == 0)
                rc = server_start(http->server, http->listener);
        if (rc == 0) {
                http->listener = -1;
                http->state.phase = WIRE_FRONT_PHASE_READY;
                http->state.problem[0] = '\0';
                log_notice("listening at %s", http->birth->config.listen);
                return;
        }
        snprintf(http->state.problem, sizeof http->state.problem, "cannot listen at %s: %s; %s", http->birth->config.listen, strerror(-rc),
                 listener_cure(-rc));
        if (http->listen_pause_ms == 0)
                log_error("%s", http->state.problem);
        http->listen_pause_ms = http->listen_pause_ms == 0 ? LISTEN_AGAIN_MS : http->listen_pause_ms * 2;
        if (http->listen_pause_ms > LISTEN_MOST_MS)
                http->listen_pause_ms = LISTEN_MOST_MS;
        http->listen.at_ms = clock_ms() + http->listen_pause_ms;
}

static void
on_listen(void *arg)
{
        struct http *http = arg;

        http->state.reconnects++;
        begin_to_listen(http);
        if (http->state.phase == WIRE_FRONT_PHASE_READY)
                tell_state(http, 0);
}

/* --- messages --- */

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct http *http = context;

        (void)from;
        pulse_busy(http->birth->pulse, HANDLER_MS);
        switch ((enum wire_type)message->header.type) {
        case WIRE_PAGE:
                asking_on_page(&http->asking, &message->as.PAGE);
                break;
        case WIRE_ANSWER:
                asking_on_answer(&http->asking, &message->as.ANSWER);
                break;
        case WIRE_COUNTED:
                tally_on_counted(&http->tally, message->as.COUNTED.sequence);
                asking_go_on(&http->asking);
                break;
        case WIRE_STATE_ASK:
                tell_state(http, message->as.STATE_ASK.serial);
                break;
        case WIRE_STOP:
                begin_to_stop(http);
                break;
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_RELOAD:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_REPAIR:
        case WIRE_REPAIRED:
        case WIRE_ENGINE_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_FRONT_STATE:
        case WIRE_STEP:
        case WIRE_ASK:
        case WIRE_COUNT:
        case WIRE_SPENT_ASK:
        case WIRE_REACH:
        case WIRE_SPENT:
        case WIRE_TYPE_COUNT:
                break; /* wire_receive() lets none of the others through to this front */
        }
        pulse_idle(http->birth->pulse);
        stop_if_done(http);
}

static void
on_up(void *context, struct link *link)
{
        struct http *http = context;

        if (link->role == WIRE_LEDGER) {
                tally_on_up(&http->tally);
                asking_go_on(&http->asking);
        } else if (link->role == WIRE_ENGINE) {
                asking_on_engine_up(&http->asking);
        }
}

/* --- life --- */

static void
make_parts(struct http *http)
{
        static const struct server_handlers handlers = {.on_question = on_question, .on_late = on_late, .is_well = is_well, .utc = utc};
        struct http_birth *birth = http->birth;

        http->callers = (struct callers){.guard = &birth->guard, .tag_key = birth->tag_key, .nown = birth->nown};
        memcpy(http->callers.own, birth->own, sizeof birth->own);
        http->repeats = repeats_new();
        if (http->repeats != NULL)
                http->server = server_new(&http->loop, &birth->config, &http->callers, http->repeats, &http->refusals, &handlers, http);
        if (http->server == NULL)
                fatal("no memory");
        tally_init(&http->tally, &http->links.ledger, randombytes_random());
        asking_init(&http->asking, &http->links.engine, &http->tally, http->repeats, on_done, http);
        loop_add_timer(&http->loop, &http->listen, on_listen, http);
        loop_add_timer(&http->loop, &http->stop, on_stop, http);
}

static void
wipe(struct http *http)
{
        server_free(http->server);
        repeats_free(http->repeats);
        sodium_memzero(http->birth, sizeof *http->birth);
        sodium_memzero(http, sizeof *http);
        free(http);
}

int
http_main(struct http_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct sandbox sandbox = {.role = FILTER_ROLE_HTTP, .title = "waymarkd: http", .user = birth->user, .pulse = birth->pulse};
        struct wire_ready ready;
        struct http *http = calloc(1, sizeof *http);
        int rc;

        log_open("http");
        if (http == NULL)
                fatal("no memory");
        http->birth = birth;
        http->state.phase = WIRE_FRONT_PHASE_CONNECTING;
        loop_init(&http->loop);
        clock_open_zone();
        if (address_parse(birth->config.listen, &http->address) < 0)
                fatal("no address to listen at"); /* it was checked when the configuration was read */
        http->listener = listener_open(&http->address);
        if (http->listener < 0)
                fatal("no socket: %s", strerror(-http->listener));
        links_init(&http->links, &http->loop, WIRE_HTTP, birth->parent_fd, &handlers, http);
        make_parts(http);
        begin_to_listen(http); /* as root a port below 1024 is had now or never */
        sandbox.fence.listen_port = address_port(&http->address);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        ready = (struct wire_ready){.in_force = sandbox.in_force, .refused = sandbox.refused};
        link_send(&http->links.parent, WIRE_READY, &ready);

        loop_run(&http->loop);

        wipe(http);
        return 0;
}
