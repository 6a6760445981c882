/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Between the requests and the engine: what is known again, what is refused and told of, the window of open questions and the queue behind
 * it, over the death of the engine and of the ledger. HTTP itself is tested on the real daemon.
 * covers: asking repeats refusals exchange; listener server request http are those of tests/scenario
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/code.h"
#include "http/asking.h"
#include "http/listener.h"
#include "http/refusals.h"
#include "http/repeats.h"

#define MINUTE_MS (INT64_C(60) * 1000)
#define EXCHANGES (WIRE_ASKS_OPEN + ASKING_QUEUE + 8)

struct world {
        struct loop loop;
        struct links links;
        struct link engine, ledger;
        int engine_fd, ledger_fd;       /* the other ends, -1 */
        struct tally tally;
        struct repeats *repeats;
        struct asking asking;
        struct exchange exchanges[EXCHANGES];
        int ndone;
        struct exchange *last_done;
};

static struct world world;

static void
on_done(void *context, struct exchange *exchange)
{
        assert_ptr_equal(context, &world);
        world.ndone++;
        world.last_done = exchange;
}

static void
connect_link(struct link *link, int *other_fd)
{
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        link->fd = fds[0];
        *other_fd = fds[1];
}

static void
lose_link(struct link *link, int *other_fd)
{
        if (link->fd < 0)
                return;
        close(link->fd);
        close(*other_fd);
        link->fd = *other_fd = -1;
}

static int
begin(void **state)
{
        (void)state;
        memset(&world, 0, sizeof world);
        loop_init(&world.loop);
        world.links.loop = &world.loop;
        world.engine = (struct link){.links = &world.links, .role = WIRE_ENGINE, .fd = -1};
        world.ledger = (struct link){.links = &world.links, .role = WIRE_LEDGER, .fd = -1};
        world.repeats = repeats_new();
        connect_link(&world.engine, &world.engine_fd);
        connect_link(&world.ledger, &world.ledger_fd);
        tally_init(&world.tally, &world.ledger, 1);
        asking_init(&world.asking, &world.engine, &world.tally, world.repeats, on_done, &world);
        return world.repeats != NULL ? 0 : -1;
}

static int
end(void **state)
{
        (void)state;
        lose_link(&world.engine, &world.engine_fd);
        lose_link(&world.ledger, &world.ledger_fd);
        repeats_free(world.repeats);
        return 0;
}

/* A request; key 0 cannot be known again. */
static bool
take(struct exchange *exchange, enum question_kind kind, uint64_t key)
{
        memset(exchange, 0, sizeof *exchange);
        exchange->question = (struct question){.kind = kind, .tag = 5, .repeat_key = key, .age_s = -1, .sender = SENDER_KIND_PERSON, .text = "1", .text_len = 1};
        return asking_take(&world.asking, exchange);
}

/* The next message that reached the engine; false if there is none. */
static bool
engine_got(struct wire_message *message)
{
        return wire_receive(world.engine_fd, WIRE_HTTP, WIRE_ENGINE, message, NULL) == 1;
}

static int
engine_drain(void)
{
        struct wire_message message;
        int n = 0;

        while (engine_got(&message))
                n++;
        return n;
}

static struct wire_page
page_of(uint32_t sequence, enum outcome outcome)
{
        return (struct wire_page){.sequence = sequence, .outcome = outcome, .topic = TOPIC_JOB, .day = 20000, .language = code_pack("uk"),
                                  .text = "menu", .text_len = 4};
}

static struct wire_answer
answer_of(uint32_t sequence, enum outcome outcome)
{
        struct wire_answer answer = {.sequence = sequence, .outcome = outcome, .topic = TOPIC_JOB, .day = 20000, .parts = 2, .flash = 1, .validity_h = 6};

        if (outcome == OUTCOME_ANSWERED)
                answer.text_len = (uint16_t)snprintf(answer.text, sizeof answer.text, "be careful");
        return answer;
}

/* --- repeats --- */

static void
a_request_is_known_again_for_its_time(void **state)
{
        uint64_t key = repeats_key(world.repeats, "a", 1), other = repeats_key(world.repeats, "b", 1);

        (void)state;
        assert_true(key != other && key != REPEATS_NONE);
        assert_true(repeats_key(world.repeats, "a", 1) == key);
        assert_false(repeats_seen(world.repeats, key, 1000, 5000));
        assert_false(repeats_seen(world.repeats, other, 1000, 5000));
        assert_true(repeats_seen(world.repeats, key, 1000, 5999));
        assert_true(repeats_seen(world.repeats, key, 1000, 6998));
        assert_false(repeats_seen(world.repeats, key, 1000, 7998));
}

static void
a_request_is_counted_once(void **state)
{
        uint64_t key = repeats_key(world.repeats, "a", 1);

        (void)state;
        assert_false(repeats_seen(world.repeats, key, 1000, 5000));
        assert_true(repeats_count(world.repeats, key, 5000));
        assert_false(repeats_count(world.repeats, key, 5001));
        assert_true(repeats_seen(world.repeats, key, 1000, 5002));
        assert_false(repeats_count(world.repeats, key, 5003));
        assert_true(repeats_count(world.repeats, REPEATS_NONE, 5000));
        assert_true(repeats_count(world.repeats, REPEATS_NONE, 5000));
        assert_false(repeats_seen(world.repeats, REPEATS_NONE, 1000, 5000));
        assert_false(repeats_seen(world.repeats, REPEATS_NONE, 1000, 5000));
}

static void
the_table_of_requests_never_grows_and_keeps_the_newest(void **state)
{
        uint64_t key = 0;

        (void)state;
        for (int i = 0; i < 200000; i++) {
                key = repeats_key(world.repeats, &i, sizeof i);
                (void)repeats_seen(world.repeats, key, 1000, 5000 + i / 1000);
        }
        assert_true(repeats_seen(world.repeats, key, 1000, 5200));
}

static void
another_life_has_another_key(void **state)
{
        struct repeats *other = repeats_new();

        (void)state;
        assert_true(repeats_key(other, "a", 1) != repeats_key(world.repeats, "a", 1));
        repeats_free(other);
}

/* --- refusals --- */

static const char *
told(struct refusals *refusals, int64_t now_ms)
{
        static char text[WIRE_PROBLEM];

        refusals_tell(refusals, now_ms, text, sizeof text);
        return text;
}

static void
every_refusal_has_words_that_hold_nothing_of_the_request(void **state)
{
        (void)state;
        for (enum refusal i = REFUSAL_ADDRESS; i < REFUSAL_COUNT; i++) {
                bool silent = i == REFUSAL_ADDRESS || i == REFUSAL_BROKEN;

                assert_true(silent == (refusal_status(i) == 0));
                assert_true(silent == (refusal_words(i)[0] == '\0'));
                assert_null(strchr(refusal_words(i), '%'));
                assert_true(silent || (refusal_status(i) >= 400 && refusal_status(i) <= 503));
        }
}

static void
strangers_are_no_trouble_while_the_provider_is_heard(void **state)
{
        struct refusals refusals = {0};

        (void)state;
        assert_string_equal(told(&refusals, 0), "");
        refusals_add(&refusals, REFUSAL_NONE, 0);
        for (int i = 0; i < 100; i++)
                refusals_add(&refusals, REFUSAL_SECRET, MINUTE_MS);
        assert_string_equal(told(&refusals, MINUTE_MS), "");
        assert_int_equal(refusals.taken, 1);
        assert_int_equal(refusals.refused, 100);
}

static void
nobody_let_in_for_an_hour_is_told_with_the_likely_cure(void **state)
{
        struct refusals refusals = {0};

        (void)state;
        refusals_add(&refusals, REFUSAL_NONE, 0);
        refusals_add(&refusals, REFUSAL_PATH, 50 * MINUTE_MS);
        refusals_add(&refusals, REFUSAL_SECRET, 61 * MINUTE_MS);
        refusals_add(&refusals, REFUSAL_SECRET, 62 * MINUTE_MS);
        assert_non_null(strstr(told(&refusals, 62 * MINUTE_MS), "none of 3 requests of the last hour was taken; the path that is called must end"));
        assert_string_equal(told(&refusals, 24 * 60 * MINUTE_MS), "");
}

static void
requests_without_a_place_are_told_although_others_were_taken(void **state)
{
        struct refusals refusals = {0};

        (void)state;
        refusals_add(&refusals, REFUSAL_NONE, 0);
        refusals_add(&refusals, REFUSAL_BUSY, 0);
        refusals_add(&refusals, REFUSAL_LATE, 0);
        assert_non_null(strstr(told(&refusals, 0), "2 requests of the last hour were turned away"));
        assert_string_equal(told(&refusals, 61 * MINUTE_MS), "");
}

/* --- the window at the engine --- */

static void
a_call_back_is_asked_and_answered(void **state)
{
        struct exchange *exchange = &world.exchanges[0];
        struct wire_message message;
        struct wire_page page;

        (void)state;
        world.asking.day = 20001;
        assert_true(take(exchange, QUESTION_KIND_USSD, 7));
        assert_true(engine_got(&message));
        assert_int_equal(message.header.type, WIRE_STEP);
        assert_int_equal(message.as.STEP.kind, WIRE_STEP_KIND_PATH);
        assert_int_equal(message.as.STEP.session, 0);
        assert_int_equal(message.as.STEP.tag, 5);
        assert_int_equal(message.as.STEP.day, 20001);
        assert_int_equal(message.as.STEP.again, 0);
        assert_int_equal(message.as.STEP.gsm7_characters, 182);
        assert_int_equal(message.as.STEP.ucs2_characters, 80);
        assert_string_equal(message.as.STEP.text, "1");
        page = page_of(message.as.STEP.sequence, OUTCOME_ANSWERED);
        asking_on_page(&world.asking, &page);
        assert_int_equal(world.ndone, 1);
        assert_ptr_equal(world.last_done, exchange);
        assert_int_equal(exchange->phase, EXCHANGE_PHASE_DONE);
        assert_string_equal(exchange->reply.text, "CON menu");
        assert_int_equal(exchange->reply.len, 8);
        assert_int_equal(wire_receive(world.ledger_fd, WIRE_HTTP, WIRE_LEDGER, &message, NULL), 1);
        assert_int_equal(message.as.COUNT.channel, CHANNEL_USSD);
        assert_int_equal(message.as.COUNT.topic, TOPIC_JOB);
        assert_int_equal(message.as.COUNT.outcome, OUTCOME_ANSWERED);
        assert_int_equal(message.as.COUNT.day, 20000);
        assert_int_equal(message.as.COUNT.language, code_pack("uk"));
        assert_int_equal(message.as.COUNT.parts, 0);
}

static void
a_message_is_asked_and_answered(void **state)
{
        struct exchange *exchange = &world.exchanges[0];
        struct wire_message message;
        struct wire_answer answer;

        (void)state;
        assert_true(take(exchange, QUESTION_KIND_KANNEL, 0));
        assert_true(engine_got(&message));
        assert_int_equal(message.header.type, WIRE_ASK);
        assert_int_equal(message.as.ASK.channel, CHANNEL_KANNEL);
        assert_int_equal(message.as.ASK.age_s, -1);
        assert_string_equal(message.as.ASK.text, "1");
        answer = answer_of(message.as.ASK.sequence, OUTCOME_ANSWERED);
        asking_on_answer(&world.asking, &answer);
        assert_string_equal(exchange->reply.text, "be careful");
        assert_int_equal(exchange->reply.len, 10);
        assert_int_equal(exchange->reply.flash, 1);
        assert_int_equal(exchange->reply.validity_h, 6);
        assert_int_equal(wire_receive(world.ledger_fd, WIRE_HTTP, WIRE_LEDGER, &message, NULL), 1);
        assert_int_equal(message.as.COUNT.channel, CHANNEL_KANNEL);
        assert_int_equal(message.as.COUNT.parts, 2);
}

static void
silence_is_an_empty_reply_and_counted_without_parts(void **state)
{
        struct wire_message message;
        struct wire_answer answer;

        (void)state;
        assert_true(take(&world.exchanges[0], QUESTION_KIND_KANNEL, 0));
        assert_true(engine_got(&message));
        answer = answer_of(message.as.ASK.sequence, OUTCOME_LIMITED);
        asking_on_answer(&world.asking, &answer);
        assert_int_equal(world.exchanges[0].reply.len, 0);
        assert_int_equal(wire_receive(world.ledger_fd, WIRE_HTTP, WIRE_LEDGER, &message, NULL), 1);
        assert_int_equal(message.as.COUNT.outcome, OUTCOME_LIMITED);
        assert_int_equal(message.as.COUNT.parts, 0);
}

static void
a_page_on_the_way_is_not_counted(void **state)
{
        struct wire_message message;
        struct wire_page page;

        (void)state;
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 7));
        assert_true(engine_got(&message));
        page = page_of(message.as.STEP.sequence, 0);
        asking_on_page(&world.asking, &page);
        assert_int_equal(world.ndone, 1);
        assert_int_equal(tally_open(&world.tally), 0);
}

static void
a_repeated_request_is_asked_as_such_and_counted_once(void **state)
{
        struct wire_message message;
        struct wire_page page;

        (void)state;
        for (int i = 0; i < 3; i++) {
                assert_true(take(&world.exchanges[i], QUESTION_KIND_USSD, 7));
                assert_true(engine_got(&message));
                assert_int_equal(message.as.STEP.again, i > 0);
                page = page_of(message.as.STEP.sequence, OUTCOME_ANSWERED);
                asking_on_page(&world.asking, &page);
                assert_string_equal(world.exchanges[i].reply.text, "CON menu");
        }
        assert_int_equal(tally_open(&world.tally), 1);
}

static void
a_repeat_that_overtakes_the_first_is_counted_once_too(void **state)
{
        struct wire_message first, second;
        struct wire_page page;

        (void)state;
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 7));
        assert_true(take(&world.exchanges[1], QUESTION_KIND_USSD, 7));
        assert_true(engine_got(&first) && engine_got(&second));
        page = page_of(second.as.STEP.sequence, OUTCOME_ANSWERED);
        asking_on_page(&world.asking, &page);
        page = page_of(first.as.STEP.sequence, OUTCOME_ANSWERED);
        asking_on_page(&world.asking, &page);
        assert_int_equal(world.ndone, 2);
        assert_int_equal(tally_open(&world.tally), 1);
}

static void
the_window_and_the_queue_have_their_size(void **state)
{
        struct wire_message message;
        struct wire_page page;
        int n = 0;

        (void)state;
        while (n < EXCHANGES && take(&world.exchanges[n], QUESTION_KIND_USSD, 0))
                n++;
        assert_int_equal(n, WIRE_ASKS_OPEN + ASKING_QUEUE);
        assert_int_equal(world.exchanges[n].phase, EXCHANGE_PHASE_NONE);
        assert_true(engine_got(&message));
        assert_int_equal(engine_drain(), WIRE_ASKS_OPEN - 1);
        page = page_of(message.as.STEP.sequence, 0);
        asking_on_page(&world.asking, &page);
        assert_int_equal(engine_drain(), 1); /* the next of the queue took the place */
        assert_true(take(&world.exchanges[n], QUESTION_KIND_USSD, 0));
}

static void
an_engine_that_came_back_is_asked_again(void **state)
{
        struct wire_message message;

        (void)state;
        for (int i = 0; i < WIRE_ASKS_OPEN + 2; i++)
                assert_true(take(&world.exchanges[i], QUESTION_KIND_USSD, (uint64_t)i + 1));
        lose_link(&world.engine, &world.engine_fd);
        assert_true(take(&world.exchanges[40], QUESTION_KIND_USSD, 99));
        connect_link(&world.engine, &world.engine_fd);
        asking_on_engine_up(&world.asking);
        for (int i = 0; i < WIRE_ASKS_OPEN; i++) {
                assert_true(engine_got(&message));
                assert_int_equal(message.as.STEP.again, 1);
        }
        assert_false(engine_got(&message));
}

static void
what_waits_while_the_engine_is_gone_is_not_asked_as_a_repeat(void **state)
{
        struct wire_message message;

        (void)state;
        lose_link(&world.engine, &world.engine_fd);
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 7));
        connect_link(&world.engine, &world.engine_fd);
        asking_on_engine_up(&world.asking);
        assert_true(engine_got(&message));
        assert_int_equal(message.as.STEP.again, 0);
}

static void
what_was_given_up_is_not_answered_any_more(void **state)
{
        struct wire_message message;
        struct wire_page page;

        (void)state;
        for (int i = 0; i < WIRE_ASKS_OPEN + 3; i++)
                assert_true(take(&world.exchanges[i], QUESTION_KIND_USSD, 0));
        assert_true(engine_got(&message));
        asking_drop(&world.asking, &world.exchanges[0]);                  /* open: a waiting one takes its place */
        asking_drop(&world.asking, &world.exchanges[WIRE_ASKS_OPEN + 2]); /* the last that waits */
        asking_drop(&world.asking, &world.exchanges[WIRE_ASKS_OPEN + 1]); /* the only one */
        page = page_of(message.as.STEP.sequence, OUTCOME_ANSWERED);
        asking_on_page(&world.asking, &page);
        assert_int_equal(world.ndone, 0);
        assert_int_equal(engine_drain(), WIRE_ASKS_OPEN);
        assert_int_equal(world.asking.nwaiting, 0);
        assert_int_equal(world.asking.nopen, WIRE_ASKS_OPEN);
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 0));
        assert_int_equal(world.asking.nwaiting, 1);
}

static void
an_answer_of_the_wrong_kind_or_to_nobody_does_nothing(void **state)
{
        struct wire_message message;
        struct wire_answer answer;
        struct wire_page page;

        (void)state;
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 0));
        assert_true(engine_got(&message));
        answer = answer_of(message.as.STEP.sequence, OUTCOME_ANSWERED);
        asking_on_answer(&world.asking, &answer);
        page = page_of(message.as.STEP.sequence + 1, OUTCOME_ANSWERED);
        asking_on_page(&world.asking, &page);
        assert_int_equal(world.ndone, 0);
        assert_int_equal(tally_open(&world.tally), 0);
}

/* Answers until as many counts are open as the tally holds. */
static void
fill_tally(void)
{
        const struct wire_count count = {.channel = CHANNEL_USSD, .outcome = OUTCOME_ANSWERED};

        while (tally_open(&world.tally) < TALLY_OPEN)
                tally_add(&world.tally, &count);
}

static void
a_living_ledger_is_waited_for_a_dead_one_is_not(void **state)
{
        struct wire_message message;

        (void)state;
        fill_tally();
        assert_true(take(&world.exchanges[0], QUESTION_KIND_USSD, 0));
        assert_false(engine_got(&message));
        tally_on_counted(&world.tally, world.tally.oldest);
        asking_go_on(&world.asking);
        assert_true(engine_got(&message));
        assert_true(take(&world.exchanges[1], QUESTION_KIND_USSD, 0));
        assert_false(engine_got(&message));
        lose_link(&world.ledger, &world.ledger_fd);
        asking_go_on(&world.asking);
        assert_true(engine_got(&message));
}

/* --- listening --- */

static int
bind_to(const char *text, int *fd)
{
        struct address address;

        assert_int_equal(address_parse(text, &address), 0);
        *fd = listener_open(&address);
        assert_true(*fd >= 0);
        return listener_bind(*fd, &address);
}

static void
an_address_that_is_taken_can_be_had_later_on_the_same_socket(void **state)
{
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof in;
        struct address address;
        int first = socket(AF_INET, SOCK_STREAM, 0), second;
        char text[32];

        (void)state;
        assert_int_equal(bind(first, (struct sockaddr *)&in, sizeof in), 0);
        assert_int_equal(listen(first, 1), 0);
        assert_int_equal(getsockname(first, (struct sockaddr *)&in, &len), 0);
        snprintf(text, sizeof text, "127.0.0.1:%u", ntohs(in.sin_port));
        assert_int_equal(bind_to(text, &second), -EADDRINUSE);
        assert_non_null(strstr(listener_cure(EADDRINUSE), "ss -ltnp"));
        close(first);
        assert_int_equal(address_parse(text, &address), 0);
        assert_int_equal(listener_bind(second, &address), 0);
        close(second);
}

static void
an_address_of_another_machine_is_told_and_never_replaced_by_any(void **state)
{
        struct sockaddr_storage at;
        socklen_t len = sizeof at;
        int fd;

        (void)state;
        assert_int_equal(bind_to("192.0.2.1:8080", &fd), -EADDRNOTAVAIL);
        assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
        assert_int_equal(((struct sockaddr_in *)(void *)&at)->sin_port, 0);
        close(fd);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_request_is_known_again_for_its_time),
                CASE(a_request_is_counted_once),
                CASE(the_table_of_requests_never_grows_and_keeps_the_newest),
                CASE(another_life_has_another_key),
                CASE(every_refusal_has_words_that_hold_nothing_of_the_request),
                CASE(strangers_are_no_trouble_while_the_provider_is_heard),
                CASE(nobody_let_in_for_an_hour_is_told_with_the_likely_cure),
                CASE(requests_without_a_place_are_told_although_others_were_taken),
                CASE(a_call_back_is_asked_and_answered),
                CASE(a_message_is_asked_and_answered),
                CASE(silence_is_an_empty_reply_and_counted_without_parts),
                CASE(a_page_on_the_way_is_not_counted),
                CASE(a_repeated_request_is_asked_as_such_and_counted_once),
                CASE(a_repeat_that_overtakes_the_first_is_counted_once_too),
                CASE(the_window_and_the_queue_have_their_size),
                CASE(an_engine_that_came_back_is_asked_again),
                CASE(what_waits_while_the_engine_is_gone_is_not_asked_as_a_repeat),
                CASE(what_was_given_up_is_not_answered_any_more),
                CASE(an_answer_of_the_wrong_kind_or_to_nobody_does_nothing),
                CASE(a_living_ledger_is_waited_for_a_dead_one_is_not),
                CASE(an_address_that_is_taken_can_be_had_later_on_the_same_socket),
                CASE(an_address_of_another_machine_is_told_and_never_replaced_by_any),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
