/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * MD5 and SHA-1 of one block.
 */
#include "digest.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 64
#define LONGEST 55

static uint32_t
rotate(uint32_t word, unsigned by)
{
        return word << by | word >> (32 - by);
}

/* The text, a one bit, zeros, and its length in bits at the end. */
static void
pad(const void *bytes, size_t len, bool big_endian, unsigned char block[static BLOCK])
{
        assert(len <= LONGEST);
        memset(block, 0, BLOCK);
        memcpy(block, bytes, len);
        block[len] = 0x80;
        block[big_endian ? BLOCK - 1 : BLOCK - 8] = (unsigned char)(len * 8);
        block[big_endian ? BLOCK - 2 : BLOCK - 7] = (unsigned char)(len * 8 >> 8);
}

/* floor(2^32 * |sin(i + 1)|), RFC 1321, 3.4 */
static const uint32_t sines[64] = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static uint32_t
word_le(const unsigned char *at)
{
        return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void
digest_md5(const void *bytes, size_t len, unsigned char out[static DIGEST_MD5])
{
        static const unsigned turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
        const uint32_t start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
        uint32_t a = start[0], b = start[1], c = start[2], d = start[3];
        unsigned char block[BLOCK];

        pad(bytes, len, false, block);
        for (unsigned i = 0; i < 64; i++) {
                uint32_t f = i < 16 ? (b & c) | (~b & d) : i < 32 ? (d & b) | (~d & c) : i < 48 ? b ^ c ^ d : c ^ (b | ~d);
                unsigned at = i < 16 ? i : i < 32 ? (5 * i + 1) % 16 : i < 48 ? (3 * i + 5) % 16 : 7 * i % 16;
                uint32_t turned = rotate(a + f + sines[i] + word_le(block + 4 * at), turns[i / 16][i % 4]);

                a = d;
                d = c;
                c = b;
                b += turned;
        }
        const uint32_t sums[4] = {start[0] + a, start[1] + b, start[2] + c, start[3] + d};

        for (unsigned i = 0; i < DIGEST_MD5; i++)
                out[i] = (unsigned char)(sums[i / 4] >> 8 * (i % 4));
}

void
digest_sha1(const void *bytes, size_t len, unsigned char out[static DIGEST_SHA1])
{
        const uint32_t start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
        uint32_t a = start[0], b = start[1], c = start[2], d = start[3], e = start[4];
        uint32_t words[80];
        unsigned char block[BLOCK];

        pad(bytes, len, true, block);
        for (unsigned i = 0; i < 80; i++)
                words[i] = i < 16 ? __builtin_bswap32(word_le(block + 4 * i))
                                  : rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
        for (unsigned i = 0; i < 80; i++) {
                static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
                uint32_t f = i < 20 ? (b & c) | (~b & d) : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
                uint32_t next = rotate(a, 5) + f + e + words[i] + constants[i / 20];

                e = d;
                d = c;
                c = rotate(b, 30);
                b = a;
                a = next;
        }
        const uint32_t sums[5] = {start[0] + a, start[1] + b, start[2] + c, start[3] + d, start[4] + e};

        for (unsigned i = 0; i < DIGEST_SHA1; i++)
                out[i] = (unsigned char)(sums[i / 4] >> (24 - 8 * (i % 4)));
}
