/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that stand for each other in a phrase: "they lock me in" is also "they lock us in", "my son is gone" also "my daughter is gone".
 * Staff need not write every one of them. Only within phrases: a word alone stays itself. What happens to "me" in a danger phrase may also
 * be told of somebody else: "they lock my sister in". Library; data.
 */
#ifndef WAYMARK_WORDS_STANDINS_H
#define WAYMARK_WORDS_STANDINS_H

#include <stdbool.h>
#include <stddef.h>

struct standins {
        const char *language;
        const char *words;              /* separated by spaces */
        const char *person;             /* NULL, or `words` are others to whom that may happen which a danger phrase says of this one */
        bool in_order;                  /* then: nothing but the order of words tells who does it to whom */
};

/* The i-th group, NULL past the last. */
const struct standins *standins_at(size_t i);

#endif
