/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The call-back of a USSD aggregator: a form with sessionId, phoneNumber and text (all inputs of the session, "1*2*1"; "" first), answered
 * by "CON menu" while the session goes on and "END text" at its end. No session is kept: the whole path is walked anew. Part of http; pure.
 */
#ifndef WAYMARK_HTTP_USSD_H
#define WAYMARK_HTTP_USSD_H

#include "question.h"
#include "refusals.h"

#define USSD_FORM 4096                  /* bytes of a form: a path of WIRE_PATH with every byte escaped, and the other fields */
#define USSD_INPUTS 128                 /* of a path: each is walked anew with every request */
#define USSD_REPLY (WIRE_PAGE_TEXT + 8)
#define USSD_REMEMBER_MS (INT64_C(2) * 60 * 1000) /* a session is over by then */

/* Reads a form of `len` bytes at `form`, which is decoded in place and then wiped. REFUSAL_NONE: `question` is filled. */
enum refusal ussd_read(char *form, size_t len, struct callers *callers, const struct repeats *repeats, struct question *question);

/*
 * The body of the answer, terminated; returns its length. A sender that is never answered gets "END .": providers take an answer without a
 * text for a fault and ask again, and a full stop says nothing.
 */
size_t ussd_write(const struct wire_page *page, char reply[static USSD_REPLY]);

#endif
