/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The GSM 7-bit default alphabet as two sorted tables. Its order by septet is not kept: the modem's library encodes, we only
 * count. Cheaper spellings cover what word processors and phones put in by themselves, and the Romanian and Polish letters
 * that readers do without. Library; pure.
 */
#include "gsm7.h"

#include <stdbool.h>
#include <stddef.h>

/* TS 23.038, 6.2.1, without ASCII and without the escape, sorted. */
static const uint16_t beyond_ascii[] = {
        0x00a1, 0x00a3, 0x00a4, 0x00a5, 0x00a7, 0x00bf, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c9,
        0x00d1, 0x00d6, 0x00d8, 0x00dc, 0x00df, 0x00e0, 0x00e4, 0x00e5, 0x00e6, 0x00e8, 0x00e9,
        0x00ec, 0x00f1, 0x00f2, 0x00f6, 0x00f8, 0x00f9, 0x00fc, 0x0393, 0x0394, 0x0398, 0x039b,
        0x039e, 0x03a0, 0x03a3, 0x03a6, 0x03a8, 0x03a9,
};

static const struct {
        uint16_t codepoint;
        const char *text;
} cheaper[] = {
        { 0x0009, " " },    { 0x0060, "'" },    { 0x00a0, " " },    { 0x00ab, "\"" },   { 0x00ad, "" },
        { 0x00b4, "'" },    { 0x00b7, "-" },    { 0x00bb, "\"" },   { 0x00e7, "c" },    { 0x0102, "A" },
        { 0x0103, "a" },    { 0x0104, "A" },    { 0x0105, "a" },    { 0x0106, "C" },    { 0x0107, "c" },
        { 0x0118, "E" },    { 0x0119, "e" },    { 0x0141, "L" },    { 0x0142, "l" },    { 0x0143, "N" },
        { 0x0144, "n" },    { 0x015a, "S" },    { 0x015b, "s" },    { 0x015e, "S" },    { 0x015f, "s" },
        { 0x0162, "T" },    { 0x0163, "t" },    { 0x0179, "Z" },    { 0x017a, "z" },    { 0x017b, "Z" },
        { 0x017c, "z" },    { 0x0218, "S" },    { 0x0219, "s" },    { 0x021a, "T" },    { 0x021b, "t" },
        { 0x02bc, "'" },    { 0x2009, " " },    { 0x200b, "" },     { 0x200d, "" },     { 0x2010, "-" },
        { 0x2011, "-" },    { 0x2012, "-" },    { 0x2013, "-" },    { 0x2014, "-" },    { 0x2018, "'" },
        { 0x2019, "'" },    { 0x201a, "," },    { 0x201c, "\"" },   { 0x201d, "\"" },   { 0x201e, "\"" },
        { 0x2022, "-" },    { 0x2026, "..." },  { 0x202f, " " },    { 0xfeff, "" },     { 0x00e2, "a" },
        { 0x00ee, "i" },    { 0x00c2, "A" },    { 0x00ce, "I" },    { 0x00d3, "O" },    { 0x00f3, "o" },
        { 0x00eb, "e" },    { 0x00ef, "i" },    { 0x00e1, "a" },    { 0x00ed, "i" },    { 0x00fa, "u" },
        { 0x00ea, "e" },    { 0x00f4, "o" },    { 0x00fb, "u" },    { 0x00cb, "E" },    { 0x00cf, "I" },
};

static bool
is_extension(uint32_t codepoint)
{
        switch (codepoint) {
        case '\f':
        case '^':
        case '{':
        case '}':
        case '\\':
        case '[':
        case '~':
        case ']':
        case '|':
        case 0x20ac:            /* euro */
                return true;
        default:
                return false;
        }
}

static bool
is_beyond_ascii(uint32_t codepoint)
{
        size_t low = 0, high = sizeof beyond_ascii / sizeof *beyond_ascii;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (beyond_ascii[middle] == codepoint)
                        return true;
                if (beyond_ascii[middle] < codepoint)
                        low = middle + 1;
                else
                        high = middle;
        }
        return false;
}

int
gsm7_septets(uint32_t codepoint)
{
        if (is_extension(codepoint))
                return 2;
        if (codepoint >= 0x80)
                return is_beyond_ascii(codepoint) ? 1 : 0;
        if (codepoint == '\n' || codepoint == '\r')
                return 1;
        return codepoint >= 0x20 && codepoint < 0x7f && codepoint != '`' ? 1 : 0;
}

const char *
gsm7_cheaper(uint32_t codepoint)
{
        for (size_t i = 0; i < sizeof cheaper / sizeof *cheaper; i++)
                if (cheaper[i].codepoint == codepoint)
                        return cheaper[i].text;
        return NULL;
}
