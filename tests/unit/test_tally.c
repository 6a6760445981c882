/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counts of a front without a journal: told until they are acknowledged, a window at a time, over the death of the ledger.
 * covers: gsup http (their births; what they do has tests of its own)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "wire/tally.h"

#define FIRST 1000u

struct world {
        struct link link;
        struct links links;
        struct loop loop;
        struct tally tally;
        int ledger_fd;
};

static struct world world;

static void
connect_ledger(void)
{
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        world.link.fd = fds[0];
        world.ledger_fd = fds[1];
}

static void
lose_ledger(void)
{
        close(world.link.fd);
        close(world.ledger_fd);
        world.link.fd = -1;
}

static int
begin(void **state)
{
        (void)state;
        memset(&world, 0, sizeof world);
        loop_init(&world.loop);
        world.links.loop = &world.loop;
        world.link = (struct link){.links = &world.links, .role = WIRE_LEDGER, .fd = -1};
        tally_init(&world.tally, &world.link, FIRST);
        connect_ledger();
        return 0;
}

static int
end(void **state)
{
        (void)state;
        if (world.link.fd >= 0)
                lose_ledger();
        return 0;
}

static void
add(int n)
{
        const struct wire_count count = {.channel = CHANNEL_USSD, .outcome = OUTCOME_ANSWERED, .topic = TOPIC_JOB};

        for (int i = 0; i < n; i++)
                tally_add(&world.tally, &count);
}

/* How many arrive, and the sequence of the last. */
static int
arrive(uint32_t *last)
{
        struct wire_message message;
        int n = 0;

        while (wire_receive(world.ledger_fd, WIRE_HTTP, WIRE_LEDGER, &message, NULL) == 1) {
                *last = message.as.COUNT.sequence;
                n++;
        }
        return n;
}

static void
tells_a_window_at_a_time(void **state)
{
        uint32_t last = 0;

        (void)state;
        add(WIRE_ASKS_OPEN + 5);
        assert_int_equal(arrive(&last), WIRE_ASKS_OPEN);
        assert_int_equal(last, FIRST + WIRE_ASKS_OPEN - 1);
        for (uint32_t i = 0; i < 5; i++)
                tally_on_counted(&world.tally, FIRST + i);
        assert_int_equal(arrive(&last), 5);
        assert_int_equal(tally_open(&world.tally), WIRE_ASKS_OPEN);
}

static void
tells_again_what_a_dead_ledger_did_not_acknowledge(void **state)
{
        uint32_t last = 0;

        (void)state;
        add(3);
        tally_on_counted(&world.tally, FIRST + 1); /* out of order: kept until the first is there */
        assert_int_equal(tally_open(&world.tally), 3);
        tally_on_counted(&world.tally, FIRST);
        assert_int_equal(tally_open(&world.tally), 1);
        lose_ledger();
        add(2);
        connect_ledger();
        tally_on_up(&world.tally);
        assert_int_equal(arrive(&last), 3);
        assert_int_equal(last, FIRST + 4);
}

static void
believes_no_word_about_what_is_not_open(void **state)
{
        (void)state;
        add(2);
        tally_on_counted(&world.tally, FIRST + 2);
        tally_on_counted(&world.tally, FIRST - 1);
        tally_on_counted(&world.tally, UINT32_MAX);
        assert_int_equal(tally_open(&world.tally), 2);
}

static void
drops_what_has_no_room_and_says_so(void **state)
{
        (void)state;
        lose_ledger();
        add(TALLY_OPEN + 7);
        assert_int_equal(tally_open(&world.tally), TALLY_OPEN);
        assert_int_equal(world.tally.dropped, 7);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(tells_a_window_at_a_time, begin, end),
                cmocka_unit_test_setup_teardown(tells_again_what_a_dead_ledger_did_not_acknowledge, begin, end),
                cmocka_unit_test_setup_teardown(believes_no_word_about_what_is_not_open, begin, end),
                cmocka_unit_test_setup_teardown(drops_what_has_no_room_and_says_so, begin, end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
