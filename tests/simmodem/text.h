/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A growable run of bytes, and the two ways in which the simulated modem writes bytes down: as hexadecimal digits
 * (PDUs) and as one line of text with escapes (control socket, trace). Used by every file of simmodem. Memory that
 * cannot be had ends the program: a test bench has nothing better to do then.
 */
#ifndef SIMMODEM_TEXT_H
#define SIMMODEM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* All zero is an empty text. bytes[len] is always NUL once something was added; bytes may be NULL before. */
struct text {
        char *bytes;
        size_t len;
        size_t cap;
};

void text_add(struct text *text, const void *bytes, size_t len);
void text_puts(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_drop(struct text *text, size_t len);  /* the first len bytes go */
void text_clear(struct text *text);             /* empty, memory kept */
void text_free(struct text *text);

/* "\n" "\r" "\t" "\\" and "\xNN": the result holds no control character, so it fits into one line. Bytes from 0x80
 * on stay as they are if keep_high (UTF-8), else they are escaped too. */
void text_escape(struct text *out, const void *bytes, size_t len, bool keep_high);

/* The same for one word among others: spaces become "\s", an empty word "-". */
void text_escape_word(struct text *out, const char *word);

/* Undoes text_escape in place ("\s" is a space, too) and returns the new length; ends it with NUL. */
size_t text_unescape(char *string);

void text_hex(struct text *out, const uint8_t *bytes, size_t len);

/* Reads digits until the end of the string; returns the number of octets, or -1 if it is not hexadecimal, is of odd
 * length, or does not fit. */
int text_unhex(const char *digits, size_t ndigits, uint8_t *out, size_t max);

void *allocate(size_t size);                    /* zeroed; never NULL */

#endif
