/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A few AT commands without libgammu, for what it cannot do: listing messages without decoding them, emptying the slot of one that it
 * cannot decode. Part of the modem process; only while no phone is open, and after port_hold(), which ends libgammu's exclusive use.
 */
#ifndef WAYMARK_MODEM_RAW_H
#define WAYMARK_MODEM_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "common/pulse.h"

#define RAW_PDU 400                     /* hexadecimal digits: SMSC address of 12 octets and TPDU of 175 (TS 23.040), and room */

/* A stored message as the modem shows it: its slot, and its octets in hexadecimal; `cut`: it is longer than any message can be. */
struct raw_message {
        int32_t location;
        bool cut;
        char hex[RAW_PDU + 1];
};

/*
 * Lists SM and ME by AT+CMGL=4 in PDU mode (TS 27.005, 3.4.2), up to `room` messages; returns how many. Blocks for as long as the modem
 * goes on, seconds as a rule. -ETIMEDOUT, -EIO if the modem lists neither, or -errno of opening.
 */
int raw_list(const char *device, struct raw_message *messages, int room, struct pulse *pulse);

/*
 * Empties a slot by AT+CPMS and AT+CMGD (TS 27.005, 3.2.2 and 3.5.4). `location` is phone_raw_location()'s: 100000 and more lie in ME,
 * the others in SM. Blocks for a few seconds at most. 0, -ETIMEDOUT, -EIO if the modem says no, or -errno of opening.
 */
int raw_delete(const char *device, int32_t location, struct pulse *pulse);

/*
 * Restarts the modem by AT+CFUN=1,1, or by AT+CFUN=0 and AT+CFUN=1 where it does not know that (TS 27.007, 8.2). A USB stick leaves the bus
 * and comes back. Blocks for a minute at most. 0, or as above.
 */
int raw_restart(const char *device, struct pulse *pulse);

#endif
