/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Client of the control socket (src/parent/control.c). The gateway is trusted not to lie, but not to be well: everything is bounded.
 */
#include "gateway.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int
connect_to(const char *runtime)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        struct timeval wait = {.tv_sec = GATEWAY_WAIT_S};
        int len = snprintf(address.sun_path, sizeof address.sun_path, "%s/control.sock", runtime);
        int fd, rc;

        if (len < 0 || (size_t)len >= sizeof address.sun_path)
                return -ENAMETOOLONG;
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return -errno;
        if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) < 0 ||
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) < 0 ||
            connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
                rc = errno == EAGAIN ? -ETIMEDOUT : -errno;
                close(fd);
                return rc;
        }
        return fd;
}

static int
receive_all(int fd, struct gateway_report *report)
{
        report->len = 0;
        while (report->len < sizeof report->bytes - 1) {
                ssize_t n = recv(fd, report->bytes + report->len, sizeof report->bytes - 1 - report->len, 0);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return errno == EAGAIN || errno == EWOULDBLOCK ? -ETIMEDOUT : -errno;
                if (n == 0)
                        break;
                report->len += (size_t)n;
        }
        report->bytes[report->len] = '\0';
        /* it hangs up on strangers without a word */
        return report->len == 0 ? -EACCES : 0;
}

int
gateway_ask(const char *runtime, struct gateway_report *report)
{
        static const char ask[] = "status\n";
        int fd = connect_to(runtime);
        int rc;

        if (fd < 0)
                return fd;
        if (send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof ask - 1))
                rc = errno == EPIPE ? -EACCES : -errno;
        else
                rc = receive_all(fd, report);
        if (rc == -ECONNRESET)
                rc = -EACCES;
        close(fd);
        if (rc == 0)
                gateway_split(report);
        return rc;
}

void
gateway_split(struct gateway_report *report)
{
        char *at = report->bytes, *end;

        report->nlines = 0;
        for (; (end = strchr(at, '\n')) != NULL && report->nlines < GATEWAY_LINES; at = end + 1) {
                char *equals;

                *end = '\0';
                equals = strchr(at, '=');
                if (equals == NULL || equals == at)
                        continue;
                *equals = '\0';
                report->lines[report->nlines++] = (struct gateway_line){.key = at, .value = equals + 1};
        }
}

const char *
gateway_value(const struct gateway_report *report, const char *key)
{
        for (int i = 0; i < report->nlines; i++)
                if (strcmp(report->lines[i].key, key) == 0)
                        return report->lines[i].value;
        return "";
}

const char *
gateway_member(const struct gateway_report *report, const char *prefix, const char *name, const char *last)
{
        char key[128];

        snprintf(key, sizeof key, "%s.%s.%s", prefix, name, last);
        return gateway_value(report, key);
}

int64_t
gateway_number(const char *value, int64_t otherwise)
{
        char *end;
        long long number;

        errno = 0;
        number = strtoll(value, &end, 10);
        return end != value && *end == '\0' && errno == 0 ? number : otherwise;
}
