/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A look at the bare text of the configuration. libconfig 1.5 opens files for @include and wraps numbers round at 32 bits (4294967297
 * becomes 1), so both are found here, outside comments and quotes. Used by config.c; pure.
 */
#include "config_text.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Past a comment or a quoted text that begins at `at`; `at` itself if none does. */
static const char *
skip_quiet(const char *at)
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
        return *at == '"' ? at + 1 : at;
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

const char *
config_text_refuse(const char *text, size_t len, int *line)
{
        const char *at = text;
        bool too_large = false;

        *line = 0;
        if (memchr(text, '\0', len) != NULL)
                return "is not a plain text file; save it as UTF-8 text";
        while (*at != '\0') {
                const char *from = at;

                at = skip_quiet(at);
                if (at == from && *at >= '0' && *at <= '9')
                        at = skip_number(at, &too_large);
                else if (at == from)
                        at = skip_word(at);
                if (at == from)
                        at++;
                if (too_large || strncmp(from, "@include", strlen("@include")) == 0) {
                        *line = line_of(text, from);
                        return too_large ? "this number is far too large; see waymark.cfg(5) for what the key may be"
                                         : "@include is not supported; copy the lines of that file to this place";
                }
        }
        return NULL;
}
