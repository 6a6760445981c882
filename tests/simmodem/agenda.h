/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The agenda of the simulator: what is to happen when. It is the only source of time; everything that waits (a slow
 * network, a paced line, a USSD answer, chatter) is an entry here, run by the one loop in main.c. Entries of the same
 * instant run in the order in which they were made.
 */
#ifndef SIMMODEM_AGENDA_H
#define SIMMODEM_AGENDA_H

#include <stdint.h>

struct agenda;

#define AGENDA_NEVER UINT64_MAX

struct agenda *agenda_new(void);
void agenda_free(struct agenda *agenda);

uint64_t agenda_now_us(void);           /* CLOCK_MONOTONIC */

void agenda_add(struct agenda *agenda, uint64_t when_us, void (*act)(void *context), void *context);

/* Removes the entries of this context; act NULL: all of them. */
void agenda_cancel(struct agenda *agenda, void (*act)(void *context), void *context);

uint64_t agenda_next_us(const struct agenda *agenda);   /* AGENDA_NEVER if empty */

/* Runs what is due now; entries added meanwhile wait for the next call. */
void agenda_run(struct agenda *agenda);

#endif
