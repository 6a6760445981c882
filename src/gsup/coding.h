/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts on the air: from UTF-8 to packed GSM 7-bit or UCS-2 and back (TS 23.038). Part of the gsup process; pure, no allocation; reads
 * octets that others chose.
 */
#ifndef WAYMARK_GSUP_CODING_H
#define WAYMARK_GSUP_CODING_H

#include "ss.h"

#define CODING_TEXT 768                 /* UTF-8 of any USSD string: 182 septets, each a character of up to 3 octets, and the NUL */

/* The data coding schemes that we send (TS 23.038, 5). */
enum coding_scheme {
        CODING_SCHEME_GSM7 = 0x0f,      /* language unspecified */
        CODING_SCHEME_UCS2 = 0x48,      /* uncompressed, no message class */
};

struct coded {
        uint8_t scheme;
        uint8_t len;
        uint8_t octets[SS_TEXT_MAX];
};

/*
 * In GSM 7-bit if every character is in that alphabet, else in UCS-2 (with surrogate pairs). Line ends and spaces at the end go. 0, or
 * -EMSGSIZE if it is longer than SS_TEXT_MAX octets; -EINVAL if it is no UTF-8.
 */
int coding_write(const char *text, struct coded *coded);

/*
 * UTF-8 of what somebody typed, under any data coding scheme: what is not GSM 7-bit, UCS-2 or ASCII in 8-bit data (compressed, not
 * defined) reads as empty. Half a surrogate pair or an octet too many becomes U+FFFD; control characters become spaces. Never fails.
 */
void coding_read(uint8_t scheme, const uint8_t *octets, size_t len, char text[static CODING_TEXT]);

#endif
