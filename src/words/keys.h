/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From folded letters to the short ASCII keys that words are found by. Two key spaces: Latin words are spelt (KEY_SPACE_SPELLING);
 * Cyrillic words sound (KEY_SPACE_SOUND), and Latin writing of Ukrainian and Russian in its many styles (zh/j, kh/h/x, ch/4, sh/6/w,
 * yu/iu/ju, ya/ia/ja/q, y/i, g/h) comes out as the same sound. Library; pure.
 */
#ifndef WAYMARK_WORDS_KEYS_H
#define WAYMARK_WORDS_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#define KEY_TEXT 64                     /* bytes of a key with its NUL: letters may become two */
#define KEY_CYRILLIC 0x80
#define KEY_READINGS 8                  /* ways to read a Latin word as Cyrillic */

enum key_space {
        KEY_SPACE_SPELLING = 0,
        KEY_SPACE_SOUND = 1,
};

/* Each writes a NUL-terminated key and returns its length, 0 if nothing of the word is left. */

/* A Latin word: a to z and digits. */
int key_spelling(const uint16_t *letters, int len, char key[static KEY_TEXT]);

/* The same with ae, oe, ue for umlauts; 0 if it has none. */
int key_spelling_umlauts(const uint16_t *letters, int len, char key[static KEY_TEXT]);

/* How a Cyrillic word sounds. */
int key_sound(const uint16_t *letters, int len, char key[static KEY_TEXT]);

/*
 * Turns a sound into what is heard, and often written: before a voiceless consonant z is s, d is t, b is p, zh is sh. False if that
 * changes nothing.
 */
bool key_as_heard(char *key, int len);

/*
 * How a Latin word sounds if it is Ukrainian or Russian. `reading` 0 is the most usual one, further numbers take ambiguous letters
 * (w, j, x, c, ch, q) the other way; 0 from the first number on that says nothing new.
 */
int key_sound_of_latin(const uint16_t *letters, int len, int reading, char key[static KEY_TEXT]);

/* A Cyrillic word in plain Latin spelling, for words of other languages typed in Cyrillic. */
int key_spelling_of_cyrillic(const uint16_t *letters, int len, char key[static KEY_TEXT]);

/* A Cyrillic word as most people write Ukrainian, or Russian, in Latin letters. */
int key_transliterated(const uint16_t *letters, int len, bool russian, char key[static KEY_TEXT]);

/* A Cyrillic word letter by letter, a byte each from KEY_CYRILLIC on, in the order of the code points. */
int key_letters(const uint16_t *letters, int len, char key[static KEY_TEXT]);

/* Tells apart words that share a key. */
uint32_t key_form(const uint16_t *letters, int len);

uint32_t key_hash(const char *key, int len, enum key_space space);

#endif
