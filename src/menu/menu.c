/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The steps of a session; see menu.h.
 *
 *     languages --number--> topics --number--> text           1 (help): the text, from every screen
 *         ^                   |  ^               |            words: the text or the list that they ask for
 *         +--------9----------+  +-------9-------+            00: where the session began
 *
 * Within a screen 0 leads one page on, 9 one page back. A person whose language is known begins with the topics.
 */
#include "menu.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "screen.h"
#include "words/letters.h"

#define NUMBER_DIGITS 2                 /* entries have no more; longer numbers (112) are understood as words are */

_Static_assert(TOPIC_COUNT <= 32, "the topics shown are bits of 32");

/* --- what was typed --------------------------------------------------------------------------------------- */

enum input_kind {
        INPUT_KIND_TEXT,                /* anything but a small number */
        INPUT_KIND_MORE,
        INPUT_KIND_BACK,
        INPUT_KIND_START,
        INPUT_KIND_NUMBER,
};

struct input {
        enum input_kind kind;
        int number;
};

/* Digits of any script, with signs around them ("2.", "#1"): their number of digits and value; false if there is anything else. */
static bool
read_digits(const char *text, int *ndigits, int *value)
{
        *ndigits = *value = 0;
        while (*text != '\0') {
                uint16_t letters[LETTERS_MOST];
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strnlen(text, 4), &codepoint);
                enum letter_kind kind;
                int n = 0;

                if (len <= 0 || codepoint < 0)
                        return false;
                text += len;
                kind = letters_of((uint32_t)codepoint, letters, &n);
                if (kind == LETTER_KIND_BREAK || kind == LETTER_KIND_NOTHING)
                        continue;
                if (kind != LETTER_KIND_DIGIT || n != 1 || ++*ndigits > NUMBER_DIGITS)
                        return false;
                *value = *value * 10 + (letters[0] - '0');
        }
        return *ndigits > 0;
}

static struct input
read_input(const char *text)
{
        struct input input = {.kind = INPUT_KIND_TEXT};
        int ndigits;

        if (!read_digits(text, &ndigits, &input.number))
                return input;
        if (input.number == 0)
                input.kind = ndigits == 1 ? INPUT_KIND_MORE : INPUT_KIND_START;
        else
                input.kind = input.number == CATALOGUE_BACK ? INPUT_KIND_BACK : INPUT_KIND_NUMBER;
        return input;
}

/* --- where it leads ------------------------------------------------------------------------------------------- */

static void
enter_list(struct menu_session *session, enum menu_screen list, uint16_t page)
{
        session->screen = session->list = (uint8_t)list;
        session->page = session->list_page = page;
}

static void
enter_start(const struct catalogue *catalogue, struct menu_session *session)
{
        bool asks = session->start.language == 0 && catalogue_nlanguages(catalogue) > 1;

        enter_list(session, asks ? MENU_SCREEN_LANGUAGES : MENU_SCREEN_TOPICS, 0);
}

static void
enter_text(struct menu_session *session, enum topic topic, enum topic reply)
{
        uint32_t bit = UINT32_C(1) << topic;

        if (session->screen != MENU_SCREEN_TEXT)
                session->list_page = session->page;
        session->screen = MENU_SCREEN_TEXT;
        session->page = 0;
        session->topic = (uint8_t)topic;
        session->reply = (uint8_t)reply;
        if ((session->shown & bit) == 0)
                session->fresh = (uint8_t)topic;
        session->shown |= bit;
}

/* What she has read in another language counts anew. */
static void
take_language(struct menu_session *session, uint16_t language)
{
        if (session->talk.language != language)
                session->shown = 0;
        session->talk.language = language;
}

static int
pages_here(const struct catalogue *catalogue, const struct menu_session *session)
{
        struct screen screen;

        screen_make(catalogue, session, &screen);
        return page_count(&screen.source);
}

/* Each returns false if the input makes no sense here. */
static bool
step_more(const struct catalogue *catalogue, struct menu_session *session, enum menu_note note)
{
        if (note == MENU_NOTE_ALONE)
                return true;
        if (session->page + 1 >= pages_here(catalogue, session))
                return false;
        session->page++;
        return true;
}

static bool
step_back(const struct catalogue *catalogue, struct menu_session *session)
{
        if (session->page > 0) {
                session->page--;
                return true;
        }
        if (session->screen == MENU_SCREEN_TEXT) {
                enter_list(session, (enum menu_screen)session->list, session->list_page);
                return true;
        }
        if (session->screen == MENU_SCREEN_LANGUAGES || catalogue_nlanguages(catalogue) < 2)
                return false;
        enter_list(session, MENU_SCREEN_LANGUAGES, 0);
        return true;
}

static bool
step_number(const struct catalogue *catalogue, struct menu_session *session, int number)
{
        bool of_languages = session->list == MENU_SCREEN_LANGUAGES && number != screen_danger_number(catalogue);
        enum topic topic = of_languages ? TOPIC_NONE : screen_topic_at(catalogue, number);
        int language = of_languages ? screen_language_at(catalogue, number) : -1;

        if (topic != TOPIC_NONE)
                enter_text(session, topic, topic);
        if (language >= 0) {
                take_language(session, catalogue_language(catalogue, language));
                enter_list(session, MENU_SCREEN_TOPICS, 0);
        }
        return topic != TOPIC_NONE || language >= 0;
}

/* The same understanding as a text message gets; a menu that was shown twice makes it say what it has not understood. */
static bool
step_text(const struct catalogue *catalogue, struct menu_session *session, const char *text)
{
        const struct question question = {.text = text, .number_country = session->start.number_country, .today = session->start.today};
        struct talk talk = session->talk;
        struct answer answer;

        talk.menu_shown = 2;
        answer_make(catalogue, &question, &talk, &answer);
        if (answer.kind == ANSWER_KIND_SILENCE || answer.topic == TOPIC_UNKNOWN)
                return false;
        take_language(session, talk.language != 0 ? talk.language : answer.language);
        session->talk.country = talk.country;
        if (answer.topic == TOPIC_MENU) {
                enter_list(session, MENU_SCREEN_TOPICS, 0);
                return true;
        }
        if (session->list == MENU_SCREEN_LANGUAGES)
                enter_list(session, MENU_SCREEN_TOPICS, 0);
        enter_text(session, answer.topic, answer.reply);
        session->closing = answer.topic == TOPIC_STOP;
        return true;
}

static bool
step_to(const struct catalogue *catalogue, struct menu_session *session, const char *text, enum menu_note note)
{
        struct input input = read_input(text);

        switch (input.kind) {
        case INPUT_KIND_MORE:
                return step_more(catalogue, session, note);
        case INPUT_KIND_BACK:
                return (session->closing && session->page == 0) || step_back(catalogue, session);
        case INPUT_KIND_START:
                if (!session->closing)
                        enter_start(catalogue, session);
                return true;
        case INPUT_KIND_NUMBER:
                return session->closing || step_number(catalogue, session, input.number);
        case INPUT_KIND_TEXT:
                break;
        }
        return session->closing || step_text(catalogue, session, text);
}

/* --- what is shown ------------------------------------------------------------------------------------------ */

/* The page of the session; the last one, if an edit has made the screen shorter. */
static void
find_page(const struct screen *screen, int n, struct page_place *place)
{
        while (!page_find(&screen->source, n, place))
                n--;
}

/* The keys above the page. False if it has no room beside them; then it stays as it was. */
static bool
write_note_above(const char *note, const struct menu_size *size, char page[static PAGE_TEXT])
{
        char both[2 * PAGE_TEXT];
        int len = snprintf(both, sizeof both, "%s\n%s", note, page);

        if (len < 0 || len >= PAGE_TEXT || !page_fits(both, size))
                return false;
        memcpy(page, both, (size_t)len + 1);
        return true;
}

/* The keys alone; on a very small screen as much of them as fits. */
static void
write_note_alone(const char *note, const struct menu_size *size, char page[static PAGE_TEXT])
{
        const struct page_source source = {.text = note, .is_list = true, .size = *size, .more = "", .only = "", .last = ""};
        struct page_place place;

        page_find(&source, 0, &place);
        page_write(&source, &place, page);
}

static void
show(const struct catalogue *catalogue, const struct menu_session *session, enum menu_note note, struct menu_page *page)
{
        struct page_place place;
        struct screen screen;
        char keys[PAGE_TEXT];

        screen_make(catalogue, session, &screen);
        find_page(&screen, session->page, &place);
        page_write(&screen.source, &place, page->text);
        page->ends = session->closing && place.is_last;
        page->topic = (enum topic)session->fresh;
        page->language = screen.language;
        if (note == MENU_NOTE_NONE)
                return;
        screen_explain(catalogue, session, keys);
        if (note == MENU_NOTE_ALONE || !write_note_above(keys, &session->start.size, page->text))
                write_note_alone(keys, &session->start.size, page->text);
}

/* Once in a session: whoever goes on so does not need it said again. */
static void
explain(const struct catalogue *catalogue, struct menu_session *session)
{
        struct page_place place;
        struct screen screen;
        char keys[PAGE_TEXT], page[PAGE_TEXT];

        if (session->explained)
                return;
        session->explained = true;
        screen_make(catalogue, session, &screen);
        find_page(&screen, session->page, &place);
        page_write(&screen.source, &place, page);
        screen_explain(catalogue, session, keys);
        session->note = write_note_above(keys, &session->start.size, page) ? MENU_NOTE_ABOVE : MENU_NOTE_ALONE;
}

static int
within(int value, int most)
{
        return value < 1 ? 1 : value > most ? most : value;
}

void
menu_begin(const struct catalogue *catalogue, const struct menu_start *start, struct menu_session *session, struct menu_page *page)
{
        memset(session, 0, sizeof *session);
        session->start = *start;
        session->start.size.gsm7 = within(start->size.gsm7, PAGE_GSM7_MOST);
        session->start.size.ucs2 = within(start->size.ucs2, PAGE_UCS2_MOST);
        if (!screen_offers(catalogue, start->language))
                session->start.language = 0;
        session->talk.language = session->start.language;
        session->talk.country = start->country;
        enter_start(catalogue, session);
        menu_show(catalogue, session, page);
}

void
menu_step(const struct catalogue *catalogue, struct menu_session *session, const char *input, struct menu_page *page)
{
        enum menu_note note = (enum menu_note)session->note;

        session->note = MENU_NOTE_NONE;
        session->fresh = TOPIC_NONE;
        if (!step_to(catalogue, session, input, note) && !session->closing)
                explain(catalogue, session);
        menu_show(catalogue, session, page);
}

void
menu_show(const struct catalogue *catalogue, const struct menu_session *session, struct menu_page *page)
{
        show(catalogue, session, (enum menu_note)session->note, page);
}

void
menu_close(const struct catalogue *catalogue, struct menu_session *session, enum topic topic, struct menu_page *page)
{
        session->note = MENU_NOTE_NONE;
        session->closing = true;
        enter_text(session, topic, topic);
        session->fresh = TOPIC_NONE;
        menu_show(catalogue, session, page);
}

/* --- for `waymark check` ------------------------------------------------------------------------------------- */

int
menu_pages(const struct catalogue *catalogue, uint16_t language, const char *text, const struct menu_size *size)
{
        struct menu_session session = {.start = {.size = *size}, .talk = {.language = language}, .screen = MENU_SCREEN_TEXT, .reply = TOPIC_HELP};
        struct screen screen;

        for (const char *at = text; *at != '\0';) {
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)strnlen(at, 4), &codepoint);

                if (len <= 0 || codepoint < 0)
                        return 0;
                at += len;
        }
        screen_make(catalogue, &session, &screen);
        screen.source.text = text;
        return page_count(&screen.source);
}

int
menu_topics_pages(const struct catalogue *catalogue, uint16_t language, const struct menu_size *size)
{
        const struct menu_session session = {.start = {.size = *size}, .talk = {.language = language}, .screen = MENU_SCREEN_TOPICS};

        return pages_here(catalogue, &session);
}
