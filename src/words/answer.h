/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one way from a text to its answer: understanding, memory, rendering. The engine adds the guard around it; `waymark answer` calls
 * the same. Pure: no clock, no allocation, no blocking.
 */
#ifndef WAYMARK_WORDS_ANSWER_H
#define WAYMARK_WORDS_ANSWER_H

#include "catalogue.h"

/* What is remembered about a tag for a while, in RAM. All zero: nothing. */
struct talk {
        uint16_t language;              /* of her last answer (code.h), 0 none */
        uint16_t country;               /* that she named, 0 none */
        uint8_t menu_shown;             /* digits choose from the menu */
};

struct question {
        const char *text;               /* UTF-8, NUL-terminated; bytes that are not UTF-8 are tolerated */
        uint16_t number_country;        /* of her number (code.h), 0 unknown */
        int32_t today;                  /* DAY_UNKNOWN if not known */
};

enum answer_kind {
        ANSWER_KIND_SILENCE = 0,        /* nothing is sent: advert, code, automatic answer, empty text */
        ANSWER_KIND_REPLY = 1,
};

struct answer {
        enum answer_kind kind;
        enum topic topic;               /* what is counted */
        enum topic reply;               /* whose text it is: help, where she named a country */
        uint16_t language;              /* of the reply; of its first half if it speaks two */
        bool flash;
        int priority;
        char text[CATALOGUE_REPLY_TEXT]; /* UTF-8, placeholders filled */
};

/* Answers a text and brings `talk` up to date. Never fails: without a better idea it is the menu. */
void answer_make(const struct catalogue *catalogue, const struct question *question, struct talk *talk, struct answer *answer);

/* The service reply `topic` (limit, ...) in the language that `talk` remembers or that fits the country of the number. */
void answer_service(const struct catalogue *catalogue, const struct question *question, const struct talk *talk, enum topic topic,
                    struct answer *answer);

#endif
