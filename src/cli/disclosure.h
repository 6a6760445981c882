/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistical disclosure control: which cells of linked tables may be shown so that nobody can work out a small one. Used by `waymark
 * counts`. Pure; the reasons stand in disclosure.c.
 */
#ifndef WAYMARK_CLI_DISCLOSURE_H
#define WAYMARK_CLI_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum disclosure_state {
        DISCLOSURE_STATE_SHOWN = 0,
        DISCLOSURE_STATE_SMALL = 1,     /* hidden: below the minimum */
        DISCLOSURE_STATE_PROTECTS = 2,  /* hidden so that no sum gives a small one away */
};

/*
 * A cell is an arrow between two nodes that carries its count; at every node all that comes in goes out. A list with its total: each
 * cell from 0 to 1, the total from 1 to 0. Two lists with one total: from 0 to 1, from 1 to 2, the total from 2 to 0. And so on: what
 * is known to be equal meets in a node.
 */
struct disclosure_cell {
        int from, to;
        int64_t value;
        bool settled;                   /* its state was found before (and printed, perhaps), and stays */
        enum disclosure_state state;
};

/*
 * Finds the state of every cell that is not settled, so that every small cell could still be anything from 0 to `minimum` - 1 for one
 * who knows all that is shown. 1 if that was reached; 0 if not, even with all cells hidden that help: then show none of those that are
 * not settled; -ENOMEM.
 */
int disclosure_protect(struct disclosure_cell cells[], size_t ncells, int nnodes, int64_t minimum);

/* Down to a multiple of `minimum`. */
int64_t disclosure_round(int64_t value, int64_t minimum);

#endif
