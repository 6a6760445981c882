/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The inside of the lexicon, shared by lexicon.c, which builds it, and lookup.c, which asks it.
 */
#ifndef WAYMARK_WORDS_LEXICON_PRIV_H
#define WAYMARK_WORDS_LEXICON_PRIV_H

#include "catalogue_priv.h"
#include "lexicon.h"

struct word {
        uint32_t form;
        uint8_t letters;
        uint8_t script;
        bool stem;
};

/* While the tree is built, its edges stand in a hash table. */
struct edge {
        uint32_t node;                  /* 0: free */
        uint32_t word;
        uint32_t to;
};

/* Afterwards they lie in order of node and word. */
struct step {
        uint32_t word;
        uint32_t to;
};

struct lexicon {
        struct word *words;
        uint32_t nwords;
        size_t words_room;
        uint32_t *word_slots;           /* by form, while building */
        uint32_t word_mask;
        struct edge *edges;             /* while building */
        uint32_t edge_mask;
        uint32_t nedges;
        struct step *steps;
        uint32_t *step_starts;          /* by node, one more than there are */
        struct standin *standins;       /* in order of word */
        size_t nstandins;
        size_t standins_room;
        uint32_t *first;                /* by node: its first ending + 1, 0 none */
        struct ending *endings;
        size_t nendings;
        size_t endings_room;
        uint32_t nnodes;
        size_t nodes_room;
        size_t nkeywords;
        struct index *index;
        struct ordinary *ordinary;
        struct digrams *digrams;
        uint16_t languages[CATALOGUE_LANGUAGES];
        int nlanguages;
        bool failed;
};

#endif
