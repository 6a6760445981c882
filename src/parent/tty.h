/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tty of a modem as the parent has it: held open over the deaths of the modem process and never read, closed when that is the cure,
 * and its USB port reset where that is permitted. Part of the parent.
 */
#ifndef WAYMARK_PARENT_TTY_H
#define WAYMARK_PARENT_TTY_H

#include <stdbool.h>
#include <sys/types.h>

#include "children.h"

/* Holds this descriptor instead of an earlier one; takes it over. */
void tty_hold(struct child *child, int fd);

/* Closes the port; the memory of the tap. */
void tty_let_go(struct child *child);
void tty_let_go_of_tap(struct child *child);

/* Does what a modem process asks for. Never blocks. */
void tty_repair(struct child *child, enum wire_repair_kind kind);

/* A process ended that is no child of the list: true if it was one of ours. The modem process is told. */
bool tty_reap(struct children *children, pid_t pid, int status);

#endif
