/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever is typed into the menu, on screens of any size, every page fits, is sound UTF-8 and not empty, and 00 leads to the first screen;
 * a path replayed twice gives the same page twice, and any text at all is cut into pages that hold all of it. The first three bytes choose screen and start ("mWc": 182/80), a line is an input.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <utf8proc.h>

#include "common/sender.h"
#include "engine/steps.h"
#include "menu/menu.h"
#include "unit/test_catalogue_fixture.h"

#define TEXT 3000
#define INPUTS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct catalogue *
load(void)
{
        static const char *const codes[] = {"uk", "ru", "ro", "en", "pl", "de", "nl"};
        uint16_t languages[7];
        const struct catalogue_options options = {.country = code_pack("RO"), .languages = languages, .nlanguages = 7};
        struct findings *findings = findings_new();
        struct catalogue *catalogue;

        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        catalogue = catalogue_load("messages", &options, findings);
        findings_free(findings);
        findings = findings_new();
        if (catalogue == NULL)
                catalogue = fixture_load(NULL, 0, 0, findings);
        findings_free(findings);
        return catalogue;
}

static bool
is_utf8(const char *text)
{
        utf8proc_ssize_t len;

        for (utf8proc_int32_t codepoint; *text != '\0'; text += len) {
                len = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &codepoint);
                if (len <= 0)
                        return false;
        }
        return true;
}

static void
check_page(const struct menu_page *page, const struct menu_size *size)
{
        if (page->text[0] == '\0' || !page_fits(page->text, size) || !is_utf8(page->text) || page->topic >= TOPIC_COUNT)
                abort();
}

/* --- sessions -------------------------------------------------------------------------------------------------- */

static void
walk(const struct catalogue *catalogue, const struct menu_start *start, char *inputs)
{
        struct menu_session session;
        struct menu_page first, page;
        int n = 0;

        menu_begin(catalogue, start, &session, &first);
        check_page(&first, &start->size);
        for (char *input; n < INPUTS && (input = strsep(&inputs, "\n")) != NULL; n++) {
                menu_step(catalogue, &session, input, &page);
                check_page(&page, &start->size);
                if (page.ends)
                        return;
        }
        if (session.closing)
                return;
        menu_step(catalogue, &session, "00", &page);
        if (start->language == 0 && strcmp(page.text, first.text) != 0 && session.talk.country == start->country)
                abort();
}

/* The same bytes as a path of a call-back, on an engine that has met many others before. */
static void
replay(const struct catalogue *catalogue, const struct menu_start *start, const char *text, uint64_t tag)
{
        static const struct guard_limits limits = {.replies_per_hour = 3, .replies_per_day = 9, .parts_per_day = 9};
        static struct guard guard = {.limits = {0}};
        static struct people *people;
        static struct sessions *sessions;
        static int64_t now_ms = 1000;
        struct wire_step step = {.tag = tag, .kind = WIRE_STEP_KIND_PATH, .sender = SENDER_KIND_PERSON,
                                 .gsm7_characters = (uint8_t)start->size.gsm7, .ucs2_characters = (uint8_t)start->size.ucs2};
        struct wire_page pages[2];

        if (people == NULL) {
                people = people_new();
                sessions = sessions_new();
                guard_init(&guard, &limits, now_ms);
        }
        if (people == NULL || sessions == NULL)
                abort();
        now_ms += 60000;
        step.text_len = (uint16_t)strnlen(text, WIRE_PATH - 1);
        memcpy(step.text, text, step.text_len);
        for (int i = 0; i < 2; i++) {
                const struct steps steps = {.catalogue = catalogue, .guard = &guard, .people = people, .sessions = sessions, .now_ms = now_ms};

                step.again = i > 0;
                if (!steps_take(&steps, 31, &step, &pages[i]) || pages[i].text_len == 0 || pages[i].text_len != strlen(pages[i].text) ||
                    !page_fits(pages[i].text, &start->size))
                        abort();
        }
        if (strcmp(pages[0].text, pages[1].text) != 0 || sessions_count(sessions) != 0)
                abort();
}

/* --- texts ----------------------------------------------------------------------------------------------------- */

/* Code points of all kinds out of two bytes each. */
static void
make_text(const uint8_t *data, size_t size, char text[static TEXT])
{
        static const int32_t planes[] = {0x20, 0x20, 0x20, 0x30, 0x400, 0x400, 0x300, 0x20a0, 0x1f600, 0x1100, 0xe0, 0x5b};
        size_t len = 0;

        for (size_t i = 0; i + 1 < size && len + 5 < TEXT; i += 2) {
                utf8proc_int32_t codepoint = planes[data[i] % (sizeof planes / sizeof planes[0])] + data[i + 1] % 0x40;

                if (data[i] > 0xe0)
                        codepoint = ' ';
                len += (size_t)utf8proc_encode_char(codepoint, (utf8proc_uint8_t *)text + len);
        }
        text[len] = '\0';
}

/* All but the blanks at which it was cut, in order. */
static void
check_whole(const struct page_source *source)
{
        struct page_place place;
        char page[PAGE_TEXT];
        size_t at = 0;

        for (int n = 0; page_find(source, n, &place); n++) {
                for (; at < place.start; at++)
                        if (source->text[at] != ' ' && source->text[at] != '\n')
                                abort();
                if (place.start != at || (place.len == 0 && source->text[at + strspn(source->text + at, " \n")] != '\0'))
                        abort();
                at += place.len;
                page_write(source, &place, page);
                if (page[0] == '\0' || !page_fits(page, &source->size) || !is_utf8(page))
                        abort();
                if (n > TEXT)
                        abort();
        }
        for (; source->text[at] != '\0'; at++)
                if (source->text[at] != ' ' && source->text[at] != '\n')
                        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct catalogue *catalogue;
        struct menu_start start = {0};
        char text[TEXT];
        size_t len;

        if (catalogue == NULL)
                catalogue = load();
        if (catalogue == NULL)
                abort();
        if (size < 3)
                return 0;
        start.size = (struct menu_size){.gsm7 = 1 + data[0] * 5 % PAGE_GSM7_MOST, .ucs2 = 1 + data[1] * 3 % PAGE_UCS2_MOST};
        start.language = data[2] % 3 == 0 ? catalogue_language(catalogue, data[2] / 3 % 8) : 0;
        start.number_country = data[2] & 0x80 ? code_pack("PL") : 0;
        len = size - 3 < TEXT - 1 ? size - 3 : TEXT - 1;
        memcpy(text, data + 3, len);
        text[len] = '\0';
        replay(catalogue, &start, text, data[2]);
        walk(catalogue, &start, text);
        make_text(data + 3, size - 3, text);
        check_whole(&(struct page_source){.text = text, .is_list = data[2] & 1, .size = start.size, .more = data[2] & 2 ? "0 more" : "",
                                          .only = data[2] & 4 ? "9 назад 00 меню" : "", .last = data[2] & 8 ? "9 back 00 menu" : ""});
        if (menu_pages(catalogue, start.language, text, &start.size) < 1)
                abort();
        return 0;
}
