/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shared signs of life: anonymous shared memory, inherited over fork.
 */
#include "pulse.h"

#include <stddef.h>
#include <sys/mman.h>

#include "clock.h"

struct pulse *
pulse_map(int n)
{
        void *at = mmap(NULL, (size_t)n * sizeof(struct pulse), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        return at == MAP_FAILED ? NULL : at;
}

void
pulse_busy(struct pulse *pulse, int64_t for_ms)
{
        atomic_store_explicit(&pulse->deadline_ms, clock_ms() + for_ms, memory_order_relaxed);
}

void
pulse_idle(struct pulse *pulse)
{
        atomic_store_explicit(&pulse->deadline_ms, 0, memory_order_relaxed);
}
