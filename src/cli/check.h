/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark check`: what is wrong with configuration and messages, and what every reply costs.
 */
#ifndef WAYMARK_CLI_CHECK_H
#define WAYMARK_CLI_CHECK_H

#include "command.h"

int check_command(const struct command_call *call);

#endif
