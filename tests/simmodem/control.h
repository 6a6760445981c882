/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control socket: AF_UNIX, SOCK_STREAM, one command a line, answered in order. An answer is any number of data lines and
 * one last line, "ok ..." or "error REASON"; no data line begins so. A command that waits holds back the later ones of
 * its own connection only. The commands are in commands.c and README.md.
 */
#ifndef SIMMODEM_CONTROL_H
#define SIMMODEM_CONTROL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "simulator.h"

enum { CONTROL_CLIENTS_MAX = 32, CONTROL_POLLFDS = CONTROL_CLIENTS_MAX + 1 };

struct control;

/* NULL with errno set if the socket cannot be made; an old socket file is replaced. */
struct control *control_open(const char *path, struct simulator *simulator);
void control_close(struct control *control);

void control_fill_pollfds(const struct control *control, struct pollfd fds[CONTROL_POLLFDS]);
void control_serve(struct control *control, const struct pollfd fds[CONTROL_POLLFDS]);

/* Looks whether something that a client waits for has come true; to be called in every turn of the loop. */
void control_check_waits(struct control *control);
uint64_t control_next_us(const struct control *control);        /* the next deadline of a wait */

#endif
