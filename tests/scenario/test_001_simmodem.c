/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The simulated modem, seen by clients that were not written here: Debian's gammu and gammu-smsd. If they cannot tell it from
 * a stick, the daemon's scenarios mean something. gammu takes four seconds to connect, so each case does much with one call.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "test_001_bench.h"

static void
write_gammurc(const struct bench *bench)
{
        bench_write(bench, "gammurc", "[gammu]\ndevice = %s/sim1\nconnection = at115200\nmodel = at\n", bench->directory);
}

/* Runs gammu with up to 10 arguments (NULL ends them); its output is in answer. */
static int
gammu(struct bench *bench, ...)
{
        char rc[PATH_MAX];
        const char *argv[16] = { "gammu", "-c", rc };
        int argc = 3, status;
        va_list args;

        write_gammurc(bench);
        snprintf(rc, sizeof rc, "%s", bench_path(bench, "gammurc"));
        va_start(args, bench);
        while (argc < 15 && (argv[argc] = va_arg(args, const char *)) != NULL)
                argc++;
        va_end(args);
        unlink(bench_path(bench, "output"));
        status = bench_end(bench_start(bench, "output", argv), 60000);
        bench_read(bench, "output", bench->answer, sizeof bench->answer);
        return status;
}

static void
is_identified_by_gammu(void **state)
{
        struct bench *bench = *state;

        assert_int_equal(gammu(bench, "--identify", NULL), 0);
        assert_tells(bench, "Manufacturer         : Waymark");
        assert_tells(bench, "SIMMODEM");
        assert_tells(bench, "IMEI                 : 490154203237518");
        assert_tells(bench, "SIM IMSI             : 001010123456789");
}

static void
is_monitored_by_gammu(void **state)
{
        struct bench *bench = *state;

        assert_ok(bench, "inject sim1 from=+15550100 text=JOB");
        assert_ok(bench, "set sim1 signal 20");
        assert_int_equal(gammu(bench, "monitor", "1", NULL), 0);
        assert_tells(bench, "Signal strength      : -73 dBm");
        assert_tells(bench, "Network state        : home network");
        assert_tells(bench, "Network              : 001 01");
        assert_tells(bench, "Name in phone        : \"Testnet\"");
        assert_tells(bench, "1 used, 0 unread, 20 locations");
}

static void
gammu_reads_what_was_injected(void **state)
{
        struct bench *bench = *state;

        assert_ok(bench, "inject sim1 from=+15550100 ts=26/11/23,18:04:05+08 text=JOB {please} \xe2\x82\xac");
        assert_ok(bench, "inject sim1 from=+447700900123 text=\xd1\x80\xd0\xbe\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0 \xf0\x9f\x98\x80");
        assert_ok(bench, "inject sim1 from=My\\sBank class=0 text=flash");
        assert_ok(bench, "inject sim1 from=+15550101 ref=77 order=2,1 text=%0180d end", 1);
        assert_int_equal(gammu(bench, "--getallsms", NULL), 0);
        assert_tells(bench, "JOB {please} \xe2\x82\xac");
        assert_tells(bench, "Remote number        : \"+15550100\"");
        assert_tells(bench, "Nov 23 18:04:05 2026 +0200");
        assert_tells(bench, "\xd1\x80\xd0\xbe\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0 \xf0\x9f\x98\x80");
        assert_tells(bench, "Remote number        : \"My Bank\"");
        assert_tells(bench, "Class                : 0");
        assert_tells(bench, "ID (8 bit) 77, part 2 of 2");
        assert_tells(bench, "5 SMS parts in 5 SMS sequences");
}

static void
gammu_sends_long_and_unicode(void **state)
{
        struct bench *bench = *state;
        const char *long_text = "A written contract that you can read. Pay no fee. Keep your passport {always} and tell someone where you "
                                "go, with the address and the name of whoever hired you; ask [us] if in doubt.";

        assert_int_equal(gammu(bench, "--sendsms", "TEXT", "+15550102", "-len", "300", "-text", long_text, NULL), 0);
        assert_ok(bench, "wait-sent 2 1000 sim1");
        assert_ok(bench, "sent");
        assert_tells(bench, "outcome=accepted code=0 mr=0 ");
        assert_tells(bench, "to=+15550102 coding=gsm7 class=- bits=8 ");
        assert_tells(bench, "total=2 part=2");
        assert_tells(bench, "text=A written contract that you can read. Pay no fee. Keep your passport {always} and tell");
        assert_ok(bench, "clear sent");

        assert_int_equal(gammu(bench, "--sendsms", "TEXT", "+15550102", "-unicode", "-flash", "-validity", "6HOURS", "-text",
                               "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd1\x96\xd1\x82 \xf0\x9f\x98\x80", NULL),
                         0);
        assert_ok(bench, "wait-sent 1 1000");
        assert_ok(bench, "sent sim1");
        assert_tells(bench, "coding=ucs2 class=0");
        assert_tells(bench, "validity_s=21600");
        assert_tells(bench, "text=\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd1\x96\xd1\x82 \xf0\x9f\x98\x80\n");
}

static void
gammu_hears_that_a_send_was_refused(void **state)
{
        struct bench *bench = *state;

        assert_ok(bench, "order sim1 cmgs-pdu fail cms 38");
        assert_int_not_equal(gammu(bench, "--sendsms", "TEXT", "+15550102", "-text", "hello", NULL), 0);
        assert_ok(bench, "sent");
        assert_tells(bench, "outcome=refused code=38");
}

static void
gammu_asks_ussd_and_deletes(void **state)
{
        struct bench *bench = *state;

        assert_ok(bench, "ussd sim1 *100# ms=200 text=Balance: 4.20 \xe2\x82\xac");
        assert_int_equal(gammu(bench, "--getussd", "*100#", NULL), 0);
        assert_tells(bench, "Balance: 4.20 \xe2\x82\xac");

        assert_ok(bench, "inject sim1 from=+15550100 text=one");
        assert_ok(bench, "inject sim1 from=+15550100 text=two");
        assert_int_equal(gammu(bench, "--deletesms", "1", "1", NULL), 0);
        assert_ok(bench, "store sim1");
        assert_tells(bench, "ok sm=1 me=0 queue=0");
        assert_tells(bench, "text=two");
}

/* Waits until a file is in the directory; false if none comes. */
static bool
wait_for_file(const struct bench *bench, const char *directory)
{
        long deadline = bench_now_ms() + 30000;
        const struct dirent *entry;
        bool found = false;
        DIR *open;

        while (!found && bench_now_ms() < deadline) {
                open = opendir(bench_path(bench, directory));
                while (open != NULL && (entry = readdir(open)) != NULL)
                        found |= entry->d_name[0] != '.';
                closedir(open);
                poll(NULL, 0, 50);
        }
        return found;
}

static void
serves_gammu_smsd(void **state)
{
        struct bench *bench = *state;
        char rc[PATH_MAX];
        const char *argv[] = { "gammu-smsd", "-c", rc, NULL };
        pid_t daemon;

        snprintf(rc, sizeof rc, "%s", bench_path(bench, "smsdrc"));
        mkdir(bench_path(bench, "inbox"), 0700);
        mkdir(bench_path(bench, "outbox"), 0700);
        mkdir(bench_path(bench, "sentbox"), 0700);
        mkdir(bench_path(bench, "errorbox"), 0700);
        bench_write(bench, "smsdrc",
                    "[gammu]\ndevice = %s/sim1\nconnection = at115200\nmodel = at\n"
                    "[smsd]\nservice = files\nlogfile = %s/smsd.log\ndebuglevel = 0\nreceivefrequency = 2\ncommtimeout = 1\n"
                    "checksecurity = 0\nchecksignal = 0\ncheckbattery = 0\n"
                    "inboxpath = %s/inbox/\noutboxpath = %s/outbox/\nsentsmspath = %s/sentbox/\nerrorsmspath = %s/errorbox/\n"
                    "inboxformat = unicode\noutboxformat = unicode\ntransmitformat = auto\n",
                    bench->directory, bench->directory, bench->directory, bench->directory, bench->directory, bench->directory);
        assert_ok(bench, "inject sim1 from=+15550100 text=need a job");
        bench_write(bench, "outbox/OUT+15550104.txt", "the answer of smsd");

        daemon = bench_start(bench, "output", argv);
        assert_ok(bench, "wait-sent 1 30000");
        assert_ok(bench, "wait-empty sim1 30000");
        assert_ok(bench, "sent");
        assert_tells(bench, "to=+15550104");
        assert_tells(bench, "text=the answer of smsd");
        assert_true(wait_for_file(bench, "sentbox"));
        assert_true(wait_for_file(bench, "inbox"));

        kill(daemon, SIGTERM);
        assert_int_equal(bench_end(daemon, 20000), 0);
        assert_ok(bench, "wait-detached sim1 5000");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(is_identified_by_gammu, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(is_monitored_by_gammu, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(gammu_reads_what_was_injected, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(gammu_sends_long_and_unicode, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(gammu_hears_that_a_send_was_refused, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(gammu_asks_ussd_and_deletes, bench_set_up, bench_tear_down),
                cmocka_unit_test_setup_teardown(serves_gammu_smsd, bench_set_up, bench_tear_down),
        };

        if (system("command -v gammu >/dev/null && command -v gammu-smsd >/dev/null") != 0) {
                puts("1..0 # SKIP gammu and gammu-smsd are not installed");
                return 0;
        }
        return cmocka_run_group_tests(tests, NULL, NULL);
}
