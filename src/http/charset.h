/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The text of a message as Kannel hands it over, in one of the few encodings it uses, as UTF-8. Used by kannel.c; pure.
 */
#ifndef WAYMARK_HTTP_CHARSET_H
#define WAYMARK_HTTP_CHARSET_H

#include <stddef.h>

enum charset {
        CHARSET_UTF8 = 1,               /* also of a name that is not known: what is no UTF-8 in it becomes U+FFFD */
        CHARSET_UTF16BE = 2,
        CHARSET_WINDOWS1252 = 3,        /* also ISO 8859-1, which differs in control characters only */
};

/* By its name of `len` bytes ("UTF-8", "windows-1252"), in any case. */
enum charset charset_of(const char *name, size_t len);

/*
 * Writes `len` bytes of text as valid UTF-8 without NUL, terminated, cut at a character where the `room` ends. Broken sequences become
 * U+FFFD, NULs spaces: somebody waits for an answer, and a word beside the broken one may be clear. Returns the length.
 */
size_t charset_to_utf8(enum charset charset, const char *text, size_t len, char *out, size_t room);

#endif
