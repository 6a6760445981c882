/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The engine process as its fronts see it: a real engine_main() in a child, with the test as its parent, a modem and two fronts of menus.
 * One memory of a person, one guard, one catalogue for texts and menus.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/code.h"
#include "common/sender.h"
#include "engine/engine.h"
#include "wire/wire.h"

#define DAY 20780
#define PATIENCE_MS 20000
#define TAG 0x77

struct running {
        pid_t pid;
        int parent, modem, gsup, http;
        uint32_t sequence;
        struct wire_message message;
};

static void
await(struct running *running, int fd, enum wire_role me, enum wire_type type)
{
        for (;;) {
                struct pollfd poll_one = {.fd = fd, .events = POLLIN};
                int rc = wire_receive(fd, WIRE_ENGINE, me, &running->message, NULL);

                assert_true(rc >= 0);
                if (rc == 1 && running->message.header.type == (uint16_t)type)
                        return;
                if (rc == 0)
                        assert_int_equal(poll(&poll_one, 1, PATIENCE_MS), 1);
        }
}

static int
give_peer(struct running *running, uint8_t role, uint8_t front)
{
        struct wire_peer peer = {.role = role, .front = front};
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        assert_int_equal(wire_send(running->parent, WIRE_PEER, &peer, fds[1]), 0);
        close(fds[1]);
        return fds[0];
}

static void
live(int parent_fd)
{
        struct engine_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .country = code_pack("RO"),
                                     .languages = {code_pack("en"), code_pack("uk")}, .nlanguages = 2,
                                     .limits = {.replies_per_hour = 3, .replies_per_day = 30, .parts_per_day = 500, .answer_within_h = 12,
                                                .validity_h = 6}};

        snprintf(birth.messages, sizeof birth.messages, "messages");
        _exit(engine_main(&birth));
}

static int
set_up(void **state)
{
        struct running *running = calloc(1, sizeof *running);
        int fds[2];

        assert_non_null(running);
        assert_int_equal(wire_pair(fds), 0);
        running->pid = fork();
        assert_true(running->pid >= 0);
        if (running->pid == 0) {
                if (getenv("WAYMARK_DEBUG") == NULL)
                        (void)!freopen("/dev/null", "w", stderr);
                close(fds[0]);
                live(fds[1]);
        }
        close(fds[1]);
        running->parent = fds[0];
        await(running, running->parent, WIRE_PARENT, WIRE_READY);
        running->modem = give_peer(running, WIRE_MODEM, 0);
        running->gsup = give_peer(running, WIRE_GSUP, WIRE_FRONT_GSUP);
        running->http = give_peer(running, WIRE_HTTP, WIRE_FRONT_HTTP);
        *state = running;
        return 0;
}

static int
tear_down(void **state)
{
        struct running *running = *state;
        struct wire_stop stop = {{0}};
        int status;

        assert_int_equal(wire_send(running->parent, WIRE_STOP, &stop, -1), 0);
        assert_int_equal(waitpid(running->pid, &status, 0), running->pid);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        close(running->parent);
        close(running->modem);
        close(running->gsup);
        close(running->http);
        free(running);
        return 0;
}

static const struct wire_page *
step(struct running *running, int fd, enum wire_step_kind kind, const char *text)
{
        struct wire_step step = {.tag = TAG, .session = kind == WIRE_STEP_KIND_PATH ? 0 : 5, .sequence = ++running->sequence, .day = DAY,
                                 .kind = (uint8_t)kind, .sender = SENDER_KIND_PERSON, .gsm7_characters = 128, .ucs2_characters = 56};

        step.text_len = (uint16_t)snprintf(step.text, sizeof step.text, "%s", text);
        assert_int_equal(wire_send(fd, WIRE_STEP, &step, -1), 0);
        if (kind == WIRE_STEP_KIND_END)
                return NULL;
        await(running, fd, fd == running->gsup ? WIRE_GSUP : WIRE_HTTP, WIRE_PAGE);
        assert_int_equal(running->message.as.PAGE.sequence, step.sequence);
        return &running->message.as.PAGE;
}

static const struct wire_answer *
ask(struct running *running, const char *text)
{
        struct wire_ask ask = {.tag = TAG, .sequence = ++running->sequence, .day = DAY, .age_s = 1, .channel = CHANNEL_SMS,
                               .sender = SENDER_KIND_PERSON};

        ask.text_len = (uint16_t)snprintf(ask.text, sizeof ask.text, "%s", text);
        assert_int_equal(wire_send(running->modem, WIRE_ASK, &ask, -1), 0);
        await(running, running->modem, WIRE_MODEM, WIRE_ANSWER);
        assert_int_equal(running->message.as.ANSWER.sequence, ask.sequence);
        return &running->message.as.ANSWER;
}

static void
assert_has(const char *text, const char *part)
{
        if (strstr(text, part) == NULL)
                fail_msg("\"%s\" is not in \"%s\"", part, text);
}

static void
shows_the_menu_to_both_fronts(void **state)
{
        struct running *running = *state;

        assert_has(step(running, running->gsup, WIRE_STEP_KIND_BEGIN, "*123#")->text, "1 SOS 112\n2 English\n3 українська");
        assert_has(step(running, running->http, WIRE_STEP_KIND_BEGIN, "")->text, "3 українська"); /* the same numbers: another front */
        assert_has(step(running, running->gsup, WIRE_STEP_KIND_INPUT, "2")->text, "2 Job offers");
        assert_has(step(running, running->http, WIRE_STEP_KIND_INPUT, "3")->text, "2 Робота");
        assert_has(step(running, running->gsup, WIRE_STEP_KIND_INPUT, "2")->text, "Job offer?");
        assert_int_equal(running->message.as.PAGE.outcome, OUTCOME_ANSWERED);
        assert_int_equal(running->message.as.PAGE.topic, TOPIC_JOB);
        assert_int_equal(running->message.as.PAGE.day, DAY);
        assert_has(step(running, running->http, WIRE_STEP_KIND_PATH, "3*2")->text, "роботу");
}

static void
an_end_brings_no_page(void **state)
{
        struct running *running = *state;

        step(running, running->gsup, WIRE_STEP_KIND_BEGIN, "*123#");
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "2");
        step(running, running->gsup, WIRE_STEP_KIND_END, "");
        /* the next page that comes is that of the next step: begun anew, in the language that is known now */
        assert_has(step(running, running->gsup, WIRE_STEP_KIND_INPUT, "3")->text, "1 Get help 112\n9 українська...");
}

static void
a_digit_by_sms_chooses_from_the_menu_that_was_sent(void **state)
{
        struct running *running = *state;

        assert_has(ask(running, "меню")->text, "1 Допомога 2 Робота");
        assert_has(running->message.as.ANSWER.text, "10 Мої права");
        assert_has(ask(running, "2")->text, "Пропонують роботу?");
        assert_int_equal(running->message.as.ANSWER.topic, TOPIC_JOB);
        assert_has(ask(running, "10")->text, "України");
        assert_int_equal(running->message.as.ANSWER.topic, TOPIC_RIGHTS);
}

static void
language_and_limits_are_those_of_the_person(void **state)
{
        struct running *running = *state;

        ask(running, "робота");
        assert_has(step(running, running->gsup, WIRE_STEP_KIND_BEGIN, "*123#")->text, "1 Допомога 112");
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "3");
        assert_int_equal(running->message.as.PAGE.topic, TOPIC_HOUSE);
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "4");
        assert_int_equal(running->message.as.PAGE.topic, TOPIC_RIDE);
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "5"); /* the fourth of three */
        assert_int_equal(running->message.as.PAGE.topic, TOPIC_LIMIT);
        assert_int_equal(ask(running, "робота")->outcome, OUTCOME_LIMITED); /* she was told */
}

static const struct wire_answer *
ask_by_kannel(struct running *running, int32_t day)
{
        struct wire_ask ask = {.tag = TAG + 1, .sequence = ++running->sequence, .day = day, .age_s = 1, .channel = CHANNEL_KANNEL,
                               .sender = SENDER_KIND_PERSON};

        ask.text_len = (uint16_t)snprintf(ask.text, sizeof ask.text, "job");
        assert_int_equal(wire_send(running->http, WIRE_ASK, &ask, -1), 0);
        await(running, running->http, WIRE_HTTP, WIRE_ANSWER);
        return &running->message.as.ANSWER;
}

/* Of two fronts one is on a machine whose clock runs a year ahead: nothing is counted under that day. */
static void
the_network_knows_the_day_better_than_the_machine(void **state)
{
        struct running *running = *state;

        assert_int_equal(ask(running, "job")->day, DAY);
        assert_int_equal(ask_by_kannel(running, DAY + 365)->day, DAY);
        assert_int_equal(running->message.as.ANSWER.outcome, OUTCOME_ANSWERED);
        assert_int_equal(ask_by_kannel(running, DAY + 1)->day, DAY + 1);
        assert_int_equal(ask(running, "job")->day, DAY + 1);
}

/* What the menus show is counted among what the engine has answered, and takes nothing from the budget of parts. */
static void
tells_what_it_has_answered(void **state)
{
        struct running *running = *state;
        struct wire_state_ask state_ask = {.serial = 9};

        step(running, running->gsup, WIRE_STEP_KIND_BEGIN, "*123#");
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "1");
        step(running, running->gsup, WIRE_STEP_KIND_INPUT, "0");
        assert_int_equal(wire_send(running->parent, WIRE_STATE_ASK, &state_ask, -1), 0);
        do
                await(running, running->parent, WIRE_PARENT, WIRE_ENGINE_STATE);
        while (running->message.as.ENGINE_STATE.serial != 9);
        assert_int_equal(running->message.as.ENGINE_STATE.answered, 1);
        assert_int_equal(running->message.as.ENGINE_STATE.budget_parts, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(shows_the_menu_to_both_fronts),
                CASE(an_end_brings_no_page),
                CASE(a_digit_by_sms_chooses_from_the_menu_that_was_sent),
                CASE(language_and_limits_are_those_of_the_person),
                CASE(the_network_knows_the_day_better_than_the_machine),
                CASE(tells_what_it_has_answered),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
