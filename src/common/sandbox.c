/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Giving up rights. Every process.
 */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "offence.h"

#define MAY_WRITE (FILTER_ROLE_PARENT | FILTER_ROLE_LEDGER | FILTER_ROLE_WEB)

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

/*
 * Everything if there is no limit. With one (8 MB for a plain user) it must not be tried: all later memory would count against it, and
 * malloc() would fail some day. Then only the part with numbers and texts is locked. On fault: what is never touched costs nothing.
 */
static void
lock_memory(struct sandbox *sandbox)
{
        struct rlimit both;

        (void)limit(RLIMIT_MEMLOCK, RLIM_INFINITY); /* root may, and its children inherit it */
        if (getrlimit(RLIMIT_MEMLOCK, &both) == 0 && both.rlim_cur == RLIM_INFINITY &&
            mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)
                sandbox->in_force |= SANDBOX_PROTECTION_LOCKED;
        else if (sandbox->secrets != NULL)
                (void)mlock2(sandbox->secrets, sandbox->secrets_len, MLOCK_ONFAULT);
}

/* Every right that is given up, in the order that they can be. */
static int
give_up(struct sandbox *sandbox)
{
        bool may_write = (sandbox->role & MAY_WRITE) != 0;
        int rc = limit(RLIMIT_CORE, 0);

        if (rc == 0 && !may_write)
                rc = limit(RLIMIT_FSIZE, 0);
        if (rc == 0)
                rc = become(sandbox->user);
        if (rc < 0)
                return rc;
        /* after the change of user, which resets both */
        if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                return -errno;
        if (sandbox->role != FILTER_ROLE_PARENT && prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
                return -errno;
        sandbox->in_force |= SANDBOX_PROTECTION_NO_DUMP | SANDBOX_PROTECTION_NO_PRIVILEGES;
        if (!may_write)
                sandbox->in_force |= SANDBOX_PROTECTION_NO_FILES;
        return 0;
}

/* What this process should have. */
static uint32_t
wanted(const struct sandbox *sandbox)
{
        uint32_t wanted = SANDBOX_PROTECTION_ALL;

        if ((sandbox->role & MAY_WRITE) != 0)
                wanted &= ~(uint32_t)SANDBOX_PROTECTION_NO_FILES;
        if ((sandbox->role & (FILTER_ROLE_GSUP | FILTER_ROLE_HTTP)) == 0)
                wanted &= ~(uint32_t)SANDBOX_PROTECTION_PORTS; /* the others cannot connect at all */
        return wanted;
}

int
sandbox_enter(struct sandbox *sandbox)
{
        bool ports;
        int rc;

        sandbox->in_force = 0;
        tzset(); /* reads a file; later it would be out of reach */
        set_title(sandbox->title);
        lock_memory(sandbox);
        rc = give_up(sandbox);
        if (rc < 0)
                return rc;
        sandbox->fence.only_parent = sandbox->role == FILTER_ROLE_PARENT;
        if (fence_enter(&sandbox->fence, &ports) == 0)
                sandbox->in_force |= SANDBOX_PROTECTION_LANDLOCK | (ports ? (uint32_t)SANDBOX_PROTECTION_PORTS : 0);
        offence_watch(sandbox->pulse);
        if (filter_enter(sandbox->role, sandbox->children) == 0)
                sandbox->in_force |= SANDBOX_PROTECTION_SECCOMP;
        sandbox->in_force &= wanted(sandbox);
        sandbox->refused = wanted(sandbox) & ~sandbox->in_force;
        return 0;
}

const char *
sandbox_text(uint32_t protections, char text[static SANDBOX_TEXT])
{
        static const struct {
                enum sandbox_protection bit;
                const char *name;
        } names[] = {
                {SANDBOX_PROTECTION_SECCOMP, "seccomp"},     {SANDBOX_PROTECTION_LANDLOCK, "landlock"},
                {SANDBOX_PROTECTION_PORTS, "ports"},         {SANDBOX_PROTECTION_NO_FILES, "no-files"},
                {SANDBOX_PROTECTION_NO_DUMP, "no-dump"},     {SANDBOX_PROTECTION_NO_PRIVILEGES, "no-privileges"},
                {SANDBOX_PROTECTION_LOCKED, "locked"},
        };
        size_t len = 0;

        text[0] = '\0';
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                if ((protections & (uint32_t)names[i].bit) != 0)
                        len += (size_t)snprintf(text + len, SANDBOX_TEXT - len, "%s%s", len > 0 ? " " : "", names[i].name);
        return text;
}
