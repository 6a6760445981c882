/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How every process is born: forked from the parent, handed exactly what its work needs, everything else closed and wiped. Part of the
 * parent; after the fork part of the child.
 */
#ifndef WAYMARK_PARENT_BIRTH_H
#define WAYMARK_PARENT_BIRTH_H

#include <sys/types.h>

#include "children.h"

/* Forks `child`, which talks to the parent over `parent_fd` (the caller's, closed by the caller afterwards). -1 with errno set. */
pid_t birth_fork(struct children *children, struct child *child, int parent_fd);

/* A new random key for the tags. */
void birth_make_key(unsigned char key[static TAG_KEY_SIZE]);

#endif
