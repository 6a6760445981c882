/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Screens; see screen.h. A screen is made anew for each page from the session and the catalogue: nothing of it is kept, so 10,000
 * sessions are 10,000 small structs.
 */
#include "screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "words/language.h"
#include "words/render.h"

#define DIGITS_ALONE 8                  /* danger and seven languages have numbers of one digit */

/* A line that grows; what does not fit is left out as a whole. */
struct line {
        char *text;
        size_t room, len;
};

__attribute__((format(printf, 2, 3)))
static void
put(struct line *line, const char *format, ...)
{
        va_list args;
        int n;

        va_start(args, format);
        n = vsnprintf(line->text + line->len, line->room - line->len, format, args);
        va_end(args);
        if (n > 0 && (size_t)n < line->room - line->len)
                line->len += (size_t)n;
        line->text[line->len] = '\0';
}

/* --- numbers ------------------------------------------------------------------------------------------------ */

int
screen_danger_number(const struct catalogue *catalogue)
{
        for (int number = 1; number <= DIGITS_ALONE; number++)
                if (catalogue_menu_topic(catalogue, number) == TOPIC_HELP)
                        return number;
        for (int number = 1; number <= DIGITS_ALONE; number++)
                if (catalogue_menu_topic(catalogue, number) == TOPIC_NONE)
                        return number;
        return 1;
}

int
screen_language_number(const struct catalogue *catalogue, int i)
{
        int number = i + 1, danger = screen_danger_number(catalogue);

        if (number >= danger)
                number++;
        return number >= CATALOGUE_BACK ? number + 1 : number;
}

int
screen_language_at(const struct catalogue *catalogue, int number)
{
        for (int i = 0; i < catalogue_nlanguages(catalogue); i++)
                if (screen_language_number(catalogue, i) == number)
                        return i;
        return -1;
}

enum topic
screen_topic_at(const struct catalogue *catalogue, int number)
{
        if (number == screen_danger_number(catalogue))
                return TOPIC_HELP;
        return number < CATALOGUE_MENU ? catalogue_menu_topic(catalogue, number) : TOPIC_NONE;
}

/* --- languages ------------------------------------------------------------------------------------------------ */

bool
screen_offers(const struct catalogue *catalogue, uint16_t language)
{
        for (int i = 0; i < catalogue_nlanguages(catalogue); i++)
                if (language != 0 && catalogue_language(catalogue, i) == language)
                        return true;
        return false;
}

uint16_t
screen_language(const struct catalogue *catalogue, const struct menu_session *session)
{
        uint16_t likely = language_of_country(session->start.number_country);

        if (screen_offers(catalogue, session->talk.language))
                return session->talk.language;
        return screen_offers(catalogue, likely) ? likely : catalogue_language(catalogue, 0);
}

static void
put_languages(const struct catalogue *catalogue, const struct menu_session *session, struct line *body)
{
        put(body, "%d %s %s", screen_danger_number(catalogue), render_danger(catalogue), render_emergency(catalogue, session->talk.country));
        for (int i = 0; i < catalogue_nlanguages(catalogue); i++)
                put(body, "\n%d %s", screen_language_number(catalogue, i), catalogue_language_name(catalogue, catalogue_language(catalogue, i)));
}

/* --- topics --------------------------------------------------------------------------------------------------- */

/* The way to the other languages, by the name of one: whoever cannot read this one can read that. */
static void
put_other_language(const struct catalogue *catalogue, uint16_t language, struct line *body)
{
        for (int i = 0; i < catalogue_nlanguages(catalogue); i++)
                if (catalogue_language(catalogue, i) != language) {
                        put(body, "\n%d %s...", CATALOGUE_BACK, catalogue_language_name(catalogue, catalogue_language(catalogue, i)));
                        return;
                }
}

static void
put_topics(const struct catalogue *catalogue, const struct menu_session *session, uint16_t language, struct line *body)
{
        put(body, "%d %s %s", screen_danger_number(catalogue), render_menu_line(catalogue, TOPIC_HELP, language),
            render_emergency(catalogue, session->talk.country));
        if (session->start.language != 0)
                put_other_language(catalogue, language, body);
        for (int number = 1; number < CATALOGUE_MENU; number++) {
                enum topic topic = catalogue_menu_topic(catalogue, number);

                if (topic != TOPIC_NONE && topic != TOPIC_HELP && number != screen_danger_number(catalogue))
                        put(body, "\n%d %s", number, render_menu_line(catalogue, topic, language));
        }
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

/* "0 more": the word in her language, or an arrow as long as nobody knows it, or nobody has written one. */
static void
put_key(const struct catalogue *catalogue, enum render_key key, uint16_t language, struct line *foot)
{
        static const struct {
                const char *digits, *arrow;
        } keys[] = {
                [RENDER_KEY_MORE] = {"0", ">"},
                [RENDER_KEY_BACK] = {"9", "<"},
                [RENDER_KEY_START] = {"00", "<<"},
        };
        const char *word = language != 0 ? render_key(catalogue, key, language) : "";

        put(foot, "%s%s %s", foot->len > 0 ? " " : "", keys[key].digits, *word != '\0' ? word : keys[key].arrow);
}

static void
put_feet(const struct catalogue *catalogue, const struct menu_session *session, struct screen *screen)
{
        struct line more = {.text = screen->more, .room = sizeof screen->more};
        struct line only = {.text = screen->only, .room = sizeof screen->only};
        struct line last = {.text = screen->last, .room = sizeof screen->last};
        bool leads_back = session->screen == MENU_SCREEN_TEXT ||
                          (session->screen == MENU_SCREEN_TOPICS && session->start.language == 0 && catalogue_nlanguages(catalogue) > 1);

        screen->more[0] = screen->only[0] = screen->last[0] = '\0';
        put_key(catalogue, RENDER_KEY_MORE, screen->language, &more);
        if (session->closing)
                return;
        if (leads_back)
                put_key(catalogue, RENDER_KEY_BACK, screen->language, &only);
        put_key(catalogue, RENDER_KEY_BACK, screen->language, &last);
        if (session->screen == MENU_SCREEN_TEXT) {
                put_key(catalogue, RENDER_KEY_START, screen->language, &only);
                put_key(catalogue, RENDER_KEY_START, screen->language, &last);
        }
}

void
screen_explain(const struct catalogue *catalogue, const struct menu_session *session, char text[static PAGE_TEXT])
{
        struct line line = {.text = text, .room = PAGE_TEXT};
        uint16_t language = screen_language(catalogue, session);

        put_key(catalogue, RENDER_KEY_MORE, language, &line);
        put_key(catalogue, RENDER_KEY_BACK, language, &line);
        put_key(catalogue, RENDER_KEY_START, language, &line);
        put(&line, "\n%d %s %s", screen_danger_number(catalogue), render_menu_line(catalogue, TOPIC_HELP, language),
            render_emergency(catalogue, session->talk.country));
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

void
screen_make(const struct catalogue *catalogue, const struct menu_session *session, struct screen *screen)
{
        const struct render_options options = {.language = screen_language(catalogue, session),
                                               .country = session->talk.country,
                                               .today = session->start.today};
        struct line body = {.text = screen->body, .room = sizeof screen->body};

        _Static_assert(SCREEN_BODY >= CATALOGUE_REPLY_TEXT, "a reply must have room on a screen");
        screen->body[0] = '\0';
        screen->language = options.language;
        switch ((enum menu_screen)session->screen) {
        case MENU_SCREEN_LANGUAGES:
                put_languages(catalogue, session, &body);
                screen->language = 0;
                break;
        case MENU_SCREEN_TOPICS:
                put_topics(catalogue, session, options.language, &body);
                break;
        case MENU_SCREEN_TEXT:
                screen->language = render_reply(catalogue, (enum topic)session->reply, &options, screen->body);
                break;
        }
        put_feet(catalogue, session, screen);
        screen->source = (struct page_source){.text = screen->body,
                                              .is_list = session->screen != MENU_SCREEN_TEXT,
                                              .size = session->start.size,
                                              .more = screen->more,
                                              .only = screen->only,
                                              .last = screen->last};
}
