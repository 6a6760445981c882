/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IPA frames, octet by octet as osmo-hlr 1.5.0 sends and takes them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "gsup/ipa.h"

/* From the wire: "who are you?", asking for eight things. */
static const uint8_t identity_request[] = {0x00, 0x11, 0xfe, 0x04, 0x01, 0x08, 0x01, 0x07, 0x01, 0x02,
                                           0x01, 0x03, 0x01, 0x04, 0x01, 0x05, 0x01, 0x01, 0x01, 0x00};

static void
reads_what_the_hlr_asks(void **state)
{
        struct ipa_frame frame;

        (void)state;
        assert_int_equal(ipa_read(identity_request, sizeof identity_request, &frame), 1);
        assert_int_equal(frame.kind, IPA_KIND_IDENTITY_REQUEST);
        assert_int_equal(frame.size, sizeof identity_request);
        assert_int_equal(frame.content_len, 16);
}

static void
waits_for_the_whole_frame(void **state)
{
        struct ipa_frame frame;

        (void)state;
        for (size_t len = 0; len < sizeof identity_request; len++)
                assert_int_equal(ipa_read(identity_request, len, &frame), 0);
}

static void
finds_one_frame_after_the_other(void **state)
{
        static const uint8_t bytes[] = {0, 1, 0xfe, 0x00, 0, 1, 0xfe, 0x01, 0, 3, 0xee, 0x05, 0x22, 0x01, 0, 2, 0xef, 0x05, 0x00};
        static const enum ipa_kind kinds[] = {IPA_KIND_PING, IPA_KIND_PONG, IPA_KIND_GSUP, IPA_KIND_OTHER};
        struct ipa_frame frame;
        size_t at = 0;

        (void)state;
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
                assert_int_equal(ipa_read(bytes + at, sizeof bytes - at, &frame), 1);
                assert_int_equal(frame.kind, kinds[i]);
                at += frame.size;
        }
        assert_int_equal(at, sizeof bytes);
        assert_int_equal(ipa_read(bytes + at, 0, &frame), 0);
}

static void
passes_over_osmocom_protocols_that_are_not_gsup(void **state)
{
        static const uint8_t control[] = {0, 2, 0xee, 0x00, 'x'};
        struct ipa_frame frame;

        (void)state;
        assert_int_equal(ipa_read(control, sizeof control, &frame), 1);
        assert_int_equal(frame.kind, IPA_KIND_OTHER);
}

static void
refuses_empty_and_endless_frames_at_once(void **state)
{
        static const uint8_t empty[] = {0, 0, 0xfe}, endless[] = {0xff, 0xff};
        const uint8_t longest[] = {(IPA_CONTENT_MAX + 1) >> 8, (IPA_CONTENT_MAX + 1) & 0xff};
        struct ipa_frame frame;

        (void)state;
        assert_int_equal(ipa_read(empty, sizeof empty, &frame), -EPROTO);
        assert_int_equal(ipa_read(endless, sizeof endless, &frame), -EPROTO);
        assert_int_equal(ipa_read(longest, sizeof longest, &frame), -EPROTO);
}

static void
says_who_we_are(void **state)
{
        static const uint8_t wanted[] = "\x00\x24\xfe\x05"
                                        "\x00\x07\x08" "0/0/0\0"
                                        "\x00\x0b\x00" "EUSE-menu\0"
                                        "\x00\x0b\x01" "EUSE-menu"; /* and the NUL of C */
        uint8_t bytes[100];

        (void)state;
        assert_int_equal(ipa_write_identity("EUSE-menu", bytes, sizeof bytes), sizeof wanted);
        assert_memory_equal(bytes, wanted, sizeof wanted);
        assert_int_equal(ipa_write_identity("EUSE-menu", bytes, sizeof wanted - 1), 0);
}

static void
writes_pings_and_gsup_and_reads_them_back(void **state)
{
        static const uint8_t message[] = {0x20, 0x01, 0x02};
        uint8_t bytes[16];
        struct ipa_frame frame;

        (void)state;
        assert_int_equal(ipa_write_plain(IPA_KIND_PING, bytes, sizeof bytes), 4);
        assert_memory_equal(bytes, "\x00\x01\xfe\x00", 4);
        assert_int_equal(ipa_write_plain(IPA_KIND_PONG, bytes, 3), 0);
        assert_int_equal(ipa_write_plain(IPA_KIND_GSUP, bytes, sizeof bytes), 0);
        assert_int_equal(ipa_write_gsup(message, sizeof message, bytes, sizeof bytes), 7);
        assert_int_equal(ipa_read(bytes, 7, &frame), 1);
        assert_int_equal(frame.kind, IPA_KIND_GSUP);
        assert_memory_equal(frame.content, message, sizeof message);
        assert_int_equal(ipa_write_gsup(message, sizeof message, bytes, 6), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_the_hlr_asks),
                cmocka_unit_test(waits_for_the_whole_frame),
                cmocka_unit_test(finds_one_frame_after_the_other),
                cmocka_unit_test(passes_over_osmocom_protocols_that_are_not_gsup),
                cmocka_unit_test(refuses_empty_and_endless_frames_at_once),
                cmocka_unit_test(says_who_we_are),
                cmocka_unit_test(writes_pings_and_gsup_and_reads_them_back),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
