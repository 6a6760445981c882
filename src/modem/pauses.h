/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libgammu's fixed pauses as a setting. The library sleeps 0.7 s a message and 0.4 s a command of the start; it calls usleep() through
 * the dynamic linker, so the usleep() defined in pauses.c takes its place and decides how long a pause really is. The modem process only.
 */
#ifndef WAYMARK_MODEM_PAUSES_H
#define WAYMARK_MODEM_PAUSES_H

/* How much of the fixed pauses is kept: 100 all, 0 none. */
void pauses_set_percent(int percent);

/* The port whose hang-up ends a wait at once, -1 for none; `on_hangup` is called then, within libgammu's wait. */
void pauses_watch(int fd, void (*on_hangup)(void *arg), void *arg);

/*
 * During GSM_SendSMS(): calls `tell` once, between the PDU and the Ctrl-Z that sends it. The library pauses for half a second there and
 * nowhere else in a send (at-sms.c), which is the only mark of that instant that a caller can see. NULL: no more.
 */
void pauses_tell_before_ctrl_z(void (*tell)(void *arg), void *arg);

#endif
