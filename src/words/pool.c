/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A block of strings; see pool.h.
 */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

void
pool_clear(struct pool *pool)
{
        free(pool->bytes);
        *pool = (struct pool){ 0 };
}

static bool
pool_make_room(struct pool *pool, size_t len)
{
        size_t room = pool->room == 0 ? 4096 : pool->room;
        char *bytes;

        while (room - pool->len < len)
                room += room / 2;
        if (room == pool->room)
                return true;
        bytes = room <= POOL_SIZE ? realloc(pool->bytes, room) : NULL;
        if (bytes == NULL)
                return false;
        if (pool->bytes == NULL)
                bytes[pool->len++] = '\0';
        pool->bytes = bytes;
        pool->room = room;
        return true;
}

uint32_t
pool_add(struct pool *pool, const char *text, size_t len)
{
        uint32_t offset;

        if (len == 0)
                return 0;
        if (pool->failed || len > POOL_SIZE || !pool_make_room(pool, len + 2)) {
                pool->failed = true;
                return 0;
        }
        offset = (uint32_t)pool->len;
        memcpy(pool->bytes + offset, text, len);
        pool->bytes[offset + len] = '\0';
        pool->len += len + 1;
        return offset;
}

const char *
pool_text(const struct pool *pool, uint32_t offset)
{
        return offset == 0 || offset >= pool->len ? "" : pool->bytes + offset;
}

void
pool_trim(struct pool *pool)
{
        char *bytes = pool->len > 0 ? realloc(pool->bytes, pool->len) : NULL;

        if (bytes == NULL)
                return;
        pool->bytes = bytes;
        pool->room = pool->len;
}

void *
array_grow(void *array, size_t count, size_t *room, size_t size)
{
        size_t more;
        void *moved;

        if (count < *room)
                return array;
        more = *room == 0 ? 64 : *room + *room / 2;
        moved = realloc(array, more * size);
        if (moved != NULL)
                *room = more;
        return moved;
}
