/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The test's side of the plan (tests/faults/plan.h).
 */
#include "harness_faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct fault_plan *plan;

static const struct {
        const char *name, *who;
} points[FAULT_COUNT] = {
#define FAULT_POINT(point, process, truth) [FAULT_##point] = {#point, process},
#include "common/faults.def"
#undef FAULT_POINT
};

void
faults_open(void)
{
        char name[64];
        int fd = memfd_create("plan", MFD_CLOEXEC); /* the daemon opens it by our descriptor */

        if (fd < 0 || ftruncate(fd, sizeof *plan) < 0)
                abort();
        plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (plan == MAP_FAILED)
                abort();
        snprintf(name, sizeof name, "/proc/%d/fd/%d", (int)getpid(), fd);
        setenv("WAYMARK_FAULT_PLAN", name, 1);
}

const char *
fault_name(enum fault fault)
{
        return points[fault].name;
}

const char *
fault_who(enum fault fault)
{
        return points[fault].who;
}

void
faults_arm(enum fault fault, int n)
{
        atomic_store(&plan->left, n);
        atomic_store(&plan->armed, (uint32_t)fault + 1);
}

void
faults_disarm(void)
{
        atomic_store(&plan->armed, 0);
}

bool
faults_reached(void)
{
        return atomic_load(&plan->state) == FAULT_STATE_REACHED;
}

static bool
is_reached(struct rig *rig, void *arg)
{
        (void)rig;
        (void)arg;
        return faults_reached();
}

void
faults_wait(struct rig *rig, enum fault fault)
{
        rig_until(rig, is_reached, NULL, fault_name(fault));
}

void
faults_release(void)
{
        atomic_store(&plan->state, FAULT_STATE_IDLE);
}

unsigned
faults_hits(enum fault fault)
{
        return atomic_load(&plan->hits[fault]);
}
