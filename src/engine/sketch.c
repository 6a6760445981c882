/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * HyperLogLog (Flajolet and others, 2007) over 64-bit hashes, with the estimator of Ertl ("New cardinality estimation algorithms for
 * HyperLogLog sketches", 2017, algorithm 6): it needs no tables and has no weak range, neither the small one (counted by empty registers)
 * nor the one where the two classic formulas meet, which is at the 10,000s with tables of this size.
 */
#include "sketch.h"

#include <sodium.h>
#include <string.h>

#define RANK_MAX (64 - SKETCH_BITS)     /* leading zeros of what is left of the hash, and one */
#define ALPHA_INFINITE 0.72134752044448170368   /* 1 / (2 ln 2) */

void
sketch_begin(struct sketch *sketch)
{
        _Static_assert(SKETCH_KEY == crypto_shorthash_KEYBYTES, "SipHash-2-4");
        sketch_wipe(sketch);
        crypto_shorthash_keygen(sketch->key);
}

void
sketch_wipe(struct sketch *sketch)
{
        sodium_memzero(sketch, sizeof *sketch);
}

static uint64_t
hash_of(const struct sketch *sketch, uint64_t tag)
{
        unsigned char bytes[crypto_shorthash_BYTES];
        uint64_t hash;

        (void)crypto_shorthash(bytes, (const unsigned char *)&tag, sizeof tag, sketch->key);
        memcpy(&hash, bytes, sizeof hash);
        return hash;
}

bool
sketch_add(struct sketch *sketch, uint64_t tag)
{
        uint64_t hash = hash_of(sketch, tag);
        uint64_t rest = hash << SKETCH_BITS;
        uint8_t *place = &sketch->registers[hash >> RANK_MAX];
        uint8_t rank = (uint8_t)(rest == 0 ? RANK_MAX : __builtin_clzll(rest) + 1);

        if (rank <= *place)
                return false;
        *place = rank;
        return true;
}

/* x + sum of x^(2^k) * 2^(k-1): what the registers that are still empty stand for. x < 1. */
static double
sigma(double x)
{
        double weight = 1, sum = x, before;

        do {
                x *= x;
                before = sum;
                sum += x * weight;
                weight += weight;
        } while (sum != before);
        return sum;
}

uint32_t
sketch_estimate(const struct sketch *sketch)
{
        uint32_t histogram[RANK_MAX + 1] = {0};
        double m = SKETCH_REGISTERS, z = 0;

        for (int i = 0; i < SKETCH_REGISTERS; i++)
                histogram[sketch->registers[i]]++;
        if (histogram[0] == SKETCH_REGISTERS)
                return 0;
        for (int rank = RANK_MAX; rank > 0; rank--)
                z = (z + histogram[rank]) / 2;
        z += m * sigma(histogram[0] / m);
        return (uint32_t)(ALPHA_INFINITE * m * m / z + 0.5);
}
