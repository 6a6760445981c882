/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark import`: a translator's PO file into the messages of its language, all of it or nothing.
 */
#ifndef WAYMARK_CLI_IMPORT_H
#define WAYMARK_CLI_IMPORT_H

#include "command.h"

int import_command(const struct command_call *call);

#endif
