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

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(begins_with_the_languages_and_danger, set_up, tear_down),
        };

        (void)type;
        (void)path;
        return cmocka_run_group_tests(tests, load, unload);
}
