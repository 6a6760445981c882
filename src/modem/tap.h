/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tap on the port: what is read from it lands in memory that outlives this process before anybody here sees it. So the word of the
 * network is not lost with a process that dies between reading it and noting it: the next one finds it in the tap. The memory has no name
 * and no file; the parent holds a descriptor of it and does not look; it is wiped as soon as the word is noted. The modem process only.
 */
#ifndef WAYMARK_MODEM_TAP_H
#define WAYMARK_MODEM_TAP_H

#include <stddef.h>
#include <sys/types.h>

#define TAP_BYTES 4096                  /* far more than an echoed PDU and the longest answer */

/* The parent: makes the memory; a descriptor (close-on-exec), or -errno. */
int tap_make(void);

/* Maps the memory and closes `fd`; -1: memory that dies with us. 0 or -errno. */
int tap_open(int fd);

/* From now on what is read from this descriptor is kept: after what there is already, or after wiping that. */
void tap_follow(int port_fd);
void tap_begin(int port_fd);

/*
 * What libgammu reads from this device, by whatever descriptor but ours, passes the sieve (sieve.h), now and until it is said for another
 * one; NULL: none does.
 */
void tap_sieve(const char *device, int not_fd);

/* read(2) through the tap. libgammu's own read() comes to it by itself. */
ssize_t tap_read(int fd, void *bytes, size_t room);

/* Keeps nothing more and wipes what there is. */
void tap_end(void);

/* What is kept, by this life and an earlier one. It may hold a number and a text. */
const char *tap_kept(size_t *len);

#endif
