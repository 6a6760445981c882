/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pages: what fits on a screen in which alphabet, where a text is cut and where never.
 */
#include "menu/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SMALL {.gsm7 = 20, .ucs2 = 10}

static struct page_source
text_on(const char *text, int gsm7, int ucs2)
{
        return (struct page_source){.text = text, .size = {.gsm7 = gsm7, .ucs2 = ucs2}, .more = "", .only = "", .last = ""};
}

/* Page n, or "(none)". */
static const char *
page(const struct page_source *source, int n)
{
        static char pages[8][PAGE_TEXT];
        struct page_place place;

        if (!page_find(source, n, &place))
                return "(none)";
        page_write(source, &place, pages[n % 8]);
        return pages[n % 8];
}

static void
a_page_holds_what_its_alphabet_allows(void **state)
{
        const struct menu_size size = SMALL;

        (void)state;
        assert_true(page_fits("12345678901234567890", &size));
        assert_false(page_fits("123456789012345678901", &size));
        assert_true(page_fits("1234567890123456789@", &size));
        assert_true(page_fits("123456789012345678\u20ac", &size));       /* the euro sign takes two septets */
        assert_false(page_fits("1234567890123456789\u20ac", &size));
        assert_true(page_fits("дев'ять знак" + 4, &size));              /* ten characters of UCS-2 */
        assert_false(page_fits("дев'ятьзнак", &size));
        assert_true(page_fits("12345678\U0001f600", &size));            /* a surrogate pair */
        assert_false(page_fits("123456789\U0001f600", &size));
        assert_true(page_fits("", &size));
}

static void
cuts_between_words(void **state)
{
        struct page_source source = text_on("one two three four five six", 10, 5);

        (void)state;
        assert_string_equal(page(&source, 0), "one two");
        assert_string_equal(page(&source, 1), "three four");
        assert_string_equal(page(&source, 2), "five six");
        assert_string_equal(page(&source, 3), "(none)");
        assert_int_equal(page_count(&source), 3);
}

static void
each_page_takes_the_alphabet_it_needs(void **state)
{
        struct page_source source = text_on("aaaa bbbb cccc жжж ддд eeee ffff gggg", 14, 7);

        (void)state;
        assert_string_equal(page(&source, 0), "aaaa bbbb cccc");
        assert_string_equal(page(&source, 1), "жжж ддд");
        assert_string_equal(page(&source, 2), "eeee ffff gggg");
        assert_int_equal(page_count(&source), 3);
}

static void
the_foot_takes_its_share(void **state)
{
        struct page_source source = text_on("one two three four five six", 14, 7);

        (void)state;
        source.more = "0>";
        source.last = "9<";
        assert_string_equal(page(&source, 0), "one two\n0>");
        assert_string_equal(page(&source, 1), "three four\n0>");
        assert_string_equal(page(&source, 2), "five six\n9<");
        source.text = "one two";
        source.only = "00";
        assert_string_equal(page(&source, 0), "one two\n00");
        assert_int_equal(page_count(&source), 1);
}

/* A Cyrillic foot makes a page of Latin words a page of UCS-2. */
static void
the_foot_counts_in_the_alphabet_of_the_whole(void **state)
{
        struct page_source source = text_on("one two three", 40, 12);

        (void)state;
        source.more = source.last = source.only = "0 да";
        assert_string_equal(page(&source, 0), "one two\n0 да");
        assert_string_equal(page(&source, 1), "three\n0 да");
        source.more = source.last = source.only = "0 da";
        assert_string_equal(page(&source, 0), "one two three\n0 da");
}

/* All the text would fit if the last foot were as short as the others: then something is left for the last page. */
static void
a_last_page_is_never_empty(void **state)
{
        struct page_source source = text_on("one two three", 17, 8);

        (void)state;
        source.more = "0>";
        source.only = "9< 00";
        source.last = "9< 00";
        assert_string_equal(page(&source, 0), "one two\n0>");
        assert_string_equal(page(&source, 1), "three\n9< 00");
        assert_int_equal(page_count(&source), 2);
}

static void
a_number_with_its_spaces_is_one_word(void **state)
{
        struct page_source source = text_on("Call now 0800 800 678. Or 22 628 01 20 (free) today 5 x", 16, 8);

        (void)state;
        assert_string_equal(page(&source, 0), "Call now");
        assert_string_equal(page(&source, 1), "0800 800 678. Or");
        assert_string_equal(page(&source, 2), "22 628 01 20 (fr"); /* longer than a page: there is no other way */
        source.size.gsm7 = 20;
        assert_string_equal(page(&source, 0), "Call now");
        assert_string_equal(page(&source, 1), "0800 800 678. Or");
        assert_string_equal(page(&source, 2), "22 628 01 20 (free)");
        assert_string_equal(page(&source, 3), "today 5 x");
}

static void
a_long_word_is_cut_at_whole_characters(void **state)
{
        struct page_source source = text_on("aaaaaaaaaaaaaaaaaaaaaaaaa bb", 10, 5);

        (void)state;
        assert_string_equal(page(&source, 0), "aaaaaaaaaa");
        assert_string_equal(page(&source, 1), "aaaaaaaaaa");
        assert_string_equal(page(&source, 2), "aaaaa bb");
        source.text = "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac"; /* extension pairs on an odd screen */
        source.size.gsm7 = 5;
        assert_string_equal(page(&source, 0), "\u20ac\u20ac");
        assert_int_equal(page_count(&source), 3);
        source.text = "\U0001f600\U0001f601\U0001f602"; /* surrogate pairs on an odd screen */
        assert_string_equal(page(&source, 0), "\U0001f600\U0001f601");
        assert_string_equal(page(&source, 1), "\U0001f602");
        source.text = "жжжже\u0301жж"; /* a letter and its accent */
        assert_string_equal(page(&source, 0), "жжжж");
        assert_string_equal(page(&source, 1), "е\u0301жж");
}

static void
a_list_is_cut_at_its_lines(void **state)
{
        struct page_source source = text_on("1 one two\n2 three four\n3 five", 21, 10);

        (void)state;
        source.is_list = true;
        assert_string_equal(page(&source, 0), "1 one two");
        assert_string_equal(page(&source, 1), "2 three four\n3 five");
        source.size.gsm7 = 10; /* a line longer than the screen */
        assert_string_equal(page(&source, 1), "2 three");
        assert_string_equal(page(&source, 2), "four");
        assert_string_equal(page(&source, 3), "3 five");
}

static void
nothing_is_one_page(void **state)
{
        struct page_source source = text_on("", 20, 10);

        (void)state;
        assert_int_equal(page_count(&source), 1);
        assert_string_equal(page(&source, 0), "?"); /* a page is never empty */
        source.only = "9<";
        assert_string_equal(page(&source, 0), "9<");
        source.text = "   ";
        assert_int_equal(page_count(&source), 1);
}

static void
blanks_at_the_ends_make_no_page(void **state)
{
        struct page_source source = text_on("  one two   ", 7, 3);

        (void)state;
        assert_int_equal(page_count(&source), 1);
        assert_string_equal(page(&source, 0), "one two");
}

/* Nobody has such a screen, but a front could ask for one. */
static void
the_smallest_screens_show_something(void **state)
{
        struct page_source source = text_on("ab \u20acж\U0001f600 0800 800", 1, 1);
        struct page_place place;
        char text[PAGE_TEXT];

        (void)state;
        source.more = source.last = source.only = "0 more";
        for (int gsm7 = 1; gsm7 <= 12; gsm7++)
                for (int ucs2 = 1; ucs2 <= 12; ucs2++) {
                        source.size = (struct menu_size){.gsm7 = gsm7, .ucs2 = ucs2};
                        for (int n = 0; page_find(&source, n, &place); n++) {
                                page_write(&source, &place, text);
                                assert_true(page_fits(text, &source.size));
                                assert_string_not_equal(text, "");
                                assert_in_range(n, 0, 20);
                        }
                }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_page_holds_what_its_alphabet_allows),
                cmocka_unit_test(cuts_between_words),
                cmocka_unit_test(each_page_takes_the_alphabet_it_needs),
                cmocka_unit_test(the_foot_takes_its_share),
                cmocka_unit_test(the_foot_counts_in_the_alphabet_of_the_whole),
                cmocka_unit_test(a_last_page_is_never_empty),
                cmocka_unit_test(a_number_with_its_spaces_is_one_word),
                cmocka_unit_test(a_long_word_is_cut_at_whole_characters),
                cmocka_unit_test(a_list_is_cut_at_its_lines),
                cmocka_unit_test(nothing_is_one_page),
                cmocka_unit_test(blanks_at_the_ends_make_no_page),
                cmocka_unit_test(the_smallest_screens_show_something),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
