/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A translation as a PO file. `waymark export` only.
 */
#ifndef WAYMARK_CLI_PO_WRITE_H
#define WAYMARK_CLI_PO_WRITE_H

#include "translation.h"

/* Writes the PO file to a descriptor. 0 or -errno. */
int po_write(const struct translation *translation, int fd);

#endif
