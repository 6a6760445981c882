/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark status`: how the gateway is, for a person or as JSON.
 */
#ifndef WAYMARK_CLI_STATUS_H
#define WAYMARK_CLI_STATUS_H

#include "command.h"
#include "gateway.h"

#include <stdbool.h>
#include <stdio.h>

int status_command(const struct command_call *call);

/* The two forms of a report; used by the command and its tests. */
void status_print_table(FILE *out, bool colours, const struct gateway_report *report);
void status_print_json(FILE *out, const struct gateway_report *report);

#endif
