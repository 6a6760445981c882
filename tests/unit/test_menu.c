/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The menu by USSD with the messages as they are shipped: what stands on the screens, where each key leads, and what must hold for every
 * text in every language, country and size of screen.
 */
#include "menu/menu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/code.h"
#include "test_catalogue_fixture.h"
#include "words/match.h"
#include "words/render.h"

#define DAY 20780                       /* 2026-11-23 */

static const char *const codes[] = {"uk", "ru", "ro", "en", "pl", "de", "nl"};
static const struct menu_size sizes[] = {{128, 56}, {182, 80}, {160, 70}};
static struct catalogue *catalogue;

/* One person and her phone. */
static struct menu_start start;
static struct menu_session session;
static struct menu_page page;

static struct catalogue *
load_languages(const char *const *offered, int n)
{
        uint16_t languages[8];
        const struct catalogue_options options = {.country = code_pack("RO"), .languages = languages, .nlanguages = n, .today = DAY};
        struct findings *findings = findings_new();
        struct catalogue *loaded;

        for (int i = 0; i < n; i++)
                languages[i] = code_pack(offered[i]);
        loaded = catalogue_load("messages", &options, findings);
        findings_free(findings);
        return loaded;
}

static int
load(void **state)
{
        (void)state;
        catalogue = load_languages(codes, 7);
        return catalogue == NULL;
}

static int
unload(void **state)
{
        (void)state;
        catalogue_free(catalogue);
        return 0;
}

static int
set_up(void **state)
{
        (void)state;
        start = (struct menu_start){.today = DAY, .size = sizes[0]};
        return 0;
}

static const char *
begin(void)
{
        menu_begin(catalogue, &start, &session, &page);
        assert_true(page_fits(page.text, &start.size));
        return page.text;
}

static const char *
type(const char *input)
{
        menu_step(catalogue, &session, input, &page);
        assert_string_not_equal(page.text, "");
        assert_true(page_fits(page.text, &start.size));
        return page.text;
}

static void
begin_in(const char *language)
{
        start.language = code_pack(language);
        begin();
}

static void
assert_has(const char *text, const char *part)
{
        if (strstr(text, part) == NULL)
                fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void
assert_lacks(const char *text, const char *part)
{
        if (strstr(text, part) != NULL)
                fail_msg("\"%s\" is in \"%s\"", part, text);
}

/* --- the first screen ---------------------------------------------------------------------------------------- */

static void
begins_with_danger_and_the_languages(void **state)
{
        (void)state;
        assert_string_equal(begin(), "1 SOS 112\n2 українська\n3 русский\n4 română\n5 English\n0 >");
        assert_string_equal(type("0"), "6 polski\n7 Deutsch\n8 Nederlands\n9 <");
        assert_int_equal(page.topic, TOPIC_NONE);
        assert_int_equal(page.language, 0);
        assert_false(page.ends);
}

static void
four_languages_fit_on_the_smallest_screen(void **state)
{
        struct catalogue *all = catalogue;

        (void)state;
        catalogue = load_languages(codes, 4);
        assert_string_equal(begin(), "1 SOS 112\n2 українська\n3 русский\n4 română\n5 English");
        catalogue_free(catalogue);
        catalogue = all;
}

static void
each_language_is_chosen_by_its_number(void **state)
{
        (void)state;
        for (int i = 0; i < 7; i++) {
                char number[12];

                begin();
                snprintf(number, sizeof number, "%d", i + 2);
                type(number);
                assert_int_equal(page.language, code_pack(codes[i]));
                assert_int_equal(session.talk.language, code_pack(codes[i]));
                assert_has(page.text, render_menu_line(catalogue, TOPIC_HELP, page.language));
        }
}

static void
one_language_alone_is_not_asked_for(void **state)
{
        static const char *const only[] = {"en"};
        struct catalogue *all = catalogue;

        (void)state;
        catalogue = load_languages(only, 1);
        assert_has(begin(), "1 Get help 112\n2 Job offers");
        assert_lacks(page.text, "\n9 ");
        type("0");
        assert_has(type("9"), "1 Get help 112"); /* the page before, and nothing before that */
        assert_has(type("9"), "1 Get help 112");
        catalogue_free(catalogue);
        catalogue = all;
}

/* Languages without files answer in the first one: enough for their numbers. */
static void
from_the_eighth_language_on_numbers_have_two_digits(void **state)
{
        static const char *const many[] = {"en", "uk", "ro", "pl", "de", "nl", "fr", "es", "it", "pt"};
        uint16_t languages[10];
        const struct catalogue_options options = {.country = code_pack("RO"), .languages = languages, .nlanguages = 10};
        struct findings *findings = findings_new();
        struct builder *builder;
        struct catalogue *all = catalogue;

        (void)state;
        for (int i = 0; i < 10; i++)
                languages[i] = code_pack(many[i]);
        builder = builder_new("messages", &options, findings);
        builder_add(builder, "topics.cfg", fixture_topics, strlen(fixture_topics));
        builder_add(builder, "helplines.cfg", fixture_helplines, strlen(fixture_helplines));
        for (size_t i = 0; i < FIXTURE_FILES; i++)
                builder_add(builder, fixture_files[i].path, fixture_files[i].bytes, strlen(fixture_files[i].bytes));
        catalogue = builder_finish(builder);
        assert_non_null(catalogue);
        start.size = sizes[1];
        assert_has(begin(), "1 SOS 112\n2 English\n3 українська\n4 ro\n5 pl\n6 de\n7 nl\n8 fr\n10 es\n11 it\n12 pt");
        type("10");
        assert_int_equal(page.language, code_pack("es"));
        begin();
        type("12");
        assert_int_equal(page.language, code_pack("pt"));
        catalogue_free(catalogue);
        builder_free(builder);
        findings_free(findings);
        catalogue = all;
}

static void
a_language_that_is_no_more_offered_is_asked_for_again(void **state)
{
        (void)state;
        start.language = code_pack("fr");
        assert_has(begin(), "українська");
        assert_int_equal(session.talk.language, 0);
}

/* Help, 112 and the way to the other languages stand on the first page of whatever she sees first, in every language and size. */
static void
help_is_on_every_first_screen(void **state)
{
        (void)state;
        for (size_t s = 0; s < 3; s++)
                for (int i = -1; i < 7; i++) {
                        start.size = sizes[s];
                        start.language = i < 0 ? 0 : code_pack(codes[i]);
                        assert_memory_equal(begin(), "1 ", 2);
                        assert_has(page.text, " 112\n");
                        if (i >= 0)
                                assert_has(page.text, i == 0 ? "\n9 русский..." : "\n9 українська...");
                        type("1");
                        assert_int_equal(page.topic, TOPIC_HELP);
                        assert_has(page.text, "112");
                }
}

static void
the_emergency_number_is_that_of_the_country(void **state)
{
        (void)state;
        start.country = code_pack("UA");
        assert_memory_equal(begin(), "1 SOS 102\n", 10);
        assert_has(type("2"), "1 Допомога 102\n");
}

/* Before she has chosen a language, help speaks the one of her number's country, else the first. */
static void
help_without_a_language_speaks_a_likely_one(void **state)
{
        (void)state;
        begin();
        type("1");
        assert_int_equal(page.language, code_pack("uk"));
        assert_int_equal(session.talk.language, 0); /* nothing to remember */
        start.number_country = code_pack("PL");
        begin();
        type("1");
        assert_int_equal(page.language, code_pack("pl"));
        assert_has(type("9"), "українська");
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

static void
zero_goes_on_and_nine_goes_back(void **state)
{
        char topics[2][PAGE_TEXT], texts[2][PAGE_TEXT];

        (void)state;
        begin();
        strcpy(topics[0], type("2"));
        strcpy(topics[1], type("0"));
        assert_string_not_equal(topics[0], topics[1]);
        strcpy(texts[0], type("3"));
        strcpy(texts[1], type("0"));
        assert_string_not_equal(texts[0], texts[1]);
        assert_string_equal(type("9"), texts[0]);
        assert_string_equal(type("9"), topics[1]); /* the page of the list that she came from */
        assert_string_equal(type("9"), topics[0]);
        assert_has(type("9"), "українська");
}

static void
two_zeros_lead_to_the_beginning(void **state)
{
        static const char *const ways[] = {"2", "0", "3", "0", "0", "xqzzqqz", "1", "0", "5", "9", "77", "0"};
        char first[PAGE_TEXT];

        (void)state;
        for (int known = 0; known < 2; known++) {
                start.language = known ? code_pack("ro") : 0;
                for (size_t n = 0; n <= sizeof ways / sizeof *ways; n++) {
                        strcpy(first, begin());
                        for (size_t i = 0; i < n; i++)
                                type(ways[i]);
                        assert_string_equal(type("00"), first);
                }
        }
        type("робота"); /* another language: its topics */
        assert_has(type("00"), "1 Допомога 112");
}

static void
help_has_the_same_key_everywhere(void **state)
{
        static const char *const ways[] = {"", "0", "4", "0", "10", "0", "9", "00"};

        (void)state;
        for (size_t n = 0; n < sizeof ways / sizeof *ways; n++) {
                begin();
                for (size_t i = 1; i <= n; i++)
                        type(ways[i]);
                type("1");
                assert_int_equal(session.reply, TOPIC_HELP);
                assert_int_equal(session.page, 0);
                assert_has(page.text, "112");
        }
}

static void
no_entry_has_the_key_for_back(void **state)
{
        (void)state;
        begin();
        for (int i = 0; i < 3; i++)
                assert_lacks(type("0"), "9 N");
        begin_in("en");
        assert_has(type("0"), "10 My rights");
        type("10");
        assert_int_equal(page.topic, TOPIC_RIGHTS);
}

/* One numbering for both ways. */
static void
topics_have_the_numbers_that_they_have_by_sms(void **state)
{
        (void)state;
        for (int number = 1; number < CATALOGUE_MENU; number++) {
                const struct match_context context = {0};
                enum topic topic = catalogue_menu_topic(catalogue, number);
                struct match match;
                char text[12], line[64];

                if (topic == TOPIC_NONE)
                        continue;
                snprintf(text, sizeof text, "%d", number);
                match_text(catalogue, text, &context, &match);
                assert_int_equal(match.topic, topic);
                begin_in("en");
                snprintf(line, sizeof line, "%d %s", number, render_menu_line(catalogue, topic, code_pack("en")));
                if (strstr(page.text, line) == NULL)
                        assert_has(type("0"), line);
                type(text);
                assert_int_equal(page.topic, topic);
        }
}

/* Who counts lines by SMS means the ninth; by USSD 9 is back. */
static void
a_lone_nine_by_sms_is_the_ninth_line(void **state)
{
        const struct match_context context = {0};
        struct match match;

        (void)state;
        match_text(catalogue, "9", &context, &match);
        assert_int_equal(match.topic, TOPIC_RIGHTS);
        assert_int_equal(match.kind, MATCH_KIND_DIGIT);
        begin_in("en");
        assert_has(type("9"), "SOS");
}

static void
numbers_are_read_as_people_type_them(void **state)
{
        static const char *const twos[] = {"2", " 2 ", "2.", "2)", "#2", "02", "\xef\xbc\x92", "\xd9\xa2", "2\xef\xb8\x8f\xe2\x83\xa3", "(2)\r"};

        (void)state;
        for (size_t i = 0; i < sizeof twos / sizeof *twos; i++) {
                begin_in("en");
                type(twos[i]);
                assert_int_equal(page.topic, TOPIC_JOB);
        }
}

/* --- words ----------------------------------------------------------------------------------------------------------- */

static void
a_keyword_brings_its_text_in_its_language(void **state)
{
        (void)state;
        begin();
        type("робота");
        assert_int_equal(page.topic, TOPIC_JOB);
        assert_int_equal(page.language, code_pack("uk"));
        assert_has(type("9"), "Робота"); /* the topics now, her language is known */
        begin();
        type("JOB");
        assert_int_equal(page.topic, TOPIC_JOB);
        assert_int_equal(page.language, code_pack("en"));
        type("mieszkanie");
        assert_int_equal(page.topic, TOPIC_HOUSE);
        assert_int_equal(page.language, code_pack("pl"));
}

static void
danger_words_lead_to_help(void **state)
{
        (void)state;
        begin();
        type("he locked me in");
        assert_int_equal(page.topic, TOPIC_HELP);
        assert_has(page.text, "112");
        begin();
        type("112");
        assert_int_equal(page.topic, TOPIC_HELP);
}

static void
the_name_of_a_language_leads_to_its_topics(void **state)
{
        (void)state;
        begin();
        assert_memory_equal(type("Deutsch"), "1 Hilfe 112", 11);
        assert_int_equal(page.topic, TOPIC_NONE);
        assert_int_equal(page.language, code_pack("de"));
        assert_memory_equal(type("po polsku"), "1 Pomoc 112", 11);
}

/* A country that is named brings its helpline, on every page of its text, and stays for the next text. */
static void
a_country_brings_its_helpline(void **state)
{
        char text[4 * PAGE_TEXT] = "";

        (void)state;
        begin_in("en");
        strcat(text, type("Poland"));
        assert_int_equal(page.topic, TOPIC_COUNTRY);
        strcat(text, type("0"));
        assert_has(text, "22 628 01 20");
        type("2");
        strcpy(text, page.text);
        strcat(text, type("0"));
        strcat(text, type("0"));
        assert_has(text, "22 628 01 20");
        assert_int_equal(session.talk.country, code_pack("PL"));
}

static void
stop_says_its_word_and_ends(void **state)
{
        (void)state;
        start.size = sizes[1];
        begin_in("en");
        type("STOP");
        assert_int_equal(page.topic, TOPIC_STOP);
        for (int i = 0; i < 5 && !page.ends; i++) {
                char before[PAGE_TEXT];

                strcpy(before, page.text);
                assert_has(before, "\n0 more");
                assert_string_equal(type("2"), before); /* only going on is left */
                type("0");
        }
        assert_true(page.ends);
        assert_lacks(page.text, "\n");
}

/* --- what makes no sense --------------------------------------------------------------------------------------------- */

static void
wrong_input_is_explained_once(void **state)
{
        char before[PAGE_TEXT];

        (void)state;
        for (size_t s = 0; s < 3; s++)
                for (int i = 0; i < 7; i++) {
                        char more[64];

                        start.size = sizes[s];
                        begin_in(codes[i]);
                        strcpy(before, page.text);
                        snprintf(more, sizeof more, "0 %s 9 ", render_key(catalogue, RENDER_KEY_MORE, start.language));
                        assert_has(type("77"), more);
                        assert_has(page.text, "112");
                        if (session.note == MENU_NOTE_ABOVE)
                                assert_string_equal(page.text + strlen(page.text) - strlen(before), before);
                        else
                                assert_string_equal(type("0"), before);
                        assert_string_equal(type("88"), before);
                        assert_string_equal(type("xqzzqqz"), before);
                        assert_int_equal(page.topic, TOPIC_NONE);
                }
}

static void
what_makes_no_sense_changes_nothing(void **state)
{
        static const char *const wrongs[] = {"", " ", "77", "0", "xqzzqqz wwqqx", "\xff\xfe", "???", "#", "999999"};

        (void)state;
        for (size_t w = 0; w < sizeof wrongs / sizeof *wrongs; w++)
                for (int where = 0; where < 3; where++) {
                        struct menu_session before;

                        begin();
                        if (where > 0)
                                type("5");
                        if (where > 1)
                                type("2");
                        while (strstr(page.text, "\n0 ") != NULL) /* the last page: more is wrong, too */
                                type("0");
                        before = session;
                        type(wrongs[w]);
                        assert_int_equal(session.screen, before.screen);
                        assert_int_equal(session.page, before.page);
                        assert_int_equal(session.reply, before.reply);
                        assert_int_equal(session.talk.language, before.talk.language);
                        assert_true(session.explained);
                }
}

/* --- counts ------------------------------------------------------------------------------------------------------------ */

static void
a_text_is_counted_when_it_is_shown_first(void **state)
{
        (void)state;
        begin_in("uk");
        assert_int_equal(page.topic, TOPIC_NONE);
        type("2");
        assert_int_equal(page.topic, TOPIC_JOB);
        type("0");
        assert_int_equal(page.topic, TOPIC_NONE);
        type("9");
        assert_int_equal(page.topic, TOPIC_NONE);
        type("9");
        type("2"); /* the same text once more */
        assert_int_equal(page.topic, TOPIC_NONE);
        type("3");
        assert_int_equal(page.topic, TOPIC_HOUSE);
        type("English");
        type("2"); /* a text that she had not seen */
        assert_int_equal(page.topic, TOPIC_JOB);
}

static void
showing_again_changes_nothing(void **state)
{
        struct menu_page again;

        (void)state;
        begin_in("uk");
        type("2");
        menu_show(catalogue, &session, &again);
        assert_string_equal(again.text, page.text);
        assert_int_equal(again.topic, TOPIC_JOB);
        type("77");
        menu_show(catalogue, &session, &again);
        assert_string_equal(again.text, page.text);
}

static void
closing_shows_a_last_text_to_its_end(void **state)
{
        char text[4 * PAGE_TEXT] = "", expected[CATALOGUE_REPLY_TEXT];
        const struct render_options options = {.language = code_pack("uk"), .today = DAY};

        (void)state;
        begin_in("uk");
        menu_close(catalogue, &session, TOPIC_LIMIT, &page);
        assert_int_equal(page.topic, TOPIC_NONE);
        for (int i = 0; i < 5; i++) {
                size_t body = strcspn(page.text, "\n");

                strncat(text, page.text, body);
                if (page.ends)
                        break;
                strcat(text, " ");
                type("0");
        }
        assert_true(page.ends);
        render_reply(catalogue, TOPIC_LIMIT, &options, expected);
        assert_string_equal(text, expected);
}

/* --- what holds for every text ------------------------------------------------------------------------------------ */

static bool
is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* Walks through the text that is shown and holds it against `expected`. */
static int
read_whole_text(const char *expected)
{
        char text[CATALOGUE_REPLY_TEXT] = "";
        int pages = 0;

        for (;;) {
                const char *foot = strchr(page.text, '\n');
                size_t body = strcspn(page.text, "\n"), len = strlen(text);

                pages++;
                assert_in_range(pages, 1, 12);
                assert_true(body > 0);
                assert_non_null(foot);
                if (len > 0) {
                        assert_false(is_digit(text[len - 1]) && is_digit(page.text[0])); /* a number is never torn */
                        strcat(text, " ");
                }
                strncat(text, page.text, body);
                assert_null(strpbrk(page.text, "{}"));
                if (foot[1] != '0' || foot[2] != ' ')
                        break; /* no "0 more" */
                type("0");
        }
        assert_string_equal(text, expected);
        return pages;
}

static void
every_text_is_shown_whole_in_pages_that_fit(void **state)
{
        int texts = 0;

        (void)state;
        for (size_t s = 0; s < 3; s++)
                for (int i = 0; i < 7; i++)
                        for (unsigned topic = 1; topic < TOPIC_COUNT; topic++) {
                                const struct render_options options = {.language = code_pack(codes[i]), .today = DAY};
                                char expected[CATALOGUE_REPLY_TEXT], number[12] = "";

                                if (topic_is_service(topic))
                                        continue;
                                for (int n = 1; n < CATALOGUE_MENU; n++)
                                        if (catalogue_menu_topic(catalogue, n) == (enum topic)topic)
                                                snprintf(number, sizeof number, "%d", n);
                                start.size = sizes[s];
                                begin_in(codes[i]);
                                type(number);
                                assert_int_equal(page.topic, topic);
                                render_reply(catalogue, (enum topic)topic, &options, expected);
                                assert_int_equal(read_whole_text(expected), menu_pages(catalogue, start.language, expected, &sizes[s]));
                                texts++;
                        }
        assert_int_equal(texts, 3 * 7 * 9);
}

/* Help with the numbers of every country that we know. */
static void
no_helpline_number_is_torn_in_any_country(void **state)
{
        int countries = 0;

        (void)state;
        for (char a = 'A'; a <= 'Z'; a++)
                for (char b = 'A'; b <= 'Z'; b++) {
                        const char code[3] = {a, b, '\0'};
                        uint16_t country = code_pack(code);

                        if (*render_country_name(catalogue, country, code_pack("en")) == '\0')
                                continue;
                        countries++;
                        for (size_t s = 0; s < 3; s++)
                                for (int i = 0; i < 7; i++)
                                        for (unsigned topic = 1; topic < TOPIC_COUNT; topic++) {
                                                const struct render_options options = {.language = code_pack(codes[i]), .country = country,
                                                                                       .today = DAY};
                                                char expected[CATALOGUE_REPLY_TEXT], number[12] = "";

                                                if (topic != TOPIC_HELP && topic != TOPIC_CHILD && topic != TOPIC_JOB)
                                                        continue;
                                                for (int n = 1; n < CATALOGUE_MENU; n++)
                                                        if (catalogue_menu_topic(catalogue, n) == (enum topic)topic)
                                                                snprintf(number, sizeof number, "%d", n);
                                                start.size = sizes[s];
                                                start.country = country;
                                                begin_in(codes[i]);
                                                type(number);
                                                render_reply(catalogue, (enum topic)topic, &options, expected);
                                                read_whole_text(expected);
                                        }
                }
        assert_in_range(countries, 15, 128);
}

static void
every_list_is_shown_whole_in_pages_that_fit(void **state)
{
        (void)state;
        for (size_t s = 0; s < 3; s++)
                for (int i = 0; i < 7; i++) {
                        char list[4 * PAGE_TEXT] = "\n";
                        int pages = 1;

                        start.size = sizes[s];
                        begin_in(codes[i]);
                        for (;; pages++) {
                                char *more;

                                strcat(list, page.text);
                                strcat(list, "\n");
                                more = strstr(list, "\n0 ");
                                if (more == NULL)
                                        break;
                                more[1] = '\0';
                                type("0");
                        }
                        for (int n = 2; n < CATALOGUE_MENU; n++) {
                                enum topic topic = catalogue_menu_topic(catalogue, n);
                                char line[80];

                                snprintf(line, sizeof line, "\n%d %s\n", n, render_menu_line(catalogue, topic, start.language));
                                if (topic != TOPIC_NONE)
                                        assert_has(list, line);
                        }
                        assert_in_range(pages, 1, 4);
                        assert_in_range(menu_topics_pages(catalogue, start.language, &sizes[s]), pages - 1, pages);
                }
}

static void
pages_of_broken_text_are_none(void **state)
{
        (void)state;
        assert_int_equal(menu_pages(catalogue, code_pack("en"), "\xff", &sizes[0]), 0);
        assert_int_equal(menu_pages(catalogue, code_pack("en"), "A short text.", &sizes[0]), 1);
}

static void
a_session_is_a_small_state(void **state)
{
        (void)state;
        assert_true(sizeof(struct menu_session) <= 64);
}

#define CASE(name) cmocka_unit_test_setup(name, set_up)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(begins_with_danger_and_the_languages),
                CASE(four_languages_fit_on_the_smallest_screen),
                CASE(each_language_is_chosen_by_its_number),
                CASE(from_the_eighth_language_on_numbers_have_two_digits),
                CASE(a_language_that_is_no_more_offered_is_asked_for_again),
                CASE(one_language_alone_is_not_asked_for),
                CASE(help_is_on_every_first_screen),
                CASE(the_emergency_number_is_that_of_the_country),
                CASE(help_without_a_language_speaks_a_likely_one),
                CASE(zero_goes_on_and_nine_goes_back),
                CASE(two_zeros_lead_to_the_beginning),
                CASE(help_has_the_same_key_everywhere),
                CASE(no_entry_has_the_key_for_back),
                CASE(topics_have_the_numbers_that_they_have_by_sms),
                CASE(a_lone_nine_by_sms_is_the_ninth_line),
                CASE(numbers_are_read_as_people_type_them),
                CASE(a_keyword_brings_its_text_in_its_language),
                CASE(danger_words_lead_to_help),
                CASE(the_name_of_a_language_leads_to_its_topics),
                CASE(a_country_brings_its_helpline),
                CASE(stop_says_its_word_and_ends),
                CASE(wrong_input_is_explained_once),
                CASE(what_makes_no_sense_changes_nothing),
                CASE(a_text_is_counted_when_it_is_shown_first),
                CASE(showing_again_changes_nothing),
                CASE(closing_shows_a_last_text_to_its_end),
                CASE(every_text_is_shown_whole_in_pages_that_fit),
                CASE(no_helpline_number_is_torn_in_any_country),
                CASE(every_list_is_shown_whole_in_pages_that_fit),
                CASE(pages_of_broken_text_are_none),
                CASE(a_session_is_a_small_state),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
