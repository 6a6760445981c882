/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Putting a PO file into message files; see merge.h. A unit changes if its translation is finished and says something else than the
 * file; the same text, finished, brings the date of the English text up to date. Every changed file is read back: what cannot stand in
 * a message file as it was meant is refused.
 */
#include "merge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words/textfile.h"

#define merge_error(merge, line, ...) findings_add((merge)->findings, FINDING_SEVERITY_ERROR, (merge)->name, (line), __VA_ARGS__)
#define merge_note(merge, line, ...) findings_add((merge)->findings, FINDING_SEVERITY_NOTE, (merge)->name, (line), __VA_ARGS__)

/* Clean UTF-8 in composed letters, as every file of ours is read, in normal form. 0, -EINVAL and a finding, -ENOMEM. */
static int
read_value(struct merge *merge, const struct translation_unit *unit, const struct po_entry *entry, char **value)
{
        struct textfile text;

        textfile_decode(entry->translation, strlen(entry->translation), &text);
        if (text.fault != TEXTFILE_FAULT_NONE) {
                merge_error(merge, entry->line, "%s: %s", unit->id, textfile_fault_text(text.fault));
                return -EINVAL;
        }
        *value = message_value(unit->part, text.text);
        textfile_clear(&text);
        return *value != NULL ? 0 : -ENOMEM;
}

/* Whether it was this English text that was translated. */
static bool
is_current(const struct translation_unit *unit, const struct po_entry *entry)
{
        char *source = message_value(unit->part, entry->source);
        bool same = source != NULL && strcmp(source, unit->english) == 0;

        free(source);
        return same;
}

/* Every {NAME} of one text stands in the other. */
static int
check_placeholders(struct merge *merge, const struct po_entry *entry, const char *from, const char *in, const char *trouble)
{
        int rc = 0;

        for (const char *at = strchr(from, '{'); at != NULL; at = strchr(at + 1, '{')) {
                size_t len = strcspn(at, "}") + 1;
                char name[24];

                snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), at);
                if (strstr(in, name) != NULL)
                        continue;
                merge_error(merge, entry->line, "%s: %s %s", entry->context, name, trouble);
                rc = -EINVAL;
        }
        return rc;
}

static int
set_part(struct merge *merge, size_t number, enum message_part part, const char *value)
{
        struct translation_page *page = &merge->translation->pages[number];
        char *before = message_file_value(page->own, part);
        int rc = 0;

        if (before == NULL || strcmp(before, value) != 0) {
                rc = message_file_set(page->own, part, value);
                merge->pages[number].parts[part] = true;
        }
        free(before);
        return rc;
}

/* A file needs a header above its text. */
static int
begin_file(struct merge *merge, size_t number)
{
        struct translation_page *page = &merge->translation->pages[number];

        if (page->own != NULL)
                return 0;
        page->own = message_file_new("");
        if (page->own == NULL)
                return -ENOMEM;
        merge->pages[number].is_new = true;
        return set_part(merge, number, MESSAGE_PART_REVIEWED, "no");
}

/* The translation is that of the English text as it is now. */
static int
set_english_day(struct merge *merge, size_t number)
{
        char *day = message_file_value(merge->translation->pages[number].english, MESSAGE_PART_CHANGED);
        int rc = day != NULL && *day != '\0' ? set_part(merge, number, MESSAGE_PART_ENGLISH, day) : 0;

        free(day);
        return rc;
}

/* The name of a language tells whether its texts come into the right folder, whatever the header of the PO file says. */
static int
check_language(struct merge *merge, const struct translation_unit *unit, const struct po_entry *entry, const char *value)
{
        if (unit->part != MESSAGE_PART_LANGUAGE || *unit->own == '\0')
                return 0;
        merge_error(merge, entry->line, "%s: these are texts in \"%.40s\", but the folder \"%s\" is for \"%.40s\"; correct Language: in the header of "
                    "the PO file, or, if only the name is new, write it into menu.txt", entry->context, value, merge->translation->code, unit->own);
        return -EINVAL;
}

static int
take_value(struct merge *merge, const struct translation_unit *unit, const struct po_entry *entry, const char *value)
{
        bool is_text = unit->part == MESSAGE_PART_TEXT;
        int rc;

        if (is_text && (check_placeholders(merge, entry, unit->english, value, "is missing; put it in, it is filled in when it is sent") < 0 ||
                        check_placeholders(merge, entry, value, unit->english, "does not stand in the English text; take it out") < 0))
                return -EINVAL;
        if (check_language(merge, unit, entry, value) < 0)
                return -EINVAL;
        rc = begin_file(merge, unit->page);
        if (rc == 0)
                rc = set_part(merge, unit->page, unit->part, value);
        if (rc == 0 && (is_text || unit->part == MESSAGE_PART_MENU || unit->part == MESSAGE_PART_KEYS))
                rc = set_part(merge, unit->page, MESSAGE_PART_REVIEWED, "no");
        if (rc < 0 || !is_text)
                return rc;
        if (is_current(unit, entry))
                rc = set_english_day(merge, unit->page);
        else
                merge_note(merge, entry->line, "%s: the English text was changed after this file was exported; export again and look at it",
                           entry->context);
        return rc;
}

/* Decides what an entry means for its unit. */
static int
take_entry(struct merge *merge, const struct translation_unit *unit, const struct po_entry *entry, const char *value)
{
        const struct translation_page *page = &merge->translation->pages[unit->page];
        bool is_text = unit->part == MESSAGE_PART_TEXT;

        if (strcmp(value, unit->own) == 0)
                return is_text && *value != '\0' && page->stale && !entry->fuzzy && is_current(unit, entry) ? set_english_day(merge, unit->page)
                                                                                                            : 0;
        if (*value == '\0')
                merge_note(merge, entry->line, "%s is empty, so it stays as it was", entry->context);
        else if (entry->fuzzy)
                merge_note(merge, entry->line, "%s is still marked as fuzzy, so it stays as it was", entry->context);
        else if (page->own == NULL && !is_text)
                merge_note(merge, entry->line, "%s is left out, because \"%s\" is not translated yet", entry->context, page->id);
        else
                return take_value(merge, unit, entry, value);
        return 0;
}

/* All errors are wanted, not the first only: -EINVAL does not end it. */
static int
take_entries(struct merge *merge, const struct po_entry *const entries[TRANSLATION_UNITS])
{
        bool bad = false;

        for (size_t i = 0; i < merge->translation->nunits; i++) {
                char *value = NULL;
                int rc;

                if (entries[i] == NULL)
                        continue;
                rc = read_value(merge, &merge->translation->units[i], entries[i], &value);
                if (rc == 0)
                        rc = take_entry(merge, &merge->translation->units[i], entries[i], value);
                free(value);
                if (rc == -ENOMEM)
                        return rc;
                bad = bad || rc < 0;
        }
        return bad ? -EINVAL : 0;
}

/* Which entry is for which unit; a name that is none of ours leads nowhere. */
static int
match_entries(struct merge *merge, const struct po *po, const struct po_entry *entries[TRANSLATION_UNITS])
{
        int rc = 0;

        for (size_t i = 0; i < po->count; i++) {
                const struct translation_unit *unit = translation_unit(merge->translation, po->entries[i].context);

                if (unit == NULL) {
                        merge_error(merge, po->entries[i].line, "\"%.40s\" is none of our texts; take the entry out, or export again",
                                    po->entries[i].context);
                        rc = -EINVAL;
                        continue;
                }
                entries[unit - merge->translation->units] = &po->entries[i];
                merge->lines[unit - merge->translation->units] = po->entries[i].line;
        }
        return rc;
}

/* --- reading back -------------------------------------------------------------------------------------------- */

static bool
parts_agree(const struct message_file *one, const struct message_file *two, enum message_part part)
{
        char *here = message_file_value(one, part), *there = message_file_value(two, part);
        bool same = here != NULL && there != NULL ? strcmp(here, there) == 0 : here == there;

        free(here);
        free(there);
        return same;
}

/* Whether the file says to a reader what was put into it; a text that begins with "#" would be a note. */
static int
read_back(struct merge *merge, size_t number)
{
        struct message_file *again = NULL;
        struct textfile text;
        int rc = 0;

        textfile_decode(merge->pages[number].text, strlen(merge->pages[number].text), &text);
        if (text.fault != TEXTFILE_FAULT_NONE) {
                merge_error(merge, 0, "%s: %s", merge->translation->pages[number].id, textfile_fault_text(text.fault));
                return -EINVAL;
        }
        again = message_file_new(text.text);
        for (int part = 1; again != NULL && part < MESSAGE_PART_COUNT; part++) {
                if (parts_agree(again, merge->translation->pages[number].own, (enum message_part)part))
                        continue;
                merge_error(merge, merge_line(merge, number, (enum message_part)part),
                            "%s cannot stand in a message file like this; begin it with a letter, not with # or the name of a header",
                            merge->translation->pages[number].id);
                rc = -EINVAL;
        }
        textfile_clear(&text);
        if (again == NULL)
                return -ENOMEM;
        message_file_free(again);
        return rc;
}

static int
finish_page(struct merge *merge, size_t number)
{
        struct merge_page *page = &merge->pages[number];
        bool any = false;

        for (int part = 1; part < MESSAGE_PART_COUNT; part++)
                any = any || page->parts[part];
        if (!any)
                return 0;
        page->text = message_file_text(merge->translation->pages[number].own);
        return page->text != NULL ? read_back(merge, number) : -ENOMEM;
}

int
merge_make(struct merge *merge, const char *name, const struct po *po, struct translation *translation, struct findings *findings)
{
        const struct po_entry *entries[TRANSLATION_UNITS] = {NULL};
        bool bad;
        int rc;

        *merge = (struct merge){.name = name, .translation = translation, .findings = findings};
        bad = match_entries(merge, po, entries) < 0;
        rc = take_entries(merge, entries);
        for (size_t page = 0; page < translation->npages && rc != -ENOMEM; page++) {
                int page_rc = finish_page(merge, page);

                rc = page_rc < 0 ? page_rc : rc;
        }
        return rc == 0 && bad ? -EINVAL : rc;
}

void
merge_clear(struct merge *merge)
{
        for (size_t i = 0; i < TRANSLATION_PAGES; i++)
                free(merge->pages[i].text);
        *merge = (struct merge){0};
}

int
merge_line(const struct merge *merge, size_t page, enum message_part part)
{
        for (size_t i = 0; i < merge->translation->nunits; i++)
                if (merge->translation->units[i].page == page && merge->translation->units[i].part == part)
                        return merge->lines[i];
        return 0;
}
