/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The engine process: questions in, answers out. It never blocks, holds an immutable snapshot of the catalogue and swaps it only for a
 * sound one; whatever a question holds, exactly one ANSWER with its sequence goes back.
 */
#include "engine.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "common/sender.h"
#include "folders.h"
#include "reach.h"
#include "sessions.h"
#include "steps.h"
#include "texts.h"
#include "watch.h"
#include "wire/links.h"
#include "words/answer.h"
#include "words/catalogue.h"
#include "words/segment.h"

#define FORGET_MS (INT64_C(6) * 3600 * 1000)    /* how often what is to be forgotten is looked for */
#define HANDLER_MS 10000                /* longer than any handler may take: then the parent ends us */

struct engine {
        const struct engine_birth *birth;
        struct loop loop;
        struct links links;
        struct watch watch;
        struct guard guard;
        struct sandbox sandbox;
        struct people *people;
        struct sessions *sessions;
        struct loop_timer forget, forget_sessions;
        struct reach reach;
        struct catalogue *catalogue;    /* NULL until a sound one was found */
        struct answer answer;           /* room for the one in work */
        struct wire_engine_state state;
};

static void
tell_state(struct engine *engine, uint32_t serial)
{
        struct wire_engine_state *state = &engine->state;

        state->serial = serial;
        state->budget_day = engine->guard.day;
        state->budget_parts = (uint32_t)engine->guard.parts;
        state->budget_limit = (uint32_t)engine->guard.limits.parts_per_day;
        link_send(&engine->links.parent, WIRE_ENGINE_STATE, state);
}

static void
note_catalogue(struct engine *engine, const struct findings *findings)
{
        struct wire_engine_state *state = &engine->state;
        int n = catalogue_nlanguages(engine->catalogue);

        state->generation++;
        state->keywords = (uint32_t)catalogue_nkeywords(engine->catalogue);
        state->warnings = (uint32_t)findings_count(findings, FINDING_SEVERITY_WARNING);
        state->problem[0] = '\0';
        memset(state->languages, 0, sizeof state->languages);
        for (int i = 0; i < n && i < (int)(sizeof state->languages / sizeof state->languages[0]); i++)
                state->languages[i] = catalogue_language(engine->catalogue, i);
        log_notice("catalogue %u in use: %u keywords in %d languages", state->generation, state->keywords, n);
}

/* Loads the whole folder beside the old catalogue and swaps only if it is sound. */
static void
load_catalogue(struct engine *engine)
{
        const struct catalogue_options options = {
                .country = engine->birth->country,
                .languages = engine->birth->languages,
                .nlanguages = engine->birth->nlanguages,
                .today = engine->guard.day,
        };
        struct findings *findings = findings_new();
        struct catalogue *catalogue;

        if (findings == NULL)
                return;
        catalogue = catalogue_load(engine->birth->messages, &options, findings);
        if (catalogue != NULL) {
                catalogue_free(engine->catalogue);
                engine->catalogue = catalogue;
                note_catalogue(engine, findings);
        } else {
                snprintf(engine->state.problem, sizeof engine->state.problem, "%s", findings_first_error(findings));
                log_error("the edit in %s is not used: %s", engine->birth->messages, engine->state.problem);
        }
        findings_free(findings);
        (void)malloc_trim(0); /* the old texts, and what reading left */
        tell_state(engine, 0);
}

/*
 * A new engine has a catalogue from its first moment: the parent's, which was sound. If the folder was edited since, the folder's takes
 * its place, unless that is unsound. Only the first engine gets one that is ready for use.
 */
static void
begin_catalogue(struct engine *engine)
{
        struct findings *none;

        engine->catalogue = engine->birth->catalogue;
        if (engine->catalogue != NULL && (none = findings_new()) != NULL) {
                note_catalogue(engine, none);
                findings_free(none);
        }
        if (engine->catalogue == NULL || !engine->birth->catalogue_is_fresh)
                load_catalogue(engine);
        else
                tell_state(engine, 0);
        if (engine->catalogue != NULL && !catalogue_unpack(engine->catalogue))
                fatal("no memory");
}

/* The fence around the old folder cannot be moved. Questions that are open are asked again, so nobody notices but the log. */
static void
follow_texts(struct engine *engine)
{
        if (!folders_are_moved(&engine->sandbox.fence, engine->birth->messages))
                return;
        log_notice("the texts lie elsewhere now: begins anew to read them");
        exit(0);
}

static void
on_edit(void *arg)
{
        struct engine *engine = arg;

        pulse_busy(engine->birth->pulse, HANDLER_MS);
        follow_texts(engine);
        load_catalogue(engine);
        pulse_idle(engine->birth->pulse);
}

static void
ask_spent(struct engine *engine)
{
        struct wire_spent_ask ask = {.day = engine->guard.day};

        link_send(&engine->links.ledger, WIRE_SPENT_ASK, &ask);
}

/* --- people --- */

static void
tell_reach(void *arg, int32_t day, uint32_t people)
{
        struct engine *engine = arg;
        struct wire_reach reach = {.day = day, .people = people};

        link_send(&engine->links.ledger, WIRE_REACH, &reach);
}

/* Tags that were silent for a day are overwritten also when nobody comes in their place. */
static void
on_forget(void *arg)
{
        struct engine *engine = arg;

        if (people_forget(engine->people, clock_ms()))
                engine->forget.at_ms = clock_ms() + FORGET_MS;
}

/* The same for sessions that are over. */
static void
on_forget_sessions(void *arg)
{
        struct engine *engine = arg;

        if (sessions_forget_old(engine->sessions, clock_ms()))
                engine->forget_sessions.at_ms = clock_ms() + SESSIONS_TIMEOUT_MS;
}

/* From now on somebody is remembered, who is to be forgotten one day. */
static void
expect_to_forget(struct engine *engine, int64_t now_ms)
{
        if (engine->forget.at_ms == LOOP_NEVER)
                engine->forget.at_ms = now_ms + FORGET_MS;
        if (engine->forget_sessions.at_ms == LOOP_NEVER && sessions_count(engine->sessions) > 0)
                engine->forget_sessions.at_ms = now_ms + SESSIONS_TIMEOUT_MS;
}

static void
note_person(struct engine *engine, int32_t day, uint32_t day_left_s, uint64_t tag, int64_t now_ms)
{
        engine->state.answered++;
        reach_note(&engine->reach, day, day_left_s, tag, now_ms);
}

/* --- answers --- */

/* Fills `reply` from the answer that was made: 0, or the reason why nothing is sent. */
static enum outcome
reply_with(struct engine *engine, const struct wire_ask *ask, struct wire_answer *reply)
{
        const struct answer *answer = &engine->answer;
        struct segments segments;

        if (answer->kind == ANSWER_KIND_SILENCE)
                return OUTCOME_SILENT;
        if (segment_text(answer->text, &segments) < 0)
                fatal("a reply of the catalogue cannot be cut into parts"); /* it was checked when it was loaded */
        if (!guard_spend(&engine->guard, segments.nparts, answer->topic, ask->again))
                return OUTCOME_BUDGET;
        reply->flash = answer->flash;
        reply->priority = (uint8_t)answer->priority;
        reply->parts = (uint8_t)segments.nparts;
        reply->validity_h = (uint16_t)engine->guard.limits.validity_h;
        reply->text_len = (uint16_t)snprintf(reply->text, sizeof reply->text, "%s", answer->text);
        return OUTCOME_ANSWERED;
}

/* Finds the answer to an admitted question; leaves it in engine->answer. */
static enum outcome
understand(struct engine *engine, const struct wire_ask *ask, int64_t now_ms)
{
        const struct texts texts = {.catalogue = engine->catalogue, .guard = &engine->guard, .people = engine->people, .now_ms = now_ms};

        expect_to_forget(engine, now_ms);
        return texts_take(&texts, ask, &engine->answer);
}

/* A modem has the day from the network, Kannel's front from the machine's clock. */
static int32_t
day_of(struct engine *engine, const struct wire_ask *ask, int64_t now_ms)
{
        if (ask->channel != CHANNEL_SMS)
                return guard_believe_clock(&engine->guard, ask->day, now_ms);
        guard_hear_network(&engine->guard, ask->day, now_ms);
        return ask->day;
}

static void
handle_ask(struct engine *engine, struct link *from, const struct wire_ask *ask)
{
        struct wire_answer reply = {.sequence = ask->sequence};
        enum outcome outcome;
        int64_t now = clock_ms();
        int32_t day;

        FAULT(ASK_RECEIVED);
        if (engine->catalogue == NULL)
                return; /* the front asks again when an engine with a catalogue is there */
        day = day_of(engine, ask, now);
        if (guard_enter_day(&engine->guard, day, now))
                ask_spent(engine);
        outcome = guard_admit(&engine->guard, ask);
        if (outcome == OUTCOME_ANSWERED) {
                outcome = understand(engine, ask, now);
                if (outcome != OUTCOME_SILENT) { /* a reply that limits keep back is counted by its topic, too */
                        reply.topic = (uint8_t)engine->answer.topic;
                        reply.language = engine->answer.language;
                }
        }
        if (outcome == OUTCOME_ANSWERED)
                outcome = reply_with(engine, ask, &reply);
        reply.outcome = (uint8_t)outcome;
        reply.day = engine->guard.day;
        if (outcome == OUTCOME_ANSWERED)
                note_person(engine, day, ask->day_left_s, ask->tag, now);
        FAULT(ANSWER_MADE);
        link_send(from, WIRE_ANSWER, &reply);
        FAULT(ANSWER_GONE);
        explicit_bzero(engine->answer.text, sizeof engine->answer.text);
}

static void
handle_step(struct engine *engine, struct link *from, const struct wire_step *step)
{
        const struct steps steps = {
                .catalogue = engine->catalogue,
                .guard = &engine->guard,
                .people = engine->people,
                .sessions = engine->sessions,
                .now_ms = clock_ms(),
        };
        struct wire_page page;

        if (engine->catalogue == NULL)
                return; /* the front asks again when an engine with a catalogue is there */
        if (!steps_take(&steps, from->front, step, &page))
                return;
        expect_to_forget(engine, steps.now_ms);
        if (page.outcome == OUTCOME_ANSWERED)
                note_person(engine, page.day, 0, step->tag, steps.now_ms);
        link_send(from, WIRE_PAGE, &page);
        explicit_bzero(&page, sizeof page);
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct engine *engine = context;

        pulse_busy(engine->birth->pulse, HANDLER_MS);
        switch ((enum wire_type)message->header.type) {
        case WIRE_ASK:
                handle_ask(engine, from, &message->as.ASK);
                break;
        case WIRE_STEP:
                handle_step(engine, from, &message->as.STEP);
                break;
        case WIRE_SPENT:
                guard_learn_spent(&engine->guard, message->as.SPENT.day, message->as.SPENT.parts);
                break;
        case WIRE_RELOAD:
                follow_texts(engine);
                load_catalogue(engine);
                break;
        case WIRE_STATE_ASK:
                tell_state(engine, message->as.STATE_ASK.serial);
                break;
        case WIRE_STOP:
                loop_stop(&engine->loop);
                break;
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_REPAIR:
        case WIRE_REPAIRED:
        case WIRE_ENGINE_STATE:
        case WIRE_FRONT_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_PAGE:
        case WIRE_ANSWER:
        case WIRE_COUNT:
        case WIRE_COUNTED:
        case WIRE_SPENT_ASK:
        case WIRE_REACH:
        case WIRE_TYPE_COUNT:
                break; /* wire_receive() lets none of these through to an engine */
        }
        pulse_idle(engine->birth->pulse);
}

static void
on_up(void *context, struct link *link)
{
        struct engine *engine = context;

        if (link->role != WIRE_LEDGER)
                return;
        ask_spent(engine);
        reach_tell_again(&engine->reach);
}

int
engine_main(const struct engine_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct wire_ready ready;
        struct engine *engine;
        int rc;

        log_open("engine");
        engine = calloc(1, sizeof *engine);
        if (engine == NULL || (engine->people = people_new()) == NULL || (engine->sessions = sessions_new()) == NULL)
                fatal("no memory");
        engine->birth = birth;
        loop_init(&engine->loop);
        engine->sandbox = (struct sandbox){.role = FILTER_ROLE_ENGINE, .title = "waymarkd: engine", .user = birth->user,
                                           .pulse = birth->pulse};
        folders_fence(&engine->sandbox.fence, birth->messages);
        rc = sandbox_enter(&engine->sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        guard_init(&engine->guard, &birth->limits, clock_ms());
        links_init(&engine->links, &engine->loop, WIRE_ENGINE, birth->parent_fd, &handlers, engine);
        loop_add_timer(&engine->loop, &engine->forget, on_forget, engine);
        loop_add_timer(&engine->loop, &engine->forget_sessions, on_forget_sessions, engine);
        reach_open(&engine->reach, &engine->loop, birth->publish_minimum, tell_reach, engine);
        watch_open(&engine->watch, &engine->loop, birth->messages, on_edit, engine);
        begin_catalogue(engine);
        ready = (struct wire_ready){.in_force = engine->sandbox.in_force, .refused = engine->sandbox.refused};
        link_send(&engine->links.parent, WIRE_READY, &ready);

        loop_run(&engine->loop);

        reach_close(&engine->reach);
        watch_close(&engine->watch);
        catalogue_free(engine->catalogue);
        sessions_free(engine->sessions);
        people_free(engine->people);
        free(engine);
        return 0;
}
