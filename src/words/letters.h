/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one code point is worth in a word: compatibility forms, marks, case and look-alikes taken away. Library; pure. Used by fold.c.
 */
#ifndef WAYMARK_WORDS_LETTERS_H
#define WAYMARK_WORDS_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#define LETTERS_MOST 4                  /* one code point becomes at most so many letters (ligatures, sharp s) */

enum letter_kind {
        LETTER_KIND_BREAK = 0,          /* ends a word */
        LETTER_KIND_LETTER = 1,
        LETTER_KIND_DIGIT = 2,
        LETTER_KIND_NOTHING = 3,        /* invisible or a mark: neither ends a word nor belongs to it */
        LETTER_KIND_APOSTROPHE = 4,     /* between letters it belongs to the word and is left out */
};

enum script {
        SCRIPT_NONE = 0,
        SCRIPT_LATIN = 1,
        SCRIPT_CYRILLIC = 2,
        SCRIPT_GREEK = 3,               /* never a language here: always a look-alike */
        SCRIPT_OTHER = 4,
};

/*
 * Lower-case letters without marks, or digits 0-9. Kept with their mark, since it tells more than its absence: a-, o-, u-umlaut,
 * sharp s as "ss", and s, z, c with caron or dot (they stand for Cyrillic letters in Latin writing).
 */
enum letter_kind letters_of(uint32_t codepoint, uint16_t letters[static LETTERS_MOST], int *n);

enum script letters_script(uint16_t letter);

/*
 * The letter that looks like `letter` in the other script, 0 if none does. `close` tells whether nobody could see a difference (o and
 * the Cyrillic o) or it is only used for it (w for sha).
 */
uint16_t letters_lookalike(uint16_t letter, enum script target, bool *close);

#endif
