/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Language and country codes as small numbers: "uk" and "UA" travel between processes as 16 bits, so that a row of the wire table
 * can name a language without being able to hold a text. Pure.
 */
#ifndef WAYMARK_COMMON_CODE_H
#define WAYMARK_COMMON_CODE_H

#include <stdint.h>

#define CODE_TEXT 4             /* bytes of the longest code with its NUL: ISO 639 has two or three letters */

/* Two or three letters a-z of either case -> a number from 1 to 32767; 0 for anything else ("", "x", "u1"). */
uint16_t code_pack(const char *letters);

/* The letters of `code` in lower case ("uk"), "-" if it is 0 or no code. Returns `text`. */
const char *code_language(uint16_t code, char text[static CODE_TEXT]);

/* The same in upper case ("UA"). */
const char *code_country(uint16_t code, char text[static CODE_TEXT]);

#endif
