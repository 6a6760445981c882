/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Holding, finding and asking the port. No /proc is needed: a process of ours has a handful of descriptors.
 */
#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define FDS_MOST 256

/* A terminal freshly opened says back to the modem what the modem says; nothing is flushed, for its word may wait there. */
static void
make_raw(int fd)
{
        struct termios t;

        if (tcgetattr(fd, &t) < 0)
                return;
        cfmakeraw(&t);
        t.c_cflag |= CLOCAL | CREAD;
        (void)tcsetattr(fd, TCSANOW, &t);
}

/* udev makes and removes links and nodes all over /dev: what counts is where the node is in the end. */
void
port_fence(struct fence *fence, const char *device)
{
        char real[PATH_MAX], *slash;

        fence_add(fence, "/dev", FENCE_ACCESS_DEVICE);
        if (realpath(device, real) == NULL)
                snprintf(real, sizeof real, "%s", device);
        slash = strrchr(real, '/');
        if (slash == NULL || slash == real || strncmp(real, "/dev/", 5) == 0)
                return;
        *slash = '\0';
        fence_add(fence, real, FENCE_ACCESS_DEVICE);
}

int
port_hold(int *held_fd, const char *device)
{
        struct stat held, st;

        if (*held_fd >= 0 && !port_is_gone(*held_fd) && fstat(*held_fd, &held) == 0 && stat(device, &st) == 0 &&
            held.st_rdev == st.st_rdev) {
                (void)ioctl(*held_fd, TIOCNXCL);
                return 0;
        }
        if (*held_fd >= 0)
                close(*held_fd);
        *held_fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (*held_fd < 0)
                return -errno;
        make_raw(*held_fd);
        return 1;
}

int
port_find(const char *device, int held_fd)
{
        struct stat wanted, st;

        if (stat(device, &wanted) < 0 || !S_ISCHR(wanted.st_mode))
                return -1;
        for (int fd = 3; fd < FDS_MOST; fd++)
                if (fd != held_fd && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == wanted.st_rdev)
                        return fd;
        return -1;
}

bool
port_is_gone(int fd)
{
        struct pollfd port = {.fd = fd, .events = POLLIN};

        return poll(&port, 1, 0) > 0 && (port.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}
