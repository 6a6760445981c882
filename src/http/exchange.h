/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One request and its answer, as server.c (which speaks HTTP) and asking.c (which speaks to the engine) hand it to each other.
 *
 *   NONE --question read--> WAITING --sent to the engine--> ASKED --PAGE, ANSWER, or too late--> DONE
 *                              +------------- refused, or too late ---------------------------->+
 */
#ifndef WAYMARK_HTTP_EXCHANGE_H
#define WAYMARK_HTTP_EXCHANGE_H

#include "question.h"
#include "refusals.h"

enum exchange_phase {
        EXCHANGE_PHASE_NONE = 0,
        EXCHANGE_PHASE_WAITING,         /* in the queue */
        EXCHANGE_PHASE_ASKED,           /* the engine has it */
        EXCHANGE_PHASE_DONE,            /* `refusal`, or the reply, can be sent */
};

struct reply {
        uint16_t len;
        uint8_t flash;                  /* of a short message: class 0 */
        uint16_t validity_h;
        char text[WIRE_REPLY];          /* UTF-8, terminated: the body */
};
_Static_assert(WIRE_REPLY >= WIRE_PAGE_TEXT + 8, "a page fits into a reply");

struct exchange {
        enum exchange_phase phase;
        enum refusal refusal;
        bool again;                     /* an engine was asked before */
        uint32_t sequence;
        struct exchange *next;          /* in the queue */
        struct question question;
        struct reply reply;
};

#endif
