/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control socket: connections, lines, waits. See control.h.
 */
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "commands.h"

enum { LINE_MAX_LEN = 1 << 20 };

struct client {
        int fd;                         /* -1: free */
        struct text in, out;
        struct wait wait;
};

struct control {
        struct simulator *simulator;
        char *path;
        int fd;
        struct client clients[CONTROL_CLIENTS_MAX];
};

struct control *
control_open(const char *path, struct simulator *simulator)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        struct control *control;
        struct stat old;
        int fd, i;

        if (strlen(path) >= sizeof address.sun_path) {
                errno = ENAMETOOLONG;
                return NULL;
        }
        strcpy(address.sun_path, path);
        if (lstat(path, &old) == 0 && S_ISSOCK(old.st_mode))
                unlink(path);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return NULL;
        if (bind(fd, (const struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 16) < 0) {
                close(fd);
                return NULL;
        }
        control = allocate(sizeof *control);
        control->simulator = simulator;
        control->path = strdup(path);
        control->fd = fd;
        for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
                control->clients[i].fd = -1;
        return control;
}

static void
drop(struct client *client)
{
        if (client->fd >= 0)
                close(client->fd);
        text_free(&client->in);
        text_free(&client->out);
        memset(client, 0, sizeof *client);
        client->fd = -1;
}

void
control_close(struct control *control)
{
        int i;

        for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
                drop(&control->clients[i]);
        close(control->fd);
        unlink(control->path);
        free(control->path);
        free(control);
}

static void
flush_out(struct client *client)
{
        while (client->out.len > 0) {
                ssize_t len = send(client->fd, client->out.bytes, client->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);

                if (len < 0 && errno != EAGAIN) {
                        drop(client);
                        return;
                }
                if (len < 0)
                        return;
                text_drop(&client->out, (size_t)len);
        }
}

static void
answer(struct client *client, const struct reply *reply)
{
        text_add(&client->out, reply->lines.bytes, reply->lines.len);
        if (reply->error != NULL)
                text_printf(&client->out, "error %s\n", reply->error);
        else
                text_printf(&client->out, "ok%s\n", reply->ok.len > 0 ? reply->ok.bytes : "");
}

/* Obeys the lines that are complete, up to one that waits. */
static void
obey_lines(struct control *control, struct client *client)
{
        char *end;

        while (client->wait.kind == WAIT_NONE && client->in.len > 0 &&
               (end = memchr(client->in.bytes, '\n', client->in.len)) != NULL) {
                struct reply reply = { 0 };
                size_t len = (size_t)(end - client->in.bytes);
                char *line = strndup(client->in.bytes, len);

                text_drop(&client->in, len + 1);
                line[strcspn(line, "\r")] = '\0';
                if (*line != '\0') {
                        commands_obey(control->simulator, line, &reply);
                        if (reply.error == NULL && reply.wait.kind != WAIT_NONE)
                                client->wait = reply.wait;
                        else
                                answer(client, &reply);
                }
                text_free(&reply.lines);
                text_free(&reply.ok);
                free(line);
        }
}

void
control_check_waits(struct control *control)
{
        uint64_t now_us = agenda_now_us();
        struct text told = { 0 };
        int i;

        for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
                struct client *client = &control->clients[i];

                while (client->fd >= 0 && client->wait.kind != WAIT_NONE) {
                        bool over = wait_is_over(control->simulator, &client->wait, &told);

                        if (!over && now_us < client->wait.deadline_us)
                                break;
                        client->wait.kind = WAIT_NONE;
                        text_printf(&client->out, "%s%s\n", over ? "ok" : "error timeout", told.len > 0 ? told.bytes : "");
                        text_clear(&told);
                        obey_lines(control, client);
                }
                if (client->fd >= 0 && client->out.len > 0)
                        flush_out(client);
        }
        text_free(&told);
}

uint64_t
control_next_us(const struct control *control)
{
        uint64_t next_us = AGENDA_NEVER;
        int i;

        for (i = 0; i < CONTROL_CLIENTS_MAX; i++)
                if (control->clients[i].fd >= 0 && control->clients[i].wait.kind != WAIT_NONE &&
                    control->clients[i].wait.deadline_us < next_us)
                        next_us = control->clients[i].wait.deadline_us;
        return next_us;
}

void
control_fill_pollfds(const struct control *control, struct pollfd fds[CONTROL_POLLFDS])
{
        int i;

        for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
                const struct client *client = &control->clients[i];

                fds[i] = (struct pollfd){ .fd = client->fd, .events = POLLIN };
                if (client->out.len > 0)
                        fds[i].events |= POLLOUT;
        }
        fds[CONTROL_CLIENTS_MAX] = (struct pollfd){ .fd = control->fd, .events = POLLIN };
}

static void
serve_client(struct control *control, struct client *client)
{
        char bytes[16384];
        ssize_t len;

        len = recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (len == 0 || (len < 0 && errno != EAGAIN) || client->in.len > LINE_MAX_LEN) {
                drop(client);
                return;
        }
        if (len < 0)
                return;
        text_add(&client->in, bytes, (size_t)len);
        obey_lines(control, client);
        flush_out(client);
}

static void
welcome(struct control *control)
{
        int fd, i;

        fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
                return;
        for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
                if (control->clients[i].fd < 0) {
                        control->clients[i].fd = fd;
                        return;
                }
        }
        close(fd);
}

void
control_serve(struct control *control, const struct pollfd fds[CONTROL_POLLFDS])
{
        int i;

        for (i = 0; i < CONTROL_CLIENTS_MAX; i++) {
                struct client *client = &control->clients[i];

                if (client->fd < 0 || fds[i].fd != client->fd)
                        continue;
                if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
                        serve_client(control, client);
                else if (fds[i].revents & POLLOUT)
                        flush_out(client);
        }
        if (fds[CONTROL_CLIENTS_MAX].revents & POLLIN)
                welcome(control);
}
