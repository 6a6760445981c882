/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Steps; see steps.h. The budget of parts is not touched: a page costs the gateway nothing.
 */
#include "steps.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/sender.h"

/* What a step leads to, before it is written into the page. */
struct outlook {
        struct person *person;
        struct menu_page page;
        enum outcome outcome;
        enum topic topic;
};

static int32_t
day_of(const struct steps *steps, const struct wire_step *step)
{
        int32_t day = guard_believe_clock(steps->guard, step->day, steps->now_ms);

        return day > steps->guard->day ? day : steps->guard->day;
}

static struct menu_start
start_of(const struct steps *steps, const struct wire_step *step)
{
        return (struct menu_start){
                .number_country = step->country,
                .today = day_of(steps, step),
                .size = {.gsm7 = step->gsm7_characters, .ucs2 = step->ucs2_characters},
        };
}

/* --- limits ---------------------------------------------------------------------------------------------------- */

/* A topic's text is about to be shown: may it be? False: the session has been closed with the `limit` text. */
static bool
take_turn(const struct steps *steps, const struct wire_step *step, struct menu_session *session, struct outlook *outlook)
{
        outlook->topic = outlook->page.topic;
        outlook->outcome = OUTCOME_ANSWERED;
        switch (guard_take_turn(steps->guard, outlook->person, step->again, steps->now_ms)) {
        case GUARD_TURN_ANSWER:
                return true;
        case GUARD_TURN_TELL:
                outlook->topic = TOPIC_LIMIT;
                break;
        case GUARD_TURN_SILENCE: /* she waits for a page, so she is told again; it is counted as silence is */
                outlook->outcome = OUTCOME_LIMITED;
                break;
        }
        menu_close(steps->catalogue, session, TOPIC_LIMIT, &outlook->page);
        return false;
}

/* Her next text is answered in the language that she chose here. */
static void
remember(const struct menu_session *session, struct person *person)
{
        if (session->talk.language != 0)
                person->talk.language = session->talk.language;
        if (session->talk.country != 0)
                person->talk.country = session->talk.country;
}

/* --- sessions that are kept --------------------------------------------------------------------------------------- */

static struct session *
begin(const struct steps *steps, const struct session_key *key, const struct wire_step *step, struct outlook *outlook)
{
        struct session *session = sessions_add(steps->sessions, key, steps->now_ms);
        struct menu_start start = start_of(steps, step);

        start.language = outlook->person->talk.language;
        start.country = outlook->person->talk.country;
        menu_begin(steps->catalogue, &start, &session->menu, &outlook->page);
        return session;
}

static void
take_input(const struct steps *steps, const struct session_key *key, const struct wire_step *step, struct outlook *outlook)
{
        struct session *session = sessions_find(steps->sessions, key, steps->now_ms);

        if (session == NULL || step->kind == WIRE_STEP_KIND_BEGIN) {
                session = begin(steps, key, step, outlook);
        } else if (step->again && session->sequence == step->sequence) {
                menu_show(steps->catalogue, &session->menu, &outlook->page);
                outlook->topic = outlook->page.topic;
                outlook->outcome = outlook->topic != TOPIC_NONE ? OUTCOME_ANSWERED : OUTCOME_NONE;
        } else {
                menu_step(steps->catalogue, &session->menu, step->text, &outlook->page);
                if (outlook->page.topic != TOPIC_NONE)
                        take_turn(steps, step, &session->menu, outlook);
        }
        session->sequence = step->sequence;
        remember(&session->menu, outlook->person);
        if (outlook->page.ends)
                sessions_forget(steps->sessions, key);
}

/* --- paths --------------------------------------------------------------------------------------------------------- */

static void
take_path(const struct steps *steps, const struct wire_step *step, struct outlook *outlook)
{
        const struct menu_start start = start_of(steps, step);
        struct menu_session session;
        char path[WIRE_PATH], *rest = path, *input;

        snprintf(path, sizeof path, "%s", step->text);
        menu_begin(steps->catalogue, &start, &session, &outlook->page);
        while (*step->text != '\0' && (input = strsep(&rest, "*")) != NULL) {
                const char *end = step->text + (size_t)(input - path) + strlen(input);
                uint64_t hash;
                bool is_new;

                menu_step(steps->catalogue, &session, input, &outlook->page);
                if (outlook->page.topic == TOPIC_NONE)
                        continue;
                hash = sessions_hash(steps->sessions, step->text, (size_t)(end - step->text));
                is_new = *end == '\0' && !(step->again && hash == outlook->person->refused_path);
                if (is_new)
                        outlook->person->refused_path = take_turn(steps, step, &session, outlook) ? 0 : hash;
                else if (hash == outlook->person->refused_path)
                        menu_close(steps->catalogue, &session, TOPIC_LIMIT, &outlook->page);
        }
        remember(&session, outlook->person);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

static void
fill_page(const struct steps *steps, const struct wire_step *step, const struct outlook *outlook, struct wire_page *page)
{
        memset(page, 0, sizeof *page);
        page->sequence = step->sequence;
        page->day = day_of(steps, step);
        page->language = outlook->page.language;
        page->ends = outlook->page.ends;
        page->outcome = (uint8_t)outlook->outcome;
        page->topic = (uint8_t)outlook->topic;
        page->text_len = (uint16_t)snprintf(page->text, sizeof page->text, "%s", outlook->page.text);
}

bool
steps_take(const struct steps *steps, uint8_t front, const struct wire_step *step, struct wire_page *page)
{
        const struct session_key key = {.tag = step->tag, .session = step->session, .front = front};
        struct outlook outlook = {.outcome = OUTCOME_NONE, .topic = TOPIC_NONE};

        _Static_assert(sizeof page->text >= PAGE_TEXT, "a page must fit into its message");
        if (step->kind == WIRE_STEP_KIND_END) {
                sessions_forget(steps->sessions, &key);
                return false;
        }
        outlook.outcome = guard_admit_step(step);
        if (outlook.outcome != OUTCOME_NONE) {
                outlook.page.ends = true;
        } else {
                outlook.person = people_find(steps->people, step->tag, steps->now_ms);
                if (step->kind == WIRE_STEP_KIND_PATH)
                        take_path(steps, step, &outlook);
                else
                        take_input(steps, &key, step, &outlook);
        }
        fill_page(steps, step, &outlook, page);
        explicit_bzero(&outlook.page, sizeof outlook.page);
        return true;
}
