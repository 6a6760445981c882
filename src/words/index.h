/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index of keys: finds a key exactly, by its beginning (stems), by its uninflected part, and with typing errors, in time that does
 * not grow with the number of keys. Typing errors: every key also stands under what is left of its first seven letters when one or two
 * are dropped; a typed word finds its candidates the same way (deletion neighbourhood) and each is then weighed by distance.h.
 * Library; built once, then read only. Nothing allocates while it is asked.
 */
#ifndef WAYMARK_WORDS_INDEX_H
#define WAYMARK_WORDS_INDEX_H

#include "keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INDEX_HITS 12                   /* best words for one typed word that are kept */

enum index_kind {
        INDEX_KIND_WHOLE = 0,
        INDEX_KIND_STEM = 1,            /* "work*": any word that begins so */
        INDEX_KIND_CORE = 2,            /* a word without its ending, see inflection.h */
};

enum hit_how {
        HIT_HOW_SAME = 0,
        HIT_HOW_LATIN = 1,              /* Latin writing of a Cyrillic word, or the other way round */
        HIT_HOW_INFLECTED = 2,
        HIT_HOW_TYPO = 3,
};

struct hit {
        uint32_t word;
        uint8_t cost;                   /* 0 exact; tenths of an edit */
        uint8_t how;
};

struct hits {
        int n;
        struct hit list[INDEX_HITS];
};

struct index;

struct index *index_new(void);
void index_free(struct index *index);

/*
 * Adds a key for a word. `letters`: how long the word is (a key may be shorter). `group` keeps cores of different languages apart, 0
 * else. `form` tells words of one key apart. Failing memory is told by index_finish.
 */
void index_add(struct index *index, const char *key, int len, enum key_space space, enum index_kind kind, int group, int letters,
               uint32_t form, uint32_t word);

/* Sorts itself out; false without memory. Nothing may be added afterwards. */
bool index_finish(struct index *index);

/* What is looked for. */
struct query {
        const char *key;
        int len;
        int letters;                    /* of the word that was typed */
        enum key_space space;
        uint32_t form;
        int cost;                       /* what every hit costs at least */
        bool plain;                     /* no inflected forms */
        enum hit_how how;
};

/* Words of exactly that key; those of another form cost 1 more. */
void index_find(const struct index *index, const struct query *query, struct hits *hits);

/* Stems that the key begins with. */
void index_find_stems(const struct index *index, const struct query *query, struct hits *hits);

/* Words of that core. */
void index_find_cores(const struct index *index, const struct query *query, int group, struct hits *hits);

/* Words and stems within the budget of typing errors of a word that stands alone. */
void index_find_typos(const struct index *index, const struct query *query, struct hits *hits);

/* Keeps the cheapest; a word stands in it once. */
void hits_add(struct hits *hits, uint32_t word, int cost, enum hit_how how);

/* How many bytes it takes. */
size_t index_size(const struct index *index);

/* The cheapest cost, 255 if there is none. */
int hits_best(const struct hits *hits);

#endif
