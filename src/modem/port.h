/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The serial port beside libgammu. A second descriptor is held on it, by this process and by the parent: it keeps the line open when the
 * process dies in the middle of a send, so that the modem's word is still there for the next one. Part of the modem process.
 */
#ifndef WAYMARK_MODEM_PORT_H
#define WAYMARK_MODEM_PORT_H

#include <stdbool.h>

#include "common/fence.h"

/* Adds to the fence where the device is, or will be when it is plugged in again under another name. */
void port_fence(struct fence *fence, const char *device);

/*
 * Makes `*held_fd` (-1 or an earlier one) a descriptor on `device` that libgammu can open it beside of: an earlier one that hung up is
 * closed, exclusive use (TIOCEXCL, left behind by libgammu) is taken back. Returns 1 if it was opened anew, 0 if it is the earlier
 * one, -errno (then *held_fd is -1). Does not block.
 */
int port_hold(int *held_fd, const char *device);

/* libgammu's own descriptor of that device, -1 if there is none. */
int port_find(const char *device, int held_fd);

/* True if the other side has hung up (unplugged). Does not block. */
bool port_is_gone(int fd);

#endif
