/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kannel in a box.
 */
#include "harness_kannel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "harness_http.h"

#define SMSC_PORT "13100"
#define LOG_ROOM ((size_t)64 * 1024 * 1024)
#define LINKS "# --- Your links"

/* --- the namespace --- */

static bool
write_file(const char *path, const char *text)
{
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

        if (fd >= 0)
                close(fd);
        return ok;
}

/* Without root: root of a user namespace of our own. */
static bool
become_root_of_a_namespace(void)
{
        char map[64];
        uid_t uid = getuid();
        gid_t gid = getgid();

        if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
                return false;
        (void)write_file("/proc/self/setgroups", "deny");
        snprintf(map, sizeof map, "0 %u 1", (unsigned)uid);
        if (!write_file("/proc/self/uid_map", map))
                return false;
        snprintf(map, sizeof map, "0 %u 1", (unsigned)gid);
        return write_file("/proc/self/gid_map", map);
}

static bool
loopback_up(void)
{
        struct ifreq request = {.ifr_name = "lo"};
        int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        bool ok = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0;

        request.ifr_flags |= IFF_UP;
        ok = ok && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
        if (fd >= 0)
                close(fd);
        return ok;
}

const char *
kannel_enter_namespace(void)
{
        static char why[128];

        if (unshare(CLONE_NEWNET) < 0 && !become_root_of_a_namespace()) {
                snprintf(why, sizeof why, "no network namespace can be made here: %s", strerror(errno));
                return why;
        }
        if (loopback_up())
                return NULL;
        snprintf(why, sizeof why, "the loopback of the namespace stays down: %s", strerror(errno));
        return why;
}

void
kannel_add_address(struct rig *rig, const char *address)
{
        struct ifreq request = {.ifr_name = "lo:1"};
        struct sockaddr_in *in = (void *)&request.ifr_addr;
        int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

        in->sin_family = AF_INET;
        if (inet_pton(AF_INET, address, &in->sin_addr) != 1 || ioctl(fd, SIOCSIFADDR, &request) < 0)
                rig_fail(rig, "cannot add %s: %s", address, strerror(errno));
        close(fd);
}

/* --- programs --- */

/* Its output goes to `out_fd`; it dies with us. */
static pid_t
run(char *const argv[], int out_fd)
{
        pid_t parent = getpid(), pid = fork();

        if (pid != 0)
                return pid;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(127);
        dup2(out_fd, STDOUT_FILENO);
        dup2(out_fd, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
}

static void
end(pid_t *pid, int with)
{
        if (*pid <= 0)
                return;
        kill(*pid, with);
        waitpid(*pid, NULL, 0);
        *pid = 0;
}

/* --- the configuration --- */

static char *
read_example(struct rig *rig)
{
        static char text[16384];
        FILE *file = fopen("conf/kannel.conf", "r");
        size_t len = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
        char *links;

        if (file != NULL)
                fclose(file);
        text[len] = '\0';
        links = strstr(text, LINKS);
        if (links == NULL)
                rig_fail(rig, "conf/kannel.conf has no links to replace");
        *links = '\0';
        return text;
}

/* Line by line: what lies in files of the system lies below the rig's folder. */
static void
write_config(struct rig *rig, const char *service)
{
        char out[16384], *rest = read_example(rig), *line;
        size_t len = 0;

        while ((line = strsep(&rest, "\n")) != NULL) {
                if (strncmp(line, "store-location", 14) == 0)
                        len += (size_t)snprintf(out + len, sizeof out - len, "store-location = %s/spool\n", rig->folder);
                else if (strncmp(line, "log-file", 8) == 0)
                        len += (size_t)snprintf(out + len, sizeof out - len, "log-file = %s/kannel.log\n", rig->folder);
                else if (service != NULL && strncmp(line, "post-url", 8) == 0)
                        len += (size_t)snprintf(out + len, sizeof out - len, "%s\n", service);
                else
                        len += (size_t)snprintf(out + len, sizeof out - len, "%s\n", line);
        }
        len += (size_t)snprintf(out + len, sizeof out - len, "group = smsc\nsmsc = fake\nsmsc-id = fake\nport = " SMSC_PORT "\nconnect-allow-ip = 127.0.0.1\n");
        rig_write(rig, "kannel.conf", out, len);
}

/* --- both boxes --- */

static bool
boxes_are_on_line(struct rig *rig, void *arg)
{
        static const char request[] = "GET /status.txt?password=change-me-1 HTTP/1.0\r\n\r\n";
        char text[16384];
        size_t len = 0;
        ssize_t n;
        int fd = http_connect(13000);

        (void)rig;
        (void)arg;
        if (fd < 0)
                return false;
        (void)http_send(fd, request, sizeof request - 1);
        while (len + 1 < sizeof text && (n = recv(fd, text + len, sizeof text - 1 - len, 0)) > 0)
                len += (size_t)n;
        text[len] = '\0';
        close(fd);
        return strstr(text, "smsbox:") != NULL && strstr(text, "on-line") != NULL;
}

static void
start_box(struct kannel_rig *kannel, pid_t *pid, const char *path)
{
        char config[RIG_PATH], level[] = "-v", four[] = "4", dashes[] = "--", program[64];

        snprintf(config, sizeof config, "%s/kannel.conf", kannel->rig->folder);
        snprintf(program, sizeof program, "%s", path);
        *pid = run((char *[]){program, level, four, dashes, config, NULL}, kannel->rig->log_fd);
}

struct kannel_rig *
kannel_open(struct rig *rig, const char *service)
{
        struct kannel_rig *kannel = calloc(1, sizeof *kannel);
        char spool[RIG_PATH];

        if (kannel == NULL)
                abort();
        kannel->rig = rig;
        kannel->log_fd = -1;
        snprintf(spool, sizeof spool, "%s/spool", rig->folder);
        (void)mkdir(spool, 0700);
        write_config(rig, service);
        start_box(kannel, &kannel->bearerbox, "/usr/sbin/bearerbox");
        start_box(kannel, &kannel->smsbox, "/usr/sbin/smsbox"); /* ends if there is no bearerbox yet */
        for (int64_t deadline = clock_ms() + RIG_MS; !boxes_are_on_line(rig, NULL);) {
                if (clock_ms() > deadline)
                        rig_fail(rig, "the boxes of Kannel never found each other");
                if (waitpid(kannel->smsbox, NULL, WNOHANG) == kannel->smsbox)
                        start_box(kannel, &kannel->smsbox, "/usr/sbin/smsbox");
                (void)poll(NULL, 0, 20);
        }
        return kannel;
}

void
kannel_close(struct kannel_rig *kannel)
{
        end(&kannel->fakesmsc, SIGKILL);
        end(&kannel->smsbox, SIGKILL);
        end(&kannel->bearerbox, SIGKILL);
        if (kannel->log_fd >= 0)
                close(kannel->log_fd);
        free(kannel);
}

/* --- messages --- */

void
kannel_send(struct kannel_rig *kannel, long n, int per_second, bool random_ends, const char *sender, const char *kind_and_payload)
{
        char path[RIG_PATH], count[24], interval[24], message[2048];
        char *argv[] = {(char *)"/usr/lib/kannel/test/fakesmsc", (char *)"-v", (char *)"0", (char *)"-H", (char *)"127.0.0.1", (char *)"-r",
                        (char *)SMSC_PORT, (char *)"-m", count, (char *)"-i", interval, (char *)"-z", (char *)(random_ends ? "1" : "0"), message, NULL};

        end(&kannel->fakesmsc, SIGKILL);
        if (kannel->log_fd >= 0)
                close(kannel->log_fd);
        kannel->counted = 0;
        kannel->nreplies = 0;
        snprintf(path, sizeof path, "%s/fakesmsc.log", kannel->rig->folder);
        kannel->log_fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
        snprintf(count, sizeof count, "%ld", n);
        snprintf(interval, sizeof interval, "%.6f", 1.0 / per_second);
        snprintf(message, sizeof message, "%s " KANNEL_SERVICE " %s", sender, kind_and_payload);
        kannel->fakesmsc = run(argv, kannel->log_fd);
}

/* What fakesmsc has said so far, from an offset on. */
static const char *
read_log(struct kannel_rig *kannel, size_t from)
{
        static char *text;
        size_t len = 0;
        ssize_t n;

        if (text == NULL && (text = malloc(LOG_ROOM)) == NULL)
                abort();
        while (len + 1 < LOG_ROOM && (n = pread(kannel->log_fd, text + len, LOG_ROOM - 1 - len, (off_t)(from + len))) > 0)
                len += (size_t)n;
        text[len] = '\0';
        return text;
}

static int
hex(char c)
{
        return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 0;
}

static size_t
unescape(const char *from, size_t len, char *out, size_t room)
{
        size_t n = 0;

        for (size_t i = 0; i < len && n < room; i++) {
                if (from[i] == '%' && i + 2 < len + 1) {
                        out[n++] = (char)(hex(from[i + 1]) << 4 | hex(from[i + 2]));
                        i += 2;
                } else {
                        out[n++] = from[i] == '+' ? ' ' : from[i];
                }
        }
        return n;
}

/* One line of a reply: "26262 +40... text Job offer ..." or "... udh %05%00%03%07%02%01 data Job+offer". */
struct part {
        int number, of;                 /* 1 of 1 */
        const char *data;
        size_t len;
        bool is_escaped;
};

/* The next part behind `at`; NULL if there is none. Returns where to go on. */
static const char *
next_part(const char *at, struct part *part)
{
        static const char mark[] = "Got message ", service[] = "<" KANNEL_SERVICE " ";
        const char *line, *end;

        for (;;) {
                at = strstr(at, mark);
                if (at == NULL || (end = strchr(at, '\n')) == NULL)
                        return NULL;
                line = memmem(at, (size_t)(end - at), service, sizeof service - 1);
                at = end;
                if (line != NULL)
                        break; /* else the second line of a text with several */
        }
        *part = (struct part){.number = 1, .of = 1};
        line = strchr(line + sizeof service - 1, ' ') + 1;
        if (strncmp(line, "udh ", 4) == 0) {
                char udh[32];
                size_t n = unescape(line + 4, strcspn(line + 4, " "), udh, sizeof udh);

                if (n == 6 && udh[0] == 5 && udh[1] == 0 && udh[2] == 3) {
                        part->of = udh[4];
                        part->number = udh[5];
                }
                line += 4 + strcspn(line + 4, " ") + 1;
        }
        part->is_escaped = strncmp(line, "text ", 5) != 0;
        part->data = strchr(line, ' ') + 1;
        part->len = (size_t)(end - part->data) - 1; /* ">" */
        return at;
}

long
kannel_replies(struct kannel_rig *kannel)
{
        const char *begin = read_log(kannel, kannel->counted), *last = begin;
        struct part part;

        for (const char *at = begin; (at = next_part(at, &part)) != NULL; last = at)
                kannel->nreplies += part.number == part.of;
        kannel->counted += (size_t)(last - begin);
        return kannel->nreplies;
}

void
kannel_wait_replies(struct kannel_rig *kannel, long n, int seconds)
{
        int64_t deadline = clock_ms() + seconds * INT64_C(1000);
        long got;

        while ((got = kannel_replies(kannel)) < n) {
                if (clock_ms() > deadline)
                        rig_fail(kannel->rig, "%ld of %ld replies came", got, n);
                (void)poll(NULL, 0, 20);
        }
}

size_t
kannel_first_reply(struct kannel_rig *kannel, char *out, size_t room, int *nparts)
{
        struct part part;
        size_t len = 0;
        int next = 1;

        /* one message was sent, so all parts are of one reply */
        for (const char *at = read_log(kannel, 0); (at = next_part(at, &part)) != NULL;) {
                if (part.number != next++)
                        rig_fail(kannel->rig, "part %d of a reply came out of turn", part.number);
                *nparts = part.of;
                if (part.is_escaped) {
                        len += unescape(part.data, part.len, out + len, room - len);
                } else if (part.len < room - len) {
                        memcpy(out + len, part.data, part.len);
                        len += part.len;
                }
        }
        return len;
}
