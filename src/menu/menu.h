/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The USSD menu: a session is a state of fixed size, a step takes what was typed and gives the page to show. The language comes first
 * (each by its own name), then the topics by number, then the text in pages cut at words. 0 more, 9 back, 00 start; the danger entry
 * stands on the first screen, with the emergency number. Library, used by the engine and by `waymark menu`; pure, allocates nothing.
 */
#ifndef WAYMARK_MENU_MENU_H
#define WAYMARK_MENU_MENU_H

#include "words/catalogue.h"

#include <stdbool.h>
#include <stdint.h>

#define MENU_PAGE_TEXT 576              /* UTF-8: 182 characters of 3 octets, and the NUL */

/* What fits on a screen of the front, in characters: GSM 7-bit (the extension table counts twice, TS 23.038, 6.2.1.1) and UCS-2. */
struct menu_size {
        int gsm7;
        int ucs2;
};

struct menu_start {
        uint16_t language;              /* that this person is known to read (code.h), 0 unknown: she is asked */
        uint16_t country;               /* whose helplines are given, 0: where the gateway stands */
        int32_t today;                  /* DAY_UNKNOWN: nothing has expired */
        struct menu_size size;
};

enum menu_screen {
        MENU_SCREEN_LANGUAGES = 1,
        MENU_SCREEN_TOPICS = 2,
        MENU_SCREEN_TEXT = 3,
};

struct menu_session {
        struct menu_start start;
        uint8_t screen;                 /* enum menu_screen */
        uint8_t page;                   /* of that screen, from 0 */
        uint8_t topic;                  /* whose text is shown */
        uint8_t explained;              /* wrong input was explained once */
        uint16_t language;              /* chosen, 0 not yet */
};

struct menu_page {
        char text[MENU_PAGE_TEXT];      /* UTF-8, fits the front's screen, never empty */
        bool ends;                      /* nothing more can be asked for: the session may end with this text */
        enum topic topic;               /* a topic's text is shown for the first time: count it; else TOPIC_NONE */
        uint16_t language;              /* of the page (code.h) */
};

/* The first screen. */
void menu_begin(const struct catalogue *catalogue, const struct menu_start *start, struct menu_session *session, struct menu_page *page);

/* One input: any text, also a keyword; without sense it shows the same screen again, explained once. */
void menu_step(const struct catalogue *catalogue, struct menu_session *session, const char *input, struct menu_page *page);

/* How many pages a text takes on such a screen, for `waymark check`. 0 if it cannot be shown. */
int menu_pages(const char *text, const struct menu_size *size);

#endif
