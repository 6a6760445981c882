/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Colours by ANSI escapes, columns by the width of characters (utf8proc's tables: no locale is needed). `waymark` only.
 */
#include "paint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <utf8proc.h>

bool
paint_wanted(FILE *out)
{
        const char *no = getenv("NO_COLOR");
        const char *term = getenv("TERM");

        return isatty(fileno(out)) == 1 && (no == NULL || no[0] == '\0') && (term == NULL || strcmp(term, "dumb") != 0);
}

void
paint_text(FILE *out, bool wanted, enum paint paint, const char *text)
{
        static const char *const codes[] = {
                [PAINT_PLAIN] = "0", [PAINT_GOOD] = "32", [PAINT_CARE] = "33",
                [PAINT_BAD] = "31",  [PAINT_FAINT] = "2", [PAINT_STRONG] = "1",
        };

        if (wanted && paint != PAINT_PLAIN)
                fprintf(out, "\033[%sm", codes[paint]);
        paint_column(out, text, 0);
        if (wanted && paint != PAINT_PLAIN)
                fputs("\033[0m", out);
}

/* One character: its length in bytes and its columns; 0 length at the end. Control characters and torn bytes have -1 columns. */
static size_t
next_character(const char *text, int *columns)
{
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t len;

        if (*text == '\0')
                return 0;
        len = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &codepoint);
        if (len <= 0 || (codepoint < 0x20 && codepoint != '\n') || (codepoint >= 0x7f && codepoint < 0xa0)) {
                *columns = -1;
                return len <= 0 ? 1 : (size_t)len;
        }
        *columns = utf8proc_charwidth(codepoint);
        return (size_t)len;
}

int
paint_width(const char *text)
{
        int width = 0, columns;
        size_t len;

        for (; (len = next_character(text, &columns)) > 0; text += len)
                width += columns < 0 ? 1 : columns;
        return width;
}

void
paint_column(FILE *out, const char *text, int columns)
{
        int width = paint_width(text), one;
        size_t len;

        for (; (len = next_character(text, &one)) > 0; text += len) {
                if (one < 0)
                        putc('?', out);
                else
                        fwrite(text, 1, len, out);
        }
        if (width < columns)
                fprintf(out, "%*s", columns - width, "");
}
