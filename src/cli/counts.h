/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark counts`: the counts that may be shared, out of ledger.db, which is only read; the gateway need not run. `waymark` only; blocks
 * on the disk.
 */
#ifndef WAYMARK_CLI_COUNTS_H
#define WAYMARK_CLI_COUNTS_H

#include "common/config.h"

/* argv[0] is "counts". Prints to stdout, trouble to stderr; returns the exit status (enum command_exit). */
int counts_command(const struct config *config, int argc, char **argv);

#endif
