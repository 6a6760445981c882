/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usleep() as libgammu gets it. Two kinds of calls are told apart by their length: the waits between two looks at the port (5 and 10 ms,
 * gsmstate.c) become a poll() on the port, so that an answer is seen at once and a hang-up too; all others are fixed pauses, cut to the
 * set share. The state is global because the signature of usleep() is not ours; it is set by phone.c alone.
 */
#include "pauses.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#define WAIT_READ_US 5000
#define WAIT_ONCE_US 10000
#define BEFORE_CTRL_Z_US 500000

static struct {
        int percent;
        int fd;
        void (*on_hangup)(void *arg);
        void *arg;
        void (*tell)(void *arg);
        void *tell_arg;
} pauses = {.percent = 100, .fd = -1};

void
pauses_set_percent(int percent)
{
        pauses.percent = percent;
}

void
pauses_watch(int fd, void (*on_hangup)(void *arg), void *arg)
{
        pauses.fd = fd;
        pauses.on_hangup = on_hangup;
        pauses.arg = arg;
}

void
pauses_tell_before_ctrl_z(void (*tell)(void *arg), void *arg)
{
        pauses.tell = tell;
        pauses.tell_arg = arg;
}

static void
wait_for_port(useconds_t usec)
{
        struct pollfd port = {.fd = pauses.fd, .events = POLLIN};

        if (poll(&port, 1, (int)(usec / 1000)) > 0 && (port.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 &&
            pauses.on_hangup != NULL)
                pauses.on_hangup(pauses.arg);
}

int
usleep(useconds_t usec)
{
        struct timespec left;
        useconds_t whole;

        if (pauses.fd >= 0 && (usec == WAIT_READ_US || usec == WAIT_ONCE_US)) {
                wait_for_port(usec);
                return 0;
        }
        whole = usec;
        usec = (useconds_t)((unsigned long long)usec * (unsigned)pauses.percent / 100);
        left.tv_sec = (time_t)(usec / 1000000);
        left.tv_nsec = (long)(usec % 1000000) * 1000;
        while (left.tv_sec + left.tv_nsec > 0 && nanosleep(&left, &left) < 0 && errno == EINTR)
                ;
        if (whole == BEFORE_CTRL_Z_US && pauses.tell != NULL)
                pauses.tell(pauses.tell_arg); /* after the pause: as late as can be */
        return 0;
}
