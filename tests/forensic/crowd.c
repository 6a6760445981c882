/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers and words of a crowd, made from the person's place in it.
 */
#include "crowd.h"

#include <stdint.h>
#include <stdio.h>

#define NUMBERS UINT32_C(1000000000)    /* nine digits after +999 */

/* Goes through all values once (a full-cycle congruential generator modulo 2^32 and back), so nobody has the number of another. */
static uint32_t
scatter(int person)
{
        return (uint32_t)person * UINT32_C(1664525) + UINT32_C(1013904223);
}

const char *
crowd_number(int person, char number[static CROWD_NUMBER])
{
        /* a prime that does not divide 10^9: different for all below 10^9 */
        uint32_t digits = (uint32_t)((uint64_t)(person + 1) * UINT64_C(387420489) % NUMBERS);

        snprintf(number, CROWD_NUMBER, "+999%09u", (unsigned)digits);
        return number;
}

/* No vowels, so that no word of any language is among them: only letters that are alike in no keyword. */
const char *
crowd_mark(int person, char mark[static CROWD_MARK])
{
        static const char letters[] = "bcdfghjkmpqrvwxz";
        uint32_t bits = scatter(person);

        mark[0] = 'z';
        mark[1] = 'q';
        for (int i = 2; i < 2 + 8; i++, bits >>= 4)
                mark[i] = letters[bits & 15];
        mark[10] = '\0';
        return mark;
}

void
crowd_trace(struct traces *traces, int n, bool numbers_only)
{
        char number[CROWD_NUMBER], mark[CROWD_MARK];

        for (int i = 0; i < n; i++) {
                traces_add_number(traces, i, crowd_number(i, number));
                if (!numbers_only)
                        traces_add_text(traces, i, crowd_mark(i, mark));
        }
}
