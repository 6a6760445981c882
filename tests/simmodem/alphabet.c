/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The alphabets of a short message, TS 23.038 section 6.2. See alphabet.h.
 */
#include "alphabet.h"

#include <stdbool.h>
#include <string.h>

#define ESCAPE 0x1b

/* TS 23.038, 6.2.1: index = septet. The escape has no character of its own. */
static const uint16_t main_table[128] = {
        '@',    0x00a3, '$',    0x00a5, 0x00e8, 0x00e9, 0x00f9, 0x00ec,
        0x00f2, 0x00c7, '\n',   0x00d8, 0x00f8, '\r',   0x00c5, 0x00e5,
        0x0394, '_',    0x03a6, 0x0393, 0x039b, 0x03a9, 0x03a0, 0x03a8,
        0x03a3, 0x0398, 0x039e, 0,      0x00c6, 0x00e6, 0x00df, 0x00c9,
        ' ',    '!',    '"',    '#',    0x00a4, '%',    '&',    '\'',
        '(',    ')',    '*',    '+',    ',',    '-',    '.',    '/',
        '0',    '1',    '2',    '3',    '4',    '5',    '6',    '7',
        '8',    '9',    ':',    ';',    '<',    '=',    '>',    '?',
        0x00a1, 'A',    'B',    'C',    'D',    'E',    'F',    'G',
        'H',    'I',    'J',    'K',    'L',    'M',    'N',    'O',
        'P',    'Q',    'R',    'S',    'T',    'U',    'V',    'W',
        'X',    'Y',    'Z',    0x00c4, 0x00d6, 0x00d1, 0x00dc, 0x00a7,
        0x00bf, 'a',    'b',    'c',    'd',    'e',    'f',    'g',
        'h',    'i',    'j',    'k',    'l',    'm',    'n',    'o',
        'p',    'q',    'r',    's',    't',    'u',    'v',    'w',
        'x',    'y',    'z',    0x00e4, 0x00f6, 0x00f1, 0x00fc, 0x00e0,
};

/* TS 23.038, 6.2.1.1 */
static const struct {
        uint8_t septet;
        uint16_t unit;
} extension_table[] = {
        { 0x0a, '\f' }, { 0x14, '^' }, { 0x28, '{' }, { 0x29, '}' }, { 0x2f, '\\' },
        { 0x3c, '[' }, { 0x3d, '~' }, { 0x3e, ']' }, { 0x40, '|' }, { 0x65, 0x20ac },
};

/* Reads one code point; returns its length in octets, 0 if it is not UTF-8 (overlong, surrogate, cut off). */
static size_t
read_utf8(const unsigned char *at, size_t left, uint32_t *code)
{
        static const uint32_t smallest[5] = { 0, 0, 0x80, 0x800, 0x10000 };
        size_t len, i;

        if (at[0] < 0x80) {
                *code = at[0];
                return 1;
        }
        len = at[0] >= 0xf0 && at[0] < 0xf8 ? 4 : at[0] >= 0xe0 && at[0] < 0xf0 ? 3 : at[0] >= 0xc0 && at[0] < 0xe0 ? 2 : 0;
        if (len == 0 || len > left)
                return 0;
        *code = at[0] & (0x7fu >> len);
        for (i = 1; i < len; i++) {
                if ((at[i] & 0xc0) != 0x80)
                        return 0;
                *code = *code << 6 | (at[i] & 0x3fu);
        }
        if (*code < smallest[len] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
                return 0;
        return len;
}

int
alphabet_units_from_utf8(const char *utf8, size_t len, uint16_t *units, size_t max)
{
        const unsigned char *at = (const unsigned char *)utf8;
        size_t nunits = 0, step;
        uint32_t code;

        for (; len > 0; at += step, len -= step) {
                step = read_utf8(at, len, &code);
                if (step == 0 || nunits + (code >= 0x10000 ? 2 : 1) > max)
                        return -1;
                if (code >= 0x10000) {
                        units[nunits++] = (uint16_t)(0xd800 + ((code - 0x10000) >> 10));
                        units[nunits++] = (uint16_t)(0xdc00 + ((code - 0x10000) & 0x3ff));
                } else {
                        units[nunits++] = (uint16_t)code;
                }
        }
        return (int)nunits;
}

static void
add_utf8(struct text *out, uint32_t code)
{
        unsigned char bytes[4];
        size_t len;

        if (code < 0x80) {
                bytes[0] = (unsigned char)code;
                len = 1;
        } else if (code < 0x800) {
                bytes[0] = (unsigned char)(0xc0 | code >> 6);
                bytes[1] = (unsigned char)(0x80 | (code & 0x3f));
                len = 2;
        } else if (code < 0x10000) {
                bytes[0] = (unsigned char)(0xe0 | code >> 12);
                bytes[1] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
                bytes[2] = (unsigned char)(0x80 | (code & 0x3f));
                len = 3;
        } else {
                bytes[0] = (unsigned char)(0xf0 | code >> 18);
                bytes[1] = (unsigned char)(0x80 | (code >> 12 & 0x3f));
                bytes[2] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
                bytes[3] = (unsigned char)(0x80 | (code & 0x3f));
                len = 4;
        }
        text_add(out, bytes, len);
}

void
alphabet_utf8_from_units(struct text *out, const uint16_t *units, size_t nunits)
{
        size_t i;

        for (i = 0; i < nunits; i++) {
                if (units[i] < 0xd800 || units[i] > 0xdfff) {
                        add_utf8(out, units[i]);
                } else if (units[i] < 0xdc00 && i + 1 < nunits && units[i + 1] >= 0xdc00 && units[i + 1] <= 0xdfff) {
                        add_utf8(out, 0x10000 + ((uint32_t)(units[i] - 0xd800) << 10) + (units[i + 1] - 0xdc00u));
                        i++;
                } else {
                        add_utf8(out, 0xfffd);
                }
        }
}

int
alphabet_septets_from_unit(uint16_t unit, uint8_t septets[2])
{
        size_t i;

        for (i = 0; i < ARRAY_LEN(main_table); i++) {
                if (main_table[i] == unit && i != ESCAPE) {
                        septets[0] = (uint8_t)i;
                        return 1;
                }
        }
        for (i = 0; i < ARRAY_LEN(extension_table); i++) {
                if (extension_table[i].unit == unit) {
                        septets[0] = ESCAPE;
                        septets[1] = extension_table[i].septet;
                        return 2;
                }
        }
        return 0;
}

static uint16_t
extended_unit(uint8_t septet)
{
        size_t i;

        for (i = 0; i < ARRAY_LEN(extension_table); i++)
                if (extension_table[i].septet == septet)
                        return extension_table[i].unit;
        return septet == ESCAPE ? ' ' : main_table[septet];
}

void
alphabet_utf8_from_septets(struct text *out, const uint8_t *septets, size_t nseptets)
{
        size_t i;

        for (i = 0; i < nseptets; i++) {
                if (septets[i] != ESCAPE)
                        add_utf8(out, main_table[septets[i] & 0x7f]);
                else if (i + 1 < nseptets)
                        add_utf8(out, extended_unit(septets[++i] & 0x7f));
                else
                        add_utf8(out, ' ');
        }
}

size_t
alphabet_pack(const uint8_t *septets, size_t nseptets, unsigned shift, uint8_t *octets)
{
        size_t i, bit = shift, noctets = (shift + 7 * nseptets + 7) / 8;

        memset(octets, 0, noctets);
        for (i = 0; i < nseptets; i++, bit += 7) {
                octets[bit / 8] |= (uint8_t)(septets[i] << bit % 8);
                if (bit % 8 > 1)
                        octets[bit / 8 + 1] |= (uint8_t)((septets[i] & 0x7f) >> (8 - bit % 8));
        }
        return noctets;
}

void
alphabet_unpack(const uint8_t *octets, size_t nseptets, unsigned shift, uint8_t *septets)
{
        size_t i, bit = shift;

        for (i = 0; i < nseptets; i++, bit += 7) {
                unsigned value = octets[bit / 8] >> bit % 8;

                if (bit % 8 > 1)
                        value |= (unsigned)octets[bit / 8 + 1] << (8 - bit % 8);
                septets[i] = value & 0x7f;
        }
}
