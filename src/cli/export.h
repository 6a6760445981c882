/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark export`: the messages of a language as a PO file for translators.
 */
#ifndef WAYMARK_CLI_EXPORT_H
#define WAYMARK_CLI_EXPORT_H

#include "command.h"

int export_command(const struct command_call *call);

#endif
