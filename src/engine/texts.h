/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One text message: from an ASK that the guard has admitted to its answer, with what is remembered of the person and her limits. The twin of
 * steps.h, which does the same for menus. Part of the engine; pure, the time comes in as an argument.
 *
 * A lone number always chooses from the menu by SMS, whether that was sent a minute ago, yesterday or never: who texts "1" wants help, and no
 * reading of it is more useful. What is kept for TEXTS_MENU_MS is only that the menu was sent: who writes something else then that is not
 * understood is told so, instead of being sent the same menu again; later she gets the menu.
 */
#ifndef WAYMARK_ENGINE_TEXTS_H
#define WAYMARK_ENGINE_TEXTS_H

#include <stdint.h>

#include "guard.h"
#include "people.h"
#include "wire/wire.h"
#include "words/answer.h"

#define TEXTS_MENU_MS (INT64_C(15) * 60 * 1000)

struct texts {
        const struct catalogue *catalogue;
        const struct guard *guard;
        struct people *people;
        int64_t now_ms;
};

/* ANSWERED: the reply is in `answer`. Else why nothing is sent; but for SILENT, `answer` tells what it would have been about. */
enum outcome texts_take(const struct texts *texts, const struct wire_ask *ask, struct answer *answer);

#endif
