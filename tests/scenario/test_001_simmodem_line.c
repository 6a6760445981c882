/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The simulated modem, typed at by hand: what it answers, and what its store, its SIM and its network do. No gammu here, so a case
 * takes milliseconds. The troubles are in test_001_simmodem_trouble.c.
 */
#include <sys/stat.h>

#include "test_001_bench.h"

/* ---- answers ---- */

static void
answers_as_a_modem(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_obeys(bench, line, "AT");
        assert_string_equal(bench->heard, "AT\r\r\nOK\r\n");
        assert_obeys(bench, line, "ATE0");
        assert_obeys(bench, line, "AT");
        assert_string_equal(bench->heard, "\r\nOK\r\n");
        assert_obeys(bench, line, "at+csq;+cgatt?");
        assert_string_equal(bench->heard, "\r\n+CSQ: 20,99\r\n\r\n+CGATT: 1\r\n\r\nOK\r\n");
        bench_type(line, "AT+NONSENSE\r");
        assert_hears(bench, line, "\r\nERROR\r\n");
        assert_obeys(bench, line, "AT+CMEE=1");
        bench_type(line, "AT+NONSENSE\r");
        assert_hears(bench, line, "\r\n+CME ERROR: 4\r\n");
        assert_obeys(bench, line, "AT+CSCS=\"UCS2\"");
        assert_obeys(bench, line, "AT+CSCA?");
        assert_non_null(strstr(bench->heard, "+CSCA: \"002B00310035003500350030003100390039\",145"));
        assert_ok(bench, "commands sim1 +CSCA");
        assert_tells(bench, "count=1");
        close(line);
}

static void
asks_for_pin_and_puk(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "set sim1 pin 1234");
        assert_ok(bench, "inject sim1 from=+15550100 text=waits for the PIN");
        assert_obeys(bench, line, "ATE0+CMEE=1");
        bench_type(line, "AT+CMGL=4\r");
        assert_hears(bench, line, "\r\n+CMS ERROR: 311\r\n");
        bench_type(line, "AT+CPIN?\r");
        assert_hears(bench, line, "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n");
        bench_type(line, "AT+CPIN=0000\rAT+CPIN=0000\rAT+CPIN=\"0000\"\r");
        assert_hears(bench, line, "\r\n+CME ERROR: 16\r\n\r\n+CME ERROR: 16\r\n\r\n+CME ERROR: 12\r\n");
        bench_type(line, "AT+CPIN?\r");
        assert_hears(bench, line, "SIM PUK");
        assert_ok(bench, "list");
        assert_tells(bench, "sim=puk attempts=0");
        assert_obeys(bench, line, "AT+CPIN=\"12345678\",\"4321\"");
        assert_ok(bench, "store sim1");
        assert_tells(bench, "ok sm=1 me=0 queue=0");

        assert_ok(bench, "set sim1 sim off");
        bench_type(line, "AT+CPIN?\r");
        assert_hears(bench, line, "\r\n+CME ERROR: 10\r\n");
        close(line);
}

/* ---- store and network ---- */

static void
full_store_waits_in_the_network(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "set sim1 size-sm 3");
        assert_ok(bench, "set sim1 memfull on");
        assert_obeys(bench, line, "ATE0+CNMI=2,1,0,0,0");
        assert_ok(bench, "inject sim1 from=+15550100 count=5 spread=1 text=many");
        assert_hears(bench, line, "\r\n^SMMEMFULL: \"SM\"\r\n");
        assert_non_null(strstr(bench->heard, "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n\r\n+CMTI: \"SM\",3\r\n"));
        assert_ok(bench, "network sim1");
        assert_tells(bench, "from=+15550103");
        assert_tells(bench, "ok queue=2");
        bench_type(line, "AT+CPMS?\r");
        assert_hears(bench, line, "+CPMS: \"SM\",3,3,\"SM\",3,3,\"SM\",3,3\r\n\r\nOK\r\n");

        bench_type(line, "AT+CMGD=2\r");        /* the lowest free slot is taken at once */
        assert_hears(bench, line, "+CMTI: \"SM\",2\r\n");
        assert_obeys(bench, line, "AT+CMGD=1,4");
        assert_hears(bench, line, "+CMTI: \"SM\",1\r\n");
        assert_ok(bench, "store sim1");
        assert_tells(bench, "from=+15550104");
        assert_tells(bench, "ok sm=1 me=0 queue=0");
        assert_obeys(bench, line, "AT+CMGD=1");
        assert_ok(bench, "wait-empty sim1 0");
        close(line);
}

static void
lists_and_marks_as_a_sim(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_ok(bench, "inject-pdu sim1 0004089151551000000062113281405080" "03CAA710");
        assert_obeys(bench, line, "ATE0");
        bench_type(line, "AT+CMGR=1\r");
        assert_hears(bench, line, "\r\n+CMGR: 0,,20\r\n0004089151551000000062113281405080" "03CAA710\r\n\r\nOK\r\n");
        bench_type(line, "AT+CMGL=4\r");
        assert_hears(bench, line, "\r\n+CMGL: 1,1,,20\r\n");
        assert_hears(bench, line, "OK\r\n");
        assert_obeys(bench, line, "AT+CMGL=0");
        assert_string_equal(bench->heard, "\r\nOK\r\n");
        bench_type(line, "AT+CMGR=2\r");
        assert_hears(bench, line, "\r\n+CMS ERROR: 321\r\n");

        assert_ok(bench, "set sim1 slot0 on");
        assert_obeys(bench, line, "AT+CNMI=2,1");
        bench_type(line, "AT+CMGR=0\r");
        assert_hears(bench, line, "\r\n+CMGR: 1,,20\r\n");
        assert_hears(bench, line, "OK\r\n");
        assert_ok(bench, "set sim1 cmti-shift 1");
        assert_ok(bench, "inject sim1 from=+15550100 text=announced one off");
        assert_hears(bench, line, "\r\n+CMTI: \"SM\",2\r\n");
        assert_ok(bench, "set sim1 cmti off");
        assert_ok(bench, "inject sim1 from=+15550100 text=not announced");
        assert_obeys(bench, line, "AT");
        assert_string_equal(bench->heard, "\r\nOK\r\n");
        close(line);
}

static void
reports_come_where_cnmi_says(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_obeys(bench, line, "ATE0+CNMI=2,1,0,2,0");
        assert_ok(bench, "inject-report sim1 to=+15550102 mr=7 status=0");
        assert_hears(bench, line, "\r\n+CDSI: \"SM\",1\r\n");
        assert_ok(bench, "store sim1");
        assert_tells(bench, "type=report to=+15550102 tpmr=7 status=0");
        assert_obeys(bench, line, "AT+CNMI=2,1,0,1,0");
        assert_ok(bench, "inject-report sim1 to=+15550102 mr=8 status=70");
        assert_hears(bench, line, "\r\n+CDS: 23\r\n000608089151551020");

        assert_ok(bench, "set sim1 reports-ms 0");
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\n> ");
        bench_type(line, "0031000891515510200000FF03CAA710\x1a");
        assert_hears(bench, line, "\r\n+CDS: 23\r\n000600089151551020");
        close(line);
}

/* ---- sending ---- */

static void
sends_with_a_prompt(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");
        const char *at;

        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMGS: 0\r\n\r\nOK\r\n");
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\n> ");
        bench_type(line, "00110008\x1b");
        assert_hears(bench, line, "\r\nOK\r\n");
        bench_type(line, BENCH_PDU_COMMAND);
        assert_hears(bench, line, "\r\n> ");
        bench_type(line, BENCH_PDU "00\x1a");         /* longer than announced */
        assert_hears(bench, line, "\r\n+CMS ERROR: 304\r\n");

        assert_ok(bench, "set sim1 next-mr 255");
        assert_ok(bench, "set sim1 delay 30");
        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMGS: 255\r\n\r\nOK\r\n");
        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMGS: 0\r\n\r\nOK\r\n");
        assert_ok(bench, "sent");
        assert_tells(bench, "type=submit to=+15550102 coding=gsm7 class=- pid=0 dcs=0 flags= tpmr=0 validity=relative");
        assert_tells(bench, "ok count=3 accepted=3 next=3");
        at = strstr(bench->answer, "n=1 ");
        assert_non_null(at);
        assert_true(strtoull(strstr(at, "accepted_us=") + 12, NULL, 10) - strtoull(strstr(at, "received_us=") + 12, NULL, 10) >=
                    30000);

        assert_ok(bench, "set sim1 registration 2");
        bench_send_part(bench, line);
        assert_hears(bench, line, "\r\n+CMS ERROR: 331\r\n");
        assert_ok(bench, "wait-tried 4 0");
        assert_int_equal(strncmp(bench_ask(bench, "wait-sent 4 10"), "error timeout count=3", 21), 0);
        close(line);
}

/* ---- USSD ---- */

static void
answers_ussd_in_every_form(void **state)
{
        struct bench *bench = *state;
        int line = bench_dial(bench, "sim1");

        assert_obeys(bench, line, "ATE0");
        assert_ok(bench, "ussd sim1 *1# text=hello");
        assert_ok(bench, "ussd sim1 *2# form=ucs2 dcs=72 status=1 text=\xd1\x97");
        assert_ok(bench, "ussd sim1 *3# form=packed text=hellohello");
        assert_ok(bench, "ussd sim1 *4# never");
        bench_type(line, "AT+CUSD=1,\"*1#\",15\r");
        assert_hears(bench, line, "\r\nOK\r\n\r\n+CUSD: 0,\"hello\",15\r\n");
        bench_type(line, "AT+CUSD=1,\"*2#\",15\r");
        assert_hears(bench, line, "\r\n+CUSD: 1,\"0457\",72\r\n");
        bench_type(line, "AT+CUSD=1,\"AAD908\",15\r");  /* "*3#" packed; the code is understood so, too */
        assert_hears(bench, line, "OK\r\n");
        bench_type(line, "AT+CUSD=1,\"*3#\",15\r");
        assert_hears(bench, line, "\"E8329BFD4697D9EC37\",15\r\n");
        assert_obeys(bench, line, "AT+CUSD=1,\"*4#\",15");
        bench_type(line, "AT+CUSD=1,\"*99#\",15\r");
        assert_hears(bench, line, "\r\n+CUSD: 4\r\n");
        assert_ok(bench, "ussd-push sim1 status=0 text=low on credit");
        assert_hears(bench, line, "\r\n+CUSD: 0,\"low on credit\",15\r\n");
        close(line);
}

/* ---- the program ---- */

static void
serves_modems_apart(void **state)
{
        struct bench *bench = *state;
        int one = bench_dial(bench, "sim1"), two = bench_dial(bench, "sim2"), second = bench_connect(bench);
        char ok[64] = { 0 };

        assert_int_equal(write(second, "wait-sent 1 10000 sim2\n", 23), 23);
        assert_ok(bench, "set sim1 imsi 001010000000001");
        assert_ok(bench, "inject sim1 from=+15550100 text=only here");
        bench_type(one, "AT+CIMI\r");
        assert_hears(bench, one, "001010000000001");
        bench_type(two, "AT+CIMI\r");
        assert_hears(bench, two, "001010123456789");
        assert_ok(bench, "wait-empty sim2 0");
        bench_send_part(bench, two);
        assert_hears(bench, two, "+CMGS: 0");
        assert_int_equal(read(second, ok, sizeof ok - 1), 11);
        assert_string_equal(ok, "ok count=1\n");
        close(second);
        close(one);
        close(two);
}

static void
says_what_is_wrong_with_a_command(void **state)
{
        static const char *const wrong[] = {
                "nonsense", "store", "store sim9", "inject sim1 text=no sender", "inject sim1 from=+15550100 bits=9 text=x",
                "inject sim1 from=+15550100 coding=gsm7 text=\xd1\x97", "inject sim1 from=+15550100 order=2 text=x",
                "inject-pdu sim1 0Z", "set sim1 nonsense 1", "set sim1 signal 1000", "order sim1 +CSQ nonsense",
                "order sim1 +CSQ delay ms=x", "put sim1 SM 21 0 00", "wait-sent x 1", "ussd sim1 *1# form=nonsense", "replug sim1 link",
        };
        struct bench *bench = *state;
        size_t i;

        for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                if (strncmp(bench_ask(bench, "%s", wrong[i]), "error ", 6) != 0)
                        fail_msg("taken: %s", wrong[i]);
        assert_ok(bench, "help");
        assert_tells(bench, "help inject MODEM");
}

static void
leaves_nothing_behind(void **state)
{
        struct bench *bench = *state;
        struct stat left;

        kill(bench->simulator, SIGINT);
        assert_int_equal(bench_end(bench->simulator, BENCH_PATIENCE_MS), 0);
        bench->simulator = 0;
        assert_int_equal(lstat(bench_path(bench, "sim1"), &left), -1);
        assert_int_equal(lstat(bench_path(bench, "sim2"), &left), -1);
        assert_int_equal(lstat(bench_path(bench, "ctl"), &left), -1);
}

static void
ends_with_its_parent(void **state)
{
        struct pollfd end;
        struct bench *bench;
        int ends[2], control;
        pid_t parent;
        char byte;

        (void)state;
        assert_int_equal(pipe(ends), 0);
        parent = fork();
        if (parent == 0) {                      /* a test program that is killed before it can clean up */
                void *lost;

                bench_set_up(&lost);
                if (write(ends[1], lost, sizeof *bench) > 0)
                        pause();
                _exit(1);
        }
        close(ends[1]);
        bench = malloc(sizeof *bench);
        for (size_t len = 0; len < sizeof *bench;) {
                ssize_t step = read(ends[0], (char *)bench + len, sizeof *bench - len);

                assert_true(step > 0);
                len += (size_t)step;
        }
        control = bench_connect(bench);
        kill(parent, SIGKILL);
        waitpid(parent, NULL, 0);
        end = (struct pollfd){ .fd = control, .events = POLLIN };
        assert_int_equal(poll(&end, 1, BENCH_PATIENCE_MS), 1);
        assert_true(read(control, &byte, 1) <= 0);      /* ECONNRESET if it had not even accepted us */
        close(control);
        close(ends[0]);
        bench->simulator = 0;
        bench->control = -1;
        *state = bench;
        bench_tear_down(state);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(answers_as_a_modem, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(asks_for_pin_and_puk, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(full_store_waits_in_the_network, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(lists_and_marks_as_a_sim, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(reports_come_where_cnmi_says, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(sends_with_a_prompt, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(answers_ussd_in_every_form, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(serves_modems_apart, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(says_what_is_wrong_with_a_command, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(leaves_nothing_behind, bench_set_up, bench_tear_down),
                cmocka_unit_test(ends_with_its_parent),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
