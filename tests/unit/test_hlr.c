/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connection to the HLR, with the test as the HLR at the other end of a real socket. Time-outs are hurried, never slept for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "gsup/gsup_message.h"
#include "gsup/hlr.h"

#define PATIENCE_MS 20000
#define HURRY 50

struct world {
        struct loop loop;
        struct hlr hlr;
        char address[40];
        struct sockaddr_in sockaddr;
        int listener, peer;
        uint8_t bytes[1 << 18];         /* what came to the HLR and was not looked at */
        size_t len;
        int nmessages, nroom;
        uint8_t message[600];
        size_t message_len;
};

static struct world world;

static void
on_message(void *context, const uint8_t *message, size_t len)
{
        struct world *w = context;

        w->nmessages++;
        w->message_len = len < sizeof w->message ? len : sizeof w->message;
        memcpy(w->message, message, w->message_len);
}

static void
on_room(void *context)
{
        ((struct world *)context)->nroom++;
}

static void
on_change(void *context)
{
        (void)context;
}

static const struct hlr_handlers handlers = {.on_message = on_message, .on_room = on_room, .on_change = on_change};

static void
listen_now(void)
{
        int on = 1;
        socklen_t len = sizeof world.sockaddr;

        world.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_int_equal(setsockopt(world.listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
        assert_int_equal(bind(world.listener, (struct sockaddr *)&world.sockaddr, sizeof world.sockaddr), 0);
        assert_int_equal(listen(world.listener, 5), 0);
        assert_int_equal(getsockname(world.listener, (struct sockaddr *)&world.sockaddr, &len), 0);
        snprintf(world.address, sizeof world.address, "127.0.0.1:%d", ntohs(world.sockaddr.sin_port));
}

static int
begin(void **state)
{
        (void)state;
        memset(&world, 0, sizeof world);
        loop_init(&world.loop);
        world.peer = -1;
        world.sockaddr = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        listen_now();
        assert_int_equal(hlr_open(&world.hlr, &world.loop, world.address, "menu", &handlers, &world), 0);
        world.hlr.hurry = HURRY;
        return 0;
}

static int
end(void **state)
{
        (void)state;
        hlr_close(&world.hlr);
        if (world.listener >= 0)
                close(world.listener);
        if (world.peer >= 0)
                close(world.peer);
        return 0;
}

/* Turns the loop, taking in what comes to the HLR, until `is_so`. */
static void
until(bool (*is_so)(void))
{
        int64_t deadline_ms = clock_ms() + PATIENCE_MS;

        while (!is_so()) {
                ssize_t n = world.peer >= 0 ? recv(world.peer, world.bytes + world.len, sizeof world.bytes - world.len, MSG_DONTWAIT) : 0;

                world.len += n > 0 ? (size_t)n : 0;
                assert_true(clock_ms() < deadline_ms);
                loop_turn(&world.loop, clock_ms() + 1);
        }
}

static void
say(const void *bytes, size_t len)
{
        assert_int_equal(send(world.peer, bytes, len, MSG_NOSIGNAL), len);
}

static bool
somebody_calls(void)
{
        world.peer = accept4(world.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        return world.peer >= 0;
}

static void
take_call(void)
{
        if (world.peer >= 0)
                close(world.peer);
        world.peer = -1;
        world.len = 0;
        assert_int_equal(setsockopt(world.listener, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_usec = 1000}, sizeof(struct timeval)), 0);
        until(somebody_calls);
}

/* The first frame that came, taken out. */
static bool
frame_is_there(void)
{
        struct ipa_frame frame;

        return ipa_read(world.bytes, world.len, &frame) == 1;
}

static enum ipa_kind
next_frame(uint8_t *content, size_t *len)
{
        struct ipa_frame frame;

        until(frame_is_there);
        assert_int_equal(ipa_read(world.bytes, world.len, &frame), 1);
        if (content != NULL) {
                memcpy(content, frame.content, frame.content_len);
                *len = frame.content_len;
        }
        memmove(world.bytes, world.bytes + frame.size, world.len - frame.size);
        world.len -= frame.size;
        return frame.kind;
}

static bool
is_ready(void)
{
        return world.hlr.state == HLR_STATE_READY;
}

static bool
is_unheard(void)
{
        return world.hlr.state == HLR_STATE_UNHEARD;
}

static bool
is_resting(void)
{
        return world.hlr.state == HLR_STATE_RESTING;
}

static bool
is_connected(void)
{
        return world.hlr.state == HLR_STATE_GREETING;
}

/* Asks for the name; returns the echo as it came. */
static size_t
greet(uint8_t echo[static 600])
{
        uint8_t identity[600];
        size_t len;

        say("\x00\x03\xfe\x04\x01\x08", 6);
        assert_int_equal(next_frame(identity, &len), IPA_KIND_IDENTITY);
        assert_non_null(memmem(identity, len, "EUSE-menu", 10));
        assert_int_equal(next_frame(echo, &len), IPA_KIND_GSUP);
        return len;
}

static void
send_back(const uint8_t *message, size_t len)
{
        uint8_t frame[IPA_FRAME_MAX];

        say(frame, ipa_write_gsup(message, len, frame, sizeof frame));
}

static void
become_ready(void)
{
        uint8_t echo[600];
        size_t len;

        take_call();
        len = greet(echo);
        send_back(echo, len);
        until(is_ready);
}

/* A message for us that is not the echo. */
static void
send_session(void)
{
        struct gsup_message message = {.type = GSUP_TYPE_SS_REQUEST, .state = GSUP_STATE_BEGIN, .session = 7, .component = (const uint8_t *)"x", .component_len = 1};
        uint8_t bytes[GSUP_MESSAGE_MAX];

        assert_true(imsi_from_digits("001010000000001", &message.imsi));
        send_back(bytes, gsup_message_write(&message, bytes, sizeof bytes));
}

static bool
has_message(void)
{
        return world.nmessages > 0;
}

static void
is_ready_when_its_echo_comes_back(void **state)
{
        uint8_t echo[600];
        size_t len;

        (void)state;
        assert_false(hlr_send(&world.hlr, (const uint8_t *)"x", 1));
        take_call();
        len = greet(echo);
        assert_int_equal(world.hlr.state, HLR_STATE_GREETING);
        assert_non_null(memmem(echo, len, "\x61\x0a" "EUSE-menu", 12)); /* to ourselves */
        send_back(echo, len);
        until(is_ready);
        assert_int_equal(world.nmessages, 0); /* the echo is nobody's message */
        assert_int_equal(world.nroom, 1);
        assert_string_equal(world.hlr.problem, "");
        assert_true(hlr_send(&world.hlr, (const uint8_t *)"abc", 3));
        assert_int_equal(next_frame(echo, &len), IPA_KIND_GSUP);
        assert_memory_equal(echo, "abc", 3);
}

static void
says_that_somebody_else_has_its_name_and_tries_again(void **state)
{
        uint8_t echo[600];

        (void)state;
        take_call();
        greet(echo);
        until(is_unheard);
        assert_non_null(strstr(world.hlr.problem, "another entity has this name"));
        become_ready(); /* on a new connection */
        assert_string_equal(world.hlr.problem, "");
}

/* An HLR that passes nothing on between its clients sends sessions all the same. */
static void
a_session_is_as_good_as_the_echo(void **state)
{
        uint8_t echo[600];

        (void)state;
        take_call();
        greet(echo);
        until(is_unheard);
        send_session();
        until(has_message);
        assert_int_equal(world.hlr.state, HLR_STATE_READY);
        assert_int_equal(world.message[0], GSUP_TYPE_SS_REQUEST);
}

static void
the_echo_of_another_entity_is_no_message(void **state)
{
        uint8_t echo[600];
        size_t len;

        (void)state;
        take_call();
        len = greet(echo);
        send_back(echo, len);
        until(is_ready);
        echo[17] ^= 1; /* another session id */
        send_back(echo, len);
        send_session();
        until(has_message);
        assert_int_equal(world.nmessages, 1);
        assert_int_equal(world.message[0], GSUP_TYPE_SS_REQUEST);
}

static void
reads_frames_that_come_in_pieces(void **state)
{
        uint8_t frame[IPA_FRAME_MAX];
        size_t size;
        uint8_t message[300];

        (void)state;
        become_ready();
        memset(message, 0x77, sizeof message);
        message[0] = GSUP_TYPE_SS_REQUEST;
        size = ipa_write_gsup(message, sizeof message, frame, sizeof frame);
        for (size_t i = 0; i < size; i++) {
                say(frame + i, 1);
                loop_turn(&world.loop, 0);
        }
        until(has_message);
        assert_int_equal(world.message_len, sizeof message);
        assert_memory_equal(world.message, message, sizeof message);
        assert_int_equal(world.hlr.in_len, 0);
        assert_int_equal(world.hlr.in[3], 0); /* nothing of it is left */
}

static void
says_that_nobody_listens_and_comes_back(void **state)
{
        (void)state;
        take_call();
        close(world.listener);
        close(world.peer);
        world.peer = -1;
        until(is_resting);
        while (strstr(world.hlr.problem, "cannot be reached") == NULL)
                loop_turn(&world.loop, clock_ms() + 1);
        assert_non_null(strstr(world.hlr.problem, world.address));
        assert_non_null(strstr(world.hlr.problem, "is osmo-hlr running"));
        assert_true(world.hlr.pause_ms > 250);
        listen_now();
        become_ready();
        assert_int_equal(world.hlr.connections, 1);
}

static bool
is_steady(void)
{
        return clock_ms() - world.hlr.ready_ms >= 10000 / HURRY;
}

/* One that comes and goes is not asked four times a second for ever; one that was there for a while is missed at once. */
static void
waits_longer_for_one_that_does_not_stay(void **state)
{
        int64_t pause_ms;

        (void)state;
        become_ready();
        close(world.peer);
        world.peer = -1;
        until(is_resting);
        pause_ms = world.hlr.pause_ms;
        become_ready();
        close(world.peer);
        world.peer = -1;
        until(is_resting);
        assert_true(world.hlr.pause_ms > pause_ms);
        become_ready();
        until(is_steady);
        close(world.peer);
        world.peer = -1;
        until(is_resting);
        assert_int_equal(world.hlr.pause_ms, pause_ms);
}

static void
says_that_it_is_no_hlr(void **state)
{
        (void)state;
        take_call();
        say("HTTP/1.1 400 Bad Request\r\n", 26);
        until(is_resting);
        assert_non_null(strstr(world.hlr.problem, "does not speak as an HLR does"));
        take_call();
        until(is_connected);
        until(is_resting); /* silent: its time is over */
        assert_non_null(strstr(world.hlr.problem, "does not ask who we are"));
}

static void
answers_a_ping(void **state)
{
        (void)state;
        become_ready();
        say("\x00\x01\xfe\x00", 4);
        assert_int_equal(next_frame(NULL, NULL), IPA_KIND_PONG);
}

static void
asks_a_silent_hlr_and_gives_a_dead_one_up(void **state)
{
        (void)state;
        become_ready();
        assert_int_equal(next_frame(NULL, NULL), IPA_KIND_PING);
        say("\x00\x01\xfe\x01", 4);
        until(is_ready);
        assert_int_equal(next_frame(NULL, NULL), IPA_KIND_PING);
        until(is_resting);
        assert_non_null(strstr(world.hlr.problem, "does not answer any more"));
        become_ready();
        assert_int_equal(world.hlr.connections, 2);
}

static void
keeps_what_a_slow_hlr_does_not_read_and_says_when_there_is_room(void **state)
{
        static const uint8_t message[1000] = {0x22};
        size_t sent = 0, came = 0;
        int rooms;
        int small = 4096;

        (void)state;
        become_ready();
        world.hlr.hurry = 1; /* no PING meanwhile */
        world.hlr.timer.at_ms = LOOP_NEVER;
        assert_int_equal(setsockopt(world.hlr.fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
        rooms = world.nroom;
        while (hlr_has_room(&world.hlr) && hlr_send(&world.hlr, message, sizeof message))
                sent++;
        while (hlr_send(&world.hlr, message, sizeof message)) /* what is under way still fits */
                sent++;
        assert_int_equal(world.nroom, rooms);
        assert_int_equal(world.hlr.state, HLR_STATE_READY);
        while (came < sent)
                came += next_frame(NULL, NULL) == IPA_KIND_GSUP;
        assert_true(hlr_has_room(&world.hlr));
        assert_int_equal(world.nroom, rooms + 1);
}

static void
refuses_addresses_and_names_that_cannot_be(void **state)
{
        static const char *const addresses[] = {"localhost:4222", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "[::1:4222", "::1]:4222", ":1", ""};
        struct hlr hlr;
        struct loop loop;

        (void)state;
        loop_init(&loop);
        for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
                assert_true(hlr_open(&hlr, &loop, addresses[i], "menu", &handlers, &world) < 0);
        assert_true(hlr_open(&hlr, &loop, "127.0.0.1:1", "0123456789012345678901234567890123456789012345678901234567890", &handlers, &world) < 0);
        assert_int_equal(hlr_open(&hlr, &loop, "[::1]:1", "menu", &handlers, &world), 0);
        hlr_close(&hlr);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(is_ready_when_its_echo_comes_back, begin, end),
                cmocka_unit_test_setup_teardown(says_that_somebody_else_has_its_name_and_tries_again, begin, end),
                cmocka_unit_test_setup_teardown(a_session_is_as_good_as_the_echo, begin, end),
                cmocka_unit_test_setup_teardown(the_echo_of_another_entity_is_no_message, begin, end),
                cmocka_unit_test_setup_teardown(reads_frames_that_come_in_pieces, begin, end),
                cmocka_unit_test_setup_teardown(says_that_nobody_listens_and_comes_back, begin, end),
                cmocka_unit_test_setup_teardown(waits_longer_for_one_that_does_not_stay, begin, end),
                cmocka_unit_test_setup_teardown(says_that_it_is_no_hlr, begin, end),
                cmocka_unit_test_setup_teardown(answers_a_ping, begin, end),
                cmocka_unit_test_setup_teardown(asks_a_silent_hlr_and_gives_a_dead_one_up, begin, end),
                cmocka_unit_test_setup_teardown(keeps_what_a_slow_hlr_does_not_read_and_says_when_there_is_room, begin, end),
                cmocka_unit_test_setup_teardown(refuses_addresses_and_names_that_cannot_be, begin, end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
