/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One poll() loop a process: descriptors and timers, each with one handler. Fixed size, no threads. The only call that blocks is
 * loop_turn(), and it is meant to.
 */
#ifndef WAYMARK_COMMON_LOOP_H
#define WAYMARK_COMMON_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#define LOOP_FDS 96
#define LOOP_TIMERS 48
#define LOOP_NEVER INT64_MAX

/* `events` are poll's; POLLHUP and POLLERR always come. A handler may add and remove descriptors, its own too. */
typedef void loop_fd_handler(void *arg, int fd, short events);
typedef void loop_timer_handler(void *arg);

struct loop_timer {
        int64_t at_ms;                  /* clock_ms(), LOOP_NEVER if off */
        loop_timer_handler *handler;
        void *arg;
};

struct loop {
        struct pollfd polls[LOOP_FDS];
        struct {
                loop_fd_handler *handler;
                void *arg;
        } watchers[LOOP_FDS];
        int nfds;
        struct loop_timer *timers[LOOP_TIMERS];
        int ntimers;
        bool stopping;
};

void loop_init(struct loop *loop);

/* Watches `fd`, which stays the caller's. fatal() if the table is full: its size is our own design. */
void loop_add(struct loop *loop, int fd, short events, loop_fd_handler *handler, void *arg);

/* Changes what is waited for. Does nothing for a descriptor that is not watched. */
void loop_change(struct loop *loop, int fd, short events);
void loop_remove(struct loop *loop, int fd);

/* Registers a timer that the caller keeps (as long as the loop lives) and sets by writing `at_ms`. Fires once, then it is off. */
void loop_add_timer(struct loop *loop, struct loop_timer *timer, loop_timer_handler *handler, void *arg);

/* Waits until something happens or `until_ms` (LOOP_NEVER, or a time in the past: do not wait), then calls the handlers. */
void loop_turn(struct loop *loop, int64_t until_ms);

/* Turns until loop_stop(). */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif
