/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Kannel's smsbox asks for each message (group sms-service), in either of its two ways: post-url, where the text is the body and the
 * sender a header, so that no URL in any log names anybody (conf/kannel.conf); or get-url, with all in the query. Read piece by piece as it
 * comes in. A message is never refused for what somebody wrote, for Kannel would ask again and again. Part of http; pure.
 */
#ifndef WAYMARK_HTTP_KANNEL_H
#define WAYMARK_HTTP_KANNEL_H

#include "charset.h"
#include "question.h"
#include "refusals.h"

#define KANNEL_BODY 8192                /* bytes of a text that are looked at: more than the engine takes in any encoding */
#define KANNEL_REMEMBER_MS (INT64_C(10) * 60 * 1000)

/* What else was said about the message. */
struct kannel {
        uint64_t id_key;                /* of Kannel's message id, REPEATS_NONE if none came */
        int64_t received_utc;           /* when Kannel got it, 0 unknown */
        bool has_sender;
};

/* Reads a query of `len` bytes, which is decoded in place and then wiped: id and time, and with get-url also from, to, text, coding, charset. */
enum refusal kannel_read_query(struct kannel *kannel, char *query, size_t len, struct callers *callers, const struct repeats *repeats,
                               struct question *question);

/* What came by post-url: X-Kannel-From, X-Kannel-To, Content-Type (NULL if there is none) and the body. */
struct kannel_post {
        const char *from, *to, *type;
        const char *body;
        size_t len;
};
void kannel_read_post(struct kannel *kannel, const struct kannel_post *post, struct callers *callers, struct question *question);

/* All is read: fills in age and repeat key. `utc_s` is the right time now, 0 if nobody knows it. */
enum refusal kannel_finish(const struct kannel *kannel, const struct repeats *repeats, int64_t utc_s, struct question *question);

/* How the reply's text must be sent: the values of X-Kannel-Coding (0 GSM 7-bit, 2 UCS-2). */
int kannel_coding(const char *text);

#endif
