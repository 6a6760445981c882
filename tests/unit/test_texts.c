/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts through the engine's own code, with the messages as they are shipped and the time in the test's hand: what a lone number means with a
 * menu, long after it and without one, and how long it is remembered that the menu was sent.
 */
#include "engine/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/code.h"
#include "common/sender.h"

#define TAG 0x1234
#define DAY 20780
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)

struct bench {
        struct catalogue *catalogue;
        struct guard guard;
        struct people *people;
        struct texts texts;
        struct answer answer;
        uint32_t sequence;
        uint64_t tag;
        uint16_t country;
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
        const struct guard_limits limits = {.replies_per_hour = 10, .replies_per_day = 30, .parts_per_day = 500, .answer_within_h = 12,
                                            .validity_h = 6};
        struct bench *bench = calloc(1, sizeof *bench);

        assert_non_null(bench);
        guard_init(&bench->guard, &limits, 1000);
        bench->people = people_new();
        bench->texts = (struct texts){.catalogue = catalogue, .guard = &bench->guard, .people = bench->people, .now_ms = 1000};
        bench->tag = TAG;
        *state = bench;
        return 0;
}

static int
tear_down(void **state)
{
        struct bench *bench = *state;

        people_free(bench->people);
        free(bench);
        return 0;
}

/* She texts, so long after her last text. */
static const struct answer *
text_after(struct bench *bench, int64_t ms, const char *text)
{
        struct wire_ask ask = {.tag = bench->tag, .sequence = ++bench->sequence, .day = DAY, .channel = CHANNEL_SMS, .country = bench->country,
                               .sender = SENDER_KIND_PERSON};

        ask.text_len = (uint16_t)snprintf(ask.text, sizeof ask.text, "%s", text);
        bench->texts.now_ms += ms;
        assert_int_equal(texts_take(&bench->texts, &ask, &bench->answer), OUTCOME_ANSWERED);
        return &bench->answer;
}

static void
expect(const struct answer *answer, enum topic topic, const char *language)
{
        assert_int_equal(answer->topic, topic);
        assert_int_equal(answer->language, code_pack(language));
}

/* As her neighbour told her: "text 1 to this number". */
static void
a_lone_one_is_help_for_whom_nobody_knows(void **state)
{
        struct bench *bench = *state;

        expect(text_after(bench, 0, "1"), TOPIC_HELP, "uk"); /* the first language, when nothing tells another */
        assert_non_null(strstr(bench->answer.text, "112"));
        bench->tag++;
        bench->country = code_pack("PL");
        expect(text_after(bench, 0, "1"), TOPIC_HELP, "pl");
        bench->tag++;
        expect(text_after(bench, 0, " 2. "), TOPIC_JOB, "pl");
}

static void
a_number_means_the_same_within_and_after_a_quarter_of_an_hour(void **state)
{
        static const int64_t after[] = {0, 14 * MINUTE_MS, 16 * MINUTE_MS, 20 * HOUR_MS};
        struct bench *bench = *state;

        for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
                bench->tag++;
                expect(text_after(bench, 0, "english"), TOPIC_MENU, "en");
                expect(text_after(bench, after[i], "1"), TOPIC_HELP, "en");
                bench->tag++;
                expect(text_after(bench, 0, "українська"), TOPIC_MENU, "uk");
                expect(text_after(bench, after[i], "10"), TOPIC_RIGHTS, "uk");
        }
}

/* After a day everything about her is forgotten, the language too; the number still is understood. */
static void
who_was_forgotten_is_helped_all_the_same(void **state)
{
        struct bench *bench = *state;

        bench->country = code_pack("DE");
        expect(text_after(bench, 0, "română"), TOPIC_MENU, "ro");
        expect(text_after(bench, 23 * HOUR_MS, "1"), TOPIC_HELP, "ro");
        expect(text_after(bench, 25 * HOUR_MS, "1"), TOPIC_HELP, "de");
}

/* Within the time she is told that it was not understood; later the menu says more. */
static void
what_is_not_understood_is_said_as_long_as_the_menu_is_before_her(void **state)
{
        struct bench *bench = *state;

        expect(text_after(bench, 0, "xyzzy"), TOPIC_MENU, "uk");
        expect(text_after(bench, 14 * MINUTE_MS, "xyzzy"), TOPIC_UNKNOWN, "uk");
        bench->tag++;
        expect(text_after(bench, 0, "xyzzy"), TOPIC_MENU, "uk");
        expect(text_after(bench, 16 * MINUTE_MS, "xyzzy"), TOPIC_MENU, "uk");
        expect(text_after(bench, 0, "77"), TOPIC_UNKNOWN, "uk"); /* no such line */
}

/* Each answer to a text keeps the menu before her for as long again. */
static void
every_choice_keeps_the_menu_before_her(void **state)
{
        struct bench *bench = *state;

        text_after(bench, 0, "xyzzy");
        text_after(bench, 14 * MINUTE_MS, "2");
        text_after(bench, 14 * MINUTE_MS, "3");
        expect(text_after(bench, 14 * MINUTE_MS, "xyzzy"), TOPIC_MENU, "uk");
        expect(text_after(bench, 14 * MINUTE_MS, "xyzzy"), TOPIC_UNKNOWN, "uk");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_lone_one_is_help_for_whom_nobody_knows),
                CASE(a_number_means_the_same_within_and_after_a_quarter_of_an_hour),
                CASE(who_was_forgotten_is_helped_all_the_same),
                CASE(what_is_not_understood_is_said_as_long_as_the_menu_is_before_her),
                CASE(every_choice_keeps_the_menu_before_her),
        };

        return cmocka_run_group_tests(tests, load, unload);
}
