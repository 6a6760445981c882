/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IPA frames. Octets as seen between osmo-hlr 1.5.0 and its clients; there is no standard, only Osmocom's protocol page.
 */
#include "ipa.h"

#include <errno.h>
#include <string.h>

#define PROTOCOL_CCM 0xfe
#define PROTOCOL_OSMOCOM 0xee
#define EXTENSION_GSUP 0x05

enum ccm_type {
        CCM_TYPE_PING = 0x00,
        CCM_TYPE_PONG = 0x01,
        CCM_TYPE_IDENTITY_REQUEST = 0x04,
        CCM_TYPE_IDENTITY = 0x05,
        CCM_TYPE_IDENTITY_TAKEN = 0x06,
};

#define TAG_SERIAL 0x00                 /* osmo-hlr routes by this one */
#define TAG_UNIT_NAME 0x01
#define TAG_UNIT 0x08

static enum ipa_kind
kind_of_ccm(uint8_t type)
{
        switch (type) {
        case CCM_TYPE_PING:             return IPA_KIND_PING;
        case CCM_TYPE_PONG:             return IPA_KIND_PONG;
        case CCM_TYPE_IDENTITY_REQUEST: return IPA_KIND_IDENTITY_REQUEST;
        case CCM_TYPE_IDENTITY:         return IPA_KIND_IDENTITY;
        case CCM_TYPE_IDENTITY_TAKEN:   return IPA_KIND_IDENTITY_TAKEN;
        }
        return IPA_KIND_OTHER;
}

static int
ccm_of_kind(enum ipa_kind kind)
{
        switch (kind) {
        case IPA_KIND_PING:             return CCM_TYPE_PING;
        case IPA_KIND_PONG:             return CCM_TYPE_PONG;
        case IPA_KIND_IDENTITY_REQUEST: return CCM_TYPE_IDENTITY_REQUEST;
        case IPA_KIND_IDENTITY_TAKEN:   return CCM_TYPE_IDENTITY_TAKEN;
        case IPA_KIND_OTHER:
        case IPA_KIND_GSUP:
        case IPA_KIND_IDENTITY:
                break;
        }
        return -1;
}

int
ipa_read(const uint8_t *bytes, size_t len, struct ipa_frame *frame)
{
        size_t content;

        memset(frame, 0, sizeof *frame);
        if (len < 2)
                return 0;
        content = (size_t)bytes[0] << 8 | bytes[1];
        if (content == 0 || content > IPA_CONTENT_MAX)
                return -EPROTO; /* also refused before all of it is here: nobody fills our memory */
        if (len < IPA_HEADER + content)
                return 0;
        frame->size = IPA_HEADER + content;
        frame->content = bytes + IPA_HEADER + 1;
        frame->content_len = content - 1;
        if (bytes[2] == PROTOCOL_CCM)
                frame->kind = kind_of_ccm(bytes[IPA_HEADER]);
        else if (bytes[2] == PROTOCOL_OSMOCOM && bytes[IPA_HEADER] == EXTENSION_GSUP)
                frame->kind = IPA_KIND_GSUP;
        return 1;
}

/* Header and the octet that says what follows. */
static void
write_header(uint8_t *out, size_t content, uint8_t protocol, uint8_t first)
{
        out[0] = (uint8_t)(content >> 8);
        out[1] = (uint8_t)content;
        out[2] = protocol;
        out[3] = first;
}

size_t
ipa_write_gsup(const uint8_t *message, size_t len, uint8_t *out, size_t room)
{
        if (len + 1 > IPA_CONTENT_MAX || IPA_HEADER + 1 + len > room)
                return 0;
        write_header(out, len + 1, PROTOCOL_OSMOCOM, EXTENSION_GSUP);
        memcpy(out + IPA_HEADER + 1, message, len);
        return IPA_HEADER + 1 + len;
}

size_t
ipa_write_plain(enum ipa_kind kind, uint8_t *out, size_t room)
{
        int type = ccm_of_kind(kind);

        if (type < 0 || room < IPA_HEADER + 1)
                return 0;
        write_header(out, 1, PROTOCOL_CCM, (uint8_t)type);
        return IPA_HEADER + 1;
}

/* Length (16 bit, of tag and value), tag, value with its NUL. */
static size_t
write_tag(uint8_t *out, uint8_t tag, const char *value)
{
        size_t len = strlen(value) + 1;

        out[0] = (uint8_t)((len + 1) >> 8);
        out[1] = (uint8_t)(len + 1);
        out[2] = tag;
        memcpy(out + 3, value, len);
        return 3 + len;
}

size_t
ipa_write_identity(const char *name, uint8_t *out, size_t room)
{
        static const char unit[] = "0/0/0";
        size_t name_len = strnlen(name, IPA_NAME_MAX + 1);
        size_t len = IPA_HEADER + 1;

        if (name_len > IPA_NAME_MAX || room < IPA_HEADER + 1 + 3 * 3 + sizeof unit + 2 * (name_len + 1))
                return 0;
        len += write_tag(out + len, TAG_UNIT, unit);
        len += write_tag(out + len, TAG_SERIAL, name);
        len += write_tag(out + len, TAG_UNIT_NAME, name);
        write_header(out, len - IPA_HEADER, PROTOCOL_CCM, CCM_TYPE_IDENTITY);
        return len;
}
