/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Listening for the word on a part that was handed over by a process that died: "+CMGS: n" and OK, or an error (TS 27.005, 3.5.1). Only
 * listens, for whatever is written now could be taken for the text of a message; libgammu, which flushes the port, comes after. Part of
 * the modem process.
 */
#ifndef WAYMARK_MODEM_LISTEN_H
#define WAYMARK_MODEM_LISTEN_H

#include <stdint.h>

#include "common/pulse.h"
#include "phone.h"

/*
 * Looks at what the tap has kept of an earlier life, then listens on `fd` (-1: not at all) until the word comes or `until_ms` (clock_ms()).
 * Blocks for that long, with the pulse set. What it hears is in the tap, too, for the next life. PHONE_SENT_UNKNOWN: no word came, or
 * the port is gone.
 */
enum phone_sent listen_for_word(int fd, int64_t until_ms, struct pulse *pulse);

/* What the tap has kept so far says, without waiting. */
enum phone_sent listen_to_tap(void);

#endif
