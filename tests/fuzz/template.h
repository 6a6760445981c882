/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For fuzzers of binary messages: an input is a list of changes to sound messages that stand in the fuzzer's source, so that even random
 * inputs come deep into a parser, and seeds need be no binary files.
 */
#ifndef WAYMARK_TESTS_FUZZ_TEMPLATE_H
#define WAYMARK_TESTS_FUZZ_TEMPLATE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TEMPLATE_ROOM 640

struct fuzz_input {
        const uint8_t *at;
        size_t left;
};

/* The next octet of the input, 0 when it is used up. */
static inline uint8_t
fuzz_next(struct fuzz_input *input)
{
        if (input->left == 0)
                return 0;
        input->left--;
        return *input->at++;
}

/* Inserts or removes so many octets at a place. */
static inline size_t
fuzz_move(uint8_t *bytes, size_t len, size_t at, int by, struct fuzz_input *input)
{
        if (by < 0 && at + (size_t)-by <= len) {
                memmove(bytes + at, bytes + at + (size_t)-by, len - at - (size_t)-by);
                return len - (size_t)-by;
        }
        if (by > 0 && len + (size_t)by <= TEMPLATE_ROOM) {
                memmove(bytes + at + by, bytes + at, len - at);
                for (int i = 0; i < by; i++)
                        bytes[at + (size_t)i] = fuzz_next(input);
                return len + (size_t)by;
        }
        return len;
}

/* The template with up to seven changes: an octet set, flipped or counted up, some inserted or removed, the end cut off. */
static inline size_t
fuzz_template(uint8_t bytes[static TEMPLATE_ROOM], const void *from, size_t len, struct fuzz_input *input)
{
        int changes = fuzz_next(input) & 7;

        memcpy(bytes, from, len);
        while (changes-- > 0) {
                uint8_t how = fuzz_next(input);
                size_t at = len > 0 ? fuzz_next(input) % len : 0;

                switch (how % 8) {
                case 0:
                case 1:
                        if (len > 0)
                                bytes[at] = fuzz_next(input);
                        break;
                case 2:
                        if (len > 0)
                                bytes[at] ^= (uint8_t)(1U << (how >> 3 & 7));
                        break;
                case 3:
                        if (len > 0)
                                bytes[at]++;
                        break;
                case 4:
                        if (len > 0)
                                bytes[at]--;
                        break;
                case 5:
                        len = fuzz_move(bytes, len, at, 1 + (how >> 3), input);
                        break;
                case 6:
                        len = fuzz_move(bytes, len, at, -(1 + (how >> 3)), input);
                        break;
                default:
                        len = at;
                        break;
                }
        }
        return len;
}

#endif
