/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Taking a word apart; see glued.h. From every letter where a piece may begin, all pieces are tried that are words of the lexicon and go
 * on with a phrase that has begun there.
 */
#include "glued.h"

#define STATES 48
#define PIECE_LETTERS 16

/* A phrase that is under way: `at` letters are used up. */
struct state {
        uint32_t node;
        uint8_t at;
        uint8_t nwords;
};

/* All words of the lexicon that are spelt exactly as `len` letters from `at`. */
static void
find_piece(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, int at, int len, struct hits *hits)
{
        struct fold_word piece = { .start = (uint16_t)(word->start + at), .len = (uint8_t)len, .script = word->script };

        lexicon_find_exact(lexicon, folded, &piece, hits);
}

uint32_t
glued_find(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, int *nwords)
{
        struct state states[STATES] = { { 0 } };
        int n = 1;

        if (word->len < GLUED_LETTERS || word->number)
                return 0;
        for (int s = 0; s < n; s++) {
                const struct state from = states[s];
                int most = word->len - from.at < PIECE_LETTERS ? word->len - from.at : PIECE_LETTERS;

                for (int len = 2; len <= most; len++) {
                        struct hits hits;

                        find_piece(lexicon, folded, word, from.at, len, &hits);
                        for (int h = 0; h < hits.n; h++) {
                                const struct state to = {
                                        .node = lexicon_step(lexicon, from.node, hits.list[h].word),
                                        .at = (uint8_t)(from.at + len),
                                        .nwords = (uint8_t)(from.nwords + 1),
                                };

                                if (to.node == 0)
                                        continue;
                                if (to.at == word->len && to.nwords > 1 && lexicon_ending(lexicon, to.node) != NULL) {
                                        *nwords = to.nwords;
                                        return to.node;
                                }
                                if (to.at < word->len && n < STATES)
                                        states[n++] = to;
                        }
                }
        }
        return 0;
}
