/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The simulated modem in trouble, typed at by hand: every kind of trouble that the daemon's scenarios order does what README.md of
 * simmodem says, and what happens to the line when its clients come and go.
 */
#include <sys/stat.h>

#include "test_001_bench.h"

static void
refuses_as_ordered(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "order sim1 cmgs-pdu fail cms 42 skip=1 count=2");
        bench_send_part(bench, line);
        assert_hears(bench, line, "+CMGS: 0\r\n");
        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMS ERROR: 42\r\n");
        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMS ERROR: 42\r\n");
        bench_send_part(bench, line);
        assert_hears(bench, line, "+CMGS: 1\r\n");

        assert_ok(bench, "order sim1 cmgs-prompt fail plain");
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\nERROR\r\n");
        assert_ok(bench, "order sim1 +CMGL fail cms 500 count=always");
        bench_type(line, "AT+CMGL=4\r");
        assert_hears(bench, line, "\r\n+CMS ERROR: 500\r\n");
        bench_type(line, "AT+CMGL=4\r");
        assert_hears(bench, line, "\r\n+CMS ERROR: 500\r\n");
        assert_ok(bench, "orders sim1");
        assert_tells(bench, "point=+CMGL action=fail skip=0 count=-1");
        assert_ok(bench, "forget sim1");
        assert_obeys(bench, line, "AT+CMGL=4");

        assert_ok(bench, "inject sim1 from=+15550100 text=stays");
        assert_ok(bench, "order sim1 +CMGD pretend");
        assert_obeys(bench, line, "AT+CMGD=1");
        assert_ok(bench, "store sim1");
        assert_tells(bench, "ok sm=1");
        close(line);
}

static void
the_network_took_it_but_the_word_is_lost(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "order sim1 cmgs-accepted silence");
        bench_send_part(bench, line);
        assert_ok(bench, "wait-sent 1 5000");
        assert_false(bench_hear_for(bench, line, "+CMGS:", 50));
        assert_obeys(bench, line, "AT");

        assert_ok(bench, "order sim1 cmgs-pdu silence");
        bench_send_part(bench, line);
        assert_ok(bench, "wait-tried 2 5000");
        assert_ok(bench, "sent");
        assert_tells(bench, "outcome=swallowed");
        assert_obeys(bench, line, "AT");
        close(line);
}

/* The hardest instant of the daemon: killed between acceptance and answer. The answer waits on the line for the next client. */
static void
holds_the_answer_for_the_next_client(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "wait-attached sim1 5000");
        assert_ok(bench, "order sim1 cmgs-accepted hold");
        bench_send_part(bench, line);
        assert_ok(bench, "wait-held sim1 5000");
        assert_ok(bench, "wait-sent 1 0");
        close(line);
        assert_ok(bench, "wait-detached sim1 5000");
        assert_ok(bench, "release sim1");
        line = bench_dial(bench, "sim1");
        assert_hears(bench, line, "\r\n+CMGS: 0\r\n\r\nOK\r\n");
        assert_int_equal(strncmp(bench_ask(bench, "release sim1"), "error", 5), 0);
        close(line);

        assert_ok(bench, "set sim1 keep-open off");
        line = bench_dial(bench, "sim1");
        assert_ok(bench, "wait-attached sim1 5000");
        assert_ok(bench, "order sim1 cmgs-accepted hold");
        bench_send_part(bench, line);
        assert_ok(bench, "wait-held sim1 5000");
        close(line);
        assert_ok(bench, "wait-detached sim1 5000");
        assert_ok(bench, "release sim1");
        line = bench_dial(bench, "sim1");
        assert_false(bench_hear_for(bench, line, "+CMGS", 50));
        assert_obeys(bench, line, "AT");
        close(line);
}

/* Said while the client still lived, read by nobody: on the line for the next one, or gone with keep-open off. */
static void
keeps_or_loses_what_nobody_read(void **state)
{
        struct bench *bench = *state;
        int line, keep;

        for (keep = 1; keep >= 0; keep--) {
                assert_ok(bench, "set sim1 keep-open %d", keep);
                assert_ok(bench, "clear commands");
                line = bench_dial(bench, "sim1");
                bench_type(line, "AT+CGMI\r");
                assert_ok(bench, "wait-command sim1 +CGMI 1 5000");
                close(line);
                assert_ok(bench, "wait-detached sim1 5000");
                line = bench_dial(bench, "sim1");
                if (keep)
                        assert_hears(bench, line, "\r\nWaymark\r\n\r\nOK\r\n");
                else
                        assert_false(bench_hear_for(bench, line, "OK", 30));
                close(line);
                assert_ok(bench, "wait-detached sim1 5000");
        }
}

static void
one_client_of_two_leaves(void **state)
{
        struct bench *bench = *state;
        int first = bench_dial(bench, "sim1"), second = bench_dial(bench, "sim1");

        assert_ok(bench, "set sim1 keep-open off");
        assert_obeys(bench, first, "ATE0");
        close(first);
        assert_obeys(bench, second, "AT");      /* the close was seen before this was answered */
        assert_ok(bench, "list");
        assert_tells(bench, "attached=1");
        assert_ok(bench, "urc sim1 ^RSSI: 20");
        assert_hears(bench, second, "\r\n^RSSI: 20\r\n");
        close(second);
        assert_ok(bench, "wait-detached sim1 5000");
}

static void
speaks_unasked_where_ordered(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_obeys(bench, line, "ATE0");
        assert_ok(bench, "order sim1 +CSQ before text=\\r\\n^RSSI: 9\\r\\n");
        assert_ok(bench, "order sim1 +CSQ inside text=\\r\\n+CREG: 2\\r\\n");
        assert_ok(bench, "order sim1 +CSQ after text=\\x00\\xff?");
        bench_type(line, "AT+CSQ\r");
        assert_hears(bench, line, "\r\n^RSSI: 9\r\n\r\n+CSQ: 20,99\r\n\r\n+CREG: 2\r\n\r\nOK\r\n");
        assert_false(bench_hear_for(bench, line, "?", 50));     /* a NUL ends what C can compare */
        assert_ok(bench, "chatter sim1 5 \\r\\n^BOOT:1\\r\\n");
        assert_hears(bench, line, "\r\n^BOOT:1\r\n\r\n^BOOT:1\r\n\r\n^BOOT:1\r\n");
        assert_ok(bench, "chatter sim1 0");
        assert_ok(bench, "order sim1 * silence count=2");
        bench_type(line, "AT\rAT+CSQ\r");
        bench_type(line, "AT+CMEE?\r");
        assert_hears(bench, line, "+CMEE: 0\r\n");
        assert_null(strstr(bench->heard, "+CSQ"));
        close(line);
}

static void
runs_the_prompt_race(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_obeys(bench, line, "ATE0");
        assert_ok(bench, "order sim1 cmgs-prompt before text=\\r\\n+CMTI: \"SM\",3\\r\\n");
        assert_ok(bench, "order sim1 cmgs-prompt delay ms=200");
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\n+CMTI: \"SM\",3\r\n");
        bench_type(line, BENCH_PDU "\x1a");           /* too early: lost */
        assert_hears(bench, line, "\r\n> ");
        assert_ok(bench, "list");
        assert_tells(bench, "state=text");
        assert_ok(bench, "sent");
        assert_tells(bench, "ok count=0");
        bench_type(line, "\x1b");
        assert_hears(bench, line, "\r\nOK\r\n");
        assert_obeys(bench, line, "AT");
        close(line);
}

static void
delays_and_paces(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");
        long begin;

        assert_obeys(bench, line, "ATE0");
        assert_ok(bench, "order sim1 +CSQ delay ms=60");
        begin = bench_now_ms();
        bench_type(line, "AT+CSQ\rAT+CMEE?\r");
        assert_hears(bench, line, "OK\r\n\r\n+CMEE: 0\r\n\r\nOK\r\n");
        assert_true(bench_now_ms() - begin >= 60);

        assert_ok(bench, "set sim1 baud 2400");
        begin = bench_now_ms();
        assert_obeys(bench, line, "AT+CGMI");   /* 8 bytes there, 17 back, at 240 a second */
        assert_true(bench_now_ms() - begin >= 80);
        assert_ok(bench, "set sim1 baud 0");

        assert_ok(bench, "set sim1 fragment 1");
        assert_ok(bench, "set sim1 gap-us 500");
        assert_obeys(bench, line, "AT+CGMI");
        assert_string_equal(bench->heard, "\r\nWaymark\r\n\r\nOK\r\n");
        close(line);
}

static void
is_pulled_out_and_comes_back(void **state)
{
        struct bench *bench = *state;
        struct pollfd port;
        int line = bench_dial(bench, "sim1");
        struct stat link;
        char before[64];

        assert_obeys(bench, line, "ATE0");
        memset(before, 0, sizeof before);
        assert_true(readlink(bench_path(bench, "sim1"), before, sizeof before - 1) > 0);
        assert_ok(bench, "order sim1 +CGMI unplug bytes=5");
        bench_type(line, "AT+CGMI\r");
        assert_false(bench_hear_for(bench, line, "OK", BENCH_PATIENCE_MS));
        assert_string_equal(bench->heard, "\r\nWay");
        port = (struct pollfd){ .fd = line, .events = POLLIN };
        assert_int_equal(poll(&port, 1, 5000), 1);
        assert_true(port.revents & POLLHUP);
        assert_int_equal(write(line, "AT\r", 3), -1);
        assert_int_equal(errno, EIO);
        assert_int_equal(lstat(bench_path(bench, "sim1"), &link), -1);
        close(line);

        assert_ok(bench, "inject sim1 from=+15550100 text=while it was away");
        assert_ok(bench, "network sim1");
        assert_tells(bench, "ok queue=1");
        assert_ok(bench, "replug sim1 other");
        assert_int_equal(strncmp(bench_ask(bench, "replug sim1"), "error", 5), 0);
        line = bench_dial(bench, "sim1");
        assert_obeys(bench, line, "AT");
        assert_string_equal(bench->heard, "AT\r\r\nOK\r\n");    /* a new session: echo is back */
        assert_ok(bench, "store sim1");
        assert_tells(bench, "text=while it was away");

        assert_ok(bench, "set sim1 delay 5000");
        bench_send_part(bench, line);
        assert_ok(bench, "wait-tried 1 5000");
        assert_ok(bench, "unplug sim1");
        assert_ok(bench, "sent");
        assert_tells(bench, "outcome=lost");
        close(line);
}

static void
is_reset_by_cfun(void **state)
{
        struct bench *bench = *state;
        long deadline = bench_now_ms() + BENCH_PATIENCE_MS;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "set sim1 boot-ms 20");
        assert_ok(bench, "set sim1 boot \\r\\nSMS Ready\\r\\n");
        assert_obeys(bench, line, "ATE0");
        assert_obeys(bench, line, "AT+CFUN=1,1");
        assert_false(bench_hear_for(bench, line, "never", BENCH_PATIENCE_MS));
        close(line);
        while ((line = open(bench_path(bench, "sim1"), O_RDWR | O_NOCTTY | O_NONBLOCK)) < 0 && bench_now_ms() < deadline)
                poll(NULL, 0, 5);
        assert_true(line >= 0);
        assert_hears(bench, line, "\r\nSMS Ready\r\n");
        close(line);
}

static void
hangs_in_three_ways(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1"), i;
        char lump[4096];

        assert_ok(bench, "order sim1 * silence count=always");
        bench_type(line, "AT\r");
        assert_false(bench_hear_for(bench, line, "OK", 30));
        assert_string_equal(bench->heard, "AT\r");
        assert_ok(bench, "forget sim1");
        assert_ok(bench, "set sim1 dead on");
        bench_type(line, "AT\r");
        assert_false(bench_hear_for(bench, line, "A", 30));
        assert_ok(bench, "set sim1 stuck on");
        memset(lump, 'A', sizeof lump);
        for (i = 0; i < 100 && write(line, lump, sizeof lump) > 0; i++)
                ;
        assert_int_equal(errno, EAGAIN);
        assert_ok(bench, "unplug sim1 replug-ms=10");
        assert_ok(bench, "wait-plugged sim1 5000");
        close(line);
        line = bench_dial(bench, "sim1");
        assert_obeys(bench, line, "AT");
        close(line);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(refuses_as_ordered, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(the_network_took_it_but_the_word_is_lost, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(holds_the_answer_for_the_next_client, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(keeps_or_loses_what_nobody_read, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(one_client_of_two_leaves, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(speaks_unasked_where_ordered, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(runs_the_prompt_race, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(delays_and_paces, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(is_pulled_out_and_comes_back, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(is_reset_by_cfun, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(hangs_in_three_ways, bench_set_up, bench_tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
