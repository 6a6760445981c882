/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sieve in the line from the modem: lines that sticks say of themselves, and that nobody here needs, do not reach libgammu. A line that it
 * does not know it takes for the head of the next answer, which then never ends; and any byte at all makes it wait anew, so that a stick
 * that tells its signal every second can hold a command for ever (LIBGAMMU, A.2). Part of the modem process. Pure.
 */
#ifndef WAYMARK_MODEM_SIEVE_H
#define WAYMARK_MODEM_SIEVE_H

#include <stddef.h>

#define SIEVE_HELD 32                   /* the longest name of such a line, and the empty line before it */

struct sieve {
        int at;                         /* where in a line: sieve.c */
        size_t nheld;
        char held[SIEVE_HELD];          /* came already and may yet be dropped */
};

/* All zero is a sieve at the start of a line. */

/*
 * Takes `n` bytes that came and leaves there what may pass, with what was held before: there must be room for n + SIEVE_HELD. Returns how
 * many bytes that is, 0 too. Never holds what an answer or a prompt could end with.
 */
size_t sieve_pass(struct sieve *sieve, char *bytes, size_t n);

#endif
