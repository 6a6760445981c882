/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * src/words/segment.c: the limits of TS 23.038 and TS 23.040, one case each. That libgammu cuts at the same places is shown by
 * test_segment_gammu.c.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "words/segment.h"

/* `n` times `piece`, then `tail`, in a static buffer of the caller. */
static const char *
repeat(char *text, const char *piece, int n, const char *tail)
{
        text[0] = '\0';
        for (int i = 0; i < n; i++)
                strcat(text, piece); /* allowed: the buffers below are large enough */
        return strcat(text, tail); /* allowed: as above */
}

static void
expect(const char *text, enum segment_coding coding, int nparts, int units)
{
        struct segments segments;
        size_t at = 0;
        int sum = 0;

        assert_int_equal(segment_text(text, &segments), 0);
        assert_int_equal(segments.coding, coding);
        assert_int_equal(segments.nparts, nparts);
        assert_int_equal(segments.units, units);
        for (int i = 0; i < segments.nparts; i++) {
                assert_int_equal(segments.parts[i].start, at);
                at += segments.parts[i].len;
                sum += segments.parts[i].units;
        }
        assert_int_equal(at, strlen(text));
        assert_int_equal(sum, units);
}

static void
an_empty_text_is_one_empty_part(void **state)
{
        (void)state;
        expect("", SEGMENT_CODING_GSM7, 1, 0);
}

static void
gsm7_holds_160_alone_and_153_joined(void **state)
{
        char text[2000];

        (void)state;
        expect(repeat(text, "a", 160, ""), SEGMENT_CODING_GSM7, 1, 160);
        expect(repeat(text, "a", 161, ""), SEGMENT_CODING_GSM7, 2, 161);
        expect(repeat(text, "a", 306, ""), SEGMENT_CODING_GSM7, 2, 306);
        expect(repeat(text, "a", 307, ""), SEGMENT_CODING_GSM7, 3, 307);
        expect(repeat(text, "a", 918, ""), SEGMENT_CODING_GSM7, 6, 918);
}

static void
ucs2_holds_70_alone_and_67_joined(void **state)
{
        char text[2000];

        (void)state;
        expect(repeat(text, "\u0436", 70, ""), SEGMENT_CODING_UCS2, 1, 70);
        expect(repeat(text, "\u0436", 71, ""), SEGMENT_CODING_UCS2, 2, 71);
        expect(repeat(text, "\u0436", 134, ""), SEGMENT_CODING_UCS2, 2, 134);
        expect(repeat(text, "\u0436", 135, ""), SEGMENT_CODING_UCS2, 3, 135);
        expect(repeat(text, "\u0436", 402, ""), SEGMENT_CODING_UCS2, 6, 402);
}

static void
extension_characters_count_two_and_are_not_cut(void **state)
{
        char text[2000];
        struct segments segments;

        (void)state;
        expect(repeat(text, "a", 158, "\u20ac"), SEGMENT_CODING_GSM7, 1, 160);
        expect(repeat(text, "a", 159, "\u20ac"), SEGMENT_CODING_GSM7, 2, 161);
        repeat(text, "a", 152, "{bbbbbbbbbb");
        assert_int_equal(segment_text(text, &segments), 0);
        assert_int_equal(segments.parts[0].units, 152);
        assert_int_equal(text[segments.parts[1].start], '{');
        for (const char *c = "^{}\\[~]|\f"; *c != '\0'; c++)
                assert_int_equal(segment_gsm7_septets((uint32_t)*c), 2);
}

static void
surrogate_pairs_count_two_and_are_not_cut(void **state)
{
        char text[2000];
        struct segments segments;

        (void)state;
        expect(repeat(text, "\U0001f600", 35, ""), SEGMENT_CODING_UCS2, 1, 70);
        repeat(text, "\u0436", 66, "\U0001f600\u0436\u0436\u0436\u0436");
        assert_int_equal(segment_text(text, &segments), 0);
        assert_int_equal(segments.nparts, 2);
        assert_int_equal(segments.parts[0].units, 66);
        assert_int_equal(segments.parts[1].start, 132);
}

static void
names_the_first_character_that_forces_ucs2(void **state)
{
        struct segments segments;

        (void)state;
        assert_int_equal(segment_text("it\u2019s \u0103", &segments), 0);
        assert_int_equal(segments.coding, SEGMENT_CODING_UCS2);
        assert_int_equal(segments.forcing, 2);
        assert_int_equal(segments.characters, 6);
}

static void
knows_the_letters_of_the_alphabet(void **state)
{
        static const uint32_t in[] = { '@', 0xa3, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, 0xd8, 0xe5, 0x394, 0x39e, 0xdf, 0xc9,
                                       0xa4, 0xa1, 0xc4, 0xd6, 0xd1, 0xdc, 0xa7, 0xbf, 0xe4, 0xf6, 0xf1, 0xfc, 0xe0, '\n', '_' };
        static const uint32_t out[] = { 0xe7, 0x60, 0x2019, 0xa0, '\t', 0x1b, 0x7f, 0, 0xeb, 0x105, 0x219, 0x430, 0x391, 0xe1 };

        (void)state;
        for (size_t i = 0; i < sizeof in / sizeof *in; i++)
                assert_int_equal(segment_gsm7_septets(in[i]), 1);
        for (size_t i = 0; i < sizeof out / sizeof *out; i++)
                assert_int_equal(segment_gsm7_septets(out[i]), 0);
}

static void
refuses_what_is_not_utf8(void **state)
{
        struct segments segments;

        (void)state;
        assert_int_equal(segment_text("a\xff", &segments), -EILSEQ);
        assert_int_equal(segment_text("\xd0", &segments), -EILSEQ);
        assert_int_equal(segment_text("\xed\xa0\x80", &segments), -EILSEQ);
        assert_int_equal(segment_text("\xc0\xaf", &segments), -EILSEQ);
}

static void
refuses_a_seventh_part_but_counts_it(void **state)
{
        char text[2000];
        struct segments segments;

        (void)state;
        assert_int_equal(segment_text(repeat(text, "a", 919, ""), &segments), -E2BIG);
        assert_int_equal(segments.nparts, 7);
        assert_int_equal(segments.units, 919);
        assert_int_equal(segment_text(repeat(text, "\u0436", 403, ""), &segments), -E2BIG);
        assert_int_equal(segments.nparts, 7);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_empty_text_is_one_empty_part),
                cmocka_unit_test(gsm7_holds_160_alone_and_153_joined),
                cmocka_unit_test(ucs2_holds_70_alone_and_67_joined),
                cmocka_unit_test(extension_characters_count_two_and_are_not_cut),
                cmocka_unit_test(surrogate_pairs_count_two_and_are_not_cut),
                cmocka_unit_test(names_the_first_character_that_forces_ucs2),
                cmocka_unit_test(knows_the_letters_of_the_alphabet),
                cmocka_unit_test(refuses_what_is_not_utf8),
                cmocka_unit_test(refuses_a_seventh_part_but_counts_it),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
