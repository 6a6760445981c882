/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The relay of the children's log. Standard error is a file, a pipe or full for the length of a case.
 */
#include "parent/relay.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/waymark-relay-XXXXXX";

struct fixture {
        struct loop loop;
        struct relay relay;
        int saved;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);

        fixture->saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
        if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
                return -1;
        close(fd);
        loop_init(&fixture->loop);
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        dup2(fixture->saved, STDERR_FILENO);
        close(fixture->saved);
        unlink(path);
        free(fixture);
        return 0;
}

/* What stands in the file now. */
static ssize_t
logged(char text[static 65536])
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = read(fd, text, 65535);

        close(fd);
        text[n > 0 ? n : 0] = '\0';
        return n;
}

/* A child as birth.c makes it: it may make no file grow. */
static void
say_as_child(struct fixture *fixture, const char *text, int times)
{
        int status;
        pid_t pid = fork();

        if (pid == 0) {
                const struct rlimit none = {0, 0};
                int bad = 0;

                relay_enter(&fixture->relay);
                signal(SIGXFSZ, SIG_IGN);
                setrlimit(RLIMIT_FSIZE, &none);
                for (int i = 0; i < times; i++)
                        bad |= write(STDERR_FILENO, text, strlen(text)) < 0;
                _exit(bad);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
}

static void
what_a_child_says_comes_into_the_file(void **state)
{
        struct fixture *fixture = *state;
        static char text[65536];

        relay_open(&fixture->relay, &fixture->loop);
        assert_true(fixture->relay.read_fd >= 0);
        say_as_child(fixture, "<5>engine: ready\n", 1);
        loop_turn(&fixture->loop, 0);
        logged(text);
        assert_string_equal(text, "<5>engine: ready\n");
        relay_close(&fixture->relay);
}

static void
the_last_words_are_written_at_the_end(void **state)
{
        struct fixture *fixture = *state;
        static char text[65536];

        relay_open(&fixture->relay, &fixture->loop);
        say_as_child(fixture, "<3>last words\n", 2);
        relay_close(&fixture->relay);
        logged(text);
        assert_string_equal(text, "<3>last words\n<3>last words\n");
        assert_int_equal(fixture->relay.read_fd, -1);
        assert_int_equal(fixture->relay.write_fd, -1);
        relay_close(&fixture->relay); /* twice is once */
}

/* More than a pipe holds is lost, and nobody is held up. */
static void
a_child_that_never_stops_does_not_block(void **state)
{
        struct fixture *fixture = *state;
        static char text[65536];
        char line[1025];

        memset(line, 'x', sizeof line - 2);
        line[sizeof line - 2] = '\n';
        line[sizeof line - 1] = '\0';
        relay_open(&fixture->relay, &fixture->loop);
        say_as_child(fixture, line, 500);
        loop_turn(&fixture->loop, 0);
        assert_true(logged(text) > 4096);
        relay_close(&fixture->relay);
}

static void
a_full_disk_does_not_hold_the_parent_up(void **state)
{
        struct fixture *fixture = *state;
        int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

        relay_open(&fixture->relay, &fixture->loop);
        say_as_child(fixture, "<3>x\n", 10);
        if (fd < 0)
                skip();
        dup2(fd, STDERR_FILENO);
        close(fd);
        loop_turn(&fixture->loop, 0);
        relay_close(&fixture->relay);
}

static void
no_descriptor_survives_an_exec_or_the_close(void **state)
{
        struct fixture *fixture = *state;
        int before = dup(STDIN_FILENO), after;

        close(before);
        relay_open(&fixture->relay, &fixture->loop);
        assert_true((fcntl(fixture->relay.read_fd, F_GETFD) & FD_CLOEXEC) != 0);
        assert_true((fcntl(fixture->relay.write_fd, F_GETFD) & FD_CLOEXEC) != 0);
        relay_close(&fixture->relay);
        after = dup(STDIN_FILENO);
        close(after);
        assert_int_equal(before, after);
}

static void
where_it_is_no_file_nothing_is_relayed(void **state)
{
        struct fixture *fixture = *state;
        char text[32] = "";
        int fds[2];

        assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
        dup2(fds[1], STDERR_FILENO);
        relay_open(&fixture->relay, &fixture->loop);
        assert_int_equal(fixture->relay.read_fd, -1);
        say_as_child(fixture, "direct\n", 1);
        assert_int_equal(read(fds[0], text, sizeof text - 1), 7);
        assert_string_equal(text, "direct\n");
        relay_close(&fixture->relay);
        close(fds[0]);
        close(fds[1]);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(what_a_child_says_comes_into_the_file),
                CASE(the_last_words_are_written_at_the_end),
                CASE(a_child_that_never_stops_does_not_block),
                CASE(a_full_disk_does_not_hold_the_parent_up),
                CASE(no_descriptor_survives_an_exec_or_the_close),
                CASE(where_it_is_no_file_nothing_is_relayed),
        };
        int fd = mkostemp(path, O_CLOEXEC);

        if (fd < 0)
                return 1;
        close(fd);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
