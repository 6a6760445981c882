/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Colours and columns on a terminal; plain text everywhere else and with NO_COLOR (no-color.org). `waymark` only.
 */
#ifndef WAYMARK_CLI_PAINT_H
#define WAYMARK_CLI_PAINT_H

#include <stdbool.h>
#include <stdio.h>

enum paint {
        PAINT_PLAIN = 0,
        PAINT_GOOD,
        PAINT_CARE,
        PAINT_BAD,
        PAINT_FAINT,
        PAINT_STRONG,
};

/* Whether `out` takes colours. */
bool paint_wanted(FILE *out);

/* The text in that colour, if `wanted`. */
void paint_text(FILE *out, bool wanted, enum paint paint, const char *text);

/* The text and spaces up to `columns`: counts what a terminal shows, not bytes. Bytes that steer a terminal become "?". */
void paint_column(FILE *out, const char *text, int columns);

/* How many columns the text takes. */
int paint_width(const char *text);

#endif
