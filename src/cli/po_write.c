/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing a PO file with libgettextpo. It goes into a memfd first and is copied from there: the library may not get control back after
 * a fatal mistake, so a full disk must not be its affair. The same messages make the same bytes.
 */
#include "po_write.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <gettext-po.h>

#include "briefing.h"
#include "common/version.h"

/* The library's handlers have no context; set only while po_file_write() runs. */
static jmp_buf fatal;

static void
on_trouble(int severity, po_message_t message, const char *file, size_t line, size_t column, int multiline, const char *text)
{
        (void)message;
        (void)file;
        (void)line;
        (void)column;
        (void)multiline;
        (void)text;
        if (severity != PO_SEVERITY_WARNING)
                longjmp(fatal, 1);
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

static void
insert_header(po_message_iterator_t iterator, const char *code)
{
        po_message_t message = po_message_create();
        char header[400];

        /* no day and no name: the same messages make the same bytes, and editors fill them in; `msgfmt -c` wants the fields */
        snprintf(header, sizeof header,
                 "Project-Id-Version: waymark " WAYMARK_VERSION "\nPO-Revision-Date: \nLast-Translator: \nLanguage-Team: none\n"
                 "Language: %s\nMIME-Version: 1.0\n"
                 "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n", code);
        po_message_set_comments(message, "Texts of Waymark, an SMS gateway with safety information for refugees.\n"
                                         "Send it back as it is when you are done: \"waymark import\" takes it in.\n"
                                         "What you leave empty or mark as fuzzy stays as it was.\n");
        po_message_set_msgid(message, "");
        po_message_set_msgstr(message, header);
        po_message_insert(iterator, message);
}

static int
insert_unit(po_message_iterator_t iterator, const struct translation *translation, const struct translation_unit *unit)
{
        const struct translation_page *page = &translation->pages[unit->page];
        char *briefing = briefing_text(translation, unit);
        char path[TRANSLATION_PATH];
        po_message_t message;

        if (briefing == NULL)
                return -ENOMEM;
        message = po_message_create();
        po_message_set_msgctxt(message, unit->id);
        po_message_set_msgid(message, unit->english);
        po_message_set_msgstr(message, unit->own);
        po_message_set_extracted_comments(message, briefing);
        po_message_add_filepos(message, translation_path("en", page->id, path), (size_t)-1);
        po_message_set_fuzzy(message, unit->part == MESSAGE_PART_TEXT && page->stale && *unit->own != '\0');
        po_message_insert(iterator, message);
        free(briefing);
        return 0;
}

static int
insert_all(po_file_t file, const struct translation *translation)
{
        po_message_iterator_t iterator = po_message_iterator(file, NULL);
        int rc = 0;

        insert_header(iterator, translation->code);
        for (size_t i = 0; i < translation->nunits && rc == 0; i++)
                rc = insert_unit(iterator, translation, &translation->units[i]);
        po_message_iterator_free(iterator);
        return rc;
}

static int
write_file(po_file_t file, int memory)
{
        static const struct po_xerror_handler handler = {.xerror = on_trouble, .xerror2 = on_trouble_of_two};
        char path[40];

        snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
        if (setjmp(fatal) != 0)
                return -EIO;
        return po_file_write(file, path, &handler) != NULL ? 0 : -EIO;
}

static int
copy(int from, int to)
{
        char bytes[65536];
        ssize_t got;

        if (lseek(from, 0, SEEK_SET) < 0)
                return -errno;
        while ((got = read(from, bytes, sizeof bytes)) > 0) {
                for (ssize_t done = 0, n; done < got; done += n) {
                        n = write(to, bytes + done, (size_t)(got - done));
                        if (n < 0 && errno != EINTR)
                                return -errno;
                        n = n < 0 ? 0 : n;
                }
        }
        return got < 0 ? -errno : 0;
}

int
po_write(const struct translation *translation, int fd)
{
        int memory = memfd_create("po", MFD_CLOEXEC);
        po_file_t file;
        int rc;

        if (memory < 0)
                return -errno;
        file = po_file_create();
        rc = insert_all(file, translation);
        if (rc == 0)
                rc = write_file(file, memory);
        if (rc == 0)
                rc = copy(memory, fd);
        po_file_free(file);
        close(memory);
        return rc;
}
