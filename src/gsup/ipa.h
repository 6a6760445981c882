/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IPA framing, as osmo-hlr speaks it: length (16 bit, big endian, of what follows the protocol octet), protocol, content. Two protocols
 * matter: CCM (who are you, are you there) and Osmocom's, whose first octet says that GSUP follows. Part of the gsup process; pure
 * functions over octets of others, no allocation.
 */
#ifndef WAYMARK_GSUP_IPA_H
#define WAYMARK_GSUP_IPA_H

#include <stddef.h>
#include <stdint.h>

#define IPA_HEADER 3
#define IPA_CONTENT_MAX 1500            /* osmo-hlr's own buffers have this size */
#define IPA_FRAME_MAX (IPA_HEADER + IPA_CONTENT_MAX)
#define IPA_NAME_MAX 64

enum ipa_kind {
        IPA_KIND_OTHER = 0,             /* a protocol that is nothing to us: to be passed over */
        IPA_KIND_GSUP,
        IPA_KIND_PING,
        IPA_KIND_PONG,
        IPA_KIND_IDENTITY_REQUEST,
        IPA_KIND_IDENTITY,              /* what a client answers; only the network side of the tests reads it */
        IPA_KIND_IDENTITY_TAKEN,
};

struct ipa_frame {
        enum ipa_kind kind;
        const uint8_t *content;         /* after protocol and type; lies in what was read */
        size_t content_len;
        size_t size;                    /* of the whole frame: where the next one begins */
};

/* The frame that `bytes` begin with: 1; 0 if more bytes are needed; -EPROTO if no frame can begin so. */
int ipa_read(const uint8_t *bytes, size_t len, struct ipa_frame *frame);

/* Writes a frame of GSUP, or one that is only a type (PING, PONG, ...). Its size, 0 if it does not fit. */
size_t ipa_write_gsup(const uint8_t *message, size_t len, uint8_t *out, size_t room);
size_t ipa_write_plain(enum ipa_kind kind, uint8_t *out, size_t room);

/*
 * The answer to an identity request: unit 0/0/0 (without it osmo-hlr closes the link) and the name, by which it routes. Its size, 0 if
 * it does not fit or the name is longer than IPA_NAME_MAX.
 */
size_t ipa_write_identity(const char *name, uint8_t *out, size_t room);

#endif
