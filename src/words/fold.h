/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a text as it was typed to words of plain letters: compatibility forms, case, marks, invisible characters, quotes, emoji,
 * look-alikes of other scripts and spaced-out letters are undone here. Used for keywords at load and for texts, so that both come out
 * alike. Library; pure, allocates nothing.
 */
#ifndef WAYMARK_WORDS_FOLD_H
#define WAYMARK_WORDS_FOLD_H

#include "letters.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_TEXT 4096                  /* bytes that are read; what follows is not looked at */
#define FOLD_WORDS 810
#define FOLD_LETTERS 40                 /* of one word; a longer one is cut */
#define FOLD_TOTAL 4200                 /* letters of all words, with the joined ones at the end */

/* Letters that only one of our languages has. */
enum fold_trait {
        FOLD_TRAIT_UKRAINIAN,
        FOLD_TRAIT_RUSSIAN,
        FOLD_TRAIT_ROMANIAN,
        FOLD_TRAIT_POLISH,
        FOLD_TRAIT_GERMAN,
        FOLD_TRAIT_DUTCH,
        FOLD_TRAIT_COUNT
};

struct fold_word {
        uint16_t start;                 /* into letters[] */
        uint8_t len;
        uint8_t script;                 /* enum script of its letters, once look-alikes are undone */
        bool number;                    /* digits only */
        bool mixed;                     /* it held letters of two scripts */
        bool marked;                    /* it held Latin letters of one of our languages: nobody writes Cyrillic so */
        bool breaks;                    /* no phrase goes on from the word before: a full stop, or a joined word */
};

struct folded {
        int nwords;
        int njoined;                    /* the last words are letters that stood apart ("j o b"), joined */
        struct fold_word words[FOLD_WORDS];
        int nletters;
        uint16_t letters[FOLD_TOTAL];
        uint16_t traits[FOLD_TRAIT_COUNT]; /* how often */
        int cyrillic;                   /* words in Cyrillic */
        int latin;
        int other;                      /* words in scripts that are not ours */
        int ndigits;
        int nnumbers;                   /* numbers of four digits and more, or masked ones (#) */
        int nmoney;                     /* currency signs and percent signs */
        int nexclamations;
        bool visible;                   /* there was anything to see */
        bool sos;                       /* the SOS emoji */
};

/* Reads at most FOLD_TEXT bytes of `len`. Bytes that are not UTF-8 end a word. */
void fold_text(const char *text, size_t len, struct folded *folded);

/*
 * The word as if it were written in the other script, where every letter has a look-alike: "COC" typed on a Latin keyboard. Returns its
 * length in `letters`, 0 if it cannot be.
 */
int fold_other_script(const struct folded *folded, const struct fold_word *word, uint16_t letters[static FOLD_LETTERS]);

#endif
