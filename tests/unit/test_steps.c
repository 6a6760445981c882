/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Steps of USSD sessions through the engine's own code, with the messages as they are shipped: what is shown, counted, limited and remembered.
 */
#include "engine/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/code.h"
#include "common/sender.h"
#include "words/answer.h"

#define TAG 0x1234
#define FRONT WIRE_FRONT_GSUP
#define DAY 20780

struct bench {
        struct catalogue *catalogue;
        struct guard guard;
        struct people *people;
        struct sessions *sessions;
        struct steps steps;
        struct wire_page page;
        uint32_t sequence;
        int32_t day;
        uint64_t tag;
};

static struct catalogue *catalogue;     /* loaded once */

static int
load(void **state)
{
        static const char *const codes[] = {"uk", "ru", "ro", "en", "pl", "de", "nl"};
        uint16_t languages[7];
        const struct catalogue_options options = {.country = code_pack("RO"), .languages = languages, .nlanguages = 7, .today = DAY};
        struct findings *findings = findings_new();

        (void)state;
        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        catalogue = catalogue_load("messages", &options, findings);
        findings_free(findings);
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
        const struct guard_limits limits = {.replies_per_hour = 4, .replies_per_day = 30, .parts_per_day = 500, .answer_within_h = 12,
                                            .validity_h = 6};
        struct bench *bench = calloc(1, sizeof *bench);

        assert_non_null(bench);
        guard_init(&bench->guard, &limits, 1000);
        bench->people = people_new();
        bench->sessions = sessions_new();
        bench->steps = (struct steps){.catalogue = catalogue, .guard = &bench->guard, .people = bench->people, .sessions = bench->sessions,
                                      .now_ms = 1000};
        bench->tag = TAG;
        *state = bench;
        return 0;
}

static int
tear_down(void **state)
{
        struct bench *bench = *state;

        people_free(bench->people);
        sessions_free(bench->sessions);
        free(bench);
        return 0;
}

static struct wire_step
step_of(struct bench *bench, enum wire_step_kind kind, const char *text)
{
        struct wire_step step = {.tag = bench->tag, .session = kind == WIRE_STEP_KIND_PATH ? 0 : 77, .sequence = ++bench->sequence,
                                 .day = bench->day, .kind = (uint8_t)kind, .sender = SENDER_KIND_PERSON, .gsm7_characters = 128,
                                 .ucs2_characters = 56};

        step.text_len = (uint16_t)snprintf(step.text, sizeof step.text, "%s", text);
        return step;
}

/* Takes the step; the page is as a front would get it. */
static const char *
take(struct bench *bench, const struct wire_step *step)
{
        assert_true(steps_take(&bench->steps, FRONT, step, &bench->page));
        assert_int_equal(bench->page.sequence, step->sequence);
        assert_int_equal(bench->page.text_len, strlen(bench->page.text));
        return bench->page.text;
}

static const char *
begin(struct bench *bench)
{
        struct wire_step step = step_of(bench, WIRE_STEP_KIND_BEGIN, "*123#");

        return take(bench, &step);
}

static const char *
type(struct bench *bench, const char *text)
{
        struct wire_step step = step_of(bench, WIRE_STEP_KIND_INPUT, text);

        return take(bench, &step);
}

static const char *
path(struct bench *bench, const char *text)
{
        struct wire_step step = step_of(bench, WIRE_STEP_KIND_PATH, text);

        return take(bench, &step);
}

static void
begins_with_the_languages_and_danger(void **state)
{
        assert_non_null(strstr(begin(*state), "112"));
        assert_non_null(strstr(((struct bench *)*state)->page.text, "українська"));
        assert_int_equal(((struct bench *)*state)->page.outcome, OUTCOME_NONE);
        assert_int_equal(((struct bench *)*state)->page.ends, 0);
}

static struct person *
person(struct bench *bench)
{
        return people_find(bench->people, bench->tag, bench->steps.now_ms);
}

static void
assert_has(const char *text, const char *part)
{
        if (strstr(text, part) == NULL)
                fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void
assert_counts(const struct bench *bench, enum outcome outcome, enum topic topic)
{
        assert_int_equal(bench->page.outcome, outcome);
        assert_int_equal(bench->page.topic, topic);
}

/* --- sessions ------------------------------------------------------------------------------------------------ */

static void
walks_from_language_to_text(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        assert_has(type(bench, "5"), "1 Get help 112\n2 Job offers");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        assert_has(type(bench, "2"), "Job offer?");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_JOB);
        assert_int_equal(bench->page.language, code_pack("en"));
        type(bench, "0");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        assert_int_equal(bench->page.ends, 0);
}

static void
a_language_that_is_known_by_sms_is_not_asked_for(void **state)
{
        struct bench *bench = *state;

        person(bench)->talk.language = code_pack("ro");
        person(bench)->talk.country = code_pack("UA"); /* that she named by SMS */
        assert_has(begin(bench), "1 Ajutor 102");
        assert_int_equal(bench->page.language, code_pack("ro"));
}

static void
what_she_chooses_is_known_by_sms_and_next_time(void **state)
{
        struct bench *bench = *state;
        const struct question question = {.text = "2"};
        struct answer answer;

        begin(bench);
        type(bench, "6");
        type(bench, "NIEMCY");
        assert_int_equal(person(bench)->talk.language, code_pack("pl"));
        assert_int_equal(person(bench)->talk.country, code_pack("DE"));
        answer_make(catalogue, &question, &person(bench)->talk, &answer);
        assert_int_equal(answer.language, code_pack("pl"));
        assert_has(answer.text, "116 016");
        assert_has(begin(bench), "1 Pomoc 112");
}

static void
looking_at_the_first_screen_chooses_nothing(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        type(bench, "0");
        type(bench, "1");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_HELP);
        assert_int_equal(person(bench)->talk.language, 0);
        assert_has(begin(bench), "українська");
}

static void
an_unknown_session_begins_anew(void **state)
{
        struct bench *bench = *state;

        assert_has(type(bench, "2"), "1 SOS 112");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        assert_has(type(bench, "2"), "1 Допомога 112"); /* now it is one */
}

static void
silence_of_three_minutes_begins_anew(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        type(bench, "5");
        bench->steps.now_ms += SESSIONS_TIMEOUT_MS - 1;
        assert_has(type(bench, "2"), "Job offer?");
        bench->steps.now_ms += SESSIONS_TIMEOUT_MS;
        assert_has(type(bench, "0"), "1 Get help 112"); /* her language is still known */
}

static void
an_end_forgets_and_shows_nothing(void **state)
{
        struct bench *bench = *state;
        struct wire_step end = step_of(bench, WIRE_STEP_KIND_END, "");

        begin(bench);
        assert_int_equal(sessions_count(bench->sessions), 1);
        assert_false(steps_take(&bench->steps, FRONT, &end, &bench->page));
        assert_int_equal(sessions_count(bench->sessions), 0);
        assert_false(steps_take(&bench->steps, FRONT, &end, &bench->page));
}

static void
sessions_of_two_people_are_two(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        type(bench, "5");
        bench->tag++;
        begin(bench);
        type(bench, "6");
        assert_has(type(bench, "77"), "Pomoc");
        bench->tag--;
        assert_has(type(bench, "2"), "Job offer?");
}

static void
a_new_beginning_drops_the_old_session(void **state)
{
        struct bench *bench = *state;
        char first[WIRE_PAGE_TEXT];

        strcpy(first, begin(bench));
        type(bench, "0");
        assert_string_equal(begin(bench), first);
        assert_int_equal(sessions_count(bench->sessions), 1);
}

/* A front asks again when the engine may have died over the step. */
static void
a_step_asked_again_is_not_taken_twice(void **state)
{
        struct bench *bench = *state;
        char text[WIRE_PAGE_TEXT];
        struct wire_step step;

        begin(bench);
        type(bench, "5");
        step = step_of(bench, WIRE_STEP_KIND_INPUT, "2");
        strcpy(text, take(bench, &step));
        step.again = 1;
        for (int i = 0; i < 10; i++) {
                assert_string_equal(take(bench, &step), text);
                assert_counts(bench, OUTCOME_ANSWERED, TOPIC_JOB);
        }
        step = step_of(bench, WIRE_STEP_KIND_INPUT, "0");
        strcpy(text, take(bench, &step));
        step.again = 1;
        assert_string_equal(take(bench, &step), text);
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        step = step_of(bench, WIRE_STEP_KIND_INPUT, "9");
        step.again = 1; /* the engine that had it died: this one has not seen it */
        assert_has(take(bench, &step), "Job offer?");
}

/* --- guard --------------------------------------------------------------------------------------------------------- */

static void
who_is_never_answered_sees_nothing(void **state)
{
        struct bench *bench = *state;

        for (uint8_t sender = SENDER_KIND_PERSON + 1; sender < SENDER_KIND_COUNT; sender++)
                for (uint8_t kind = WIRE_STEP_KIND_BEGIN; kind < WIRE_STEP_KIND_END; kind++) {
                        struct wire_step step = step_of(bench, kind, "1");

                        step.sender = sender;
                        assert_string_equal(take(bench, &step), "");
                        assert_counts(bench, OUTCOME_IGNORED, TOPIC_NONE);
                        assert_int_equal(bench->page.ends, 1);
                }
        assert_int_equal(sessions_count(bench->sessions), 0);
}

/* Shows as many topics as the hour allows. */
static void
use_up_limits(struct bench *bench)
{
        static const char *const topics[] = {"2", "3", "4", "5"};

        begin(bench);
        type(bench, "5");
        for (int i = 0; i < 4; i++) {
                type(bench, topics[i]);
                assert_int_equal(bench->page.outcome, OUTCOME_ANSWERED);
        }
}

static void
over_the_limits_she_is_told_and_the_session_ends(void **state)
{
        struct bench *bench = *state;

        use_up_limits(bench);
        assert_has(type(bench, "6"), "You have had many texts today. Danger: call 112.");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_LIMIT);
        assert_int_equal(bench->page.ends, 1);
        assert_int_equal(sessions_count(bench->sessions), 0);
        begin(bench);
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        assert_has(type(bench, "1"), "You have had many texts today");
        assert_counts(bench, OUTCOME_LIMITED, TOPIC_HELP); /* told before: counted as what she asked for */
        assert_int_equal(bench->page.ends, 1);
}

static void
pages_and_lists_cost_nothing(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        type(bench, "2");
        type(bench, "2");
        for (int i = 0; i < 40; i++) {
                type(bench, "0");
                type(bench, "9");
                assert_int_equal(bench->page.outcome, OUTCOME_NONE);
        }
        type(bench, "00");
        type(bench, "2");
        for (int i = 3; i <= 5; i++) { /* of the four, one was taken */
                const char number[] = {(char)('0' + i), '\0'};

                type(bench, number);
                assert_int_equal(bench->page.outcome, OUTCOME_ANSWERED);
                assert_int_not_equal(bench->page.topic, TOPIC_LIMIT);
        }
        type(bench, "6");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_LIMIT);
}

static void
limits_are_shared_with_sms(void **state)
{
        struct bench *bench = *state;

        for (int i = 0; i < 4; i++)
                assert_int_equal(guard_take_turn(&bench->guard, person(bench), false, bench->steps.now_ms), GUARD_TURN_ANSWER);
        begin(bench);
        type(bench, "5");
        type(bench, "2");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_LIMIT);
        assert_int_equal(guard_take_turn(&bench->guard, person(bench), false, bench->steps.now_ms), GUARD_TURN_SILENCE);
}

/* The text for limits takes several pages on a Cyrillic screen: they can be read, and nothing else. */
static void
the_last_text_can_be_read_to_its_end(void **state)
{
        struct bench *bench = *state;
        char text[4 * WIRE_PAGE_TEXT] = "";

        use_up_limits(bench);
        type(bench, "українська");
        type(bench, "6");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_LIMIT);
        for (int i = 0; i < 5 && !bench->page.ends; i++) {
                strcat(text, bench->page.text);
                type(bench, "2");
                assert_int_equal(bench->page.outcome, OUTCOME_NONE);
                type(bench, "0");
        }
        strcat(text, bench->page.text);
        assert_int_equal(bench->page.ends, 1);
        assert_has(text, "0800 800 678");
        assert_int_equal(sessions_count(bench->sessions), 0);
}

static void
the_budget_of_parts_is_not_spent(void **state)
{
        struct bench *bench = *state;

        use_up_limits(bench);
        assert_int_equal(bench->guard.parts, 0);
        bench->guard.parts = bench->guard.limits.parts_per_day; /* spent by SMS: a page costs nothing */
        bench->tag++;
        begin(bench);
        type(bench, "5");
        assert_has(type(bench, "2"), "Job offer?");
}

/* --- paths --------------------------------------------------------------------------------------------------------- */

static void
a_path_gives_the_pages_of_a_session(void **state)
{
        static const char *const ways[] = {"5", "2", "0", "0", "9", "9", "9", "xqzzqqz", "", "10", "00", "1", "0", "JOB", "Poland", "0", "77", "3"};
        struct bench *bench = *state;
        char walked[WIRE_PATH] = "";
        struct wire_page expected;

        bench->guard.limits.replies_per_hour = 30;
        begin(bench);
        for (size_t i = 0; i <= sizeof ways / sizeof *ways; i++) {
                expected = bench->page;
                bench->tag = TAG + 1 + i; /* nobody knows her */
                path(bench, walked);
                assert_string_equal(bench->page.text, expected.text);
                assert_counts(bench, expected.outcome, expected.topic);
                assert_int_equal(bench->page.language, expected.language);
                assert_int_equal(bench->page.ends, expected.ends);
                if (i == sizeof ways / sizeof *ways)
                        break;
                snprintf(walked + strlen(walked), sizeof walked - strlen(walked), "%s%s", i > 0 ? "*" : "", ways[i]);
                bench->tag = TAG;
                type(bench, ways[i]);
        }
        assert_int_equal(sessions_count(bench->sessions), 1);
}

/* What is remembered changes while she walks (by an SMS, or by the path itself): the path does not. */
static void
a_path_is_always_read_from_the_languages_on(void **state)
{
        struct bench *bench = *state;
        char text[WIRE_PAGE_TEXT];

        strcpy(text, path(bench, "5*2*0"));
        assert_int_equal(person(bench)->talk.language, code_pack("en"));
        assert_string_equal(path(bench, "5*2*0"), text);
        person(bench)->talk.language = code_pack("ru");
        person(bench)->talk.country = code_pack("DE");
        assert_string_equal(path(bench, "5*2*0"), text);
        assert_has(path(bench, ""), "українська");
}

static void
a_path_counts_where_its_text_is_shown_first(void **state)
{
        struct bench *bench = *state;

        path(bench, "5");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        path(bench, "5*2");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_JOB);
        path(bench, "5*2*0");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        path(bench, "5*2*0*3");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_HOUSE);
}

static void
a_path_that_was_refused_stays_refused(void **state)
{
        struct bench *bench = *state;

        path(bench, "2*2"), path(bench, "2*2*3"), path(bench, "2*2*3*4"), path(bench, "2*2*3*4*5");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_PAPERS);
        assert_has(path(bench, "2*2*3*4*5*6"), "Сьогодні");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_LIMIT);
        assert_int_equal(bench->page.ends, 0); /* there is a second page */
        assert_has(path(bench, "2*2*3*4*5*6*0"), "0800 800 678");
        assert_int_equal(bench->page.ends, 1);
        assert_has(path(bench, "2*2*3*4*5*6*9"), "Сьогодні");
        assert_has(path(bench, "2*2*3*4*5*6*00*2*2"), "Сьогодні");
        assert_counts(bench, OUTCOME_NONE, TOPIC_NONE);
        bench->steps.now_ms += INT64_C(3600) * 1000; /* room again */
        path(bench, "2*6");
        assert_counts(bench, OUTCOME_ANSWERED, TOPIC_CHILD);
}

static void
a_path_asked_again_is_not_limited_twice(void **state)
{
        struct bench *bench = *state;
        struct wire_step step = step_of(bench, WIRE_STEP_KIND_PATH, "5*2");

        take(bench, &step);
        step.again = 1;
        for (int i = 0; i < 10; i++) {
                assert_has(take(bench, &step), "Job offer?");
                assert_counts(bench, OUTCOME_ANSWERED, TOPIC_JOB);
        }
        path(bench, "5*3"), path(bench, "5*4"), path(bench, "5*5");
        step = step_of(bench, WIRE_STEP_KIND_PATH, "5*6");
        assert_has(take(bench, &step), "many texts");
        step.again = 1;
        assert_has(take(bench, &step), "many texts");
}

/* --- day ------------------------------------------------------------------------------------------------------------- */

static void
the_day_is_the_newest_that_is_known(void **state)
{
        struct bench *bench = *state;

        begin(bench);
        assert_int_equal(bench->page.day, DAY_UNKNOWN);
        bench->day = DAY;
        begin(bench);
        assert_int_equal(bench->page.day, DAY);
        assert_int_equal(bench->guard.day, DAY_UNKNOWN); /* the budget's day is that of the SMS */
        bench->guard.day = DAY + 1;
        begin(bench);
        assert_int_equal(bench->page.day, DAY + 1);
        bench->day = DAY_UNKNOWN;
        begin(bench);
        assert_int_equal(bench->page.day, DAY + 1);
        guard_hear_network(&bench->guard, DAY + 1, bench->steps.now_ms);
        bench->day = DAY + 365; /* the machine's clock is wrong */
        begin(bench);
        assert_int_equal(bench->page.day, DAY + 1);
}

/* On every size that the wire allows, whatever is typed: what goes to the front passes its check. */
static void
any_size_gives_a_sound_page(void **state)
{
        static const char *const inputs[] = {"2", "0", "2", "0", "9", "00", "1", "77", "78", "робота", "STOP"};
        struct bench *bench = *state;

        bench->guard.limits.replies_per_hour = 1000;
        bench->guard.limits.replies_per_day = 1000;
        for (int gsm7 = 1; gsm7 <= 182; gsm7 += 7)
                for (int ucs2 = 1; ucs2 <= 91; ucs2 += 5) {
                        const struct menu_size size = {.gsm7 = gsm7, .ucs2 = ucs2};

                        for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
                                struct wire_step step = step_of(bench, i == 0 ? WIRE_STEP_KIND_BEGIN : WIRE_STEP_KIND_INPUT, inputs[i]);

                                step.gsm7_characters = (uint8_t)gsm7;
                                step.ucs2_characters = (uint8_t)ucs2;
                                bench->tag = TAG + (uint64_t)gsm7;
                                assert_string_not_equal(take(bench, &step), "");
                                assert_true(page_fits(bench->page.text, &size));
                        }
                }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(begins_with_the_languages_and_danger),
                CASE(walks_from_language_to_text),
                CASE(a_language_that_is_known_by_sms_is_not_asked_for),
                CASE(what_she_chooses_is_known_by_sms_and_next_time),
                CASE(looking_at_the_first_screen_chooses_nothing),
                CASE(an_unknown_session_begins_anew),
                CASE(silence_of_three_minutes_begins_anew),
                CASE(an_end_forgets_and_shows_nothing),
                CASE(sessions_of_two_people_are_two),
                CASE(a_new_beginning_drops_the_old_session),
                CASE(a_step_asked_again_is_not_taken_twice),
                CASE(who_is_never_answered_sees_nothing),
                CASE(over_the_limits_she_is_told_and_the_session_ends),
                CASE(pages_and_lists_cost_nothing),
                CASE(limits_are_shared_with_sms),
                CASE(the_last_text_can_be_read_to_its_end),
                CASE(the_budget_of_parts_is_not_spent),
                CASE(a_path_gives_the_pages_of_a_session),
                CASE(a_path_is_always_read_from_the_languages_on),
                CASE(a_path_counts_where_its_text_is_shown_first),
                CASE(a_path_that_was_refused_stays_refused),
                CASE(a_path_asked_again_is_not_limited_twice),
                CASE(the_day_is_the_newest_that_is_known),
                CASE(any_size_gives_a_sound_page),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
