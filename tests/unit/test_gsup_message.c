/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GSUP messages, as they went over the wire between osmo-hlr 1.5.0 and an entity (IMSI of the test network), and everything that a hostile
 * one could send instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "gsup/gsup_message.h"

#define HER "001010000000001"

/* She dialled *123#, as the HLR passes it on. */
static const uint8_t begin[] = {0x20, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x30, 0x04, 0x00, 0x00,
                                0x00, 0x07, 0x31, 0x01, 0x01, 0x35, 0x14, 0xa1, 0x12, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b,
                                0x30, 0x0a, 0x04, 0x01, 0x0f, 0x04, 0x05, 0xaa, 0x98, 0x6c, 0x36, 0x02, 0x0a, 0x01, 0x03};

/* The HLR does not know that session. */
static const uint8_t error[] = {0x21, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x02, 0x01, 0x60,
                                0x30, 0x04, 0x00, 0x00, 0x00, 0x08, 0x31, 0x01, 0x03, 0x0a, 0x01, 0x03};

static struct imsi
her(void)
{
        struct imsi imsi;

        assert_true(imsi_from_digits(HER, &imsi));
        return imsi;
}

static void
reads_what_she_dialled(void **state)
{
        struct gsup_message message;
        const struct imsi imsi = her();

        (void)state;
        assert_int_equal(gsup_message_read(begin, sizeof begin, &message), 0);
        assert_int_equal(message.type, GSUP_TYPE_SS_REQUEST);
        assert_int_equal(message.state, GSUP_STATE_BEGIN);
        assert_int_equal(message.session, 7);
        assert_true(imsi_is_same(&message.imsi, &imsi));
        assert_int_equal(message.component_len, 20);
        assert_int_equal(message.component[0], 0xa1);
}

static void
reads_an_error_with_its_cause(void **state)
{
        struct gsup_message message;

        (void)state;
        assert_int_equal(gsup_message_read(error, sizeof error, &message), 0);
        assert_int_equal(message.type, GSUP_TYPE_SS_ERROR);
        assert_int_equal(message.cause, 96);
        assert_int_equal(message.state, GSUP_STATE_END);
        assert_null(message.component);
}

static void
writes_what_was_read(void **state)
{
        const struct gsup_message message = {.type = GSUP_TYPE_SS_RESULT, .state = GSUP_STATE_END, .imsi = her(), .session = 0xfffefdfc,
                                             .component = begin + 22, .component_len = 20};
        struct gsup_message again;
        uint8_t bytes[GSUP_MESSAGE_MAX];
        size_t len = gsup_message_write(&message, bytes, sizeof bytes);

        (void)state;
        assert_true(len > 0);
        assert_int_equal(gsup_message_read(bytes, len, &again), 0);
        assert_int_equal(again.type, message.type);
        assert_int_equal(again.session, message.session);
        assert_int_equal(again.component_len, 20);
        assert_memory_equal(again.component, message.component, 20);
        for (size_t room = 0; room < len; room++)
                assert_int_equal(gsup_message_write(&message, bytes, room), 0);
}

/* The echo, as osmo-hlr passes it on: class 3 is ours, source and destination have their NUL. */
static void
names_source_and_destination(void **state)
{
        const struct gsup_message message = {.type = GSUP_TYPE_SS_RESULT, .state = GSUP_STATE_END, .imsi = her(), .session = 1, .peer = "EUSE-x"};
        static const uint8_t wanted[] = {0x60, 7, 'E', 'U', 'S', 'E', '-', 'x', 0, 0x61, 7, 'E', 'U', 'S', 'E', '-', 'x', 0};
        uint8_t bytes[GSUP_MESSAGE_MAX];
        size_t len = gsup_message_write(&message, bytes, sizeof bytes);

        (void)state;
        assert_true(len > sizeof wanted);
        assert_memory_equal(bytes + len - sizeof wanted, wanted, sizeof wanted);
}

static void
refuses_every_message_that_was_cut(void **state)
{
        struct gsup_message message;
        int sound = 0;

        (void)state;
        for (size_t len = 0; len < sizeof begin; len++)
                sound += gsup_message_read(begin, len, &message) == 0;
        assert_int_equal(sound, 2); /* before the component and before the class: elements that may be missing */
}

static void
refuses_an_element_that_comes_twice(void **state)
{
        static const uint8_t more[][8] = {{0x30, 4, 0, 0, 0, 7}, {0x31, 1, 1}, {0x35, 1, 0}};
        static const size_t more_len[] = {6, 3, 3};
        uint8_t bytes[sizeof begin + 8];
        struct gsup_message message;

        (void)state;
        memcpy(bytes, begin, sizeof begin);
        for (size_t i = 0; i < sizeof more_len / sizeof more_len[0]; i++) {
                memcpy(bytes + sizeof begin, more[i], more_len[i]);
                assert_int_equal(gsup_message_read(bytes, sizeof begin + more_len[i], &message), -EPROTO);
        }
        memcpy(bytes + sizeof begin, "\x77\x03" "new", 5);
        assert_int_equal(gsup_message_read(bytes, sizeof begin + 5, &message), 0);
}

static void
refuses_what_is_no_imsi(void **state)
{
        static const uint8_t values[][12] = {
                {9, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf1}, /* too long */
                {2, 0x00, 0xf1},                                           /* too short */
                {0},
                {8, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x21},       /* 16 digits */
                {8, 0x00, 0x01, 0x0a, 0x00, 0x00, 0x00, 0x00, 0xf1},       /* a letter */
                {8, 0x00, 0x01, 0xf1, 0x00, 0x00, 0x00, 0x00, 0xf1},       /* filled up in the middle */
                {8, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xff},
        };
        static const uint8_t rest[] = {0x30, 4, 0, 0, 0, 7, 0x31, 1, 1};
        uint8_t bytes[64] = {0x20, 0x01};
        struct gsup_message message;

        (void)state;
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
                size_t len = 1U + values[i][0];

                memcpy(bytes + 2, values[i], len);
                memcpy(bytes + 2 + len, rest, sizeof rest);
                assert_int_equal(gsup_message_read(bytes, 2 + len + sizeof rest, &message), -EPROTO);
        }
}

static void
refuses_sessions_and_states_that_cannot_be(void **state)
{
        uint8_t bytes[sizeof begin];
        struct gsup_message message;

        (void)state;
        memcpy(bytes, begin, sizeof begin);
        bytes[19] = 0;
        assert_int_equal(gsup_message_read(bytes, sizeof bytes, &message), -EPROTO);
        bytes[19] = 4;
        assert_int_equal(gsup_message_read(bytes, sizeof bytes, &message), -EPROTO);
        memcpy(bytes, begin, sizeof begin);
        bytes[17] = 0x77; /* no state at all */
        assert_int_equal(gsup_message_read(bytes, sizeof bytes, &message), -EPROTO);
}

static void
leaves_other_messages_alone(void **state)
{
        uint8_t bytes[sizeof begin];
        struct gsup_message message;

        (void)state;
        memcpy(bytes, begin, sizeof begin);
        bytes[0] = 0x10; /* insert subscriber data */
        assert_int_equal(gsup_message_read(bytes, sizeof bytes, &message), -ENOMSG);
        assert_int_equal(gsup_message_read(bytes, 0, &message), -EPROTO);
}

static void
makes_imsis_of_digits(void **state)
{
        static const uint8_t odd[] = {0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1}, even[] = {0x21, 0x43, 0x65};
        struct imsi imsi;

        (void)state;
        assert_true(imsi_from_digits(HER, &imsi));
        assert_int_equal(imsi.len, sizeof odd);
        assert_memory_equal(imsi.secret, odd, sizeof odd);
        assert_true(imsi_from_digits("123456", &imsi));
        assert_memory_equal(imsi.secret, even, sizeof even);
        assert_false(imsi_from_digits("12345", &imsi));
        assert_false(imsi_from_digits("1234567890123456", &imsi));
        assert_false(imsi_from_digits("12345a", &imsi));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_she_dialled),
                cmocka_unit_test(reads_an_error_with_its_cause),
                cmocka_unit_test(writes_what_was_read),
                cmocka_unit_test(names_source_and_destination),
                cmocka_unit_test(refuses_every_message_that_was_cut),
                cmocka_unit_test(refuses_an_element_that_comes_twice),
                cmocka_unit_test(refuses_what_is_no_imsi),
                cmocka_unit_test(refuses_sessions_and_states_that_cannot_be),
                cmocka_unit_test(leaves_other_messages_alone),
                cmocka_unit_test(makes_imsis_of_digits),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
