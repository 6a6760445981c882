/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A sense for what a text is: a cry for help from danger, a question about one of our topics, or nothing of ours. It is learned at every
 * load from the sentences in examples-danger.txt, examples-question.txt and examples-unrelated.txt: each word, and each pair of
 * neighbours, gets a weight (logistic regression over hashed features). Words count by their sound and without their endings, so Latin
 * writing of Cyrillic teaches the same. Fixed memory, however many the examples are. Library; pure but for malloc.
 */
#ifndef WAYMARK_WORDS_SENSE_H
#define WAYMARK_WORDS_SENSE_H

#include "fold.h"

#include <stdbool.h>
#include <stddef.h>

#define SENSE_EXAMPLES 20000            /* further ones are not taken */

enum sense_kind {
        SENSE_KIND_DANGER = 0,
        SENSE_KIND_QUESTION = 1,
        SENSE_KIND_UNRELATED = 2,
        SENSE_KIND_COUNT
};

struct sense;

/* NULL without memory. */
struct sense *sense_new(void);
void sense_free(struct sense *sense);

/* Takes an example in; false without memory, or when there are too many. */
bool sense_add(struct sense *sense, const struct folded *example, enum sense_kind kind);

/* How many of a kind were taken in. */
int sense_count(const struct sense *sense, enum sense_kind kind);

/*
 * Learns from all examples, always with the same result, and forgets them. What has no examples, or nothing to tell it from, is never
 * sensed. False without memory.
 */
bool sense_learn(struct sense *sense);

/*
 * How sure it is that a text is of that kind rather than of any other: over 0 rather yes, below rather no, 0 if it cannot tell. Usually
 * within -5 and 5. For SENSE_KIND_DANGER and SENSE_KIND_UNRELATED.
 */
double sense_of(const struct sense *sense, const struct folded *text, enum sense_kind kind);

/* How many bytes it takes once it has learned. */
size_t sense_size(const struct sense *sense);

#endif
