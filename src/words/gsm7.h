/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The GSM 7-bit default alphabet and its extension table (TS 23.038, 6.2.1), as far as counting needs them: which characters
 * are in it, and what a person could type instead of one that is not. Library; pure. See also segment.h.
 */
#ifndef WAYMARK_WORDS_GSM7_H
#define WAYMARK_WORDS_GSM7_H

#include <stdint.h>

/* 1 or 2 (extension table) septets; 0 if the character is in neither table. */
int gsm7_septets(uint32_t codepoint);

/* What means the same and is in the alphabet ("-" for a dash, "a" for a with breve); NULL if nothing is known. Static. */
const char *gsm7_cheaper(uint32_t codepoint);

#endif
