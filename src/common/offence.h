/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The last word of a process that makes a system call which its filter answers with death (KILL in filter.c): the number of the call, so that
 * the log can name it. Without it all that the parent sees is signal 31. A child leaves it in its pulse, which the parent reads when it
 * buries it; whoever has none writes a line to standard error.
 *
 * It is no way round the filter. The call is not made, whatever becomes of the signal; a process that blocks or ignores it is ended by
 * the kernel, only without a word; and the filter lets nobody put a handler of his own in place of ours.
 */
#ifndef WAYMARK_COMMON_OFFENCE_H
#define WAYMARK_COMMON_OFFENCE_H

#include "pulse.h"

/* From here on: into `pulse`, or onto standard error if it is NULL. Before filter_enter(). `pulse` must live as long as the process. */
void offence_watch(struct pulse *pulse);

/* The parent: the number that a child left, -1 if none; forgotten with that. A number is all it can be: a hostile child may write any. */
int offence_take(struct pulse *pulse);

#endif
