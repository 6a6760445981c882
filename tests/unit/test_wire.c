/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of messages: nothing that could hold a number or a text goes towards the ledger, and a receiver takes nothing that breaks
 * the table. The first is checked by the compiler as far as it can be: a field more in one of these rows and this file does not build.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/netclock.h"
#include "common/sender.h"
#include "wire/wire.h"

/* A whole number of at most 32 bits: no array (of characters or of anything), no pointer, nothing wide enough for a phone number. */
#define IS_SMALL_NUMBER(type, field)                                                                     \
        _Static_assert(_Generic(((type *)0)->field, uint8_t: 1, int8_t: 1, uint16_t: 1, int16_t: 1,      \
                                uint32_t: 1, int32_t: 1, default: 0),                                    \
                       #type "." #field " could hold more than a small number")
#define SIZE(type, field) sizeof(((type *)0)->field)

IS_SMALL_NUMBER(struct wire_count, sequence);
IS_SMALL_NUMBER(struct wire_count, oldest_open);
IS_SMALL_NUMBER(struct wire_count, day);
IS_SMALL_NUMBER(struct wire_count, language);
IS_SMALL_NUMBER(struct wire_count, channel);
IS_SMALL_NUMBER(struct wire_count, topic);
IS_SMALL_NUMBER(struct wire_count, outcome);
IS_SMALL_NUMBER(struct wire_count, parts);
_Static_assert(sizeof(struct wire_count) ==
                       SIZE(struct wire_count, sequence) + SIZE(struct wire_count, oldest_open) + SIZE(struct wire_count, day) +
                               SIZE(struct wire_count, language) + SIZE(struct wire_count, channel) +
                               SIZE(struct wire_count, topic) + SIZE(struct wire_count, outcome) +
                               SIZE(struct wire_count, parts) + SIZE(struct wire_count, reserved),
               "wire_count has a field that this test does not know: may it reach the disk?");
_Static_assert(SIZE(struct wire_count, reserved) <= 6, "room for a number");

IS_SMALL_NUMBER(struct wire_spent_ask, day);
IS_SMALL_NUMBER(struct wire_spent_ask, reserved);
_Static_assert(sizeof(struct wire_spent_ask) == 8, "wire_spent_ask has a field that this test does not know");
IS_SMALL_NUMBER(struct wire_reach, day);
IS_SMALL_NUMBER(struct wire_reach, people);
_Static_assert(sizeof(struct wire_reach) == 8, "wire_reach has a field that this test does not know");
IS_SMALL_NUMBER(struct wire_peer, role);
IS_SMALL_NUMBER(struct wire_peer, front);
_Static_assert(sizeof(struct wire_peer) == 8, "wire_peer has a field that this test does not know");
IS_SMALL_NUMBER(struct wire_state_ask, serial);
IS_SMALL_NUMBER(struct wire_state_ask, reserved);
_Static_assert(sizeof(struct wire_state_ask) == 8, "wire_state_ask has a field that this test does not know");
_Static_assert(sizeof(struct wire_stop) == 8, "wire_stop has a field that this test does not know");

#define LEDGER_ROW_BYTES 32

static const enum wire_type ledger_rows[] = {WIRE_PEER, WIRE_STOP, WIRE_STATE_ASK, WIRE_COUNT, WIRE_SPENT_ASK, WIRE_REACH};

static bool
is_ledger_row(enum wire_type type)
{
        for (size_t i = 0; i < sizeof ledger_rows / sizeof ledger_rows[0]; i++)
                if (ledger_rows[i] == type)
                        return true;
        return false;
}

static void
the_ledger_is_told_small_numbers_only(void **state)
{
        size_t found = 0;

        (void)state;
        for (int type = 1; type < WIRE_TYPE_COUNT; type++) {
                const struct wire_row *row = wire_row((enum wire_type)type);

                if ((row->to & WIRE_LEDGER) == 0)
                        continue;
                if (!is_ledger_row((enum wire_type)type) || row->size > LEDGER_ROW_BYTES)
                        fail_msg("%s goes to the ledger and was never looked at", row->name);
                found++;
        }
        assert_int_equal(found, sizeof ledger_rows / sizeof ledger_rows[0]);
}

static void
texts_go_between_fronts_and_engine_only(void **state)
{
        (void)state;
        for (int type = 1; type < WIRE_TYPE_COUNT; type++) {
                const struct wire_row *row = wire_row((enum wire_type)type);

                if (type == WIRE_ASK) {
                        assert_int_equal(row->from, WIRE_FRONTS);
                        assert_int_equal(row->to, WIRE_ENGINE);
                } else if (type == WIRE_ANSWER) {
                        assert_int_equal(row->from, WIRE_ENGINE);
                        assert_int_equal(row->to, WIRE_FRONTS);
                } else if (type == WIRE_STEP) {
                        assert_int_equal(row->from, WIRE_MENU_FRONTS);
                        assert_int_equal(row->to, WIRE_ENGINE);
                } else if (type == WIRE_PAGE) {
                        assert_int_equal(row->from, WIRE_ENGINE);
                        assert_int_equal(row->to, WIRE_MENU_FRONTS);
                } else {
                        assert_true(row->size < 1024); /* no room for a text */
                }
        }
}

static void
every_row_has_two_ends_and_whole_words(void **state)
{
        (void)state;
        assert_null(wire_row(WIRE_NONE));
        assert_null(wire_row(WIRE_TYPE_COUNT));
        for (int type = 1; type < WIRE_TYPE_COUNT; type++) {
                const struct wire_row *row = wire_row((enum wire_type)type);

                assert_non_null(row);
                assert_true(row->from != 0 && row->to != 0);
                assert_true((row->from & row->to) == 0);
                assert_int_equal(row->size % 4, 0);
        }
}

/* --- receiving --------------------------------------------------------------------------------- */

struct line {
        int fds[2];
        struct wire_message message;
};

static int
open_line(void **state)
{
        static struct line line;

        memset(&line, 0, sizeof line);
        *state = &line;
        return wire_pair(line.fds);
}

static int
close_line(void **state)
{
        struct line *line = *state;

        close(line->fds[0]);
        close(line->fds[1]);
        return 0;
}

static struct wire_count
sound_count(void)
{
        return (struct wire_count){.sequence = 5, .oldest_open = 5, .day = 20780, .language = code_pack("uk"),
                                   .channel = CHANNEL_SMS, .topic = TOPIC_JOB, .outcome = OUTCOME_ANSWERED, .parts = 1};
}

static int
receive(struct line *line, enum wire_role peer, enum wire_role me)
{
        return wire_receive(line->fds[1], peer, me, &line->message, NULL);
}

/* What becomes of this count at the ledger. */
static int
count_arrives(struct line *line, const struct wire_count *count)
{
        assert_int_equal(wire_send(line->fds[0], WIRE_COUNT, count, -1), 0);
        return receive(line, WIRE_MODEM, WIRE_LEDGER);
}

static int
raw_arrives(struct line *line, const void *bytes, size_t len)
{
        assert_int_equal(send(line->fds[0], bytes, len, 0), len);
        return receive(line, WIRE_MODEM, WIRE_LEDGER);
}

static void
takes_what_the_table_allows(void **state)
{
        struct line *line = *state;
        struct wire_count count = sound_count();

        assert_int_equal(receive(line, WIRE_MODEM, WIRE_LEDGER), 0);
        assert_int_equal(count_arrives(line, &count), 1);
        assert_int_equal(line->message.header.type, WIRE_COUNT);
        assert_memory_equal(&line->message.as.COUNT, &count, sizeof count);
        count.language = 0;
        count.topic = TOPIC_NONE;
        count.day = 0;
        assert_int_equal(count_arrives(line, &count), 1);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_LEDGER), 0);
}

static void
refuses_another_length(void **state)
{
        struct line *line = *state;
        struct {
                struct wire_header header;
                struct wire_count count;
                char more[4];
        } raw = {.header = {.type = WIRE_COUNT, .size = sizeof raw.count}, .count = sound_count()};
        size_t whole = sizeof raw.header + sizeof raw.count;

        assert_int_equal(raw_arrives(line, &raw, whole), 1);
        for (size_t len = 1; len < whole; len++)
                assert_int_equal(raw_arrives(line, &raw, len), -EPROTO);
        assert_int_equal(raw_arrives(line, &raw, whole + 4), -EPROTO);
        raw.header.size++;
        assert_int_equal(raw_arrives(line, &raw, whole), -EPROTO);
        raw.header.size += 3;
        assert_int_equal(raw_arrives(line, &raw, whole + 4), -EPROTO);
}

static void
refuses_a_message_longer_than_any(void **state)
{
        static char raw[sizeof(struct wire_message) + 8];
        struct wire_header header = {.type = WIRE_ASK, .size = sizeof(struct wire_ask)};

        memcpy(raw, &header, sizeof header);
        assert_int_equal(raw_arrives(*state, raw, sizeof raw), -EPROTO);
}

static void
refuses_unknown_types(void **state)
{
        struct wire_header header = {0};

        assert_int_equal(raw_arrives(*state, &header, sizeof header), -EPROTO);
        header.type = WIRE_TYPE_COUNT;
        assert_int_equal(raw_arrives(*state, &header, sizeof header), -EPROTO);
        header.type = 65535;
        assert_int_equal(raw_arrives(*state, &header, sizeof header), -EPROTO);
}

static struct wire_step
sound_step(void)
{
        return (struct wire_step){.session = 7, .kind = WIRE_STEP_KIND_INPUT, .sender = SENDER_KIND_PERSON, .gsm7_characters = 182,
                                  .ucs2_characters = 91, .text_len = 1, .text = "1"};
}

static const enum wire_role roles[] = {WIRE_PARENT, WIRE_MODEM, WIRE_ENGINE, WIRE_LEDGER, WIRE_GSUP, WIRE_HTTP, WIRE_WEB};
#define NROLES (sizeof roles / sizeof roles[0])

/* A payload that its row's checks would let pass, so that only the direction can be at fault. */
static void
fill_sound(enum wire_type type, struct wire_message *message)
{
        memset(message, 0, sizeof *message);
        switch (type) {
        case WIRE_PEER:
                message->as.PEER.role = WIRE_ENGINE;
                break;
        case WIRE_MODEM_STATE:
                message->as.MODEM_STATE.phase = WIRE_MODEM_PHASE_READY;
                break;
        case WIRE_REPAIR:
                message->as.REPAIR.kind = WIRE_REPAIR_KIND_LET_GO;
                break;
        case WIRE_ASK:
                message->as.ASK.channel = CHANNEL_SMS;
                message->as.ASK.sender = SENDER_KIND_PERSON;
                break;
        case WIRE_ANSWER:
                message->as.ANSWER.outcome = OUTCOME_SILENT;
                break;
        case WIRE_FRONT_STATE:
                message->as.FRONT_STATE.phase = WIRE_FRONT_PHASE_READY;
                break;
        case WIRE_STEP:
                message->as.STEP = sound_step();
                break;
        case WIRE_PAGE:
                message->as.PAGE.outcome = OUTCOME_IGNORED;
                break;
        case WIRE_COUNT:
                message->as.COUNT = sound_count();
                break;
        case WIRE_REACH:
                message->as.REACH.day = 20780;
                break;
        case WIRE_STOP:
        case WIRE_READY:
        case WIRE_STATE_ASK:
        case WIRE_RELOAD:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_REPAIRED:
        case WIRE_ENGINE_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_COUNTED:
        case WIRE_SPENT_ASK:
        case WIRE_SPENT:
        case WIRE_NONE:
        case WIRE_TYPE_COUNT:
                break;
        }
}

static void
refuses_every_other_direction(void **state)
{
        struct line *line = *state;
        struct wire_message sound;

        for (int type = 1; type < WIRE_TYPE_COUNT; type++) {
                const struct wire_row *row = wire_row((enum wire_type)type);

                fill_sound((enum wire_type)type, &sound);
                for (size_t from = 0; from < NROLES; from++)
                        for (size_t to = 0; to < NROLES; to++) {
                                bool allowed = (row->from & roles[from]) != 0 && (row->to & roles[to]) != 0;

                                assert_int_equal(wire_send(line->fds[0], (enum wire_type)type, &sound.as, -1), 0);
                                assert_int_equal(receive(line, roles[from], roles[to]), allowed ? 1 : -EPROTO);
                        }
        }
}

static void
refuses_a_repair_that_the_table_does_not_know(void **state)
{
        struct line *line = *state;
        struct wire_modem_state sound = {.phase = WIRE_MODEM_PHASE_READY}, odd;

        for (int kind = 0; kind <= UINT8_MAX; kind++) {
                struct wire_repair repair = {.kind = (uint8_t)kind};
                struct wire_repaired repaired = {.usb = (uint8_t)kind};

                assert_int_equal(wire_send(line->fds[0], WIRE_REPAIR, &repair, -1), 0);
                assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), kind > 0 && kind < WIRE_REPAIR_KIND_COUNT ? 1 : -EPROTO);
                assert_int_equal(wire_send(line->fds[0], WIRE_REPAIRED, &repaired, -1), 0);
                assert_int_equal(receive(line, WIRE_PARENT, WIRE_MODEM), kind < WIRE_USB_COUNT ? 1 : -EPROTO);
        }
        odd = sound;
        odd.ladder.rung = WIRE_MODEM_RUNG_COUNT;
        assert_int_equal(wire_send(line->fds[0], WIRE_MODEM_STATE, &odd, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), -EPROTO);
        odd = sound;
        odd.ladder.network_resets = UINT8_MAX;
        assert_int_equal(wire_send(line->fds[0], WIRE_MODEM_STATE, &odd, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), -EPROTO);
        odd = sound;
        odd.ladder.failed_ms = INT64_MIN;
        assert_int_equal(wire_send(line->fds[0], WIRE_MODEM_STATE, &odd, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), -EPROTO);
        odd = sound;
        odd.network_witnesses = NETCLOCK_WITNESSES + 1;
        assert_int_equal(wire_send(line->fds[0], WIRE_MODEM_STATE, &odd, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), -EPROTO);
        odd = sound;
        odd.ladder.usb = WIRE_USB_COUNT;
        assert_int_equal(wire_send(line->fds[0], WIRE_MODEM_STATE, &odd, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_PARENT), -EPROTO);
}

static void
refuses_a_count_out_of_range(void **state)
{
        struct line *line = *state;
        struct wire_count count;

#define REFUSES(field, value)                                             \
        do {                                                              \
                count = sound_count();                                    \
                count.field = (value);                                    \
                assert_int_equal(count_arrives(line, &count), -EPROTO);   \
        } while (0)
        REFUSES(channel, 0);
        REFUSES(channel, CHANNEL_COUNT);
        REFUSES(outcome, 0);
        REFUSES(outcome, OUTCOME_COUNT);
        REFUSES(topic, TOPIC_COUNT);
        REFUSES(topic, 255);
        REFUSES(day, -1);
        REFUSES(day, INT32_MAX);
        REFUSES(language, 1);
        REFUSES(language, 65535);
        REFUSES(oldest_open, 6);
#undef REFUSES
}

static int
reach_arrives(struct line *line, int32_t day, uint32_t people)
{
        struct wire_reach reach = {.day = day, .people = people};

        assert_int_equal(wire_send(line->fds[0], WIRE_REACH, &reach, -1), 0);
        return receive(line, WIRE_ENGINE, WIRE_LEDGER);
}

static void
refuses_people_of_no_day_and_more_than_there_are(void **state)
{
        assert_int_equal(reach_arrives(*state, 20780, 120), 1);
        assert_int_equal(reach_arrives(*state, 0, 120), -EPROTO);
        assert_int_equal(reach_arrives(*state, -1, 120), -EPROTO);
        assert_int_equal(reach_arrives(*state, INT32_MAX, 120), -EPROTO);
        assert_int_equal(reach_arrives(*state, 20780, UINT32_MAX), -EPROTO);
}

static void
refuses_a_day_with_more_seconds_than_a_day(void **state)
{
        struct line *line = *state;
        struct wire_message message;

        fill_sound(WIRE_ASK, &message);
        message.as.ASK.day_left_s = 86400;
        assert_int_equal(wire_send(line->fds[0], WIRE_ASK, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_ENGINE), 1);
        message.as.ASK.day_left_s = 86401;
        assert_int_equal(wire_send(line->fds[0], WIRE_ASK, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_ENGINE), -EPROTO);
}

/* A process that was taken over has no byte to hide a number in. */
static void
refuses_what_is_hidden_in_spare_bytes(void **state)
{
        static const struct {
                enum wire_type type;
                enum wire_role from, to;
                size_t at, len;
        } spares[] = {
                {WIRE_COUNT, WIRE_MODEM, WIRE_LEDGER, offsetof(struct wire_count, reserved), 6},
                {WIRE_SPENT_ASK, WIRE_ENGINE, WIRE_LEDGER, offsetof(struct wire_spent_ask, reserved), 4},
                {WIRE_STOP, WIRE_PARENT, WIRE_LEDGER, 0, 8},
                {WIRE_STATE_ASK, WIRE_PARENT, WIRE_LEDGER, offsetof(struct wire_state_ask, reserved), 4},
                {WIRE_PEER, WIRE_PARENT, WIRE_LEDGER, offsetof(struct wire_peer, reserved), 6},
                {WIRE_STEP, WIRE_GSUP, WIRE_ENGINE, offsetof(struct wire_step, reserved2), 6},
                {WIRE_COUNTED, WIRE_LEDGER, WIRE_MODEM, offsetof(struct wire_counted, reserved), 4},
        };
        struct line *line = *state;
        struct wire_message message;

        for (size_t i = 0; i < sizeof spares / sizeof spares[0]; i++)
                for (size_t k = 0; k <= spares[i].len; k++) {
                        fill_sound(spares[i].type, &message);
                        if (k < spares[i].len)
                                ((unsigned char *)&message.as)[spares[i].at + k] = 7;
                        assert_int_equal(wire_send(line->fds[0], spares[i].type, &message.as, -1), 0);
                        assert_int_equal(receive(line, spares[i].from, spares[i].to), k < spares[i].len ? -EPROTO : 1);
                }
}

static void
refuses_protections_that_contradict_each_other(void **state)
{
        struct line *line = *state;
        struct wire_ready ready = {.in_force = 9, .refused = 16};

        assert_int_equal(wire_send(line->fds[0], WIRE_READY, &ready, -1), 0);
        assert_int_equal(receive(line, WIRE_ENGINE, WIRE_PARENT), 1);
        ready.refused = 8;
        assert_int_equal(wire_send(line->fds[0], WIRE_READY, &ready, -1), 0);
        assert_int_equal(receive(line, WIRE_ENGINE, WIRE_PARENT), -EPROTO);
        ready.refused = 1U << 31;
        assert_int_equal(wire_send(line->fds[0], WIRE_READY, &ready, -1), 0);
        assert_int_equal(receive(line, WIRE_ENGINE, WIRE_PARENT), -EPROTO);
}

static void
refuses_a_text_that_does_not_end(void **state)
{
        struct line *line = *state;
        struct wire_message message;

        fill_sound(WIRE_ASK, &message);
        memcpy(message.as.ASK.text, "job", 3);
        message.as.ASK.text_len = 3;
        assert_int_equal(wire_send(line->fds[0], WIRE_ASK, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_ENGINE), 1);
        message.as.ASK.text_len = 2;
        assert_int_equal(wire_send(line->fds[0], WIRE_ASK, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_ENGINE), -EPROTO);
        message.as.ASK.text_len = WIRE_TEXT;
        memset(message.as.ASK.text, 'x', sizeof message.as.ASK.text);
        assert_int_equal(wire_send(line->fds[0], WIRE_ASK, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_ENGINE), -EPROTO);
}

static void
refuses_an_answer_whose_outcome_and_text_disagree(void **state)
{
        struct line *line = *state;
        struct wire_message message;

        fill_sound(WIRE_ANSWER, &message);
        message.as.ANSWER.outcome = OUTCOME_ANSWERED;
        assert_int_equal(wire_send(line->fds[0], WIRE_ANSWER, &message.as, -1), 0);
        assert_int_equal(receive(line, WIRE_ENGINE, WIRE_MODEM), -EPROTO);
}

static int
open_descriptors(void)
{
        int open_now = 0;

        for (int fd = 0; fd < 256; fd++)
                open_now += fcntl(fd, F_GETFD) >= 0;
        return open_now;
}

static void
takes_a_descriptor_only_where_one_is_expected(void **state)
{
        struct line *line = *state;
        struct wire_count count = sound_count();
        struct wire_peer peer = {.role = WIRE_ENGINE};
        int before = open_descriptors();
        int passed;

        assert_int_equal(wire_send(line->fds[0], WIRE_COUNT, &count, line->fds[0]), 0);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_LEDGER), -EPROTO);
        assert_int_equal(open_descriptors(), before); /* and does not keep it */
        assert_int_equal(wire_send(line->fds[0], WIRE_PEER, &peer, line->fds[0]), 0);
        assert_int_equal(wire_receive(line->fds[1], WIRE_PARENT, WIRE_LEDGER, &line->message, &passed), 1);
        assert_true(passed >= 0);
        assert_true((fcntl(passed, F_GETFD) & FD_CLOEXEC) != 0);
        close(passed);
}

static void
tells_when_the_peer_is_gone(void **state)
{
        struct line *line = *state;
        struct wire_count count = sound_count();

        close(line->fds[0]);
        assert_int_equal(receive(line, WIRE_MODEM, WIRE_LEDGER), -EPIPE);
        assert_int_equal(wire_send(line->fds[1], WIRE_COUNT, &count, -1), -EPIPE);
        line->fds[0] = -1;
}

static void
holds_all_questions_that_may_be_open(void **state)
{
        struct line *line = *state;
        struct wire_message message;
        int rc = 0, sent = 0;

        fill_sound(WIRE_ASK, &message);
        for (; sent < 4096 && rc == 0; sent++)
                rc = wire_send(line->fds[0], WIRE_ASK, &message.as, -1);
        assert_int_equal(rc, -EAGAIN);
        assert_true(sent > WIRE_ASKS_OPEN);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_line, close_line)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_ledger_is_told_small_numbers_only),
                cmocka_unit_test(texts_go_between_fronts_and_engine_only),
                cmocka_unit_test(every_row_has_two_ends_and_whole_words),
                CASE(takes_what_the_table_allows),
                CASE(refuses_another_length),
                CASE(refuses_a_message_longer_than_any),
                CASE(refuses_unknown_types),
                CASE(refuses_every_other_direction),
                CASE(refuses_a_repair_that_the_table_does_not_know),
                CASE(refuses_a_count_out_of_range),
                CASE(refuses_people_of_no_day_and_more_than_there_are),
                CASE(refuses_a_day_with_more_seconds_than_a_day),
                CASE(refuses_what_is_hidden_in_spare_bytes),
                CASE(refuses_protections_that_contradict_each_other),
                CASE(refuses_a_text_that_does_not_end),
                CASE(refuses_an_answer_whose_outcome_and_text_disagree),
                CASE(takes_a_descriptor_only_where_one_is_expected),
                CASE(tells_when_the_peer_is_gone),
                CASE(holds_all_questions_that_may_be_open),
        };

        return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
