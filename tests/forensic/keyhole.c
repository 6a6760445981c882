/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every place of the parent's memory is tried as a key.
 */
#include "keyhole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "places.h"

#define SET_BITS 22                     /* of words in the engine's memory; a few false ones do no harm */

struct keyhole {
        uint64_t *words;                /* open addressing; 0 is no word */
        const char *one, *other;
        unsigned char *key;
        bool found;
};

static size_t
place_of(uint64_t word)
{
        return (size_t)(word * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SET_BITS));
}

static bool
has(const struct keyhole *keyhole, uint64_t word)
{
        for (size_t at = place_of(word);; at = (at + 1) & ((1 << SET_BITS) - 1)) {
                if (keyhole->words[at] == word)
                        return true;
                if (keyhole->words[at] == 0)
                        return false;
        }
}

static void
note_words(void *arg, const char *where, const unsigned char *bytes, size_t len)
{
        struct keyhole *keyhole = arg;
        size_t room = (size_t)1 << (SET_BITS - 1);

        (void)where;
        for (size_t i = 0; i + sizeof(uint64_t) <= len && room > 0; i += sizeof(uint64_t)) {
                uint64_t word;
                size_t at;

                memcpy(&word, bytes + i, sizeof word);
                if (word >> 32 == 0 || has(keyhole, word))
                        continue; /* small numbers are no tags but once in four thousand millions */
                for (at = place_of(word); keyhole->words[at] != 0;)
                        at = (at + 1) & ((1 << SET_BITS) - 1);
                keyhole->words[at] = word;
                room--;
        }
}

uint64_t
keyhole_tag(const char *number, const unsigned char key[static TAG_KEY_SIZE])
{
        struct number person;

        memset(&person, 0, sizeof person);
        snprintf(person.secret, sizeof person.secret, "%s", number);
        return sender_tag(&person, key);
}

static void
try_keys(void *arg, const char *where, const unsigned char *bytes, size_t len)
{
        struct keyhole *keyhole = arg;

        (void)where;
        for (size_t i = 0; i + TAG_KEY_SIZE <= len && !keyhole->found; i++) {
                uint64_t first;

                memcpy(&first, bytes + i, sizeof first);
                if (first == 0 || !has(keyhole, keyhole_tag(keyhole->one, bytes + i)) ||
                    !has(keyhole, keyhole_tag(keyhole->other, bytes + i)))
                        continue;
                memcpy(keyhole->key, bytes + i, TAG_KEY_SIZE);
                keyhole->found = true;
        }
}

bool
keyhole_find_key(pid_t parent, pid_t engine, const char *one, const char *other, unsigned char key[static TAG_KEY_SIZE])
{
        struct keyhole keyhole = {.words = calloc((size_t)1 << SET_BITS, sizeof(uint64_t)), .one = one, .other = other, .key = key};

        if (keyhole.words == NULL)
                abort();
        places_read_memory(engine, note_words, &keyhole);
        places_read_memory(parent, try_keys, &keyhole);
        free(keyhole.words);
        return keyhole.found;
}
