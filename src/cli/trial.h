/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whether the gateway would take the messages as an import leaves them, asked before anything is written. `waymark import` only;
 * reads the disk.
 */
#ifndef WAYMARK_CLI_TRIAL_H
#define WAYMARK_CLI_TRIAL_H

#include "common/config.h"
#include "merge.h"

/* 0; -EINVAL with an error among the merge's findings, told at its line of the PO file; -ENOMEM. */
int trial_run(const struct merge *merge, const struct config *config);

#endif
