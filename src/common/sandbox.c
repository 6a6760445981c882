/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Giving up rights. Every process.
 */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct {
        char *start;
        size_t room;
} argv_room; /* the words of the command line, which ps shows; written once before the first fork */

void
sandbox_keep_argv(int argc, char **argv)
{
        char *end = argv[0];

        for (int i = 0; i < argc && argv[i] == end; i++)
                end = argv[i] + strlen(argv[i]) + 1;
        argv_room.start = argv[0];
        argv_room.room = (size_t)(end - argv[0]);
}

static void
set_title(const char *title)
{
        if (argv_room.room > 1) {
                memset(argv_room.start, 0, argv_room.room);
                snprintf(argv_room.start, argv_room.room, "%s", title);
        }
        const char *word = strstr(title, ": ");
        if (word != NULL)
                (void)prctl(PR_SET_NAME, word + 2);
}

static int
limit(int resource, rlim_t to)
{
        struct rlimit both = {to, to};

        return setrlimit((__rlimit_resource_t)resource, &both) < 0 ? -errno : 0;
}

static int
become(const char *user)
{
        struct passwd *pw;

        if (user[0] == '\0' || geteuid() != 0)
                return 0;
        pw = getpwnam(user);
        if (pw == NULL)
                return -ENOENT;
        if (initgroups(pw->pw_name, pw->pw_gid) < 0 || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
            setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0)
                return -errno;
        return 0;
}

int
sandbox_enter(const struct sandbox *sandbox)
{
        int rc;

        set_title(sandbox->title);
        rc = limit(RLIMIT_CORE, 0);
        if (rc == 0 && !sandbox->may_write)
                rc = limit(RLIMIT_FSIZE, 0);
        if (rc == 0)
                rc = become(sandbox->user);
        if (rc < 0)
                return rc;
        /* after the change of user, which resets both */
        if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return -errno;
        if (!sandbox->is_parent && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
                return -errno;
        return 0;
}
