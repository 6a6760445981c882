/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting a text into pages that fit a front's screen: at words, for a list at its lines; a telephone number with its spaces is one
 * word. A word longer than a page is cut at a whole character with its marks. Each page is GSM 7-bit if all its characters are in
 * that alphabet, else UCS-2. The page's foot says which keys lead on. Part of the menu; pure, allocates nothing.
 */
#ifndef WAYMARK_MENU_PAGE_H
#define WAYMARK_MENU_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#define PAGE_TEXT 576                   /* UTF-8: 182 characters of 3 octets, and the NUL */
#define PAGE_GSM7_MOST 182              /* TS 23.038, 5 */
#define PAGE_UCS2_MOST 91

/* What fits on a screen of the front, in characters: GSM 7-bit (the extension table counts twice, TS 23.038, 6.2.1.1) and UCS-2. */
struct menu_size {
        int gsm7;
        int ucs2;
};

struct page_source {
        const char *text;               /* sound UTF-8 */
        bool is_list;                   /* cut at ends of lines, if they fit */
        struct menu_size size;
        const char *more;               /* foot of a page that another one follows */
        const char *only;               /* foot if all is on one page; feet may be "" */
        const char *last;               /* foot of the last of several */
};

struct page_place {
        size_t start, len;              /* of the text */
        bool is_last;
        const char *foot;               /* "" also where a screen is too small for one */
};

/* Where page `n` (from 0) stands. False past the last. */
bool page_find(const struct page_source *source, int n, struct page_place *place);

/* How many pages there are: at least 1. */
int page_count(const struct page_source *source);

/* The page as it is shown: its piece of the text, and its foot on a line of its own. */
void page_write(const struct page_source *source, const struct page_place *place, char page[static PAGE_TEXT]);

/* True if the text fits on one screen. */
bool page_fits(const char *text, const struct menu_size *size);

#endif
