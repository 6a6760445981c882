/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a gateway costs, seen from outside: sums over all descendants of a process (its subreaper) but one, the simulator; and what
 * reached a card of its own.
 */
#ifndef WAYMARK_BENCH_PEERS_LOOK_H
#define WAYMARK_BENCH_PEERS_LOOK_H

#include <sys/types.h>

double look_now_ms(void);               /* CLOCK_MONOTONIC */
double look_cpu_ms(pid_t root, pid_t but);      /* of those that live, and of their children that were waited for */
double look_pss_kb(pid_t root, pid_t but);
double look_switches_a_minute(pid_t root, pid_t but, int seconds); /* of all threads; blocks so long */

/* SIGKILL for all of them, and waits until they are gone. */
void look_kill(pid_t root, pid_t but);

/* An ext4 image at FOLDER/state, 64 MB. Without root or loop devices it stays a plain folder. */
void look_mount_card(const char *folder);
void look_unmount_card(const char *folder);

/* What was ever written to that card after a sync, in kB; -1 if there is none. */
double look_card_kb(const char *folder);

#endif
