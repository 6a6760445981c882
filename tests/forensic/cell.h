/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A cell for the forensic tests: a mount namespace of our own in which every place where programs leave something is empty and new, the
 * folder we stand in can be written, and the rest of the machine cannot. What is not in the cell's places was not left anywhere.
 */
#ifndef WAYMARK_FORENSIC_CELL_H
#define WAYMARK_FORENSIC_CELL_H

#include <stdbool.h>

#include "traces.h"

/* Enters it, for this process and all it starts. False, and why on stdout, where that needs a right that we have not. */
bool cell_enter(void);

/* How many traces are in all places of the cell, and in what changed in the folder we stand in since it was entered. */
size_t cell_search(struct traces *traces);

/* Has anybody left a core file in the folder we stand in, whatever is in it? Also without a cell, once cell_enter() was called. */
bool cell_has_core(void);

/* A small file system in memory, to be filled up. 0 or -errno. */
int cell_mount_small(const char *path, int kilobytes);

#endif
