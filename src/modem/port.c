/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding and asking the port. No /proc is needed: a process of ours has a handful of descriptors.
 */
#include "port.h"

#include <poll.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS_MOST 256

int
port_find(const char *device)
{
        struct stat wanted, st;

        if (stat(device, &wanted) < 0 || !S_ISCHR(wanted.st_mode))
                return -1;
        for (int fd = 3; fd < FDS_MOST; fd++)
                if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == wanted.st_rdev)
                        return fd;
        return -1;
}

bool
port_is_gone(int fd)
{
        struct pollfd port = {.fd = fd, .events = POLLIN};

        return poll(&port, 1, 0) > 0 && (port.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

void
port_close_if_open(int fd)
{
        if (isatty(fd))
                close(fd);
}
