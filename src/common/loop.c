/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The poll() loop. Few descriptors a process, so a plain array is walked.
 */
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "clock.h"
#include "log.h"

void
loop_init(struct loop *loop)
{
        memset(loop, 0, sizeof *loop);
}

static int
find(const struct loop *loop, int fd)
{
        for (int i = 0; i < loop->nfds; i++)
                if (loop->polls[i].fd == fd)
                        return i;
        return -1;
}

void
loop_add(struct loop *loop, int fd, short events, loop_fd_handler *handler, void *arg)
{
        int i = loop->nfds;

        if (i == LOOP_FDS)
                fatal("more than %d descriptors in one loop", LOOP_FDS);
        loop->polls[i] = (struct pollfd){.fd = fd, .events = events};
        loop->watchers[i].handler = handler;
        loop->watchers[i].arg = arg;
        loop->nfds++;
}

void
loop_change(struct loop *loop, int fd, short events)
{
        int i = find(loop, fd);

        if (i >= 0)
                loop->polls[i].events = events;
}

void
loop_remove(struct loop *loop, int fd)
{
        int i = find(loop, fd);

        if (i < 0)
                return;
        loop->nfds--;
        loop->polls[i] = loop->polls[loop->nfds];
        loop->watchers[i] = loop->watchers[loop->nfds];
}

void
loop_add_timer(struct loop *loop, struct loop_timer *timer, loop_timer_handler *handler, void *arg)
{
        if (loop->ntimers == LOOP_TIMERS)
                fatal("more than %d timers in one loop", LOOP_TIMERS);
        timer->at_ms = LOOP_NEVER;
        timer->handler = handler;
        timer->arg = arg;
        loop->timers[loop->ntimers++] = timer;
}

static int
timeout_ms(const struct loop *loop, int64_t until_ms)
{
        int64_t first = until_ms;
        int64_t wait;

        for (int i = 0; i < loop->ntimers; i++)
                if (loop->timers[i]->at_ms < first)
                        first = loop->timers[i]->at_ms;
        if (first == LOOP_NEVER)
                return -1;
        wait = first - clock_ms();
        if (wait < 0)
                return 0;
        return wait > INT_MAX - 1 ? INT_MAX : (int)wait + 1; /* not a millisecond too early, or it would spin */
}

/*
 * A handler may remove any descriptor: the list of those that are ready is taken first, and each is looked up again by number. A number
 * that was closed and given out anew within one turn gets an event that is not there; handlers read without blocking, so it is harmless.
 */
static void
call_handlers(struct loop *loop)
{
        struct pollfd ready[LOOP_FDS];
        int nready = 0;

        for (int i = 0; i < loop->nfds; i++)
                if (loop->polls[i].revents != 0)
                        ready[nready++] = loop->polls[i];
        for (int i = 0; i < nready; i++) {
                int at = find(loop, ready[i].fd);

                if (at >= 0)
                        loop->watchers[at].handler(loop->watchers[at].arg, ready[i].fd, ready[i].revents);
        }
}

static void
call_timers(struct loop *loop)
{
        int64_t now = clock_ms();

        for (int i = 0; i < loop->ntimers; i++) {
                struct loop_timer *timer = loop->timers[i];

                if (timer->at_ms <= now) {
                        timer->at_ms = LOOP_NEVER;
                        timer->handler(timer->arg);
                }
        }
}

void
loop_turn(struct loop *loop, int64_t until_ms)
{
        int n = poll(loop->polls, (nfds_t)loop->nfds, timeout_ms(loop, until_ms));

        if (n < 0 && errno != EINTR)
                fatal("poll: %s", strerror(errno));
        if (n > 0)
                call_handlers(loop);
        call_timers(loop);
}

void
loop_run(struct loop *loop)
{
        while (!loop->stopping)
                loop_turn(loop, LOOP_NEVER);
}

void
loop_stop(struct loop *loop)
{
        loop->stopping = true;
}
