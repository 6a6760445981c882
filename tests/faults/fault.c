/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fault points of a build with -DWAYMARK_FAULTS. The plan is mapped before main(), so every child inherits it over the fork. Waiting
 * is done with poll(), which every process may call whatever else it has given up.
 */
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plan.h"

static struct fault_plan *plan;

__attribute__((constructor)) static void
map_plan(void)
{
        const char *path = getenv("WAYMARK_FAULT_PLAN");
        int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
        void *memory;

        if (fd < 0)
                return;
        memory = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        if (memory != MAP_FAILED)
                plan = memory;
}

void
fault_point(enum fault fault)
{
        if (plan == NULL)
                return;
        atomic_fetch_add(&plan->hits[fault], 1);
        if (atomic_load(&plan->armed) != (uint32_t)fault + 1 || atomic_fetch_sub(&plan->left, 1) != 1)
                return;
        atomic_store(&plan->armed, 0);
        atomic_store(&plan->pid, getpid());
        atomic_store(&plan->state, FAULT_STATE_REACHED);
        while (atomic_load(&plan->state) == FAULT_STATE_REACHED)
                (void)poll(NULL, 0, 1);
}
