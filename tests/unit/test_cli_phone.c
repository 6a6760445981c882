/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `make run` runs: with standard input from a pipe, on a terminal, and however it ends, nothing is left behind. The real gateway answers.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OUTPUT 65536
#define WAIT_MS 60000

struct fixture {
        char tmp[64];                   /* the phone makes its folder in here */
        char out[OUTPUT];
        size_t len;
        pid_t pid;
        int fd;                         /* its output; on a terminal its input, too */
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        snprintf(fixture->tmp, sizeof fixture->tmp, "/tmp/waymark-cli-XXXXXX");
        if (mkdtemp(fixture->tmp) == NULL || setenv("TMPDIR", fixture->tmp, 1) < 0)
                return -1;
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        unsetenv("TMPDIR");
        if (fixture->pid > 0) {
                kill(fixture->pid, SIGTERM);
                waitpid(fixture->pid, NULL, 0);
        }
        (void)rmdir(fixture->tmp);
        free(fixture);
        return 0;
}

static void
run_phone(void)
{
        const char *build = getenv("WAYMARK_BUILD");
        char program[256];

        if (build == NULL)
                build = "build";
        snprintf(program, sizeof program, "%s/phone", build);
        execl(program, "phone", "--build", build, (char *)NULL);
        _exit(126);
}

/* Reads until `words` came, or to the end if NULL. */
static void
read_until(struct fixture *fixture, const char *words)
{
        struct pollfd poll_in = {.fd = fixture->fd, .events = POLLIN};

        while (words == NULL || strstr(fixture->out, words) == NULL) {
                ssize_t n;

                if (poll(&poll_in, 1, WAIT_MS) <= 0)
                        fail_msg("\"%s\" did not come; there is:\n%s", words != NULL ? words : "the end", fixture->out);
                n = read(fixture->fd, fixture->out + fixture->len, sizeof fixture->out - 1 - fixture->len);
                if (n <= 0 && words != NULL)
                        fail_msg("it ended without \"%s\":\n%s", words, fixture->out);
                if (n <= 0)
                        return;
                fixture->len += (size_t)n;
                fixture->out[fixture->len] = '\0';
        }
}

static void
start_with_input(struct fixture *fixture, const char *input, bool more_comes)
{
        int in[2], out[2];

        assert_int_equal(pipe2(in, O_CLOEXEC), 0);
        assert_int_equal(pipe2(out, O_CLOEXEC), 0);
        fixture->pid = fork();
        assert_true(fixture->pid >= 0);
        if (fixture->pid == 0) {
                (void)dup2(in[0], 0);
                (void)dup2(out[1], 1);
                run_phone();
        }
        close(in[0]);
        close(out[1]);
        fixture->fd = out[0];
        assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
        if (!more_comes)
                close(in[1]); /* else the kernel closes it with this program */
}

static void
start_on_terminal(struct fixture *fixture)
{
        fixture->pid = forkpty(&fixture->fd, NULL, NULL, NULL);
        assert_true(fixture->pid >= 0);
        if (fixture->pid == 0)
                run_phone();
        read_until(fixture, "+40700000001> ");
}

static void
type(struct fixture *fixture, const char *keys)
{
        assert_int_equal(write(fixture->fd, keys, strlen(keys)), (ssize_t)strlen(keys));
}

/* It ended with 0, its folder is gone, and so is every process it started (orphans come to us). */
static void
assert_ended_cleanly(struct fixture *fixture)
{
        struct dirent *entry;
        int status, files = 0;
        DIR *dir;

        read_until(fixture, NULL);
        close(fixture->fd);
        assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
        fixture->pid = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                fail_msg("it ended with status %x:\n%s", (unsigned)status, fixture->out);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        assert_int_equal(errno, ECHILD);
        dir = opendir(fixture->tmp);
        assert_non_null(dir);
        while ((entry = readdir(dir)) != NULL)
                files += entry->d_name[0] != '.';
        closedir(dir);
        assert_int_equal(files, 0);
}

static void
each_line_of_a_pipe_is_answered(void **state)
{
        struct fixture *fixture = *state;

        start_with_input(fixture, "JOB\nробота\n\ncasa\r\n:from +380 50 000 0001\nжитло", false);
        assert_ended_cleanly(fixture);
        assert_non_null(strstr(fixture->out, "+40700000001> JOB\nJob"));
        assert_non_null(strstr(fixture->out, "> робота\nПропону"));
        assert_non_null(strstr(fixture->out, " parts, "));
        assert_non_null(strstr(fixture->out, " characters, UCS-2\n"));
        assert_non_null(strstr(fixture->out, " characters, GSM-7\n"));
        assert_non_null(strstr(fixture->out, "+380500000001> житло\n"));
}

static void
silence_is_told(void **state)
{
        struct fixture *fixture = *state;

        start_with_input(fixture, ":from MyBank\nJOB\n", false);
        assert_ended_cleanly(fixture);
        assert_non_null(strstr(fixture->out, "MyBank> JOB\n(no answer)\n"));
}

static void
an_empty_pipe_ends_at_once(void **state)
{
        struct fixture *fixture = *state;

        start_with_input(fixture, "", false);
        assert_ended_cleanly(fixture);
}

static void
a_text_sent_while_the_modem_is_out_is_answered_when_it_is_back(void **state)
{
        struct fixture *fixture = *state;

        start_with_input(fixture, "JOB\n:unplug\ncasa\n:plug\n:status\n:log\n:counts\n:nonsense\n", false);
        assert_ended_cleanly(fixture);
        assert_non_null(strstr(fixture->out, "the network keeps the text"));
        assert_non_null(strstr(fixture->out, "(the modem is back)\n\nOferta de cazare"));
        assert_non_null(strstr(fixture->out, "Modem sim1    ready"));
        assert_non_null(strstr(fixture->out, "no such command; :help lists them"));
}

static void
sigterm_ends_it_cleanly(void **state)
{
        struct fixture *fixture = *state;

        start_with_input(fixture, "JOB\n", true);
        read_until(fixture, "characters, GSM-7");
        kill(fixture->pid, SIGTERM);
        assert_ended_cleanly(fixture);
}

static void
a_terminal_shows_bubbles(void **state)
{
        struct fixture *fixture = *state;

        start_on_terminal(fixture);
        assert_non_null(strstr(fixture->out, "робота"));
        type(fixture, "JOB\n");
        read_until(fixture, "characters, GSM-7");
        assert_non_null(strstr(fixture->out, "╭──"));
        assert_non_null(strstr(fixture->out, "╯ 1/2"));
        assert_non_null(strstr(fixture->out, "╯ 2/2"));
        type(fixture, "\x04");
        assert_ended_cleanly(fixture);
}

static void
ctrl_c_ends_it_cleanly(void **state)
{
        struct fixture *fixture = *state;

        start_on_terminal(fixture);
        type(fixture, "half a li\x03");
        assert_ended_cleanly(fixture);
}

static void
quit_ends_it_cleanly(void **state)
{
        struct fixture *fixture = *state;

        start_on_terminal(fixture);
        type(fixture, ":quit\n");
        assert_ended_cleanly(fixture);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(each_line_of_a_pipe_is_answered),
                CASE(silence_is_told),
                CASE(an_empty_pipe_ends_at_once),
                CASE(a_text_sent_while_the_modem_is_out_is_answered_when_it_is_back),
                CASE(sigterm_ends_it_cleanly),
                CASE(a_terminal_shows_bubbles),
                CASE(ctrl_c_ends_it_cleanly),
                CASE(quit_ends_it_cleanly),
        };

        (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
