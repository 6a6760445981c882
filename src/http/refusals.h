/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Why a request is not taken: what the caller is told, which never holds a byte of what came, and what the operator is told, which is
 * how many there were in the last hour and what to do. Part of http; pure.
 */
#ifndef WAYMARK_HTTP_REFUSALS_H
#define WAYMARK_HTTP_REFUSALS_H

#include <stddef.h>
#include <stdint.h>

enum refusal {
        REFUSAL_NONE = 0,
        REFUSAL_ADDRESS,                /* closed without a word */
        REFUSAL_PATH,
        REFUSAL_SECRET,
        REFUSAL_METHOD,
        REFUSAL_TYPE,
        REFUSAL_LARGE,
        REFUSAL_BROKEN,                 /* ended in the middle, or took too long */
        REFUSAL_FORM,
        REFUSAL_TWICE,
        REFUSAL_NO_SESSION,
        REFUSAL_NO_NUMBER,
        REFUSAL_NO_PATH,
        REFUSAL_NUMBER,
        REFUSAL_STEPS,
        REFUSAL_NO_SENDER,
        REFUSAL_BUSY,
        REFUSAL_LATE,
        REFUSAL_COUNT
};

/* The HTTP status and the words for the caller ("no such path\n"); 0 and "" for those who are told nothing. */
unsigned refusal_status(enum refusal refusal);
const char *refusal_words(enum refusal refusal);

#define REFUSALS_SLICES 6               /* of ten minutes: the last hour */

struct refusals {
        uint32_t counts[REFUSALS_SLICES][REFUSAL_COUNT]; /* REFUSAL_NONE: taken */
        int64_t slice;                  /* the number of the newest since the clock began */
        uint32_t taken, refused;        /* since the start */
};

/* One more request, taken (REFUSAL_NONE) or refused. */
void refusals_add(struct refusals *refusals, enum refusal refusal, int64_t now_ms);

/*
 * "problem; cure" if callers were turned away for want of room or time, or if nobody was let in at all in the last hour although some tried;
 * "" otherwise: strangers who knock are no trouble as long as the provider is heard.
 */
void refusals_tell(struct refusals *refusals, int64_t now_ms, char *text, size_t room);

#endif
