/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is done about a modem that does not work, and how often: a ladder from the mildest cure to the strongest, climbed one rung a
 * failure and never in a hurry. Part of the modem process; pure, the time comes in. Its state (struct wire_ladder) goes to the parent with
 * every wire_modem_state and comes back into the next life, for a modem that hangs takes the process with it.
 *
 *   WELL --failure--> RECONNECT --> REOPEN --> RESET --> REBIND --> REST (longer each time) --> REOPEN ...
 *     ^                   |           |          |         |         |
 *     +---- a part accepted, or all well for a while ------+---------+
 */
#ifndef WAYMARK_MODEM_LADDER_H
#define WAYMARK_MODEM_LADDER_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/wire.h"

/* It failed: climbs as far as the table says. What `ladder->rung` is now is to be done at once; then nothing for the returned time. */
int64_t ladder_fail(struct wire_ladder *ladder, int64_t now_ms);

/* The network took a part; the modem answered: */
void ladder_note_sent(struct wire_ladder *ladder);
void ladder_note_answer(struct wire_ladder *ladder, int64_t now_ms);

/*
 * Whether there is a network. True if the modem should be restarted because there was none for an hour; for two, four ... when that did
 * not help.
 */
bool ladder_note_network(struct wire_ladder *ladder, bool registered, int64_t now_ms);

/* How long there has been no network. */
int64_t ladder_without_network_ms(const struct wire_ladder *ladder, int64_t now_ms);

/* "restarting it (AT+CFUN)": what is being tried on a rung. */
const char *ladder_words(enum wire_modem_rung rung);

#endif
