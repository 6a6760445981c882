/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The serial port's descriptor, which libgammu keeps to itself: found among our own by its device number. Part of the modem process.
 */
#ifndef WAYMARK_MODEM_PORT_H
#define WAYMARK_MODEM_PORT_H

#include <stdbool.h>

/* The open descriptor of that device, -1 if there is none. */
int port_find(const char *device);

/* True if the other side has hung up (unplugged). Does not block. */
bool port_is_gone(int fd);

/* Closes it if it is still a terminal of ours. */
void port_close_if_open(int fd);

#endif
