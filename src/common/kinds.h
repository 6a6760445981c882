/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Topics, channels and outcomes by number and name, for every process; made from kinds.def.
 */
#ifndef WAYMARK_COMMON_KINDS_H
#define WAYMARK_COMMON_KINDS_H

#include <stdbool.h>
#include <stdint.h>

enum topic {
        TOPIC_NONE = 0,
#define TOPIC(name, word, number, service) TOPIC_##name = (number),
#include "kinds.def"
#undef TOPIC
        TOPIC_COUNT
};

enum channel {
        CHANNEL_NONE = 0,
#define CHANNEL(name, word, number) CHANNEL_##name = (number),
#include "kinds.def"
#undef CHANNEL
        CHANNEL_COUNT
};

enum outcome {
        OUTCOME_NONE = 0,
#define OUTCOME(name, word, number) OUTCOME_##name = (number),
#include "kinds.def"
#undef OUTCOME
        OUTCOME_COUNT
};

/* Lower-case names as in file names and reports ("job"); "-" for NONE and for numbers out of range. Static strings. */
const char *topic_name(unsigned topic);
const char *channel_name(unsigned channel);
const char *outcome_name(unsigned outcome);

/* The topic of that name, TOPIC_NONE if there is none. */
enum topic topic_by_name(const char *name);

/* True for the replies that are about the service itself (menu, stop, ...), not about a danger. */
bool topic_is_service(unsigned topic);

#endif
