/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fields of every row: what a sound sender can have written. Used by wire_receive() alone, before anyone acts on a message. Pure.
 */
#ifndef WAYMARK_WIRE_CHECK_H
#define WAYMARK_WIRE_CHECK_H

#include "wire.h"

/* The type and the size of the message have been checked already. */
bool wire_fields_are_sound(const struct wire_message *message);

#endif
