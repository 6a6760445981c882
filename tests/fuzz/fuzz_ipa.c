/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any stream of octets as IPA frames, each in a buffer of exactly its size: frames lie within what was read, one that is whole is none
 * while an octet is missing, and what is written is read back.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gsup/ipa.h"
#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t stream[] = {0x00, 0x11, 0xfe, 0x04, 0x01, 0x08, 0x01, 0x07, 0x01, 0x02, 0x01, 0x03, 0x01, 0x04, 0x01, 0x05, 0x01, 0x01, 0x01,
                                 0x00, 0x00, 0x01, 0xfe, 0x00, 0x00, 0x01, 0xfe, 0x01, 0x00, 0x04, 0xee, 0x05, 0x22, 0x01, 0x00};

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

static void
check_stream(const uint8_t *bytes, size_t len)
{
        struct ipa_frame frame, none;
        size_t at = 0;
        int rc;

        while ((rc = ipa_read(bytes + at, len - at, &frame)) == 1) {
                must(frame.size >= IPA_HEADER + 1 && frame.size <= IPA_FRAME_MAX && frame.size <= len - at);
                must(frame.content >= bytes + at && frame.content + frame.content_len == bytes + at + frame.size);
                must(ipa_read(bytes + at, frame.size - 1, &none) == 0);
                at += frame.size;
        }
        must(rc == 0 || rc == -EPROTO);
}

static void
check_written(const uint8_t *bytes, size_t len, size_t room)
{
        uint8_t out[IPA_FRAME_MAX];
        struct ipa_frame frame;
        size_t size = ipa_write_gsup(bytes, len, out, room % (sizeof out + 1));

        if (size == 0)
                return;
        must(ipa_read(out, size, &frame) == 1 && frame.kind == IPA_KIND_GSUP && frame.size == size);
        must(frame.content_len == len && memcmp(frame.content, bytes, len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input input = {data, size};
        uint8_t bytes[TEMPLATE_ROOM], *exact;
        size_t room = (size_t)fuzz_next(&input) << 3;
        size_t len = fuzz_template(bytes, stream, sizeof stream, &input);

        exact = malloc(len + input.left + 1);
        must(exact != NULL);
        memcpy(exact, bytes, len);
        if (input.left > 0)
                memcpy(exact + len, input.at, input.left);
        len += input.left;
        exact = realloc(exact, len > 0 ? len : 1);
        must(exact != NULL);
        check_stream(exact, len);
        check_written(exact, len, room);
        free(exact);
        return 0;
}
