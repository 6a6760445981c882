/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pages; see page.h. A page takes as many whole pieces as fit together with its foot. Pieces are lines (of a list), else words, else
 * characters with their marks, else code points: each finer cut is only tried where the coarser one leaves nothing to show.
 */
#include "page.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "words/segment.h"

#define FOOT_SHARE 2                    /* a foot that takes more than half of the screen is left out */

/* What a text takes of a screen. */
struct measure {
        bool beyond_gsm7;
        int septets;
        int units;
};

enum grain {
        GRAIN_LINE,
        GRAIN_WORD,
        GRAIN_CHARACTER,                /* with its combining marks */
        GRAIN_CODE_POINT,
        GRAIN_COUNT
};

/* The code point at `at` and its length in bytes, 0 at the end. A broken byte counts as a character that GSM 7-bit has not. */
static size_t
read_character(const char *at, int32_t *codepoint)
{
        utf8proc_ssize_t len;

        if (*at == '\0')
                return 0;
        if ((unsigned char)*at < 0x80) { /* most of them; a third of the time of a call-back went here */
                *codepoint = (unsigned char)*at;
                return 1;
        }
        len = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)strnlen(at, 4), codepoint);
        if (len > 0 && *codepoint >= 0)
                return (size_t)len;
        *codepoint = 0xfffd;
        return 1;
}

static void
add_character(struct measure *measure, int32_t codepoint)
{
        int septets = segment_gsm7_septets((uint32_t)codepoint);

        measure->beyond_gsm7 = measure->beyond_gsm7 || septets == 0;
        measure->septets += septets;
        measure->units += codepoint > 0xffff ? 2 : 1;
}

static void
add_text(struct measure *measure, const char *text, size_t len)
{
        int32_t codepoint = 0;

        for (size_t at = 0; at < len; at += read_character(text + at, &codepoint)) {
                read_character(text + at, &codepoint);
                add_character(measure, codepoint);
        }
}

static bool
measure_fits(const struct measure *measure, const struct menu_size *size)
{
        return measure->beyond_gsm7 ? measure->units <= size->ucs2 : measure->septets <= size->gsm7;
}

bool
page_fits(const char *text, const struct menu_size *size)
{
        struct measure measure = {0};

        add_text(&measure, text, strlen(text));
        return measure_fits(&measure, size);
}

/* The foot and the end of line before it. */
static struct measure
measure_foot(const char *foot)
{
        struct measure measure = {0};

        if (*foot != '\0') {
                add_character(&measure, '\n');
                add_text(&measure, foot, strlen(foot));
        }
        return measure;
}

static bool
fits_with(struct measure body, const struct measure *foot, const struct menu_size *size)
{
        body.beyond_gsm7 = body.beyond_gsm7 || foot->beyond_gsm7;
        body.septets += foot->septets;
        body.units += foot->units;
        return measure_fits(&body, size);
}

/* --- where a text may be cut ------------------------------------------------------------------------------- */

static bool
is_blank(char c)
{
        return c == ' ' || c == '\n';
}

static bool
is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* "0800 800 678 (free)": the blanks inside are no place to cut. */
static bool
is_inside_number(const char *text, size_t blank)
{
        size_t next = blank + strspn(text + blank, " \n");

        return blank > 0 && is_digit(text[blank - 1]) && (is_digit(text[next]) || text[next] == '(');
}

/* Whether the text may be cut before `at`, which is neither its beginning nor its end. */
static bool
may_cut(const char *text, size_t at, enum grain grain)
{
        switch (grain) {
        case GRAIN_LINE:
                return text[at] == '\n';
        case GRAIN_WORD:
                return is_blank(text[at]) && !is_blank(text[at - 1]) && !is_inside_number(text, at);
        case GRAIN_CHARACTER:
        case GRAIN_CODE_POINT:
        case GRAIN_COUNT:
                break;
        }
        return true;
}

/* How many bytes of `len` fit with the foot, cut at that grain and before the end; 0 if not even the first piece does. */
static size_t
longest_piece(const char *text, size_t len, enum grain grain, const struct measure *foot, const struct menu_size *size)
{
        int32_t codepoint = 0, before = 0, state = 0;
        struct measure measure = {0};
        size_t longest = 0, step;

        for (size_t at = 0; at < len; at += step) {
                bool whole;

                step = read_character(text + at, &codepoint);
                whole = at == 0 || grain != GRAIN_CHARACTER || utf8proc_grapheme_break_stateful(before, codepoint, &state);
                if (at > 0 && whole && may_cut(text, at, grain))
                        longest = at;
                add_character(&measure, codepoint);
                if (!fits_with(measure, foot, size))
                        break;
                before = codepoint;
        }
        return longest;
}

/* --- pages ----------------------------------------------------------------------------------------------------- */

static const char *
foot_that_fits(const char *foot, const struct menu_size *size)
{
        struct measure measure = measure_foot(foot);
        struct menu_size half = {.gsm7 = size->gsm7 / FOOT_SHARE, .ucs2 = size->ucs2 / FOOT_SHARE};

        return measure_fits(&measure, &half) ? foot : "";
}

static bool
rest_fits(const char *text, size_t len, const char *foot, const struct menu_size *size)
{
        struct measure body = {0}, under = measure_foot(foot);

        add_text(&body, text, len);
        return fits_with(body, &under, size);
}

/* The page that begins at `start`; the text ends at `end`. */
static void
place_page(const struct page_source *source, size_t start, size_t end, bool is_first, struct page_place *place)
{
        const char *text = source->text + start, *feet[] = {foot_that_fits(source->more, &source->size), ""};
        int32_t codepoint = 0;

        *place = (struct page_place){.start = start, .len = end - start};
        place->foot = foot_that_fits(is_first ? source->only : source->last, &source->size);
        place->is_last = rest_fits(text, end - start, place->foot, &source->size);
        if (place->is_last)
                return;
        for (size_t f = 0; f < 2; f++) {
                struct measure foot = measure_foot(feet[f]);

                place->foot = feet[f];
                place->len = end - start;
                place->is_last = f > 0 && rest_fits(text, end - start, "", &source->size);
                if (place->is_last)
                        return;
                for (int grain = source->is_list ? GRAIN_LINE : GRAIN_WORD; grain < GRAIN_COUNT; grain++) {
                        place->len = longest_piece(text, end - start, (enum grain)grain, &foot, &source->size);
                        if (place->len > 0)
                                return;
                }
        }
        /* one character alone: on a screen for a character or two, or the last of a text whose foot has no room beside it */
        place->foot = "";
        place->len = end > start ? read_character(text, &codepoint) : 0;
        place->is_last = start + place->len >= end;
}

static size_t
skip_blanks(const char *text, size_t at)
{
        while (is_blank(text[at]))
                at++;
        return at;
}

/* The end of the text without the blanks behind it. */
static size_t
find_end(const char *text)
{
        size_t end = strlen(text);

        while (end > 0 && is_blank(text[end - 1]))
                end--;
        return end;
}

/* Goes on from page to page until number `n` or the last one; returns the number of the page it came to. */
static int
walk(const struct page_source *source, int n, struct page_place *place)
{
        size_t end = find_end(source->text), start = skip_blanks(source->text, 0);
        int i = 0;

        if (start > end)
                start = end;
        for (place_page(source, start, end, true, place); i < n && !place->is_last; i++) {
                start = skip_blanks(source->text, place->start + place->len);
                place_page(source, start, end, false, place);
        }
        return i;
}

bool
page_find(const struct page_source *source, int n, struct page_place *place)
{
        return walk(source, n, place) == n;
}

int
page_count(const struct page_source *source)
{
        struct page_place place;

        return walk(source, INT_MAX, &place) + 1;
}

void
page_write(const struct page_source *source, const struct page_place *place, char page[static PAGE_TEXT])
{
        struct menu_size size = source->size;

        snprintf(page, PAGE_TEXT, "%.*s%s%s", (int)place->len, source->text + place->start, place->len > 0 && *place->foot != '\0' ? "\n" : "", place->foot);
        if (!page_fits(page, &size) || *page == '\0')
                snprintf(page, PAGE_TEXT, "?"); /* a character of two septets on a screen of one */
}
