/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * sd_notify(3) without the library: READY, STATUS, WATCHDOG to the service manager, if there is one. Part of the parent; never blocks.
 */
#ifndef WAYMARK_PARENT_NOTIFY_H
#define WAYMARK_PARENT_NOTIFY_H

#include <stdint.h>

/* Sends "READY=1\nSTATUS=..." or the like to $NOTIFY_SOCKET; without one it does nothing. */
void notify_send(const char *text);

/* How often WATCHDOG=1 is expected, in ms, a third of the limit; 0: never. */
int64_t notify_watchdog_ms(void);

#endif
