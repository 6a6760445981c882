/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Understanding (covers: match phrases lexicon lookup glued standins index evidence support hints place language digrams noise ordinary): classes of texts on the
 * small catalogue, so that no staff edit can change the outcome.
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

static struct match
understand(const char *text)
{
        const struct match_context context = { 0 };
        struct match match;

        match_text(catalogue, text, &context, &match);
        return match;
}

static void
assert_topic(const char *text, enum topic topic)
{
        struct match match = understand(text);

        if (match.topic != topic)
                print_error("\"%s\": %s (%s)\n", text, topic_name(match.topic), match.why);
        assert_int_equal(match.topic, topic);
}

static void
assert_language(const char *text, const char *language)
{
        struct match match = understand(text);
        char code[CODE_TEXT];

        assert_string_equal(code_language(match.language, code), language);
}

static void
a_keyword_is_found_however_it_is_written(void **state)
{
        (void)state;
        assert_topic("JOB", TOPIC_JOB);
        assert_topic("  job!!! ", TOPIC_JOB);
        assert_topic("РОБОТА", TOPIC_JOB);
        assert_topic("robota", TOPIC_JOB);
        assert_topic("j\u043eb", TOPIC_JOB);
        assert_topic("v a c a n c y", TOPIC_JOB);
        assert_topic("vaca ncy", TOPIC_JOB);
}

static void
typing_errors_are_forgiven_by_length(void **state)
{
        (void)state;
        assert_topic("vacanvy", TOPIC_JOB);
        assert_topic("apartmnet", TOPIC_HOUSE);
        assert_topic("appartement", TOPIC_HOUSE);
        assert_topic("допомгоа", TOPIC_HELP);
        assert_topic("rigths", TOPIC_RIGHTS);
        assert_topic("jpb", TOPIC_JOB);
        assert_topic("jpb xyz", TOPIC_NONE);      /* so short a word only if it is the whole text */
        assert_topic("xyz", TOPIC_NONE);
        assert_topic("qwertyuiop", TOPIC_NONE);
}

static void
an_ordinary_word_is_no_misspelt_keyword(void **state)
{
        (void)state;
        assert_topic("word", TOPIC_NONE);
        assert_topic("horse", TOPIC_NONE);
        assert_topic("mouse", TOPIC_NONE);
        assert_topic("lights", TOPIC_NONE);
}

static void
inflected_words_are_found(void **state)
{
        (void)state;
        assert_topic("роботою", TOPIC_JOB);
        assert_topic("вакансію", TOPIC_JOB);
        assert_topic("apartments", TOPIC_HOUSE);
        assert_topic("насильство", TOPIC_HELP);
}

static void
danger_comes_first(void **state)
{
        (void)state;
        assert_true(understand("i came for a job and now i am locked in the house").danger);
        assert_topic("job house rights: he beats me", TOPIC_HELP);
        assert_topic("робота. мене не випускають з квартири", TOPIC_HELP);
        assert_topic("mene byut", TOPIC_HELP);
        assert_topic("б'ють мене", TOPIC_HELP);
        assert_topic("lokced in", TOPIC_HELP);
        assert_topic("rapad", TOPIC_HELP);
        assert_topic("such rapad rivers", TOPIC_NONE);  /* in a sentence, a short word that is only like one of danger is chance */
        assert_topic("тут насипльства багато", TOPIC_HELP);
}

static void
two_hints_of_danger_are_danger(void **state)
{
        (void)state;
        assert_true(understand("his belt was round my throat").danger);
        assert_true(understand("a job? he takes my phone and has a belt").danger);
        assert_int_equal(strncmp(understand("belt and throat").why, "hints of danger", 15), 0);
        assert_false(understand("my throat is sore today, doctor said").danger);
        assert_false(understand("throat throat throat").danger);        /* one hint, however often */
        assert_topic("throat", TOPIC_NONE);                              /* alone it brings nothing */
        assert_topic("a belt for work", TOPIC_JOB);
        assert_int_equal(understand("Your verification code is 123456. belt throat").kind, MATCH_KIND_NOISE);
}

static void
the_best_supported_topic_wins(void **state)
{
        (void)state;
        assert_topic("please help i am looking for work", TOPIC_JOB);
        assert_topic("hello i need a place to stay", TOPIC_HOUSE);
        assert_topic("my friend lives near a factory far away from home", TOPIC_NONE);
        assert_topic("factory", TOPIC_JOB);
        assert_topic("i do it right now my dear friend", TOPIC_NONE);
        assert_topic("now i have no right to it in my apartment", TOPIC_HOUSE); /* what is too weak does not stand in the way of what is not */
}

static void
phrases_are_found_in_other_words_and_orders(void **state)
{
        (void)state;
        assert_true(understand("he beats us every night").danger);
        assert_true(understand("мене часто б'ють").danger);
        assert_true(understand("б'ють нас").danger);
        assert_true(understand("he beats my sister").danger);           /* told of somebody else */
        assert_true(understand("мою сестру б'ють").danger);
        assert_topic("hire me", TOPIC_JOB);
        assert_topic("hire sister", TOPIC_NONE);                          /* nothing but danger */
        assert_false(understand("sister and he beats eggs").danger);    /* not in this order */
        assert_false(understand("я б'ють").danger);
        assert_true(understand("he often when drunk again beats me").danger);
        assert_topic("lookingforwork", TOPIC_JOB);
        assert_topic("роботу шукаю", TOPIC_JOB);
        assert_topic("work is looking for", TOPIC_JOB);
        assert_topic("us", TOPIC_NONE);
}

static void
a_text_without_a_clue_gets_two_alphabets(void **state)
{
        struct match match = understand("?");

        (void)state;
        assert_int_equal(match.language, code_pack("en"));
        assert_int_equal(match.second, code_pack("uk"));
        assert_false(match.language_is_sure);
}

static void
stop_is_never_guessed(void **state)
{
        (void)state;
        assert_topic("STOP", TOPIC_STOP);
        assert_topic("stop.", TOPIC_STOP);
        assert_topic("стоп", TOPIC_STOP);
        assert_topic("Stop texting", TOPIC_STOP);
        assert_topic("stpo", TOPIC_NONE);
        assert_topic("stopp", TOPIC_NONE);
        assert_topic("shop", TOPIC_NONE);
        assert_topic("please stop him", TOPIC_NONE);
}

static void
digits_choose_from_the_menu(void **state)
{
        (void)state;
        assert_int_equal(understand("2").kind, MATCH_KIND_DIGIT);
        assert_topic("2", TOPIC_JOB);
        assert_topic(" 2.", TOPIC_JOB);
        assert_topic("2\ufe0f\u20e3", TOPIC_JOB);
        assert_topic("9", TOPIC_NONE);
        assert_topic("10", TOPIC_NONE);
        assert_topic("112", TOPIC_HELP);
        assert_topic("102", TOPIC_HELP);
        assert_topic("12345678", TOPIC_NONE);
}

static void
names_switch_the_language(void **state)
{
        (void)state;
        assert_int_equal(understand("UKR").kind, MATCH_KIND_LANGUAGE);
        assert_language("UKR", "uk");
        assert_language("українська", "uk");
        assert_language("ukrainska", "uk");
        assert_language("English please", "en");
        assert_int_equal(understand("job in english").topic, TOPIC_JOB);
}

static void
names_of_countries_and_cities_are_found(void **state)
{
        (void)state;
        assert_int_equal(understand("Romania").country, code_pack("RO"));
        assert_int_equal(understand("Romania").kind, MATCH_KIND_COUNTRY);
        assert_int_equal(understand("Bucharest").country, code_pack("RO"));
        assert_int_equal(understand("Румунія").country, code_pack("RO"));
        assert_language("Румунія", "uk");
        assert_int_equal(understand("Romnia").country, 0);               /* never guessed: asked for */
        assert_topic("Romnia", TOPIC_COUNTRY);
        assert_int_equal(understand("Romnia").kind, MATCH_KIND_TOPIC);
        assert_int_equal(understand("i am in spain").country, code_pack("ES"));
        assert_int_equal(understand("job in spain").country, code_pack("ES"));
        assert_topic("job in spain", TOPIC_JOB);
        assert_int_equal(understand("i am from spain now in romania").country, code_pack("RO"));
        assert_int_equal(understand("i am from ukraine, need a job").country, 0);
        assert_int_equal(understand("Ukraine").country, code_pack("UA"));
        assert_int_equal(understand("Slovenia").country, 0);
        assert_topic("UK", TOPIC_COUNTRY);
}

static void
machines_get_no_answer(void **state)
{
        (void)state;
        assert_int_equal(understand("Your verification code is 123456").kind, MATCH_KIND_NOISE);
        assert_int_equal(understand("Код підтвердження: 4821").kind, MATCH_KIND_NOISE);
        assert_int_equal(understand("You have 2 missed calls").kind, MATCH_KIND_NOISE);
        assert_int_equal(understand("SALE! -50% discount today, click https://x.example").kind, MATCH_KIND_NOISE);
        assert_int_equal(understand("Automatic reply: I am out of office").kind, MATCH_KIND_NOISE);
        assert_int_equal(understand("they say i won a prize if i work. is it true").kind, MATCH_KIND_TOPIC);
        assert_true(understand("verification code 1234 help he beats me").danger);
}

static void
nothing_to_see_is_told_apart_from_nothing_known(void **state)
{
        (void)state;
        assert_int_equal(understand("").kind, MATCH_KIND_EMPTY);
        assert_int_equal(understand(" \n\t \u200b").kind, MATCH_KIND_EMPTY);
        assert_int_equal(understand("?").kind, MATCH_KIND_NOTHING);
        assert_int_equal(understand("\U0001f62d").kind, MATCH_KIND_NOTHING);
        assert_topic("\U0001f198", TOPIC_HELP);
}

static void
the_language_is_told_by_words_and_letters(void **state)
{
        (void)state;
        assert_language("work", "en");
        assert_language("вакансія", "uk");
        assert_language("щось їдять", "uk");
        assert_language("what is the weather like today", "en");
        assert_language("jakas sprava", "uk");
}

static void
ties_are_settled_by_memory_then_by_the_number(void **state)
{
        struct match_context context = { .remembered = code_pack("uk") };
        struct match match;

        (void)state;
        match_text(catalogue, "zzzz", &context, &match);
        assert_int_equal(match.language, code_pack("uk"));
        assert_true(match.language_is_sure);
        context = (struct match_context){ .number_country = code_pack("UA") };
        match_text(catalogue, "zzzz", &context, &match);
        assert_int_equal(match.language, code_pack("uk"));
        context = (struct match_context){ 0 };
        match_text(catalogue, "zzzz", &context, &match);
        assert_int_equal(match.language, code_pack("en"));
        assert_false(match.language_is_sure);
        assert_int_equal(match.second, code_pack("uk"));
        context.remembered = code_pack("uk");
        match_text(catalogue, "vacancy", &context, &match);
        assert_int_equal(match.language, code_pack("en"));
}

static void
any_bytes_are_bounded(void **state)
{
        static char text[20000];
        uint32_t random = 12345;

        (void)state;
        for (int round = 0; round < 60; round++) {
                for (size_t i = 0; i < sizeof text - 1; i++) {
                        random = random * 1664525U + 1013904223U;
                        text[i] = (char)(1 + (random >> 16) % 255);
                }
                understand(text);
        }
        for (size_t i = 0; i + 5 < sizeof text; i += 5)
                memcpy(text + i, "job, ", 5);
        assert_topic(text, TOPIC_JOB);
        memcpy(text + 3900, " he beats me ", 13);
        assert_topic(text, TOPIC_HELP);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_keyword_is_found_however_it_is_written),
                cmocka_unit_test(typing_errors_are_forgiven_by_length),
                cmocka_unit_test(an_ordinary_word_is_no_misspelt_keyword),
                cmocka_unit_test(inflected_words_are_found),
                cmocka_unit_test(danger_comes_first),
                cmocka_unit_test(two_hints_of_danger_are_danger),
                cmocka_unit_test(the_best_supported_topic_wins),
                cmocka_unit_test(phrases_are_found_in_other_words_and_orders),
                cmocka_unit_test(a_text_without_a_clue_gets_two_alphabets),
                cmocka_unit_test(stop_is_never_guessed),
                cmocka_unit_test(digits_choose_from_the_menu),
                cmocka_unit_test(names_switch_the_language),
                cmocka_unit_test(names_of_countries_and_cities_are_found),
                cmocka_unit_test(machines_get_no_answer),
                cmocka_unit_test(nothing_to_see_is_told_apart_from_nothing_known),
                cmocka_unit_test(the_language_is_told_by_words_and_letters),
                cmocka_unit_test(ties_are_settled_by_memory_then_by_the_number),
                cmocka_unit_test(any_bytes_are_bounded),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
