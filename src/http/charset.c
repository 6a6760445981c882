/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Three encodings to one. Pure.
 */
#include "charset.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#define REPLACEMENT 0xfffd
#define UTF8_MOST 4                     /* bytes of one character */

enum charset
charset_of(const char *name, size_t len)
{
        static const struct {
                const char *name;
                enum charset charset;
        } names[] = {
                {"utf-16be", CHARSET_UTF16BE},        {"utf16be", CHARSET_UTF16BE},    {"utf-16", CHARSET_UTF16BE},
                {"ucs-2", CHARSET_UTF16BE},           {"ucs-2be", CHARSET_UTF16BE},    {"windows-1252", CHARSET_WINDOWS1252},
                {"cp1252", CHARSET_WINDOWS1252},      {"iso-8859-1", CHARSET_WINDOWS1252}, {"latin1", CHARSET_WINDOWS1252},
                {"latin-1", CHARSET_WINDOWS1252},
        };

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                if (strlen(names[i].name) == len && strncasecmp(names[i].name, name, len) == 0)
                        return names[i].charset;
        return CHARSET_UTF8;
}

/* 0x80 to 0x9f; the five that are not assigned are REPLACEMENT. */
static const uint16_t windows1252[32] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
        0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

/* Takes one character of at least one byte; returns how many bytes it took. */
static size_t
take_utf16(const unsigned char *at, size_t len, utf8proc_int32_t *codepoint)
{
        unsigned high, low;

        *codepoint = REPLACEMENT;
        if (len < 2)
                return len;
        high = (unsigned)at[0] << 8 | at[1];
        if (high < 0xd800 || high > 0xdfff) {
                *codepoint = (utf8proc_int32_t)high;
                return 2;
        }
        low = len >= 4 ? (unsigned)at[2] << 8 | at[3] : 0;
        if (high > 0xdbff || low < 0xdc00 || low > 0xdfff)
                return 2; /* half of a pair */
        *codepoint = (utf8proc_int32_t)(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        return 4;
}

static size_t
take(enum charset charset, const unsigned char *at, size_t len, utf8proc_int32_t *codepoint)
{
        utf8proc_ssize_t taken;

        switch (charset) {
        case CHARSET_UTF16BE:
                return take_utf16(at, len, codepoint);
        case CHARSET_WINDOWS1252:
                *codepoint = *at >= 0x80 && *at <= 0x9f ? windows1252[*at - 0x80] : *at;
                return 1;
        case CHARSET_UTF8:
                break;
        }
        taken = utf8proc_iterate(at, (utf8proc_ssize_t)len, codepoint);
        if (taken > 0)
                return (size_t)taken;
        *codepoint = REPLACEMENT;
        return 1;
}

size_t
charset_to_utf8(enum charset charset, const char *text, size_t len, char *out, size_t room)
{
        const unsigned char *at = (const unsigned char *)text;
        size_t n = 0;

        while (len > 0) {
                utf8proc_uint8_t bytes[UTF8_MOST];
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t nbytes;
                size_t taken = take(charset, at, len, &codepoint);

                nbytes = utf8proc_encode_char(codepoint != 0 ? codepoint : ' ', bytes);
                if (n + (size_t)nbytes + 1 > room)
                        break;
                memcpy(out + n, bytes, (size_t)nbytes);
                n += (size_t)nbytes;
                at += taken;
                len -= taken;
        }
        out[n] = '\0';
        return n;
}
