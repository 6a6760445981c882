/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The children's log where standard error is a file: they may not make any file grow, so they write into a pipe and the parent writes
 * what they said. With a terminal or the journal it does nothing. Part of the parent.
 */
#ifndef WAYMARK_PARENT_RELAY_H
#define WAYMARK_PARENT_RELAY_H

#include "common/loop.h"

struct relay {
        int read_fd, write_fd;          /* -1: not needed */
};

void relay_open(struct relay *relay, struct loop *loop);

/* In a child, before it gives up its rights: its standard error becomes the pipe. */
void relay_enter(const struct relay *relay);

/* Writes what is still in the pipe. */
void relay_close(struct relay *relay);

#endif
