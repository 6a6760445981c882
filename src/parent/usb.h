/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resetting the USB port of a modem that hears nothing any more, as if somebody pulled it out and put it in again: the kernel's driver is
 * taken off the device and put on it again (sysfs). Only where whoever runs waymarkd may write there; see waymarkd(8). Part of the parent.
 */
#ifndef WAYMARK_PARENT_USB_H
#define WAYMARK_PARENT_USB_H

#include <sys/types.h>

#include "wire/wire.h"

#define USB_NAME 64                     /* "1-1.4.2": the bus and the chain of ports */

/* The USB device that a tty belongs to, by its device number: fills `name`, "" if it belongs to none. `sysfs` is "/sys". */
void usb_find(const char *sysfs, dev_t tty, char name[static USB_NAME]);

/*
 * Takes the device off and puts it on again after `pause_ms`. Blocks for that long and for as long as the kernel takes: only in a process
 * of its own (usb_fork()). By /sys/bus/usb/drivers/usb/unbind and bind, else by the device's own `authorized`.
 */
enum wire_usb usb_rebind(const char *sysfs, const char *name, int pause_ms);

/* The same in a process of its own, whose exit status is the result; its pid, or -1. It goes on if we die, for a device left off stays off. */
pid_t usb_fork(const char *sysfs, const char *name);

#endif
