/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From an editor's bytes to clean UTF-8; see textfile.h. Every step works on at most TEXTFILE_SIZE bytes, so that whatever lies in
 * the folder costs bounded time and memory.
 */
#include "textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utf8proc.h>

/* UTF-8 made from UTF-16 or by composing is at most this many times as long. */
#define GROWTH 3

enum encoding {
        ENCODING_UTF8,
        ENCODING_UTF16_LITTLE,
        ENCODING_UTF16_BIG,
};

/* By the byte order mark; without one, plain ASCII in UTF-16 shows by its zeros. */
static enum encoding
guess_encoding(const uint8_t *bytes, size_t len, size_t *mark)
{
        *mark = 0;
        if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
                *mark = 3;
                return ENCODING_UTF8;
        }
        if (len < 2)
                return ENCODING_UTF8;
        *mark = 2;
        if (bytes[0] == 0xff && bytes[1] == 0xfe)
                return ENCODING_UTF16_LITTLE;
        if (bytes[0] == 0xfe && bytes[1] == 0xff)
                return ENCODING_UTF16_BIG;
        *mark = 0;
        if (bytes[0] != 0 && bytes[1] == 0)
                return ENCODING_UTF16_LITTLE;
        return bytes[0] == 0 && bytes[1] != 0 ? ENCODING_UTF16_BIG : ENCODING_UTF8;
}

static uint32_t
utf16_unit(const uint8_t *at, bool big)
{
        return big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static void
set_fault(struct textfile *file, enum textfile_fault fault, int line)
{
        file->fault = fault;
        file->line = line;
}

/* Into file->text, which has room for GROWTH times the bytes. */
static void
from_utf16(const uint8_t *bytes, size_t len, bool big, struct textfile *file)
{
        uint8_t *out = (uint8_t *)file->text;
        int line = 1;

        for (size_t i = 0; i + 1 < len; i += 2) {
                uint32_t code = utf16_unit(bytes + i, big);

                if (code >= 0xd800 && code < 0xdc00 && i + 3 < len) {
                        uint32_t low = utf16_unit(bytes + i + 2, big);

                        if (low >= 0xdc00 && low < 0xe000) {
                                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                                i += 2;
                        }
                }
                if (code >= 0xd800 && code < 0xe000) {
                        set_fault(file, TEXTFILE_FAULT_NOT_UTF8, line);
                        return;
                }
                if (code == '\n')
                        line++;
                out += utf8proc_encode_char((utf8proc_int32_t)code, out);
        }
        if (len % 2 != 0)
                set_fault(file, TEXTFILE_FAULT_NOT_UTF8, line);
        file->len = (size_t)(out - (uint8_t *)file->text);
}

/* Checks and copies: one kind of line end, no mark in the middle, no control characters. In place. */
static void
clean(struct textfile *file)
{
        const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)file->text;
        size_t out = 0, step = 1;
        int line = 1;

        for (size_t at = 0; at < file->len; at += step) {
                utf8proc_int32_t code;
                utf8proc_ssize_t len = utf8proc_iterate(in + at, (utf8proc_ssize_t)(file->len - at), &code);

                if (len <= 0) {
                        set_fault(file, TEXTFILE_FAULT_NOT_UTF8, line);
                        return;
                }
                step = (size_t)len;
                if (code == 0xfeff || (code == '\r' && at + 1 < file->len && in[at + 1] == '\n'))
                        continue;
                if (code == '\r' || code == 0x2028 || code == 0x2029)
                        code = '\n';
                if (code == '\n')
                        line++;
                else if (code != '\t' && (code < 0x20 || (code >= 0x7f && code < 0xa0))) {
                        set_fault(file, TEXTFILE_FAULT_CONTROL, line);
                        return;
                }
                if (code == '\n')
                        file->text[out] = '\n';
                else
                        memmove(file->text + out, file->text + at, step);
                out += code == '\n' ? 1 : step;
        }
        file->text[out] = '\0';
        file->len = out;
}

/* One code point per letter with its marks, as far as Unicode has them: decomposed letters cost a message twice. */
static void
compose(struct textfile *file)
{
        utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)file->text);

        if (composed == NULL) {
                set_fault(file, TEXTFILE_FAULT_MEMORY, 0);
                return;
        }
        free(file->text);
        file->text = (char *)composed;
        file->len = strlen(file->text);
}

void
textfile_decode(const void *bytes, size_t len, struct textfile *file)
{
        size_t mark;
        enum encoding encoding = guess_encoding(bytes, len, &mark);
        const uint8_t *start = (const uint8_t *)bytes + mark;

        *file = (struct textfile){ 0 };
        if (len > TEXTFILE_SIZE) {
                set_fault(file, TEXTFILE_FAULT_TOO_LARGE, 0);
                return;
        }
        file->text = malloc(len * GROWTH + 1);
        if (file->text == NULL) {
                set_fault(file, TEXTFILE_FAULT_MEMORY, 0);
                return;
        }
        if (encoding == ENCODING_UTF8) {
                file->len = len - mark;
                memcpy(file->text, start, file->len);
        } else {
                from_utf16(start, len - mark, encoding == ENCODING_UTF16_BIG, file);
        }
        if (file->fault == TEXTFILE_FAULT_NONE)
                clean(file);
        if (file->fault == TEXTFILE_FAULT_NONE)
                compose(file);
        if (file->fault != TEXTFILE_FAULT_NONE) {
                free(file->text);
                file->text = NULL;
        }
}

/* Reads at most one byte more than the limit: a file that grows while it is read is refused as well. */
static ssize_t
read_all(int fd, char *bytes, size_t room)
{
        size_t len = 0;

        while (len < room) {
                ssize_t n = read(fd, bytes + len, room - len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
                len += (size_t)n;
        }
        return (ssize_t)len;
}

void
textfile_read(int folder, const char *path, struct textfile *file)
{
        char *bytes = NULL;
        struct stat facts;
        ssize_t len;
        int fd;

        *file = (struct textfile){ .fault = TEXTFILE_FAULT_UNREADABLE };
        fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (fd < 0 || fstat(fd, &facts) < 0) {
                file->error = errno;
                goto out;
        }
        if (!S_ISREG(facts.st_mode)) {
                file->error = EINVAL;
                goto out;
        }
        if (facts.st_size > TEXTFILE_SIZE) {
                set_fault(file, TEXTFILE_FAULT_TOO_LARGE, 0);
                goto out;
        }
        bytes = malloc(TEXTFILE_SIZE + 1);
        if (bytes == NULL) {
                set_fault(file, TEXTFILE_FAULT_MEMORY, 0);
                goto out;
        }
        len = read_all(fd, bytes, TEXTFILE_SIZE + 1);
        if (len < 0)
                file->error = (int)-len;
        else
                textfile_decode(bytes, (size_t)len, file);
out:
        free(bytes);
        if (fd >= 0)
                close(fd);
}

void
textfile_clear(struct textfile *file)
{
        free(file->text);
        *file = (struct textfile){ 0 };
}

const char *
textfile_fault_text(enum textfile_fault fault)
{
        switch (fault) {
        case TEXTFILE_FAULT_NONE:
                return "nothing is wrong";
        case TEXTFILE_FAULT_TOO_LARGE:
                return "the file is larger than 64 kB; a reply is one short paragraph, remove the rest";
        case TEXTFILE_FAULT_NOT_UTF8:
                return "this line is not UTF-8 text; save the file again with the encoding UTF-8";
        case TEXTFILE_FAULT_CONTROL:
                return "this line holds a control character that cannot be seen; type the line anew";
        case TEXTFILE_FAULT_UNREADABLE:
                return "the file cannot be read; look at its owner and permissions";
        case TEXTFILE_FAULT_MEMORY:
                return "not enough memory to read it; restart the gateway";
        }
        return "it cannot be read";
}
