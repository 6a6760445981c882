/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many small strings in one block, named by 32-bit offsets, so that a snapshot stays small and is freed at once. Library; pure but
 * for malloc. Running out of memory is remembered instead of returned, to be asked about once at the end.
 */
#ifndef WAYMARK_WORDS_POOL_H
#define WAYMARK_WORDS_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_SIZE (64U << 20)           /* a pool that would grow over this has failed */

struct pool {
        char *bytes;                    /* begins with a NUL: offset 0 is "" */
        size_t len;
        size_t room;
        bool failed;
};

void pool_clear(struct pool *pool);

/* Copies `len` bytes and a NUL; returns the offset, 0 for an empty string and on failure. */
uint32_t pool_add(struct pool *pool, const char *text, size_t len);

/* The string at `offset`; valid until the next pool_add. */
const char *pool_text(const struct pool *pool, uint32_t offset);

/* Gives back what is not used. */
void pool_trim(struct pool *pool);

/*
 * Room for one more element of `size` in a growing array: returns the (perhaps moved) array, NULL without memory (then the old
 * one is as it was).
 */
void *array_grow(void *array, size_t count, size_t *room, size_t size);

#endif
