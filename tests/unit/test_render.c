/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filling replies (covers: render): the right number for the country, never an empty one, the menu in two languages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "test_catalogue_fixture.h"
#include "words/render.h"
#include "words/segment.h"

static struct catalogue *catalogue;

static int
load(void **state)
{
        struct findings *findings = findings_new();

        (void)state;
        catalogue = fixture_load(NULL, 0, DAY_UNKNOWN, findings);
        findings_free(findings);
        return catalogue != NULL ? 0 : -1;
}

static int
unload(void **state)
{
        (void)state;
        catalogue_free(catalogue);
        return 0;
}

static void
assert_reply(enum topic topic, const char *language, const char *country, const char *day, const char *expected)
{
        const struct render_options options = {
                .language = code_pack(language),
                .country = code_pack(country),
                .today = day_parse(day),
        };
        char text[CATALOGUE_REPLY_TEXT];

        render_reply(catalogue, topic, &options, text);
        assert_string_equal(text, expected);
}

static void
words_for_keys_come_from_the_language_or_the_default(void **state)
{
        const struct fixture_file changes[] = {
                { "uk/menu.txt", "Language: українська\nNames: ukr\n\n{TOPICS} 112\n", 0 },
                { "topics.cfg", "danger = \"HELP!\"; topics = ( { id = \"help\"; menu = 1; }, { id = \"job\"; menu = 2; } );\n", 0 },
        };
        struct findings *findings = findings_new();
        struct catalogue *changed = fixture_load(changes, 2, DAY_UNKNOWN, findings);

        (void)state;
        assert_string_equal(render_key(catalogue, RENDER_KEY_MORE, code_pack("uk")), "далі");
        assert_string_equal(render_key(catalogue, RENDER_KEY_BACK, code_pack("uk")), "назад");
        assert_string_equal(render_key(catalogue, RENDER_KEY_START, code_pack("uk")), "меню");
        assert_string_equal(render_key(catalogue, RENDER_KEY_BACK, code_pack("fr")), "back");
        assert_string_equal(render_danger(catalogue), "SOS");
        assert_non_null(changed);
        assert_string_equal(render_key(changed, RENDER_KEY_START, code_pack("uk")), "menu");
        assert_string_equal(render_danger(changed), "HELP!");
        assert_string_equal(render_emergency(changed, code_pack("UA")), "102");
        assert_string_equal(render_emergency(changed, code_pack("FR")), "112"); /* not in the list: where the gateway stands */
        catalogue_free(changed);
        findings_free(findings);
}

static void
the_first_verified_line_of_the_country_is_given(void **state)
{
        (void)state;
        assert_reply(TOPIC_HELP, "en", "RO", "", "Danger: call 112. Advice in Romania: 0800 800 678 (free).");
        assert_reply(TOPIC_HELP, "uk", "RO", "", "Небезпека: 112. Порада (Румунія): 0800 800 678 (безкоштовно).");
}

static void
a_police_line_says_so(void **state)
{
        (void)state;
        assert_reply(TOPIC_HELP, "en", "ES", "", "Danger: call 112. Advice in Spain: 900 10 50 90 police (free).");
}

static void
a_country_without_a_line_gets_other_words_never_none(void **state)
{
        (void)state;
        assert_reply(TOPIC_HELP, "en", "MD", "", "Danger: call 112. No number for Moldova.");
        assert_reply(TOPIC_JOB, "en", "MD", "", "Job tips: keep your passport. Advice: aid staff");
}

static void
an_unknown_country_is_where_the_gateway_stands(void **state)
{
        (void)state;
        assert_reply(TOPIC_JOB, "en", "XX", "", "Job tips: keep your passport. Advice: 0800 800 678 (free)");
        assert_reply(TOPIC_JOB, "en", "", "", "Job tips: keep your passport. Advice: 0800 800 678 (free)");
}

static void
rights_follow_the_country_and_expire(void **state)
{
        (void)state;
        assert_reply(TOPIC_RIGHTS, "en", "RO", "2027-03-03", "EU rights. 0800 800 678 (free)");
        assert_reply(TOPIC_RIGHTS, "en", "RO", "", "EU rights. 0800 800 678 (free)");
        assert_reply(TOPIC_RIGHTS, "en", "RO", "2027-03-04", "You have rights here. 0800 800 678 (free). Danger: 112");
        assert_reply(TOPIC_RIGHTS, "en", "UA", "", "You have rights here. 527 (free). Danger: 102");
}

static void
a_language_that_is_not_offered_gets_the_default_one(void **state)
{
        const struct render_options options = { .language = code_pack("fr") };
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        assert_int_equal(render_reply(catalogue, TOPIC_STOP, &options, text), code_pack("en"));
        assert_string_equal(text, "OK, no more texts.");
}

static void
the_menu_lists_the_topics_by_number(void **state)
{
        (void)state;
        assert_reply(TOPIC_MENU, "en", "RO", "",
                     "Text a number or a word: 1 Get help 2 Job offers 3 Room or flat 4 My rights. Other language: text its name. Danger: 112");
        assert_string_equal(render_menu_line(catalogue, TOPIC_JOB, code_pack("uk")), "Робота");
        assert_string_equal(render_country_name(catalogue, code_pack("RO"), code_pack("uk")), "Румунія");
        assert_string_equal(render_country_name(catalogue, code_pack("XX"), code_pack("uk")), "");
}

static void
the_menu_in_two_languages_fits_its_parts(void **state)
{
        const struct render_options options = { .language = code_pack("uk") };
        struct segments segments;
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        assert_int_equal(render_menu(catalogue, &options, code_pack("en"), text), code_pack("uk"));
        assert_non_null(strstr(text, "2 Робота"));
        assert_non_null(strstr(text, "2 Job offers"));
        assert_non_null(strstr(text, "112"));
        assert_true(strstr(text, "Робота") < strstr(text, "Job"));
        assert_int_equal(segment_text(text, &segments), 0);
        assert_true(segments.nparts <= 3);
        render_menu(catalogue, &options, 0, text);
        assert_null(strstr(text, "Job"));
}

static void
where_lines_are_too_long_the_menu_is_in_words(void **state)
{
        const uint16_t languages[] = { code_pack("uk"), code_pack("en"), code_pack("ro"), code_pack("de") };
        const struct catalogue_options from = { .country = code_pack("RO"), .languages = languages, .nlanguages = 4 };
        struct findings *findings = findings_new();
        struct catalogue *real = catalogue_load("messages", &from, findings);
        struct segments segments;
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        assert_non_null(real);
        for (int one = 0; one < 4; one++)
                for (int two = 0; two < 4; two++) {
                        const struct render_options options = { .language = languages[one] };

                        render_menu(real, &options, languages[two], text);
                        assert_int_equal(segment_text(text, &segments), 0);
                        assert_true(segments.nparts <= 3);
                }
        render_menu(real, &(struct render_options){ .language = code_pack("uk") }, code_pack("en"), text);
        assert_non_null(strstr(text, "2 робота 3 "));
        assert_non_null(strstr(text, "2 job 3 "));
        render_menu(real, &(struct render_options){ .language = code_pack("ro") }, code_pack("en"), text);
        assert_non_null(strstr(text, "2 Job offers"));
        catalogue_free(real);
        findings_free(findings);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_for_keys_come_from_the_language_or_the_default),
                cmocka_unit_test(the_first_verified_line_of_the_country_is_given),
                cmocka_unit_test(a_police_line_says_so),
                cmocka_unit_test(a_country_without_a_line_gets_other_words_never_none),
                cmocka_unit_test(an_unknown_country_is_where_the_gateway_stands),
                cmocka_unit_test(rights_follow_the_country_and_expire),
                cmocka_unit_test(a_language_that_is_not_offered_gets_the_default_one),
                cmocka_unit_test(the_menu_lists_the_topics_by_number),
                cmocka_unit_test(the_menu_in_two_languages_fits_its_parts),
                cmocka_unit_test(where_lines_are_too_long_the_menu_is_in_words),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
