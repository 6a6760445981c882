/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control socket with real clients and the real loop. clock_ms() is the test's, so slow clients cost no time.
 */
#include "parent/control.h"

#include <errno.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "parent/report.h"

static int64_t now;

int64_t
clock_ms(void)
{
        return now;
}

struct fixture {
        char folder[64];
        struct loop loop;
        struct control control;
        int children;                   /* that will answer */
        uint32_t asked;                 /* the serial */
        int reports, reloads;
        size_t report_len;
};

static int
ask(void *arg, uint32_t serial)
{
        struct fixture *fixture = arg;

        fixture->asked = serial;
        return fixture->children;
}

static size_t
report(void *arg, char *text)
{
        struct fixture *fixture = arg;

        fixture->reports++;
        memset(text, 'r', fixture->report_len);
        text[fixture->report_len] = '\0';
        return fixture->report_len;
}

static void
reload(void *arg)
{
        struct fixture *fixture = arg;

        fixture->reloads++;
}

static const struct control_events events = {.ask = ask, .report = report, .reload = reload};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        now = 1000000;
        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-control-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL)
                return -1;
        fixture->report_len = 100;
        loop_init(&fixture->loop);
        *state = fixture;
        return control_open(&fixture->control, &fixture->loop, fixture->folder, &events, fixture);
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        control_close(&fixture->control);
        if (rmdir(fixture->folder) < 0) /* the socket is gone */
                return -1;
        free(fixture);
        return 0;
}

static void
turn(struct fixture *fixture)
{
        for (int i = 0; i < 20; i++)
                loop_turn(&fixture->loop, 0);
}

/* A connected client, -1 with errno set. Does not block. */
static int
try_connect(const struct fixture *fixture)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        assert_true(fd >= 0);
        snprintf(address.sun_path, sizeof address.sun_path, "%s/control.sock", fixture->folder);
        if (connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
                int error = errno;

                close(fd);
                errno = error;
                return -1;
        }
        return fd;
}

static int
client(struct fixture *fixture, const char *says)
{
        int fd = try_connect(fixture);

        assert_true(fd >= 0);
        assert_int_equal(send(fd, says, strlen(says), MSG_NOSIGNAL), (ssize_t)strlen(says));
        turn(fixture);
        return fd;
}

/* What it got before the end of the stream: the length, -1 if the stream is still open. Closes. */
static ssize_t
hear(int fd, char *text, size_t room)
{
        size_t len = 0;
        ssize_t n;

        while ((n = recv(fd, text + len, room - 1 - len, MSG_DONTWAIT)) > 0)
                len += (size_t)n;
        text[len] = '\0';
        close(fd);
        return n == 0 ? (ssize_t)len : -1;
}

static bool
is_open(int fd)
{
        char byte;

        return recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && errno == EAGAIN;
}

static void
status_waits_for_the_children_and_is_answered_once(void **state)
{
        struct fixture *fixture = *state;
        char text[256];
        int fd;

        fixture->children = 2;
        fd = client(fixture, "status\n");
        assert_int_equal(fixture->asked, 1);
        assert_true(is_open(fd));
        control_on_state(&fixture->control, 7);         /* of another question */
        control_on_state(&fixture->control, 1);
        assert_true(is_open(fd));
        control_on_state(&fixture->control, 1);
        assert_int_equal(hear(fd, text, sizeof text), 100);
        control_on_state(&fixture->control, 1);
        now += 10000;
        turn(fixture);
        assert_int_equal(fixture->reports, 1);
}

static void
a_child_that_is_silent_is_not_waited_for(void **state)
{
        struct fixture *fixture = *state;
        char text[256];
        int fd;

        fixture->children = 2;
        fd = client(fixture, "status\n");
        control_on_state(&fixture->control, 1);
        now += 499;
        turn(fixture);
        assert_true(is_open(fd));
        now += 1;
        turn(fixture);
        assert_int_equal(hear(fd, text, sizeof text), 100);
}

static void
without_children_status_is_answered_at_once(void **state)
{
        struct fixture *fixture = *state;
        char text[256];

        assert_int_equal(hear(client(fixture, "status\n"), text, sizeof text), 100);
}

static void
a_long_report_arrives_whole(void **state)
{
        struct fixture *fixture = *state;
        static char text[REPORT_TEXT + 10];

        fixture->report_len = REPORT_TEXT - 1;
        assert_int_equal(hear(client(fixture, "status\n"), text, sizeof text), REPORT_TEXT - 1);
}

static void
reload_and_nonsense_are_answered(void **state)
{
        struct fixture *fixture = *state;
        char text[256];

        assert_int_equal(hear(client(fixture, "reload\n"), text, sizeof text), 3);
        assert_string_equal(text, "ok\n");
        assert_int_equal(fixture->reloads, 1);
        assert_true(hear(client(fixture, "reload now\n"), text, sizeof text) > 0);
        assert_memory_equal(text, "error ", 6);
        assert_true(hear(client(fixture, "\n"), text, sizeof text) > 0);
        assert_memory_equal(text, "error ", 6);
        assert_int_equal(fixture->reloads, 1);
}

static void
a_line_may_come_byte_by_byte(void **state)
{
        struct fixture *fixture = *state;
        int fd = client(fixture, "s");
        char text[256];

        for (const char *c = "tatus\n"; *c != '\0'; c++) {
                assert_true(is_open(fd));
                assert_int_equal(send(fd, c, 1, MSG_NOSIGNAL), 1);
                turn(fixture);
        }
        assert_int_equal(hear(fd, text, sizeof text), 100);
}

static void
a_slow_client_is_dropped_after_five_seconds(void **state)
{
        struct fixture *fixture = *state;
        int silent = client(fixture, ""), slow = client(fixture, "stat");
        char text[256];

        now += 4999;
        turn(fixture);
        assert_true(is_open(silent));
        assert_true(is_open(slow));
        now += 1;
        turn(fixture);
        assert_int_equal(hear(silent, text, sizeof text), 0);
        assert_int_equal(hear(slow, text, sizeof text), 0);
}

static void
a_line_too_long_is_dropped(void **state)
{
        struct fixture *fixture = *state;
        char line[CONTROL_LINE], text[256];
        int fd;

        memset(line, 'x', sizeof line);
        line[sizeof line - 1] = '\0';
        fd = client(fixture, line);
        assert_int_equal(hear(fd, text, sizeof text), 0);
        line[sizeof line - 2] = '\n'; /* the longest that fits */
        assert_true(hear(client(fixture, line), text, sizeof text) > 0);
}

static void
who_talks_out_of_turn_is_dropped(void **state)
{
        struct fixture *fixture = *state;
        char text[256];
        int fd;

        fixture->children = 1;
        fd = client(fixture, "status\n");
        assert_int_equal(send(fd, "reload\n", 7, MSG_NOSIGNAL), 7);
        turn(fixture);
        assert_int_equal(hear(fd, text, sizeof text), 0);
        assert_int_equal(fixture->reloads, 0);
}

static void
a_half_closed_client_still_gets_its_answer(void **state)
{
        struct fixture *fixture = *state;
        char text[256];
        int fd;

        fixture->children = 1;
        fd = client(fixture, "status\n");
        assert_int_equal(shutdown(fd, SHUT_WR), 0);
        turn(fixture);
        assert_true(is_open(fd));
        control_on_state(&fixture->control, 1);
        assert_int_equal(hear(fd, text, sizeof text), 100);
        fd = client(fixture, "status"); /* without the end of the line it has said nothing */
        assert_int_equal(shutdown(fd, SHUT_WR), 0);
        turn(fixture);
        assert_int_equal(hear(fd, text, sizeof text), 0);
}

static int
clients_of(const struct fixture *fixture)
{
        int n = 0;

        for (int i = 0; i < CONTROL_CLIENTS; i++)
                n += fixture->control.clients[i].fd >= 0;
        return n;
}

/* Else the loop would be woken by its hang-up until the children have answered. */
static void
a_client_that_goes_while_waiting_is_forgotten_at_once(void **state)
{
        struct fixture *fixture = *state;

        fixture->children = 1;
        close(client(fixture, "status\n"));
        turn(fixture);
        assert_int_equal(clients_of(fixture), 0);
        fixture->children = 1;
        {
                int fd = client(fixture, "status\n");

                shutdown(fd, SHUT_WR);
                turn(fixture);
                close(fd);
                turn(fixture);
        }
        assert_int_equal(clients_of(fixture), 0);
        control_on_state(&fixture->control, fixture->asked);
        assert_int_equal(fixture->reports, 0);
}

static void
a_client_that_goes_before_its_answer_does_no_harm(void **state)
{
        struct fixture *fixture = *state;
        int fd = try_connect(fixture);

        assert_int_equal(send(fd, "status\n", 7, MSG_NOSIGNAL), 7);
        close(fd);
        turn(fixture);
        assert_int_equal(clients_of(fixture), 0);
}

static void
twenty_clients_at_once_are_all_answered(void **state)
{
        struct fixture *fixture = *state;
        int fds[20], n = 0;
        char text[256];

        fixture->children = 1;
        while (n < 20) {
                fds[n] = try_connect(fixture);
                if (fds[n] < 0) {
                        /* room is made as soon as somebody is answered */
                        assert_int_equal(errno, EAGAIN);
                        turn(fixture);
                        assert_int_equal(clients_of(fixture), CONTROL_CLIENTS);
                        now += 500;
                        turn(fixture);
                        continue;
                }
                assert_int_equal(send(fds[n], "status\n", 7, MSG_NOSIGNAL), 7);
                n++;
        }
        for (int i = 0; i < 5; i++) {
                turn(fixture);
                now += 500;
        }
        turn(fixture);
        for (int i = 0; i < 20; i++)
                assert_int_equal(hear(fds[i], text, sizeof text), 100);
        assert_int_equal(clients_of(fixture), 0);
        assert_int_equal(hear(client(fixture, "reload\n"), text, sizeof text), 3);
}

static void
a_full_house_does_not_keep_the_loop_awake(void **state)
{
        struct fixture *fixture = *state;
        int fds[CONTROL_CLIENTS + 1];
        struct pollfd polls[LOOP_FDS];

        for (int i = 0; i <= CONTROL_CLIENTS; i++)
                fds[i] = client(fixture, "");
        turn(fixture);
        memcpy(polls, fixture->loop.polls, sizeof polls);
        assert_int_equal(poll(polls, (nfds_t)fixture->loop.nfds, 0), 0);
        for (int i = 0; i <= CONTROL_CLIENTS; i++)
                close(fds[i]);
        turn(fixture);
        turn(fixture);
        assert_int_equal(clients_of(fixture), 0);
}

static void
the_socket_is_the_owners_alone(void **state)
{
        struct fixture *fixture = *state;
        struct stat st;

        assert_int_equal(stat(fixture->control.path, &st), 0);
        assert_true(S_ISSOCK(st.st_mode));
        assert_int_equal(st.st_mode & 07777, 0600);
}

/* Even where the file's mode lets somebody through. */
static void
another_user_is_not_heard(void **state)
{
        struct fixture *fixture = *state;
        const struct passwd *pw = getpwnam("nobody");
        int status;
        pid_t pid;

        if (geteuid() != 0 || pw == NULL)
                skip();
        assert_int_equal(chmod(fixture->folder, 0711), 0);
        assert_int_equal(chmod(fixture->control.path, 0666), 0);
        pid = fork();
        if (pid == 0) {
                int fd;

                if (setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0)
                        _exit(1);
                fd = try_connect(fixture);
                _exit(fd >= 0 && send(fd, "reload\n", 7, MSG_NOSIGNAL) == 7 ? 0 : 2);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
        turn(fixture);
        assert_int_equal(fixture->reloads, 0);
        assert_int_equal(clients_of(fixture), 0);
}

static void
the_socket_of_a_dead_gateway_is_replaced(void **state)
{
        struct fixture *fixture = *state;
        static struct control second;
        char text[256];

        loop_remove(&fixture->loop, fixture->control.fd);
        close(fixture->control.fd); /* dead: the file stays */
        loop_init(&fixture->loop);
        assert_int_equal(control_open(&second, &fixture->loop, fixture->folder, &events, fixture), 0);
        assert_int_equal(hear(client(fixture, "reload\n"), text, sizeof text), 3);
        fixture->control = second;
        for (int i = 0; i < CONTROL_CLIENTS; i++)
                fixture->control.clients[i].control = &fixture->control;
}

static void
a_folder_that_is_missing_or_too_deep_is_told(void **state)
{
        struct control control;
        struct loop loop;
        char deep[CONFIG_PATH];

        (void)state;
        loop_init(&loop);
        assert_int_equal(control_open(&control, &loop, "/nonexistent/run", &events, NULL), -ENOENT);
        memset(deep, 'x', sizeof deep - 1);
        deep[0] = '/';
        deep[sizeof deep - 1] = '\0';
        loop_init(&loop);
        assert_int_equal(control_open(&control, &loop, deep, &events, NULL), -ENAMETOOLONG);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(status_waits_for_the_children_and_is_answered_once),
                CASE(a_child_that_is_silent_is_not_waited_for),
                CASE(without_children_status_is_answered_at_once),
                CASE(a_long_report_arrives_whole),
                CASE(reload_and_nonsense_are_answered),
                CASE(a_line_may_come_byte_by_byte),
                CASE(a_slow_client_is_dropped_after_five_seconds),
                CASE(a_line_too_long_is_dropped),
                CASE(who_talks_out_of_turn_is_dropped),
                CASE(a_half_closed_client_still_gets_its_answer),
                CASE(a_client_that_goes_while_waiting_is_forgotten_at_once),
                CASE(a_client_that_goes_before_its_answer_does_no_harm),
                CASE(twenty_clients_at_once_are_all_answered),
                CASE(a_full_house_does_not_keep_the_loop_awake),
                CASE(the_socket_is_the_owners_alone),
                CASE(another_user_is_not_heard),
                CASE(the_socket_of_a_dead_gateway_is_replaced),
                cmocka_unit_test(a_folder_that_is_missing_or_too_deep_is_told),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
