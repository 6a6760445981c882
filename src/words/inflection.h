/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Endings: "robotoju" is a form of "robota". A key without its ending is its core; two words of one core are taken for forms of one
 * word, at a small cost. Rough on purpose: endings of nouns and verbs by list, no dictionaries. Library; pure.
 */
#ifndef WAYMARK_WORDS_INFLECTION_H
#define WAYMARK_WORDS_INFLECTION_H

#include "keys.h"

#include <stdint.h>

#define INFLECTION_GROUPS 6

/* The group of endings of a language: 1 for Cyrillic sounds, one for each Latin language we know endings of, 0 for others. */
int inflection_group(uint16_t language, enum key_space space);

/* How many bytes of the key are its core, 0 if it is too short to have one. */
int inflection_core(const char *key, int len, int group);

#endif
