/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Clients of the control socket: few, short, and each with a deadline, so that none can hold the parent up.
 */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "report.h"

#define CLIENT_MS 5000                  /* to write its line */
#define STATES_MS 500                   /* for the children to answer; what is missing is told as it was last known */

static void
drop_client(struct control_client *client)
{
        if (client->fd < 0)
                return;
        loop_remove(client->control->loop, client->fd);
        close(client->fd);
        client->fd = -1;
        client->timer.at_ms = LOOP_NEVER;
        loop_change(client->control->loop, client->control->fd, POLLIN); /* there is room for the next */
}

/* The buffer of a local socket takes the whole report; a client that does not read it gets what fits. */
static void
answer_client(struct control_client *client, const char *text, size_t len)
{
        while (len > 0) {
                ssize_t n = send(client->fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT);

                if (n <= 0)
                        break;
                text += n;
                len -= (size_t)n;
        }
        drop_client(client);
}

static void
send_report(struct control_client *client)
{
        struct control *control = client->control;
        char *text = malloc(REPORT_TEXT);
        size_t len;

        if (text == NULL) {
                drop_client(client);
                return;
        }
        len = control->events.report(control->arg, text);
        answer_client(client, text, len);
        free(text);
}

static void
handle_line(struct control_client *client)
{
        struct control *control = client->control;

        if (strcmp(client->line, "status") == 0) {
                client->serial = ++control->serial;
                client->timer.at_ms = clock_ms() + STATES_MS;
                client->waiting = control->events.ask(control->arg, client->serial);
                if (client->waiting == 0)
                        send_report(client);
        } else if (strcmp(client->line, "reload") == 0) {
                control->events.reload(control->arg);
                answer_client(client, "ok\n", 3);
        } else {
                static const char unknown[] = "error unknown command; say status or reload\n";

                answer_client(client, unknown, sizeof unknown - 1);
        }
}

static void
on_client(void *arg, int fd, short events)
{
        struct control_client *client = arg;
        ssize_t n = recv(fd, client->line + client->len, sizeof client->line - 1 - client->len, MSG_DONTWAIT);
        char *end;

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (n == 0 && client->waiting > 0 && (events & POLLHUP) == 0) {
                loop_change(client->control->loop, fd, 0); /* it has said all and still listens */
                return;
        }
        if (n <= 0 || client->waiting > 0) {
                drop_client(client); /* gone, or talking out of turn */
                return;
        }
        client->len += (size_t)n;
        client->line[client->len] = '\0';
        end = strchr(client->line, '\n');
        if (end != NULL) {
                *end = '\0';
                handle_line(client);
        } else if (client->len == sizeof client->line - 1) {
                drop_client(client);
        }
}

static void
on_client_timer(void *arg)
{
        struct control_client *client = arg;

        if (client->waiting > 0)
                send_report(client);
        else
                drop_client(client);
}

static bool
may_speak(int fd)
{
        struct ucred cred;
        socklen_t len = sizeof cred;

        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
                return false;
        return cred.uid == 0 || cred.uid == geteuid();
}

static struct control_client *
free_client(struct control *control)
{
        for (int i = 0; i < CONTROL_CLIENTS; i++)
                if (control->clients[i].fd < 0)
                        return &control->clients[i];
        return NULL;
}

static void
on_connect(void *arg, int listen_fd, short events)
{
        struct control *control = arg;
        struct control_client *client = free_client(control);
        int fd;

        (void)events;
        if (client == NULL) {
                loop_change(control->loop, listen_fd, 0); /* they wait until somebody has gone */
                return;
        }
        fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
                return;
        if (!may_speak(fd)) {
                close(fd);
                return;
        }
        client->fd = fd;
        client->len = 0;
        client->waiting = 0;
        client->timer.at_ms = clock_ms() + CLIENT_MS;
        loop_add(control->loop, fd, POLLIN, on_client, client);
}

void
control_on_state(struct control *control, uint32_t serial)
{
        for (int i = 0; i < CONTROL_CLIENTS; i++) {
                struct control_client *client = &control->clients[i];

                if (client->fd >= 0 && client->waiting > 0 && client->serial == serial && --client->waiting == 0)
                        send_report(client);
        }
}

int
control_open(struct control *control, struct loop *loop, const char *runtime, const struct control_events *events, void *arg)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        mode_t mask;
        int rc = 0;

        memset(control, 0, sizeof *control);
        control->loop = loop;
        control->events = *events;
        control->arg = arg;
        for (int i = 0; i < CONTROL_CLIENTS; i++) {
                control->clients[i].control = control;
                control->clients[i].fd = -1;
                loop_add_timer(loop, &control->clients[i].timer, on_client_timer, &control->clients[i]);
        }
        snprintf(control->path, sizeof control->path, "%s/control.sock", runtime);
        if (strlen(control->path) >= sizeof address.sun_path)
                return -ENAMETOOLONG;
        memcpy(address.sun_path, control->path, strlen(control->path) + 1);
        control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (control->fd < 0)
                return -errno;
        (void)unlink(control->path);
        mask = umask(0177);
        if (bind(control->fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(control->fd, CONTROL_CLIENTS) < 0)
                rc = -errno;
        umask(mask);
        if (rc < 0) {
                close(control->fd);
                return rc;
        }
        loop_add(loop, control->fd, POLLIN, on_connect, control);
        return 0;
}

void
control_close(struct control *control)
{
        for (int i = 0; i < CONTROL_CLIENTS; i++)
                drop_client(&control->clients[i]);
        loop_remove(control->loop, control->fd);
        close(control->fd);
        (void)unlink(control->path);
}
