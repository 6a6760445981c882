/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who asks; see caller.h.
 */
#include "caller.h"

#include <stdio.h>
#include <string.h>

struct caller
caller_judge(const struct config *config, const struct number *number)
{
        struct number own[CONFIG_MODEMS];

        if (number == NULL)
                return (struct caller){.kind = SENDER_KIND_PERSON};
        memset(own, 0, sizeof own);
        for (int i = 0; i < config->nmodems; i++)
                snprintf(own[i].secret, sizeof own[i].secret, "%s", config->modems[i].own_number);
        return (struct caller){.kind = sender_kind(number, &config->guard, own, config->nmodems), .country = sender_country(number)};
}

const char *
caller_why(enum sender_kind kind)
{
        switch (kind) {
        case SENDER_KIND_ALPHANUMERIC: return "a name instead of a number cannot be answered";
        case SENDER_KIND_SHORT:        return "a short number is a service, not a person";
        case SENDER_KIND_OWN:          return "this is the gateway's own number";
        case SENDER_KIND_DENIED:       return "guard.deny_prefixes forbids this number";
        case SENDER_KIND_NOT_ALLOWED:  return "guard.allow_prefixes does not allow this number";
        case SENDER_KIND_PERSON:
        case SENDER_KIND_COUNT:
                break;
        }
        return "";
}
