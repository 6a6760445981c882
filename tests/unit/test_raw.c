/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The small AT client on a pty. The modem at its other end is played inside poll(), which stands in for the system's here as clock_ms()
 * does for ours: it reads what was written, says its line, and time passes only when nobody says anything.
 */
#include "modem/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"

/* What the modem says to a command that begins with `to`. */
struct line {
        const char *to;
        const char *says;
        size_t len;                     /* 0: up to the NUL */
};

static struct {
        int master;
        char device[64];
        const struct line *lines;
        int nlines;
        char heard[512];
        size_t len, answered;
        bool chatters;                  /* says something every second, never a result */
        bool hangs_up;
        int64_t now;
        struct pulse pulse;
        int64_t busy_until;
} modem;

int64_t
clock_ms(void)
{
        return modem.now;
}

static bool
say(const char *text, size_t len)
{
        return write(modem.master, text, len) == (ssize_t)len;
}

static bool
answer(void)
{
        bool said = false;
        char *end;

        while ((end = strchr(modem.heard + modem.answered, '\r')) != NULL) {
                const char *command = modem.heard + modem.answered;

                modem.answered = (size_t)(end - modem.heard) + 1;
                for (int i = 0; i < modem.nlines; i++) {
                        const struct line *line = &modem.lines[i];

                        if (strncmp(command, line->to, strlen(line->to)) == 0) {
                                said = say(line->says, line->len > 0 ? line->len : strlen(line->says)) || said;
                                break;
                        }
                }
        }
        return said;
}

int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
        static const struct timespec at_once, soon = {.tv_sec = 5};
        ssize_t got = read(modem.master, modem.heard + modem.len, sizeof modem.heard - 1 - modem.len);
        bool said;

        modem.busy_until = atomic_load(&modem.pulse.deadline_ms);
        if (got > 0)
                modem.len += (size_t)got;
        if (modem.hangs_up && modem.master >= 0) {
                close(modem.master);
                modem.master = -1;
        }
        said = answer();
        if (!said && modem.chatters && timeout_ms > 1000) {
                modem.now += 1000;
                said = say("\r\n^RSSI: 12\r\n", 13);
        }
        if (!said && ppoll(fds, n, &at_once, NULL) == 0) {
                modem.now += timeout_ms;
                return 0;
        }
        return ppoll(fds, n, &soon, NULL);
}

static int
set_up(void **state)
{
        (void)state;
        memset(&modem, 0, sizeof modem);
        modem.now = 1000000;
        modem.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (modem.master < 0 || grantpt(modem.master) < 0 || unlockpt(modem.master) < 0)
                return -1;
        snprintf(modem.device, sizeof modem.device, "%s", ptsname(modem.master));
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        if (modem.master >= 0)
                close(modem.master);
        return 0;
}

static int
run(const struct line *lines, int n, int32_t location)
{
        modem.lines = lines;
        modem.nlines = n;
        return raw_delete(modem.device, location, &modem.pulse);
}

static const struct line obedient[] = {{"\033AT", "\r\nOK\r\n", 0}, {"AT+CPMS", "\r\n+CPMS: 1,50,1,50,1,50\r\n\r\nOK\r\n", 0}, {"AT+CMGD", "\r\nOK\r\n", 0}};

static void
removes_a_slot_of_the_sim(void **state)
{
        (void)state;
        assert_int_equal(run(obedient, 3, 7), 0);
        assert_string_equal(modem.heard, "\033AT\rAT+CPMS=\"SM\"\rAT+CMGD=7\r");
}

static void
removes_a_slot_of_the_modem(void **state)
{
        (void)state;
        assert_int_equal(run(obedient, 3, 100000), 0);
        assert_string_equal(modem.heard, "\033AT\rAT+CPMS=\"ME\"\rAT+CMGD=0\r");
}

static void
sets_the_pulse_for_as_long_as_it_may_take(void **state)
{
        (void)state;
        assert_int_equal(run(obedient, 3, 7), 0);
        assert_true(modem.busy_until >= 1000000 + 15000);
        assert_int_equal(atomic_load(&modem.pulse.deadline_ms), 0);
}

static void
an_error_is_a_no(void **state)
{
        static const char *const errors[] = {"\r\nERROR\r\n", "\r\n+CMS ERROR: 321\r\n", "\r\n+CME ERROR: 10\r\n"};

        for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
                const struct line lines[] = {obedient[0], obedient[1], {"AT+CMGD", errors[i], 0}};

                if (i > 0) {
                        tear_down(state);
                        set_up(state);
                }
                assert_int_equal(run(lines, 3, 7), -EIO);
        }
}

static void
without_the_store_nothing_is_removed(void **state)
{
        static const struct line lines[] = {{"\033AT", "\r\nOK\r\n", 0}, {"AT+CPMS", "\r\nERROR\r\n", 0}, {"AT+CMGD", "\r\nOK\r\n", 0}};

        (void)state;
        assert_int_equal(run(lines, 3, 7), -EIO);
        assert_null(strstr(modem.heard, "CMGD"));
}

/* After ESC some modems are silent or complain: the rest is tried all the same. */
static void
the_answer_to_esc_does_not_matter(void **state)
{
        static const struct line lines[] = {{"\033AT", "\r\nERROR\r\n", 0}, {"AT+CPMS", "\r\nOK\r\n", 0}, {"AT+CMGD", "\r\nOK\r\n", 0}};

        assert_int_equal(run(lines, 3, 7), 0);
        tear_down(state);
        set_up(state);
        assert_int_equal(run(obedient + 1, 2, 7), 0);
}

static void
silence_ends_in_time(void **state)
{
        int64_t began = modem.now;

        (void)state;
        assert_int_equal(run(NULL, 0, 7), -ETIMEDOUT);
        assert_in_range(modem.now - began, 5000, 20000);
        assert_null(strstr(modem.heard, "CMGD"));
}

static void
chatter_does_not_prolong_the_wait(void **state)
{
        int64_t began = modem.now;

        (void)state;
        modem.chatters = true;
        assert_int_equal(run(NULL, 0, 7), -ETIMEDOUT);
        assert_in_range(modem.now - began, 5000, 20000);
}

static void
the_result_is_found_behind_noise_and_echo(void **state)
{
        static const char noise[] = "AT+CPMS=\"SM\"\r\r\n+CREG: 1\r\n\0\0\xff\x80\r\nOK\r\n";
        static char flood[600];
        const struct line lines[] = {
                {"\033AT", "AT\r\r\nOK\r\n", 0},
                {"AT+CPMS", noise, sizeof noise - 1},
                {"AT+CMGD", flood, sizeof flood}};

        (void)state;
        memset(flood, 'x', sizeof flood);
        memcpy(flood + sizeof flood - 6, "\r\nOK\r\n", 6);
        assert_int_equal(run(lines, 3, 7), 0);
}

static void
a_modem_that_hangs_up_is_an_error_at_once(void **state)
{
        int64_t began = modem.now;

        (void)state;
        modem.hangs_up = true;
        assert_int_equal(run(obedient, 3, 7), -EIO);
        assert_int_equal(modem.now, began);
}

static void
a_missing_device_is_told_and_nothing_stays_open(void **state)
{
        int before = dup(STDIN_FILENO), after;

        (void)state;
        close(before);
        assert_int_equal(raw_delete("/nonexistent/ttyUSB0", 7, &modem.pulse), -ENOENT);
        assert_int_equal(run(obedient, 3, 7), 0);
        after = dup(STDIN_FILENO);
        close(after);
        assert_int_equal(before, after);
        assert_int_equal(atomic_load(&modem.pulse.deadline_ms), 0);
}

/* --- listing --- */

#define LISTED_SM "\r\n+CMGL: 3,1,,20\r\n0004AABB\r\n+CMTI: \"SM\",9\r\n\r\n+CMGL: 17,0,,20\r\n0004CC\r\n\r\nOK\r\n"

static int
list(const struct line *lines, int n, struct raw_message *messages, int room)
{
        modem.lines = lines;
        modem.nlines = n;
        return raw_list(modem.device, messages, room, &modem.pulse);
}

static const struct line lister[] = {
        {"\033AT", "\r\nOK\r\n", 0}, {"AT+CMGF", "\r\nOK\r\n", 0}, {"AT+CPMS=\"SM\"", "\r\nOK\r\n", 0}, {"AT+CMGL", LISTED_SM, 0},
        {"AT+CPMS=\"ME\"", "\r\n+CMS ERROR: 302\r\n", 0},
};

static void
lists_slots_and_octets(void **state)
{
        struct raw_message messages[4];

        (void)state;
        assert_int_equal(list(lister, 5, messages, 4), 2);
        assert_int_equal(messages[0].location, 3);
        assert_string_equal(messages[0].hex, "0004AABB");
        assert_false(messages[0].cut);
        assert_int_equal(messages[1].location, 17);
        assert_string_equal(messages[1].hex, "0004CC");
        assert_int_equal(atomic_load(&modem.pulse.deadline_ms), 0);
}

static void
lists_both_memories_and_tells_them_apart(void **state)
{
        const struct line lines[] = {lister[0], lister[1], lister[3], {"AT+CPMS", "\r\nOK\r\n", 0}};
        struct raw_message messages[4];

        (void)state;
        assert_int_equal(list(lines, 4, messages, 4), 4);
        assert_int_equal(messages[1].location, 17);
        assert_int_equal(messages[2].location, 100003);
}

static void
lists_no_more_than_there_is_room_for(void **state)
{
        struct raw_message messages[2] = {{.location = 0}, {.location = -5}};

        (void)state;
        assert_int_equal(list(lister, 5, messages, 1), 1);
        assert_int_equal(messages[1].location, -5);
}

static void
what_is_too_long_for_a_message_is_cut_and_said_so(void **state)
{
        static char says[1200] = "\r\n+CMGL: 1,0,,20\r\n";
        const struct line lines[] = {lister[0], lister[1], lister[2], {"AT+CMGL", says, 0}};
        struct raw_message messages[4];
        size_t len = strlen(says);

        (void)state;
        memset(says + len, 'A', RAW_PDU + 1);
        strcpy(says + len + RAW_PDU + 1, "\r\n+CMGL: 2,0,,20\r\n00\r\n\r\nOK\r\n");
        assert_int_equal(list(lines, 4, messages, 4), 2);
        assert_true(messages[0].cut);
        assert_int_equal(strlen(messages[0].hex), RAW_PDU);
        assert_false(messages[1].cut);
        assert_string_equal(messages[1].hex, "00");
}

static void
a_modem_that_lists_neither_memory_is_an_error(void **state)
{
        const struct line lines[] = {lister[0], lister[1], {"AT+CPMS", "\r\n+CMS ERROR: 311\r\n", 0}};
        struct raw_message messages[4];

        (void)state;
        assert_int_equal(list(lines, 3, messages, 4), -EIO);
        assert_null(strstr(modem.heard, "CMGL"));
        assert_int_equal(raw_list("/nonexistent/ttyUSB0", messages, 4, &modem.pulse), -ENOENT);
}

static void
a_silent_listing_ends_in_time(void **state)
{
        struct raw_message messages[4];
        int64_t began = modem.now;

        (void)state;
        assert_int_equal(list(NULL, 0, messages, 4), -ETIMEDOUT);
        assert_in_range(modem.now - began, 5000, 40000);
}

/* --- restarting --- */

static void
restarts_by_cfun_1_1(void **state)
{
        static const struct line lines[] = {{"\033AT", "\r\nOK\r\n", 0}, {"AT+CFUN=1,1", "\r\nOK\r\n", 0}};

        (void)state;
        modem.lines = lines;
        modem.nlines = 2;
        assert_int_equal(raw_restart(modem.device, &modem.pulse), 0);
        assert_string_equal(modem.heard, "\033AT\rAT+CFUN=1,1\r");
        assert_int_equal(atomic_load(&modem.pulse.deadline_ms), 0);
}

static void
who_does_not_know_that_is_switched_off_and_on(void **state)
{
        static const struct line lines[] = {
                {"\033AT", "\r\nOK\r\n", 0}, {"AT+CFUN=1,1", "\r\n+CME ERROR: 50\r\n", 0}, {"AT+CFUN=", "\r\nOK\r\n", 0}};

        (void)state;
        modem.lines = lines;
        modem.nlines = 3;
        assert_int_equal(raw_restart(modem.device, &modem.pulse), 0);
        assert_string_equal(modem.heard, "\033AT\rAT+CFUN=1,1\rAT+CFUN=0\rAT+CFUN=1\r");
}

static void
a_modem_that_hears_nothing_cannot_be_restarted(void **state)
{
        int64_t began = modem.now;

        (void)state;
        modem.lines = NULL;
        modem.nlines = 0;
        assert_int_equal(raw_restart(modem.device, &modem.pulse), -ETIMEDOUT);
        assert_in_range(modem.now - began, 5000, 60000);
        assert_null(strstr(modem.heard, "AT+CFUN=0"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(removes_a_slot_of_the_sim),
                CASE(removes_a_slot_of_the_modem),
                CASE(sets_the_pulse_for_as_long_as_it_may_take),
                CASE(an_error_is_a_no),
                CASE(without_the_store_nothing_is_removed),
                CASE(the_answer_to_esc_does_not_matter),
                CASE(silence_ends_in_time),
                CASE(chatter_does_not_prolong_the_wait),
                CASE(the_result_is_found_behind_noise_and_echo),
                CASE(a_modem_that_hangs_up_is_an_error_at_once),
                CASE(a_missing_device_is_told_and_nothing_stays_open),
                CASE(lists_slots_and_octets),
                CASE(lists_both_memories_and_tells_them_apart),
                CASE(lists_no_more_than_there_is_room_for),
                CASE(what_is_too_long_for_a_message_is_cut_and_said_so),
                CASE(a_modem_that_lists_neither_memory_is_an_error),
                CASE(a_silent_listing_ends_in_time),
                CASE(restarts_by_cfun_1_1),
                CASE(who_does_not_know_that_is_switched_off_and_on),
                CASE(a_modem_that_hears_nothing_cannot_be_restarted),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
