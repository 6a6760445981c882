/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a memory image of a running gateway gives away all the same: the key of the tags, in the parent, and the tags of those who wrote,
 * in the engine. Who has both can try whether a number is among them. The forensic test uses it to know the tags it must look for.
 */
#ifndef WAYMARK_FORENSIC_KEYHOLE_H
#define WAYMARK_FORENSIC_KEYHOLE_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/sender.h"

/* Finds the key in the parent's memory: with it the tags of these two, who have written, are in the engine's. False if there is none. */
bool keyhole_find_key(pid_t parent, pid_t engine, const char *one, const char *other, unsigned char key[static TAG_KEY_SIZE]);

/* The tag of a number under that key. */
uint64_t keyhole_tag(const char *number, const unsigned char key[static TAG_KEY_SIZE]);

#endif
