/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who sent a text, as far as the fronts need to know it. The number lives in `struct number`, which is never printed, never sent to
 * another process and wiped after use; what leaves the front is a tag, a country and a kind. Used by the fronts (modem, http, gsup)
 * and by `waymark answer --from`.
 */
#ifndef WAYMARK_COMMON_SENDER_H
#define WAYMARK_COMMON_SENDER_H

#include "config.h"

#include <stdint.h>

#define NUMBER_TEXT 48                  /* 20 digits (TS 23.040, 9.1.2.5) or 11 characters of text in UTF-8, and the NUL */
#define TAG_KEY_SIZE 16                 /* crypto_shorthash_KEYBYTES */

struct number {
        char secret[NUMBER_TEXT];       /* "+40700000000", or an alphanumeric name */
};

enum sender_kind {
        SENDER_KIND_PERSON = 1,
        SENDER_KIND_ALPHANUMERIC = 2,   /* "MyBank": cannot be answered */
        SENDER_KIND_SHORT = 3,          /* a service: fewer than 7 digits */
        SENDER_KIND_OWN = 4,            /* the gateway itself */
        SENDER_KIND_DENIED = 5,         /* guard.deny_prefixes */
        SENDER_KIND_NOT_ALLOWED = 6,    /* outside guard.allow_prefixes */
        SENDER_KIND_COUNT
};

/* Spaces, dashes and "00" for "+" do not matter. Own numbers are those of all configured modems. */
enum sender_kind sender_kind(const struct number *number, const struct config_guard *guard,
                             const struct number *own, int nown);

/* The country of an international number by its calling code (code.h), 0 if unknown or national; +7, +1: 0, they are several. */
uint16_t sender_country(const struct number *number);

/* SipHash-2-4 of the normalised number under a key that dies with the gateway. */
uint64_t sender_tag(const struct number *number, const unsigned char key[static TAG_KEY_SIZE]);

/* Replaces every run of 7 or more digits (of any script, with up to three spaces, dashes, dots, slashes, brackets or the like between two
 * of them) in a UTF-8 text by "#", in place. A number that someone wrote into a text does not leave the front. Too much rather than too
 * little: a date goes too. */
void sender_mask_digits(char *text);

void number_wipe(struct number *number);

#endif
