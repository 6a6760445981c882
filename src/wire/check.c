/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Field checks, one function a row that has fields. A process that breaks them has been taken over or is broken: the receiver drops it.
 */
#include "check.h"

#include <stddef.h>
#include <string.h>

#include "common/netclock.h"
#include "common/sandbox.h"
#include "common/sender.h"

#define VALIDITY_H_MAX 1512             /* 63 weeks: the most a validity period can say (TS 23.040, 9.2.3.12.1) */
#define GSM7_PAGE_MAX 182               /* TS 23.038, 5 */
#define UCS2_PAGE_MAX 91
#define NETWORK_RESETS_MAX 16
#define DAY_MAX 60000                   /* the year 2134 */
#define DAY_S 86400
#define ZONE_MAX_S (14 * 3600)
#define PEOPLE_MAX 1000000000           /* more than any network has subscribers */

/* NUL-terminated exactly at `len`. Which octets stand before that is not looked at: who reads a text bears any. */
static bool
text_is_sound(const char *text, size_t len, size_t room)
{
        return len < room && text[len] == '\0' && memchr(text, '\0', len) == NULL;
}

static bool
string_is_sound(const char *text, size_t room)
{
        return memchr(text, '\0', room) != NULL;
}

static bool
printable_is_sound(const char *text, size_t room)
{
        if (!string_is_sound(text, room))
                return false;
        for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
                if (*c < 0x20 || *c == 0x7f)
                        return false;
        return true;
}

static bool
code_is_sound(uint16_t code)
{
        char text[CODE_TEXT];

        return code == 0 || strcmp(code_language(code, text), "-") != 0;
}

static bool
day_is_sound(int32_t day)
{
        return day >= 0 && day <= DAY_MAX;
}

static bool
peer_is_sound(const struct wire_peer *peer)
{
        return (peer->role & WIRE_CHILDREN) != 0 && (peer->role & (peer->role - 1)) == 0 &&
               peer->front < WIRE_FRONTS_MAX;
}

/* What one life of a modem process tells, the next one reckons with. */
static bool
ladder_is_sound(const struct wire_ladder *ladder)
{
        return ladder->rung < WIRE_MODEM_RUNG_COUNT && ladder->usb < WIRE_USB_COUNT && ladder->network_resets <= NETWORK_RESETS_MAX &&
               ladder->failed_ms >= 0 && ladder->without_network_since_ms >= 0 && ladder->network_reset_ms >= 0;
}

static bool
ready_is_sound(const struct wire_ready *ready)
{
        return (ready->in_force & ready->refused) == 0 &&
               ((ready->in_force | ready->refused) & ~(uint32_t)SANDBOX_PROTECTION_ALL) == 0;
}

static bool
modem_state_is_sound(const struct wire_modem_state *state)
{
        return state->phase > 0 && state->phase < WIRE_MODEM_PHASE_COUNT && state->signal_percent >= -1 &&
               state->signal_percent <= 100 && state->registered <= 5 && state->network_utc >= 0 &&
               state->network_zone_s >= -ZONE_MAX_S && state->network_zone_s <= ZONE_MAX_S &&
               state->network_witnesses <= NETCLOCK_WITNESSES &&
               ladder_is_sound(&state->ladder) &&
               printable_is_sound(state->operator_name, sizeof state->operator_name) &&
               printable_is_sound(state->problem, sizeof state->problem);
}

static bool
engine_state_is_sound(const struct wire_engine_state *state)
{
        for (size_t i = 0; i < sizeof state->languages / sizeof state->languages[0]; i++)
                if (!code_is_sound(state->languages[i]))
                        return false;
        return day_is_sound(state->budget_day) && printable_is_sound(state->problem, sizeof state->problem);
}

static bool
front_state_is_sound(const struct wire_front_state *state)
{
        return state->phase > 0 && state->phase < WIRE_FRONT_PHASE_COUNT &&
               printable_is_sound(state->problem, sizeof state->problem);
}

static bool
step_is_sound(const struct wire_step *step)
{
        return step->kind > 0 && step->kind < WIRE_STEP_KIND_COUNT && step->sender > 0 && step->sender < SENDER_KIND_COUNT &&
               (step->kind == WIRE_STEP_KIND_PATH) == (step->session == 0) && day_is_sound(step->day) && code_is_sound(step->country) &&
               step->again <= 1 && step->gsm7_characters > 0 && step->gsm7_characters <= GSM7_PAGE_MAX &&
               step->ucs2_characters > 0 && step->ucs2_characters <= UCS2_PAGE_MAX &&
               step->text_len < (step->kind == WIRE_STEP_KIND_PATH ? WIRE_PATH : WIRE_INPUT) &&
               text_is_sound(step->text, step->text_len, sizeof step->text);
}

static bool
page_is_sound(const struct wire_page *page)
{
        return day_is_sound(page->day) && code_is_sound(page->language) && page->ends <= 1 && page->outcome < OUTCOME_COUNT &&
               page->topic < TOPIC_COUNT && text_is_sound(page->text, page->text_len, sizeof page->text) &&
               (page->text_len > 0 || page->outcome == OUTCOME_IGNORED);
}

static bool
ask_is_sound(const struct wire_ask *ask)
{
        return ask->channel > 0 && ask->channel < CHANNEL_COUNT && ask->sender > 0 &&
               ask->sender < SENDER_KIND_COUNT && ask->age_s >= -1 && day_is_sound(ask->day) &&
               code_is_sound(ask->country) && ask->again <= 1 && ask->unreadable <= 1 && ask->day_left_s <= DAY_S &&
               text_is_sound(ask->text, ask->text_len, sizeof ask->text);
}

static bool
answer_is_sound(const struct wire_answer *answer)
{
        return answer->outcome > 0 && answer->outcome < OUTCOME_COUNT && answer->topic < TOPIC_COUNT &&
               code_is_sound(answer->language) && day_is_sound(answer->day) && answer->flash <= 1 && answer->validity_h <= VALIDITY_H_MAX &&
               text_is_sound(answer->text, answer->text_len, sizeof answer->text) &&
               (answer->outcome == OUTCOME_ANSWERED) == (answer->text_len > 0);
}

static bool
count_is_sound(const struct wire_count *count)
{
        return day_is_sound(count->day) && code_is_sound(count->language) && count->channel > 0 &&
               count->channel < CHANNEL_COUNT && count->topic < TOPIC_COUNT && count->outcome > 0 &&
               count->outcome < OUTCOME_COUNT && count->oldest_open <= count->sequence;
}

static bool
reach_is_sound(const struct wire_reach *reach)
{
        return day_is_sound(reach->day) && reach->day != 0 && reach->people <= PEOPLE_MAX;
}

/* Bytes without a meaning. They are zero: a number fits into six of them. */
#define SPARE(type, row, field) {WIRE_##type, offsetof(struct row, field), sizeof ((struct row *)0)->field}
static const struct {
        enum wire_type type;
        size_t at, len;
} spares[] = {
        SPARE(PEER, wire_peer, reserved),
        SPARE(STOP, wire_stop, reserved),
        SPARE(STATE_ASK, wire_state_ask, reserved),
        SPARE(RELOAD, wire_reload, reserved),
        SPARE(MODEM_STATE, wire_modem_state, reserved),
        SPARE(MODEM_STATE, wire_modem_state, ladder.reserved),
        SPARE(PIN_REFUSED, wire_pin_refused, reserved),
        SPARE(PORT, wire_port, reserved),
        SPARE(REPAIR, wire_repair, reserved),
        SPARE(REPAIRED, wire_repaired, reserved),
        SPARE(FRONT_STATE, wire_front_state, reserved),
        SPARE(ANSWER, wire_answer, reserved),
        SPARE(STEP, wire_step, reserved),
        SPARE(STEP, wire_step, reserved2),
        SPARE(PAGE, wire_page, reserved),
        SPARE(COUNT, wire_count, reserved),
        SPARE(COUNTED, wire_counted, reserved),
        SPARE(SPENT_ASK, wire_spent_ask, reserved),
};

static bool
spares_are_zero(const struct wire_message *message)
{
        const unsigned char *payload = (const unsigned char *)&message->as;

        for (size_t i = 0; i < sizeof spares / sizeof spares[0]; i++)
                for (size_t k = 0; spares[i].type == message->header.type && k < spares[i].len; k++)
                        if (payload[spares[i].at + k] != 0)
                                return false;
        return message->header.reserved == 0;
}

bool
wire_fields_are_sound(const struct wire_message *message)
{
        if (!spares_are_zero(message))
                return false;
        switch ((enum wire_type)message->header.type) {
        case WIRE_PEER:         return peer_is_sound(&message->as.PEER);
        case WIRE_MODEM_STATE:  return modem_state_is_sound(&message->as.MODEM_STATE);
        case WIRE_REPAIR:       return message->as.REPAIR.kind > 0 && message->as.REPAIR.kind < WIRE_REPAIR_KIND_COUNT;
        case WIRE_REPAIRED:     return message->as.REPAIRED.usb < WIRE_USB_COUNT;
        case WIRE_ENGINE_STATE: return engine_state_is_sound(&message->as.ENGINE_STATE);
        case WIRE_LEDGER_STATE: return day_is_sound(message->as.LEDGER_STATE.day);
        case WIRE_FRONT_STATE:  return front_state_is_sound(&message->as.FRONT_STATE);
        case WIRE_STEP:         return step_is_sound(&message->as.STEP);
        case WIRE_PAGE:         return page_is_sound(&message->as.PAGE);
        case WIRE_ASK:          return ask_is_sound(&message->as.ASK);
        case WIRE_ANSWER:       return answer_is_sound(&message->as.ANSWER);
        case WIRE_COUNT:        return count_is_sound(&message->as.COUNT);
        case WIRE_SPENT_ASK:    return day_is_sound(message->as.SPENT_ASK.day);
        case WIRE_SPENT:        return day_is_sound(message->as.SPENT.day);
        case WIRE_REACH:        return reach_is_sound(&message->as.REACH);
        case WIRE_READY:        return ready_is_sound(&message->as.READY);
        case WIRE_STOP:
        case WIRE_STATE_ASK:
        case WIRE_RELOAD:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_COUNTED:
                return true; /* any number will do */
        case WIRE_NONE:
        case WIRE_TYPE_COUNT:
                break;
        }
        return false;
}
