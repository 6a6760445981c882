/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts on the air: TS 23.038's alphabet and packing with its CR rule, UCS-2, and every data coding scheme that a phone may name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "gsup/coding.h"
#include "words/gsm7.h"

static void
writes(const char *text, uint8_t scheme, const char *octets, size_t len)
{
        struct coded coded;

        assert_int_equal(coding_write(text, &coded), 0);
        assert_int_equal(coded.scheme, scheme);
        assert_int_equal(coded.len, len);
        assert_memory_equal(coded.octets, octets, len);
}

static void
reads(uint8_t scheme, const char *octets, size_t len, const char *wanted)
{
        char text[CODING_TEXT];

        coding_read(scheme, (const uint8_t *)octets, len, text);
        assert_string_equal(text, wanted);
}

static void
comes_back(const char *text)
{
        struct coded coded;

        assert_int_equal(coding_write(text, &coded), 0);
        reads(coded.scheme, (const char *)coded.octets, coded.len, text);
}

static void
packs_as_phones_do(void **state)
{
        (void)state;
        writes("*123#", 0x0f, "\xaa\x98\x6c\x36\x02", 5);
        writes("menu", 0x0f, "\xed\xb2\xbb\x0e", 4);
        reads(0x0f, "\xaa\x98\x6c\x36\x02", 5, "*123#");
        writes("", 0x0f, "", 0);
        reads(0x0f, "", 0, "");
}

/* TS 23.038, 6.1.2.3.1: seven characters leave seven bits, which would be an "@"; eight are full and end where they end. */
static void
fills_seven_bits_that_are_left_with_cr(void **state)
{
        (void)state;
        writes("1234567", 0x0f, "\x31\xd9\x8c\x56\xb3\xdd\x1a", 7);
        reads(0x0f, "\x31\xd9\x8c\x56\xb3\xdd\x1a", 7, "1234567");
        writes("12345678", 0x0f, "\x31\xd9\x8c\x56\xb3\xdd\x70", 7);
        reads(0x0f, "\x31\xd9\x8c\x56\xb3\xdd\x70", 7, "12345678");
        comes_back("123456789012345");
        comes_back("1234567@");
}

static void
every_length_comes_back(void **state)
{
        char text[129] = "";

        (void)state;
        for (int len = 0; len <= 128; len++) {
                comes_back(text);
                if (len < 128)
                        text[len] = "Abc 1@xz"[len % 8 == 3 ? 4 : len % 8];
        }
        memset(text, 0, sizeof text);
        memset(text, '@', 128);
        comes_back(text);
}

/* The table by septet and the one that counts agree about every character there is. */
static void
has_the_alphabet_that_pages_are_measured_with(void **state)
{
        (void)state;
        for (uint32_t codepoint = 0x20; codepoint < 0x10000; codepoint++) {
                utf8proc_uint8_t utf8[8] = {0};
                struct coded coded;
                char text[16];
                int septets = gsm7_septets(codepoint);

                if ((codepoint >= 0xd800 && codepoint < 0xe000) || codepoint == ' ')
                        continue;
                utf8proc_encode_char((utf8proc_int32_t)codepoint, utf8);
                snprintf(text, sizeof text, "ab%sc", (const char *)utf8); /* 4 characters are 4 octets, 5 are 5 */
                assert_int_equal(coding_write(text, &coded), 0);
                if (septets > 0) {
                        assert_int_equal(coded.scheme, CODING_SCHEME_GSM7);
                        assert_int_equal(coded.len, septets == 2 ? 5 : 4);
                } else {
                        assert_int_equal(coded.scheme, CODING_SCHEME_UCS2);
                }
                if (codepoint != 0x7f && codepoint != '\f')
                        comes_back(text);
        }
}

static void
writes_ukrainian_in_ucs2(void **state)
{
        (void)state;
        writes("ї", 0x48, "\x04\x57", 2);
        comes_back("Допомога 112");
        writes("a😀", 0x48, "\x00\x61\xd8\x3d\xde\x00", 6);
        comes_back("😀 ок");
}

static void
keeps_to_128_and_56_characters(void **state)
{
        char text[400] = "";
        struct coded coded;

        (void)state;
        for (int i = 0; i < 128; i++)
                strcat(text, "x");
        assert_int_equal(coding_write(text, &coded), 0);
        assert_int_equal(coded.len, SS_TEXT_MAX);
        strcat(text, " \r\n"); /* what nobody sees goes */
        assert_int_equal(coding_write(text, &coded), 0);
        strcat(text, "x");
        assert_int_equal(coding_write(text, &coded), -EMSGSIZE);
        text[0] = '\0';
        for (int i = 0; i < 56; i++)
                strcat(text, "ж");
        assert_int_equal(coding_write(text, &coded), 0);
        assert_int_equal(coded.len, SS_TEXT_MAX);
        strcat(text, "ж");
        assert_int_equal(coding_write(text, &coded), -EMSGSIZE);
        assert_int_equal(coding_write("\xff\xfe", &coded), -EINVAL);
}

static void
reads_every_data_coding_scheme(void **state)
{
        (void)state;
        for (int scheme = 0x00; scheme <= 0x0f; scheme++) /* a language each */
                reads((uint8_t)scheme, "\x31\x19", 2, "12");
        reads(0x20, "\x31\x19", 2, "12");         /* Czech */
        reads(0x3f, "\x31\x19", 2, "12");         /* reserved: as the default alphabet */
        reads(0x40, "\x31\x19", 2, "12");
        reads(0x44, "12", 2, "12");               /* 8-bit data */
        reads(0x48, "\x00\x31\x00\x32", 4, "12");
        reads(0x59, "\x00\x31", 2, "1");          /* with a message class */
        reads(0x11, "\xf5\x3a\x04\x57", 4, "ї");  /* after the two letters of a language */
        reads(0x10, "\xf5\x75\x23\x26\x03", 5, "12"); /* "uk", CR, "12" */
        reads(0x68, "\x12\x34", 2, "");           /* compressed */
        reads(0xf0, "\x31\x19", 2, "12");
        reads(0xf4, "12", 2, "12");
        for (int scheme = 0; scheme < 256; scheme++) {
                char text[CODING_TEXT];

                coding_read((uint8_t)scheme, (const uint8_t *)"\xff\x00\x1b\x80\xd8", 5, text);
                assert_true(utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &(utf8proc_int32_t){0}) >= 0);
        }
}

static void
reads_broken_texts_without_harm(void **state)
{
        static const char long_text[400] = "\x04\x57\x04\x57";

        (void)state;
        reads(0x48, "\xd8\x3d\x00\x31", 4, "\xef\xbf\xbd" "1"); /* half a pair */
        reads(0x48, "\xde\x00", 2, "\xef\xbf\xbd");
        reads(0x48, "\x00\x31\x00", 3, "1\xef\xbf\xbd");
        reads(0x48, "\x00\x00\x00\x31", 4, " 1"); /* no NUL ends a text before its end */
        reads(0x44, "\x80" "1", 2, "\xef\xbf\xbd" "1");
        reads(0x0f, "\x1b", 1, "");              /* an escape and nothing behind it */
        reads(0x0f, "\x9b\x32", 2, "€");
        reads(0x0f, "\x9b\x18", 2, "1");         /* not in the extension table */
        {
                char text[CODING_TEXT];

                coding_read(0x48, (const uint8_t *)long_text, sizeof long_text, text);
                assert_true(strlen(text) < CODING_TEXT);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(packs_as_phones_do),
                cmocka_unit_test(fills_seven_bits_that_are_left_with_cr),
                cmocka_unit_test(every_length_comes_back),
                cmocka_unit_test(has_the_alphabet_that_pages_are_measured_with),
                cmocka_unit_test(writes_ukrainian_in_ucs2),
                cmocka_unit_test(keeps_to_128_and_56_characters),
                cmocka_unit_test(reads_every_data_coding_scheme),
                cmocka_unit_test(reads_broken_texts_without_harm),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
