/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the configuration in a process of its own that ends afterwards. What libconfig and stdio leave in freed memory (PIN, staff numbers,
 * secrets) ends with it: the parent gets the plain struct only, and so its children, which inherit the parent's memory, find nothing
 * that was not wiped. An edit that kills the parser does not kill the gateway. One that takes it over can lie about the configuration and no more: the
 * process has a sandbox of its own, though it may be root (sandbox.h: it can open that one file, and that for reading), and what it tells is
 * checked before it is used. Part of the parent.
 */
#ifndef WAYMARK_PARENT_READER_H
#define WAYMARK_PARENT_READER_H

#include "common/config.h"
#include "common/finding.h"

#define READER_WAIT_MS 20000            /* for a disk that is slow */
#define READER_FINDINGS 64              /* so many findings are brought along */

/* As config_load(); -EIO, told as a finding, if the reading process died, hangs or tells nonsense. Blocks for READER_WAIT_MS at most. */
int reader_load(const char *file, struct config *config, struct findings *findings);

#endif
