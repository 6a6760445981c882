/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Client of the simulator.
 */
#include "sim.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
sim_open(struct sim *sim, const char *path)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};

        sim->input = NULL;
        sim->next_id = 0;
        if (strlen(path) >= sizeof address.sun_path)
                return -ENAMETOOLONG;
        memcpy(address.sun_path, path, strlen(path) + 1);
        sim->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (sim->fd < 0)
                return -errno;
        if (connect(sim->fd, (const struct sockaddr *)&address, sizeof address) < 0)
                return -errno;
        return 0;
}

void
sim_close(struct sim *sim)
{
        if (sim->fd >= 0)
                close(sim->fd);
        sim->fd = -1;
}

/* The last line begins with "ok" or "error" and is whole: 0 or -1; 1 if more must come. */
static int
verdict(const char *answer, size_t len)
{
        const char *last;

        if (len == 0 || answer[len - 1] != '\n')
                return 1;
        last = answer + len - 1;
        while (last > answer && last[-1] != '\n')
                last--;
        if (strncmp(last, "ok", 2) == 0)
                return 0;
        return strncmp(last, "error", 5) == 0 ? -1 : 1;
}

/* Waits for the simulator, or for the person to want an end. */
static bool
may_go_on(struct sim *sim)
{
        struct pollfd fds[2] = {{.fd = sim->fd, .events = POLLIN}, {.fd = -1, .events = POLLIN}};

        if (sim->input != NULL && sim->input->terminal && !sim->input->ended)
                fds[1].fd = STDIN_FILENO;
        while ((fds[0].revents & (POLLIN | POLLHUP)) == 0) {
                if (poll(fds, 2, 500) < 0 && errno != EINTR)
                        return false;
                if (sim->input != NULL && (fds[1].revents & POLLIN) != 0)
                        input_read_more(sim->input);
                if (input_is_interrupted() || (sim->input != NULL && sim->input->terminal && sim->input->ended))
                        return false;
        }
        return true;
}

int
sim_command(struct sim *sim, const char *format, ...)
{
        char *command;
        size_t len = 0;
        va_list args;
        int n, rc = 1;

        va_start(args, format);
        n = vasprintf(&command, format, args);
        va_end(args);
        if (n < 0)
                return -1;
        rc = send(sim->fd, command, (size_t)n, MSG_NOSIGNAL) == n && send(sim->fd, "\n", 1, MSG_NOSIGNAL) == 1 ? 1 : -1;
        free(command);
        sim->answer[0] = '\0';
        while (rc == 1 && len < sizeof sim->answer - 1) {
                ssize_t got;

                if (!may_go_on(sim))
                        return -2;
                got = recv(sim->fd, sim->answer + len, sizeof sim->answer - 1 - len, 0);
                if (got <= 0)
                        return -1;
                len += (size_t)got;
                sim->answer[len] = '\0';
                rc = verdict(sim->answer, len);
        }
        return rc == 0 ? 0 : -1;
}

int
sim_inject(struct sim *sim, const char *from, const char *text)
{
        char *escaped = malloc(4 * strlen(text) + 1), *to = escaped;
        int rc;

        if (escaped == NULL)
                return -1;
        for (; *text != '\0'; text++) {
                if (*text == '\\')
                        *to++ = '\\';
                if ((unsigned char)*text < 0x20)
                        to += sprintf(to, "\\x%02x", (unsigned)*text);
                else
                        *to++ = *text;
        }
        *to = '\0';
        rc = sim_command(sim, "inject sim1 from=%s text=%s", from, escaped);
        free(escaped);
        return rc;
}

static int
hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void
unescape(const char *from, size_t len, char *to, size_t room)
{
        static const char letters[] = "nrts\\", meanings[] = "\n\r\t \\";
        size_t at = 0, out = 0;

        while (at < len && out + 1 < room) {
                const char *letter = at + 1 < len ? strchr(letters, from[at + 1]) : NULL;

                if (from[at] == '\\' && letter != NULL) {
                        to[out++] = meanings[letter - letters];
                        at += 2;
                } else if (from[at] == '\\' && at + 3 < len && from[at + 1] == 'x' && hex_digit(from[at + 2]) >= 0 && hex_digit(from[at + 3]) >= 0) {
                        to[out++] = (char)(hex_digit(from[at + 2]) * 16 + hex_digit(from[at + 3]));
                        at += 4;
                } else {
                        to[out++] = from[at++];
                }
        }
        to[out] = '\0';
}

/* The value of " key=" in a data line; text= runs to the line's end, so it is looked for last and others only before it. */
static void
field(const char *line, size_t len, const char *key, char *value, size_t room)
{
        char word[32];
        const char *found, *text, *limit = line + len;
        int n = snprintf(word, sizeof word, " %s=", key);

        value[0] = '\0';
        text = memmem(line, len, " text=", 6);
        found = memmem(line, len, word, (size_t)n);
        if (found == NULL || (text != NULL && found > text))
                return;
        found += n;
        if (strcmp(key, "text") != 0)
                limit = found + strcspn(found, " \n");
        unescape(found, (size_t)(limit - found), value, room);
}

static void
read_part(const char *line, size_t len, struct sim_part *part)
{
        char value[64];

        memset(part, 0, sizeof *part);
        field(line, len, "to", part->to, sizeof part->to);
        field(line, len, "coding", part->coding, sizeof part->coding);
        field(line, len, "text", part->text, sizeof part->text);
        field(line, len, "outcome", value, sizeof value);
        part->accepted = strcmp(value, "accepted") == 0;
        field(line, len, "class", value, sizeof value);
        part->flash = strcmp(value, "0") == 0;
        field(line, len, "part", value, sizeof value);
        part->part = value[0] != '\0' ? (int)strtol(value, NULL, 10) : 1;
        field(line, len, "total", value, sizeof value);
        part->total = value[0] != '\0' ? (int)strtol(value, NULL, 10) : 1;
}

int
sim_new_parts(struct sim *sim, struct sim_part *parts, int room)
{
        const char *at, *end, *next;
        int n = 0;

        if (sim_command(sim, "sent sim1 from=%lld", sim->next_id) < 0)
                return -1;
        for (at = sim->answer; (end = strchr(at, '\n')) != NULL; at = end + 1) {
                if (strncmp(at, "sent ", 5) == 0 && n < room)
                        read_part(at, (size_t)(end - at), &parts[n++]);
                next = strncmp(at, "ok ", 3) == 0 ? strstr(at, "next=") : NULL;
                if (next != NULL)
                        sim->next_id = strtoll(next + 5, NULL, 10);
        }
        return n;
}
