/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where traces may be: files and folders with their names and attributes, and the memory, arguments and environment of processes.
 */
#ifndef WAYMARK_FORENSIC_PLACES_H
#define WAYMARK_FORENSIC_PLACES_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "traces.h"

/* How many traces are in a file, or in all below a folder: contents, names, targets of links, extended attributes. 0 if it is not there. */
size_t places_search_file(struct traces *traces, const char *path);
size_t places_search_tree(struct traces *traces, const char *root);

/* The same, but only files that were made or changed since then. */
size_t places_search_changed(struct traces *traces, const char *root, time_t since);

/* In all memory that the process can write, in argv, environ and its name. Regular files it has mapped are files, not memory. */
size_t places_search_process(struct traces *traces, pid_t pid);

/* In memory without a name (memfd) and deleted files that it has open, mapped or not. */
size_t places_search_nameless(struct traces *traces, pid_t pid);

/*
 * Does the system let us read that process's memory (CAP_SYS_PTRACE)? Else a test has nothing to search, and says so. Not in a build with
 * AddressSanitizer, which keeps on purpose what was freed.
 */
bool places_may_read(pid_t pid);

/* Calls `each` with every readable piece of the process's writable memory. */
void places_read_memory(pid_t pid, void (*each)(void *arg, const char *where, const unsigned char *bytes, size_t len), void *arg);

/* kB of the process that lie in swap, -1 unknown. */
long places_swapped_kb(pid_t pid);

#endif
