/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing changed message files into the folder of one language. `waymark import` only; blocks on the disk.
 */
#ifndef WAYMARK_CLI_INSTALL_H
#define WAYMARK_CLI_INSTALL_H

#include "merge.h"

/*
 * Writes every changed page beside its file, then puts them in place one by one. 0; or -errno with an error among the merge's findings.
 * If one cannot be written, none is put in place. Reaches nothing outside the folder of the language, not even through a link.
 */
int install_pages(const struct merge *merge, const char *messages);

#endif
