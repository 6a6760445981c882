/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In which language to answer: a sum of what speaks for each language in the text; ties are settled by the language that was used last,
 * the country of the number, the configured order. Library; pure.
 */
#ifndef WAYMARK_WORDS_LANGUAGE_H
#define WAYMARK_WORDS_LANGUAGE_H

#include "catalogue_priv.h"
#include "fold.h"
#include "match.h"

#include <stdint.h>

#define LANGUAGE_KEYWORD 240            /* what a keyword says, shared among the languages that have it */
#define LANGUAGE_ORDINARY 120           /* an ordinary word */
#define LANGUAGE_NAMED 100000           /* the language's own name */

struct language_scores {
        int32_t points[CATALOGUE_LANGUAGES];
        int32_t oddity[CATALOGUE_LANGUAGES]; /* for ties: how oddly its words are written, if it is this language; eighths of a bit */
};

/* Shares `points` among the languages of `mask` (bits by index). */
void language_add(struct language_scores *scores, uint32_t mask, int points);

/* What the letters say: those that only one language has, and the alphabet. */
void language_add_letters(struct language_scores *scores, const struct catalogue *catalogue, const struct folded *folded);

/* Fills in language, second and language_is_sure of `match`. */
void language_decide(const struct language_scores *scores, const struct catalogue *catalogue, const struct folded *folded,
                     const struct match_context *context, struct match *match);

/* The language that most speak in a country (code.h), 0 if we cannot say. */
uint16_t language_of_country(uint16_t country);

#endif
