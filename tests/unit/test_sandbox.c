/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every process has given up, seen from outside: a child enters the sandbox and holds still, and its /proc is read. What a process of
 * each role tries in vain is in test_sandbox_roles.c.
 */
#include "common/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 20000

static char path[] = "/tmp/waymark-sandbox-XXXXXX";

/* --- a child that holds still -------------------------------------------------------------------- */

struct held {
        pid_t pid;
        int go_fd;                      /* closed: it ends */
        int rc;                         /* of sandbox_enter() */
        struct sandbox sandbox;         /* as the child has it afterwards */
};

static void
hold_still(struct sandbox *sandbox, int tell_fd, int go_fd)
{
        struct held told = {.rc = sandbox_enter(sandbox)};
        char byte;

        told.sandbox = *sandbox;
        if (write(tell_fd, &told, sizeof told) != (ssize_t)sizeof told)
                _exit(1);
        (void)!read(go_fd, &byte, 1);
        _exit(0);
}

static struct held
hold(struct sandbox sandbox)
{
        struct held held;
        int tell[2], go[2];
        pid_t pid;

        assert_int_equal(pipe2(tell, O_CLOEXEC), 0);
        assert_int_equal(pipe2(go, O_CLOEXEC), 0);
        pid = fork();
        if (pid == 0) {
                close(go[1]);
                hold_still(&sandbox, tell[1], go[0]);
        }
        close(tell[1]);
        close(go[0]);
        assert_int_equal(read(tell[0], &held, sizeof held), sizeof held);
        close(tell[0]);
        held.pid = pid;
        held.go_fd = go[1];
        return held;
}

static void
let_go(struct held *held)
{
        int status;

        close(held->go_fd);
        assert_int_equal(waitpid(held->pid, &status, 0), held->pid);
        assert_int_equal(status, 0);
}

/* The rest of the line of /proc/PID/`file` that begins with `begin`. */
static const char *
proc_line(pid_t pid, const char *file, const char *begin)
{
        static char line[512];
        char name[64];
        FILE *in;

        snprintf(name, sizeof name, "/proc/%d/%s", (int)pid, file);
        in = fopen(name, "r");
        assert_non_null(in);
        while (fgets(line, sizeof line, in) != NULL)
                if (strncmp(line, begin, strlen(begin)) == 0) {
                        fclose(in);
                        return line + strlen(begin);
                }
        fclose(in);
        fail_msg("%s has no line \"%s\"", name, begin);
        return "";
}

static long
proc_number(pid_t pid, const char *file, const char *begin)
{
        return strtol(proc_line(pid, file, begin), NULL, 10);
}

static struct sandbox
sandbox_of(enum filter_role role)
{
        return (struct sandbox){.role = role, .title = "waymarkd: test", .user = ""};
}

/* --- the cases ------------------------------------------------------------------------------------- */

static const enum filter_role roles[] = {FILTER_ROLE_PARENT, FILTER_ROLE_MODEM, FILTER_ROLE_ENGINE, FILTER_ROLE_LEDGER,
                                         FILTER_ROLE_GSUP, FILTER_ROLE_HTTP, FILTER_ROLE_WEB};
#define NROLES (sizeof roles / sizeof roles[0])

static bool
may_write(enum filter_role role)
{
        return role == FILTER_ROLE_PARENT || role == FILTER_ROLE_LEDGER || role == FILTER_ROLE_WEB;
}

static void
every_role_has_what_it_says(void **state)
{
        (void)state;
        for (size_t i = 0; i < NROLES; i++) {
                struct held held = hold(sandbox_of(roles[i]));
                uint32_t in_force = held.sandbox.in_force;

                assert_int_equal(held.rc, 0);
                assert_int_equal(proc_number(held.pid, "status", "NoNewPrivs:"), 1);
                assert_int_equal(proc_number(held.pid, "status", "Seccomp:"), (in_force & SANDBOX_PROTECTION_SECCOMP) != 0 ? 2 : 0);
                assert_int_equal(proc_number(held.pid, "limits", "Max core file size"), 0);
                assert_int_equal(proc_number(held.pid, "limits", "Max file size") == 0 &&
                                         strstr(proc_line(held.pid, "limits", "Max file size"), "unlimited") == NULL, !may_write(roles[i]));
                assert_int_equal((in_force & SANDBOX_PROTECTION_NO_FILES) != 0, !may_write(roles[i]));
                assert_int_equal((in_force & SANDBOX_PROTECTION_LOCKED) != 0, proc_number(held.pid, "status", "VmLck:") > 0);
                assert_int_equal(in_force & held.sandbox.refused, 0);
                assert_int_not_equal(in_force & SANDBOX_PROTECTION_NO_DUMP, 0);
                let_go(&held);
        }
}

#ifndef WAYMARK_NO_SECCOMP
static void
the_filter_is_in_force_here(void **state)
{
        struct held held = hold(sandbox_of(FILTER_ROLE_MODEM));

        (void)state;
        assert_int_not_equal(held.sandbox.in_force & SANDBOX_PROTECTION_SECCOMP, 0);
        let_go(&held);
}
#endif

/* Nobody but root may look into it: its /proc belongs to root although it does not. */
static void
is_not_dumpable(void **state)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);
        struct stat st;
        char name[64];

        (void)state;
        if (geteuid() == 0)
                sandbox.user = "nobody";
        struct held held = hold(sandbox);
        snprintf(name, sizeof name, "/proc/%d/mem", (int)held.pid);
        assert_int_equal(stat(name, &st), 0);
        assert_int_equal(st.st_uid, 0);
        assert_int_not_equal(proc_number(held.pid, "status", "Uid:"), 0);
        let_go(&held);
}

/* --- from inside: 0 if all is as it should be, else the number of what is not ------------------------ */

static int
verdict_of(int (*child)(void))
{
        int status;
        pid_t pid = fork();

        if (pid == 0) {
                signal(SIGXFSZ, SIG_IGN); /* as birth.c does */
                _exit(child());
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int
cannot_write(void)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_MODEM);
        int fd = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);

        if (fd < 0 || sandbox_enter(&sandbox) != 0)
                return 1;
        if (write(fd, "x", 1) >= 0 || errno != EFBIG)
                return 2;
        if (ftruncate(fd, 100) == 0)
                return 3;
        return lseek(fd, 0, SEEK_END) == 0 ? 0 : 4;
}

static int
may_write_what_it_holds(void)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_LEDGER);
        int fd = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);

        if (fd < 0 || sandbox_enter(&sandbox) != 0)
                return 1;
        return write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 ? 0 : 2;
}

static int
pipes_still_work(void)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_MODEM);
        char byte;
        int fds[2];

        if (pipe(fds) < 0 || sandbox_enter(&sandbox) != 0)
                return 1;
        return write(fds[1], "x", 1) == 1 && read(fds[0], &byte, 1) == 1 ? 0 : 2;
}

static int
shows_its_name(void)
{
        static char words[] = "waymarkd\0-c\0/etc/waymark/waymark.cfg";
        char *argv[] = {words, words + 9, words + 12, NULL};
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);

        sandbox_keep_argv(3, argv);
        if (sandbox_enter(&sandbox) != 0)
                return 1;
        if (strcmp(words, "waymarkd: test") != 0)
                return 2;
        /* nothing of the old words is left behind it */
        for (size_t i = strlen(words); i < sizeof words; i++)
                if (words[i] != '\0')
                        return 3;
        return 0;
}

static int
a_long_name_stays_in_its_room(void)
{
        static char words[] = "w\0-c\0beyond";
        char *argv[] = {words, words + 2, NULL};
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);

        sandbox_keep_argv(2, argv);
        if (sandbox_enter(&sandbox) != 0)
                return 1;
        return strcmp(words + 5, "beyond") == 0 && strcmp(words, "wayma") != 0 && strlen(words) == 4 ? 0 : 2;
}

static int
an_unknown_user_is_refused(void)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);

        sandbox.user = "no-such-user-here";
        return sandbox_enter(&sandbox) == -ENOENT ? 0 : 1;
}

/* Memory that grows long after the user was changed: what was locked before must not count against the user's limit. */
static int
still_gets_memory_as_a_user(void)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);

        sandbox.user = geteuid() == 0 ? "nobody" : "";
        if (sandbox_enter(&sandbox) != 0)
                return 1;
        for (int i = 0; i < 64; i++) {
                char *memory = malloc((size_t)1024 * 1024);

                if (memory == NULL)
                        return 2;
                memset(memory, i, (size_t)1024 * 1024);
        }
        return 0;
}

/* --- more from outside ------------------------------------------------------------------------------- */

static void
becomes_the_user_for_good(void **state)
{
        struct sandbox sandbox = sandbox_of(FILTER_ROLE_ENGINE);
        const struct passwd *pw = getpwnam("nobody");
        unsigned uids[4], gids[4];

        (void)state;
        if (geteuid() != 0 || pw == NULL)
                skip(); /* only root can */
        sandbox.user = "nobody";
        struct held held = hold(sandbox);
        assert_int_equal(held.rc, 0);
        assert_int_equal(sscanf(proc_line(held.pid, "status", "Uid:"), "%u %u %u %u", &uids[0], &uids[1], &uids[2], &uids[3]), 4);
        assert_int_equal(sscanf(proc_line(held.pid, "status", "Gid:"), "%u %u %u %u", &gids[0], &gids[1], &gids[2], &gids[3]), 4);
        for (int i = 0; i < 4; i++) {
                assert_int_equal(uids[i], pw->pw_uid);
                assert_int_equal(gids[i], pw->pw_gid);
        }
        assert_int_equal(strtoull(proc_line(held.pid, "status", "CapEff:"), NULL, 16), 0);
        assert_int_equal(strtoull(proc_line(held.pid, "status", "CapPrm:"), NULL, 16), 0);
        let_go(&held);
}

/* A child, its child in the sandbox, and the death of the one in between. True if the pipe that only the last one holds is closed. */
static bool
dies_with_its_parent(enum filter_role role, const char *user)
{
        struct sandbox sandbox = sandbox_of(role);
        struct pollfd end;
        int alive[2], status;
        char byte;
        pid_t pid;

        sandbox.user = user;
        assert_int_equal(pipe2(alive, O_CLOEXEC), 0);
        pid = fork();
        if (pid == 0) {
                int go[2];

                close(alive[0]);
                if (pipe(go) < 0)
                        _exit(1);
                if (fork() == 0) {
                        close(go[0]);
                        if (sandbox_enter(&sandbox) != 0 || write(alive[1], "x", 1) != 1 || write(go[1], "x", 1) != 1)
                                _exit(1);
                        (void)poll(NULL, 0, PATIENCE_MS); /* dies here */
                        (void)!write(alive[1], "y", 1);
                        _exit(0);
                }
                (void)!read(go[0], &byte, 1); /* its sandbox stands: die */
                _exit(0);
        }
        close(alive[1]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(read(alive[0], &byte, 1), 1);
        end = (struct pollfd){.fd = alive[0], .events = POLLIN};
        assert_true(poll(&end, 1, PATIENCE_MS * 2) > 0);
        return read(alive[0], &byte, 1) == 0;
}

static void
children_die_with_their_parent(void **state)
{
        (void)state;
        for (size_t i = 1; i < NROLES; i++)
                assert_true(dies_with_its_parent(roles[i], ""));
        if (geteuid() == 0)
                assert_true(dies_with_its_parent(FILTER_ROLE_ENGINE, "nobody")); /* the change of user resets it */
}

static void
texts_name_what_is_in_force(void **state)
{
        char text[SANDBOX_TEXT];

        (void)state;
        assert_string_equal(sandbox_text(0, text), "");
        assert_string_equal(sandbox_text(SANDBOX_PROTECTION_LANDLOCK, text), "landlock");
        assert_string_equal(sandbox_text(SANDBOX_PROTECTION_ALL, text), "seccomp landlock ports no-files no-dump no-privileges locked");
        assert_true(strlen(text) + 1 < SANDBOX_TEXT);
}

#define CASE_OF(child)                                    \
        static void                                       \
        case_##child(void **state)                        \
        {                                                 \
                (void)state;                              \
                assert_int_equal(verdict_of(child), 0);   \
        }
#define CASE_OF_ROOT(child)                               \
        static void                                       \
        case_##child(void **state)                        \
        {                                                 \
                (void)state;                              \
                if (geteuid() != 0)                       \
                        skip();                           \
                assert_int_equal(verdict_of(child), 0);   \
        }

CASE_OF(cannot_write)
CASE_OF(may_write_what_it_holds)
CASE_OF(pipes_still_work)
CASE_OF(shows_its_name)
CASE_OF(a_long_name_stays_in_its_room)
CASE_OF(still_gets_memory_as_a_user)
CASE_OF_ROOT(an_unknown_user_is_refused)

#define CASE(child) {#child, case_##child, NULL, NULL, NULL}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_role_has_what_it_says),
#ifndef WAYMARK_NO_SECCOMP
                cmocka_unit_test(the_filter_is_in_force_here),
#endif
                cmocka_unit_test(is_not_dumpable),
                CASE(cannot_write),
                CASE(may_write_what_it_holds),
                CASE(pipes_still_work),
                CASE(shows_its_name),
                CASE(a_long_name_stays_in_its_room),
                CASE(still_gets_memory_as_a_user),
                CASE(an_unknown_user_is_refused),
                cmocka_unit_test(becomes_the_user_for_good),
                cmocka_unit_test(children_die_with_their_parent),
                cmocka_unit_test(texts_name_what_is_in_force),
        };
        int failed, fd = mkostemp(path, O_CLOEXEC);

        if (fd < 0)
                return 1;
        close(fd);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        unlink(path);
        return failed;
}
