/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The dialogues. What can happen in a state stands in that state's function; the diagram is in call.h.
 */
#include "dialogue_priv.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "common/clock.h"
#include "common/log.h"
#include "mcc.h"

/* --- to the HLR --- */

static bool
send_component(struct dialogue *dialogue, const struct call *call, const struct ss_component *component, bool ends)
{
        uint8_t inside[SS_COMPONENT_MAX], bytes[GSUP_MESSAGE_MAX];
        struct gsup_message message = {
                .type = ends ? GSUP_TYPE_SS_RESULT : GSUP_TYPE_SS_REQUEST,
                .state = ends ? GSUP_STATE_END : GSUP_STATE_CONTINUE,
                .imsi = call->imsi,
                .session = call->id,
                .component = inside,
        };
        size_t len;
        bool sent;

        message.component_len = ss_write(component, inside, sizeof inside);
        len = message.component_len > 0 ? gsup_message_write(&message, bytes, sizeof bytes) : 0;
        if (len == 0)
                fatal("a page that no message can carry"); /* coding_write() keeps to the limit */
        sent = dialogue->ends.send(dialogue->ends.context, bytes, len);
        sodium_memzero(&message, sizeof message);
        sodium_memzero(bytes, sizeof bytes);
        return sent;
}

/* As a question, or as the last word: the result of what she dialled. */
static bool
send_text(struct dialogue *dialogue, const struct call *call, const struct coded *text, bool ends)
{
        const struct ss_component component = {
                .kind = ends ? SS_KIND_RESULT : SS_KIND_INVOKE,
                .operation = ends ? SS_OPERATION_PROCESS : SS_OPERATION_ASK,
                .invoke_id = call->invoke_id,
                .coding = text->scheme,
                .text = text->octets,
                .text_len = text->len,
        };

        return send_component(dialogue, call, &component, ends);
}

void
dialogue_send_error(struct dialogue *dialogue, const struct call *call, enum ss_error error)
{
        const struct ss_component component = {.kind = SS_KIND_ERROR, .invoke_id = call->invoke_id, .error = (uint8_t)error};

        (void)send_component(dialogue, call, &component, true);
}

/* --- to the engine and the ledger --- */

static bool
send_step(struct dialogue *dialogue, const struct call *call)
{
        struct wire_step step = {
                .tag = call->tag,
                .session = call->number,
                .sequence = call->step.sequence,
                .day = DAY_UNKNOWN,
                .country = mcc_country(&call->imsi),
                .kind = call->step.kind,
                .sender = SENDER_KIND_PERSON,
                .again = call->step.again,
                .gsm7_characters = DIALOGUE_GSM7_CHARACTERS,
                .ucs2_characters = DIALOGUE_UCS2_CHARACTERS,
        };
        bool told;

        step.text_len = (uint16_t)strlen(call->step.text);
        memcpy(step.text, call->step.text, step.text_len);
        told = dialogue->ends.step(dialogue->ends.context, &step);
        sodium_memzero(step.text, sizeof step.text);
        return told;
}

void
dialogue_make_step(struct dialogue *dialogue, struct call *call, enum wire_step_kind kind)
{
        sodium_memzero(&call->step, sizeof call->step);
        call->step.kind = (uint8_t)kind;
        call->step.sequence = dialogue->next_sequence++;
}

/* The engine would forget her anyway after a while, so nothing is lost if it is not told. */
static void
tell_end(struct dialogue *dialogue, struct call *call)
{
        if (!call->is_told || dialogue->ends_told - dialogue->ends_read >= WIRE_ASKS_OPEN)
                return;
        dialogue_make_step(dialogue, call, WIRE_STEP_KIND_END);
        if (send_step(dialogue, call))
                dialogue->ends_told++;
}

/* Once for a page: as the engine said if it went out, as refused if it never will. */
static void
count_page(struct dialogue *dialogue, struct call *call, bool sent)
{
        struct wire_count count = call->page.count;

        if (call->page.is_counted || count.outcome == OUTCOME_NONE)
                return;
        call->page.is_counted = true;
        if (!sent && count.outcome == OUTCOME_ANSWERED)
                count.outcome = OUTCOME_REFUSED;
        dialogue->ends.count(dialogue->ends.context, &count);
}

static struct wire_count
count_of(const struct wire_page *page)
{
        return (struct wire_count){
                .day = page->day, .language = page->language, .channel = CHANNEL_USSD, .topic = page->topic, .outcome = page->outcome};
}

/* --- ends --- */

static void
forget(struct dialogue *dialogue, struct call *call)
{
        count_page(dialogue, call, false);
        call_close(dialogue->calls, call);
}

/* By the network's word: nothing is said to her. */
void
dialogue_drop(struct dialogue *dialogue, struct call *call)
{
        tell_end(dialogue, call);
        forget(dialogue, call);
}

/*
 * Because it cannot go on. All texts that people read come from the engine, so the last word is the page that she has before her, again:
 * the phone shows it as final. If she has none, it is the first page that somebody else was shown last, for the emergency number stands
 * on it; and if there never was one, an error.
 */
void
dialogue_end(struct dialogue *dialogue, struct call *call)
{
        if (call->page.text.len > 0)
                (void)send_text(dialogue, call, &call->page.text, true);
        else if (dialogue->first.len > 0)
                (void)send_text(dialogue, call, &dialogue->first, true);
        else
                dialogue_send_error(dialogue, call, SS_ERROR_SYSTEM_FAILURE);
        dialogue_drop(dialogue, call);
}

/* --- states --- */

/* Waits for a place among the engine's questions. */
static void
queued(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        switch (event->kind) {
        case DIALOGUE_EVENT_TIME:
                dialogue_end(dialogue, call);
                break;
        case DIALOGUE_EVENT_TYPED:
                dialogue->refused++; /* a phone waits for the page first */
                break;
        case DIALOGUE_EVENT_PAGE:
        case DIALOGUE_EVENT_ENGINE:
        case DIALOGUE_EVENT_LINE:
                break;
        }
}

/* The page goes out, or waits for the HLR. */
static void
show(struct dialogue *dialogue, struct call *call, int64_t now_ms)
{
        bool sent = send_text(dialogue, call, &call->page.text, call->page.ends);

        if (sent)
                count_page(dialogue, call, true);
        if (sent && call->page.ends)
                forget(dialogue, call);
        else if (sent)
                call_enter(dialogue->calls, call, CALL_STATE_SHOWING, now_ms);
        else if (call->state == CALL_STATE_ASKING)
                call_enter(dialogue->calls, call, CALL_STATE_OWING, now_ms);
}

static void
take_page(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        const struct wire_page *page = event->page;
        bool is_first = call->step.kind == WIRE_STEP_KIND_BEGIN;

        sodium_memzero(call->step.text, sizeof call->step.text);
        if (page->text_len == 0) {
                dialogue_send_error(dialogue, call, SS_ERROR_SYSTEM_FAILURE);
                forget(dialogue, call);
                return;
        }
        if (coding_write(page->text, &call->page.text) < 0 || call->page.text.len == 0) {
                if (!dialogue->long_page_told)
                        log_error("the engine's page is longer than osmo-hlr can carry; such sessions are ended");
                dialogue->long_page_told = true; /* once: it is our own mistake, and may come with every page */
                call->page.text.len = 0;
                dialogue_end(dialogue, call);
                return;
        }
        if (is_first)
                dialogue->first = call->page.text;
        call->page.ends = page->ends != 0;
        if (page->ends != 0)
                call->is_told = false; /* it has forgotten her */
        show(dialogue, call, event->now_ms);
}

/* The engine has the step. */
static void
asking(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        switch (event->kind) {
        case DIALOGUE_EVENT_PAGE:
                call->page.count = count_of(event->page);
                call->page.is_counted = false;
                take_page(dialogue, call, event);
                break;
        case DIALOGUE_EVENT_ENGINE:
                call->step.again = true;
                call_enter(dialogue->calls, call, CALL_STATE_QUEUED, event->now_ms);
                break;
        case DIALOGUE_EVENT_TIME:
                dialogue_end(dialogue, call);
                break;
        case DIALOGUE_EVENT_TYPED:
                dialogue->refused++;
                break;
        case DIALOGUE_EVENT_LINE:
                break;
        }
}

/* She reads. */
static void
showing(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        switch (event->kind) {
        case DIALOGUE_EVENT_TYPED:
                dialogue->requests++;
                dialogue_make_step(dialogue, call, WIRE_STEP_KIND_INPUT);
                (void)strncpy(call->step.text, event->text, sizeof call->step.text - 1);
                call_enter(dialogue->calls, call, CALL_STATE_QUEUED, event->now_ms);
                break;
        case DIALOGUE_EVENT_TIME:
                dialogue_end(dialogue, call);
                break;
        case DIALOGUE_EVENT_PAGE:
        case DIALOGUE_EVENT_ENGINE:
        case DIALOGUE_EVENT_LINE:
                break;
        }
}

/* The page waits for the HLR. */
static void
owing(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        switch (event->kind) {
        case DIALOGUE_EVENT_LINE:
                show(dialogue, call, event->now_ms);
                break;
        case DIALOGUE_EVENT_TIME:
                dialogue_drop(dialogue, call);
                break;
        case DIALOGUE_EVENT_TYPED:
                dialogue->refused++;
                break;
        case DIALOGUE_EVENT_PAGE:
        case DIALOGUE_EVENT_ENGINE:
                break;
        }
}

void
dialogue_happen(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event)
{
        static void (*const in_state[CALL_STATE_COUNT])(struct dialogue *, struct call *, const struct dialogue_event *) = {
                [CALL_STATE_QUEUED] = queued,
                [CALL_STATE_ASKING] = asking,
                [CALL_STATE_SHOWING] = showing,
                [CALL_STATE_OWING] = owing,
        };

        in_state[call->state](dialogue, call, event);
}

/* --- the queue towards the engine --- */

void
dialogue_pump(struct dialogue *dialogue, int64_t now_ms)
{
        struct call *call;

        while (dialogue->nopen < WIRE_ASKS_OPEN && dialogue->ends.has_room(dialogue->ends.context) &&
               (call = call_first(dialogue->calls, CALL_STATE_QUEUED)) != NULL) {
                int i = dialogue->nopen;

                if (!send_step(dialogue, call))
                        return; /* dialogue_on_engine() goes on */
                call->is_told = true;
                call_enter(dialogue->calls, call, CALL_STATE_ASKING, now_ms);
                dialogue->open[i].number = call->number;
                dialogue->open[i].sequence = call->step.sequence;
                dialogue->open[i].ends_before = dialogue->ends_told;
                dialogue->open[i].place = call_place(dialogue->calls, call);
                dialogue->nopen++;
        }
}

void
dialogue_on_page(struct dialogue *dialogue, const struct wire_page *page, int64_t now_ms)
{
        const struct dialogue_event event = {.kind = DIALOGUE_EVENT_PAGE, .now_ms = now_ms, .page = page};
        struct call *call;
        int i = 0;

        while (i < dialogue->nopen && dialogue->open[i].sequence != page->sequence)
                i++;
        if (i == dialogue->nopen)
                return; /* a question of an earlier life */
        call = call_at(dialogue->calls, dialogue->open[i].place, dialogue->open[i].number);
        if ((int32_t)(dialogue->open[i].ends_before - dialogue->ends_read) > 0)
                dialogue->ends_read = dialogue->open[i].ends_before;
        dialogue->open[i] = dialogue->open[--dialogue->nopen];
        if (call != NULL && call->state == CALL_STATE_ASKING) {
                dialogue_happen(dialogue, call, &event);
        } else {
                struct call gone = {.page = {.count = count_of(page)}};

                count_page(dialogue, &gone, false); /* she hung up meanwhile */
        }
        dialogue_pump(dialogue, now_ms);
}

void
dialogue_on_engine(struct dialogue *dialogue, int64_t now_ms)
{
        const struct dialogue_event event = {.kind = DIALOGUE_EVENT_ENGINE, .now_ms = now_ms};
        struct call *call;

        dialogue->nopen = 0;
        dialogue->ends_told = dialogue->ends_read = 0;
        while ((call = call_first(dialogue->calls, CALL_STATE_ASKING)) != NULL)
                dialogue_happen(dialogue, call, &event);
        dialogue_pump(dialogue, now_ms);
}

void
dialogue_on_line(struct dialogue *dialogue, int64_t now_ms)
{
        const struct dialogue_event event = {.kind = DIALOGUE_EVENT_LINE, .now_ms = now_ms};
        struct call *call;

        while (dialogue->ends.has_room(dialogue->ends.context) &&
               (call = call_first(dialogue->calls, CALL_STATE_OWING)) != NULL) {
                dialogue_happen(dialogue, call, &event);
                if (call == call_first(dialogue->calls, CALL_STATE_OWING))
                        return; /* it is away again */
        }
        dialogue_pump(dialogue, now_ms);
}

void
dialogue_on_time(struct dialogue *dialogue, int64_t now_ms)
{
        const struct dialogue_event event = {.kind = DIALOGUE_EVENT_TIME, .now_ms = now_ms};
        struct call *call;

        while ((call = call_due(dialogue->calls, now_ms)) != NULL)
                dialogue_happen(dialogue, call, &event);
        dialogue_pump(dialogue, now_ms);
}

int64_t
dialogue_deadline(const struct dialogue *dialogue)
{
        return calls_deadline(dialogue->calls);
}

/* --- the whole --- */

int
dialogue_init(struct dialogue *dialogue, const struct dialogue_ends *ends, const unsigned char tag_key[static TAG_KEY_SIZE], int show_s)
{
        memset(dialogue, 0, sizeof *dialogue);
        dialogue->ends = *ends;
        dialogue->next_sequence = randombytes_random();
        memcpy(dialogue->tag_key, tag_key, sizeof dialogue->tag_key);
        dialogue->calls = calls_new((int64_t)show_s * 1000);
        return dialogue->calls != NULL ? 0 : -ENOMEM;
}

void
dialogue_clear(struct dialogue *dialogue)
{
        calls_free(dialogue->calls);
        sodium_memzero(dialogue, sizeof *dialogue);
}

void
dialogue_end_all(struct dialogue *dialogue)
{
        for (int state = CALL_STATE_FREE + 1; state < CALL_STATE_COUNT; state++) {
                struct call *call;

                while ((call = call_first(dialogue->calls, (enum call_state)state)) != NULL)
                        dialogue_end(dialogue, call);
        }
}
