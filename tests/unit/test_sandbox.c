/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a process has given up. Each case is a process of its own that enters the sandbox and tries.
 */
#include "common/sandbox.h"

#include <errno.h>
#include <fcntl.h>
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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/waymark-sandbox-XXXXXX";

/* The child's verdict: 0 if all is as it should be, else the number of what is not. */
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

static bool
has_limit(int resource, rlim_t expected)
{
        struct rlimit limit;

        return getrlimit((__rlimit_resource_t)resource, &limit) == 0 && limit.rlim_cur == expected && limit.rlim_max == expected;
}

static const struct sandbox strict = {.title = "waymarkd: engine", .user = ""};

static int
cannot_write(void)
{
        int fd = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);
        int other;

        if (fd < 0 || sandbox_enter(&strict) != 0)
                return 1;
        if (!has_limit(RLIMIT_FSIZE, 0))
                return 2;
        if (write(fd, "x", 1) >= 0 || errno != EFBIG)
                return 3;
        other = open(path, O_WRONLY | O_CLOEXEC);
        if (other >= 0 && write(other, "x", 1) >= 0)
                return 4;
        if (ftruncate(fd, 100) == 0)
                return 5;
        return lseek(fd, 0, SEEK_END) == 0 ? 0 : 6;
}

static int
may_write(void)
{
        const struct sandbox ledger = {.title = "waymarkd: ledger", .user = "", .may_write = true};
        int fd = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);

        if (fd < 0 || sandbox_enter(&ledger) != 0)
                return 1;
        return write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 ? 0 : 2;
}

static int
pipes_still_work(void)
{
        char byte;
        int fds[2];

        if (sandbox_enter(&strict) != 0 || pipe(fds) < 0)
                return 1;
        return write(fds[1], "x", 1) == 1 && read(fds[0], &byte, 1) == 1 ? 0 : 2;
}

static int
leaves_no_core(void)
{
        if (sandbox_enter(&strict) != 0)
                return 1;
        if (!has_limit(RLIMIT_CORE, 0))
                return 2;
        if (prctl(PR_GET_DUMPABLE) != 0)
                return 3;
        return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 4;
}

static int
dies_with_its_parent(void)
{
        int signal_number = 0;

        if (sandbox_enter(&strict) != 0 || prctl(PR_GET_PDEATHSIG, &signal_number) < 0)
                return 1;
        return signal_number == SIGKILL ? 0 : 2;
}

static int
the_parent_does_not(void)
{
        const struct sandbox parent = {.title = "waymarkd: parent", .user = "", .may_write = true, .is_parent = true};
        int signal_number = 0;

        if (sandbox_enter(&parent) != 0 || prctl(PR_GET_PDEATHSIG, &signal_number) < 0)
                return 1;
        return signal_number == 0 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 2;
}

static int
shows_its_name(void)
{
        static char words[] = "waymarkd\0-c\0/etc/waymark/waymark.cfg";
        char *argv[] = {words, words + 9, words + 12, NULL};
        char name[16] = "";

        sandbox_keep_argv(3, argv);
        if (sandbox_enter(&strict) != 0 || prctl(PR_GET_NAME, name) < 0)
                return 1;
        if (strcmp(words, "waymarkd: engine") != 0)
                return 2;
        /* nothing of the old words is left behind it */
        for (size_t i = strlen(words); i < sizeof words; i++)
                if (words[i] != '\0')
                        return 3;
        return strcmp(name, "engine") == 0 ? 0 : 4;
}

static int
a_long_name_stays_in_its_room(void)
{
        static char words[] = "w\0-c\0beyond";
        char *argv[] = {words, words + 2, NULL};

        sandbox_keep_argv(2, argv);
        if (sandbox_enter(&strict) != 0)
                return 1;
        return strcmp(words + 5, "beyond") == 0 && strcmp(words, "wayma") != 0 && strlen(words) == 4 ? 0 : 2;
}

static int
an_unknown_user_is_refused(void)
{
        const struct sandbox sandbox = {.title = "waymarkd: engine", .user = "no-such-user-here"};

        return sandbox_enter(&sandbox) == -ENOENT ? 0 : 1;
}

static int
becomes_the_user_for_good(void)
{
        const struct sandbox sandbox = {.title = "waymarkd: engine", .user = "nobody"};
        const struct passwd *pw = getpwnam("nobody");
        int signal_number = 0;
        uid_t uids[3];

        if (pw == NULL || sandbox_enter(&sandbox) != 0)
                return 1;
        if (getresuid(&uids[0], &uids[1], &uids[2]) < 0 || uids[0] != pw->pw_uid || uids[1] != pw->pw_uid || uids[2] != pw->pw_uid)
                return 2;
        if (getgid() != pw->pw_gid || setuid(0) == 0 || setgid(0) == 0)
                return 3;
        /* the change of user resets both */
        if (prctl(PR_GET_DUMPABLE) != 0 || prctl(PR_GET_PDEATHSIG, &signal_number) < 0 || signal_number != SIGKILL)
                return 4;
        return 0;
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
CASE_OF(may_write)
CASE_OF(pipes_still_work)
CASE_OF(leaves_no_core)
CASE_OF(dies_with_its_parent)
CASE_OF(the_parent_does_not)
CASE_OF(shows_its_name)
CASE_OF(a_long_name_stays_in_its_room)
CASE_OF_ROOT(an_unknown_user_is_refused)
CASE_OF_ROOT(becomes_the_user_for_good)

#define CASE(child) {#child, case_##child, NULL, NULL, NULL}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(cannot_write),
                CASE(may_write),
                CASE(pipes_still_work),
                CASE(leaves_no_core),
                CASE(dies_with_its_parent),
                CASE(the_parent_does_not),
                CASE(shows_its_name),
                CASE(a_long_name_stays_in_its_room),
                CASE(an_unknown_user_is_refused),
                CASE(becomes_the_user_for_good),
        };
        int failed, fd = mkostemp(path, O_CLOEXEC);

        if (fd < 0)
                return 1;
        close(fd);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        unlink(path);
        return failed;
}
