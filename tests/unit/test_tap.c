/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tap and the listener behind it: a process that reads the network's word and dies at any byte of it leaves it to the next.
 * covers: tap listen
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "modem/listen.h"
#include "modem/tap.h"

#define PDU_ECHO "0011000B910407000000F10008A70404180431\r\n"

struct line {
        int memory;                     /* as the parent holds it */
        int port, modem;                /* the two ends */
        struct pulse *pulse;
};

static int
set_up(void **state)
{
        struct line *line = calloc(1, sizeof *line);
        int fds[2];

        line->memory = tap_make();
        line->pulse = pulse_map(1);
        assert_true(line->memory >= 0);
        assert_non_null(line->pulse);
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
        line->port = fds[0];
        line->modem = fds[1];
        *state = line;
        return 0;
}

static int
tear_down(void **state)
{
        struct line *line = *state;

        tap_end();
        close(line->memory);
        close(line->port);
        close(line->modem);
        free(line);
        return 0;
}

static void
say(struct line *line, const char *bytes, size_t n)
{
        assert_int_equal(send(line->modem, bytes, n, 0), (ssize_t)n);
}

/* A life that hands a part over, reads `n` bytes, and dies without a word. */
static void
read_and_die(struct line *line, size_t n)
{
        char bytes[512];
        int status;
        pid_t pid = fork();

        if (pid == 0) {
                if (tap_open(dup(line->memory)) < 0)
                        _exit(1);
                tap_begin(line->port);
                while (n > 0) {
                        ssize_t got = tap_read(line->port, bytes, n);

                        if (got <= 0)
                                _exit(2);
                        n -= (size_t)got;
                }
                kill(getpid(), SIGKILL);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
}

static enum phone_sent
listen_in_next_life(struct line *line, int64_t until_ms)
{
        assert_int_equal(tap_open(dup(line->memory)), 0);
        return listen_for_word(line->port, until_ms, line->pulse);
}

static void
hears_a_word_that_was_read_up_to_any_byte(void **state)
{
        static const struct {
                const char *said;
                enum phone_sent sent;
        } rows[] = {
                {PDU_ECHO "\r\n+CMGS: 12\r\n\r\nOK\r\n", PHONE_SENT_ACCEPTED},
                {"\r\n^RSSI: 20\r\n\r\n+CMGS: 255\r\n\r\n+CMTI: \"SM\",3\r\n\r\nOK\r\n", PHONE_SENT_ACCEPTED},
                {"\r\n+CMS ERROR: 500\r\n", PHONE_SENT_LATER},
                {"\r\n+CMS ERROR: 1\r\n", PHONE_SENT_REFUSED},
                {"\r\n+CMS ERROR: 310\r\n", PHONE_SENT_BLOCKED},
                {"\r\nERROR\r\n", PHONE_SENT_LATER},
                {"\r\n+CME ERROR: 0\r\n", PHONE_SENT_LATER}, /* "phone failure", and not acceptance */
                {"\r\n+CMS ERROR: SIM busy\r\n", PHONE_SENT_LATER},
                {"\r\n+CMS ERROR:\r\n", PHONE_SENT_LATER},
                {"\r\n+CMS ERROR: 4294967296\r\n", PHONE_SENT_LATER},
                {"\r\n+CMS ERROR: 4294967297\r\n", PHONE_SENT_LATER},
        };
        struct line *line = *state;

        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
                for (size_t n = 0; n <= strlen(rows[i].said); n++) {
                        say(line, rows[i].said, strlen(rows[i].said));
                        read_and_die(line, n);
                        assert_int_equal(listen_in_next_life(line, clock_ms() + 10000), rows[i].sent);
                        tap_end();
                        while (recv(line->port, (char[64]){0}, 64, MSG_DONTWAIT) > 0)
                                ;
                }
}

/* Each life dies in the middle of listening, and the word comes in crumbs. */
static void
hears_a_word_over_many_lives(void **state)
{
        static const char said[] = "\r\n+CMGS: 7\r\n\r\nOK\r\n";
        struct line *line = *state;

        tap_begin(-1);
        for (size_t i = 0; i < sizeof said - 1; i++) {
                int status;
                pid_t pid;

                say(line, said + i, 1);
                pid = fork();
                if (pid == 0) {
                        enum phone_sent sent = listen_in_next_life(line, 0); /* reads what is there and finds no word */

                        _exit(sent == PHONE_SENT_ACCEPTED ? 3 : 4);
                }
                assert_int_equal(waitpid(pid, &status, 0), pid);
                assert_true(WIFEXITED(status));
                if (WEXITSTATUS(status) == 3)
                        assert_true(i >= strlen("\r\n+CMGS: 7")); /* accepted is accepted, also without the OK */
        }
        assert_int_equal(listen_in_next_life(line, 0), PHONE_SENT_ACCEPTED);
}

static void
reads_what_is_in_the_line_however_late_it_is(void **state)
{
        struct line *line = *state;

        say(line, "\r\n+CMGS: 1\r\n\r\nOK\r\n", 18);
        assert_int_equal(listen_in_next_life(line, clock_ms() - 100000), PHONE_SENT_ACCEPTED);
}

static void
hears_nothing_where_nothing_is_said(void **state)
{
        struct line *line = *state;

        assert_int_equal(listen_in_next_life(line, clock_ms() + 10), PHONE_SENT_UNKNOWN);
        assert_int_equal(tap_open(dup(line->memory)), 0);
        assert_int_equal(listen_for_word(-1, clock_ms() + 100000, line->pulse), PHONE_SENT_UNKNOWN);
}

static void
a_new_part_begins_with_an_empty_tap(void **state)
{
        struct line *line = *state;
        char bytes[64];

        say(line, "\r\n+CMGS: 1\r\n\r\nOK\r\n", 18);
        read_and_die(line, 18);
        assert_int_equal(tap_open(dup(line->memory)), 0);
        tap_begin(line->port);
        say(line, "\r\n+CREG: 1\r\n", 12);
        assert_int_equal(tap_read(line->port, bytes, sizeof bytes), 12);
        assert_int_equal(listen_in_next_life(line, 0), PHONE_SENT_UNKNOWN);
}

/* Without waiting, and without the end that is still to come. */
static void
tells_what_is_kept_so_far(void **state)
{
        struct line *line = *state;
        char bytes[64];

        assert_int_equal(tap_open(dup(line->memory)), 0);
        tap_begin(line->port);
        assert_int_equal(listen_to_tap(), PHONE_SENT_UNKNOWN);
        say(line, "\r\n+CMGS: 4\r\n", 13);
        assert_int_equal(tap_read(line->port, bytes, sizeof bytes), 13);
        assert_int_equal(listen_to_tap(), PHONE_SENT_ACCEPTED);
        tap_begin(line->port);
        say(line, "\r\n+CMS ERROR: 42\r\n", 19);
        assert_int_equal(tap_read(line->port, bytes, sizeof bytes), 19);
        assert_int_equal(listen_to_tap(), PHONE_SENT_LATER);
}

static void
leaves_nothing_behind_once_the_word_is_noted(void **state)
{
        struct line *line = *state;
        char *memory = mmap(NULL, TAP_BYTES, PROT_READ, MAP_SHARED, line->memory, 0);
        static const char nothing[TAP_BYTES];

        assert_true(memory != MAP_FAILED);
        say(line, PDU_ECHO, strlen(PDU_ECHO));
        read_and_die(line, strlen(PDU_ECHO));
        assert_memory_not_equal(memory, nothing, TAP_BYTES);
        assert_int_equal(tap_open(dup(line->memory)), 0);
        tap_end();
        assert_memory_equal(memory, nothing, TAP_BYTES);
        munmap(memory, TAP_BYTES);
}

/* A stick that never stops talking fills the tap; reading goes on. */
static void
bears_more_than_it_can_keep(void **state)
{
        static const char chatter[] = "\r\n^RSSI: 20\r\n";
        struct line *line = *state;
        char bytes[512];
        size_t len;

        assert_int_equal(tap_open(dup(line->memory)), 0);
        tap_begin(line->port);
        for (int i = 0; i < 2 * TAP_BYTES / (int)sizeof chatter; i++) {
                say(line, chatter, sizeof chatter - 1);
                for (size_t got = 0; got < sizeof chatter - 1;) {
                        ssize_t n = tap_read(line->port, bytes, sizeof bytes);

                        assert_true(n > 0);
                        got += (size_t)n;
                }
        }
        (void)tap_kept(&len);
        assert_in_range(len, 1, TAP_BYTES);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(hears_a_word_that_was_read_up_to_any_byte, set_up, tear_down),
                cmocka_unit_test_setup_teardown(hears_a_word_over_many_lives, set_up, tear_down),
                cmocka_unit_test_setup_teardown(reads_what_is_in_the_line_however_late_it_is, set_up, tear_down),
                cmocka_unit_test_setup_teardown(hears_nothing_where_nothing_is_said, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_new_part_begins_with_an_empty_tap, set_up, tear_down),
                cmocka_unit_test_setup_teardown(tells_what_is_kept_so_far, set_up, tear_down),
                cmocka_unit_test_setup_teardown(leaves_nothing_behind_once_the_word_is_noted, set_up, tear_down),
                cmocka_unit_test_setup_teardown(bears_more_than_it_can_keep, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
