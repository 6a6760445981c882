/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The taster: libgammu can die of a message (LIBGAMMU, A.3), and would die of it again in every life that lists the store. After a crash
 * in a listing each stored message is decoded alone, its slot noted in the journal before; the one that the process dies of now is
 * removed by the next life, without libgammu, and counted as unreadable. So it takes two deaths, and nobody else's message is lost.
 *
 *   listing --crash--> tasting each alone --crash--> removing that one, tasting the rest --> listing
 *
 * Part of the modem process; only while no phone is open.
 */
#ifndef WAYMARK_MODEM_TASTER_H
#define WAYMARK_MODEM_TASTER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pulse.h"
#include "journal.h"

/*
 * Does what the journal says is to be done after the last life; `crashed`: it was not simply killed. What is removed is counted on `day`.
 * Blocks for seconds. 0; or -errno of raw_list() if the modem does not list its messages (not yet, perhaps): call it again.
 */
int taster_taste(struct journal *journal, const char *device, struct pulse *pulse, bool crashed, int32_t day);

#endif
