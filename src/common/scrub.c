/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A function that uses more stack than any of those before it, and overwrites it.
 */
#include "scrub.h"

#include <string.h>

/* Understanding and rendering one text takes less than this; measured by test_612_memory, which finds what is missed. */
#define STACK_BYTES (96 * 1024)

__attribute__((noinline)) void
scrub_stack(void)
{
        char used[STACK_BYTES];

        explicit_bzero(used, sizeof used);
}
