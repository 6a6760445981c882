/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sign of life of a child: a word in memory that it shares with the parent. Before it does what may hang it writes by when it must
 * be done; the parent kills it if that time passes. Costs no system call and wakes nobody.
 */
#ifndef WAYMARK_COMMON_PULSE_H
#define WAYMARK_COMMON_PULSE_H

#include <stdatomic.h>
#include <stdint.h>

struct pulse {
        _Atomic int64_t deadline_ms;    /* clock_ms(); 0: waiting in poll(), nothing is due */
        _Atomic int32_t offence;        /* offence.h: the system call that its filter ended it for, plus 1; 0: none */
};

/*
 * `n` pulses in shared memory, NULL without memory; the first of them is at the returned address. They live as long as the process. Each has
 * a page of its own: a newborn keeps only its own, or it could have the others killed.
 */
struct pulse *pulse_map(int n);
struct pulse *pulse_at(struct pulse *map, int i);
void pulse_keep_one(struct pulse *map, int n, const struct pulse *own);

/* The child: busy for at most `for_ms` from now on; idle. */
void pulse_busy(struct pulse *pulse, int64_t for_ms);
void pulse_idle(struct pulse *pulse);

#endif
