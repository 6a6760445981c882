/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Binding.
 */
#include "listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024                    /* who comes while all places are taken waits here */
#define SILENT_S 5                      /* how long a connection on which nothing was sent stays the kernel's */

int
listener_open(const struct address *address)
{
        const int on = 1, off = 0, silent_s = SILENT_S;
        int fd = socket(address->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

        if (fd < 0)
                return -errno;
        /* a new process binds at once, although connections of the last one linger; "[::]" takes IPv4, too */
        if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
            (address->at.ss_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) < 0)) {
                int error = errno;

                close(fd);
                return -error;
        }
        /*
         * We get a connection with its first bytes. So silence takes no place; and when we die there are no connections that were accepted but
         * not yet written to: smsbox 1.4.5 dies of a write that fails on a new connection (gwlib/http.c, handle_transaction()).
         */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &silent_s, sizeof silent_s);
        return fd;
}

/* listen() on a socket without an address would take any port on every address. */
static bool
is_bound(int fd)
{
        union {
                struct sockaddr any;
                struct sockaddr_in ipv4;
                struct sockaddr_in6 ipv6;
        } at = {.ipv6 = {.sin6_family = AF_UNSPEC}};
        socklen_t len = sizeof at;

        if (getsockname(fd, &at.any, &len) < 0)
                return false;
        return at.any.sa_family == AF_INET6 ? at.ipv6.sin6_port != 0 : at.ipv4.sin_port != 0;
}

int
listener_bind(int fd, const struct address *address)
{
        if (!is_bound(fd) && bind(fd, (const struct sockaddr *)&address->at, address->len) < 0)
                return -errno;
        return listen(fd, BACKLOG) < 0 ? -errno : 0;
}

const char *
listener_cure(int error)
{
        switch (error) {
        case EADDRNOTAVAIL:
                return "this machine does not have that address (now): see `ip address`, or write another one into http.listen";
        case EADDRINUSE:
                return "another program listens there: `ss -ltnp` names it; end it, or write another port into http.listen";
        case EACCES:
                return "ports below 1024 are for root only: write one from 1024 on into http.listen";
        default:
                return "write another address into http.listen";
        }
}
