/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GSUP, the part of it that carries supplementary services: message type, then information elements (tag, length, value). Part of the
 * gsup process; pure functions over octets of others, no allocation. What is read borrows from the octets it was read from.
 */
#ifndef WAYMARK_GSUP_GSUP_MESSAGE_H
#define WAYMARK_GSUP_GSUP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMSI_OCTETS 8                   /* 15 digits, two in an octet (TS 23.003, 2.2) */
#define GSUP_MESSAGE_MAX 512            /* more than all elements that are written can take together */

enum gsup_type {
        GSUP_TYPE_SS_REQUEST = 0x20,
        GSUP_TYPE_SS_ERROR = 0x21,
        GSUP_TYPE_SS_RESULT = 0x22,
};

enum gsup_state {
        GSUP_STATE_NONE = 0,
        GSUP_STATE_BEGIN = 1,
        GSUP_STATE_CONTINUE = 2,
        GSUP_STATE_END = 3,
};

/* Who she is to the network. Never printed, never sent on, wiped when the session is over. */
struct imsi {
        uint8_t secret[IMSI_OCTETS];    /* low nibble first, filled up with 0xf */
        uint8_t len;                    /* octets, 3 to 8 */
};

struct gsup_message {
        enum gsup_type type;
        enum gsup_state state;
        struct imsi imsi;
        uint32_t session;
        uint8_t cause;                  /* of an error, 0 none */
        const uint8_t *component;       /* of SS, NULL if there is none */
        size_t component_len;
        const char *peer;               /* source and destination of a message that the HLR is to pass on, as names; NULL if none */
};

/*
 * 0; -ENOMSG if it is a message of another kind, which is nothing to us; -EPROTO if it breaks the rules: an element that runs over the
 * end or comes twice, no IMSI or one that is no 6 to 15 digits, no session. Elements that are not known are passed over. `peer` is not
 * read. Whatever came, `message` is whole.
 */
int gsup_message_read(const uint8_t *bytes, size_t len, struct gsup_message *message);

/* Its length, 0 if it does not fit or an element would be longer than 255 octets. */
size_t gsup_message_write(const struct gsup_message *message, uint8_t *out, size_t room);

/* From digits, as a test or the echo has them. False if they are no 6 to 15 digits. */
bool imsi_from_digits(const char *digits, struct imsi *imsi);

bool imsi_is_same(const struct imsi *a, const struct imsi *b);

#endif
