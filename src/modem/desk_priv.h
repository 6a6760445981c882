/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What desk.c and desk_send.c share; no other file includes it.
 */
#ifndef WAYMARK_MODEM_DESK_PRIV_H
#define WAYMARK_MODEM_DESK_PRIV_H

#include "desk.h"

/* The letter of that sequence, NULL if it is not on the desk. */
struct letter *desk_find(struct desk *desk, uint32_t sequence);

/* The outcome is certain: from here on the letter is only cleared and counted. */
void desk_decide(struct letter *letter, enum outcome outcome);

/* The engine has a reply for it. */
void desk_start_sending(struct desk *desk, struct letter *letter, const struct wire_answer *answer);

#endif
