/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The USSD menu: a session is a state of fixed size, a step takes what was typed and gives the page to show. The language comes first
 * (each by its own name), then the topics by number, then the text in pages cut at words. Library, used by the engine and by `waymark
 * menu`; pure, allocates nothing.
 *
 * What she can type, on every screen:
 *   0     more: the next page
 *   9     back: the page before, then the screen before; from the topics to the languages
 *   00    start: the first screen of the session
 *   1     help, with the emergency number: the first entry of the first screen, and the same key everywhere (the number that
 *         topics.cfg gives to help)
 *   2...  the entries of the list she saw last; no entry has the number 9
 *   words are understood as a text message is (words/answer.h): a keyword brings its text, a language's name switches, danger brings help
 * What makes no sense shows the same screen again, the first time with the keys explained.
 */
#ifndef WAYMARK_MENU_MENU_H
#define WAYMARK_MENU_MENU_H

#include "page.h"
#include "words/answer.h"
#include "words/catalogue.h"

#include <stdbool.h>
#include <stdint.h>

struct menu_start {
        uint16_t language;              /* that this person is known to read (code.h), 0 unknown: she is asked */
        uint16_t country;               /* whose helplines are given, 0: where the gateway stands */
        uint16_t number_country;        /* of her number, 0 unknown: what is said before a language is known */
        int32_t today;                  /* DAY_UNKNOWN: nothing has expired */
        struct menu_size size;
};

enum menu_screen {
        MENU_SCREEN_LANGUAGES = 1,
        MENU_SCREEN_TOPICS = 2,
        MENU_SCREEN_TEXT = 3,
};

enum menu_note {
        MENU_NOTE_NONE = 0,
        MENU_NOTE_ABOVE = 1,            /* the keys are explained above the page */
        MENU_NOTE_ALONE = 2,            /* the page has no room beside it: 0 leads back to it */
};

/* Nothing in it but small numbers. Whoever keeps one changes nothing in it. */
struct menu_session {
        struct menu_start start;
        struct talk talk;               /* language chosen (0 not yet) and country named: worth remembering for her next text, too */
        uint32_t shown;                 /* topics whose text was shown in this language, as bits */
        uint16_t page;                  /* of the screen, from 0 */
        uint16_t list_page;             /* of the list that the text was chosen from */
        uint8_t screen;                 /* enum menu_screen */
        uint8_t list;                   /* the list that numbers choose from: languages or topics */
        uint8_t topic;                  /* whose text is shown: what is counted */
        uint8_t reply;                  /* whose reply it is: help, where she named a country */
        uint8_t fresh;                  /* the topic that this step showed for the first time, or TOPIC_NONE */
        uint8_t note;                   /* enum menu_note */
        bool explained;                 /* wrong input was explained once */
        bool closing;                   /* this text is the last: after it the session ends */
};

struct menu_page {
        char text[PAGE_TEXT];           /* UTF-8, fits the front's screen, never empty */
        bool ends;                      /* nothing more can be asked for: the session ends with this text */
        enum topic topic;               /* a topic's text is shown for the first time: count it; else TOPIC_NONE */
        uint16_t language;              /* of the page (code.h); 0: every language by its own name */
};

/* The first screen. */
void menu_begin(const struct catalogue *catalogue, const struct menu_start *start, struct menu_session *session, struct menu_page *page);

/* One input: any bytes up to their NUL. */
void menu_step(const struct catalogue *catalogue, struct menu_session *session, const char *input, struct menu_page *page);

/* The page where the session is, once more. */
void menu_show(const struct catalogue *catalogue, const struct menu_session *session, struct menu_page *page);

/* Leaves everything for a last text, the service reply `topic`: the session ends with its last page. */
void menu_close(const struct catalogue *catalogue, struct menu_session *session, enum topic topic, struct menu_page *page);

/* How many pages a text in that language takes on such screens, for `waymark check`. 0 if it is not sound UTF-8. */
int menu_pages(const struct catalogue *catalogue, uint16_t language, const char *text, const struct menu_size *size);

/* The same for the list of topics. */
int menu_topics_pages(const struct catalogue *catalogue, uint16_t language, const struct menu_size *size);

#endif
