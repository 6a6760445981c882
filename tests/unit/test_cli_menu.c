/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark menu` as a program: plain pages in a pipe, a phone on a terminal; and the pages that `waymark check` tells. (covers: caller)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT (1 << 20)
#define PATIENCE_MS 30000

struct fixture {
        char folder[64], config[96], input[96];
        char *out;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);
        char messages[PATH_MAX];
        FILE *file;

        fixture->out = calloc(1, OUTPUT);
        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-menu-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL || realpath("messages", messages) == NULL)
                return -1;
        snprintf(fixture->config, sizeof fixture->config, "%s/waymark.cfg", fixture->folder);
        snprintf(fixture->input, sizeof fixture->input, "%s/input", fixture->folder);
        file = fopen(fixture->config, "w");
        if (file == NULL)
                return -1;
        fprintf(file, "country = \"RO\"; languages = [ \"uk\", \"ru\", \"ro\", \"en\" ]; messages = \"%s\"; state = \"state\"; runtime = \"run\";\n"
                      "modems = ( { name = \"sim1\"; device = \"nothing\"; own_number = \"+40700000099\"; } );\n", messages);
        fclose(file);
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        unlink(fixture->config);
        unlink(fixture->input);
        rmdir(fixture->folder);
        free(fixture->out);
        free(fixture);
        return 0;
}

static void
become_waymark(struct fixture *fixture, const char *const *words)
{
        const char *argv[16] = {"waymark", "-c", fixture->config}, *build = getenv("WAYMARK_BUILD");
        char program[256];
        int n = 3;

        for (int i = 0; words[i] != NULL && n < 15; i++)
                argv[n++] = words[i];
        snprintf(program, sizeof program, "%s/waymark", build != NULL ? build : "build");
        setenv("NO_COLOR", "1", 1);
        execv(program, (char **)(uintptr_t)argv);
        _exit(126);
}

static void
read_all(int fd, char *out)
{
        size_t len = 0;
        ssize_t n;

        do {
                struct pollfd poll_one = {.fd = fd, .events = POLLIN};

                assert_int_equal(poll(&poll_one, 1, PATIENCE_MS), 1);
                n = read(fd, out + len, OUTPUT - 1 - len);
                len += n > 0 ? (size_t)n : 0;
        } while (n > 0);
        out[len] = '\0';
}

static int
reap(pid_t pid)
{
        int status;

        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

/* With `input` on standard input; both outputs come together. Words end with NULL. */
static int
run(struct fixture *fixture, const char *input, const char *const *words)
{
        FILE *file = fopen(fixture->input, "w");
        int out[2];
        pid_t pid;

        assert_non_null(file);
        fputs(input, file);
        fclose(file);
        assert_int_equal(pipe(out), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                (void)dup2(open(fixture->input, O_RDONLY), 0);
                (void)dup2(out[1], 1);
                (void)dup2(out[1], 2);
                close(out[0]);
                close(out[1]);
                become_waymark(fixture, words);
        }
        close(out[1]);
        read_all(out[0], fixture->out);
        close(out[0]);
        return reap(pid);
}

#define RUN(fixture, input, ...) run(fixture, input, (const char *const[]){__VA_ARGS__, NULL})

static void
assert_says(const char *text, const char *words)
{
        if (strstr(text, words) == NULL)
                fail_msg("\"%s\" is missing in:\n%s", words, text);
}

/* --- in a pipe ------------------------------------------------------------------------------------------------- */

static void
prints_a_page_for_each_line(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(RUN(fixture, "5\n0\n9\n", "menu"), 0);
        assert_string_equal(fixture->out, "1 SOS 112\n2 українська\n3 русский\n4 română\n5 English\n\n"
                                          "1 Get help 112\n2 Job offers\n3 Room or flat\n4 Ride or journey\n5 Passport, papers\n6 Children\n"
                                          "7 Love, new friend\n0 more\n\n"
                                          "8 Warning signs\n10 My rights\n9 back\n\n"
                                          "1 Get help 112\n2 Job offers\n3 Room or flat\n4 Ride or journey\n5 Passport, papers\n6 Children\n"
                                          "7 Love, new friend\n0 more\n");
}

static void
larger_screens_hold_more(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(RUN(fixture, "5\n", "menu", "--page", "182/80"), 0);
        assert_says(fixture->out, "8 Warning signs\n10 My rights\n9 back\n");
}

static void
the_number_that_dials_tells_a_language(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(RUN(fixture, "1\n", "menu", "--from", "+40700000001"), 0);
        assert_says(fixture->out, "\n\nIn pericol acum: sunati la 112.");
}

static void
who_is_never_answered_sees_no_menu(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(RUN(fixture, "1\n", "menu", "--from", "MyBank"), 0);
        assert_string_equal(fixture->out, "(no answer: a name instead of a number cannot be answered)\n");
        assert_int_equal(RUN(fixture, "1\n", "menu", "--from=+40700000099"), 0);
        assert_says(fixture->out, "own number");
}

static void
ends_with_the_session(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(RUN(fixture, "STOP\n1\n1\n1\n1\n1\n1\n", "menu", "--page", "182/80"), 0);
        assert_says(fixture->out, "OK");
        assert_null(strstr(fixture->out, "In danger"));
        assert_int_equal(RUN(fixture, "", "menu"), 0);
        assert_says(fixture->out, "SOS");
}

static void
wrong_calls_are_told(void **state)
{
        static const char *const pages[] = {"128", "128/", "128/56x", "0/56", "183/80", "182/92", "-1/20", "", "a/b", "1000/80"};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
                char option[32];

                snprintf(option, sizeof option, "--page=%s", pages[i]);
                assert_int_equal(RUN(fixture, "", "menu", option), 64);
                assert_says(fixture->out, "--page is two numbers, at most 182/91, as in 128/56");
        }
        assert_int_equal(RUN(fixture, "", "menu", "1"), 64);
        assert_int_equal(RUN(fixture, "", "menu", "--json"), 64);
        assert_int_equal(RUN(fixture, "", "menu", "-c", "/nowhere/x.cfg"), 78);
        assert_int_equal(RUN(fixture, "", "help", "menu"), 0);
        assert_says(fixture->out, "usage: waymark [-c FILE] menu");
}

/* --- on a terminal ----------------------------------------------------------------------------------------------- */

static void
is_a_phone_on_a_terminal(void **state)
{
        static const char *const words[] = {"menu", NULL};
        struct fixture *fixture = *state;
        size_t len = 0;
        int terminal;
        pid_t pid = forkpty(&terminal, NULL, NULL, NULL);

        assert_true(pid >= 0);
        if (pid == 0)
                become_waymark(fixture, words);
        while (strstr(fixture->out, "  > ") == NULL) {
                struct pollfd poll_one = {.fd = terminal, .events = POLLIN};
                ssize_t n;

                assert_int_equal(poll(&poll_one, 1, PATIENCE_MS), 1);
                n = read(terminal, fixture->out + len, OUTPUT - 1 - len);
                assert_true(n > 0);
                len += (size_t)n;
        }
        assert_says(fixture->out, "  .------------------------------.\r\n  | 1 SOS 112                    |\r\n  | 2 українська                 |\r\n");
        assert_says(fixture->out, "\r\n    51 of 56 (UCS-2)\r\n");
        assert_int_equal(write(terminal, "JOB\n\004", 5), 5);
        read_all(terminal, fixture->out);
        assert_says(fixture->out, "  | Job offer? Be careful if pay |\r\n");
        assert_says(fixture->out, "(GSM-7)");
        close(terminal);
        assert_int_equal(reap(pid), 0);
}

/* --- what check tells -------------------------------------------------------------------------------------------------- */

/* A copy of the messages in which the Ukrainian text about jobs is known. */
static void
copy_messages(struct fixture *fixture)
{
        char text[256];
        FILE *file;

        snprintf(text, sizeof text, "cp -R messages %s/", fixture->folder);
        assert_int_equal(system(text), 0);
        file = fopen(fixture->config, "w");
        assert_non_null(file);
        fputs("country = \"RO\"; languages = [ \"uk\", \"en\" ]; messages = \"messages\"; modems = ( { name = \"a\"; device = \"b\"; } );\n", file);
        fclose(file);
        snprintf(text, sizeof text, "%s/messages/uk/job.txt", fixture->folder);
        file = fopen(text, "w");
        assert_non_null(file);
        fputs("Menu: Робота\nReviewed: yes\n\nОдин два три чотири, один два три чотири, один два три чотири, один два три чотири,\n"
              "один два три чотири. Небезпека: 112\n", file);
        fclose(file);
}

static void
remove_messages(struct fixture *fixture)
{
        char command[128];

        snprintf(command, sizeof command, "rm -rf %s/messages", fixture->folder);
        assert_int_equal(system(command), 0);
}

static void
check_tells_how_many_pages_a_text_takes(void **state)
{
        struct fixture *fixture = *state;

        copy_messages(fixture);
        assert_int_equal(RUN(fixture, "", "check"), 0);
        remove_messages(fixture);
        assert_says(fixture->out, "\n  file                 chars  coding parts  room  pages: gsup http  sms\n");
        assert_says(fixture->out, "\n  job.txt                119  UCS-2      2    15           3    2    3\n");
        assert_says(fixture->out, "           -    -    -"); /* unknown.txt is not shown in the menu */
}

static void
check_tells_pages_in_json(void **state)
{
        struct fixture *fixture = *state;

        copy_messages(fixture);
        assert_int_equal(RUN(fixture, "", "check", "--json"), 0);
        remove_messages(fixture);
        assert_says(fixture->out, "\"pages\": {\n        \"gsup\": 3,\n        \"http\": 2,\n        \"sms\": 3\n      }");
        assert_says(fixture->out, "\"gsup\": null");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(prints_a_page_for_each_line),
                CASE(larger_screens_hold_more),
                CASE(the_number_that_dials_tells_a_language),
                CASE(who_is_never_answered_sees_no_menu),
                CASE(ends_with_the_session),
                CASE(wrong_calls_are_told),
                CASE(is_a_phone_on_a_terminal),
                CASE(check_tells_how_many_pages_a_text_takes),
                CASE(check_tells_pages_in_json),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
