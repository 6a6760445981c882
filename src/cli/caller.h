/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who asks, for the commands that try out what the gateway would do: the number after --from, judged as a front would. `waymark` only; pure.
 */
#ifndef WAYMARK_CLI_CALLER_H
#define WAYMARK_CLI_CALLER_H

#include "common/config.h"
#include "common/sender.h"

#include <stdint.h>

struct caller {
        enum sender_kind kind;
        uint16_t country;               /* of the number (code.h), 0 unknown */
};

/* NULL: a person of whom nothing is known. */
struct caller caller_judge(const struct config *config, const struct number *number);

/* Why such a sender is never answered; "" for a person. Static. */
const char *caller_why(enum sender_kind kind);

#endif
