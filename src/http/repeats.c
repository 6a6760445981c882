/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sets of four places; a hash decides the set, and in a full set the place goes that would be forgotten first.
 */
#include "repeats.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SETS 8192                       /* a power of two; 32,768 places of 24 bytes, touched as they are used */
#define WAYS 4

struct place {
        uint64_t key;                   /* REPEATS_NONE: free */
        int64_t until_ms;
        bool counted;
};

struct repeats {
        unsigned char hash_key[crypto_shorthash_KEYBYTES];
        struct place places[SETS][WAYS];
};

struct repeats *
repeats_new(void)
{
        struct repeats *repeats = calloc(1, sizeof *repeats);

        if (repeats != NULL)
                crypto_shorthash_keygen(repeats->hash_key);
        return repeats;
}

void
repeats_free(struct repeats *repeats)
{
        if (repeats == NULL)
                return;
        sodium_memzero(repeats->hash_key, sizeof repeats->hash_key);
        free(repeats);
}

uint64_t
repeats_key(const struct repeats *repeats, const void *request, size_t len)
{
        unsigned char hash[crypto_shorthash_BYTES];
        uint64_t key;

        _Static_assert(sizeof key == crypto_shorthash_BYTES, "the key is a SipHash");
        crypto_shorthash(hash, request, len, repeats->hash_key);
        memcpy(&key, hash, sizeof key);
        return key != REPEATS_NONE ? key : 1;
}

static struct place *
find(struct repeats *repeats, uint64_t key, int64_t now_ms)
{
        struct place *set = repeats->places[key & (SETS - 1)];

        for (int i = 0; i < WAYS; i++)
                if (set[i].key == key && set[i].until_ms > now_ms)
                        return &set[i];
        return NULL;
}

bool
repeats_seen(struct repeats *repeats, uint64_t key, int64_t for_ms, int64_t now_ms)
{
        struct place *set = repeats->places[key & (SETS - 1)];
        struct place *place;

        if (key == REPEATS_NONE)
                return false;
        place = find(repeats, key, now_ms);
        if (place != NULL) {
                place->until_ms = now_ms + for_ms;
                return true;
        }
        place = &set[0];
        for (int i = 1; i < WAYS; i++)
                if (set[i].until_ms < place->until_ms)
                        place = &set[i];
        *place = (struct place){.key = key, .until_ms = now_ms + for_ms};
        return false;
}

bool
repeats_count(struct repeats *repeats, uint64_t key, int64_t now_ms)
{
        struct place *place = key != REPEATS_NONE ? find(repeats, key, now_ms) : NULL;
        bool first = place == NULL || !place->counted;

        if (place != NULL)
                place->counted = true;
        return first;
}
