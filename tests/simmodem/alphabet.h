/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The alphabets of a short message (TS 23.038): the GSM 7-bit default alphabet with its extension table, packing of
 * septets into octets, and UTF-16 as UCS-2 carries it. Written from the standard for the simulator alone: it is the
 * witness that the daemon is checked against, so it shares no code with src/.
 */
#ifndef SIMMODEM_ALPHABET_H
#define SIMMODEM_ALPHABET_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* UTF-8 to UTF-16 code units. Returns the number of units, or -1 if the text is not UTF-8 or max is too small. */
int alphabet_units_from_utf8(const char *utf8, size_t len, uint16_t *units, size_t max);

/* Appends UTF-8; half of a surrogate pair becomes U+FFFD. */
void alphabet_utf8_from_units(struct text *out, const uint16_t *units, size_t nunits);

/* One unit into 1 or 2 septets. Returns how many, 0 if GSM 7-bit has no such character. */
int alphabet_septets_from_unit(uint16_t unit, uint8_t septets[2]);

/* Appends UTF-8. An escape before a code without meaning shows the character of the main table (23.038, 6.2.1.1);
 * a lone escape at the end shows a space. */
void alphabet_utf8_from_septets(struct text *out, const uint8_t *septets, size_t nseptets);

/* Packs from bit `shift` (0-7: fill bits after a header) of out[0] on; returns the number of octets written to.
 * Unpacking is the reverse; octets must hold shift + 7 * nseptets bits. */
size_t alphabet_pack(const uint8_t *septets, size_t nseptets, unsigned shift, uint8_t *octets);
void alphabet_unpack(const uint8_t *octets, size_t nseptets, unsigned shift, uint8_t *septets);

#endif
