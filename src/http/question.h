/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What remains of a request once it is understood, and all that leaves this process of it: no number, no session, no message id. Part of
 * http; made by ussd.c and kannel.c, sent by asking.c.
 */
#ifndef WAYMARK_HTTP_QUESTION_H
#define WAYMARK_HTTP_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/config.h"
#include "common/sender.h"
#include "repeats.h"
#include "wire/wire.h"

enum question_kind {
        QUESTION_KIND_USSD = 1,
        QUESTION_KIND_KANNEL = 2,
};

struct question {
        enum question_kind kind;
        uint64_t tag;
        uint64_t repeat_key;
        int32_t age_s;                  /* -1 unknown */
        uint16_t country;
        uint8_t sender;                 /* enum sender_kind */
        bool unreadable;
        uint16_t text_len;
        char text[WIRE_TEXT];           /* UTF-8, digits masked, terminated */
};

/* What it takes to look at a caller; the same for every request. */
struct callers {
        const struct config_guard *guard;
        const unsigned char *tag_key;
        struct number own[CONFIG_MODEMS + 1]; /* the numbers of our own SIMs, and room for the one a request was sent to */
        int nown;
};

/*
 * Fills tag, country and kind from a number as a request has it: "+40700000001", "40700000001" (providers leave the "+" away, and forms turn
 * it into a space), a national or short one, a name. `to` is the number that was written to, never answered either; NULL if none came. What
 * is too long to be a number is treated as a name.
 */
void question_set_caller(struct question *question, struct callers *callers, const char *from, size_t from_len, const char *to,
                         size_t to_len);

#endif
