/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From text to answer (covers: answer): what is sent, what is counted, what is remembered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/clock.h"
#include "test_catalogue_fixture.h"
#include "words/answer.h"

static struct catalogue *catalogue;
static struct answer answer;
static struct talk talk;

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

static int
forget(void **state)
{
        (void)state;
        talk = (struct talk){ 0 };
        return 0;
}

static void
say(const char *text)
{
        const struct question question = { .text = text };

        answer_make(catalogue, &question, &talk, &answer);
}

static void
assert_answer(const char *text, enum topic topic, const char *reply)
{
        say(text);
        assert_int_equal(answer.kind, ANSWER_KIND_REPLY);
        assert_int_equal(answer.topic, topic);
        assert_string_equal(answer.text, reply);
}

static void
a_word_gets_its_reply_in_its_language(void **state)
{
        (void)state;
        assert_answer("JOB", TOPIC_JOB, "Job tips: keep your passport. Advice: 0800 800 678 (free)");
        assert_answer("РОБОТА", TOPIC_JOB, "Про роботу: 0800 800 678 (безкоштовно)");
        assert_int_equal(answer.language, code_pack("uk"));
        assert_int_equal(talk.language, code_pack("uk"));
}

static void
flash_and_priority_come_from_the_topic(void **state)
{
        (void)state;
        say("house");
        assert_true(answer.flash);
        assert_int_equal(answer.priority, 6);
        say("help");
        assert_false(answer.flash);
        assert_int_equal(answer.priority, 0);
}

static void
machines_and_empty_texts_get_silence(void **state)
{
        (void)state;
        say("");
        assert_int_equal(answer.kind, ANSWER_KIND_SILENCE);
        assert_string_equal(answer.text, "");
        say("Your code: 123456. Do not share it");
        assert_int_equal(answer.kind, ANSWER_KIND_SILENCE);
        assert_int_equal(talk.language, 0);
}

static void
a_named_country_gives_its_line_and_is_remembered(void **state)
{
        (void)state;
        assert_answer("Spain", TOPIC_COUNTRY, "Danger: call 112. Advice in Spain: 900 10 50 90 police (free).");
        assert_int_equal(talk.country, code_pack("ES"));
        assert_answer("job", TOPIC_JOB, "Job tips: keep your passport. Advice: 900 10 50 90 police (free)");
        assert_answer("Молдова", TOPIC_COUNTRY, "Небезпека: 112. Для Молдова номера немає.");
}

static void
a_language_name_switches_and_shows_the_menu(void **state)
{
        (void)state;
        say("ukr");
        assert_int_equal(answer.topic, TOPIC_MENU);
        assert_int_equal(answer.language, code_pack("uk"));
        assert_answer("2", TOPIC_JOB, "Про роботу: 0800 800 678 (безкоштовно)");
}

static void
without_an_idea_it_is_the_menu_in_two_languages_once(void **state)
{
        (void)state;
        say("qqqqzz");
        assert_int_equal(answer.topic, TOPIC_MENU);
        assert_non_null(strstr(answer.text, "2 Job offers"));
        assert_non_null(strstr(answer.text, "2 Робота"));
        assert_answer("qqqqzz", TOPIC_UNKNOWN, "Sorry, we did not understand.");
        say("qqqqzz");
        assert_int_equal(answer.topic, TOPIC_MENU);
}

static void
a_sure_language_gets_the_menu_in_that_language_alone(void **state)
{
        (void)state;
        say("щось їдять");
        assert_int_equal(answer.topic, TOPIC_MENU);
        assert_int_equal(answer.language, code_pack("uk"));
        assert_null(strstr(answer.text, "Job"));
}

static void
uk_alone_asks_for_the_country(void **state)
{
        (void)state;
        assert_answer("uk", TOPIC_COUNTRY, "Which country are you in?");
}

static void
service_replies_follow_memory_then_the_number(void **state)
{
        struct question question = { .text = "", .number_country = code_pack("UA") };

        (void)state;
        answer_service(catalogue, &question, &talk, TOPIC_LIMIT, &answer);
        assert_string_equal(answer.text, "Забагато SMS. 0800 800 678 (безкоштовно)");
        talk.language = code_pack("en");
        talk.country = code_pack("ES");
        answer_service(catalogue, &question, &talk, TOPIC_LIMIT, &answer);
        assert_string_equal(answer.text, "Too many texts. 900 10 50 90 police (free)");
        assert_int_equal(answer.topic, TOPIC_LIMIT);
}

static void
the_number_of_her_phone_settles_a_tie(void **state)
{
        const struct question question = { .text = "?", .number_country = code_pack("UA") };

        (void)state;
        answer_make(catalogue, &question, &talk, &answer);
        assert_int_equal(answer.language, code_pack("uk"));
        assert_null(strstr(answer.text, "Job"));
}

static void
expired_rights_are_not_promised(void **state)
{
        const struct question question = { .text = "rights", .today = day_parse("2028-01-01") };

        (void)state;
        answer_make(catalogue, &question, &talk, &answer);
        assert_string_equal(answer.text, "You have rights here. 0800 800 678 (free). Danger: 112");
}

/* As an engine does that takes the place of a dead one. */
static void
a_packed_catalogue_is_small_and_answers_again_when_it_is_unpacked(void **state)
{
        size_t size = catalogue_size(catalogue);

        (void)state;
        catalogue_pack(catalogue);
        catalogue_pack(catalogue);
        assert_true(catalogue_size(catalogue) < size / 2);
        assert_true(catalogue_unpack(catalogue));
        assert_true(catalogue_unpack(catalogue));
        assert_int_equal(catalogue_size(catalogue), size);
        assert_answer("РОБОТА", TOPIC_JOB, "Про роботу: 0800 800 678 (безкоштовно)");
        assert_answer("jbo", TOPIC_JOB, "Job tips: keep your passport. Advice: 0800 800 678 (free)");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_word_gets_its_reply_in_its_language, forget),
                cmocka_unit_test_setup(a_packed_catalogue_is_small_and_answers_again_when_it_is_unpacked, forget),
                cmocka_unit_test_setup(flash_and_priority_come_from_the_topic, forget),
                cmocka_unit_test_setup(machines_and_empty_texts_get_silence, forget),
                cmocka_unit_test_setup(a_named_country_gives_its_line_and_is_remembered, forget),
                cmocka_unit_test_setup(a_language_name_switches_and_shows_the_menu, forget),
                cmocka_unit_test_setup(without_an_idea_it_is_the_menu_in_two_languages_once, forget),
                cmocka_unit_test_setup(a_sure_language_gets_the_menu_in_that_language_alone, forget),
                cmocka_unit_test_setup(uk_alone_asks_for_the_country, forget),
                cmocka_unit_test_setup(service_replies_follow_memory_then_the_number, forget),
                cmocka_unit_test_setup(the_number_of_her_phone_settles_a_tie, forget),
                cmocka_unit_test_setup(expired_rights_are_not_promised, forget),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
