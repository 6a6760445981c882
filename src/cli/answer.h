/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark answer`: what would be answered to a text, without a modem and without counting it.
 */
#ifndef WAYMARK_CLI_ANSWER_H
#define WAYMARK_CLI_ANSWER_H

#include "command.h"

int answer_command(const struct command_call *call);

#endif
