/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sheet of counts on paper: tables and bars for people, CSV, JSON. Only cells that may be shown; what is not listed is below the minimum or
 * protects such a cell. `waymark counts` only.
 */
#ifndef WAYMARK_CLI_COUNTS_PRINT_H
#define WAYMARK_CLI_COUNTS_PRINT_H

#include <stdio.h>

#include "counts_sheet.h"

/* Days from `from` to `to`, and the months that lie wholly in between. */
struct counts_range {
        int32_t from, to;
};

/* May it be shown, is it anything, and does it lie in the range? Stands before every number that is printed. */
bool counts_cell_is_printed(const struct counts_cell *cell, const struct counts_range *range);

/* With bars below. */
void counts_print_tables(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range);

/* table,period,topic,language,channel,outcome,messages,parts,people: one line a cell. */
void counts_print_csv(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range);

void counts_print_json(FILE *out, const struct counts_sheet *sheet, const struct counts_range *range);

#endif
