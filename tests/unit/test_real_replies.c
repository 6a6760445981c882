/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people are sent from the real messages/: every reply in every language, for every country and for none, on the last day of
 * the temporary protection and on the day after. (covers: render helplines)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/catalogue.h"
#include "words/render.h"
#include "words/segment.h"

#define LANGUAGES 7

static const char *const languages[LANGUAGES] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
static const char *const countries[] = { "", "XX", "UA", "MD", "RO", "PL", "HU", "SK", "CZ", "DE", "NL", "BE", "AT", "GB", "IE", "BG", "IT", "ES",
                                         "FR", "LT", "LV", "EE" };
static const char *const days[] = { "", "2027-03-03", "2027-03-04" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

static struct catalogue *catalogue;

static int
load(void **state)
{
        uint16_t codes[LANGUAGES];
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = codes, .nlanguages = LANGUAGES };
        struct findings *findings = findings_new();

        (void)state;
        for (int i = 0; i < LANGUAGES; i++)
                codes[i] = code_pack(languages[i]);
        catalogue = catalogue_load("messages", &options, findings);
        if (catalogue == NULL)
                fprintf(stderr, "%s\n", findings_first_error(findings));
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

static uint16_t
render(enum topic topic, const char *language, const char *country, const char *day, char text[static CATALOGUE_REPLY_TEXT])
{
        const struct render_options options = { .language = code_pack(language), .country = code_pack(country), .today = day_parse(day) };

        return render_reply(catalogue, topic, &options, text);
}

static int
parts_most(enum topic topic, const struct segments *segments)
{
        return topic == TOPIC_HELP || segments->coding == SEGMENT_CODING_GSM7 ? 2 : 3;
}

/* A hole where something should have been filled in. */
static bool
has_hole(const char *text)
{
        static const char *const holes[] = { "{", "}", "  ", "()", ": .", ": ,", " ." };

        for (size_t i = 0; i < COUNT(holes); i++)
                if (strstr(text, holes[i]) != NULL)
                        return true;
        return *text == '\0' || text[strlen(text) - 1] == ':' || text[strlen(text) - 1] == ' ';
}

static void
every_reply_keeps_its_parts_in_every_country(void **state)
{
        char text[CATALOGUE_REPLY_TEXT];
        struct segments segments;

        (void)state;
        for (size_t l = 0; l < LANGUAGES; l++)
                for (size_t c = 0; c < COUNT(countries); c++)
                        for (size_t d = 0; d < COUNT(days); d++)
                                for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                                        enum segment_coding wanted = l < 2 ? SEGMENT_CODING_UCS2 : SEGMENT_CODING_GSM7;

                                        assert_int_equal(render((enum topic)topic, languages[l], countries[c], days[d], text), code_pack(languages[l]));
                                        assert_int_equal(segment_text(text, &segments), 0);
                                        if (segments.coding != wanted || segments.nparts > parts_most((enum topic)topic, &segments) || has_hole(text))
                                                fail_msg("%s in %s \"%s\" %s: %d parts: %s", topic_name((unsigned)topic), languages[l], countries[c],
                                                         days[d], segments.nparts, text);
                                }
}

static void
every_menu_in_two_languages_keeps_its_parts(void **state)
{
        char text[CATALOGUE_REPLY_TEXT];
        struct segments segments;

        (void)state;
        for (size_t one = 0; one < LANGUAGES; one++)
                for (size_t two = 0; two < LANGUAGES; two++)
                        for (size_t c = 0; c < COUNT(countries); c++) {
                                const struct render_options options = { .language = code_pack(languages[one]), .country = code_pack(countries[c]) };

                                render_menu(catalogue, &options, code_pack(languages[two]), text);
                                assert_int_equal(segment_text(text, &segments), 0);
                                assert_true(segments.nparts <= parts_most(TOPIC_MENU, &segments));
                                assert_false(has_hole(text));
                        }
}

/* {HELP} is never empty: the line of the country, or the words for who helps where there is none. */
static void
every_topic_says_whom_to_ask(void **state)
{
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        for (size_t l = 0; l < LANGUAGES; l++)
                for (size_t c = 2; c < COUNT(countries); c++) {
                        render(TOPIC_HELP, languages[l], countries[c], "", text);
                        assert_non_null(strstr(text, render_emergency(catalogue, code_pack(countries[c]))));
                        assert_non_null(strstr(text, render_country_name(catalogue, code_pack(countries[c]), code_pack(languages[l]))));
                }
        render(TOPIC_RIGHTS, "en", "FR", "", text);
        assert_string_equal(strstr(text, "Questions:"), "Questions: aid staff with a badge");
        render(TOPIC_HELP, "en", "FR", "", text);
        assert_non_null(strstr(text, "We have no checked number for France."));
        render(TOPIC_RIGHTS, "en", "", "", text);
        assert_string_equal(strstr(text, "Questions:"), "Questions: 0800 800 678 (free)");
}

static void
rights_speak_of_the_protection_in_the_eu_until_it_ends(void **state)
{
        char last[CATALOGUE_REPLY_TEXT], after[CATALOGUE_REPLY_TEXT], outside[CATALOGUE_REPLY_TEXT], unknown[CATALOGUE_REPLY_TEXT];

        (void)state;
        for (size_t l = 0; l < LANGUAGES; l++) {
                render(TOPIC_RIGHTS, languages[l], "DE", "2027-03-03", last);
                render(TOPIC_RIGHTS, languages[l], "DE", "2027-03-04", after);
                render(TOPIC_RIGHTS, languages[l], "DE", "", unknown);
                assert_string_equal(last, unknown);
                assert_string_not_equal(last, after);
                render(TOPIC_RIGHTS, languages[l], "GB", "2027-03-03", outside);
                assert_string_not_equal(outside, last);
                assert_memory_equal(outside, after, 40); /* one text: it must not say that the protection does not hold here */
        }
        render(TOPIC_RIGHTS, "en", "DE", "2027-03-03", last);
        assert_non_null(strstr(last, "Temporary protection"));
        for (size_t c = 0; c < COUNT(countries); c++) {
                render(TOPIC_RIGHTS, "en", countries[c], "2027-03-04", after);
                assert_null(strstr(after, "rotection"));
        }
}

static void
a_line_of_the_police_says_so(void **state)
{
        static const char *const of_police[] = { "AT", "IE", "ES" };
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        for (size_t c = 2; c < COUNT(countries); c++) {
                bool police = false;

                for (size_t i = 0; i < COUNT(of_police); i++)
                        police = police || strcmp(of_police[i], countries[c]) == 0;
                render(TOPIC_JOB, "en", countries[c], "", text);
                assert_int_equal(strstr(text, " police") != NULL, police);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_reply_keeps_its_parts_in_every_country),
                cmocka_unit_test(every_menu_in_two_languages_keeps_its_parts),
                cmocka_unit_test(every_topic_says_whom_to_ask),
                cmocka_unit_test(rights_speak_of_the_protection_in_the_eu_until_it_ends),
                cmocka_unit_test(a_line_of_the_police_says_so),
        };

        return cmocka_run_group_tests_name("real_replies", tests, load, unload);
}
