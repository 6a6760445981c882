/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The usleep() that libgammu gets. nanosleep() is the test's and only writes down how long the pause would have been.
 */
#include "modem/pauses.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
        int64_t slept_us;
        int interrupted;                /* how often it is interrupted half-way first */
        int hangups, tells;
        int64_t slept_when_told;
} seen;

int
nanosleep(const struct timespec *pause, struct timespec *left)
{
        int64_t us = pause->tv_sec * INT64_C(1000000) + pause->tv_nsec / 1000;

        if (seen.interrupted > 0) {
                seen.interrupted--;
                seen.slept_us += us / 2;
                us -= us / 2;
                left->tv_sec = us / 1000000;
                left->tv_nsec = us % 1000000 * 1000;
                errno = EINTR;
                return -1;
        }
        seen.slept_us += us;
        return 0;
}

static void
on_hangup(void *arg)
{
        (*(int *)arg)++;
}

static void
on_tell(void *arg)
{
        (*(int *)arg)++;
        seen.slept_when_told = seen.slept_us;
}

static int
set_up(void **state)
{
        (void)state;
        memset(&seen, 0, sizeof seen);
        pauses_set_percent(100);
        pauses_watch(-1, NULL, NULL);
        pauses_tell_before_ctrl_z(NULL, NULL);
        return 0;
}

static int64_t
slept(useconds_t us)
{
        seen.slept_us = 0;
        assert_int_equal(usleep(us), 0);
        return seen.slept_us;
}

static void
pauses_are_cut_to_the_set_share(void **state)
{
        (void)state;
        assert_int_equal(slept(500000), 500000);
        assert_int_equal(slept(2500000), 2500000);
        pauses_set_percent(10);
        assert_int_equal(slept(500000), 50000);
        assert_int_equal(slept(1000), 100);
        pauses_set_percent(0);
        assert_int_equal(slept(500000), 0);
        assert_int_equal(slept(0), 0);
}

static void
the_longest_pause_does_not_overflow(void **state)
{
        (void)state;
        assert_int_equal(slept(UINT32_MAX), UINT32_MAX);
        pauses_set_percent(50);
        assert_int_equal(slept(UINT32_MAX), UINT32_MAX / 2);
}

static void
a_signal_does_not_shorten_a_pause(void **state)
{
        (void)state;
        seen.interrupted = 3;
        assert_int_equal(slept(500000), 500000);
}

static void
waits_for_the_port_end_when_something_comes(void **state)
{
        int fds[2];

        (void)state;
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
        pauses_watch(fds[0], on_hangup, &seen.hangups);
        assert_int_equal(write(fds[1], "x", 1), 1);
        assert_int_equal(slept(5000), 0);
        assert_int_equal(slept(10000), 0);
        assert_int_equal(seen.hangups, 0);
        assert_int_equal(slept(400000), 400000); /* a fixed pause stays one */
        close(fds[0]);
        close(fds[1]);
}

static void
a_hangup_is_told_within_the_wait(void **state)
{
        int fds[2];

        (void)state;
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
        pauses_watch(fds[0], on_hangup, &seen.hangups);
        close(fds[1]);
        assert_int_equal(slept(10000), 0);
        assert_int_equal(seen.hangups, 1);
        pauses_watch(fds[0], NULL, NULL); /* nobody to tell */
        assert_int_equal(slept(10000), 0);
        close(fds[0]);
        pauses_watch(fds[0], on_hangup, &seen.hangups); /* closed behind our back */
        assert_int_equal(slept(10000), 0);
        assert_int_equal(seen.hangups, 2);
}

static void
without_a_port_a_wait_is_a_pause(void **state)
{
        (void)state;
        assert_int_equal(slept(5000), 5000);
        assert_int_equal(slept(10000), 10000);
}

static void
the_instant_before_ctrl_z_is_told_after_its_pause_and_only_there(void **state)
{
        (void)state;
        pauses_set_percent(10);
        pauses_tell_before_ctrl_z(on_tell, &seen.tells);
        slept(100000);
        slept(10000);
        assert_int_equal(seen.tells, 0);
        slept(500000);
        assert_int_equal(seen.tells, 1);
        assert_int_equal(seen.slept_when_told, 50000);
        pauses_set_percent(0);
        slept(500000);
        assert_int_equal(seen.tells, 2);
        pauses_tell_before_ctrl_z(NULL, NULL);
        slept(500000);
        assert_int_equal(seen.tells, 2);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(pauses_are_cut_to_the_set_share),
                CASE(the_longest_pause_does_not_overflow),
                CASE(a_signal_does_not_shorten_a_pause),
                CASE(waits_for_the_port_end_when_something_comes),
                CASE(a_hangup_is_told_within_the_wait),
                CASE(without_a_port_a_wait_is_a_pause),
                CASE(the_instant_before_ctrl_z_is_told_after_its_pause_and_only_there),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
