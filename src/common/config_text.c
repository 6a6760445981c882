/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A look at the bare text of the configuration. libconfig 1.5 opens files for @include and wraps numbers round at 32 bits (4294967297
 * becomes 1), so both are found here, outside comments and quotes; and so is a text that is never closed, for which libconfig names the
 * last line. Used by config.c; pure.
 */
#include "config_text.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Past a comment or a quoted text that begins at `at`; `at` itself if none does. */
static const char *
skip_quiet(const char *at, bool *unclosed)
{
        const char *end;

        if (at[0] == '#' || (at[0] == '/' && at[1] == '/'))
                return at + strcspn(at, "\n");
        if (at[0] == '/' && at[1] == '*') {
                end = strstr(at + 2, "*/");
                return end != NULL ? end + 2 : at + strlen(at);
        }
        if (at[0] != '"')
                return at;
        for (at++; *at != '\0' && *at != '"'; at++)
                if (at[0] == '\\' && at[1] != '\0')
                        at++;
        *unclosed = *at == '\0';
        return *unclosed ? at : at + 1;
}

static const char *
skip_word(const char *at)
{
        return at + strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_*-");
}

/* A whole number, if nothing of a fraction, an exponent or libconfig's mark of 64 bits ("L") stands behind its digits. */
static const char *
skip_number(const char *at, bool *too_large)
{
        bool hex = at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
        const char *end = at + strspn(at, "0123456789");

        if (hex || *end == '\0' || strchr(".eEL", *end) == NULL) {
                errno = 0;
                *too_large = strtoll(at, NULL, hex ? 16 : 10) > INT_MAX || errno != 0;
        }
        return skip_word(end + strspn(end, ".0123456789"));
}

static int
line_of(const char *text, const char *at)
{
        int line = 1;

        for (; text < at; text++)
                line += *text == '\n';
        return line;
}

/* Past the next word, number, text, comment or sign; what is wrong with it, or NULL. */
static const char *
refuse_next(const char **at)
{
        const char *from = *at, *end;
        bool unclosed = false, too_large = false;

        if (strncmp(from, "@include", strlen("@include")) == 0)
                return "@include is not supported; copy the lines of that file to this place";
        end = skip_quiet(from, &unclosed);
        if (end == from && *end >= '0' && *end <= '9')
                end = skip_number(end, &too_large);
        else if (end == from)
                end = skip_word(end);
        if (unclosed)
                return "a text is not closed; look here and above for a line with a missing \"";
        if (too_large)
                return "this number is far too large; see waymark.cfg(5) for what the key may be";
        *at = end == from ? end + 1 : end;
        return NULL;
}

const char *
config_text_refuse(const char *text, size_t len, int *line)
{
        const char *refused = NULL;
        const char *at = text;

        *line = 0;
        if (memchr(text, '\0', len) != NULL)
                return "is not a plain text file; save it as UTF-8 text";
        while (*at != '\0' && refused == NULL)
                refused = refuse_next(&at);
        if (refused != NULL)
                *line = line_of(text, at);
        return refused;
}
