/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * People for the forensic tests: each has a number and a word of her own that she writes into her texts. The numbers begin with +999, which
 * the ITU has given to no country; they and the words are no neighbours of each other and of nothing else on the machine.
 */
#ifndef WAYMARK_FORENSIC_CROWD_H
#define WAYMARK_FORENSIC_CROWD_H

#include <stdbool.h>

#include "traces.h"

#define CROWD_NUMBER 16
#define CROWD_MARK 16

/* Returns its argument. */
const char *crowd_number(int person, char number[static CROWD_NUMBER]);
const char *crowd_mark(int person, char mark[static CROWD_MARK]);

/* The numbers, and unless `numbers_only` the words too, of `n` people. */
void crowd_trace(struct traces *traces, int n, bool numbers_only);

#endif
