/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The growable text of simmodem, with its escapes and hexadecimal digits. See text.h.
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
out_of_memory(void)
{
        fputs("simmodem: out of memory\n", stderr);
        exit(1);
}

void *
allocate(size_t size)
{
        void *memory;

        memory = calloc(1, size);
        if (memory == NULL)
                out_of_memory();
        return memory;
}

static void
grow(struct text *text, size_t more)
{
        size_t cap;
        char *bytes;

        if (text->len + more + 1 <= text->cap)
                return;
        cap = text->cap == 0 ? 64 : text->cap;
        while (cap < text->len + more + 1)
                cap *= 2;
        bytes = realloc(text->bytes, cap);
        if (bytes == NULL)
                out_of_memory();
        text->bytes = bytes;
        text->cap = cap;
}

void
text_add(struct text *text, const void *bytes, size_t len)
{
        grow(text, len);
        if (len > 0)
                memcpy(text->bytes + text->len, bytes, len);
        text->len += len;
        text->bytes[text->len] = '\0';
}

void
text_puts(struct text *text, const char *string)
{
        text_add(text, string, strlen(string));
}

void
text_printf(struct text *text, const char *format, ...)
{
        char nowhere[1];
        va_list args;
        int len;

        va_start(args, format);
        len = vsnprintf(nowhere, 0, format, args);
        va_end(args);
        if (len < 0)
                return;
        grow(text, (size_t)len);
        va_start(args, format);
        vsnprintf(text->bytes + text->len, (size_t)len + 1, format, args);
        va_end(args);
        text->len += (size_t)len;
}

void
text_drop(struct text *text, size_t len)
{
        if (len >= text->len) {
                text_clear(text);
                return;
        }
        memmove(text->bytes, text->bytes + len, text->len - len);
        text->len -= len;
        text->bytes[text->len] = '\0';
}

void
text_clear(struct text *text)
{
        text->len = 0;
        if (text->bytes != NULL)
                text->bytes[0] = '\0';
}

void
text_free(struct text *text)
{
        free(text->bytes);
        memset(text, 0, sizeof *text);
}

void
text_escape(struct text *out, const void *bytes, size_t len, bool keep_high)
{
        const unsigned char *from = bytes;
        size_t i;

        for (i = 0; i < len; i++) {
                switch (from[i]) {
                case '\n': text_puts(out, "\\n"); break;
                case '\r': text_puts(out, "\\r"); break;
                case '\t': text_puts(out, "\\t"); break;
                case '\\': text_puts(out, "\\\\"); break;
                default:
                        if (from[i] < 0x20 || from[i] == 0x7f || (from[i] >= 0x80 && !keep_high))
                                text_printf(out, "\\x%02x", from[i]);
                        else
                                text_add(out, &from[i], 1);
                }
        }
}

void
text_escape_word(struct text *out, const char *word)
{
        const char *space;

        if (*word == '\0')
                text_puts(out, "-");
        while ((space = strchr(word, ' ')) != NULL) {
                text_escape(out, word, (size_t)(space - word), true);
                text_puts(out, "\\s");
                word = space + 1;
        }
        text_escape(out, word, strlen(word), true);
}

static int
digit_value(char digit)
{
        if (digit >= '0' && digit <= '9')
                return digit - '0';
        if (digit >= 'a' && digit <= 'f')
                return digit - 'a' + 10;
        if (digit >= 'A' && digit <= 'F')
                return digit - 'A' + 10;
        return -1;
}

size_t
text_unescape(char *string)
{
        char *to = string;
        const char *from = string;

        while (*from != '\0') {
                if (*from != '\\' || from[1] == '\0') {
                        *to++ = *from++;
                        continue;
                }
                from++;
                switch (*from) {
                case 'n': *to++ = '\n'; break;
                case 'r': *to++ = '\r'; break;
                case 't': *to++ = '\t'; break;
                case 's': *to++ = ' '; break;
                case 'x':
                        if (digit_value(from[1]) >= 0 && digit_value(from[2]) >= 0) {
                                *to++ = (char)(digit_value(from[1]) << 4 | digit_value(from[2]));
                                from += 2;
                                break;
                        }
                        *to++ = 'x';
                        break;
                default: *to++ = *from;
                }
                from++;
        }
        *to = '\0';
        return (size_t)(to - string);
}

void
text_hex(struct text *out, const uint8_t *bytes, size_t len)
{
        static const char digits[] = "0123456789ABCDEF";
        size_t i;

        grow(out, 2 * len);
        for (i = 0; i < len; i++) {
                out->bytes[out->len++] = digits[bytes[i] >> 4];
                out->bytes[out->len++] = digits[bytes[i] & 15];
        }
        out->bytes[out->len] = '\0';
}

int
text_unhex(const char *digits, size_t ndigits, uint8_t *out, size_t max)
{
        size_t i;

        if (ndigits % 2 != 0 || ndigits / 2 > max)
                return -1;
        for (i = 0; i < ndigits / 2; i++) {
                int high = digit_value(digits[2 * i]), low = digit_value(digits[2 * i + 1]);

                if (high < 0 || low < 0)
                        return -1;
                out[i] = (uint8_t)(high << 4 | low);
        }
        return (int)(ndigits / 2);
}
