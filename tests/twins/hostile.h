/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One peer of a receiver was taken over: it breaks the table, lies within it, floods, or never reads.
 */
#ifndef WAYMARK_TESTS_TWINS_HOSTILE_H
#define WAYMARK_TESTS_TWINS_HOSTILE_H

#include <stdbool.h>

#include "receiver.h"

/* Each on a link of its own, which must go down: rubbish, rows of others, rows of its own that are spoilt. */
void hostile_break_the_table(struct receiver *receiver, enum wire_role twin);

/* On one link: what is sound in itself, but nobody asked for it, or it comes again and again. If it does not listen it may be dropped. */
void hostile_flood(struct receiver *receiver, enum wire_role twin, bool listens);

#endif
