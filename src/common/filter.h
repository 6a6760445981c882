/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which system calls a process may still make (seccomp, by libseccomp). The table in filter.c is the whole policy. Used by sandbox.c alone.
 */
#ifndef WAYMARK_COMMON_FILTER_H
#define WAYMARK_COMMON_FILTER_H

/* Who is filtered: one bit each, for a row of the table names several. The numbers are those of enum wire_role, which a test
 * asserts; a reader says nothing on a wire. */
enum filter_role {
        FILTER_ROLE_PARENT = 1,
        FILTER_ROLE_MODEM = 2,
        FILTER_ROLE_ENGINE = 4,
        FILTER_ROLE_LEDGER = 8,
        FILTER_ROLE_GSUP = 16,
        FILTER_ROLE_HTTP = 32,
        FILTER_ROLE_WEB = 64,
        FILTER_ROLE_READER = 128,       /* of the configuration: parent/reader.h */
};

/*
 * From here on only the calls of `role`, for good. `children` are the roles that a parent will give birth to, 0 for all others: a filter
 * is inherited, so the parent's must have room for theirs. 0, or -errno if this kernel has no seccomp, -ENOTSUP in a build without it.
 */
int filter_enter(enum filter_role role, unsigned children);

/* What libseccomp calls a system call of this machine: "execve"; "unknown" for what is none. */
#define FILTER_CALL 32
void filter_name_call(int number, char name[static FILTER_CALL]);

#endif
