/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hostile twins: the real main function of each receiver in a process of its own, and this test as all its peers. One peer was taken over:
 * it breaks the table, lies within it, floods, or never reads. It is dropped, and who is honest is served. (The parent among hostile children:
 * tests/unit/test_children.c.)
 *
 * covers: links wire check
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "twins/hostile.h"
#include "twins/receiver.h"

/* A front that is taken over stands beside the honest one. A twin of the only engine or ledger takes its place: then an honest one comes. */
static void
replace_honest(struct receiver *receiver, enum wire_role twin)
{
        if (twin == WIRE_ENGINE) {
                close(receiver->engine);
                receiver->engine = receiver_link(receiver, WIRE_ENGINE, 0);
        } else if (twin == WIRE_LEDGER) {
                close(receiver->ledger);
                receiver->ledger = receiver_link(receiver, WIRE_LEDGER, 0);
        }
}

static void
outlives_its_twins(struct receiver receiver)
{
        receiver_open(&receiver);
        receiver_expect_service(&receiver, "its birth");
        for (int i = 0; i < receiver.npeers; i++) {
                enum wire_role twin = receiver.peers[i];

                hostile_break_the_table(&receiver, twin);
                replace_honest(&receiver, twin);
                receiver_expect_service(&receiver, "what breaks the table");
                hostile_flood(&receiver, twin, true);
                replace_honest(&receiver, twin);
                receiver_expect_service(&receiver, "lies");
                hostile_flood(&receiver, twin, false);
                replace_honest(&receiver, twin);
                receiver_expect_service(&receiver, "a flood of one that does not read");
        }
        receiver_close(&receiver);
}

static void
the_engine_outlives_its_twins(void **state)
{
        (void)state;
        outlives_its_twins((struct receiver){.name = "the engine", .role = WIRE_ENGINE, .peers = {WIRE_LEDGER, WIRE_MODEM, WIRE_HTTP},
                                             .npeers = 3});
}

static void
the_ledger_outlives_its_twins(void **state)
{
        (void)state;
        outlives_its_twins((struct receiver){.name = "the ledger", .role = WIRE_LEDGER, .peers = {WIRE_ENGINE, WIRE_MODEM, WIRE_GSUP},
                                             .npeers = 3});
}

static void
the_modem_process_outlives_its_twins(void **state)
{
        (void)state;
        outlives_its_twins((struct receiver){.name = "the modem process", .role = WIRE_MODEM, .peers = {WIRE_ENGINE, WIRE_LEDGER}, .npeers = 2});
}

static void
gsup_outlives_its_twins(void **state)
{
        (void)state;
        outlives_its_twins((struct receiver){.name = "gsup", .role = WIRE_GSUP, .peers = {WIRE_ENGINE, WIRE_LEDGER}, .npeers = 2});
}

static void
http_outlives_its_twins(void **state)
{
        (void)state;
        outlives_its_twins((struct receiver){.name = "http", .role = WIRE_HTTP, .peers = {WIRE_ENGINE, WIRE_LEDGER}, .npeers = 2});
}

/* --- sequences --------------------------------------------------------------------------------------------------- */

/* The engine answers what was not asked, then the question twice; the ledger says counted before it was told, and for others. */
static void
the_modem_process_believes_no_wrong_sequence(void **state)
{
        struct receiver receiver = {.name = "the modem process", .role = WIRE_MODEM};
        struct wire_answer answer = {.outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .validity_h = 6, .text_len = 4, .text = "Lies"};
        struct wire_counted counted = {.sequence = 0};
        struct wire_message message;
        uint32_t sequence;

        (void)state;
        receiver_open(&receiver);
        rig_sim(receiver.rig, "inject sim1 from=+40700000001 text=JOB");
        assert_true(receiver_await(receiver.engine, WIRE_MODEM, WIRE_ENGINE, WIRE_ASK, &message));
        sequence = message.as.ASK.sequence;
        for (uint32_t d = 1; d < 20; d++) {
                answer.sequence = sequence + d;
                assert_int_equal(wire_send(receiver.engine, WIRE_ANSWER, &answer, -1), 0);
                answer.sequence = sequence - d;
                assert_int_equal(wire_send(receiver.engine, WIRE_ANSWER, &answer, -1), 0);
                counted.sequence = sequence - 10 + d; /* its own too, before it was told */
                assert_int_equal(wire_send(receiver.ledger, WIRE_COUNTED, &counted, -1), 0);
        }
        answer.sequence = sequence;
        snprintf(answer.text, sizeof answer.text, RECEIVER_REPLY);
        answer.text_len = sizeof RECEIVER_REPLY - 1;
        assert_int_equal(wire_send(receiver.engine, WIRE_ANSWER, &answer, -1), 0);
        assert_int_equal(wire_send(receiver.engine, WIRE_ANSWER, &answer, -1), 0);
        assert_true(receiver_await(receiver.ledger, WIRE_MODEM, WIRE_LEDGER, WIRE_COUNT, &message));
        assert_int_equal(message.as.COUNT.sequence, sequence);
        assert_int_equal(wire_send(receiver.engine, WIRE_ANSWER, &answer, -1), 0);
        for (uint32_t d = 1; d < 20; d++) {
                counted.sequence = sequence + d;
                assert_int_equal(wire_send(receiver.ledger, WIRE_COUNTED, &counted, -1), 0);
        }
        replace_honest(&receiver, WIRE_LEDGER); /* the next one is told, for nobody has counted it */
        assert_true(receiver_await(receiver.ledger, WIRE_MODEM, WIRE_LEDGER, WIRE_COUNT, &message));
        assert_int_equal(message.as.COUNT.sequence, sequence);
        counted.sequence = sequence;
        assert_int_equal(wire_send(receiver.ledger, WIRE_COUNTED, &counted, -1), 0);
        assert_true(receiver_has_replied(&receiver, "+40700000001"));
        assert_int_equal(rig_accepted(receiver.rig), 1); /* one part, once */
        receiver_expect_service(&receiver, "wrong sequences");
        assert_int_equal(rig_accepted(receiver.rig), 2);
        receiver_close(&receiver);
}

/* Two fronts have the same sequence, and one says it counted more than it has: the other's counts stand. */
static void
the_ledger_keeps_fronts_apart(void **state)
{
        struct receiver receiver = {.name = "the ledger", .role = WIRE_LEDGER};
        struct wire_count count = {.sequence = 10, .oldest_open = 10, .day = RECEIVER_DAY, .channel = CHANNEL_SMS, .topic = 1,
                                   .outcome = OUTCOME_ANSWERED, .parts = 1};
        struct wire_state_ask ask = {.serial = 1};
        struct wire_message message;
        int twin;

        (void)state;
        receiver_open(&receiver);
        twin = receiver_link(&receiver, WIRE_HTTP, WIRE_FRONT_HTTP);
        assert_int_equal(wire_send(receiver.front, WIRE_COUNT, &count, -1), 0);
        assert_true(receiver_await(receiver.front, WIRE_LEDGER, WIRE_MODEM, WIRE_COUNTED, &message));
        assert_int_equal(wire_send(twin, WIRE_COUNT, &count, -1), 0);
        assert_true(receiver_await(twin, WIRE_LEDGER, WIRE_HTTP, WIRE_COUNTED, &message));
        /* the twin has all sequences settled, and tells the same one again and again */
        count.sequence = UINT32_MAX;
        count.oldest_open = UINT32_MAX;
        assert_int_equal(wire_send(twin, WIRE_COUNT, &count, -1), 0);
        assert_true(receiver_await(twin, WIRE_LEDGER, WIRE_HTTP, WIRE_COUNTED, &message));
        for (int i = 0; i < 100; i++) {
                assert_int_equal(wire_send(twin, WIRE_COUNT, &count, -1), 0);
                assert_true(receiver_await(twin, WIRE_LEDGER, WIRE_HTTP, WIRE_COUNTED, &message));
        }
        /* the honest one's, told again, is still known to be counted */
        count.sequence = count.oldest_open = 10;
        assert_int_equal(wire_send(receiver.front, WIRE_COUNT, &count, -1), 0);
        assert_true(receiver_await(receiver.front, WIRE_LEDGER, WIRE_MODEM, WIRE_COUNTED, &message));
        assert_int_equal(wire_send(receiver.parent, WIRE_STATE_ASK, &ask, -1), 0);
        assert_true(receiver_await(receiver.parent, WIRE_LEDGER, WIRE_PARENT, WIRE_LEDGER_STATE, &message));
        assert_int_equal(message.as.LEDGER_STATE.messages, 3);
        close(twin);
        receiver_close(&receiver);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_engine_outlives_its_twins),
                cmocka_unit_test(the_ledger_outlives_its_twins),
                cmocka_unit_test(the_modem_process_outlives_its_twins),
                cmocka_unit_test(gsup_outlives_its_twins),
                cmocka_unit_test(http_outlives_its_twins),
                cmocka_unit_test(the_modem_process_believes_no_wrong_sequence),
                cmocka_unit_test(the_ledger_keeps_fronts_apart),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
