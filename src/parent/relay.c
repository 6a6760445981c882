/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a pipe to standard error, as it comes.
 */
#include "relay.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
on_readable(void *arg, int fd, short events)
{
        char bytes[4096];
        ssize_t n;

        (void)arg;
        (void)events;
        while ((n = read(fd, bytes, sizeof bytes)) > 0)
                if (write(STDERR_FILENO, bytes, (size_t)n) < 0)
                        return; /* the disk is full: a log is not worth more than the service */
}

void
relay_open(struct relay *relay, struct loop *loop)
{
        struct stat st;
        int fds[2];

        relay->read_fd = relay->write_fd = -1;
        if (fstat(STDERR_FILENO, &st) < 0 || !S_ISREG(st.st_mode) || pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
                return;
        relay->read_fd = fds[0];
        relay->write_fd = fds[1];
        loop_add(loop, relay->read_fd, POLLIN, on_readable, relay);
}

void
relay_enter(const struct relay *relay)
{
        if (relay->write_fd >= 0)
                (void)dup2(relay->write_fd, STDERR_FILENO);
}

void
relay_close(struct relay *relay)
{
        if (relay->read_fd < 0)
                return;
        on_readable(relay, relay->read_fd, 0);
        close(relay->read_fd);
        close(relay->write_fd);
        relay->read_fd = relay->write_fd = -1;
}
