/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A set of hashes of ordinary words with a bit per language; see ordinary.h. A Cyrillic word stands in it twice: by its letters, and by
 * its sound for those who type it in Latin. Two words of one hash only cost a missed typing error.
 */
#include "ordinary.h"

#include <stdlib.h>
#include <string.h>

#include "words/keys.h"

#define OTHERS 31                       /* the bit of names that belong to no language */

struct slot {
        uint32_t hash;                  /* 0: free */
        uint32_t languages;
};

struct ordinary {
        struct slot *slots;
        uint32_t mask;
        uint32_t used;
        bool failed;
};

static uint32_t
hash_of_letters(const uint16_t *letters, int len)
{
        return (key_form(letters, len) * 0x9e3779b9U) | 1U;
}

static uint32_t
hash_of_key(const char *key, int len, enum key_space space)
{
        return (key_hash(key, len, space) & ~1U) | 2U;
}

static struct slot *
find_slot(const struct ordinary *ordinary, uint32_t hash)
{
        uint32_t at = hash >> 3 & ordinary->mask;

        while (ordinary->slots[at].hash != 0 && ordinary->slots[at].hash != hash)
                at = (at + 1) & ordinary->mask;
        return &ordinary->slots[at];
}

static void
grow(struct ordinary *ordinary)
{
        struct ordinary larger = { .mask = ordinary->mask * 2 + 1, .used = ordinary->used };

        larger.slots = calloc((size_t)larger.mask + 1, sizeof *larger.slots);
        if (larger.slots == NULL) {
                ordinary->failed = true;
                return;
        }
        for (uint32_t i = 0; i <= ordinary->mask; i++)
                if (ordinary->slots[i].hash != 0)
                        *find_slot(&larger, ordinary->slots[i].hash) = ordinary->slots[i];
        free(ordinary->slots);
        *ordinary = larger;
}

static void
add_hash(struct ordinary *ordinary, uint32_t hash, int language)
{
        struct slot *slot;

        if (ordinary->used > ordinary->mask / 4 * 3)
                grow(ordinary);
        if (ordinary->failed)
                return;
        slot = find_slot(ordinary, hash);
        ordinary->used += slot->hash == 0;
        slot->hash = hash;
        slot->languages |= 1U << language;
}

static void
add_word(struct ordinary *ordinary, const struct folded *folded, const struct fold_word *word, int language)
{
        const uint16_t *letters = &folded->letters[word->start];
        char key[KEY_TEXT];
        int len;

        if (word->script == SCRIPT_LATIN) {
                len = key_spelling(letters, word->len, key);
                if (len > 0)
                        add_hash(ordinary, hash_of_key(key, len, KEY_SPACE_SPELLING), language);
                len = key_spelling_umlauts(letters, word->len, key);
                if (len > 0)
                        add_hash(ordinary, hash_of_key(key, len, KEY_SPACE_SPELLING), language);
        } else if (word->script == SCRIPT_CYRILLIC) {
                add_hash(ordinary, hash_of_letters(letters, word->len), language);
                len = key_sound(letters, word->len, key);
                if (len > 1)
                        add_hash(ordinary, hash_of_key(key, len, KEY_SPACE_SOUND), language);
        }
}

/* Any length: piece by piece, cut between words. */
static void
add_text(struct ordinary *ordinary, struct folded *folded, const char *text, int language)
{
        while (*text != '\0') {
                size_t len = strnlen(text, 1000);

                while (text[len] != '\0' && len > 1 && text[len] != ' ')
                        len--;
                fold_text(text, len, folded);
                for (int i = 0; i < folded->nwords - folded->njoined; i++)
                        add_word(ordinary, folded, &folded->words[i], language);
                text += len;
                text += strspn(text, " ");
        }
}

static void
add_language(struct ordinary *ordinary, struct folded *folded, const struct catalogue *catalogue, int language)
{
        const char *const *list = ordinary_list(catalogue->languages[language]);

        for (; list != NULL && *list != NULL; list++)
                add_text(ordinary, folded, *list, language);
        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                for (int variant = 0; variant < VARIANT_COUNT; variant++)
                        add_text(ordinary, folded, pool_text(&catalogue->pool, catalogue->replies[language][topic][variant].text), language);
}

struct ordinary *
ordinary_new(const struct catalogue *catalogue)
{
        struct ordinary *ordinary = calloc(1, sizeof *ordinary);
        struct folded *folded = malloc(sizeof *folded);

        if (ordinary == NULL || folded == NULL)
                goto fail;
        ordinary->mask = 4095;
        ordinary->slots = calloc((size_t)ordinary->mask + 1, sizeof *ordinary->slots);
        if (ordinary->slots == NULL)
                goto fail;
        for (int language = 0; language < catalogue->nlanguages && language < OTHERS; language++)
                add_language(ordinary, folded, catalogue, language);
        for (const char *const *list = ordinary_list(0); *list != NULL; list++)
                add_text(ordinary, folded, *list, OTHERS);
        if (ordinary->failed)
                goto fail;
        free(folded);
        return ordinary;
fail:
        free(folded);
        ordinary_free(ordinary);
        return NULL;
}

void
ordinary_free(struct ordinary *ordinary)
{
        if (ordinary == NULL)
                return;
        free(ordinary->slots);
        free(ordinary);
}

static uint32_t
languages_of(const struct ordinary *ordinary, uint32_t hash)
{
        const struct slot *slot = find_slot(ordinary, hash);

        return slot->hash == hash ? slot->languages : 0;
}

struct ordinary_word
ordinary_look_up(const struct ordinary *ordinary, const struct folded *folded, const struct fold_word *word)
{
        const uint16_t *letters = &folded->letters[word->start];
        struct ordinary_word result = { 0 };
        char key[KEY_TEXT];
        int len;

        if (word->script == SCRIPT_CYRILLIC) {
                result.languages = languages_of(ordinary, hash_of_letters(letters, word->len));
        } else if (word->script == SCRIPT_LATIN) {
                len = key_spelling(letters, word->len, key);
                result.languages = len > 0 ? languages_of(ordinary, hash_of_key(key, len, KEY_SPACE_SPELLING)) : 0;
                for (int reading = 0; result.sounds == 0 && reading < 2; reading++) {
                        len = key_sound_of_latin(letters, word->len, reading, key);
                        result.sounds = len > 1 ? languages_of(ordinary, hash_of_key(key, len, KEY_SPACE_SOUND)) : 0;
                }
        }
        result.known = result.languages != 0 || result.sounds != 0;
        result.languages &= ~(1U << OTHERS);
        result.sounds &= ~(1U << OTHERS);
        return result;
}

size_t
ordinary_size(const struct ordinary *ordinary)
{
        return sizeof *ordinary + ((size_t)ordinary->mask + 1) * sizeof *ordinary->slots;
}
