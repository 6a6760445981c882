/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a translator must know of a unit: what it is for, how long it may be, what must stay as it is. `waymark export` only; pure.
 */
#ifndef WAYMARK_CLI_BRIEFING_H
#define WAYMARK_CLI_BRIEFING_H

#include "translation.h"

/* Some lines that end in \n. NULL without memory; the caller frees. */
char *briefing_text(const struct translation *translation, const struct translation_unit *unit);

#endif
