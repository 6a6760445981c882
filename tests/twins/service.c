/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whether a receiver serves who is honest.
 */
#include "receiver.h"

#include <stdio.h>
#include <string.h>

void
receiver_fill_ask(struct wire_ask *ask, uint32_t sequence)
{
        *ask = (struct wire_ask){.tag = sequence, .sequence = sequence, .day = RECEIVER_DAY, .age_s = 1, .channel = CHANNEL_SMS,
                                 .sender = SENDER_KIND_PERSON, .text_len = 3, .text = "JOB"};
}

static bool
engine_serves(struct receiver *receiver)
{
        struct wire_message message;
        struct wire_ask ask;

        receiver_fill_ask(&ask, ++receiver->sequence);
        return wire_send(receiver->front, WIRE_ASK, &ask, -1) == 0 &&
               receiver_await(receiver->front, WIRE_ENGINE, WIRE_MODEM, WIRE_ANSWER, &message) && message.as.ANSWER.sequence == ask.sequence &&
               message.as.ANSWER.outcome == OUTCOME_ANSWERED;
}

static bool
ledger_serves(struct receiver *receiver)
{
        struct wire_message message;
        struct wire_count count = {.sequence = ++receiver->sequence, .oldest_open = receiver->sequence, .day = RECEIVER_DAY, .channel = CHANNEL_SMS,
                                   .topic = 1, .outcome = OUTCOME_ANSWERED, .parts = 1};

        return wire_send(receiver->front, WIRE_COUNT, &count, -1) == 0 &&
               receiver_await(receiver->front, WIRE_LEDGER, WIRE_MODEM, WIRE_COUNTED, &message) && message.as.COUNTED.sequence == count.sequence;
}

bool
receiver_has_replied(const struct receiver *receiver, const char *number)
{
        return strcmp(rig_sent_to(receiver->rig, number), RECEIVER_REPLY) == 0;
}

/* A ledger that was replaced before its last word was read is told the older count again: that is how nothing gets lost. */
static bool
is_counted(const struct receiver *receiver, uint32_t sequence)
{
        struct wire_message message;

        while (receiver_await(receiver->ledger, WIRE_MODEM, WIRE_LEDGER, WIRE_COUNT, &message)) {
                struct wire_counted counted = {.sequence = message.as.COUNT.sequence};

                if (message.as.COUNT.outcome != OUTCOME_ANSWERED || wire_send(receiver->ledger, WIRE_COUNTED, &counted, -1) < 0)
                        return false;
                if (counted.sequence == sequence)
                        return true;
        }
        return false;
}

/* An SMS comes, the honest engine answers it, the network takes it, and the honest ledger counts it, once. */
static bool
modem_serves(struct receiver *receiver)
{
        struct wire_answer answer = {.outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .validity_h = 6, .text_len = sizeof RECEIVER_REPLY - 1,
                                     .text = RECEIVER_REPLY};
        struct wire_message message;
        char number[24];

        snprintf(number, sizeof number, "+4070001%04u", ++receiver->sequence);
        rig_sim(receiver->rig, "inject sim1 from=%s text=JOB", number);
        if (!receiver_await(receiver->engine, WIRE_MODEM, WIRE_ENGINE, WIRE_ASK, &message))
                return false;
        answer.sequence = message.as.ASK.sequence;
        return wire_send(receiver->engine, WIRE_ANSWER, &answer, -1) == 0 && is_counted(receiver, answer.sequence) &&
               receiver_has_replied(receiver, number);
}

static bool
tells_its_state(struct receiver *receiver, enum wire_type type)
{
        struct wire_state_ask ask = {.serial = ++receiver->sequence};
        struct wire_message message;

        return wire_send(receiver->parent, WIRE_STATE_ASK, &ask, -1) == 0 &&
               receiver_await(receiver->parent, receiver->role, WIRE_PARENT, type, &message);
}

static bool
serves(struct receiver *receiver)
{
        switch (receiver->role) {
        case WIRE_ENGINE: return engine_serves(receiver);
        case WIRE_LEDGER: return ledger_serves(receiver);
        case WIRE_MODEM:  return modem_serves(receiver);
        case WIRE_GSUP:
        case WIRE_HTTP:   return tells_its_state(receiver, WIRE_FRONT_STATE);
        case WIRE_PARENT:
        case WIRE_WEB:    break;
        }
        return false;
}

void
receiver_expect_service(struct receiver *receiver, const char *after)
{
        receiver_expect_alive(receiver, after);
        if (!serves(receiver))
                rig_fail(receiver->rig, "%s does not serve the honest after %s", receiver->name, after);
        receiver_expect_alive(receiver, after);
}
