/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fault points: the instants at which a test stops a process to kill it, or another one. In a release build they are nothing; with
 * -DWAYMARK_FAULTS, tests/faults/fault.c looks whether a test waits for this one. faults.def lists them.
 */
#ifndef WAYMARK_COMMON_FAULT_H
#define WAYMARK_COMMON_FAULT_H

enum fault {
#define FAULT_POINT(name, who, truth) FAULT_##name,
#include "faults.def"
#undef FAULT_POINT
        FAULT_COUNT
};

#ifdef WAYMARK_FAULTS
void fault_point(enum fault fault);
#define FAULT(name) fault_point(FAULT_##name)
/* A time that kill tests cannot wait for, and the one that they have instead. */
#define FAULT_OR(real, of_tests) (of_tests)
#else
#define FAULT(name) ((void)0)
#define FAULT_OR(real, of_tests) (real)
#endif

#endif
