/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a language's words look: how often each pair of letters occurs, learnt at load from the replies and ordinary words of the
 * language. Tells Ukrainian from Russian and Dutch from German where single words leave a tie; needs no list for a new language.
 * Cyrillic languages are also learnt as they are written in Latin letters. Library; read only once built.
 */
#ifndef WAYMARK_WORDS_DIGRAMS_H
#define WAYMARK_WORDS_DIGRAMS_H

#include "catalogue_priv.h"
#include "fold.h"

#include <stddef.h>

#define DIGRAMS_BIT 8                   /* a bit of surprise */

struct digrams;

/* NULL without memory. */
struct digrams *digrams_new(const struct catalogue *catalogue);
void digrams_free(struct digrams *digrams);

/* How surprising all words of a text are in a language (by index), in eighths of a bit. */
int digrams_surprise(const struct digrams *digrams, const struct folded *folded, int language);

/* Whether the language is written in Cyrillic. */
bool digrams_is_cyrillic(const struct digrams *digrams, int language);

size_t digrams_size(const struct digrams *digrams);

#endif
