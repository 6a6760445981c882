/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking keys up in a table of config_keys.h, also by what someone may have meant. Used by config.c alone; pure.
 */
#ifndef WAYMARK_COMMON_CONFIG_HINT_H
#define WAYMARK_COMMON_CONFIG_HINT_H

#include "config_keys.h"

/* The row of that name, NULL if there is none. */
const struct config_key *config_hint_key(const struct config_key *keys, const char *name);

/* The name in the table that was probably meant; NULL if none is near. */
const char *config_hint_meant(const struct config_key *keys, const char *name);

/* The group, anywhere in the file, in which a key of this name stands; NULL if in none. */
const char *config_hint_group(const char *name);

/* "name, device, ..." of a table, cut at `room` bytes. */
void config_hint_list(const struct config_key *keys, char *list, size_t room);

#endif
