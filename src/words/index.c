/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The index of keys; see index.h. Two tables, both flat arrays:
 *
 *   slots    open addressing: hash of (space, key) -> key; keys of one text lie behind each other
 *   buckets  hash of a deletion -> a run of entries, each a key number and a few check bits of the hash
 */
#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "words/distance.h"
#include "words/pool.h"

#define PREFIX 7                        /* letters of a key that deletions are made of */
#define DELETIONS 29                    /* of 7 letters: none, one, two */
#define CHECK_BITS 10
#define KEY_BITS (32 - CHECK_BITS)
#define KEYS_MOST (1U << KEY_BITS)
#define CANDIDATES 400                  /* looked at for one typed word; more would only be noise */
#define STEM_LETTERS 6                  /* of a stem that may be misspelt */
#define STEM_ENDING 4                   /* letters that may follow it then */
#define STEM_ENDING_LATIN 6             /* letters that may follow a stem of another alphabet */
#define SEEN 128
#define TWO_DELETIONS 8                 /* letters from which on two errors are forgiven */

struct key {
        uint32_t text;                  /* in the pool */
        uint32_t word;
        uint32_t form;
        uint8_t len;
        uint8_t space;
        uint8_t kind_group;             /* enum index_kind, group << 2 */
        uint8_t letters;
};

struct index {
        struct pool pool;
        struct key *keys;
        size_t nkeys;
        size_t room;
        uint32_t *slots;                /* key number + 1 */
        uint32_t slot_mask;
        uint32_t *bucket_starts;        /* nbuckets + 1 */
        uint32_t bucket_mask;
        uint32_t *entries;
        uint64_t stem_lengths[2];       /* per space: which lengths of stems there are */
        bool failed;
};

/* The deletions of a key's beginning, each with its hash. */
struct deletions {
        int n;
        uint32_t hashes[DELETIONS];
};

struct index *
index_new(void)
{
        return calloc(1, sizeof(struct index));
}

void
index_free(struct index *index)
{
        if (index == NULL)
                return;
        pool_clear(&index->pool);
        free(index->keys);
        free(index->slots);
        free(index->bucket_starts);
        free(index->entries);
        free(index);
}

void
index_add(struct index *index, const char *key, int len, enum key_space space, enum index_kind kind, int group, int letters, uint32_t form,
          uint32_t word)
{
        struct key *keys;

        if (len <= 0 || index->failed)
                return;
        keys = index->nkeys < KEYS_MOST - 1 ? array_grow(index->keys, index->nkeys, &index->room, sizeof *keys) : NULL;
        if (keys == NULL) {
                index->failed = true;
                return;
        }
        index->keys = keys;
        keys[index->nkeys++] = (struct key){
                .text = pool_add(&index->pool, key, (size_t)len),
                .word = word,
                .form = form,
                .len = (uint8_t)len,
                .space = (uint8_t)space,
                .kind_group = (uint8_t)((unsigned)kind | (unsigned)group << 2),
                .letters = (uint8_t)letters,
        };
        if (kind == INDEX_KIND_STEM)
                index->stem_lengths[space] |= (uint64_t)1 << len;
}

static enum index_kind
kind_of(const struct key *key)
{
        return (enum index_kind)(key->kind_group & 3);
}

static uint32_t
hash_of(const char *key, int len, enum key_space space, enum index_kind kind)
{
        return key_hash(key, len, space) ^ (uint32_t)kind * 0x85ebca6bU;
}

/* The least power of two that is not below `n`. */
static uint32_t
power_of_two(size_t n)
{
        uint32_t power = 16;

        while (power < n && power < 1U << 30)
                power *= 2;
        return power;
}

static bool
build_slots(struct index *index)
{
        uint32_t size = power_of_two(index->nkeys + index->nkeys / 2);

        index->slots = calloc(size, sizeof *index->slots);
        if (index->slots == NULL)
                return false;
        index->slot_mask = size - 1;
        for (size_t i = 0; i < index->nkeys; i++) {
                const struct key *key = &index->keys[i];
                const char *text = pool_text(&index->pool, key->text);
                uint32_t slot = hash_of(text, key->len, (enum key_space)key->space, kind_of(key)) & index->slot_mask;

                while (index->slots[slot] != 0)
                        slot = (slot + 1) & index->slot_mask;
                index->slots[slot] = (uint32_t)i + 1;
        }
        return true;
}

/* What is left of the first `len` letters when none, one and (`two`) two are dropped. Equal neighbours are dropped once. */
static void
make_deletions(const char *key, int len, enum key_space space, bool two, struct deletions *deletions)
{
        char left[PREFIX];

        deletions->n = 0;
        deletions->hashes[deletions->n++] = key_hash(key, len, space);
        for (int i = 0; i < len; i++) {
                if (i > 0 && key[i] == key[i - 1])
                        continue;
                for (int k = 0, n = 0; k < len; k++)
                        if (k != i)
                                left[n++] = key[k];
                deletions->hashes[deletions->n++] = key_hash(left, len - 1, space);
                for (int j = i; two && j < len - 1; j++) {
                        char less[PREFIX];

                        if (j > i && left[j] == left[j - 1])
                                continue;
                        for (int k = 0, n = 0; k < len - 1; k++)
                                if (k != j)
                                        less[n++] = left[k];
                        deletions->hashes[deletions->n++] = key_hash(less, len - 2, space);
                }
        }
}

static int
prefix_of(int len)
{
        return len < PREFIX ? len : PREFIX;
}

static bool
key_deletions(const struct index *index, const struct key *key, struct deletions *deletions)
{
        if (kind_of(key) == INDEX_KIND_CORE || key->letters < 3 || key->len < 2)
                return false;
        make_deletions(pool_text(&index->pool, key->text), prefix_of(key->len), (enum key_space)key->space, key->letters >= TWO_DELETIONS,
                       deletions);
        return true;
}

static bool
build_buckets(struct index *index)
{
        struct deletions deletions;
        size_t total = 0;

        for (size_t i = 0; i < index->nkeys; i++)
                if (key_deletions(index, &index->keys[i], &deletions))
                        total += (size_t)deletions.n;
        index->bucket_mask = power_of_two(total / 4) - 1; /* as fast as twice as many, and all processes have them */
        index->bucket_starts = calloc((size_t)index->bucket_mask + 3, sizeof *index->bucket_starts);
        index->entries = calloc(total + 1, sizeof *index->entries);
        if (index->bucket_starts == NULL || index->entries == NULL)
                return false;
        /* Counting sort: sizes, starts, then each entry into its place. */
        for (size_t i = 0; i < index->nkeys; i++)
                for (int k = key_deletions(index, &index->keys[i], &deletions) ? deletions.n - 1 : -1; k >= 0; k--)
                        index->bucket_starts[(deletions.hashes[k] & index->bucket_mask) + 2]++;
        for (size_t b = 2; b < (size_t)index->bucket_mask + 3; b++)
                index->bucket_starts[b] += index->bucket_starts[b - 1];
        for (size_t i = 0; i < index->nkeys; i++)
                for (int k = key_deletions(index, &index->keys[i], &deletions) ? deletions.n - 1 : -1; k >= 0; k--) {
                        uint32_t place = index->bucket_starts[(deletions.hashes[k] & index->bucket_mask) + 1]++;

                        index->entries[place] = (uint32_t)i | (deletions.hashes[k] >> KEY_BITS) << KEY_BITS;
                }
        return true;
}

bool
index_finish(struct index *index)
{
        struct key *keys;

        if (index->failed || index->pool.failed || !build_slots(index) || !build_buckets(index))
                return false;
        pool_trim(&index->pool);
        keys = index->nkeys > 0 ? realloc(index->keys, index->nkeys * sizeof *keys) : NULL;
        if (keys != NULL)
                index->keys = keys;
        return true;
}

void
hits_add(struct hits *hits, uint32_t word, int cost, enum hit_how how)
{
        struct hit hit = { word, (uint8_t)(cost < 255 ? cost : 255), (uint8_t)how };
        int worst = 0;

        for (int i = 0; i < hits->n; i++) {
                if (hits->list[i].word == word) {
                        if (hit.cost < hits->list[i].cost)
                                hits->list[i] = hit;
                        return;
                }
                if (hits->list[i].cost > hits->list[worst].cost)
                        worst = i;
        }
        if (hits->n < INDEX_HITS)
                hits->list[hits->n++] = hit;
        else if (hit.cost < hits->list[worst].cost)
                hits->list[worst] = hit;
}

int
hits_best(const struct hits *hits)
{
        int best = 255;

        for (int i = 0; i < hits->n; i++)
                if (hits->list[i].cost < best)
                        best = hits->list[i].cost;
        return best;
}

static void
find_kind(const struct index *index, const struct query *query, int len, enum index_kind kind, int group, struct hits *hits)
{
        uint32_t slot = hash_of(query->key, len, query->space, kind) & index->slot_mask;

        for (; index->slots[slot] != 0; slot = (slot + 1) & index->slot_mask) {
                const struct key *key = &index->keys[index->slots[slot] - 1];
                int cost = query->cost;

                if (key->len != len || key->space != query->space || key->kind_group != ((unsigned)kind | (unsigned)group << 2))
                        continue;
                if (memcmp(pool_text(&index->pool, key->text), query->key, (size_t)len) != 0)
                        continue;
                if (kind == INDEX_KIND_WHOLE && query->how == HIT_HOW_SAME && key->form != query->form)
                        cost++;
                hits_add(hits, key->word, cost, query->how);
        }
}

void
index_find(const struct index *index, const struct query *query, struct hits *hits)
{
        find_kind(index, query, query->len, INDEX_KIND_WHOLE, 0, hits);
}

void
index_find_stems(const struct index *index, const struct query *query, struct hits *hits)
{
        uint64_t lengths = index->stem_lengths[query->space];

        int least = query->how == HIT_HOW_LATIN ? query->len - STEM_ENDING_LATIN : 1;

        for (int len = least > 1 ? least : 1; len <= query->len && lengths >> len != 0; len++)
                if (lengths >> len & 1)
                        find_kind(index, query, len, INDEX_KIND_STEM, 0, hits);
}

void
index_find_cores(const struct index *index, const struct query *query, int group, struct hits *hits)
{
        find_kind(index, query, query->len, INDEX_KIND_CORE, group, hits);
}

/* Keys that were weighed already: most candidates turn up under several deletions. */
struct seen {
        uint32_t keys[SEEN];            /* + 1 */
};

static bool
was_seen(struct seen *seen, uint32_t key)
{
        uint32_t *slot = &seen->keys[key % SEEN];
        bool was = *slot == key + 1;

        *slot = key + 1;
        return was;
}

/* Weighs the candidates of one deletion. Returns how many. */
static int
weigh_bucket(const struct index *index, const struct query *query, uint32_t hash, bool stems_only, struct seen *seen, struct hits *hits)
{
        uint32_t bucket = hash & index->bucket_mask;
        int n = 0;

        for (uint32_t e = index->bucket_starts[bucket]; e < index->bucket_starts[bucket + 1] && n < CANDIDATES; e++) {
                uint32_t number = index->entries[e] & (KEYS_MOST - 1);
                const struct key *key = &index->keys[number];
                bool stem = kind_of(key) == INDEX_KIND_STEM;
                int budget, cost;

                if (index->entries[e] >> KEY_BITS != hash >> KEY_BITS || key->space != query->space || (stems_only && !stem))
                        continue;
                if (was_seen(seen, number) || (!stem && (key->len > query->len + 2 || query->len > key->len + 3)))
                        continue;
                if (stem && (key->letters < STEM_LETTERS || query->len > key->len + STEM_ENDING))
                        continue;
                n++;
                budget = distance_budget(key->letters < query->letters ? key->letters : query->letters, true);
                if (query->letters == 3 && key->letters == 4)
                        budget = DISTANCE_EDIT;
                if (stem && budget > DISTANCE_EDIT)
                        budget = DISTANCE_EDIT;
                cost = distance_keys(query->key, query->len, pool_text(&index->pool, key->text), key->len, query->space, stem, budget);
                if (cost <= budget)
                        hits_add(hits, key->word, cost + query->cost + (stem ? 1 : 0), query->how);
        }
        return n;
}

void
index_find_typos(const struct index *index, const struct query *query, struct hits *hits)
{
        struct deletions deletions;
        struct seen seen;
        int looked = 0;

        if (query->len < 2)
                return;
        memset(&seen, 0, sizeof seen);
        make_deletions(query->key, prefix_of(query->len), query->space, query->len >= 5, &deletions);
        for (int i = 0; i < deletions.n && looked < CANDIDATES; i++)
                looked += weigh_bucket(index, query, deletions.hashes[i], false, &seen, hits);
        /* A stem shorter than the prefix lies under the deletions of a shorter beginning. */
        for (int len = 4; len < prefix_of(query->len) && index->stem_lengths[query->space] != 0; len++) {
                make_deletions(query->key, len, query->space, false, &deletions);
                for (int i = 0; i < deletions.n && looked < CANDIDATES; i++)
                        looked += weigh_bucket(index, query, deletions.hashes[i], true, &seen, hits);
        }
}

size_t
index_size(const struct index *index)
{
        return sizeof *index + index->pool.room + index->nkeys * sizeof *index->keys + ((size_t)index->slot_mask + 1) * sizeof *index->slots +
               ((size_t)index->bucket_mask + 3) * sizeof *index->bucket_starts +
               (size_t)index->bucket_starts[index->bucket_mask + 1] * sizeof *index->entries;
}
