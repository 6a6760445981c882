/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Shared signs of life: anonymous shared memory, inherited over fork.
 */
#include "pulse.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"

static size_t
page_bytes(void)
{
        return (size_t)sysconf(_SC_PAGESIZE);
}

struct pulse *
pulse_map(int n)
{
        void *at = mmap(NULL, (size_t)n * page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        return at == MAP_FAILED ? NULL : at;
}

struct pulse *
pulse_at(struct pulse *map, int i)
{
        return (struct pulse *)(void *)((char *)map + (size_t)i * page_bytes());
}

void
pulse_keep_one(struct pulse *map, int n, const struct pulse *own)
{
        for (int i = 0; i < n; i++)
                if (pulse_at(map, i) != own)
                        (void)munmap(pulse_at(map, i), page_bytes());
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
