/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dialogues with everybody else played by the test: the HLR's messages in octets, the engine, the ledger and the time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/code.h"
#include "gsup/dialogue.h"

#define HER "001010000000001"
#define HIM "001010000000002"
#define SESSION 7
#define INVOKE 5
#define SHOW_S 25
#define ENGINE_MS 5000

struct world {
        struct dialogue dialogue;
        int64_t now_ms;
        bool line_is_up, engine_is_up;
        /* what went out last, and how many */
        struct gsup_message sent;
        struct ss_component component;
        uint8_t sent_bytes[GSUP_MESSAGE_MAX];
        char text[CODING_TEXT];
        int nsent;
        struct wire_step steps[200];
        int nsteps;
        struct wire_count counts[200];
        int ncounts;
};

static struct world world;

static bool
send_message(void *context, const uint8_t *message, size_t len)
{
        struct world *w = context;

        if (!w->line_is_up)
                return false;
        memcpy(w->sent_bytes, message, len);
        assert_int_equal(gsup_message_read(w->sent_bytes, len, &w->sent), 0);
        assert_non_null(w->sent.component);
        assert_int_equal(ss_read(w->sent.component, w->sent.component_len, &w->component), 0);
        w->text[0] = '\0';
        if (w->component.text != NULL)
                coding_read(w->component.coding, w->component.text, w->component.text_len, w->text);
        w->nsent++;
        return true;
}

static bool
has_room(void *context)
{
        return ((struct world *)context)->line_is_up;
}

static void
expect_without(const uint8_t *bytes, size_t len, const void *trace, size_t trace_len)
{
        if (memmem(bytes, len, trace, trace_len) != NULL)
                fail_msg("an IMSI in a message to another process");
}

/* Neither as text nor as a number, one octet a digit, or two digits an octet with either half first. */
static void
expect_no_imsi(const void *message, size_t len)
{
        static const char *const imsis[] = {HER, HIM};

        for (size_t i = 0; i < sizeof imsis / sizeof imsis[0]; i++) {
                uint8_t octets[15], halves[7], swapped[7];
                uint64_t number = strtoull(imsis[i], NULL, 10);

                assert_int_equal(strlen(imsis[i]), sizeof octets);
                for (size_t k = 0; k < sizeof octets; k++)
                        octets[k] = (uint8_t)(imsis[i][k] - '0');
                for (size_t k = 0; k < sizeof halves; k++) {
                        halves[k] = (uint8_t)(octets[2 * k] << 4 | octets[2 * k + 1]);
                        swapped[k] = (uint8_t)(octets[2 * k + 1] << 4 | octets[2 * k]);
                }
                expect_without(message, len, imsis[i], sizeof octets);
                expect_without(message, len, octets, sizeof octets);
                expect_without(message, len, halves, sizeof halves);
                expect_without(message, len, swapped, sizeof swapped);
                expect_without(message, len, &number, sizeof number);
        }
}

static bool
take_step(void *context, const struct wire_step *step)
{
        struct world *w = context;

        expect_no_imsi(step, sizeof *step);
        if (!w->engine_is_up)
                return false;
        assert_true(step->session != 0);
        w->steps[w->nsteps++ % 200] = *step;
        return true;
}

static void
take_count(void *context, const struct wire_count *count)
{
        struct world *w = context;

        expect_no_imsi(count, sizeof *count);
        w->counts[w->ncounts++ % 200] = *count;
}

static int
begin(void **state)
{
        static const unsigned char key[TAG_KEY_SIZE] = {1, 2, 3};
        const struct dialogue_ends ends = {
                .send = send_message, .has_room = has_room, .step = take_step, .count = take_count, .context = &world};

        (void)state;
        memset(&world, 0, sizeof world);
        world.line_is_up = world.engine_is_up = true;
        world.now_ms = 1000;
        return dialogue_init(&world.dialogue, &ends, key, SHOW_S);
}

static int
end(void **state)
{
        (void)state;
        dialogue_clear(&world.dialogue);
        return 0;
}

/* --- what the HLR says --- */

static void
say(const char *imsi, uint32_t session, enum gsup_type type, enum gsup_state state, const struct ss_component *component)
{
        struct gsup_message message = {.type = type, .state = state, .session = session, .cause = type == GSUP_TYPE_SS_ERROR ? 96 : 0};
        uint8_t inside[SS_COMPONENT_MAX], bytes[GSUP_MESSAGE_MAX];
        size_t len;

        assert_true(imsi_from_digits(imsi, &message.imsi));
        if (component != NULL) {
                message.component = inside;
                message.component_len = ss_write(component, inside, sizeof inside);
        }
        len = gsup_message_write(&message, bytes, sizeof bytes);
        dialogue_on_message(&world.dialogue, bytes, len, world.now_ms);
}

static void
dial_as(const char *imsi, uint32_t session)
{
        const struct ss_component component = {.kind = SS_KIND_INVOKE, .operation = SS_OPERATION_PROCESS, .invoke_id = INVOKE, .coding = 0x0f,
                                               .text = (const uint8_t *)"\xaa\x98\x6c\x36\x02", .text_len = 5};

        say(imsi, session, GSUP_TYPE_SS_REQUEST, GSUP_STATE_BEGIN, &component);
}

static void
dial(void)
{
        dial_as(HER, SESSION);
}

static void
type_as(const char *imsi, uint8_t id, const char *text)
{
        struct coded coded;
        struct ss_component component = {.kind = SS_KIND_RESULT, .operation = SS_OPERATION_ASK, .invoke_id = id};

        assert_int_equal(coding_write(text, &coded), 0);
        component.coding = coded.scheme;
        component.text = coded.octets;
        component.text_len = coded.len;
        say(imsi, SESSION, GSUP_TYPE_SS_REQUEST, GSUP_STATE_CONTINUE, &component);
}

static void
type(const char *text)
{
        type_as(HER, INVOKE, text);
}

/* --- what the engine says --- */

static void
answer(const struct wire_step *step, const char *text, bool ends, enum outcome outcome)
{
        struct wire_page page = {.sequence = step->sequence, .day = 20780, .ends = ends, .outcome = (uint8_t)outcome, .topic = TOPIC_JOB,
                                 .text_len = (uint16_t)strlen(text)};

        snprintf(page.text, sizeof page.text, "%s", text);
        dialogue_on_page(&world.dialogue, &page, world.now_ms);
}

static const struct wire_step *
last_step(void)
{
        assert_true(world.nsteps > 0);
        return &world.steps[(world.nsteps - 1) % 200];
}

static void
pass(int64_t ms)
{
        world.now_ms += ms;
        dialogue_on_time(&world.dialogue, world.now_ms);
}

static void
expect_question(const char *text)
{
        assert_int_equal(world.sent.type, GSUP_TYPE_SS_REQUEST);
        assert_int_equal(world.sent.state, GSUP_STATE_CONTINUE);
        assert_int_equal(world.component.kind, SS_KIND_INVOKE);
        assert_int_equal(world.component.operation, SS_OPERATION_ASK);
        assert_int_equal(world.sent.session, SESSION);
        assert_string_equal(world.text, text);
}

static void
expect_last_word(const char *text)
{
        assert_int_equal(world.sent.type, GSUP_TYPE_SS_RESULT);
        assert_int_equal(world.sent.state, GSUP_STATE_END);
        assert_int_equal(world.component.kind, SS_KIND_RESULT);
        assert_int_equal(world.component.operation, SS_OPERATION_PROCESS);
        assert_int_equal(world.component.invoke_id, INVOKE);
        assert_string_equal(world.text, text);
}

static void
expect_error(void)
{
        assert_int_equal(world.sent.state, GSUP_STATE_END);
        assert_int_equal(world.component.kind, SS_KIND_ERROR);
}

static unsigned
open_calls(void)
{
        return calls_count(world.dialogue.calls);
}

/* --- claims --- */

static void
a_session_from_the_first_page_to_the_last(void **state)
{
        uint64_t number;

        (void)state;
        dial();
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_BEGIN);
        assert_int_equal(last_step()->gsm7_characters, 128);
        assert_int_equal(last_step()->ucs2_characters, 56);
        assert_string_equal(last_step()->text, "");
        number = last_step()->session;
        answer(last_step(), "1 Help", false, OUTCOME_NONE);
        expect_question("1 Help");
        type("2");
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_INPUT);
        assert_string_equal(last_step()->text, "2");
        assert_true(last_step()->session == number);
        answer(last_step(), "Допомога 112", true, OUTCOME_ANSWERED);
        expect_last_word("Допомога 112");
        assert_int_equal(world.component.coding, CODING_SCHEME_UCS2);
        assert_int_equal(world.nsteps, 2); /* the engine has ended it itself: no END */
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.ncounts, 1);
        assert_int_equal(world.counts[0].channel, CHANNEL_USSD);
        assert_int_equal(world.counts[0].outcome, OUTCOME_ANSWERED);
        assert_int_equal(world.counts[0].topic, TOPIC_JOB);
        assert_int_equal(world.counts[0].day, 20780);
        assert_int_equal(world.counts[0].parts, 0);
}

static void
the_tag_is_hers_alone_and_no_imsi(void **state)
{
        uint64_t hers;

        (void)state;
        dial();
        hers = last_step()->tag;
        dial_as(HIM, SESSION + 1);
        assert_true(last_step()->tag != hers);
        dial_as(HER, SESSION + 2);
        assert_true(last_step()->tag == hers);
        assert_int_equal(last_step()->country, 0); /* a test network */
        dial_as("255010000000001", SESSION);
        assert_int_equal(last_step()->country, code_pack("UA"));
}

static void
long_digit_runs_do_not_reach_the_engine(void **state)
{
        (void)state;
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        type("call +40 700 000 001");
        assert_null(strstr(last_step()->text, "700"));
        assert_non_null(strstr(last_step()->text, "#"));
}

static void
no_more_questions_are_open_than_the_engine_may_have(void **state)
{
        (void)state;
        for (uint32_t i = 0; i < 100; i++) {
                char imsi[20];

                snprintf(imsi, sizeof imsi, "0010100000%05u", i);
                dial_as(imsi, i);
        }
        assert_int_equal(world.nsteps, WIRE_ASKS_OPEN);
        answer(&world.steps[3], "page", false, OUTCOME_NONE);
        answer(&world.steps[0], "page", false, OUTCOME_NONE);
        assert_int_equal(world.nsteps, WIRE_ASKS_OPEN + 2);
        for (int i = 0; i < 100; i++)
                if (i != 0 && i != 3)
                        answer(&world.steps[i], "page", false, OUTCOME_NONE);
        assert_int_equal(world.nsteps, 100);
        assert_int_equal(world.nsent, 100);
        assert_int_equal(open_calls(), 100);
}

static void
a_silent_reader_gets_her_page_again_as_the_last_word(void **state)
{
        (void)state;
        dial();
        answer(last_step(), "1 Help", false, OUTCOME_NONE);
        assert_true(dialogue_deadline(&world.dialogue) == world.now_ms + SHOW_S * 1000);
        pass(SHOW_S * 1000 - 1);
        assert_int_equal(world.nsent, 1);
        pass(1);
        expect_last_word("1 Help");
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_END);
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.ncounts, 0);
}

static void
each_answer_gives_her_the_whole_time_anew(void **state)
{
        (void)state;
        dial();
        for (int i = 0; i < 10; i++) {
                answer(last_step(), "page", false, OUTCOME_NONE);
                pass(SHOW_S * 1000 - 1);
                type("0");
        }
        assert_int_equal(open_calls(), 1);
}

static void
a_silent_engine_ends_it_with_what_there_is(void **state)
{
        (void)state;
        dial();
        pass(ENGINE_MS);
        expect_error(); /* nobody was ever shown anything */
        assert_int_equal(open_calls(), 0);

        world.nsteps = 0;
        dialogue_on_engine(&world.dialogue, world.now_ms);
        dial();
        answer(last_step(), "1 Help 112", false, OUTCOME_NONE);
        type("1");
        pass(ENGINE_MS);
        expect_last_word("1 Help 112"); /* hers */
        dial_as(HIM, SESSION);
        pass(ENGINE_MS);
        expect_last_word("1 Help 112"); /* somebody's first page: the emergency number stands on it */
        assert_int_equal(open_calls(), 0);
}

static void
without_an_engine_it_waits_as_long(void **state)
{
        (void)state;
        world.engine_is_up = false;
        dial();
        assert_int_equal(world.nsteps, 0);
        pass(ENGINE_MS - 1);
        assert_int_equal(open_calls(), 1);
        world.engine_is_up = true;
        dialogue_on_engine(&world.dialogue, world.now_ms);
        assert_int_equal(world.nsteps, 1);
        answer(last_step(), "page", false, OUTCOME_NONE);
        expect_question("page");
}

static void
a_new_engine_is_asked_again_under_the_same_sequence(void **state)
{
        struct wire_step first;

        (void)state;
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        type("3");
        first = *last_step();
        dialogue_on_engine(&world.dialogue, world.now_ms);
        assert_int_equal(world.nsteps, 3);
        assert_int_equal(last_step()->again, 1);
        assert_int_equal(last_step()->sequence, first.sequence);
        assert_string_equal(last_step()->text, "3");
        answer(last_step(), "text", false, OUTCOME_ANSWERED);
        expect_question("text");
        answer(&first, "text", false, OUTCOME_ANSWERED); /* the old engine's answer, if it came: nothing is open */
        assert_int_equal(world.nsent, 2);
        assert_int_equal(world.ncounts, 1);
        type("4");
        assert_int_equal(last_step()->again, 0);
}

static void
a_page_waits_for_the_hlr(void **state)
{
        (void)state;
        dial();
        world.line_is_up = false;
        answer(last_step(), "page", false, OUTCOME_ANSWERED);
        assert_int_equal(world.nsent, 0);
        assert_int_equal(world.ncounts, 0);
        world.line_is_up = true;
        dialogue_on_line(&world.dialogue, world.now_ms);
        expect_question("page");
        assert_int_equal(world.counts[0].outcome, OUTCOME_ANSWERED);
        type("1");
        assert_string_equal(last_step()->text, "1");
}

static void
a_page_that_never_goes_out_counts_as_refused(void **state)
{
        (void)state;
        dial();
        world.line_is_up = false;
        answer(last_step(), "page", false, OUTCOME_ANSWERED);
        pass(60000);
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.ncounts, 1);
        assert_int_equal(world.counts[0].outcome, OUTCOME_REFUSED);
}

static void
who_hung_up_is_forgotten_and_the_engine_told(void **state)
{
        const struct wire_step *asked;

        (void)state;
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        say(HER, SESSION, GSUP_TYPE_SS_ERROR, GSUP_STATE_END, NULL);
        assert_int_equal(open_calls(), 0);
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_END);
        assert_int_equal(world.nsent, 1);

        dial();
        asked = last_step();
        say(HER, SESSION, GSUP_TYPE_SS_REQUEST, GSUP_STATE_END, NULL);
        assert_int_equal(open_calls(), 0);
        answer(asked, "too late", false, OUTCOME_ANSWERED);
        assert_int_equal(world.nsent, 1);
        assert_int_equal(world.counts[0].outcome, OUTCOME_REFUSED);
}

static void
a_session_continued_by_another_is_refused(void **state)
{
        (void)state;
        dial();
        answer(last_step(), "her page", false, OUTCOME_NONE);
        type_as(HIM, INVOKE, "1");
        expect_error();
        assert_int_equal(world.dialogue.refused, 1);
        assert_int_equal(world.nsteps, 1);
        type("1"); /* hers goes on */
        assert_int_equal(world.nsteps, 2);
}

/* The process before us had it: her answer tells all that is needed. */
static void
an_answer_to_a_page_of_an_earlier_life_begins_anew(void **state)
{
        (void)state;
        type("3");
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_BEGIN);
        assert_string_equal(last_step()->text, "");
        answer(last_step(), "first page", false, OUTCOME_NONE);
        expect_question("first page");
        type("1");
        answer(last_step(), "last", true, OUTCOME_NONE);
        expect_last_word("last"); /* with the invoke id of what she dialled */
}

static void
an_answer_to_nothing_that_was_asked_changes_nothing(void **state)
{
        (void)state;
        dial();
        type("1"); /* before the page */
        answer(last_step(), "page", false, OUTCOME_NONE);
        type_as(HER, INVOKE + 1, "1");
        dialogue_on_message(&world.dialogue, (const uint8_t *)"\x22\x01", 2, world.now_ms);
        dialogue_on_message(&world.dialogue, (const uint8_t *)"", 0, world.now_ms);
        assert_int_equal(world.nsteps, 1);
        assert_int_equal(world.dialogue.refused, 4);
        type("1");
        type("2");
        assert_int_equal(world.nsteps, 2);
        assert_int_equal(world.dialogue.refused, 5);
}

static void
a_broken_component_ends_with_text_or_is_refused(void **state)
{
        const struct ss_component error = {.kind = SS_KIND_ERROR, .invoke_id = INVOKE, .error = 0x48};
        struct gsup_message message = {.type = GSUP_TYPE_SS_REQUEST, .state = GSUP_STATE_BEGIN, .session = SESSION,
                                       .component = (const uint8_t *)"\xa1\x80\x02", .component_len = 3};
        uint8_t bytes[GSUP_MESSAGE_MAX];

        (void)state;
        assert_true(imsi_from_digits(HER, &message.imsi));
        dialogue_on_message(&world.dialogue, bytes, gsup_message_write(&message, bytes, sizeof bytes), world.now_ms);
        expect_error();
        assert_int_equal(open_calls(), 0);
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        message.state = GSUP_STATE_CONTINUE;
        dialogue_on_message(&world.dialogue, bytes, gsup_message_write(&message, bytes, sizeof bytes), world.now_ms);
        expect_last_word("page");
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        say(HER, SESSION, GSUP_TYPE_SS_REQUEST, GSUP_STATE_CONTINUE, &error); /* her phone is busy */
        expect_last_word("page");
        assert_int_equal(open_calls(), 0);
}

static void
an_id_that_comes_back_is_a_new_session(void **state)
{
        uint64_t number;

        (void)state;
        dial();
        number = last_step()->session;
        answer(last_step(), "page", false, OUTCOME_NONE);
        dial();
        assert_true(last_step()->session != number);
        assert_int_equal(world.steps[1].kind, WIRE_STEP_KIND_END);
        assert_true(world.steps[1].session == number);
        assert_int_equal(open_calls(), 1);
}

static void
a_full_table_refuses_and_the_others_go_on(void **state)
{
        (void)state;
        world.engine_is_up = false;
        for (uint32_t i = 0; i < CALLS_MAX; i++) {
                char imsi[20];

                snprintf(imsi, sizeof imsi, "0010100000%05u", i);
                dial_as(imsi, i);
        }
        assert_int_equal(world.nsent, 0);
        dial_as("001020000000001", 1);
        expect_error();
        assert_int_equal(world.dialogue.refused, 1);
        pass(ENGINE_MS);
        assert_int_equal(world.nsent, 1 + CALLS_MAX);
        assert_int_equal(open_calls(), 0);
}

/* ENDs have no answer: a storm of time-outs must not overflow the engine's socket. */
static void
a_storm_of_ends_is_not_all_told(void **state)
{
        (void)state;
        for (uint32_t i = 0; i < 100; i++) {
                char imsi[20];

                snprintf(imsi, sizeof imsi, "0010100000%05u", i);
                dial_as(imsi, i);
                answer(last_step(), "page", false, OUTCOME_NONE);
        }
        pass(SHOW_S * 1000);
        assert_int_equal(world.nsteps, 100 + WIRE_ASKS_OPEN);
        assert_int_equal(world.nsent, 200);
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE); /* it has read all that came before */
        say(HER, SESSION, GSUP_TYPE_SS_ERROR, GSUP_STATE_END, NULL);
        assert_int_equal(last_step()->kind, WIRE_STEP_KIND_END);
}

static void
an_ignored_sender_gets_an_end_without_text(void **state)
{
        (void)state;
        dial();
        answer(last_step(), "", true, OUTCOME_IGNORED);
        expect_error();
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.counts[0].outcome, OUTCOME_IGNORED);
}

static void
a_page_that_is_too_long_ends_the_call_only(void **state)
{
        char text[200];

        (void)state;
        memset(text, 'x', sizeof text - 1);
        text[sizeof text - 1] = '\0';
        dial();
        answer(last_step(), text, false, OUTCOME_ANSWERED);
        expect_error();
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.counts[0].outcome, OUTCOME_REFUSED);
}

static void
all_end_with_text_when_we_go(void **state)
{
        (void)state;
        dial();
        answer(last_step(), "page", false, OUTCOME_NONE);
        dial_as(HIM, SESSION);
        dialogue_end_all(&world.dialogue);
        assert_int_equal(open_calls(), 0);
        assert_int_equal(world.nsent, 3);
        assert_int_equal(world.component.kind, SS_KIND_RESULT);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_session_from_the_first_page_to_the_last, begin, end),
                cmocka_unit_test_setup_teardown(the_tag_is_hers_alone_and_no_imsi, begin, end),
                cmocka_unit_test_setup_teardown(long_digit_runs_do_not_reach_the_engine, begin, end),
                cmocka_unit_test_setup_teardown(no_more_questions_are_open_than_the_engine_may_have, begin, end),
                cmocka_unit_test_setup_teardown(a_silent_reader_gets_her_page_again_as_the_last_word, begin, end),
                cmocka_unit_test_setup_teardown(each_answer_gives_her_the_whole_time_anew, begin, end),
                cmocka_unit_test_setup_teardown(a_silent_engine_ends_it_with_what_there_is, begin, end),
                cmocka_unit_test_setup_teardown(without_an_engine_it_waits_as_long, begin, end),
                cmocka_unit_test_setup_teardown(a_new_engine_is_asked_again_under_the_same_sequence, begin, end),
                cmocka_unit_test_setup_teardown(a_page_waits_for_the_hlr, begin, end),
                cmocka_unit_test_setup_teardown(a_page_that_never_goes_out_counts_as_refused, begin, end),
                cmocka_unit_test_setup_teardown(who_hung_up_is_forgotten_and_the_engine_told, begin, end),
                cmocka_unit_test_setup_teardown(a_session_continued_by_another_is_refused, begin, end),
                cmocka_unit_test_setup_teardown(an_answer_to_a_page_of_an_earlier_life_begins_anew, begin, end),
                cmocka_unit_test_setup_teardown(an_answer_to_nothing_that_was_asked_changes_nothing, begin, end),
                cmocka_unit_test_setup_teardown(a_broken_component_ends_with_text_or_is_refused, begin, end),
                cmocka_unit_test_setup_teardown(an_id_that_comes_back_is_a_new_session, begin, end),
                cmocka_unit_test_setup_teardown(a_full_table_refuses_and_the_others_go_on, begin, end),
                cmocka_unit_test_setup_teardown(a_storm_of_ends_is_not_all_told, begin, end),
                cmocka_unit_test_setup_teardown(an_ignored_sender_gets_an_end_without_text, begin, end),
                cmocka_unit_test_setup_teardown(a_page_that_is_too_long_ends_the_call_only, begin, end),
                cmocka_unit_test_setup_teardown(all_end_with_text_when_we_go, begin, end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
