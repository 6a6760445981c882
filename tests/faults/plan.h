/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a test and the processes of a fault build share: a file that both map (WAYMARK_FAULT_PLAN names it). The test arms one point; the
 * process that comes to it stops there until it is killed or released.
 */
#ifndef WAYMARK_FAULTS_PLAN_H
#define WAYMARK_FAULTS_PLAN_H

#include <stdatomic.h>
#include <stdint.h>

#include "common/fault.h"

enum fault_state {
        FAULT_STATE_IDLE = 0,
        FAULT_STATE_REACHED,
};

struct fault_plan {
        _Atomic uint32_t armed;         /* enum fault + 1, 0: none */
        _Atomic int32_t left;           /* occasions until it stops: 1 is the next */
        _Atomic uint32_t state;         /* enum fault_state */
        _Atomic int32_t pid;            /* who stands there */
        _Atomic uint32_t hits[FAULT_COUNT];
};

#endif
