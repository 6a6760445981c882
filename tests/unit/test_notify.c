/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Notifications to a service manager: a datagram socket of our own.
 */
#include "parent/notify.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
        char folder[64], path[96];
        int fd;
};

static int
bind_to(int fd, const char *name, bool abstract)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        size_t len = strlen(name);

        memcpy(address.sun_path, name, len);
        if (abstract)
                address.sun_path[0] = '\0';
        return bind(fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + (abstract ? 0 : 1)));
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-notify-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL)
                return -1;
        snprintf(fixture->path, sizeof fixture->path, "%s/notify", fixture->folder);
        fixture->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        unsetenv("NOTIFY_SOCKET");
        unsetenv("WATCHDOG_USEC");
        *state = fixture;
        return fixture->fd < 0 ? -1 : 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        close(fixture->fd);
        unlink(fixture->path);
        rmdir(fixture->folder);
        free(fixture);
        return 0;
}

static void
assert_heard(const struct fixture *fixture, const char *expected)
{
        char text[256] = "";

        assert_int_equal(recv(fixture->fd, text, sizeof text - 1, 0), (ssize_t)strlen(expected));
        assert_string_equal(text, expected);
}

static void
a_manager_with_a_path_hears_every_word(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(bind_to(fixture->fd, fixture->path, false), 0);
        setenv("NOTIFY_SOCKET", fixture->path, 1);
        notify_send("READY=1\nSTATUS=1 of 1 modems ready\n");
        notify_send("WATCHDOG=1\n");
        assert_heard(fixture, "READY=1\nSTATUS=1 of 1 modems ready\n");
        assert_heard(fixture, "WATCHDOG=1\n");
}

static void
a_manager_in_the_abstract_namespace_too(void **state)
{
        struct fixture *fixture = *state;
        char name[64];

        snprintf(name, sizeof name, "@waymark-test-%d", (int)getpid());
        assert_int_equal(bind_to(fixture->fd, name, true), 0);
        setenv("NOTIFY_SOCKET", name, 1);
        notify_send("READY=1\n");
        assert_heard(fixture, "READY=1\n");
}

static void
without_a_manager_nothing_happens(void **state)
{
        struct fixture *fixture = *state;
        char deep[200];
        int before = dup(STDIN_FILENO), after;

        close(before);
        notify_send("READY=1\n");
        setenv("NOTIFY_SOCKET", "", 1);
        notify_send("READY=1\n");
        setenv("NOTIFY_SOCKET", fixture->path, 1); /* nobody there */
        notify_send("READY=1\n");
        memset(deep, 'x', sizeof deep - 1);
        deep[sizeof deep - 1] = '\0';
        setenv("NOTIFY_SOCKET", deep, 1);
        notify_send("READY=1\n");
        after = dup(STDIN_FILENO);
        close(after);
        assert_int_equal(before, after);
}

static void
a_manager_that_does_not_read_does_not_hold_us_up(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(bind_to(fixture->fd, fixture->path, false), 0);
        setenv("NOTIFY_SOCKET", fixture->path, 1);
        for (int i = 0; i < 1000; i++)
                notify_send("WATCHDOG=1\n");
        assert_heard(fixture, "WATCHDOG=1\n");
}

static void
the_watchdog_is_fed_three_times_as_often_as_it_barks(void **state)
{
        (void)state;
        assert_int_equal(notify_watchdog_ms(), 0);
        setenv("WATCHDOG_USEC", "30000000", 1);
        assert_int_equal(notify_watchdog_ms(), 10000);
        setenv("WATCHDOG_USEC", "0", 1);
        assert_int_equal(notify_watchdog_ms(), 0);
        setenv("WATCHDOG_USEC", "-5", 1);
        assert_int_equal(notify_watchdog_ms(), 0);
        setenv("WATCHDOG_USEC", "soon", 1);
        assert_int_equal(notify_watchdog_ms(), 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_manager_with_a_path_hears_every_word),
                CASE(a_manager_in_the_abstract_namespace_too),
                CASE(without_a_manager_nothing_happens),
                CASE(a_manager_that_does_not_read_does_not_hold_us_up),
                CASE(the_watchdog_is_fed_three_times_as_often_as_it_barks),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
