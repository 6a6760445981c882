/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Datagrams to the service manager. An address that begins with "@" is in the abstract namespace.
 */
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
notify_send(const char *text)
{
        const char *path = getenv("NOTIFY_SOCKET");
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        size_t len;
        int fd;

        if (path == NULL || (len = strlen(path)) == 0 || len >= sizeof address.sun_path)
                return;
        memcpy(address.sun_path, path, len);
        if (path[0] == '@')
                address.sun_path[0] = '\0';
        fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return;
        (void)sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address,
                     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len));
        close(fd);
}

int64_t
notify_watchdog_ms(void)
{
        const char *usec = getenv("WATCHDOG_USEC");
        long long value = usec != NULL ? strtoll(usec, NULL, 10) : 0;

        return value > 0 ? value / 3000 : 0;
}
