/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The inside of understanding one text: match.c decides, evidence.c gathers what speaks for a language, style.c how oddly its words
 * would be written, support.c what speaks for a topic, hints.c for danger,
 * place.c for a country. All on the stack of match_text().
 */
#ifndef WAYMARK_WORDS_MATCH_PRIV_H
#define WAYMARK_WORDS_MATCH_PRIV_H

#include "catalogue_priv.h"
#include "fold.h"
#include "language.h"
#include "match.h"
#include "phrases.h"

#include <stdbool.h>
#include <stdint.h>

#define MATCH_EXACT_COST 3              /* still exact: another alphabet, an unusual reading */
#define MATCH_NAME_LETTERS 6            /* of the name of a country or language that may be misspelt */
#define MATCH_NAME_TYPO 13

struct understanding {
        const struct catalogue *catalogue;
        struct folded folded;
        struct phrases phrases;
        struct language_scores scores;
        struct folded keyword;          /* a keyword being looked at */
        int points[TOPIC_COUNT];
        uint32_t best_keyword[TOPIC_COUNT]; /* + 1; the strongest one, for `why` */
        int best_points[TOPIC_COUNT];
        uint8_t best_how[TOPIC_COUNT];
};

/* The keyword of a found phrase, and its text. */
const struct keyword *match_keyword(const struct understanding *u, const struct found *found);
const char *match_keyword_text(const struct understanding *u, const struct keyword *keyword);

/* How many words the text has as it was typed. */
int match_words(const struct understanding *u);

/* What speaks for which language: fills scores; misspelt words of a foreign language are dropped from the phrases. */
void evidence_add(struct understanding *u);

/* The language of a keyword as a bit, 0 if it belongs to all. */
uint32_t evidence_bit(const struct keyword *keyword);

/* Whether a found phrase speaks for its language. */
bool evidence_has_language(const struct understanding *u, const struct found *found);

/* For ties: how oddly the words of the text would be written in each language; fills oddity. */
void style_add(struct understanding *u);

/* What speaks for which topic: fills points. */
void support_add(struct understanding *u);

/* The best supported topic, TOPIC_NONE if none is. */
enum topic support_best(const struct understanding *u);

/* Greetings and service words: they give way to every real topic. */
bool support_is_weak(enum topic topic);

/* Whether an excluded phrase covers it. */
bool support_is_excluded(const struct understanding *u, const struct found *found, unsigned topic);

/* Two different hints of danger near each other. */
bool hints_find(const struct understanding *u, const struct found **one, const struct found **other);

/*
 * The country that is named, NULL if there is none: the last one if there are several. Unless the text is about `only` that, not the
 * country that most have fled from.
 */
const struct found *place_find(const struct understanding *u, bool only);

#endif
