/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A text file as a person's editor left it, made into clean UTF-8: byte order mark, UTF-16 of either end (Notepad's "Unicode"), CRLF
 * and CR line ends, decomposed letters (Mac). Library; reads the disk in textfile_read only.
 */
#ifndef WAYMARK_WORDS_TEXTFILE_H
#define WAYMARK_WORDS_TEXTFILE_H

#include <stddef.h>

#define TEXTFILE_SIZE 65536             /* bytes; a larger file is refused unread */

enum textfile_fault {
        TEXTFILE_FAULT_NONE = 0,
        TEXTFILE_FAULT_TOO_LARGE = 1,
        TEXTFILE_FAULT_NOT_UTF8 = 2,    /* `line` says where */
        TEXTFILE_FAULT_CONTROL = 3,     /* a control character other than tab and line end */
        TEXTFILE_FAULT_UNREADABLE = 4,  /* `error` is the errno */
        TEXTFILE_FAULT_MEMORY = 5,
};

struct textfile {
        char *text;                     /* NUL-terminated, lines end in \n; the caller's, see textfile_clear */
        size_t len;
        enum textfile_fault fault;
        int line;                       /* of the fault, 0 if it is the file as a whole */
        int error;
};

/* Cleans `len` bytes. The result tells of a fault; `text` is NULL then. */
void textfile_decode(const void *bytes, size_t len, struct textfile *file);

/* Opens and cleans `path`, below the directory descriptor `folder`. */
void textfile_read(int folder, const char *path, struct textfile *file);

void textfile_clear(struct textfile *file);

/* "problem; cure" in words for people. Static string. */
const char *textfile_fault_text(enum textfile_fault fault);

#endif
