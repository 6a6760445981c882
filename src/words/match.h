/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Understanding: from a text as people type it to what it is about, in which language, and why. answer.h builds on it; `waymark answer`
 * shows it. Pure: no allocation, no recursion, bounded time for any bytes.
 */
#ifndef WAYMARK_WORDS_MATCH_H
#define WAYMARK_WORDS_MATCH_H

#include "catalogue.h"

#include <stdbool.h>
#include <stdint.h>

#define MATCH_TEXT 4096                 /* bytes of a text that are read; what follows is not looked at */
#define MATCH_WHY 96

enum match_kind {
        MATCH_KIND_NOTHING = 0,         /* words, but none that we know: the menu */
        MATCH_KIND_EMPTY = 1,           /* nothing to see at all */
        MATCH_KIND_NOISE = 2,           /* advert, one-time code, missed call, automatic answer */
        MATCH_KIND_TOPIC = 3,           /* `topic` says which, also menu, stop, privacy, country */
        MATCH_KIND_DIGIT = 4,           /* `topic` was chosen by its number in the menu */
        MATCH_KIND_LANGUAGE = 5,        /* a language's name and nothing else: `language` */
        MATCH_KIND_COUNTRY = 6,         /* a country's name and no topic: `country` */
};

struct match {
        enum match_kind kind;
        enum topic topic;
        bool danger;                    /* a danger phrase, hints or the examples decided */
        uint16_t language;              /* best supported (code.h); never 0 */
        uint16_t second;                /* next best, for a reply in two languages; 0 if there is only one */
        bool language_is_sure;          /* said by a keyword, by letters, by ordinary words or by name */
        uint16_t country;               /* that was named, 0 none */
        char why[MATCH_WHY];            /* for people: "JOB: keyword robota (uk), 1 typo" */
};

struct match_context {
        uint16_t remembered;            /* language of her last answer, 0 none */
        uint16_t number_country;        /* of her number, 0 unknown */
};

void match_text(const struct catalogue *catalogue, const char *text, const struct match_context *context, struct match *match);

#endif
