/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a process gives up at its birth, before it reads a byte that someone else chose. Every process calls it once, after it has opened
 * what it needs.
 */
#ifndef WAYMARK_COMMON_SANDBOX_H
#define WAYMARK_COMMON_SANDBOX_H

#include <stdbool.h>

struct sandbox {
        const char *title;              /* shown by ps: "waymarkd: engine" */
        const char *user;               /* whom a start as root becomes; "" stays */
        bool may_write;                 /* else RLIMIT_FSIZE is 0: no regular file can grow */
        bool is_parent;                 /* else it is killed when its parent dies */
};

/*
 * Name, no core dumps, not dumpable, dies with its parent, no new privileges, user, memory locked where allowed. 0 or -errno of the
 * first step that must not fail (limits, user).
 */
int sandbox_enter(const struct sandbox *sandbox);

/* Before the fork: where argv lies, for the title. */
void sandbox_keep_argv(int argc, char **argv);

#endif
