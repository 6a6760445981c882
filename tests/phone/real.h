/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `make run MODEM=/dev/ttyUSB0`: the gateway on a real modem, with its log and its state on this terminal. Part of build/phone.
 */
#ifndef WAYMARK_PHONE_REAL_H
#define WAYMARK_PHONE_REAL_H

#include "bench.h"
#include "input.h"

/* Until Ctrl-C, Ctrl-D on a terminal, or the gateway's end. Returns the exit status. */
int real_run(struct bench *bench, struct input *input, const char *device);

#endif
