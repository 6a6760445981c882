/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One component of a supplementary service (TS 24.080, 3.6) in BER, as far as USSD needs it: somebody invokes an operation, or gives the
 * result of one. Part of the gsup process; pure functions over octets that a phone or a hostile network chose, no allocation. What is
 * read borrows from the octets it was read from.
 */
#ifndef WAYMARK_GSUP_SS_H
#define WAYMARK_GSUP_SS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The longest text in octets that we send: 128 characters of GSM 7-bit, 56 of UCS-2. One octet more, and the length of the whole
 * component in an END no longer fits BER's short form, the only one that osmo-hlr can read; it would drop it without a word to anyone.
 */
#define SS_TEXT_MAX 112
#define SS_TEXT_FOREIGN_MAX 160         /* of others: TS 24.080, 4.4.2, maxUSSD-StringLength */
#define SS_COMPONENT_MAX 136            /* more than what is written can take */

enum ss_kind {
        SS_KIND_INVOKE = 0xa1,
        SS_KIND_RESULT = 0xa2,
        SS_KIND_ERROR = 0xa3,           /* she, or her phone, could not do what was asked */
        SS_KIND_REJECT = 0xa4,
};

/* TS 24.080, 4.5; the values are TS 29.002's. */
enum ss_operation {
        SS_OPERATION_NONE = 0,
        SS_OPERATION_PROCESS = 0x3b,    /* processUnstructuredSS-Request: she dials */
        SS_OPERATION_ASK = 0x3c,        /* unstructuredSS-Request: we show a text and wait for what she types */
};

enum ss_error {
        SS_ERROR_SYSTEM_FAILURE = 0x22,
        SS_ERROR_UNEXPECTED_DATA = 0x24,
};

struct ss_component {
        enum ss_kind kind;
        enum ss_operation operation;    /* NONE: a result without parameters, an error, a reject */
        uint8_t invoke_id;              /* 0 if a reject names none */
        uint8_t coding;                 /* the data coding scheme of the text (TS 23.038, 5) */
        const uint8_t *text;            /* NULL if there is none */
        size_t text_len;
        uint8_t error;                  /* of an error */
};

/*
 * 0; -EPROTO if it is no sound BER: a length that runs over its end or stays short of it, the indefinite form, a second component behind
 * the first, a text of more than SS_TEXT_FOREIGN_MAX octets, an operation that is not one of the above. The elements that may follow
 * coding and text (alerting pattern, MSISDN, extensions) are passed over.
 */
int ss_read(const uint8_t *bytes, size_t len, struct ss_component *component);

/* Its length, 0 if it does not fit or the text is longer than SS_TEXT_MAX. An error is written with its `error`, no text. */
size_t ss_write(const struct ss_component *component, uint8_t *out, size_t room);

#endif
