/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What libgammu can tell about all that passes between it and the modem: numbers, texts, the PIN. A release build has no way to switch it
 * on. `make GAMMU_TRACE=yes BUILD=build/trace` makes a waymarkd for a bench with a modem and nobody's messages: it shows it on the terminal,
 * after a warning, and nowhere else. `modem` only.
 */
#ifndef WAYMARK_MODEM_TRACE_H
#define WAYMARK_MODEM_TRACE_H

#include <gammu.h>

/* Before rights are given up: looks whether standard error is a terminal, and warns. Nothing in a release build. */
void trace_open(void);

/* For GSM_Config: a level as libgammu names it, at most 10 characters. */
const char *trace_level(void);

/* What libgammu calls with each piece of text; NULL where nothing is to be shown. */
GSM_Log_Function trace_function(void);

#endif
