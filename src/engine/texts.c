/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text messages; see texts.h.
 */
#include "texts.h"

enum outcome
texts_take(const struct texts *texts, const struct wire_ask *ask, struct answer *answer)
{
        struct person *person = people_find(texts->people, ask->tag, texts->now_ms);
        const struct question question = {.text = ask->text, .number_country = ask->country, .today = ask->day};
        struct talk before;

        if (texts->now_ms >= person->menu_until_ms)
                person->talk.menu_shown = 0;
        before = person->talk;
        answer_make(texts->catalogue, &question, &person->talk, answer);
        if (answer->kind == ANSWER_KIND_SILENCE)
                return OUTCOME_SILENT;
        switch (guard_take_turn(texts->guard, person, ask->again, texts->now_ms)) {
        case GUARD_TURN_ANSWER:
                if (person->talk.menu_shown)
                        person->menu_until_ms = texts->now_ms + TEXTS_MENU_MS;
                return OUTCOME_ANSWERED;
        case GUARD_TURN_TELL:
                person->talk = before;
                answer_service(texts->catalogue, &question, &person->talk, TOPIC_LIMIT, answer);
                return OUTCOME_ANSWERED;
        case GUARD_TURN_SILENCE:
                person->talk = before; /* she sees no menu to choose from */
                break;
        }
        return OUTCOME_LIMITED;
}
