/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Codes of languages and countries as small numbers.
 */
#include "common/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
every_code_of_two_and_three_letters_comes_back(void **state)
{
        char code[CODE_TEXT] = "", text[CODE_TEXT];

        (void)state;
        for (int n = 26; n < 27 * 27 * 27; n++) {
                size_t len = 0;

                if (n / 27 % 27 == 0 || n / (27 * 27) == 0)
                        continue;
                code[len++] = (char)('a' + n / (27 * 27) - 1);
                code[len++] = (char)('a' + n / 27 % 27 - 1);
                if (n % 27 != 0)
                        code[len++] = (char)('a' + n % 27 - 1);
                code[len] = '\0';
                assert_in_range(code_pack(code), 1, 32767);
                assert_string_equal(code_language(code_pack(code), text), code);
        }
}

static void
case_does_not_matter(void **state)
{
        char text[CODE_TEXT];

        (void)state;
        assert_int_equal(code_pack("uk"), code_pack("UK"));
        assert_string_equal(code_country(code_pack("ua"), text), "UA");
        assert_string_equal(code_language(code_pack("NDS"), text), "nds");
}

static void
different_codes_are_different_numbers(void **state)
{
        (void)state;
        assert_int_not_equal(code_pack("uk"), code_pack("ku"));
        assert_int_not_equal(code_pack("ab"), code_pack("aba"));
        assert_int_not_equal(code_pack("zz"), code_pack("zzz"));
}

static void
anything_else_is_zero(void **state)
{
        static const char *const wrong[] = {"", "u", "u1", "1u", "u ", " uk", "ukra", "u\xc3\xaf", "-", "u-k", "@@", "[[", "``", "{{"};

        (void)state;
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                assert_int_equal(code_pack(wrong[i]), 0);
}

static void
no_number_without_letters_is_shown_as_letters(void **state)
{
        char text[CODE_TEXT];

        (void)state;
        for (unsigned code = 0; code <= 0xffff; code++) {
                code_language((uint16_t)code, text);
                if (strcmp(text, "-") != 0)
                        assert_int_equal(code_pack(text), code);
        }
        assert_string_equal(code_language(0, text), "-");
        assert_string_equal(code_language(0xffff, text), "-");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_code_of_two_and_three_letters_comes_back),
                cmocka_unit_test(case_does_not_matter),
                cmocka_unit_test(different_codes_are_different_numbers),
                cmocka_unit_test(anything_else_is_zero),
                cmocka_unit_test(no_number_without_letters_is_shown_as_letters),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
