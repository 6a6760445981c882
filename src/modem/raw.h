/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A few AT commands without libgammu, for what it cannot do: emptying a slot whose message it cannot decode. Part of the modem process;
 * only while no phone is open.
 */
#ifndef WAYMARK_MODEM_RAW_H
#define WAYMARK_MODEM_RAW_H

#include <stdint.h>

#include "common/pulse.h"

/*
 * Empties a slot by AT+CPMS and AT+CMGD (TS 27.005, 3.2.2 and 3.5.4). `location` is phone_raw_location()'s: 100000 and more lie in ME,
 * the others in SM. Blocks for a few seconds at most. 0, -ETIMEDOUT, -EIO if the modem says no, or -errno of opening.
 */
int raw_delete(const char *device, int32_t location, struct pulse *pulse);

#endif
