/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding keywords in a text: word by word through the lexicon, phrases through its tree, with room for a word in between. Then the
 * longest and cheapest of those that overlap are kept. Library; pure, bounded.
 */
#ifndef WAYMARK_WORDS_PHRASES_H
#define WAYMARK_WORDS_PHRASES_H

#include "catalogue_priv.h"
#include "fold.h"

#include <stdbool.h>
#include <stdint.h>

#define PHRASES_FOUND 160
#define ORDINARY_LANGUAGES 31           /* that have a bit */
#define ORDINARY_KNOWN (1U << ORDINARY_LANGUAGES) /* ordinary, in whatever language */

struct found {
        uint32_t keyword;               /* index into the catalogue's keywords */
        uint16_t first;                 /* words of the text */
        uint16_t last;
        uint8_t nwords;                 /* of the phrase, without those in between */
        uint8_t cost;
        uint8_t how;                    /* enum hit_how, the worst of its words */
        bool kept;                      /* not part of a longer one */
};

struct phrases {
        int n;
        struct found list[PHRASES_FOUND];
        uint32_t ordinary[FOLD_WORDS];  /* per word: languages in which it is ordinary (bits) */
        bool in_own[FOLD_WORDS];        /* per word: ordinary in its own alphabet */
        bool in_latin[FOLD_WORDS];      /* per word: ordinary in a Latin language, as it stands */
        bool is_latin;                  /* the text is in a Latin language, not in Latin writing of a Cyrillic one */
        int nwords;                     /* of the text, without joined ones and numbers */
        int nknown;                     /* words that are ordinary or belong to a keyword */
        bool link;                      /* an address of the web */
        struct found danger;            /* the cheapest danger phrase, however many others there are */
        bool has_danger;
};

void phrases_find(const struct catalogue *catalogue, const struct folded *folded, struct phrases *phrases);

#endif
