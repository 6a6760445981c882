/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The engine among fronts and a ledger that were taken over: questions, steps of sessions and sums of any kind, in any order.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/code.h"
#include "common/sender.h"
#include "engine/engine.h"
#include "peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 8;

enum { LEDGER, MODEM, GSUP };

#define QUESTION(who, words) \
        {MODEM, {.header = {.type = WIRE_ASK}, .as.ASK = {.tag = (who), .sequence = 1, .day = PEERS_DAY, .age_s = 2, .channel = CHANNEL_SMS, \
                 .sender = SENDER_KIND_PERSON, .day_left_s = 40000, .text = words}}}
#define SENT(step, id, words) \
        {GSUP, {.header = {.type = WIRE_STEP}, .as.STEP = {.tag = 7, .session = (id), .sequence = 1, .day = PEERS_DAY, .kind = (step), \
                .sender = SENDER_KIND_PERSON, .gsm7_characters = 128, .ucs2_characters = 56, .text = words}}}

static const struct peers_template templates[] = {
        QUESTION(1, "JOB"),
        QUESTION(2, "Мені пропонують роботу в Німеччині, паспорт забирають"),
        QUESTION(1, "1"),
        QUESTION(1, "STOP"),
        QUESTION(3, "casa la Bucuresti, sun la *******"),
        {LEDGER, {.header = {.type = WIRE_SPENT}, .as.SPENT = {.day = PEERS_DAY, .parts = 3}}},
        SENT(WIRE_STEP_KIND_BEGIN, 1, ""),
        SENT(WIRE_STEP_KIND_INPUT, 1, "2"),
        SENT(WIRE_STEP_KIND_INPUT, 1, "0"),
        SENT(WIRE_STEP_KIND_END, 1, ""),
        SENT(WIRE_STEP_KIND_PATH, 0, "1*2*0*робота"),
};

static int
live(int parent_fd)
{
        struct engine_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .country = code_pack("RO"),
                                     .languages = {code_pack("en"), code_pack("uk")}, .nlanguages = 2, .publish_minimum = 3,
                                     .limits = {.replies_per_hour = 100000, .replies_per_day = 100000, .parts_per_day = 1000000,
                                                .answer_within_h = 12, .validity_h = 6}};

        snprintf(birth.messages, sizeof birth.messages, "messages");
        return engine_main(&birth);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct peers peers = {.name = "the engine", .role = WIRE_ENGINE, .state = WIRE_ENGINE_STATE, .n = 3,
                                     .list = {{WIRE_LEDGER, 0, 0}, {WIRE_MODEM, 0, 0}, {WIRE_GSUP, WIRE_FRONT_GSUP, 0}},
                                     .templates = templates, .ntemplates = sizeof templates / sizeof templates[0], .live = live};

        peers_try(&peers, data, size);
        return 0;
}
