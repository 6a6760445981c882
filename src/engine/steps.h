/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One step of a USSD session: from a STEP of a front to the PAGE that it shows. The menu (src/menu/) decides what she reads, the guard
 * whether, the same as for texts. Part of the engine; pure, the time comes in as an argument.
 */
#ifndef WAYMARK_ENGINE_STEPS_H
#define WAYMARK_ENGINE_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "guard.h"
#include "people.h"
#include "sessions.h"
#include "wire/wire.h"

struct steps {
        const struct catalogue *catalogue;
        const struct guard *guard;
        struct people *people;
        struct sessions *sessions;
        int64_t now_ms;
};

/*
 * Takes a step of that front. True: `page` goes back to it. False: she is gone, nothing goes back.
 *
 * BEGIN and INPUT keep the session here; an INPUT whose session is over or unknown begins anew. PATH keeps nothing: all she typed is
 * replayed from the beginning, so the same path gives the same page (until staff change the texts). What is remembered about her is not
 * used for it, since it could change in between; only that a path was refused (limits) is. What she chooses is remembered in either case.
 *
 * A topic's text is counted, and taken from her limits, when it is shown first in a session. Over the limits she gets the `limit` text,
 * which ends the session.
 */
bool steps_take(const struct steps *steps, uint8_t front, const struct wire_step *step, struct wire_page *page);

#endif
