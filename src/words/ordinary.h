/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ordinary words: the commonest of each language, so that "kind of" is not a child, a word of daily life is not taken for a misspelt
 * keyword, and a sentence shows what language it is in. Known are the built-in lists and every word of the replies themselves, so that
 * a new language works without a list. Library; built with the lexicon, then read only.
 */
#ifndef WAYMARK_WORDS_ORDINARY_H
#define WAYMARK_WORDS_ORDINARY_H

#include "catalogue_priv.h"
#include "fold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ordinary;

struct ordinary *ordinary_new(const struct catalogue *catalogue);
void ordinary_free(struct ordinary *ordinary);

struct ordinary_word {
        bool known;                     /* an ordinary word of some language, or the name of a country that we have no entry for */
        uint32_t languages;             /* as it stands; bits: index of the language in the catalogue */
        uint32_t sounds;                /* as Latin writing of a Cyrillic word */
};

struct ordinary_word ordinary_look_up(const struct ordinary *ordinary, const struct folded *folded, const struct fold_word *word);

/* How many bytes it takes. */
size_t ordinary_size(const struct ordinary *ordinary);

/* The built-in list of a language: lines of words, then NULL. NULL if there is none. 0: names of other countries. (ordinary_words.c) */
const char *const *ordinary_list(uint16_t language);

/* The part of it that is written in Cyrillic. (ordinary_cyrillic.c) */
const char *const *ordinary_cyrillic_list(uint16_t language);

#endif
