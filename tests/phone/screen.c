/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bubbles. Knows just enough of Unicode to keep their right edge straight.
 */
#include "screen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PHONE_COLUMNS 34                /* about what a small phone shows in a line */
#define MARGIN 4

/* The character at `at`; torn bytes are taken one by one. */
static size_t
next_character(const char *at, uint32_t *codepoint)
{
        const unsigned char *c = (const unsigned char *)at;
        size_t len = c[0] < 0xc0 ? 1 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4;

        *codepoint = len == 1 ? c[0] : c[0] & (0xffU >> (len + 1));
        for (size_t i = 1; i < len; i++) {
                if ((c[i] & 0xc0) != 0x80)
                        return i;
                *codepoint = *codepoint << 6 | (c[i] & 0x3fU);
        }
        return len;
}

static int
columns_of(uint32_t c)
{
        if ((c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f))
                return 0;
        if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xff01 && c <= 0xff60) ||
            (c >= 0x1f300 && c <= 0x1faff))
                return 2;
        return 1;
}

/* How much of the text fits a line: bytes to print, their columns, and bytes to go on (a space or line end is swallowed). */
static size_t
fit_line(const char *text, size_t *len, int *columns)
{
        size_t at = 0, break_at = 0;
        int width = 0, break_width = 0;

        while (text[at] != '\0' && text[at] != '\n') {
                uint32_t codepoint;
                size_t n = next_character(text + at, &codepoint);

                if (text[at] == ' ') {
                        break_at = at;
                        break_width = width;
                }
                if (width + columns_of(codepoint) > PHONE_COLUMNS) {
                        if (break_at == 0) {
                                break_at = at;
                                break_width = width;
                        }
                        *len = break_at;
                        *columns = break_width;
                        return break_at + (text[break_at] == ' ');
                }
                width += columns_of(codepoint);
                at += n;
        }
        *len = at;
        *columns = width;
        return at + (text[at] == '\n');
}

static void
repeat(FILE *out, const char *piece, int times)
{
        for (int i = 0; i < times; i++)
                fputs(piece, out);
}

void
screen_bubble(FILE *out, const char *text, const char *label)
{
        fprintf(out, "%*s╭", MARGIN, "");
        repeat(out, "─", PHONE_COLUMNS + 2);
        fputs("╮\n", out);
        do {
                size_t len;
                int columns;
                size_t taken = fit_line(text, &len, &columns);

                fprintf(out, "%*s│ %.*s%*s │\n", MARGIN, "", (int)len, text, PHONE_COLUMNS - columns, "");
                text += taken;
        } while (*text != '\0');
        fprintf(out, "%*s╰", MARGIN, "");
        repeat(out, "─", PHONE_COLUMNS + 2);
        fprintf(out, "╯%s%s\n", label[0] != '\0' ? " " : "", label);
}

int
screen_characters(const char *text)
{
        uint32_t codepoint;
        int n = 0;

        for (; *text != '\0'; text += next_character(text, &codepoint))
                n++;
        return n;
}
