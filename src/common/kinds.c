/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names of topics, channels and outcomes, made from kinds.def. Pure; used by every process.
 */
#include "kinds.h"

#include <stddef.h>
#include <string.h>

struct kind {
        const char *name;
        bool service;
};

static const struct kind topics[TOPIC_COUNT] = {
#define TOPIC(name, word, number, service) [(number)] = {word, service},
#include "kinds.def"
#undef TOPIC
};

static const struct kind channels[CHANNEL_COUNT] = {
#define CHANNEL(name, word, number) [(number)] = {word, false},
#include "kinds.def"
#undef CHANNEL
};

static const struct kind outcomes[OUTCOME_COUNT] = {
#define OUTCOME(name, word, number) [(number)] = {word, false},
#include "kinds.def"
#undef OUTCOME
};

static const char *
kind_name(const struct kind *kinds, unsigned count, unsigned number)
{
        return number < count && kinds[number].name != NULL ? kinds[number].name : "-";
}

const char *
topic_name(unsigned topic)
{
        return kind_name(topics, TOPIC_COUNT, topic);
}

const char *
channel_name(unsigned channel)
{
        return kind_name(channels, CHANNEL_COUNT, channel);
}

const char *
outcome_name(unsigned outcome)
{
        return kind_name(outcomes, OUTCOME_COUNT, outcome);
}

enum topic
topic_by_name(const char *name)
{
        for (unsigned i = 1; i < TOPIC_COUNT; i++)
                if (topics[i].name != NULL && strcmp(topics[i].name, name) == 0)
                        return (enum topic)i;
        return TOPIC_NONE;
}

bool
topic_is_service(unsigned topic)
{
        return topic < TOPIC_COUNT && topics[topic].service;
}
