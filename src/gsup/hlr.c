/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connection to osmo-hlr. One timer, armed by hlr_enter() for the state; whatever goes wrong leads to fail(), which says once what it
 * was and rests for a while.
 */
#include "hlr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/scrub.h"
#include "gsup_message.h"

#define PAUSE_FIRST_MS 250
#define PAUSE_MOST_MS 8000              /* nobody is served meanwhile */
#define STEADY_MS 10000                 /* who was there for so long is not one that comes and goes */

#define TO(state) (1U << HLR_STATE_##state)
#define LIVE (TO(RESTING) | TO(READY))

static const struct hlr_state_def {
        const char *name;
        unsigned to;
        int64_t timeout_ms;             /* 0: the pause */
} states[] = {
        [HLR_STATE_RESTING]    = {"resting",    TO(CONNECTING),                       0},
        [HLR_STATE_CONNECTING] = {"connecting", TO(RESTING) | TO(GREETING),           10000},
        [HLR_STATE_GREETING]   = {"greeting",   TO(UNHEARD) | LIVE,                   2000},
        [HLR_STATE_UNHEARD]    = {"unheard",    TO(CONNECTING) | LIVE,                2000},
        [HLR_STATE_READY]      = {"ready",      TO(RESTING) | TO(ASKED) | TO(READY),  30000},
        [HLR_STATE_ASKED]      = {"asked",      LIVE,                                 10000},
};
_Static_assert(sizeof states / sizeof states[0] == HLR_STATE_COUNT, "a state of the connection has no row");

/* An IMSI of the test network 001-01: the echo is about nobody. */
#define ECHO_IMSI "001010000000000"

static void
enter(struct hlr *hlr, enum hlr_state state)
{
        if ((states[hlr->state].to & 1U << state) == 0)
                fatal("the connection to the HLR goes from %s to %s", states[hlr->state].name, states[state].name);
        if (hlr->state != state)
                log_debug("HLR: %s -> %s", states[hlr->state].name, states[state].name);
        hlr->state = state;
        hlr->timer.at_ms = clock_ms() + (states[state].timeout_ms != 0 ? states[state].timeout_ms : hlr->pause_ms) / hlr->hurry;
        hlr->handlers.on_change(hlr->context);
}

/* Said once: the next try may fail in the same way. */
static void
note_problem(struct hlr *hlr, const char *problem)
{
        if (strcmp(hlr->problem, problem) == 0)
                return;
        snprintf(hlr->problem, sizeof hlr->problem, "%s", problem);
        log_warning("%s", problem);
}

static void
hang_up(struct hlr *hlr)
{
        if (hlr->fd >= 0) {
                loop_remove(hlr->loop, hlr->fd);
                close(hlr->fd);
        }
        hlr->fd = -1;
        sodium_memzero(hlr->in, hlr->in_len);
        sodium_memzero(hlr->out, hlr->out_len);
        hlr->in_len = hlr->out_len = 0;
        hlr->is_named = false;
}

static void fail(struct hlr *hlr, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
fail(struct hlr *hlr, const char *format, ...)
{
        char problem[HLR_PROBLEM];
        va_list args;

        va_start(args, format);
        vsnprintf(problem, sizeof problem, format, args);
        va_end(args);
        hang_up(hlr);
        note_problem(hlr, problem);
        if (hlr->ready_ms != 0 && clock_ms() - hlr->ready_ms >= STEADY_MS / hlr->hurry)
                hlr->pause_ms = PAUSE_FIRST_MS;
        hlr->ready_ms = 0;
        enter(hlr, HLR_STATE_RESTING);
        hlr->pause_ms = hlr->pause_ms * 2 < PAUSE_MOST_MS ? hlr->pause_ms * 2 : PAUSE_MOST_MS;
}

/* --- out --- */

static void
watch_room(struct hlr *hlr)
{
        loop_change(hlr->loop, hlr->fd, hlr->out_len > 0 ? POLLIN | POLLOUT : POLLIN);
}

/* As much as the kernel takes. False if the connection is gone; then it has failed already. */
static bool
flush(struct hlr *hlr)
{
        while (hlr->out_len > 0) {
                ssize_t n = send(hlr->fd, hlr->out, hlr->out_len, MSG_NOSIGNAL | MSG_DONTWAIT);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0 && errno == EAGAIN)
                        break;
                if (n <= 0) {
                        fail(hlr, "the HLR at %s has closed the connection (%s); is osmo-hlr running?", hlr->where, strerror(errno));
                        return false;
                }
                memmove(hlr->out, hlr->out + n, hlr->out_len - (size_t)n);
                hlr->out_len -= (size_t)n;
                sodium_memzero(hlr->out + hlr->out_len, (size_t)n);
        }
        watch_room(hlr);
        return true;
}

/* All or nothing. */
static bool
put(struct hlr *hlr, const uint8_t *frame, size_t len)
{
        if (len == 0 || hlr->fd < 0 || len > sizeof hlr->out - hlr->out_len)
                return false;
        memcpy(hlr->out + hlr->out_len, frame, len);
        hlr->out_len += len;
        return flush(hlr);
}

bool
hlr_send(struct hlr *hlr, const uint8_t *message, size_t len)
{
        uint8_t frame[IPA_FRAME_MAX];
        size_t size;
        bool sent;

        if (!hlr->is_named)
                return false;
        size = ipa_write_gsup(message, len, frame, sizeof frame);
        sent = put(hlr, frame, size);
        sodium_memzero(frame, size);
        return sent;
}

bool
hlr_has_room(const struct hlr *hlr)
{
        return hlr->is_named && hlr->out_len < sizeof hlr->out / 2;
}

static void
send_plain(struct hlr *hlr, enum ipa_kind kind)
{
        uint8_t frame[IPA_HEADER + 1];

        (void)put(hlr, frame, ipa_write_plain(kind, frame, sizeof frame));
}

/* The end of a session that is nobody's, to ourselves: whoever else gets it has nothing to do for it. */
static void
send_echo(struct hlr *hlr)
{
        struct gsup_message message = {
                .type = GSUP_TYPE_SS_RESULT, .state = GSUP_STATE_END, .session = randombytes_random(), .peer = hlr->name};
        uint8_t bytes[GSUP_MESSAGE_MAX];

        (void)imsi_from_digits(ECHO_IMSI, &message.imsi);
        (void)hlr_send(hlr, bytes, gsup_message_write(&message, bytes, sizeof bytes));
}

/* --- in --- */

static void
on_identity_request(struct hlr *hlr)
{
        uint8_t frame[IPA_FRAME_MAX];

        if (!put(hlr, frame, ipa_write_identity(hlr->name, frame, sizeof frame)))
                return;
        hlr->is_named = true;
        send_echo(hlr);
}

/* Ours, or one of somebody who wants our name: that one will notice by itself. */
static bool
is_echo(const uint8_t *content, size_t len)
{
        struct gsup_message message;
        struct imsi nobody;
        bool is = gsup_message_read(content, len, &message) == 0 && message.type == GSUP_TYPE_SS_RESULT && message.component == NULL &&
                  imsi_from_digits(ECHO_IMSI, &nobody) && imsi_is_same(&nobody, &message.imsi);

        sodium_memzero(&message, sizeof message);
        return is;
}

/* What is meant for us comes to us: that is all that was in doubt. */
static void
be_ready(struct hlr *hlr)
{
        if (hlr->state != HLR_STATE_GREETING && hlr->state != HLR_STATE_UNHEARD)
                return;
        hlr->connections++;
        hlr->problem[0] = '\0';
        hlr->ready_ms = clock_ms();
        enter(hlr, HLR_STATE_READY);
        log_notice("the HLR at %s knows us as %s", hlr->where, hlr->name);
        hlr->handlers.on_room(hlr->context);
}

static void
on_gsup(struct hlr *hlr, const struct ipa_frame *frame)
{
        if (!hlr->is_named)
                return; /* nothing can be for us yet */
        be_ready(hlr);
        if (hlr->state >= HLR_STATE_READY && !is_echo(frame->content, frame->content_len))
                hlr->handlers.on_message(hlr->context, frame->content, frame->content_len);
}

static void
on_frame(struct hlr *hlr, const struct ipa_frame *frame)
{
        if (hlr->state == HLR_STATE_ASKED)
                enter(hlr, HLR_STATE_READY);
        switch (frame->kind) {
        case IPA_KIND_GSUP:
                on_gsup(hlr, frame);
                break;
        case IPA_KIND_PING:
                send_plain(hlr, IPA_KIND_PONG);
                break;
        case IPA_KIND_IDENTITY_REQUEST:
                on_identity_request(hlr);
                break;
        case IPA_KIND_PONG:
        case IPA_KIND_IDENTITY:
        case IPA_KIND_IDENTITY_TAKEN:
        case IPA_KIND_OTHER:
                break;
        }
}

static void
take_frames(struct hlr *hlr)
{
        struct ipa_frame frame;
        size_t used = 0;
        int rc = 0;

        while (hlr->fd >= 0 && (rc = ipa_read(hlr->in + used, hlr->in_len - used, &frame)) == 1) {
                used += frame.size;
                on_frame(hlr, &frame);
        }
        if (hlr->fd < 0)
                return; /* a handler has found it dead */
        if (rc < 0) {
                fail(hlr, "what is at %s does not speak as an HLR does; is `gsup.hlr` the address of osmo-hlr, port 4222?", hlr->where);
                return;
        }
        memmove(hlr->in, hlr->in + used, hlr->in_len - used);
        hlr->in_len -= used;
        sodium_memzero(hlr->in + hlr->in_len, used);
}

static void
receive(struct hlr *hlr)
{
        ssize_t n = recv(hlr->fd, hlr->in + hlr->in_len, sizeof hlr->in - hlr->in_len, MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (n <= 0) {
                fail(hlr, "the HLR at %s has closed the connection%s%s; is osmo-hlr running, and is %s its address?", hlr->where,
                     n < 0 ? ": " : "", n < 0 ? strerror(errno) : "", hlr->where);
                return;
        }
        hlr->heard_ms = clock_ms();
        hlr->in_len += (size_t)n;
        take_frames(hlr); /* a frame is shorter than the room, so there is room again */
        scrub_stack();    /* of IMSIs and of what was typed */
}

/* --- connecting --- */

static void
fail_to_connect(struct hlr *hlr, int error)
{
        fail(hlr, "the HLR at %s cannot be reached (%s); is osmo-hlr running and does its `gsup`, `bind ip` match?", hlr->where, strerror(error));
}

static void
on_connected(struct hlr *hlr)
{
        int error = 0;
        socklen_t len = sizeof error;

        if (getsockopt(hlr->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
                error = errno;
        if (error != 0) {
                fail_to_connect(hlr, error);
                return;
        }
        watch_room(hlr);
        hlr->heard_ms = clock_ms();
        enter(hlr, HLR_STATE_GREETING);
}

static void
on_socket(void *arg, int fd, short events)
{
        struct hlr *hlr = arg;
        bool was_full;

        if (hlr->state == HLR_STATE_CONNECTING) {
                on_connected(hlr);
                return;
        }
        if ((events & POLLOUT) != 0) {
                was_full = !hlr_has_room(hlr);
                if (!flush(hlr))
                        return;
                if (was_full && hlr_has_room(hlr))
                        hlr->handlers.on_room(hlr->context);
        }
        if (hlr->fd == fd && (events & (POLLIN | POLLHUP | POLLERR)) != 0)
                receive(hlr);
}

static void
connect_now(struct hlr *hlr)
{
        int on = 1;

        enter(hlr, HLR_STATE_CONNECTING);
        hlr->fd = socket(hlr->address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (hlr->fd < 0) {
                fail_to_connect(hlr, errno);
                return;
        }
        loop_add(hlr->loop, hlr->fd, POLLOUT, on_socket, hlr);
        (void)setsockopt(hlr->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(hlr->fd, &hlr->address.any, hlr->address_len) < 0 && errno != EINPROGRESS)
                fail_to_connect(hlr, errno);
}

/* --- time --- */

static void
on_silence(struct hlr *hlr)
{
        if (clock_ms() - hlr->heard_ms < states[HLR_STATE_READY].timeout_ms / hlr->hurry) {
                enter(hlr, HLR_STATE_READY);
                return;
        }
        enter(hlr, HLR_STATE_ASKED);
        send_plain(hlr, IPA_KIND_PING);
}

static void
be_unheard(struct hlr *hlr)
{
        char problem[HLR_PROBLEM];

        if (!hlr->is_named) {
                fail(hlr, "what is at %s does not ask who we are; is `gsup.hlr` the address of osmo-hlr, port 4222?", hlr->where);
                return;
        }
        snprintf(problem, sizeof problem,
                 "the HLR at %s sends nothing to %s: another entity has this name, or an old connection is still open; end the other one, or "
                 "give `gsup.name` and the HLR's `euse` and `ussd route` a name of their own", hlr->where, hlr->name);
        note_problem(hlr, problem);
        enter(hlr, HLR_STATE_UNHEARD);
}

static void
on_timer(void *arg)
{
        struct hlr *hlr = arg;

        switch (hlr->state) {
        case HLR_STATE_RESTING:
                connect_now(hlr);
                break;
        case HLR_STATE_CONNECTING:
                fail_to_connect(hlr, ETIMEDOUT);
                break;
        case HLR_STATE_GREETING:
                be_unheard(hlr);
                break;
        case HLR_STATE_UNHEARD: /* the other one may be gone: a name is given to who asks for it first */
                hang_up(hlr);
                connect_now(hlr);
                break;
        case HLR_STATE_READY:
                on_silence(hlr);
                break;
        case HLR_STATE_ASKED:
                fail(hlr, "the HLR at %s does not answer any more; is osmo-hlr running?", hlr->where);
                break;
        case HLR_STATE_COUNT:
                break;
        }
}

/* --- the whole --- */

/* "127.0.0.1:4222", "[::1]:4222": the configuration has checked it, but nothing here resolves names. */
static int
read_address(struct hlr *hlr, const char *address)
{
        const char *colon = strrchr(address, ':');
        char host[HLR_WHERE];
        size_t len = colon != NULL ? (size_t)(colon - address) : 0;
        long port = colon != NULL ? strtol(colon + 1, NULL, 10) : 0;

        if (port < 1 || port > UINT16_MAX || len < 3 || len >= sizeof host)
                return -EINVAL;
        memcpy(host, address, len);
        host[len] = '\0';
        if (inet_pton(AF_INET, host, &hlr->address.v4.sin_addr) == 1) {
                hlr->address.v4.sin_family = AF_INET;
                hlr->address.v4.sin_port = htons((uint16_t)port);
                hlr->address_len = sizeof hlr->address.v4;
                return 0;
        }
        host[len - 1] = '\0'; /* without the brackets */
        if (host[0] != '[' || address[len - 1] != ']' || inet_pton(AF_INET6, host + 1, &hlr->address.v6.sin6_addr) != 1)
                return -EINVAL;
        hlr->address.v6.sin6_family = AF_INET6;
        hlr->address.v6.sin6_port = htons((uint16_t)port);
        hlr->address_len = sizeof hlr->address.v6;
        return 0;
}

int
hlr_open(struct hlr *hlr, struct loop *loop, const char *address, const char *name, const struct hlr_handlers *handlers, void *context)
{
        memset(hlr, 0, sizeof *hlr);
        hlr->fd = -1;
        hlr->loop = loop;
        hlr->handlers = *handlers;
        hlr->context = context;
        hlr->pause_ms = PAUSE_FIRST_MS;
        hlr->hurry = 1;
        snprintf(hlr->where, sizeof hlr->where, "%s", address);
        if (snprintf(hlr->name, sizeof hlr->name, "EUSE-%s", name) >= (int)sizeof hlr->name || read_address(hlr, address) < 0)
                return -EINVAL;
        loop_add_timer(loop, &hlr->timer, on_timer, hlr);
        connect_now(hlr);
        return 0;
}

void
hlr_close(struct hlr *hlr)
{
        hang_up(hlr);
        hlr->timer.at_ms = LOOP_NEVER;
}

void
hlr_drain(struct hlr *hlr, int patience_ms)
{
        int64_t until_ms = clock_ms() + patience_ms;

        while (hlr->fd >= 0 && hlr->out_len > 0) {
                struct pollfd poll_one = {.fd = hlr->fd, .events = POLLOUT};
                int64_t left = until_ms - clock_ms();

                if (left <= 0 || poll(&poll_one, 1, (int)left) <= 0 || !flush(hlr))
                        return;
        }
}
