/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading a PO file with libgettextpo. The library wants the name of a file, tells mistakes to a function without context and may
 * not get control back after a fatal one; so it is given clean, bounded bytes in a memfd, and is left by longjmp() in that case (what
 * it holds is lost then: the command ends anyway).
 */
#include "po_read.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gettext-po.h>
#include <utf8proc.h>

#include "common/code.h"
#include "words/pool.h"

#define ENTRIES 2000                    /* far more than there are texts: looking for doubles takes the square of it */
#define CURE "correct it with an editor for PO files, or export again"

/* What the library's handlers cannot be given; set only while po_file_read() runs. */
static struct {
        const char *name;
        struct findings *findings;
        jmp_buf fatal;
} reading;

/* --- the bytes ---------------------------------------------------------------------------------------------- */

/* Checks and copies into `out`, which has room for them: UTF-8, lines end in \n, no byte order mark. -1, or the line that is not. */
static int
clean(const char *bytes, size_t len, char *out, size_t *out_len)
{
        const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)bytes;
        utf8proc_int32_t code;
        size_t step, n = 0;
        int line = 1;

        for (size_t at = 0; at < len; at += step) {
                utf8proc_ssize_t got = utf8proc_iterate(in + at, (utf8proc_ssize_t)(len - at), &code);

                if (got <= 0 || code == 0)
                        return line;
                step = (size_t)got;
                if (code == '\r' || code == 0xfeff)
                        continue;
                line += code == '\n';
                memcpy(out + n, bytes + at, step);
                n += step;
        }
        *out_len = n;
        return -1;
}

static int
write_all(int fd, const char *bytes, size_t len)
{
        while (len > 0) {
                ssize_t n = write(fd, bytes, len);

                if (n < 0 && errno != EINTR)
                        return -errno;
                if (n > 0) {
                        bytes += n;
                        len -= (size_t)n;
                }
        }
        return 0;
}

/* --- the library --------------------------------------------------------------------------------------------- */

/* The library's names for the file are the memfd's. */
static void
tell(size_t line, const char *text)
{
        int len = (int)strcspn(text, "\n");

        findings_add(reading.findings, FINDING_SEVERITY_ERROR, reading.name, line < INT32_MAX ? (int)line : 0, "%.*s; " CURE, len, text);
}

static void
on_trouble(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline, const char *text)
{
        (void)message;
        (void)column;
        (void)multiline;
        if (severity != PO_SEVERITY_WARNING)
                tell(file != NULL ? line : 0, text);
        if (severity == PO_SEVERITY_FATAL_ERROR)
                longjmp(reading.fatal, 1);
}

static void
on_trouble_of_two(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline, const char *text,
                  po_message_t message2, const char *file2, size_t line2, size_t column2, int multiline2, const char *text2)
{
        (void)message2;
        (void)file2;
        (void)line2;
        (void)column2;
        (void)multiline2;
        (void)text2;
        on_trouble(severity, message, file, line, column, multiline, text);
}

static po_file_t
read_descriptor(int fd, const char *name, struct findings *findings)
{
        static const struct po_xerror_handler handler = {.xerror = on_trouble, .xerror2 = on_trouble_of_two};
        char path[40];

        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        reading.name = name;
        reading.findings = findings;
        if (setjmp(reading.fatal) != 0)
                return NULL;
        return po_file_read(path, &handler);
}

/* --- what it read -------------------------------------------------------------------------------------------- */

/* Where the next msgctxt stands: the entries come in the order of the file. Obsolete ones begin with "#~". */
static const char *
next_context(const char *text, const char *at, int *line)
{
        while (*at != '\0') {
                size_t blank = strspn(at, " \t"), len = strcspn(at, "\n");
                bool found = strncmp(at + blank, "msgctxt", 7) == 0;

                *line += at != text;
                at += len + (at[len] == '\n');
                if (found)
                        break;
        }
        return at;
}

static int
keep_entry(struct po *po, size_t *room, po_message_t message, int line)
{
        struct po_entry *entries = array_grow(po->entries, po->count, room, sizeof *entries);
        struct po_entry *entry;

        if (entries == NULL)
                return -ENOMEM;
        po->entries = entries;
        entry = &entries[po->count++];
        *entry = (struct po_entry){
                .context = strdup(po_message_msgctxt(message)),
                .source = strdup(po_message_msgid(message)),
                .translation = strdup(po_message_msgstr(message)),
                .fuzzy = po_message_is_fuzzy(message) != 0,
                .line = line,
        };
        return entry->context != NULL && entry->source != NULL && entry->translation != NULL ? 0 : -ENOMEM;
}

static bool
context_is_new(const struct po *po, const char *context)
{
        for (size_t i = 0; i < po->count; i++)
                if (strcmp(po->entries[i].context, context) == 0)
                        return false;
        return true;
}

static bool
is_header(po_message_t message)
{
        return po_message_msgctxt(message) == NULL && *po_message_msgid(message) == '\0';
}

/* NULL, or why the entry cannot be used. */
static const char *
trouble_with(const struct po *po, po_message_t message)
{
        if (po_message_msgctxt(message) == NULL)
                return "an entry has no msgctxt, so nobody knows which text it is; " CURE;
        if (po_message_msgid_plural(message) != NULL)
                return "an entry has a plural, but our texts have none; " CURE;
        if (!context_is_new(po, po_message_msgctxt(message)))
                return "this msgctxt stands in the file twice; take one of the two out";
        return NULL;
}

static int
keep_entries(po_file_t file, const char *name, const char *text, struct po *po, struct findings *findings)
{
        po_message_iterator_t iterator = po_message_iterator(file, NULL);
        const char *at = text;
        po_message_t message;
        size_t room = 0;
        int line = 1, rc = 0;

        while (rc == 0 && (message = po_next_message(iterator)) != NULL) {
                const char *trouble;

                if (po->count == ENTRIES) {
                        findings_add(findings, FINDING_SEVERITY_ERROR, name, line, "there are more than %d entries; is it the right file?", ENTRIES);
                        break;
                }
                if (is_header(message) || po_message_is_obsolete(message))
                        continue;
                if (po_message_msgctxt(message) != NULL)
                        at = next_context(text, at, &line);
                trouble = trouble_with(po, message);
                if (trouble != NULL)
                        findings_add(findings, FINDING_SEVERITY_ERROR, name, line, "%s", trouble);
                else
                        rc = keep_entry(po, &room, message, line);
        }
        po_message_iterator_free(iterator);
        return rc;
}

static bool
charset_is_utf8(const char *header)
{
        char *type = po_header_field(header, "Content-Type");
        const char *charset = type != NULL ? strcasestr(type, "charset=") : NULL;
        bool utf8 = charset != NULL && strncasecmp(charset + 8, "UTF-8", 5) == 0 && !isalnum((unsigned char)charset[13]);

        free(type);
        return utf8;
}

static void
read_header(po_file_t file, const char *name, struct po *po, struct findings *findings)
{
        const char *header = po_file_domain_header(file, NULL);
        const char *const *domains = po_file_domains(file);
        char *language = header != NULL ? po_header_field(header, "Language") : NULL;

        if (header == NULL || !charset_is_utf8(header))
                findings_add(findings, FINDING_SEVERITY_ERROR, name, 0,
                             "its header does not say \"Content-Type: text/plain; charset=UTF-8\"; save it again as UTF-8");
        po->language = language != NULL ? code_pack(language) : 0;
        if (po->language == 0)
                findings_add(findings, FINDING_SEVERITY_ERROR, name, 0,
                             "its header does not name one of our languages; write the letters of the folder there, as in \"Language: uk\"");
        if (domains[0] != NULL && domains[1] != NULL)
                findings_add(findings, FINDING_SEVERITY_ERROR, name, 0, "it holds more than one domain; " CURE);
        free(language);
}

static int
parse_clean(const char *name, const char *text, size_t len, struct po *po, struct findings *findings)
{
        size_t errors = findings_count(findings, FINDING_SEVERITY_ERROR);
        int fd = memfd_create("po", MFD_CLOEXEC);
        po_file_t file = NULL;
        int rc;

        if (fd < 0)
                return -errno;
        rc = write_all(fd, text, len);
        if (rc < 0)
                goto out;
        file = read_descriptor(fd, name, findings);
        if (file == NULL && findings_count(findings, FINDING_SEVERITY_ERROR) == errors)
                findings_add(findings, FINDING_SEVERITY_ERROR, name, 0, "it cannot be read as a PO file; " CURE);
        if (findings_count(findings, FINDING_SEVERITY_ERROR) == errors) {
                read_header(file, name, po, findings);
                rc = keep_entries(file, name, text, po, findings);
        }
        if (rc == 0 && findings_count(findings, FINDING_SEVERITY_ERROR) > errors)
                rc = -EINVAL;
out:
        if (file != NULL)
                po_file_free(file);
        close(fd);
        return rc;
}

int
po_parse(const char *name, const char *bytes, size_t len, struct po *po, struct findings *findings)
{
        char *text;
        int line, rc;

        *po = (struct po){0};
        if (len > PO_SIZE) {
                findings_add(findings, FINDING_SEVERITY_ERROR, name, 0, "it is larger than 1 MB; is it the right file?");
                return -EINVAL;
        }
        text = malloc(len + 1);
        if (text == NULL)
                return -ENOMEM;
        line = clean(bytes, len, text, &len);
        if (line > 0) {
                findings_add(findings, FINDING_SEVERITY_ERROR, name, line, "this line is not UTF-8 text; save the file as UTF-8");
                rc = -EINVAL;
        } else {
                text[len] = '\0';
                rc = parse_clean(name, text, len, po, findings);
        }
        free(text);
        if (rc < 0)
                po_clear(po);
        return rc;
}

/* At most one byte more than may be, so that a file that is too large is seen as such. -errno, or how many. */
static ssize_t
read_bytes(const char *path, char *bytes)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        struct stat facts;
        ssize_t n = 1, len = 0;

        if (fd < 0)
                return -errno;
        if (fstat(fd, &facts) < 0 || !S_ISREG(facts.st_mode)) {
                close(fd);
                return -EINVAL;
        }
        while (n > 0 && len <= (ssize_t)PO_SIZE) {
                n = read(fd, bytes + len, PO_SIZE + 1 - (size_t)len);
                if (n < 0 && errno == EINTR)
                        n = 1;
                else if (n > 0)
                        len += n;
        }
        if (n < 0)
                len = -errno;
        close(fd);
        return len;
}

int
po_read(const char *path, struct po *po, struct findings *findings)
{
        char *bytes = malloc(PO_SIZE + 1);
        ssize_t len;
        int rc;

        *po = (struct po){0};
        if (bytes == NULL)
                return -ENOMEM;
        len = read_bytes(path, bytes);
        if (len >= 0) {
                rc = po_parse(path, bytes, (size_t)len, po, findings);
        } else {
                findings_add(findings, FINDING_SEVERITY_ERROR, path, 0, "it cannot be read (%s); give the name of a PO file",
                             len == -EINVAL ? "not a file" : strerror((int)-len));
                rc = -EINVAL;
        }
        free(bytes);
        return rc;
}

void
po_clear(struct po *po)
{
        for (size_t i = 0; i < po->count; i++) {
                free(po->entries[i].context);
                free(po->entries[i].source);
                free(po->entries[i].translation);
        }
        free(po->entries);
        *po = (struct po){0};
}
