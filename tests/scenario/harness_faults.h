/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fault points as a scenario uses them: the daemon of the fault build stops at one of them, and the test kills whom it likes while all
 * stands still. One plan a test program.
 */
#ifndef WAYMARK_SCENARIO_HARNESS_FAULTS_H
#define WAYMARK_SCENARIO_HARNESS_FAULTS_H

#include <stdbool.h>

#include "faults/plan.h"
#include "harness.h"

#define FAULTS_PROGRAM "faults/waymarkd"

/* Makes the plan; before rig_open() with `program` = FAULTS_PROGRAM. Never fails: it ends the test program with a reason. */
void faults_open(void);

/* Name and process of a point, and what is true there. */
const char *fault_name(enum fault fault);
const char *fault_who(enum fault fault);

/* The n-th occasion from now on; nothing is armed afterwards. */
void faults_arm(enum fault fault, int n);
void faults_disarm(void);

/* True if a process stands there; waiting for it fails the test after RIG_MS. */
bool faults_reached(void);
void faults_wait(struct rig *rig, enum fault fault);

/* Who stands there goes on, or is dead. */
void faults_release(void);

/* How often the point was passed since faults_open(). */
unsigned faults_hits(enum fault fault);

#endif
