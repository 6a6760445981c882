/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When to end. What it costs: libgammu's beginning with the modem (0.1 s without pauses, 3.5 s with all of them), in a moment when nobody
 * waits; a text that comes just then lies on the SIM and is found by the new process's first listing.
 */
#include "forget.h"

void
forget_note(struct forget *forget, int64_t now_ms)
{
        if (!forget->knows)
                forget->first_ms = now_ms;
        forget->knows = true;
        forget->last_ms = now_ms;
}

int64_t
forget_due_ms(const struct forget *forget)
{
        int64_t quiet_ms = forget->last_ms + forget->after_s * INT64_C(1000);
        int64_t busy_ms = forget->first_ms + FORGET_BUSY_MS;

        if (!forget->knows || forget->after_s == 0)
                return INT64_MAX;
        return quiet_ms < busy_ms ? quiet_ms : busy_ms;
}
