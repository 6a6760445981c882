/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Talking to the simulator (its README describes the protocol) and to the daemon's control socket.
 */
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"
#include "harness.h"

/* --- the simulator --- */

/* Reads until the line that ends an answer; returns where that line begins. */
static const char *
read_answer(struct rig *rig)
{
        size_t len = 0;

        for (;;) {
                struct pollfd fd = {.fd = rig->sim_fd, .events = POLLIN};
                ssize_t n;

                if (poll(&fd, 1, 30 * RIG_MS) <= 0) /* its own time-outs come first */
                        rig_fail(rig, "the simulator is silent");
                n = read(rig->sim_fd, rig->answer + len, RIG_ANSWER - 1 - len);
                if (n <= 0)
                        rig_fail(rig, len == RIG_ANSWER - 1 ? "the simulator's answer is too long" : "the simulator is gone");
                len += (size_t)n;
                rig->answer[len] = '\0';
                if (rig->answer[len - 1] == '\n') {
                        char *last = rig->answer + len - 1;

                        while (last > rig->answer && last[-1] != '\n')
                                last--;
                        if (strncmp(last, "ok", 2) == 0 || strncmp(last, "error", 5) == 0)
                                return last;
                }
        }
}

const char *
rig_sim(struct rig *rig, const char *format, ...)
{
        char line[8192];
        const char *last;
        va_list args;
        int len;

        va_start(args, format);
        len = vsnprintf(line, sizeof line - 1, format, args);
        va_end(args);
        line[len++] = '\n';
        if (write(rig->sim_fd, line, (size_t)len) != len)
                rig_fail(rig, "the simulator does not listen");
        last = read_answer(rig);
        if (strncmp(last, "ok", 2) != 0) {
                line[len - 1] = '\0';
                rig_fail(rig, "the simulator on \"%s\": %s", line, last);
        }
        return rig->answer;
}

/* The value of `key=` in a line, up to the next space or the line's end; text= runs to the end. */
static void
field(const char *line, const char *key, char *value, size_t room)
{
        char wanted[40];
        const char *at;
        size_t n = 0;
        bool is_text = strcmp(key, "text") == 0;

        value[0] = '\0';
        snprintf(wanted, sizeof wanted, " %s=", key);
        at = strstr(line, wanted);
        if (at == NULL)
                return;
        for (at += strlen(wanted); *at != '\0' && *at != '\n' && (is_text || *at != ' ') && n + 1 < room; at++)
                value[n++] = *at;
        value[n] = '\0';
}

const char *
rig_sent_to(struct rig *rig, const char *to)
{
        static char text[16384];
        size_t len = 0;

        text[0] = '\0';
        rig_sim(rig, "sent");
        for (const char *line = rig->answer; line != NULL && strncmp(line, "sent ", 5) == 0;) {
                char outcome[20], number[40];
                const char *end = strchr(line, '\n');
                char one[4096];

                snprintf(one, sizeof one, "%.*s", (int)(end != NULL ? end - line : 0), line);
                field(one, "outcome", outcome, sizeof outcome);
                field(one, "to", number, sizeof number);
                if (strcmp(outcome, "accepted") == 0 && (to == NULL || strcmp(number, to) == 0)) {
                        field(one, "text", text + len, sizeof text - len);
                        len += strlen(text + len);
                }
                line = end != NULL ? end + 1 : NULL;
        }
        return text;
}

/* The parts under one reference; a reply of one part has none. */
struct joined {
        int ref, total, seen[256];
};

static struct joined *
joined_find(struct joined *all, int *n, int most, int ref, int total)
{
        for (int i = 0; i < *n; i++)
                if (all[i].ref == ref && all[i].total == total)
                        return &all[i];
        if (*n == most)
                return NULL;
        memset(&all[*n], 0, sizeof all[*n]);
        all[*n].ref = ref;
        all[*n].total = total;
        return &all[(*n)++];
}

static void
reply_add(struct rig_reply *reply, struct joined *joined, int part)
{
        int distinct = 0;

        reply->parts++;
        if (joined == NULL || part < 1 || part > joined->total || joined->total > 255)
                return;
        if (joined->seen[part]++ > 0) {
                reply->repeated++;
                return;
        }
        for (int i = 1; i <= joined->total; i++)
                distinct += joined->seen[i] > 0;
        reply->whole += distinct == joined->total;
}

static int
number_field(const char *line, const char *key, int otherwise)
{
        char value[16];

        field(line, key, value, sizeof value);
        return value[0] != '\0' ? (int)strtol(value, NULL, 10) : otherwise;
}

struct rig_reply
rig_reply_to(struct rig *rig, const char *to)
{
        static struct joined all[64];
        struct rig_reply reply = {0};
        int n = 0;

        rig_sim(rig, "sent");
        for (char *line = rig->answer, *end; strncmp(line, "sent ", 5) == 0 && (end = strchr(line, '\n')) != NULL; line = end + 1) {
                char outcome[20], number[40];

                *end = '\0';
                field(line, "outcome", outcome, sizeof outcome);
                field(line, "to", number, sizeof number);
                if (strcmp(outcome, "accepted") == 0 && strcmp(number, to) == 0)
                        reply_add(&reply, joined_find(all, &n, 64, number_field(line, "ref", -1), number_field(line, "total", 1)),
                                  number_field(line, "part", 1));
        }
        return reply;
}

int
rig_accepted(struct rig *rig)
{
        const char *last = strstr(rig_sim(rig, "sent"), "accepted=");

        /* the count stands in the last line */
        for (const char *next = last; next != NULL; next = strstr(next + 1, "accepted="))
                last = next;
        return last != NULL ? (int)strtol(last + 9, NULL, 10) : -1;
}

void
rig_wait_parts(struct rig *rig, int n)
{
        rig_sim(rig, "wait-sent %d %d", n, RIG_MS);
}

void
rig_wait_empty(struct rig *rig, const char *modem)
{
        rig_sim(rig, "wait-empty %s %d", modem, RIG_MS);
}

const char *
rig_ask(struct rig *rig, const char *from, const char *text)
{
        rig_sim(rig, "clear sent");
        rig_sim(rig, "inject sim1 from=%s text=%s", from, text);
        rig_wait_empty(rig, "sim1");
        return rig_sent_to(rig, from);
}

/* --- the daemon --- */

static bool
read_status(struct rig *rig, char *text, size_t room)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        size_t len = 0;
        ssize_t n;
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        snprintf(address.sun_path, sizeof address.sun_path, "%s/control.sock", rig->runtime);
        text[0] = '\0';
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && write(fd, "status\n", 7) == 7)
                while (len + 1 < room && (n = read(fd, text + len, room - 1 - len)) > 0)
                        len += (size_t)n;
        text[len] = '\0';
        close(fd);
        return len > 0;
}

const char *
rig_status(struct rig *rig, const char *key)
{
        static char text[65536], value[1024];
        char wanted[128];
        const char *at;
        size_t n;

        value[0] = '\0';
        if (!read_status(rig, text + 1, sizeof text - 1))
                return value;
        text[0] = '\n';
        snprintf(wanted, sizeof wanted, "\n%s=", key);
        at = strstr(text, wanted);
        if (at == NULL)
                return value;
        at += strlen(wanted);
        n = strcspn(at, "\n");
        snprintf(value, sizeof value, "%.*s", (int)n, at);
        return value;
}

struct wanted {
        const char *key, *value;
};

static bool
status_is(struct rig *rig, void *arg)
{
        const struct wanted *wanted = arg;

        return strcmp(rig_status(rig, wanted->key), wanted->value) == 0;
}

void
rig_wait_status(struct rig *rig, const char *key, const char *value)
{
        struct wanted wanted = {key, value};
        char what[256];

        snprintf(what, sizeof what, "status %s=%s", key, value);
        rig_until(rig, status_is, &wanted, what);
}

void
rig_until(struct rig *rig, bool (*is_so)(struct rig *rig, void *arg), void *arg, const char *what)
{
        int64_t deadline = clock_ms() + RIG_MS;

        while (!is_so(rig, arg)) {
                if (clock_ms() > deadline)
                        rig_fail(rig, "never: %s", what);
                (void)poll(NULL, 0, 5); /* between two questions, so that the one asked gets the processor */
        }
}

static bool
is_there(struct rig *rig, void *name)
{
        return rig_child(rig, name) > 0;
}

/* A process that is just being replaced has the id 0, and a signal to 0 goes to everybody here. */
pid_t
rig_signal(struct rig *rig, const char *name, int with)
{
        pid_t pid;

        rig_until(rig, is_there, (void *)name, name);
        pid = rig_child(rig, name);
        if (pid <= 0 || kill(pid, with) < 0)
                rig_fail(rig, "%s is gone before it was sent signal %d", name, with);
        return pid;
}

long
rig_count(struct rig *rig, const char *sql)
{
        char command[2048], line[256];
        long value = -1;
        FILE *out;

        snprintf(command, sizeof command, "sqlite3 'file:%s/state/ledger.db?mode=ro' \"%s\" 2>&1", rig->folder, sql);
        out = popen(command, "r");
        if (out == NULL)
                rig_fail(rig, "cannot run sqlite3");
        if (fgets(line, sizeof line, out) != NULL) {
                char *end;

                value = strtol(line, &end, 10);
                if (end == line)
                        value = strncmp(line, "Error", 5) == 0 || strncmp(line, "Parse", 5) == 0 ? -2 : -1;
        }
        pclose(out);
        return value;
}

const char *
rig_log(struct rig *rig)
{
        static char text[65536];
        off_t size = lseek(rig->log_fd, 0, SEEK_END);
        off_t from = size > (off_t)sizeof text - 1 ? size - (off_t)sizeof text + 1 : 0;
        ssize_t n = pread(rig->log_fd, text, sizeof text - 1, from);

        text[n > 0 ? n : 0] = '\0';
        return text;
}
