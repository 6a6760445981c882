/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Links of a child over real socket pairs: coming, going, coming again, and peers that break the table. What ends in exit(0) is tried in
 * a process of its own.
 */
#include "wire/links.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
        struct loop loop;
        struct links links;
        int parent_fd;                  /* the parent's end */
        int handled, ups;
        uint16_t last_type;
        struct link *last_from, *last_up;
        bool sends_back;
};

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct fixture *fixture = context;
        struct wire_answer answer = {.sequence = 1, .outcome = OUTCOME_SILENT};

        fixture->handled++;
        fixture->last_type = message->header.type;
        fixture->last_from = from;
        if (fixture->sends_back)
                (void)link_send(from, WIRE_ANSWER, &answer);
}

static void
on_up(void *context, struct link *link)
{
        struct fixture *fixture = context;

        fixture->ups++;
        fixture->last_up = link;
}

/* An engine: it has links of every kind. */
static int
set_up(void **state)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct fixture *fixture = calloc(1, sizeof *fixture);
        int fds[2];

        if (wire_pair(fds) < 0)
                return -1;
        loop_init(&fixture->loop);
        links_init(&fixture->links, &fixture->loop, WIRE_ENGINE, fds[0], &handlers, fixture);
        fixture->parent_fd = fds[1];
        *state = fixture;
        return 0;
}

static void
close_link(const struct link *link)
{
        if (link->fd >= 0)
                close(link->fd);
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        close_link(&fixture->links.parent);
        close_link(&fixture->links.engine);
        close_link(&fixture->links.ledger);
        for (int i = 0; i < WIRE_FRONTS_MAX; i++)
                close_link(&fixture->links.fronts[i]);
        close(fixture->parent_fd);
        free(fixture);
        return 0;
}

/* Hands the engine one end; returns the other. */
static int
connect_peer(struct fixture *fixture, enum wire_role role, uint8_t front)
{
        const struct wire_peer peer = {.role = (uint8_t)role, .front = front};
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        assert_int_equal(wire_send(fixture->parent_fd, WIRE_PEER, &peer, fds[0]), 0);
        close(fds[0]);
        loop_turn(&fixture->loop, 0);
        return fds[1];
}

static void
ask(int fd)
{
        const struct wire_ask question = {.sequence = 1, .channel = CHANNEL_SMS, .sender = 1, .age_s = -1};

        assert_int_equal(wire_send(fd, WIRE_ASK, &question, -1), 0);
}

static int
lowest_free(void)
{
        int fd = dup(STDIN_FILENO);

        close(fd);
        return fd;
}

static bool
is_hung_up(int fd)
{
        struct wire_message message;

        return wire_receive(fd, WIRE_ENGINE, WIRE_MODEM, &message, NULL) == -EPIPE;
}

static void
only_the_parent_is_there_at_birth(void **state)
{
        struct fixture *fixture = *state;

        assert_true(link_is_up(&fixture->links.parent));
        assert_false(link_is_up(&fixture->links.ledger));
        assert_false(link_is_up(&fixture->links.fronts[0]));
        assert_int_equal(link_send(&fixture->links.ledger, WIRE_SPENT_ASK, &(struct wire_spent_ask){.day = 0}), -ENOTCONN);
}

static void
a_peer_comes_up_and_is_told(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_MODEM, 5);

        assert_int_equal(fixture->ups, 1);
        assert_ptr_equal(fixture->last_up, &fixture->links.fronts[5]);
        assert_int_equal(fixture->handled, 0); /* PEER is not for the handler */
        ask(fd);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->handled, 1);
        assert_ptr_equal(fixture->last_from, &fixture->links.fronts[5]);
        assert_int_equal(fixture->last_from->front, 5);
        close(fd);
}

static void
a_peer_that_dies_goes_down_and_comes_up_anew(void **state)
{
        struct fixture *fixture = *state;
        int before = lowest_free(), fd;

        for (int i = 0; i < 20; i++) {
                fd = connect_peer(fixture, WIRE_LEDGER, 0);
                assert_true(link_is_up(&fixture->links.ledger));
                close(fd);
                loop_turn(&fixture->loop, 0);
                assert_false(link_is_up(&fixture->links.ledger));
        }
        assert_int_equal(fixture->ups, 20);
        assert_int_equal(lowest_free(), before);
        assert_int_equal(fixture->loop.nfds, 1);
}

static void
a_new_link_takes_the_place_of_one_that_still_stands(void **state)
{
        struct fixture *fixture = *state;
        int old = connect_peer(fixture, WIRE_MODEM, 0), new = connect_peer(fixture, WIRE_MODEM, 0);

        assert_true(is_hung_up(old));
        ask(new);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->handled, 1);
        assert_int_equal(fixture->loop.nfds, 2);
        close(old);
        close(new);
}

static void
a_front_may_be_of_another_kind_next_time(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_GSUP, 3);

        assert_int_equal(fixture->links.fronts[3].role, WIRE_GSUP);
        ask(fd);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->handled, 1);
        close(fd);
}

static void
who_breaks_the_table_is_dropped_and_the_others_live(void **state)
{
        struct fixture *fixture = *state;
        int bad = connect_peer(fixture, WIRE_MODEM, 0), good = connect_peer(fixture, WIRE_MODEM, 1);
        struct wire_spent spent = {.day = 1};

        assert_int_equal(wire_send(bad, WIRE_SPENT, &spent, -1), 0); /* a ledger's word from a modem */
        ask(good);
        loop_turn(&fixture->loop, 0);
        assert_false(link_is_up(&fixture->links.fronts[0]));
        assert_true(link_is_up(&fixture->links.fronts[1]));
        assert_int_equal(fixture->handled, 1);
        assert_true(is_hung_up(bad));
        close(bad);
        close(good);
}

static void
a_descriptor_from_another_than_the_parent_is_refused(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_MODEM, 0), before = lowest_free();
        const struct wire_ask question = {.sequence = 1, .channel = CHANNEL_SMS, .sender = 1, .age_s = -1};

        assert_int_equal(wire_send(fd, WIRE_ASK, &question, STDIN_FILENO), 0);
        loop_turn(&fixture->loop, 0);
        assert_false(link_is_up(&fixture->links.fronts[0]));
        assert_int_equal(fixture->handled, 0);
        assert_true(lowest_free() <= before);
        close(fd);
}

static void
a_descriptor_with_another_message_of_the_parent_is_not_kept(void **state)
{
        struct fixture *fixture = *state;
        const struct wire_state_ask question = {.serial = 1};
        int before = lowest_free();

        for (int i = 0; i < 5; i++) {
                assert_int_equal(wire_send(fixture->parent_fd, WIRE_STATE_ASK, &question, STDIN_FILENO), 0);
                loop_turn(&fixture->loop, 0);
        }
        assert_int_equal(lowest_free(), before);
        assert_int_equal(fixture->handled, 5);
}

static void
a_peer_without_a_descriptor_or_a_place_is_passed_over(void **state)
{
        struct fixture *fixture = *state;
        const struct wire_peer modem = {.role = WIRE_MODEM}, web = {.role = WIRE_WEB};
        int before = lowest_free();

        assert_int_equal(wire_send(fixture->parent_fd, WIRE_PEER, &modem, -1), 0);
        assert_int_equal(wire_send(fixture->parent_fd, WIRE_PEER, &web, STDIN_FILENO), 0);
        loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->ups, 0);
        assert_int_equal(lowest_free(), before);
        assert_true(link_is_up(&fixture->links.parent));
}

static void
a_talkative_peer_does_not_keep_the_others_waiting(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_LEDGER, 0);
        const struct wire_spent spent = {.day = 20000, .parts = 1};
        int sent = 0;

        while (sent < 150 && wire_send(fd, WIRE_SPENT, &spent, -1) == 0)
                sent++;
        assert_true(sent > 100);
        loop_turn(&fixture->loop, 0);
        assert_in_range(fixture->handled, 1, 64);
        for (int i = 0; i < 5; i++)
                loop_turn(&fixture->loop, 0);
        assert_int_equal(fixture->handled, sent);
        close(fd);
}

static void
a_peer_that_does_not_read_goes_down_and_does_not_block(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_MODEM, 0), sent = 0, rc = 0;
        struct wire_answer answer = {.sequence = 1, .outcome = OUTCOME_SILENT};

        while (sent < 100000 && (rc = link_send(&fixture->links.fronts[0], WIRE_ANSWER, &answer)) == 0)
                sent++;
        assert_true(sent >= WIRE_ASKS_OPEN);
        assert_int_equal(rc, -EAGAIN);
        assert_false(link_is_up(&fixture->links.fronts[0]));
        close(fd);
}

static void
a_link_that_goes_down_in_its_own_handler_is_left_alone(void **state)
{
        struct fixture *fixture = *state;
        int fd = connect_peer(fixture, WIRE_MODEM, 0);

        fixture->sends_back = true;
        ask(fd);
        ask(fd);
        close(fd); /* the first answer meets nobody */
        loop_turn(&fixture->loop, 0);
        assert_false(link_is_up(&fixture->links.fronts[0]));
        assert_int_equal(fixture->handled, 1);
        assert_int_equal(fixture->loop.nfds, 1);
}

static int
status_of_child_whose_parent(struct fixture *fixture, bool breaks_the_table)
{
        int status;
        pid_t pid;

        if (breaks_the_table)
                assert_int_equal(send(fixture->parent_fd, "garbage", 7, 0), 7);
        else
                assert_int_equal(shutdown(fixture->parent_fd, SHUT_RDWR), 0);
        pid = fork();
        if (pid == 0) {
                loop_turn(&fixture->loop, 0);
                _exit(99);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
the_end_of_the_parent_is_the_end(void **state)
{
        assert_int_equal(status_of_child_whose_parent(*state, false), 0);
}

static void
a_parent_that_breaks_the_table_is_the_end_too(void **state)
{
        assert_int_equal(status_of_child_whose_parent(*state, true), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(only_the_parent_is_there_at_birth),
                CASE(a_peer_comes_up_and_is_told),
                CASE(a_peer_that_dies_goes_down_and_comes_up_anew),
                CASE(a_new_link_takes_the_place_of_one_that_still_stands),
                CASE(a_front_may_be_of_another_kind_next_time),
                CASE(who_breaks_the_table_is_dropped_and_the_others_live),
                CASE(a_descriptor_from_another_than_the_parent_is_refused),
                CASE(a_descriptor_with_another_message_of_the_parent_is_not_kept),
                CASE(a_peer_without_a_descriptor_or_a_place_is_passed_over),
                CASE(a_talkative_peer_does_not_keep_the_others_waiting),
                CASE(a_peer_that_does_not_read_goes_down_and_does_not_block),
                CASE(a_link_that_goes_down_in_its_own_handler_is_left_alone),
                CASE(the_end_of_the_parent_is_the_end),
                CASE(a_parent_that_breaks_the_table_is_the_end_too),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
