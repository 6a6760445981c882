/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All keywords of a catalogue, ready to be found: the single words in an index that forgives spelling, the phrases as a tree over words.
 * Library; built once at load, then read only.
 */
#ifndef WAYMARK_WORDS_LEXICON_H
#define WAYMARK_WORDS_LEXICON_H

#include "fold.h"
#include "index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEXICON_PHRASE 12               /* words of a phrase */

struct catalogue;
struct digrams;
struct lexicon;
struct ordinary;

/* NULL without memory. Does not keep the catalogue. */
struct lexicon *lexicon_new(const struct catalogue *catalogue);
void lexicon_free(struct lexicon *lexicon);

/*
 * The words of the lexicon that a typed word may be, with what each costs. `fuzzy` false: neither inflected nor misspelt (ordinary words); else as much
 * as distance.h forgives a word that stands alone: in a text, the caller is stricter.
 */
void lexicon_find(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, bool fuzzy, struct hits *hits);

/* Only those that are written just so. */
void lexicon_find_exact(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, struct hits *hits);

/* The node that `word` leads to from `node`; node 0 begins a phrase. 0: no phrase goes on so. */
uint32_t lexicon_step(const struct lexicon *lexicon, uint32_t node, uint32_t word);

/* Whether a phrase goes on behind `node`. */
bool lexicon_goes_on(const struct lexicon *lexicon, uint32_t node);

/* A word that may stand for another one in a phrase. */
struct standin {
        uint32_t word;                  /* that was typed */
        uint32_t other;                 /* that is meant */
        bool told;                      /* somebody else is meant: only for danger phrases */
        bool in_order;                  /* only for phrases whose words come in their order */
};

/* One after the other from `at` 0 on; NULL past the last. */
const struct standin *lexicon_standin(const struct lexicon *lexicon, uint32_t word, size_t at);

/* A keyword that ends at a node. */
struct ending {
        uint32_t keyword;               /* index into the catalogue's keywords */
        uint32_t next;                  /* ending + 1, 0 past the last */
        bool turned;                    /* its words came in another order */
};

/* The first ending of a node, then the next; NULL past the last. */
const struct ending *lexicon_ending(const struct lexicon *lexicon, uint32_t node);
const struct ending *lexicon_next_ending(const struct lexicon *lexicon, const struct ending *ending);

/* How many letters the word has, as it is meant. */
int lexicon_letters(const struct lexicon *lexicon, uint32_t word);

const struct ordinary *lexicon_ordinary(const struct lexicon *lexicon);
const struct digrams *lexicon_digrams(const struct lexicon *lexicon);

/* How many bytes it takes, for the budget of memory. */
size_t lexicon_size(const struct lexicon *lexicon);

#endif
