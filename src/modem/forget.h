/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When a modem process ends to be forgotten. Ours is overwritten when it is done with, but libgammu keeps numbers and texts in buffers,
 * caches and freed memory that nobody can reach (the answer to a listing stays whole until a longer one comes). So a while after the last
 * message, when nothing is left to do, the process ends, and the parent starts a new one that never saw anybody. Pure; the time comes in.
 */
#ifndef WAYMARK_MODEM_FORGET_H
#define WAYMARK_MODEM_FORGET_H

#include <stdbool.h>
#include <stdint.h>

/* Where texts never stop coming, the first moment without one in hand is taken after this time. */
#define FORGET_BUSY_MS (INT64_C(15) * 60 * 1000)

struct forget {
        int after_s;                    /* of quiet; 0: never */
        bool knows;                     /* something of a person came into this process */
        int64_t first_ms, last_ms;      /* when */
};

/* A message was seen that was not there before. */
void forget_note(struct forget *forget, int64_t now_ms);

/* From when on the process may end, INT64_MAX if it knows nobody. */
int64_t forget_due_ms(const struct forget *forget);

#endif
