/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far apart two keys are as typing errors go: Damerau-Levenshtein (optimal string alignment) with lower prices for what thumbs do
 * on phone keyboards. Library; pure.
 */
#ifndef WAYMARK_WORDS_DISTANCE_H
#define WAYMARK_WORDS_DISTANCE_H

#include <stdbool.h>

#include "keys.h"

#define DISTANCE_EDIT 10                /* the price of an ordinary edit */
#define DISTANCE_FAR 255

/*
 * The price of turning `typed` into `meant`, DISTANCE_FAR if it is over `limit`. With `stem`, what is left of `typed` after `meant`
 * costs nothing.
 */
int distance_keys(const char *typed, int typed_len, const char *meant, int meant_len, enum key_space space, bool stem, int limit);

/* The price that is forgiven for a word of so many letters: it grows with the length. `alone`: the text is this word only. */
int distance_budget(int letters, bool alone);

#endif
