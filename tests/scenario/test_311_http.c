/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Call-backs of an aggregator, with curl as a provider would and with connections as nobody should: menus to the end, repeats, limits,
 * the secret and the list of callers, slow, huge, broken and parallel requests, the death of the engine and of the front.
 * covers: server request http
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "harness_http.h"

#define ANNA "+40700000001"
#define SECRET "0123456789abcdef0123"
#define GUARD "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; };"

static int port;

static struct rig *
open_rig(const char *more)
{
        char config[512];
        struct rig_options options = {.no_modems = true, .languages = "\"uk\", \"ru\", \"ro\", \"en\"", .config = config};
        struct rig *rig;

        port = http_free_port();
        snprintf(config, sizeof config, "http = { listen = \"127.0.0.1:%d\"; %s }; " GUARD, port, more);
        rig = rig_open(&options);
        rig_wait_status(rig, "front.http.phase", "ready");
        return rig;
}

static void
expect(struct rig *rig, const struct http_reply *reply, int status, const char *body)
{
        if (reply->status != status || strcmp(reply->body, body) != 0)
                rig_fail(rig, "wanted %d \"%s\", got %d \"%s\"", status, body, reply->status, reply->body);
}

static void
expect_menu(struct rig *rig, const struct http_reply *reply)
{
        if (reply->status != 200 || strncmp(reply->body, "CON ", 4) != 0)
                rig_fail(rig, "wanted a menu, got %d \"%s\"", reply->status, reply->body);
}

static long
counted(struct rig *rig, const char *channel)
{
        char sql[256];

        snprintf(sql, sizeof sql, "select coalesce(sum(messages), 0) from outcomes where channel = %s and outcome = 1", channel);
        return rig_count(rig, sql);
}

/* --- a provider's day --- */

/* Language, topic, and page after page while there is one more; every step twice, as if its answer had been lost. Then she says stop. */
static void
a_menu_is_walked_to_the_end_and_counted_once(void **state)
{
        struct rig *rig = open_rig("");
        char path[128] = "", first[2048];
        int steps = 0;

        (void)state;
        for (bool more = true; more; steps++) {
                const struct http_reply *reply = http_ussd(rig, port, "ATUid_1", ANNA, path);

                if (strstr(reply->head, "text/plain; charset=utf-8") == NULL || strstr(reply->head, "no-store") == NULL || steps > 12)
                        rig_fail(rig, "step %d: %s%s", steps, reply->head, reply->body);
                expect_menu(rig, reply);
                more = steps < 2 || strstr(reply->body, "\n0 ") != NULL;
                snprintf(first, sizeof first, "%.2047s", reply->body);
                expect(rig, http_ussd(rig, port, "ATUid_1", ANNA, path), 200, first);
                if (more)
                        snprintf(path + strlen(path), sizeof path - strlen(path), "%s", steps == 0 ? "4" : steps == 1 ? "*1" : "*0");
        }
        assert_true(steps > 2);
        snprintf(path + strlen(path), sizeof path - strlen(path), "*STOP");
        snprintf(first, sizeof first, "%.2047s", http_ussd(rig, port, "ATUid_1", ANNA, path)->body);
        if (strncmp(first, "END ", 4) != 0)
                rig_fail(rig, "no end: %s", first);
        expect(rig, http_ussd(rig, port, "ATUid_1", ANNA, path), 200, first);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(counted(rig, "2"), 2); /* the topic, and the end */
        rig_close(rig);
}

static void
who_is_never_answered_gets_a_full_stop(void **state)
{
        struct rig *rig = open_rig("");

        (void)state;
        expect(rig, http_ussd(rig, port, "s", "+881600000001", ""), 200, "END .");
        expect(rig, http_ussd(rig, port, "s", "881600000001", ""), 200, "END .");
        expect_menu(rig, http_ussd(rig, port, "s", "40700000001", ""));
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(counted(rig, "2"), 0);
        assert_int_equal(rig_count(rig, "select sum(messages) from outcomes where channel = 2 and outcome = 3"), 1); /* the second is a repeat */
        rig_close(rig);
}

/* --- what is wrong is refused, with a reason and without an echo --- */

static void
wrong_requests_are_refused_with_a_reason(void **state)
{
        struct rig *rig = open_rig("");
        const struct http_reply *reply;

        (void)state;
        expect(rig, http_curl(rig, "http://127.0.0.1:%d/", port), 404, "no such path\n");
        expect(rig, http_curl(rig, "http://127.0.0.1:%d/ussd/x -d a", port), 404, "no such path\n");
        expect(rig, http_curl(rig, "http://127.0.0.1:%d/ussdx -d a", port), 404, "no such path\n");
        expect(rig, http_curl(rig, "'http://127.0.0.1:%d/ussd?sessionId=1&phoneNumber=%%2B40700000001&text='", port), 405, "wrong method\n");
        expect(rig, http_curl(rig, "-X PUT -d x http://127.0.0.1:%d/kannel", port), 405, "wrong method\n");
        reply = http_curl(rig, "-I http://127.0.0.1:%d/ussd", port);
        assert_int_equal(reply->status, 405);
        expect(rig, http_curl(rig, "-H 'Content-Type: text/plain' -d a http://127.0.0.1:%d/ussd", port), 415,
               "the body must be application/x-www-form-urlencoded\n");
        expect(rig, http_curl(rig, "-d 'sessionId=%%zz' http://127.0.0.1:%d/ussd", port), 400, "the fields are not in the form name=value&name=value\n");
        expect(rig, http_curl(rig, "-d '' http://127.0.0.1:%d/ussd", port), 400, "sessionId is missing\n");
        expect(rig, http_ussd(rig, port, "<script>", "<b>", ""), 400, "phoneNumber is no number\n");
        expect(rig, http_ussd(rig, port, "s", ANNA, NULL), 400, "text is missing\n");
        expect(rig, http_curl(rig, "'http://127.0.0.1:%d/kannel?text=job'", port), 400, "the sender is missing\n");
        expect(rig, http_curl(rig, "http://127.0.0.1:%d/health", port), 200, "ok\n");
        rig_wait_status(rig, "front.http.requests", "0");
        rig_wait_status(rig, "front.http.refused", "12");
        assert_non_null(strstr(rig_status(rig, "front.http.problem"), "none of 12 requests of the last hour was taken; "));
        rig_close(rig);
}

static void
huge_requests_are_refused_and_hold_nothing(void **state)
{
        static char big[300000];
        struct rig *rig = open_rig("");
        char head[256];
        int fd;

        (void)state;
        memset(big, 'a', sizeof big);
        big[0] = 't';
        big[5000] = '\0';
        expect(rig, http_curl(rig, "-d %s http://127.0.0.1:%d/ussd", big, port), 413, "too large\n");
        big[5000] = 'a';
        fd = http_connect(port); /* told at once, before a byte of it */
        snprintf(head, sizeof head, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n", sizeof big);
        assert_true(http_send(fd, head, strlen(head)));
        expect(rig, http_read(rig, fd), 413, "too large\n");
        close(fd);
        fd = http_connect(port); /* a body without an end */
        snprintf(head, sizeof head, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert_true(http_send(fd, head, strlen(head)));
        for (int i = 0; i < 100 && http_send(fd, "4000\r\n", 6) && http_send(fd, big, 0x4000) && http_send(fd, "\r\n", 2); i++)
                ;
        assert_int_equal(http_read(rig, fd)->status, 0);
        close(fd);
        fd = http_connect(port); /* a header without an end */
        (void)http_send(fd, "GET /", 5);
        (void)http_send(fd, big, sizeof big);
        assert_true(http_read(rig, fd)->status >= 0);
        close(fd);
        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
        rig_close(rig);
}

static void
broken_requests_do_no_harm(void **state)
{
        static const char *const broken[] = {
                "\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "GET \r\n\r\n",
                "GET ? HTTP/1.1\r\n\r\n",
                "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /ussd HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n",
                "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", /* TLS */
                "GET /kannel?from=%00%ff&text=%d8%3d&coding=2&charset=x HTTP/1.0\r\n\r\n",
                "POST /kannel HTTP/1.1\r\nHost: x\r\nX-Kannel-From: \xff\xfe\r\nContent-Length: 2\r\n\r\n\xff\xff",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /ussd HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        };
        struct rig *rig = open_rig("");
        pid_t before = rig_child(rig, "http");

        (void)state;
        for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
                int fd = http_connect(port);

                (void)http_send(fd, broken[i], strlen(broken[i]));
                (void)shutdown(fd, SHUT_WR);
                if (i > 0 && strstr(http_read(rig, fd)->body, "zz") != NULL) /* the first is not answered until its time is over */
                        rig_fail(rig, "an echo of request %zu", i);
                close(fd);
                fd = http_connect(port);
                (void)http_send(fd, broken[i], strlen(broken[i]));
                close(fd); /* and away */
        }
        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
        assert_int_equal(rig_child(rig, "http"), before);
        rig_close(rig);
}

/* --- who may call --- */

static void
without_the_secret_nobody_is_heard(void **state)
{
        struct rig *rig = open_rig("secret = \"" SECRET "\";");

        (void)state;
        expect(rig, http_ussd(rig, port, "s", ANNA, ""), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "-d a http://127.0.0.1:%d/ussd/", port), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "-d a http://127.0.0.1:%d/ussd/0123456789abcdef012", port), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "-d a http://127.0.0.1:%d/ussd/0123456789abcdef01234", port), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "-d a http://127.0.0.1:%d/ussd/0123456789abcdef0124", port), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "-d a http://127.0.0.1:%d/ussd/%0200d", port, 1), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "'http://127.0.0.1:%d/kannel?from=%%2B40700000001&text=job'", port), 403, "wrong secret\n");
        expect(rig, http_curl(rig, "http://127.0.0.1:%d/health", port), 200, "ok\n");
        assert_non_null(strstr(rig_status(rig, "front.http.problem"), "http.secret"));
        expect_menu(rig, http_curl(rig, "-d 'sessionId=1&phoneNumber=%%2B40700000001&text=' http://127.0.0.1:%d/ussd/" SECRET, port));
        assert_int_equal(http_curl(rig, "'http://127.0.0.1:%d/kannel/" SECRET "?from=%%2B40700000001&text=job'", port)->status, 200);
        assert_string_equal(rig_status(rig, "front.http.problem"), "");
        rig_close(rig);
}

static void
an_address_that_is_not_allowed_is_hung_up_on(void **state)
{
        struct rig *rig = open_rig("allow = [ \"127.0.0.2\", \"127.1.0.0/16\" ];");

        (void)state;
        assert_int_equal(http_curl(rig, "http://127.0.0.1:%d/health", port)->status, 0);
        assert_int_equal(http_curl(rig, "--interface 127.0.0.2 http://127.0.0.1:%d/health", port)->status, 200);
        assert_int_equal(http_curl(rig, "--interface 127.1.255.3 http://127.0.0.1:%d/health", port)->status, 200);
        assert_int_equal(http_curl(rig, "--interface 127.2.0.1 http://127.0.0.1:%d/health", port)->status, 0);
        assert_non_null(strstr(rig_status(rig, "front.http.problem"), "none of 2 requests of the last hour was taken; they came from addresses"));
        rig_close(rig);
}

/* --- slow and many --- */

#define SLOW 300                        /* more than there are places */

/* The provider is told to come back, before it gives up by itself. */
static void
expect_patience_with_an_engine_that_hangs(struct rig *rig)
{
        const struct http_reply *reply;
        pid_t engine = rig_signal(rig, "engine", SIGSTOP);

        reply = http_ussd(rig, port, "s", ANNA, "");
        expect(rig, reply, 503, "busy\n");
        assert_non_null(strstr(reply->head, "Retry-After: 1"));
        kill(engine, SIGCONT);
        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
        assert_non_null(strstr(rig_status(rig, "front.http.problem"), "1 requests of the last hour were turned away"));
}

/*
 * Connections that never say all: most say no more, some a byte at a time. A provider is served beside them, and after the time for a request
 * they are hung up on, however busy they look.
 */
static void
slow_callers_and_a_hanging_engine_hold_nobody_up(void **state)
{
        static int slow[SLOW];
        struct rig *rig = open_rig("");
        int64_t began = clock_ms();
        int open = SLOW, steps = 0;

        (void)state;
        for (int i = 0; i < SLOW; i++) {
                slow[i] = http_connect(port);
                assert_true(slow[i] >= 0);
                (void)http_send(slow[i], "POST /ussd HTTP/1.1\r\nHost: ", i % 2 == 0 ? 27 : 1);
        }
        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
        if (clock_ms() - began > RIG_MS / 2)
                rig_fail(rig, "the provider had to wait for the slow ones");
        expect_patience_with_an_engine_that_hangs(rig);
        while (open > 0) {
                for (int i = 0; i < SLOW; i++) {
                        char byte;

                        if (slow[i] < 0 || (recv(slow[i], &byte, 1, MSG_DONTWAIT) < 0 && (i % 4 != 0 || http_send(slow[i], "x", 1))))
                                continue;
                        close(slow[i]);
                        slow[i] = -1;
                        open--;
                }
                if (clock_ms() - began > 2 * RIG_MS)
                        rig_fail(rig, "%d slow connections are still open", open);
                if (++steps % 8 == 0)
                        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
                (void)poll(NULL, 0, 100);
        }
        rig_wait_status(rig, "front.http.sessions", "0");
        rig_close(rig);
}

static size_t
write_step(long i, char *out, size_t room)
{
        static const char *const paths[] = {"", "1", "1*1", "2*9*1", "3*%D0%BF%D0%BE%D0%BC%D0%BE%D1%87%D1%8C"};
        char body[256];
        int len = snprintf(body, sizeof body, "sessionId=s%ld&phoneNumber=%%2B4070%07ld&text=%s", i, i, paths[i % 5]);

        return (size_t)snprintf(out, room, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                                len, body);
}

static bool
is_page(long i, const struct http_reply *reply)
{
        (void)i;
        return reply->status == 200 && (strncmp(reply->body, "CON ", 4) == 0 || strncmp(reply->body, "END ", 4) == 0) && reply->len > 5;
}

static void
parallel_requests_get_their_own_answers(void **state)
{
        struct rig *rig = open_rig("");
        struct http_flood flood = {.port = port, .connections = 128, .n = 5000, .write = write_step, .is_right = is_page};

        (void)state;
        http_flood(rig, &flood);
        if (flood.nright != flood.n)
                rig_fail(rig, "%ld of %ld answers are wrong", flood.nwrong, flood.n);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "select sum(messages) from outcomes where channel = 2 and outcome = 1"),
                         rig_count(rig, "select sum(messages) from topics"));
        rig_close(rig);
}

/* --- death --- */

static void
kill_in_turn(struct rig *rig, long nanswered)
{
        static const char *const names[] = {"engine", "ledger", "http"};
        pid_t pid = rig_child(rig, names[nanswered / 1000 % 3]);

        if (pid > 0)
                kill(pid, SIGKILL);
}

/* A provider that asks again when a connection breaks, or is told to come back, gets every answer. */
static bool
is_page_or_busy(long i, const struct http_reply *reply)
{
        return is_page(i, reply) || reply->status == 503;
}

static void
whoever_dies_the_provider_is_answered(void **state)
{
        struct rig *rig = open_rig("");
        struct http_flood flood = {.port = port, .connections = 16, .n = 6000, .write = write_step, .is_right = is_page_or_busy, .on_tick = kill_in_turn};

        (void)state;
        http_flood(rig, &flood);
        if (flood.nright != flood.n)
                rig_fail(rig, "%ld of %ld answers are wrong", flood.nwrong, flood.n);
        rig_wait_status(rig, "front.http.phase", "ready");
        rig_wait_status(rig, "engine.up", "yes");
        expect_menu(rig, http_ussd(rig, port, "s", ANNA, ""));
        rig_close(rig);
}

/* --- nothing is told --- */

static void
the_log_says_nothing_of_what_came_in(void **state)
{
        struct rig *rig = open_rig("");
        const char *log;

        (void)state;
        (void)http_ussd(rig, port, "ATUid_77", ANNA, "1*polite*0700000077");
        (void)http_curl(rig, "'http://127.0.0.1:%d/kannel?from=%%2B40700000001&text=polite&id=ATUid_77'", port);
        (void)http_curl(rig, "-X PUT 'http://127.0.0.1:%d/kannel?from=%%2B40700000001&text=polite&id=ATUid_77'", port);
        (void)http_curl(rig, "-d 'sessionId=ATUid_77&phoneNumber=%%zz40700000001' 'http://127.0.0.1:%d/ussd'", port);
        assert_int_equal(rig_stop_daemon(rig), 0);
        log = rig_log(rig);
        assert_null(strstr(log, "700000001"));
        assert_null(strstr(log, "700000077"));
        assert_null(strstr(log, "polite"));
        assert_null(strstr(log, "ATUid"));
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_menu_is_walked_to_the_end_and_counted_once),
                cmocka_unit_test(who_is_never_answered_gets_a_full_stop),
                cmocka_unit_test(wrong_requests_are_refused_with_a_reason),
                cmocka_unit_test(huge_requests_are_refused_and_hold_nothing),
                cmocka_unit_test(broken_requests_do_no_harm),
                cmocka_unit_test(without_the_secret_nobody_is_heard),
                cmocka_unit_test(an_address_that_is_not_allowed_is_hung_up_on),
                cmocka_unit_test(slow_callers_and_a_hanging_engine_hold_nobody_up),
                cmocka_unit_test(parallel_requests_get_their_own_answers),
                cmocka_unit_test(whoever_dies_the_provider_is_answered),
                cmocka_unit_test(the_log_says_nothing_of_what_came_in),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
