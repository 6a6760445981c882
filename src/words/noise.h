/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is no person's cry for help: adverts, one-time codes, missed-call notices, automatic answers. Their phrases stand in the lexicon
 * like keywords, with weights; a text with enough of them is not answered. A danger phrase outweighs them all. Library; data.
 */
#ifndef WAYMARK_WORDS_NOISE_H
#define WAYMARK_WORDS_NOISE_H

#include "fold.h"

#include <stdbool.h>
#include <stddef.h>

#define NOISE_ENOUGH 4

struct noise_phrase {
        const char *text;
        int weight;                     /* NOISE_ENOUGH: enough on its own */
};

/* The i-th phrase, NULL past the last. */
const struct noise_phrase *noise_phrase_at(size_t i);

/* What else speaks for noise in a text: numbers, money, exclamation marks, links. */
int noise_of_signs(const struct folded *folded, bool link);

#endif
