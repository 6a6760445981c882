/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A simulator of its own for each test of it: a fresh directory, build/simmodem started in it, its control socket, and a raw client of
 * its line. For the programs test_001_*.c only; the daemon's scenarios have their harness.
 */
#ifndef TEST_001_BENCH_H
#define TEST_001_BENCH_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define BENCH_UNUSED __attribute__((unused))

enum { BENCH_PATIENCE_MS = 20000, BENCH_ANSWER_MAX = 1 << 18 };

struct bench {
        char directory[64];             /* "/tmp/waymark-...": control socket "ctl", lines "sim1", "sim2" */
        pid_t simulator;
        int control;
        char answer[BENCH_ANSWER_MAX];  /* data lines of the last command, then its last line */
        char heard[8192];               /* what the line said in the last bench_hear */
};

static inline long
bench_now_ms(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

BENCH_UNUSED static const char *
bench_path(const struct bench *bench, const char *name)
{
        static char paths[4][PATH_MAX];
        static int next;
        char *path = paths[next++ % 4];

        snprintf(path, PATH_MAX, "%s/%s", bench->directory, name);
        return path;
}

/* Starts a program with its output in a file of the directory; ends with the test program. */
BENCH_UNUSED static pid_t
bench_start(const struct bench *bench, const char *output, const char *const argv[])
{
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
                int out = open(bench_path(bench, output), O_WRONLY | O_CREAT | O_APPEND, 0600);
                int null = open("/dev/null", O_RDONLY);

                dup2(null, 0);
                dup2(out, 1);
                dup2(out, 2);
                execvp(argv[0], (char *const *)(uintptr_t)argv);     /* it does not write to them */
                _exit(127);
        }
        return child;
}

/* Its exit status, or -1 if it had to be killed after patience_ms. */
BENCH_UNUSED static int
bench_end(pid_t child, long patience_ms)
{
        long deadline = bench_now_ms() + patience_ms;
        int status;

        while (waitpid(child, &status, WNOHANG) == 0) {
                if (bench_now_ms() > deadline) {
                        kill(child, SIGKILL);
                        waitpid(child, &status, 0);
                        return -1;
                }
                poll(NULL, 0, 5);
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

BENCH_UNUSED static void
bench_read(const struct bench *bench, const char *name, char *out, size_t size)
{
        int fd = open(bench_path(bench, name), O_RDONLY);
        size_t len = 0;
        ssize_t step;

        while (fd >= 0 && len + 1 < size && (step = read(fd, out + len, size - 1 - len)) > 0)
                len += (size_t)step;
        out[len] = '\0';
        if (fd >= 0)
                close(fd);
}

BENCH_UNUSED static void
bench_write(const struct bench *bench, const char *name, const char *format, ...)
{
        FILE *file = fopen(bench_path(bench, name), "w");
        va_list args;

        assert_non_null(file);
        va_start(args, format);
        vfprintf(file, format, args);
        va_end(args);
        fclose(file);
}

/* ---- the control socket ---- */

static inline int
bench_connect(const struct bench *bench)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);

        snprintf(address.sun_path, sizeof address.sun_path, "%s/ctl", bench->directory);
        assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
        return fd;
}

/* Sends a command, reads its answer, returns the last line ("ok ..." or "error ..."). */
BENCH_UNUSED static const char *
bench_ask(struct bench *bench, const char *format, ...)
{
        size_t len = 0, line = 0;
        char command[16384];
        va_list args;
        int n;

        va_start(args, format);
        n = vsnprintf(command, sizeof command - 1, format, args);
        va_end(args);
        command[n++] = '\n';
        assert_int_equal(write(bench->control, command, (size_t)n), n);
        for (;;) {
                struct pollfd control = { .fd = bench->control, .events = POLLIN };

                assert_int_equal(poll(&control, 1, 60000), 1);
                assert_true(len + 1 < sizeof bench->answer);
                assert_int_equal(read(bench->control, bench->answer + len, 1), 1);
                if (bench->answer[len++] != '\n')
                        continue;
                bench->answer[len - 1] = '\0';
                if (strncmp(bench->answer + line, "ok", 2) == 0 || strncmp(bench->answer + line, "error", 5) == 0)
                        return bench->answer + line;
                bench->answer[len - 1] = '\n';
                line = len;
        }
}

#define assert_ok(bench, ...) assert_int_equal(strncmp(bench_ask(bench, __VA_ARGS__), "ok", 2), 0)

#define assert_tells(bench, part) \
        do { \
                if (strstr((bench)->answer, part) == NULL) \
                        fail_msg("not told: %s\nbut: %s", part, (bench)->answer); \
        } while (0)

/* ---- life ---- */

static inline void
bench_begin(struct bench *bench, const char *const options[])
{
        const char *build = getenv("WAYMARK_BUILD");
        char program[PATH_MAX], modem1[128], modem2[128], control[128], trace[128], ready[8];
        const char *argv[32] = { program, modem1, modem2, control, "--die-with-parent", trace };
        int ends[2], argc = 6, i;

        memset(bench, 0, sizeof *bench);
        strcpy(bench->directory, "/tmp/waymark-001-XXXXXX");
        assert_non_null(mkdtemp(bench->directory));
        snprintf(program, sizeof program, "%s/simmodem", build != NULL ? build : "build");
        snprintf(modem1, sizeof modem1, "--modem=sim1=%s/sim1", bench->directory);
        snprintf(modem2, sizeof modem2, "--modem=sim2=%s/sim2", bench->directory);
        snprintf(control, sizeof control, "--control=%s/ctl", bench->directory);
        snprintf(trace, sizeof trace, "--trace=%s/trace", bench->directory);
        for (i = 0; options != NULL && options[i] != NULL; i++)
                argv[argc++] = options[i];
        assert_int_equal(pipe(ends), 0);
        bench->simulator = fork();
        if (bench->simulator == 0) {
                dup2(ends[1], 1);
                close(ends[0]);
                close(ends[1]);
                execv(program, (char *const *)(uintptr_t)argv);
                _exit(127);
        }
        close(ends[1]);
        assert_int_equal(read(ends[0], ready, sizeof ready), 6);        /* "ready" and a newline */
        close(ends[0]);
        bench->control = bench_connect(bench);
}

static inline int
bench_set_up(void **state)
{
        struct bench *bench = malloc(sizeof *bench);

        bench_begin(bench, NULL);
        *state = bench;
        return 0;
}

static inline int
bench_tear_down(void **state)
{
        struct bench *bench = *state;
        char command[128];
        int status;

        close(bench->control);
        if (bench->simulator > 0)
                kill(bench->simulator, SIGTERM);
        status = bench->simulator > 0 ? bench_end(bench->simulator, BENCH_PATIENCE_MS) : 0;
        snprintf(command, sizeof command, "rm -rf '%s'", bench->directory);
        if (system(command) != 0)
                status = -1;
        free(bench);
        return status;
}

/* ---- the line, raw ---- */

BENCH_UNUSED static int
bench_dial(const struct bench *bench, const char *name)
{
        int fd = open(bench_path(bench, name), O_RDWR | O_NOCTTY | O_NONBLOCK);

        assert_true(fd >= 0);
        return fd;
}

BENCH_UNUSED static void
bench_type(int line, const char *bytes)
{
        assert_int_equal(write(line, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

/* Listens until `end` was said, patience is out, or the line hangs up; true in the first case. What was said is in heard. */
BENCH_UNUSED static bool
bench_hear_for(struct bench *bench, int line, const char *end, long patience_ms)
{
        long deadline = bench_now_ms() + patience_ms;
        size_t len = 0;

        bench->heard[0] = '\0';
        while (*end == '\0' || strstr(bench->heard, end) == NULL) {
                struct pollfd port = { .fd = line, .events = POLLIN };
                long left = deadline - bench_now_ms();
                ssize_t step;

                if (left <= 0 || poll(&port, 1, (int)left) <= 0)
                        return false;
                step = read(line, bench->heard + len, 1);
                if (step <= 0 || len + 2 > sizeof bench->heard)
                        return false;
                len++;
                bench->heard[len] = '\0';
        }
        return true;
}

#define assert_hears(bench, line, end) \
        do { \
                if (!bench_hear_for(bench, line, end, BENCH_PATIENCE_MS)) \
                        fail_msg("not heard: %s\nbut: %s", end, (bench)->heard); \
        } while (0)

/* Gives a command and hears its final "OK". */
#define assert_obeys(bench, line, command) \
        do { \
                bench_type(line, command "\r"); \
                assert_hears(bench, line, "\r\nOK\r\n"); \
        } while (0)

/* "JOB" to +15550102, made by hand; 15 octets without the SMSC. */
#define BENCH_PDU "0011000891515510200000FF03CAA710"
#define BENCH_PDU_COMMAND "AT+CMGS=15\r"

/* Hands over BENCH_PDU; its answer is still to be heard. */
BENCH_UNUSED static void
bench_send_part(struct bench *bench, int line)
{
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\n> ");
        bench_type(line, BENCH_PDU "\x1a");
}

#endif
