/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A HyperLogLog: about how many different tags were added, in 16 kB, whatever their number. Part of the engine; in RAM only, for who has
 * it and its key can try whether a tag was among them.
 */
#ifndef WAYMARK_ENGINE_SKETCH_H
#define WAYMARK_ENGINE_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

#define SKETCH_BITS 14                  /* standard error 1.04 / sqrt(2^14) = 0.8 % */
#define SKETCH_REGISTERS (1 << SKETCH_BITS)
#define SKETCH_KEY 16                   /* crypto_shorthash_KEYBYTES */

struct sketch {
        unsigned char key[SKETCH_KEY];
        uint8_t registers[SKETCH_REGISTERS];
};

/* Empty, under a new random key; what was in it before is overwritten. */
void sketch_begin(struct sketch *sketch);

/* Overwrites registers and key. */
void sketch_wipe(struct sketch *sketch);

/* True if it changed anything: a tag that was added before never does. */
bool sketch_add(struct sketch *sketch, uint64_t tag);

/* How many different tags were added, about. */
uint32_t sketch_estimate(const struct sketch *sketch);

#endif
