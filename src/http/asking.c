/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The window at the engine. A living ledger is waited for, so that no count is lost to haste; a dead one is not: people wait for answers.
 */
#include "asking.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "kannel.h"
#include "ussd.h"

/* What fits on a phone's screen through an aggregator (TS 23.038, 5: 160 octets). */
#define PAGE_GSM7 182
#define PAGE_UCS2 80

void
asking_init(struct asking *asking, struct link *engine, struct tally *tally, struct repeats *repeats,
            void (*done)(void *context, struct exchange *exchange), void *context)
{
        memset(asking, 0, sizeof *asking);
        asking->engine = engine;
        asking->tally = tally;
        asking->repeats = repeats;
        asking->done = done;
        asking->context = context;
        asking->day = DAY_UNKNOWN;
}

/* --- sending --- */

static int
send_step(struct asking *asking, const struct exchange *exchange)
{
        const struct question *question = &exchange->question;
        struct wire_step *step = &asking->step;
        int rc;

        *step = (struct wire_step){
                .tag = question->tag,
                .sequence = exchange->sequence,
                .day = asking->day,
                .country = question->country,
                .kind = WIRE_STEP_KIND_PATH,
                .sender = question->sender,
                .again = exchange->again,
                .gsm7_characters = PAGE_GSM7,
                .ucs2_characters = PAGE_UCS2,
                .text_len = question->text_len,
        };
        memcpy(step->text, question->text, question->text_len);
        rc = link_send(asking->engine, WIRE_STEP, step);
        explicit_bzero(step->text, question->text_len);
        return rc;
}

static int
send_ask(struct asking *asking, const struct exchange *exchange)
{
        const struct question *question = &exchange->question;
        struct wire_ask *ask = &asking->ask;
        int rc;

        *ask = (struct wire_ask){
                .tag = question->tag,
                .sequence = exchange->sequence,
                .day = asking->day,
                .age_s = question->age_s,
                .country = question->country,
                .channel = CHANNEL_KANNEL,
                .sender = question->sender,
                .again = exchange->again,
                .unreadable = question->unreadable,
                .text_len = question->text_len,
        };
        memcpy(ask->text, question->text, question->text_len);
        rc = link_send(asking->engine, WIRE_ASK, ask);
        explicit_bzero(ask->text, question->text_len);
        return rc;
}

/* How long a request is known again. */
static int64_t
remember_ms(const struct question *question)
{
        return question->kind == QUESTION_KIND_USSD ? USSD_REMEMBER_MS : KANNEL_REMEMBER_MS;
}

/* Whether it could be sent; on a link that fails, asking_on_engine_up() sends it anew. */
static bool
send_one(struct asking *asking, struct exchange *exchange)
{
        const struct question *question = &exchange->question;

        if (repeats_seen(asking->repeats, question->repeat_key, remember_ms(question), clock_ms()))
                exchange->again = true;
        return (question->kind == QUESTION_KIND_USSD ? send_step(asking, exchange) : send_ask(asking, exchange)) == 0;
}

static bool
counts_have_room(const struct asking *asking)
{
        return !link_is_up(asking->tally->ledger) || tally_open(asking->tally) + (uint32_t)asking->nopen < TALLY_OPEN;
}

void
asking_go_on(struct asking *asking)
{
        while (asking->first != NULL && asking->nopen < WIRE_ASKS_OPEN && link_is_up(asking->engine) && counts_have_room(asking)) {
                struct exchange *exchange = asking->first;

                asking->first = exchange->next;
                asking->nwaiting--;
                exchange->sequence = asking->next_sequence++;
                exchange->phase = EXCHANGE_PHASE_ASKED;
                asking->open[asking->nopen++] = exchange;
                if (!send_one(asking, exchange))
                        return;
        }
}

bool
asking_take(struct asking *asking, struct exchange *exchange)
{
        if (asking->nwaiting >= ASKING_QUEUE)
                return false;
        exchange->phase = EXCHANGE_PHASE_WAITING;
        exchange->again = false;
        exchange->next = NULL;
        if (asking->first == NULL)
                asking->first = exchange;
        else
                asking->last->next = exchange;
        asking->last = exchange;
        asking->nwaiting++;
        asking_go_on(asking);
        return true;
}

void
asking_on_engine_up(struct asking *asking)
{
        for (int i = 0; i < asking->nopen; i++) {
                asking->open[i]->again = true;
                if (!send_one(asking, asking->open[i]))
                        return;
        }
        asking_go_on(asking);
}

/* --- answers --- */

static void
close_place(struct asking *asking, int place)
{
        asking->open[place] = asking->open[--asking->nopen];
}

void
asking_drop(struct asking *asking, struct exchange *exchange)
{
        for (int i = 0; i < asking->nopen; i++)
                if (asking->open[i] == exchange) {
                        close_place(asking, i);
                        break;
                }
        for (struct exchange **at = &asking->first, *before = NULL; *at != NULL; before = *at, at = &(*at)->next)
                if (*at == exchange) {
                        *at = exchange->next;
                        if (asking->last == exchange)
                                asking->last = before;
                        asking->nwaiting--;
                        break;
                }
        exchange->phase = EXCHANGE_PHASE_NONE;
        asking_go_on(asking);
}

/* Takes it from the window; NULL if nobody waits for it (any more), or if it is the answer to a question of the other kind. */
static struct exchange *
take_open(struct asking *asking, uint32_t sequence, enum question_kind kind)
{
        for (int i = 0; i < asking->nopen; i++) {
                struct exchange *exchange = asking->open[i];

                if (exchange->sequence == sequence && exchange->question.kind == kind) {
                        close_place(asking, i);
                        return exchange;
                }
        }
        return NULL;
}

static void
finish(struct asking *asking, struct exchange *exchange, const struct wire_count *count)
{
        if (count->outcome != 0 && repeats_count(asking->repeats, exchange->question.repeat_key, clock_ms()))
                tally_add(asking->tally, count);
        exchange->refusal = REFUSAL_NONE;
        exchange->phase = EXCHANGE_PHASE_DONE;
        asking->done(asking->context, exchange);
        asking_go_on(asking);
}

void
asking_on_page(struct asking *asking, const struct wire_page *page)
{
        struct exchange *exchange = take_open(asking, page->sequence, QUESTION_KIND_USSD);
        const struct wire_count count = {
                .channel = CHANNEL_USSD,
                .day = page->day,
                .language = page->language,
                .topic = page->topic,
                .outcome = page->outcome,
        };

        if (exchange == NULL)
                return;
        exchange->reply = (struct reply){.flash = 0};
        exchange->reply.len = (uint16_t)ussd_write(page, exchange->reply.text);
        finish(asking, exchange, &count);
}

void
asking_on_answer(struct asking *asking, const struct wire_answer *answer)
{
        struct exchange *exchange = take_open(asking, answer->sequence, QUESTION_KIND_KANNEL);
        const struct wire_count count = {
                .channel = CHANNEL_KANNEL,
                .day = answer->day,
                .language = answer->language,
                .topic = answer->topic,
                .outcome = answer->outcome,
                .parts = answer->outcome == OUTCOME_ANSWERED ? answer->parts : 0,
        };

        if (exchange == NULL)
                return;
        exchange->reply = (struct reply){.flash = answer->flash, .validity_h = answer->validity_h, .len = answer->text_len};
        memcpy(exchange->reply.text, answer->text, answer->text_len + 1U);
        finish(asking, exchange, &count);
}
