/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The poll loop: descriptors, timers, and handlers that change the loop while it turns.
 */
#include "common/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"

struct fixture {
        struct loop loop;
        int pipes[3][2];
        int calls[3];
        short events[3];
        int fired;
        struct loop_timer timer, other;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        for (int i = 0; i < 3; i++)
                if (pipe2(fixture->pipes[i], O_NONBLOCK | O_CLOEXEC) < 0)
                        return -1;
        loop_init(&fixture->loop);
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < 3; i++)
                for (int end = 0; end < 2; end++)
                        if (fixture->pipes[i][end] >= 0)
                                close(fixture->pipes[i][end]);
        free(fixture);
        return 0;
}

static void
wake(struct fixture *fixture, int i)
{
        assert_int_equal(write(fixture->pipes[i][1], "x", 1), 1);
}

static void
on_fd(void *arg, int fd, short events)
{
        struct fixture *fixture = arg;
        char byte;

        for (int i = 0; i < 3; i++)
                if (fixture->pipes[i][0] == fd) {
                        fixture->calls[i]++;
                        fixture->events[i] = events;
                        while (read(fd, &byte, 1) > 0)
                                ;
                }
}

/* Removes all others: of several that are ready only the first may be called. */
static void
on_fd_remove_all(void *arg, int fd, short events)
{
        struct fixture *fixture = arg;

        on_fd(arg, fd, events);
        for (int i = 0; i < 3; i++)
                loop_remove(&fixture->loop, fixture->pipes[i][0]);
}

static void
on_fd_add_third(void *arg, int fd, short events)
{
        struct fixture *fixture = arg;

        on_fd(arg, fd, events);
        if (fixture->calls[0] == 1)
                loop_add(&fixture->loop, fixture->pipes[2][0], POLLIN, on_fd, fixture);
}

static void
on_timer(void *arg)
{
        struct fixture *fixture = arg;

        fixture->fired++;
}

static void
on_timer_stop(void *arg)
{
        struct fixture *fixture = arg;

        fixture->fired++;
        if (fixture->fired == 3)
                loop_stop(&fixture->loop);
        else
                fixture->timer.at_ms = clock_ms() + 1;
}

static void
calls_only_the_one_that_is_ready(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd, fixture);
        loop_add(&fixture->loop, fixture->pipes[1][0], POLLIN, on_fd, fixture);
        wake(fixture, 1);
        loop_turn(&fixture->loop, LOOP_NEVER);
        assert_int_equal(fixture->calls[0], 0);
        assert_int_equal(fixture->calls[1], 1);
        assert_int_equal(fixture->events[1], POLLIN);
}

static void
does_not_wait_for_a_time_in_the_past(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd, fixture);
        loop_turn(&fixture->loop, 0);
        loop_turn(&fixture->loop, clock_ms());
        assert_int_equal(fixture->calls[0], 0);
}

static void
tells_that_the_other_end_is_gone(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd, fixture);
        close(fixture->pipes[0][1]);
        fixture->pipes[0][1] = -1;
        loop_turn(&fixture->loop, LOOP_NEVER);
        assert_true((fixture->events[0] & POLLHUP) != 0);
}

static void
waits_for_what_was_changed(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], 0, on_fd, fixture);
        wake(fixture, 0);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->calls[0], 0);
        loop_change(&fixture->loop, fixture->pipes[0][0], POLLIN);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->calls[0], 1);
}

static void
removing_what_is_not_watched_does_nothing(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd, fixture);
        loop_remove(&fixture->loop, fixture->pipes[1][0]);
        loop_change(&fixture->loop, fixture->pipes[1][0], POLLIN);
        wake(fixture, 0);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->calls[0], 1);
}

static void
a_handler_may_remove_everyone(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < 3; i++) {
                loop_add(&fixture->loop, fixture->pipes[i][0], POLLIN, on_fd_remove_all, fixture);
                wake(fixture, i);
        }
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->calls[0] + fixture->calls[1] + fixture->calls[2], 1);
        assert_int_equal(fixture->loop.nfds, 0);
}

static void
a_handler_may_add_another(void **state)
{
        struct fixture *fixture = *state;

        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd_add_third, fixture);
        wake(fixture, 0);
        wake(fixture, 2);
        loop_turn(&fixture->loop, 0);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->calls[2], 1);
}

static void
a_timer_fires_once_and_not_early(void **state)
{
        struct fixture *fixture = *state;
        int64_t due = clock_ms() + 20;

        loop_add_timer(&fixture->loop, &fixture->timer, on_timer, fixture);
        fixture->timer.at_ms = due;
        while (fixture->fired == 0)
                loop_turn(&fixture->loop, LOOP_NEVER);
        assert_true(clock_ms() >= due);
        assert_true(fixture->timer.at_ms == LOOP_NEVER);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->fired, 1);
}

static void
a_timer_that_is_off_does_not_fire(void **state)
{
        struct fixture *fixture = *state;

        loop_add_timer(&fixture->loop, &fixture->timer, on_timer, fixture);
        loop_turn(&fixture->loop, clock_ms() + 2);
        assert_int_equal(fixture->fired, 0);
}

static void
the_earliest_of_several_timers_counts(void **state)
{
        struct fixture *fixture = *state;

        loop_add_timer(&fixture->loop, &fixture->timer, on_timer, fixture);
        loop_add_timer(&fixture->loop, &fixture->other, on_timer, fixture);
        fixture->timer.at_ms = clock_ms() + 3600 * 1000;
        fixture->other.at_ms = clock_ms() + 1;
        while (fixture->fired == 0)
                loop_turn(&fixture->loop, LOOP_NEVER);
        assert_true(fixture->timer.at_ms != LOOP_NEVER);
}

static void
runs_until_it_is_stopped(void **state)
{
        struct fixture *fixture = *state;

        loop_add_timer(&fixture->loop, &fixture->timer, on_timer_stop, fixture);
        fixture->timer.at_ms = 0;
        loop_run(&fixture->loop);
        assert_int_equal(fixture->fired, 3);
}

static void
on_signal(int number)
{
        (void)number;
}

static void
a_signal_does_no_harm(void **state)
{
        struct fixture *fixture = *state;
        struct sigaction action = {.sa_handler = on_signal};
        pid_t child, parent = getpid();

        sigaction(SIGUSR1, &action, NULL);
        loop_add(&fixture->loop, fixture->pipes[0][0], POLLIN, on_fd, fixture);
        child = fork();
        if (child == 0) {
                for (int i = 0; i < 5; i++)
                        kill(parent, SIGUSR1);
                _exit(write(fixture->pipes[0][1], "x", 1) == 1 ? 0 : 1);
        }
        while (fixture->calls[0] == 0)
                loop_turn(&fixture->loop, LOOP_NEVER);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
                ;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(calls_only_the_one_that_is_ready),
                CASE(does_not_wait_for_a_time_in_the_past),
                CASE(tells_that_the_other_end_is_gone),
                CASE(waits_for_what_was_changed),
                CASE(removing_what_is_not_watched_does_nothing),
                CASE(a_handler_may_remove_everyone),
                CASE(a_handler_may_add_another),
                CASE(a_timer_fires_once_and_not_early),
                CASE(a_timer_that_is_off_does_not_fire),
                CASE(the_earliest_of_several_timers_counts),
                CASE(runs_until_it_is_stopped),
                CASE(a_signal_does_no_harm),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
