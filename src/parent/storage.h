/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The folders of the gateway: state on the card, runtime on tmpfs; the lock that keeps a second gateway out, the journals of the modems,
 * the mark of a refused PIN. Part of the parent; blocks on the disk only.
 */
#ifndef WAYMARK_PARENT_STORAGE_H
#define WAYMARK_PARENT_STORAGE_H

#include <stdbool.h>

#include "common/config.h"
#include "common/finding.h"

/*
 * Makes both folders (0700) where they are missing, hands them to config->user if we are root, checks that they can be written, takes the
 * lock. Returns the lock's descriptor, to be kept open; -errno with a finding that names the cure.
 */
int storage_open(const struct config *config, struct findings *findings);

/*
 * The journal of a modem, as long as it has to be and with all its room taken now, for a full tmpfs must not end a process that writes to
 * it; -errno. The caller closes it.
 */
int storage_open_journal(const struct config *config, const char *modem);

/*
 * The PIN of a modem was refused: remembered on the card, for three wrong tries lock a SIM. A person removes the file. 0
 * or -errno: then it would be tried again by the next one who does not know.
 */
int storage_mark_pin(const struct config *config, const char *modem);
bool storage_pin_is_marked(const struct config *config, const char *modem);

#endif
