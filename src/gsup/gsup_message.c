/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GSUP elements. The numbers are those of Osmocom's GSUP specification (the manual of osmo-hlr, "Generic Subscriber Update Protocol").
 */
#include "gsup_message.h"

#include <errno.h>
#include <string.h>

enum element {
        ELEMENT_IMSI = 0x01,
        ELEMENT_CAUSE = 0x02,
        ELEMENT_CLASS = 0x0a,
        ELEMENT_SESSION = 0x30,
        ELEMENT_STATE = 0x31,
        ELEMENT_SS = 0x35,
        ELEMENT_SOURCE = 0x60,
        ELEMENT_DESTINATION = 0x61,
};

#define CLASS_USSD 3
#define IMSI_DIGITS_LEAST 6
#define IMSI_DIGITS_MOST 15
#define FILLER 0xf

/* --- IMSI --- */

/* Digits only; an odd number of them is filled up in the last octet and nowhere else. */
static bool
imsi_is_sound(const struct imsi *imsi)
{
        int ndigits = 0;

        for (size_t i = 0; i < imsi->len; i++) {
                uint8_t low = imsi->secret[i] & 0xf, high = imsi->secret[i] >> 4;

                if (low > 9)
                        return false;
                if (high > 9 && !(high == FILLER && i + 1 == imsi->len))
                        return false;
                ndigits += high == FILLER ? 1 : 2;
        }
        return ndigits >= IMSI_DIGITS_LEAST && ndigits <= IMSI_DIGITS_MOST;
}

bool
imsi_from_digits(const char *digits, struct imsi *imsi)
{
        size_t n = strnlen(digits, IMSI_DIGITS_MOST + 1);

        memset(imsi, 0, sizeof *imsi);
        if (n > IMSI_DIGITS_MOST || strspn(digits, "0123456789") != n)
                return false;
        imsi->len = (uint8_t)((n + 1) / 2);
        for (size_t i = 0; i < imsi->len; i++) {
                uint8_t high = 2 * i + 1 < n ? (uint8_t)(digits[2 * i + 1] - '0') : FILLER;

                imsi->secret[i] = (uint8_t)(high << 4 | (digits[2 * i] - '0'));
        }
        return imsi_is_sound(imsi);
}

bool
imsi_is_same(const struct imsi *a, const struct imsi *b)
{
        return a->len == b->len && memcmp(a->secret, b->secret, a->len) == 0;
}

/* --- reading --- */

struct reading {
        struct gsup_message *message;
        bool has_imsi, has_cause, has_session, has_state;
};

static bool
read_imsi(struct reading *reading, const uint8_t *value, size_t len)
{
        struct imsi *imsi = &reading->message->imsi;

        if (reading->has_imsi || len > IMSI_OCTETS)
                return false;
        memcpy(imsi->secret, value, len);
        imsi->len = (uint8_t)len;
        reading->has_imsi = true;
        return imsi_is_sound(imsi);
}

static bool
read_session(struct reading *reading, const uint8_t *value, size_t len)
{
        if (reading->has_session || len != 4)
                return false;
        reading->message->session = (uint32_t)value[0] << 24 | (uint32_t)value[1] << 16 | (uint32_t)value[2] << 8 | value[3];
        reading->has_session = true;
        return true;
}

static bool
read_state(struct reading *reading, const uint8_t *value, size_t len)
{
        if (reading->has_state || len != 1 || value[0] < GSUP_STATE_BEGIN || value[0] > GSUP_STATE_END)
                return false;
        reading->message->state = (enum gsup_state)value[0];
        reading->has_state = true;
        return true;
}

static bool
read_cause(struct reading *reading, const uint8_t *value, size_t len)
{
        if (reading->has_cause || len != 1)
                return false;
        reading->message->cause = value[0];
        reading->has_cause = true;
        return true;
}

static bool
read_component(struct reading *reading, const uint8_t *value, size_t len)
{
        if (reading->message->component != NULL)
                return false;
        reading->message->component = value;
        reading->message->component_len = len;
        return true;
}

static bool
read_element(struct reading *reading, uint8_t tag, const uint8_t *value, size_t len)
{
        switch (tag) {
        case ELEMENT_IMSI:    return read_imsi(reading, value, len);
        case ELEMENT_CAUSE:   return read_cause(reading, value, len);
        case ELEMENT_SESSION: return read_session(reading, value, len);
        case ELEMENT_STATE:   return read_state(reading, value, len);
        case ELEMENT_SS:      return read_component(reading, value, len);
        default:              return true; /* newer than we are */
        }
}

int
gsup_message_read(const uint8_t *bytes, size_t len, struct gsup_message *message)
{
        struct reading reading = {.message = message};
        size_t at = 1;

        memset(message, 0, sizeof *message);
        if (len == 0)
                return -EPROTO;
        if (bytes[0] < GSUP_TYPE_SS_REQUEST || bytes[0] > GSUP_TYPE_SS_RESULT)
                return -ENOMSG;
        message->type = (enum gsup_type)bytes[0];
        while (at < len) {
                if (len - at < 2 || len - at - 2 < bytes[at + 1])
                        return -EPROTO;
                if (!read_element(&reading, bytes[at], bytes + at + 2, bytes[at + 1]))
                        return -EPROTO;
                at += 2U + bytes[at + 1];
        }
        return reading.has_imsi && reading.has_session && reading.has_state ? 0 : -EPROTO;
}

/* --- writing --- */

struct writing {
        uint8_t *out;
        size_t len, room;
        bool is_full;
};

static void
write_element(struct writing *writing, uint8_t tag, const void *value, size_t len)
{
        if (len > UINT8_MAX || writing->room - writing->len < len + 2) {
                writing->is_full = true;
                return;
        }
        writing->out[writing->len] = tag;
        writing->out[writing->len + 1] = (uint8_t)len;
        memcpy(writing->out + writing->len + 2, value, len);
        writing->len += len + 2;
}

size_t
gsup_message_write(const struct gsup_message *message, uint8_t *out, size_t room)
{
        struct writing writing = {.out = out, .len = 1, .room = room};
        const uint8_t session[4] = {(uint8_t)(message->session >> 24), (uint8_t)(message->session >> 16),
                                    (uint8_t)(message->session >> 8), (uint8_t)message->session};
        const uint8_t state = (uint8_t)message->state, class = CLASS_USSD;

        if (room < 1)
                return 0;
        out[0] = (uint8_t)message->type;
        write_element(&writing, ELEMENT_IMSI, message->imsi.secret, message->imsi.len);
        if (message->cause != 0)
                write_element(&writing, ELEMENT_CAUSE, &message->cause, 1);
        write_element(&writing, ELEMENT_CLASS, &class, 1);
        write_element(&writing, ELEMENT_SESSION, session, sizeof session);
        write_element(&writing, ELEMENT_STATE, &state, 1);
        if (message->component != NULL)
                write_element(&writing, ELEMENT_SS, message->component, message->component_len);
        if (message->peer != NULL) { /* with the NUL: osmo-hlr's names have one */
                write_element(&writing, ELEMENT_SOURCE, message->peer, strlen(message->peer) + 1);
                write_element(&writing, ELEMENT_DESTINATION, message->peer, strlen(message->peer) + 1);
        }
        return writing.is_full ? 0 : writing.len;
}
