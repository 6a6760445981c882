/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The verdict on each cell of a sheet of counts: shown, hidden because it is small, or hidden to protect such a one. `waymark counts` only;
 * pure but for malloc.
 */
#ifndef WAYMARK_CLI_COUNTS_VERDICT_H
#define WAYMARK_CLI_COUNTS_VERDICT_H

#include "counts_sheet.h"

/* Finds the state of every cell; each period's cells must lie together, with the day's sum of what had no topic among them. 0 or -ENOMEM. */
int counts_verdict_find(struct counts_sheet *sheet);

#endif
