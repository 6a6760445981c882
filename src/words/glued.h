/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phrases typed without spaces: "locdemunca", "helpme", "допоможітьмені". Library; pure, bounded.
 */
#ifndef WAYMARK_WORDS_GLUED_H
#define WAYMARK_WORDS_GLUED_H

#include "fold.h"
#include "lexicon.h"

#include <stdint.h>

#define GLUED_LETTERS 6                 /* shorter words are not taken apart */

/*
 * The node of the lexicon's tree at which the letters of the word end, if they are the words of a phrase of two or more without spaces
 * between them; 0 if they are not. `nwords` tells of how many.
 */
uint32_t glued_find(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, int *nwords);

#endif
