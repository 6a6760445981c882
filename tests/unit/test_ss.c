/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Components in BER: the octets that phones and osmo-hlr exchange, the lengths that it can carry, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gsup/ss.h"

static const uint8_t dialled[] = {0xa1, 0x12, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b, 0x30, 0x0a, 0x04, 0x01, 0x0f, 0x04, 0x05, 0xaa, 0x98, 0x6c, 0x36, 0x02};
static const uint8_t menu[] = {0xa1, 0x11, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3c, 0x30, 0x09, 0x04, 0x01, 0x0f, 0x04, 0x04, 0xed, 0xb2, 0xbb, 0x0e};
static const uint8_t typed[] = {0xa2, 0x10, 0x02, 0x01, 0x05, 0x30, 0x0b, 0x02, 0x01, 0x3c, 0x30, 0x06, 0x04, 0x01, 0x0f, 0x04, 0x01, 0x31};

static void
reads_what_she_dialled(void **state)
{
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(dialled, sizeof dialled, &component), 0);
        assert_int_equal(component.kind, SS_KIND_INVOKE);
        assert_int_equal(component.operation, SS_OPERATION_PROCESS);
        assert_int_equal(component.invoke_id, 5);
        assert_int_equal(component.coding, 0x0f);
        assert_int_equal(component.text_len, 5);
        assert_memory_equal(component.text, "\xaa\x98\x6c\x36\x02", 5);
}

static void
reads_what_she_typed(void **state)
{
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(typed, sizeof typed, &component), 0);
        assert_int_equal(component.kind, SS_KIND_RESULT);
        assert_int_equal(component.operation, SS_OPERATION_ASK);
        assert_int_equal(component.text_len, 1);
}

/* A result without parameters is an empty answer; a linked id, an MSISDN and an alerting pattern are nothing to us. */
static void
reads_what_may_be_there_or_not(void **state)
{
        static const uint8_t empty[] = {0xa2, 0x03, 0x02, 0x01, 0x05};
        static const uint8_t linked[] = {0xa1, 0x12, 0x02, 0x01, 0x05, 0x80, 0x01, 0x07, 0x02, 0x01, 0x3b, 0x30, 0x07,
                                         0x04, 0x01, 0x0f, 0x04, 0x02, 0xaa, 0x18};
        static const uint8_t msisdn[] = {0xa1, 0x13, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b, 0x30, 0x0b, 0x04, 0x01, 0x0f, 0x04, 0x01, 0xaa,
                                         0x80, 0x03, 0x91, 0x94, 0x71};
        static const uint8_t long_form[] = {0xa2, 0x81, 0x11, 0x02, 0x01, 0x05, 0x30, 0x81, 0x0b, 0x02, 0x01, 0x3c, 0x30, 0x06,
                                            0x04, 0x01, 0x0f, 0x04, 0x01, 0x31};
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(empty, sizeof empty, &component), 0);
        assert_int_equal(component.operation, SS_OPERATION_NONE);
        assert_null(component.text);
        assert_int_equal(ss_read(linked, sizeof linked, &component), 0);
        assert_int_equal(component.operation, SS_OPERATION_PROCESS);
        assert_int_equal(ss_read(msisdn, sizeof msisdn, &component), 0);
        assert_int_equal(component.text_len, 1);
        assert_int_equal(ss_read(long_form, sizeof long_form, &component), 0);
        assert_int_equal(component.text_len, 1);
}

static void
reads_errors_and_rejects(void **state)
{
        static const uint8_t busy[] = {0xa3, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x48};
        static const uint8_t reject[] = {0xa4, 0x06, 0x02, 0x01, 0x05, 0x81, 0x01, 0x00};
        static const uint8_t of_nothing[] = {0xa4, 0x05, 0x05, 0x00, 0x80, 0x01, 0x00};
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(busy, sizeof busy, &component), 0);
        assert_int_equal(component.error, 0x48);
        assert_int_equal(ss_read(reject, sizeof reject, &component), 0);
        assert_int_equal(component.invoke_id, 5);
        assert_int_equal(ss_read(of_nothing, sizeof of_nothing, &component), 0);
}

static void
writes_menus_and_last_words_as_the_hlr_reads_them(void **state)
{
        static const uint8_t last[] = {0xa2, 0x13, 0x02, 0x01, 0x05, 0x30, 0x0e, 0x02, 0x01, 0x3b, 0x30, 0x09, 0x04, 0x01, 0x0f,
                                       0x04, 0x04, 0xed, 0xb2, 0xbb, 0x0e};
        struct ss_component component = {.kind = SS_KIND_INVOKE, .operation = SS_OPERATION_ASK, .invoke_id = 5, .coding = 0x0f,
                                         .text = (const uint8_t *)"\xed\xb2\xbb\x0e", .text_len = 4};
        uint8_t bytes[SS_COMPONENT_MAX];

        (void)state;
        assert_int_equal(ss_write(&component, bytes, sizeof bytes), sizeof menu);
        assert_memory_equal(bytes, menu, sizeof menu);
        component.kind = SS_KIND_RESULT;
        component.operation = SS_OPERATION_PROCESS;
        assert_int_equal(ss_write(&component, bytes, sizeof bytes), sizeof last);
        assert_memory_equal(bytes, last, sizeof last);
}

static void
writes_an_error(void **state)
{
        static const uint8_t wanted[] = {0xa3, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x22};
        const struct ss_component component = {.kind = SS_KIND_ERROR, .invoke_id = 5, .error = SS_ERROR_SYSTEM_FAILURE};
        uint8_t bytes[SS_COMPONENT_MAX];

        (void)state;
        assert_int_equal(ss_write(&component, bytes, sizeof bytes), sizeof wanted);
        assert_memory_equal(bytes, wanted, sizeof wanted);
}

/* 127 octets is what BER's short form can say; 113 octets of text would make it 128 in a last word. */
static void
keeps_to_lengths_that_the_hlr_can_carry(void **state)
{
        static const uint8_t text[SS_TEXT_MAX + 1] = {0x55};
        struct ss_component component = {.kind = SS_KIND_RESULT, .operation = SS_OPERATION_PROCESS, .text = text, .text_len = SS_TEXT_MAX};
        struct ss_component again;
        uint8_t bytes[SS_COMPONENT_MAX];
        size_t len = ss_write(&component, bytes, sizeof bytes);

        (void)state;
        assert_true(len > 0 && bytes[1] < 0x80 && bytes[1] + 2U == len);
        assert_int_equal(bytes[1], 127);
        assert_int_equal(ss_read(bytes, len, &again), 0);
        assert_int_equal(again.text_len, SS_TEXT_MAX);
        component.text_len++;
        assert_int_equal(ss_write(&component, bytes, sizeof bytes), 0);
        component.text_len = 1;
        assert_int_equal(ss_write(&component, bytes, sizeof bytes - 1), 0);
}

static void
refuses_every_component_that_was_cut_or_has_more_behind_it(void **state)
{
        uint8_t bytes[sizeof dialled + 2] = {0};
        struct ss_component component;

        (void)state;
        for (size_t len = 0; len < sizeof dialled; len++)
                assert_int_equal(ss_read(dialled, len, &component), -EPROTO);
        memcpy(bytes, dialled, sizeof dialled);
        assert_int_equal(ss_read(bytes, sizeof bytes, &component), -EPROTO);
}

/* Each octet that is a tag or a length in turn says something else: nothing but the text itself may be changed unseen. */
static void
refuses_every_wrong_tag_and_length(void **state)
{
        static const size_t structure[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14};
        uint8_t bytes[sizeof dialled];
        struct ss_component component;

        (void)state;
        for (size_t i = 0; i < sizeof structure / sizeof structure[0]; i++)
                for (int wrong = 0; wrong < 256; wrong++) {
                        size_t at = structure[i];
                        int rc;

                        memcpy(bytes, dialled, sizeof dialled);
                        bytes[at] = (uint8_t)wrong;
                        rc = ss_read(bytes, sizeof bytes, &component);
                        if (rc == 0 && bytes[at] != dialled[at]) /* the other operation; an error or a reject with something behind it */
                                assert_true((at == 7 && wrong == SS_OPERATION_ASK) || (at == 0 && (wrong == SS_KIND_ERROR || wrong == SS_KIND_REJECT)));
                }
}

/* The octet behind each component cannot be read: who looks there dies. */
static void
never_looks_behind_the_end(void **state)
{
        static const struct {
                const uint8_t *bytes;
                size_t len;
        } components[] = {{dialled, sizeof dialled}, {menu, sizeof menu}, {typed, sizeof typed}};
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        struct ss_component component;

        (void)state;
        assert_true(pages != MAP_FAILED);
        assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
        for (size_t i = 0; i < sizeof components / sizeof components[0]; i++) {
                uint8_t *at = pages + page - components[i].len;

                for (size_t octet = 0; octet < components[i].len; octet++)
                        for (int wrong = 0; wrong < 256; wrong++) {
                                memcpy(at, components[i].bytes, components[i].len);
                                at[octet] = (uint8_t)wrong;
                                if (ss_read(at, components[i].len, &component) == 0 && component.text != NULL)
                                        assert_true(component.text + component.text_len <= pages + page);
                        }
                for (size_t len = 0; len < components[i].len; len++) {
                        memcpy(pages + page - len, components[i].bytes, len);
                        assert_true(ss_read(pages + page - len, len, &component) < 0);
                }
        }
        assert_int_equal(munmap(pages, 2 * page), 0);
}

static void
refuses_lengths_that_are_lies(void **state)
{
        static const uint8_t indefinite[] = {0xa2, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00};
        static const uint8_t four_octets[] = {0xa2, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01, 0x05};
        static const uint8_t long_id[] = {0xa2, 0x04, 0x02, 0x02, 0x00, 0x05};
        static const uint8_t long_tag[] = {0xbf, 0x21, 0x00};
        uint8_t too_long[SS_TEXT_FOREIGN_MAX + 32] = {0xa2, 0x81, 0xb4, 0x02, 0x01, 0x05, 0x30, 0x81, 0xae, 0x02, 0x01, 0x3c, 0x30, 0x81, 0xa8,
                                                      0x04, 0x01, 0x0f, 0x04, 0x81, SS_TEXT_FOREIGN_MAX + 2};
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(indefinite, sizeof indefinite, &component), -EPROTO);
        assert_int_equal(ss_read(four_octets, sizeof four_octets, &component), -EPROTO);
        assert_int_equal(ss_read(long_id, sizeof long_id, &component), -EPROTO);
        assert_int_equal(ss_read(long_tag, sizeof long_tag, &component), -EPROTO);
        assert_int_equal(ss_read(too_long, 3 + 0xb4, &component), -EPROTO);
        too_long[2]--; /* one octet less: 160 is the most */
        too_long[2]--;
        too_long[8] = 0xac;
        too_long[14] = 0xa6;
        too_long[20] = SS_TEXT_FOREIGN_MAX;
        assert_int_equal(ss_read(too_long, 3 + 0xb2, &component), 0);
        assert_int_equal(component.text_len, SS_TEXT_FOREIGN_MAX);
}

static void
refuses_operations_that_are_not_ussd(void **state)
{
        static const uint8_t interrogate[] = {0xa1, 0x0b, 0x02, 0x01, 0x01, 0x02, 0x01, 0x0e, 0x30, 0x03, 0x04, 0x01, 0x21};
        struct ss_component component;

        (void)state;
        assert_int_equal(ss_read(interrogate, sizeof interrogate, &component), -EPROTO);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_what_she_dialled),
                cmocka_unit_test(reads_what_she_typed),
                cmocka_unit_test(reads_what_may_be_there_or_not),
                cmocka_unit_test(reads_errors_and_rejects),
                cmocka_unit_test(writes_menus_and_last_words_as_the_hlr_reads_them),
                cmocka_unit_test(writes_an_error),
                cmocka_unit_test(keeps_to_lengths_that_the_hlr_can_carry),
                cmocka_unit_test(refuses_every_component_that_was_cut_or_has_more_behind_it),
                cmocka_unit_test(refuses_every_wrong_tag_and_length),
                cmocka_unit_test(never_looks_behind_the_end),
                cmocka_unit_test(refuses_lengths_that_are_lies),
                cmocka_unit_test(refuses_operations_that_are_not_ussd),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
