/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `waymark status` is told: lines "key=value", made from what the children told last. Part of the parent; pure.
 */
#ifndef WAYMARK_PARENT_REPORT_H
#define WAYMARK_PARENT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "children.h"

#define REPORT_TEXT 32768               /* 16 modems with a problem each are about 14 kB */

/* Writes the report, NUL-terminated; returns its length in bytes. Cut at a line's end if it does not fit. */
size_t report_write(const struct children *children, int64_t started_ms, char text[static REPORT_TEXT]);

/* True if everything does what it should. */
bool report_is_well(const struct children *children);

/* One line for the service manager: "1 of 1 modems ready". */
void report_summary(const struct children *children, char *text, size_t room);

#endif
