/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a text to its answer; see answer.h. match.c says what was meant, render.c what is written; here it is decided which reply goes
 * out and what is remembered.
 */
#include "answer.h"

#include <stddef.h>
#include <string.h>

#include "words/language.h"
#include "words/match.h"
#include "words/render.h"

static void
finish(const struct catalogue *catalogue, enum topic topic, struct answer *answer)
{
        answer->kind = ANSWER_KIND_REPLY;
        answer->topic = topic;
        answer->reply = topic;
        answer->flash = catalogue_is_flash(catalogue, topic);
        answer->priority = catalogue_priority(catalogue, topic);
}

/* Where the menu was sent and not understood, the next one says so instead of repeating itself. */
static void
answer_nothing(const struct catalogue *catalogue, const struct match *match, struct talk *talk, const struct render_options *options,
               struct answer *answer)
{
        bool again = talk->menu_shown > 1;

        finish(catalogue, again ? TOPIC_UNKNOWN : TOPIC_MENU, answer);
        if (again)
                answer->language = render_reply(catalogue, TOPIC_UNKNOWN, options, answer->text);
        else
                answer->language = render_menu(catalogue, options, match->language_is_sure ? 0 : match->second, answer->text);
        talk->menu_shown = again ? 1 : 2;
}

static void
answer_topic(const struct catalogue *catalogue, enum topic topic, struct talk *talk, const struct render_options *options,
             struct answer *answer)
{
        finish(catalogue, topic, answer);
        answer->language = render_reply(catalogue, topic, options, answer->text);
        talk->menu_shown = topic == TOPIC_MENU ? 1 : talk->menu_shown != 0;
}

/* The country's helpline is what she asks for by its name. */
static void
answer_country(const struct catalogue *catalogue, const struct render_options *options, struct answer *answer)
{
        finish(catalogue, TOPIC_COUNTRY, answer);
        answer->reply = TOPIC_HELP;
        answer->language = render_reply(catalogue, TOPIC_HELP, options, answer->text);
}

void
answer_make(const struct catalogue *catalogue, const struct question *question, struct talk *talk, struct answer *answer)
{
        const struct match_context context = { .remembered = talk->language, .number_country = question->number_country };
        struct render_options options = { .today = question->today };
        struct match match;

        match_text(catalogue, question->text, &context, &match);
        memset(answer, 0, offsetof(struct answer, text));
        answer->text[0] = '\0';
        if (match.kind == MATCH_KIND_EMPTY || match.kind == MATCH_KIND_NOISE)
                return;
        if (match.country != 0)
                talk->country = match.country;
        options.language = match.language;
        options.country = talk->country;
        switch (match.kind) {
        case MATCH_KIND_EMPTY:
        case MATCH_KIND_NOISE:
        case MATCH_KIND_NOTHING:
                answer_nothing(catalogue, &match, talk, &options, answer);
                break;
        case MATCH_KIND_TOPIC:
        case MATCH_KIND_DIGIT:
        case MATCH_KIND_LANGUAGE:
                answer_topic(catalogue, match.topic, talk, &options, answer);
                break;
        case MATCH_KIND_COUNTRY:
                answer_country(catalogue, &options, answer);
                break;
        }
        if (match.language_is_sure || talk->language == 0)
                talk->language = answer->language;
}

void
answer_service(const struct catalogue *catalogue, const struct question *question, const struct talk *talk, enum topic topic,
               struct answer *answer)
{
        struct render_options options = { .language = talk->language, .country = talk->country, .today = question->today };

        if (options.language == 0)
                options.language = language_of_country(question->number_country);
        memset(answer, 0, offsetof(struct answer, text));
        finish(catalogue, topic, answer);
        answer->language = render_reply(catalogue, topic, &options, answer->text);
}
