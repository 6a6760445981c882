/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark menu`: the USSD menu on the terminal, as a phone shows it.
 */
#ifndef WAYMARK_CLI_MENU_H
#define WAYMARK_CLI_MENU_H

#include "command.h"

int menu_command(const struct command_call *call);

#endif
