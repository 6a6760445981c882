/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The second descriptor on the port, on real ptys.
 */
#include "modem/port.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
        int master, held;
        char device[64];
        char folder[64], link[96];
};

static int
open_master(char device[static 64])
{
        int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

        if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
                return -1;
        snprintf(device, 64, "%s", ptsname(fd));
        return fd;
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        fixture->held = -1;
        fixture->master = open_master(fixture->device);
        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-port-XXXXXX");
        if (fixture->master < 0 || mkdtemp(fixture->folder) == NULL)
                return -1;
        snprintf(fixture->link, sizeof fixture->link, "%s/sim1", fixture->folder);
        *state = fixture;
        return symlink(fixture->device, fixture->link);
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        if (fixture->held >= 0)
                close(fixture->held);
        if (fixture->master >= 0)
                close(fixture->master);
        unlink(fixture->link);
        rmdir(fixture->folder);
        free(fixture);
        return 0;
}

static int
lowest_free(void)
{
        int fd = dup(STDIN_FILENO);

        close(fd);
        return fd;
}

static void
a_port_is_opened_once_and_kept(void **state)
{
        struct fixture *fixture = *state;
        int first;

        assert_int_equal(port_hold(&fixture->held, fixture->link), 1);
        first = fixture->held;
        assert_true(first >= 0);
        assert_true((fcntl(first, F_GETFD) & FD_CLOEXEC) != 0);
        for (int i = 0; i < 100; i++)
                assert_int_equal(port_hold(&fixture->held, fixture->link), 0);
        assert_int_equal(fixture->held, first);
}

static void
exclusive_use_is_taken_back(void **state)
{
        struct fixture *fixture = *state;
        int exclusive = 0;

        assert_int_equal(port_hold(&fixture->held, fixture->device), 1);
        assert_int_equal(ioctl(fixture->held, TIOCEXCL), 0);
        assert_int_equal(port_hold(&fixture->held, fixture->device), 0);
        assert_int_equal(ioctl(fixture->held, TIOCGEXCL, &exclusive), 0);
        assert_int_equal(exclusive, 0);
}

static void
a_missing_device_is_told(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(port_hold(&fixture->held, "/nonexistent/ttyUSB0"), -ENOENT);
        assert_int_equal(fixture->held, -1);
}

static void
a_port_that_hung_up_is_closed(void **state)
{
        struct fixture *fixture = *state;
        int before = lowest_free();

        assert_int_equal(port_hold(&fixture->held, fixture->link), 1);
        assert_false(port_is_gone(fixture->held));
        close(fixture->master);
        fixture->master = -1;
        assert_true(port_is_gone(fixture->held));
        assert_true(port_hold(&fixture->held, fixture->link) < 0);
        assert_int_equal(fixture->held, -1);
        assert_true(lowest_free() <= before);
}

/* A modem that heard its own words could take them for the text of a message. */
static void
the_modem_does_not_hear_its_own_words(void **state)
{
        struct fixture *fixture = *state;
        char bytes[32];

        assert_int_equal(port_hold(&fixture->held, fixture->device), 1);
        assert_int_equal(fcntl(fixture->master, F_SETFL, O_NONBLOCK), 0);
        assert_int_equal(write(fixture->master, "+CMGS: 7\r\n", 10), 10);
        while (read(fixture->held, bytes, sizeof bytes) < 0)
                assert_int_equal(errno, EAGAIN); /* until the line has passed it on */
        assert_memory_equal(bytes, "+CMGS: 7\r\n", 10);
        assert_int_equal(read(fixture->master, bytes, sizeof bytes), -1);
}

static void
a_replugged_modem_under_another_name_is_opened_anew(void **state)
{
        struct fixture *fixture = *state;
        char other[64];
        int master = open_master(other);

        assert_true(master >= 0);
        assert_int_equal(port_hold(&fixture->held, fixture->link), 1);
        unlink(fixture->link);
        assert_int_equal(symlink(other, fixture->link), 0);
        assert_int_equal(port_hold(&fixture->held, fixture->link), 1);
        assert_int_equal(port_hold(&fixture->held, fixture->link), 0);
        assert_int_equal(write(fixture->held, "x", 1), 1);
        {
                char byte = 0;

                assert_int_equal(read(master, &byte, 1), 1);
                assert_int_equal(byte, 'x');
        }
        close(master);
}

static void
the_other_descriptor_is_found_by_device_and_not_ours(void **state)
{
        struct fixture *fixture = *state;
        int other;

        assert_int_equal(port_find(fixture->link, -1), -1);
        assert_int_equal(port_hold(&fixture->held, fixture->link), 1);
        assert_int_equal(port_find(fixture->link, fixture->held), -1);
        other = open(fixture->device, O_RDWR | O_NOCTTY | O_CLOEXEC);
        assert_true(other >= 0);
        assert_int_equal(port_find(fixture->link, fixture->held), other);
        close(other);
        assert_int_equal(port_find(fixture->link, fixture->held), -1);
        assert_int_equal(port_find("/nonexistent/ttyUSB0", -1), -1);
        assert_int_equal(port_find(fixture->folder, -1), -1);
}

static void
what_waits_on_the_line_is_no_hangup(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(port_hold(&fixture->held, fixture->device), 1);
        assert_int_equal(write(fixture->master, "\r\nRING\r\n", 8), 8);
        assert_false(port_is_gone(fixture->held));
        assert_true(port_is_gone(9999));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_port_is_opened_once_and_kept),
                CASE(exclusive_use_is_taken_back),
                CASE(a_missing_device_is_told),
                CASE(a_port_that_hung_up_is_closed),
                CASE(the_modem_does_not_hear_its_own_words),
                CASE(a_replugged_modem_under_another_name_is_opened_anew),
                CASE(the_other_descriptor_is_found_by_device_and_not_ours),
                CASE(what_waits_on_the_line_is_no_hangup),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
