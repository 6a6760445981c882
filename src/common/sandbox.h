/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a process gives up at its birth, before it reads a byte that someone else chose. Every process calls it once, after it has opened
 * what it needs: limits, user, locked memory, then the fence around files (fence.h) and the filter of system calls (filter.h).
 *
 * A kernel that lacks a protection, or a system that forbids to take it, does not keep the gateway from its work: people wait for their
 * answers. What is in force and what is not is told to the parent with READY and shown by `waymark status`.
 */
#ifndef WAYMARK_COMMON_SANDBOX_H
#define WAYMARK_COMMON_SANDBOX_H

#include <stddef.h>
#include <stdint.h>

#include "fence.h"
#include "filter.h"
#include "pulse.h"

/* On the wire and in scripts: never renumber. */
enum sandbox_protection {
        SANDBOX_PROTECTION_NO_DUMP = 1,         /* no core, and only root may look into its memory */
        SANDBOX_PROTECTION_NO_PRIVILEGES = 2,   /* running another program gives it no more rights */
        SANDBOX_PROTECTION_NO_FILES = 4,        /* no regular file can grow */
        SANDBOX_PROTECTION_SECCOMP = 8,         /* only the system calls of its list */
        SANDBOX_PROTECTION_LANDLOCK = 16,       /* only its own folders */
        SANDBOX_PROTECTION_PORTS = 32,          /* only its own TCP port */
        SANDBOX_PROTECTION_LOCKED = 64,         /* its memory is never written to swap */
        SANDBOX_PROTECTION_ALL = 127,
};

struct sandbox {
        enum filter_role role;
        unsigned children;              /* the roles that a parent gives birth to; 0 for all others */
        const char *title;              /* shown by ps: "waymarkd: engine" */
        const char *user;               /* whom a start as root becomes; "" stays */
        struct pulse *pulse;            /* a child's: where a forbidden call is noted (offence.h); NULL: on standard error */
        void *secrets;                  /* locked in memory even where not everything can be; NULL */
        size_t secrets_len;
        struct fence fence;             /* filled with the process's places by fence_add() */
        uint32_t in_force, refused;     /* afterwards: bits of enum sandbox_protection */
};

/* 0 with the bits set, or -errno of the first step that must not fail (limits, user, no dump, no new privileges). */
int sandbox_enter(struct sandbox *sandbox);

/* Before the fork: where argv lies, for the title. */
void sandbox_keep_argv(int argc, char **argv);

/* "seccomp landlock", in a fixed order; "" for none. */
#define SANDBOX_TEXT 96
const char *sandbox_text(uint32_t protections, char text[static SANDBOX_TEXT]);

#endif
