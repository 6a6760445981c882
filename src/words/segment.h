/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting a text into short messages: GSM 7-bit default alphabet (TS 23.038, 6.2.1) where every character allows it, else UCS-2;
 * 160/153 septets and 70/67 units (TS 23.040, 9.2.3.24.1: a header of 6 octets with an 8-bit reference). Extension characters count 2;
 * neither they nor surrogate pairs are cut. Library; used by the modem (sends), the engine (budget), `waymark check`. Pure.
 */
#ifndef WAYMARK_WORDS_SEGMENT_H
#define WAYMARK_WORDS_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

#define SEGMENT_PARTS 6                 /* more is never sent: a long answer is not read and costs */
#define SEGMENT_TEXT 65536              /* bytes; a longer text is not even counted */

enum segment_coding {
        SEGMENT_CODING_GSM7 = 1,
        SEGMENT_CODING_UCS2 = 2,
};

struct segment_part {
        size_t start;                   /* byte offset into the text */
        size_t len;                     /* bytes */
        int units;                      /* septets or 16-bit units */
};

struct segments {
        enum segment_coding coding;
        int nparts;                     /* 1 to SEGMENT_PARTS; an empty text is one empty part */
        int units;                      /* of the whole text, without headers */
        int characters;                 /* Unicode code points */
        size_t forcing;                 /* byte offset of the first character that forces UCS-2, if it is UCS-2 */
        struct segment_part parts[SEGMENT_PARTS];
};

/*
 * 0, -EILSEQ if `text` is not UTF-8, -E2BIG if it needs more than SEGMENT_PARTS parts: then coding, units, characters and the
 * number of parts are told all the same (nparts 0 if it is longer than SEGMENT_TEXT), and the places of the first six.
 */
int segment_text(const char *text, struct segments *segments);

/* Septets of a code point in the GSM 7-bit default alphabet: 1, 2 (extension table), 0 if it is in neither. */
int segment_gsm7_septets(uint32_t codepoint);

#endif
