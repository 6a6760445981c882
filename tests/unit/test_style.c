/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ties between languages that share a word (covers: style): how it is written decides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "test_catalogue_fixture.h"
#include "words/match.h"

static struct catalogue *catalogue;

static const struct fixture_file russian_and_polish[] = {
        { "en/job.txt", "Keywords: job, boyfriend\nMenu: Job offers\n\nJob tips: {HELP}\n", 0 },
        { "uk/job.txt", "Keywords: документи, машина, забрали, забрала, забрав, бойфренд, захист, поїздка, роботу\nMenu: Робота\n\nПро роботу: {HELP}\n", 0 },
        { "ru/job.txt", "Keywords: документы, машина, забрали, забрала, забрал, бойфренд, защита, поездка\nMenu: Работа\n\nО работе: {HELP}\n", 0 },
        { "uk/house.txt", "Keywords: житло, квартира, хата\nMenu: Житло\n\nПро житло: {HELP}\n", 0 },
        { "pl/stop.txt", "Keywords: stop, gata\n\nDobrze.\n", 0 },
        { "pl/job.txt", "Keywords: robota, zabrana, small\nMenu: Praca\n\nPraca: {HELP}\n", 0 },
};

static int
load(void **state)
{
        struct findings *findings = findings_new();

        (void)state;
        catalogue = fixture_load(russian_and_polish, sizeof russian_and_polish / sizeof *russian_and_polish, DAY_UNKNOWN, findings);
        if (catalogue == NULL)
                fixture_print(findings);
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
assert_understood(const char *text, const char *language)
{
        const struct match_context context = { 0 };
        struct match match;
        char code[CODE_TEXT];

        match_text(catalogue, text, &context, &match);
        code_language(match.language, code);
        if (match.topic != TOPIC_JOB || strcmp(code, language) != 0)
                print_error("\"%s\": %s %s (%s)\n", text, code, topic_name(match.topic), match.why);
        assert_int_equal(match.topic, TOPIC_JOB);
        assert_string_equal(code, language);
}

static void
a_misspelt_word_is_of_the_language_it_is_nearer_to(void **state)
{
        (void)state;
        assert_understood("докуметни", "uk");
        assert_understood("докуметны", "ru");
}

static void
latin_writing_shows_the_language(void **state)
{
        (void)state;
        assert_understood("mashyna", "uk");
        assert_understood("mashina", "ru");
        assert_understood("zabraly", "uk");       /* however many forms of the word each language has */
        assert_understood("zabrali", "ru");
}

static void
a_latin_word_with_a_mistake_is_not_cyrillic(void **state)
{
        (void)state;
        assert_understood("boyfrend", "en");
}

static void
a_word_of_the_sentence_is_not_read_in_the_other_alphabet(void **state)
{
        const struct match_context context = { 0 };
        struct match match;

        (void)state;
        match_text(catalogue, "hata", &context, &match);
        assert_int_equal(match.topic, TOPIC_HOUSE);
        match_text(catalogue, "co to jest ta gata dzisiaj", &context, &match);
        assert_int_equal(match.topic, TOPIC_NONE);
        match_text(catalogue, "h\u00e4ta", &context, &match);             /* marks: not the writing of a Cyrillic word */
        assert_int_equal(match.topic, TOPIC_NONE);
        match_text(catalogue, "bring me the small picture", &context, &match);
        assert_int_equal(match.topic, TOPIC_NONE);                       /* "small" is English here, whatever it is in Polish */
        match_text(catalogue, "small", &context, &match);
        assert_int_equal(match.topic, TOPIC_JOB);
}

static void
slips_that_the_sound_hides_are_found(void **state)
{
        (void)state;
        assert_understood("захитс", "uk");
        assert_understood("роьоту", "uk");
        assert_understood("поїстка", "uk");
        assert_understood("поестка", "ru");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_misspelt_word_is_of_the_language_it_is_nearer_to),
                cmocka_unit_test(latin_writing_shows_the_language),
                cmocka_unit_test(a_latin_word_with_a_mistake_is_not_cyrillic),
                cmocka_unit_test(a_word_of_the_sentence_is_not_read_in_the_other_alphabet),
                cmocka_unit_test(slips_that_the_sound_hides_are_found),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
