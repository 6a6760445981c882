/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * English and one other language side by side; see translation.h.
 */
#include "translation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "words/textfile.h"

#define SOURCE "en"
#define PLACE_TEXT 512

/* The second wordings, as words/builder.c knows them. */
static const char *const endings[] = {"", "-noneu", "-noline"};

#define NENDINGS (sizeof endings / sizeof endings[0])

static const enum message_part unit_parts[] = {MESSAGE_PART_TEXT, MESSAGE_PART_MENU, MESSAGE_PART_LANGUAGE, MESSAGE_PART_NAMES,
                                               MESSAGE_PART_KEYS, MESSAGE_PART_KEYWORDS};

#define NPARTS (sizeof unit_parts / sizeof unit_parts[0])

_Static_assert(NENDINGS * TOPIC_COUNT <= TRANSLATION_PAGES, "too few pages");
_Static_assert(NPARTS * TRANSLATION_PAGES <= TRANSLATION_UNITS, "too few units");

const char *
translation_part_name(enum message_part part)
{
        static const char *const names[MESSAGE_PART_COUNT] = {
                [MESSAGE_PART_LANGUAGE] = "language",
                [MESSAGE_PART_NAMES] = "names",
                [MESSAGE_PART_KEYWORDS] = "keywords",
                [MESSAGE_PART_MENU] = "menu",
                [MESSAGE_PART_KEYS] = "keys",
                [MESSAGE_PART_TEXT] = "text",
        };

        return part < MESSAGE_PART_COUNT ? names[part] : NULL;
}

const char *
translation_page_id(size_t i, char id[static TRANSLATION_ID])
{
        id[0] = '\0';
        if (i < (TOPIC_COUNT - 1) * NENDINGS)
                snprintf(id, TRANSLATION_ID, "%s%s", topic_name((unsigned)(i / NENDINGS) + 1), endings[i % NENDINGS]);
        return id;
}

const char *
translation_path(const char *code, const char *page_id, char path[static TRANSLATION_PATH])
{
        snprintf(path, TRANSLATION_PATH, "%s/%s.txt", code, page_id);
        return path;
}

/* --- reading ------------------------------------------------------------------------------------------------ */

/* 0 and the file (NULL if there is none), -EINVAL and a finding, -ENOMEM. */
static int
read_file(const char *messages, int fd, const char *code, const char *id, struct message_file **file, struct findings *findings)
{
        char path[TRANSLATION_PATH], place[PLACE_TEXT];
        struct textfile text;
        int rc = 0;

        *file = NULL;
        textfile_read(fd, translation_path(code, id, path), &text);
        snprintf(place, sizeof place, "%s/%s", messages, path);
        if (text.fault == TEXTFILE_FAULT_NONE) {
                *file = message_file_new(text.text);
                rc = *file != NULL ? 0 : -ENOMEM;
        } else if (text.fault != TEXTFILE_FAULT_UNREADABLE || text.error != ENOENT) {
                findings_add(findings, FINDING_SEVERITY_ERROR, place, text.line, "%s%s%s", textfile_fault_text(text.fault),
                             text.error != 0 ? ": " : "", text.error != 0 ? strerror(text.error) : "");
                rc = -EINVAL;
        }
        textfile_clear(&text);
        return rc;
}

/* "2026", "2026-11" or "2026-11-23" as in words/builder.c. */
static int32_t
day_of(const struct message_file *file, enum message_part part)
{
        char *value = file != NULL ? message_file_value(file, part) : NULL;
        char text[16];
        int32_t day;

        if (value == NULL)
                return DAY_UNKNOWN;
        snprintf(text, sizeof text, "%s%s", value, strlen(value) == 4 ? "-01-01" : strlen(value) == 7 ? "-01" : "");
        day = day_parse(text);
        free(value);
        return day;
}

static int
add_page(struct translation *translation, const char *messages, int fd, const char *id, enum topic topic, struct findings *findings)
{
        struct translation_page *page = &translation->pages[translation->npages];
        int32_t changed;
        int rc;

        rc = read_file(messages, fd, SOURCE, id, &page->english, findings);
        if (rc < 0 || page->english == NULL)
                return rc;
        translation->npages++;
        snprintf(page->id, sizeof page->id, "%s", id);
        page->topic = topic;
        rc = read_file(messages, fd, translation->code, id, &page->own, findings);
        changed = day_of(page->english, MESSAGE_PART_CHANGED);
        page->stale = rc == 0 && changed != DAY_UNKNOWN && day_of(page->own, MESSAGE_PART_ENGLISH) < changed;
        return rc;
}

/* Only what the English file has: the rest would be unknown to the next import. */
static int
add_unit(struct translation *translation, size_t page_number, enum message_part part)
{
        const struct translation_page *page = &translation->pages[page_number];
        struct translation_unit *unit = &translation->units[translation->nunits];
        char *english = message_file_value(page->english, part);

        if (english == NULL || *english == '\0') {
                free(english);
                return 0;
        }
        translation->nunits++;
        unit->page = page_number;
        unit->part = part;
        unit->english = english;
        unit->own = page->own != NULL ? message_file_value(page->own, part) : NULL;
        if (unit->own == NULL)
                unit->own = strdup("");
        if (part == MESSAGE_PART_TEXT)
                snprintf(unit->id, sizeof unit->id, "%.*s", (int)sizeof unit->id - 1, page->id);
        else
                snprintf(unit->id, sizeof unit->id, "%.20s:%s", page->id, translation_part_name(part));
        return unit->own != NULL ? 0 : -ENOMEM;
}

static int
read_pages(struct translation *translation, const char *messages, int fd, struct findings *findings)
{
        char id[TRANSLATION_ID];
        int rc = 0;

        for (size_t i = 0; rc == 0 && *translation_page_id(i, id) != '\0'; i++)
                rc = add_page(translation, messages, fd, id, (enum topic)(i / NENDINGS + 1), findings);
        for (size_t page = 0; page < translation->npages; page++)
                for (size_t part = 0; part < NPARTS && rc == 0; part++)
                        rc = add_unit(translation, page, unit_parts[part]);
        if (rc == 0 && translation->nunits == 0) {
                findings_add(findings, FINDING_SEVERITY_ERROR, messages, 0,
                             "there are no English texts to translate from; put the folder " SOURCE " back");
                rc = -EINVAL;
        }
        return rc;
}

int
translation_load(const char *messages, uint16_t language, struct translation **translation_out, struct findings *findings)
{
        struct translation *translation = calloc(1, sizeof *translation);
        int fd = open(messages, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        struct stat facts;
        int rc;

        if (translation == NULL) {
                rc = -ENOMEM;
                goto out;
        }
        if (fd < 0) {
                findings_add(findings, FINDING_SEVERITY_ERROR, messages, 0, "the folder cannot be opened (%s); set `messages` in waymark.cfg",
                             strerror(errno));
                rc = -EINVAL;
                goto out;
        }
        translation->language = language;
        code_language(language, translation->code);
        translation->is_new = fstatat(fd, translation->code, &facts, 0) < 0 && errno == ENOENT;
        rc = read_pages(translation, messages, fd, findings);
        if (rc == 0) {
                *translation_out = translation;
                translation = NULL;
        }
out:
        translation_free(translation);
        if (fd >= 0)
                close(fd);
        return rc;
}

void
translation_free(struct translation *translation)
{
        if (translation == NULL)
                return;
        for (size_t i = 0; i < translation->npages; i++) {
                message_file_free(translation->pages[i].english);
                message_file_free(translation->pages[i].own);
        }
        for (size_t i = 0; i < translation->nunits; i++) {
                free(translation->units[i].english);
                free(translation->units[i].own);
        }
        free(translation);
}

struct translation_unit *
translation_unit(struct translation *translation, const char *id)
{
        for (size_t i = 0; i < translation->nunits; i++)
                if (strcmp(translation->units[i].id, id) == 0)
                        return &translation->units[i];
        return NULL;
}
