/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands on the screens of the menu: the lists, the texts, the keys under them. Everything that a person reads comes from
 * messages/; only digits and arrows are ours. Part of the menu; pure.
 */
#ifndef WAYMARK_MENU_SCREEN_H
#define WAYMARK_MENU_SCREEN_H

#include "menu.h"

#define SCREEN_BODY 8192
#define SCREEN_FOOT 128

struct screen {
        struct page_source source;      /* of what stands below */
        uint16_t language;              /* that it speaks, 0: every language by its own name */
        char body[SCREEN_BODY];
        char more[SCREEN_FOOT], only[SCREEN_FOOT], last[SCREEN_FOOT];
};

/* Fills in the screen that the session shows. */
void screen_make(const struct catalogue *catalogue, const struct menu_session *session, struct screen *screen);

/* What the keys do, in a line or two. */
void screen_explain(const struct catalogue *catalogue, const struct menu_session *session, char text[static PAGE_TEXT]);

/* The key for help. */
int screen_danger_number(const struct catalogue *catalogue);

/* The number of the i-th language (from 0) in the list, and back: -1 if no language has that number. */
int screen_language_number(const struct catalogue *catalogue, int i);
int screen_language_at(const struct catalogue *catalogue, int number);

/* The topic with that number in the list, TOPIC_NONE if there is none. */
enum topic screen_topic_at(const struct catalogue *catalogue, int number);

bool screen_offers(const struct catalogue *catalogue, uint16_t language);

/* The language to write in: the one she chose, or what is likely as long as she has not. */
uint16_t screen_language(const struct catalogue *catalogue, const struct menu_session *session);

#endif
