/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people leave behind: their numbers and texts in every coding that they can take on the way, and the search for any of them in a
 * heap of bytes. For the forensic tests (6xx); test_forensic.c plants one of each and finds it.
 *
 * Of a number: its digits in ASCII, BCD with swapped and with plain nibbles, UCS-2 and UTF-32 of either byte order, packed septets at
 * every bit offset; MD5, SHA-1 and SHA-256 of it with "+", with "00" and without. Of a text the same where it makes sense, in small and
 * capital letters. The tag as a number of either byte order and in decimal. Each of these as it is, in hexadecimal of small and capital
 * letters, and in base64 at every offset.
 */
#ifndef WAYMARK_FORENSIC_TRACES_H
#define WAYMARK_FORENSIC_TRACES_H

#include <stddef.h>
#include <stdint.h>

struct traces;

/* End the program without memory. free takes NULL. */
struct traces *traces_new(void);
void traces_free(struct traces *traces);

/* `number` is "+" and at least 9 digits, `text` at least 9 letters of ASCII: less would be found by chance. */
void traces_add_number(struct traces *traces, int person, const char *number);
void traces_add_text(struct traces *traces, int person, const char *text);
void traces_add_tag(struct traces *traces, int person, uint64_t tag);

/* How many different byte strings are looked for. */
size_t traces_count(const struct traces *traces);

/*
 * How many traces are in these bytes; prints where, of whom and in which coding for the first few ("# found: ..."). `traces` remembers
 * the last coding found, for traces_last().
 */
size_t traces_search(struct traces *traces, const char *where, const void *bytes, size_t len);
const char *traces_last(const struct traces *traces);

#endif
