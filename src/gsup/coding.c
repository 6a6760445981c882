/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GSM 7-bit for USSD (TS 23.038, 6.1.2.3): eight characters in seven octets, least significant bit first. Seven bits that are left over
 * would read as "@", so they hold a CR; a CR at the end of a full octet is therefore no part of a text.
 */
#include "coding.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#define ESCAPE 0x1b
#define CR 0x0d
#define REPLACEMENT 0xfffd
#define SEPTETS_MAX (SS_TEXT_FOREIGN_MAX * 8 / 7)

/* TS 23.038, 6.2.1, by septet; the escape reads as a space, as the standard says for those who do not know what follows it. */
static const uint16_t alphabet[128] = {
        '@',    0x00a3, '$',    0x00a5, 0x00e8, 0x00e9, 0x00f9, 0x00ec, 0x00f2, 0x00c7, '\n',   0x00d8, 0x00f8, '\r',   0x00c5, 0x00e5,
        0x0394, '_',    0x03a6, 0x0393, 0x039b, 0x03a9, 0x03a0, 0x03a8, 0x03a3, 0x0398, 0x039e, ' ',    0x00c6, 0x00e6, 0x00df, 0x00c9,
        ' ',    '!',    '"',    '#',    0x00a4, '%',    '&',    '\'',   '(',    ')',    '*',    '+',    ',',    '-',    '.',    '/',
        '0',    '1',    '2',    '3',    '4',    '5',    '6',    '7',    '8',    '9',    ':',    ';',    '<',    '=',    '>',    '?',
        0x00a1, 'A',    'B',    'C',    'D',    'E',    'F',    'G',    'H',    'I',    'J',    'K',    'L',    'M',    'N',    'O',
        'P',    'Q',    'R',    'S',    'T',    'U',    'V',    'W',    'X',    'Y',    'Z',    0x00c4, 0x00d6, 0x00d1, 0x00dc, 0x00a7,
        0x00bf, 'a',    'b',    'c',    'd',    'e',    'f',    'g',    'h',    'i',    'j',    'k',    'l',    'm',    'n',    'o',
        'p',    'q',    'r',    's',    't',    'u',    'v',    'w',    'x',    'y',    'z',    0x00e4, 0x00f6, 0x00f1, 0x00fc, 0x00e0,
};

/* TS 23.038, 6.2.1.1. */
static const struct {
        uint8_t septet;
        uint16_t codepoint;
} extension[] = {
        {0x0a, '\f'}, {0x14, '^'}, {0x28, '{'}, {0x29, '}'}, {0x2f, '\\'}, {0x3c, '['}, {0x3d, '~'}, {0x3e, ']'}, {0x40, '|'}, {0x65, 0x20ac},
};

/* --- writing --- */

/* The septets of a character, 1 or 2, at `out`; 0 if it has none. */
static int
septets_of(utf8proc_int32_t codepoint, uint8_t out[static 2])
{
        for (uint8_t i = 0; i < 128; i++)
                if (i != ESCAPE && alphabet[i] == codepoint) {
                        out[0] = i;
                        return 1;
                }
        for (size_t i = 0; i < sizeof extension / sizeof extension[0]; i++)
                if (extension[i].codepoint == codepoint) {
                        out[0] = ESCAPE;
                        out[1] = extension[i].septet;
                        return 2;
                }
        return 0;
}

static size_t
pack(const uint8_t *septets, size_t n, uint8_t *octets)
{
        memset(octets, 0, (n * 7 + 7) / 8);
        for (size_t i = 0; i < n; i++) {
                size_t bit = i * 7;
                unsigned shifted = (unsigned)septets[i] << bit % 8;

                octets[bit / 8] |= (uint8_t)shifted;
                if (bit % 8 > 1)
                        octets[bit / 8 + 1] |= (uint8_t)(shifted >> 8);
        }
        return (n * 7 + 7) / 8;
}

/* -ENOENT if a character is not in the alphabet. */
static int
write_gsm7(const utf8proc_uint8_t *text, size_t len, struct coded *coded)
{
        uint8_t septets[SS_TEXT_MAX * 8 / 7 + 2];
        size_t n = 0;

        while (len > 0) {
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t used = utf8proc_iterate(text, (utf8proc_ssize_t)len, &codepoint);
                uint8_t pair[2];
                int npair = used > 0 ? septets_of(codepoint, pair) : 0;

                if (used <= 0)
                        return -EINVAL;
                if (npair == 0)
                        return -ENOENT;
                for (int i = 0; i < npair; i++) {
                        if (n < sizeof septets)
                                septets[n] = pair[i];
                        n++; /* counted on: a later character may not be in the alphabet at all */
                }
                text += used;
                len -= (size_t)used;
        }
        if (n % 8 == 7 && n < sizeof septets)
                septets[n++] = CR;
        if (n > SS_TEXT_MAX * 8 / 7)
                return -EMSGSIZE;
        coded->scheme = CODING_SCHEME_GSM7;
        coded->len = (uint8_t)pack(septets, n, coded->octets);
        return 0;
}

static bool
put_unit(struct coded *coded, unsigned unit)
{
        if (coded->len + 2 > SS_TEXT_MAX)
                return false;
        coded->octets[coded->len++] = (uint8_t)(unit >> 8);
        coded->octets[coded->len++] = (uint8_t)unit;
        return true;
}

static int
write_ucs2(const utf8proc_uint8_t *text, size_t len, struct coded *coded)
{
        coded->scheme = CODING_SCHEME_UCS2;
        coded->len = 0;
        while (len > 0) {
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t used = utf8proc_iterate(text, (utf8proc_ssize_t)len, &codepoint);
                bool fits;

                if (used <= 0)
                        return -EINVAL;
                if (codepoint < 0x10000)
                        fits = put_unit(coded, (unsigned)codepoint);
                else
                        fits = put_unit(coded, 0xd800U + ((unsigned)codepoint - 0x10000U) / 0x400U) &&
                               put_unit(coded, 0xdc00U + ((unsigned)codepoint - 0x10000U) % 0x400U);
                if (!fits)
                        return -EMSGSIZE;
                text += used;
                len -= (size_t)used;
        }
        return 0;
}

int
coding_write(const char *text, struct coded *coded)
{
        size_t len = strlen(text);
        int rc;

        memset(coded, 0, sizeof *coded);
        while (len > 0 && strchr("\r\n ", text[len - 1]) != NULL)
                len--;
        rc = write_gsm7((const utf8proc_uint8_t *)text, len, coded);
        return rc == -ENOENT ? write_ucs2((const utf8proc_uint8_t *)text, len, coded) : rc;
}

/* --- reading --- */

struct output {
        char *text;
        size_t len;
};

static void
put(struct output *out, utf8proc_int32_t codepoint)
{
        utf8proc_uint8_t utf8[4];
        utf8proc_ssize_t len;

        if (codepoint < 0x20 || codepoint == 0x7f)
                codepoint = ' ';
        len = utf8proc_encode_char(codepoint, utf8);
        if (len <= 0 || out->len + (size_t)len >= CODING_TEXT)
                return;
        memcpy(out->text + out->len, utf8, (size_t)len);
        out->len += (size_t)len;
}

static void
put_extended(struct output *out, uint8_t septet)
{
        for (size_t i = 0; i < sizeof extension / sizeof extension[0]; i++)
                if (extension[i].septet == septet) {
                        put(out, extension[i].codepoint);
                        return;
                }
        put(out, alphabet[septet]); /* not in the table: as if there had been no escape */
}

static void
read_gsm7(const uint8_t *octets, size_t len, struct output *out)
{
        size_t n = len * 8 / 7;
        bool escaped = false;

        for (size_t i = 0; i < n; i++) {
                size_t bit = i * 7;
                unsigned pair = octets[bit / 8] | (bit / 8 + 1 < len ? (unsigned)octets[bit / 8 + 1] << 8 : 0);
                uint8_t septet = pair >> bit % 8 & 0x7f;

                if (septet == CR && i + 1 == n && n % 8 == 0)
                        break; /* padding */
                if (escaped)
                        put_extended(out, septet);
                else if (septet != ESCAPE)
                        put(out, alphabet[septet]);
                escaped = !escaped && septet == ESCAPE;
        }
}

static void
read_ucs2(const uint8_t *octets, size_t len, struct output *out)
{
        size_t at = 0;

        while (at + 2 <= len) {
                unsigned unit = (unsigned)octets[at] << 8 | octets[at + 1];
                unsigned low = at + 4 <= len ? (unsigned)octets[at + 2] << 8 | octets[at + 3] : 0;

                at += 2;
                if (unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
                        put(out, (utf8proc_int32_t)(0x10000U + (unit - 0xd800U) * 0x400U + (low - 0xdc00U)));
                        at += 2;
                } else {
                        put(out, unit >= 0xd800 && unit < 0xe000 ? REPLACEMENT : (utf8proc_int32_t)unit);
                }
        }
        if (at < len)
                put(out, REPLACEMENT);
}

static void
read_ascii(const uint8_t *octets, size_t len, struct output *out)
{
        for (size_t i = 0; i < len; i++)
                put(out, octets[i] < 0x80 ? octets[i] : REPLACEMENT);
}

enum charset {
        CHARSET_GSM7,
        CHARSET_GSM7_AFTER_LANGUAGE,    /* two letters and a CR come first */
        CHARSET_UCS2,
        CHARSET_UCS2_AFTER_LANGUAGE,    /* two letters in GSM 7-bit, in two octets, come first */
        CHARSET_EIGHT_BIT,
        CHARSET_UNREADABLE,
};

/* The general form 01xx: bits 3 and 2 say which. */
static enum charset
general_charset(uint8_t scheme)
{
        switch (scheme & 0x0c) {
        case 0x04: return CHARSET_EIGHT_BIT;
        case 0x08: return CHARSET_UCS2;
        default:   return CHARSET_GSM7;
        }
}

/* TS 23.038, 5 (cell broadcast data coding scheme). What is reserved is to be read as the default alphabet. */
static enum charset
charset_of(uint8_t scheme)
{
        if (scheme == 0x10)
                return CHARSET_GSM7_AFTER_LANGUAGE;
        if (scheme == 0x11)
                return CHARSET_UCS2_AFTER_LANGUAGE;
        switch (scheme >> 4) {
        case 0x4:
        case 0x5: return general_charset(scheme);
        case 0x6:
        case 0x7:                            /* compressed */
        case 0x9: return CHARSET_UNREADABLE; /* behind a header of its own */
        case 0xd:
        case 0xe: return CHARSET_EIGHT_BIT;
        case 0xf: return (scheme & 0x04) != 0 ? CHARSET_EIGHT_BIT : CHARSET_GSM7;
        default:  return CHARSET_GSM7;
        }
}

/* What comes before the text is no part of it. */
static void
drop_language(char *text, struct output *out)
{
        size_t drop = 0;

        for (int characters = 0; characters < 3 && drop < out->len; characters++) {
                drop++;
                while (drop < out->len && ((unsigned char)text[drop] & 0xc0) == 0x80)
                        drop++;
        }
        memmove(text, text + drop, out->len - drop);
        out->len -= drop;
}

void
coding_read(uint8_t scheme, const uint8_t *octets, size_t len, char text[static CODING_TEXT])
{
        struct output out = {.text = text};

        if (len > SS_TEXT_FOREIGN_MAX)
                len = SS_TEXT_FOREIGN_MAX;
        switch (charset_of(scheme)) {
        case CHARSET_GSM7:
                read_gsm7(octets, len, &out);
                break;
        case CHARSET_GSM7_AFTER_LANGUAGE:
                read_gsm7(octets, len, &out);
                drop_language(text, &out);
                break;
        case CHARSET_UCS2:
                read_ucs2(octets, len, &out);
                break;
        case CHARSET_UCS2_AFTER_LANGUAGE:
                if (len > 2)
                        read_ucs2(octets + 2, len - 2, &out);
                break;
        case CHARSET_EIGHT_BIT:
                read_ascii(octets, len, &out);
                break;
        case CHARSET_UNREADABLE:
                break;
        }
        text[out.len] = '\0';
}
