/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder of cures for a modem that does not work (src/modem/ladder.h), with the daemon of the fault build, whose seconds are a hundredth
 * as long. A sysfs of the test's own stands in for the kernel's.
 *
 * covers: ladder tty usb connection
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "harness_faults.h"

#define HER "+40700000001"

static const struct rig_options quick = {.program = FAULTS_PROGRAM, .modem = "poll_s = 1;", .no_start = true};

/*
 * It connects, and then does not show its messages: that is no success, and nobody is content with reconnecting it for ever. (A modem that
 * fails sooner is no better for a test: libgammu sends AT+CFUN=1,1 of itself when the first commands of its start are refused.)
 */
static void
fail_listings(struct rig *rig)
{
        rig_sim(rig, "order sim1 +CPMS=\"SM\" fail plain count=always");
}

static bool
has_problem(struct rig *rig, void *arg)
{
        return strstr(rig_status(rig, "modem.sim1.problem"), (const char *)arg) != NULL;
}

static void
wait_problem(struct rig *rig, const char *words)
{
        rig_until(rig, has_problem, (void *)(uintptr_t)words, words);
}

static void
expect_answered_once(struct rig *rig, int n)
{
        assert_true(strlen(rig_sent_to(rig, HER)) > 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes WHERE outcome = 1"), n);
        assert_int_equal(rig_count(rig, "SELECT sum(parts) FROM outcomes WHERE outcome = 1"), rig_accepted(rig));
        rig_close(rig);
}

/* A modem that works again after a restart by AT+CFUN=1,1, and not before: it stays off for a while, as sticks do. */
static void
a_modem_that_only_a_restart_helps_is_restarted(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        rig_sim(rig, "set sim1 boot-ms 400");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        fail_listings(rig);
        rig_start_daemon(rig);
        rig_sim(rig, "wait-unplugged sim1 %d", RIG_MS);
        rig_sim(rig, "forget sim1");
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        rig_wait_status(rig, "modem.sim1.problem", "");
        rig_wait_status(rig, "modem.sim1.repair", "none"); /* a part went out: all is forgotten */
        expect_answered_once(rig, 1);
}

/* It ends in rest, says so in words, and still recovers by itself. */
static void
when_nothing_helps_it_rests_and_says_what_hands_can_do(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        fail_listings(rig);
        rig_start_daemon(rig);
        rig_wait_status(rig, "modem.sim1.repair", "rest");
        wait_problem(rig, "pull the modem out");
        assert_string_equal(rig_status(rig, "gateway.health"), "degraded");
        rig_sim(rig, "forget sim1");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "gateway.health", "ok");
        expect_answered_once(rig, 1);
}

/* A sysfs in which the pty of sim1 hangs on USB device 1-1.4; `writable`: the files of the driver are there. */
static void
make_sysfs(struct rig *rig, bool writable)
{
        char path[RIG_PATH * 2], link[RIG_PATH];
        struct stat st;

        snprintf(path, sizeof path,
                 "mkdir -p %s/sys/dev/char %s/sys/devices/usb1/1-1.4/1-1.4:1.2/tty %s/sys/bus/usb/devices/1-1.4 "
                 "%s/sys/bus/usb/drivers/usb", rig->folder, rig->folder, rig->folder, rig->folder);
        if (system(path) != 0)
                rig_fail(rig, "no sysfs");
        rig_write(rig, "sys/devices/usb1/1-1.4/devnum", "4\n", 2);
        rig_write(rig, "sys/devices/usb1/1-1.4/idVendor", "12d1\n", 5);
        if (writable) {
                rig_write(rig, "sys/bus/usb/drivers/usb/unbind", "", 0);
                rig_write(rig, "sys/bus/usb/drivers/usb/bind", "", 0);
        }
        snprintf(path, sizeof path, "%s/sim1", rig->folder);
        assert_int_equal(stat(path, &st), 0);
        snprintf(link, sizeof link, "%s/sys/dev/char/%u:%u", rig->folder, major(st.st_rdev), minor(st.st_rdev));
        assert_int_equal(symlink("../../devices/usb1/1-1.4/1-1.4:1.2/tty", link), 0);
        snprintf(path, sizeof path, "%s/sys", rig->folder);
        setenv("WAYMARK_SYSFS", path, 1);
}

static bool
is_bound_again(struct rig *rig, void *arg)
{
        char path[RIG_PATH * 2], text[16] = "";
        FILE *file;

        (void)arg;
        snprintf(path, sizeof path, "%s/sys/bus/usb/drivers/usb/bind", rig->folder);
        file = fopen(path, "r");
        if (file == NULL)
                return false;
        if (fgets(text, sizeof text, file) == NULL)
                text[0] = '\0';
        fclose(file);
        return strcmp(text, "1-1.4") == 0;
}

static void
a_usb_port_is_reset_where_that_is_permitted(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        make_sysfs(rig, true);
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_sim(rig, "order sim1 +CFUN=1,1 fail plain count=always"); /* a stick that keeps its number */
        rig_sim(rig, "order sim1 +CFUN=0 fail plain count=always");
        fail_listings(rig);
        rig_start_daemon(rig);
        rig_until(rig, is_bound_again, NULL, "the driver is put on the device again");
        rig_sim(rig, "forget sim1");
        rig_wait_empty(rig, "sim1");
        expect_answered_once(rig, 1);
        unsetenv("WAYMARK_SYSFS");
}

static void
where_it_is_not_permitted_the_status_says_so(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        make_sysfs(rig, false);
        rig_sim(rig, "order sim1 +CFUN=1,1 fail plain count=always");
        rig_sim(rig, "order sim1 +CFUN=0 fail plain count=always");
        fail_listings(rig);
        rig_start_daemon(rig);
        wait_problem(rig, "not permitted");
        rig_close(rig);
        unsetenv("WAYMARK_SYSFS");
}

static void
a_modem_without_a_network_is_told_and_restarted_after_an_hour(void **state)
{
        struct rig *rig = rig_open(&quick);

        (void)state;
        rig_sim(rig, "set sim1 registration 2");
        rig_sim(rig, "inject sim1 from=" HER " text=JOB");
        rig_start_daemon(rig);
        wait_problem(rig, "finds no network");
        assert_string_equal(rig_status(rig, "modem.sim1.phase"), "ready");
        assert_string_equal(rig_status(rig, "modem.sim1.registered"), "searching");
        rig_sim(rig, "wait-unplugged sim1 %d", RIG_MS); /* the hour is over */
        rig_sim(rig, "set sim1 registration 1");
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "modem.sim1.problem", "");
        expect_answered_once(rig, 1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_modem_that_only_a_restart_helps_is_restarted),
                cmocka_unit_test(when_nothing_helps_it_rests_and_says_what_hands_can_do),
                cmocka_unit_test(a_usb_port_is_reset_where_that_is_permitted),
                cmocka_unit_test(where_it_is_not_permitted_the_status_says_so),
                cmocka_unit_test(a_modem_without_a_network_is_told_and_restarted_after_an_hour),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
