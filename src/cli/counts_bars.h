/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The counts that may be shared as bars, for a terminal: days, topics, languages. `waymark counts` only.
 */
#ifndef WAYMARK_CLI_COUNTS_BARS_H
#define WAYMARK_CLI_COUNTS_BARS_H

#include <stdio.h>

#include "counts_print.h"

/* Nothing where nothing may be shown. What has bars of topics and languages is what the tables show, and no more. */
void counts_bars_print(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range);

#endif
