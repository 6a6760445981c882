/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The shapes that a provider's request may have: kept connections, HTTP/1.0, bodies in pieces, several requests at once, a client that waits
 * for "100 Continue"; and those that it must not have: broken escapes, endless paths, other alphabets. What is refused is refused with a
 * reason, which never holds a word of the request, and the next request is served.
 * covers: request ussd form
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness_http.h"

#define GUARD "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; };"
#define HEAD "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
#define FIELDS "sessionId=s&phoneNumber=%2B40700000001&text="
#define STEPS "text is no list of inputs with * between them, or too long\n"
#define FORM "the fields are not in the form name=value&name=value\n"

static int port;

static struct rig *
open_rig(void)
{
        char config[256];
        struct rig_options options = {.no_modems = true, .languages = "\"uk\", \"ru\", \"ro\", \"en\"", .config = config};
        struct rig *rig;

        port = http_free_port();
        snprintf(config, sizeof config, "http = { listen = \"127.0.0.1:%d\"; }; " GUARD, port);
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
        if (reply->status != 200 || strncmp(reply->body, "CON 1 SOS 112\n", 14) != 0)
                rig_fail(rig, "wanted the first menu, got %d \"%s\"", reply->status, reply->body);
}

/* A whole request with that body on that connection. */
static void
post(int fd, const char *head, const char *body)
{
        static char request[65536];
        int len = snprintf(request, sizeof request, "%sContent-Length: %zu\r\n\r\n%s", head, strlen(body), body);

        assert_true(len > 0 && len < (int)sizeof request && http_send(fd, request, (size_t)len));
}

/* On a connection of its own. */
static const struct http_reply *
ask(struct rig *rig, const char *body)
{
        const struct http_reply *reply;
        int fd = http_connect(port);

        post(fd, HEAD, body);
        reply = http_read(rig, fd);
        close(fd);
        return reply;
}

/* --- what may come --- */

/* Of /proc/PID/status: "VmRSS:" in kB, "voluntary_ctxt_switches:". */
static long
fact_of_http(struct rig *rig, const char *name)
{
        char path[64], line[256];
        long value = -1;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/status", (int)rig_child(rig, "http"));
        file = fopen(path, "re");
        assert_non_null(file);
        while (fgets(line, sizeof line, file) != NULL)
                if (strncmp(line, name, strlen(name)) == 0)
                        value = strtol(line + strlen(name), NULL, 10);
        fclose(file);
        assert_true(value >= 0);
        return value;
}

static size_t
write_step(long i, char *out, size_t room)
{
        char body[128];
        int len = snprintf(body, sizeof body, "sessionId=s%ld&phoneNumber=%%2B4070%07ld&text=", i, i % 1000);

        return (size_t)snprintf(out, room, HEAD "Content-Length: %d\r\n\r\n%s", len, body);
}

static bool
is_menu(long i, const struct http_reply *reply)
{
        (void)i;
        return reply->status == 200 && strncmp(reply->body, "CON 1 SOS 112\n", 14) == 0;
}

#ifdef __SANITIZE_ADDRESS__
#define GROWTH_KB (64 << 10)            /* AddressSanitizer keeps what was freed */
#else
#define GROWTH_KB 256
#endif

/* None is broken, nothing grows, and no request waits for the next millisecond: it slept twice in each once, 2 ms that nobody saw. */
static void
ten_thousand_requests_come_over_one_connection(void **state)
{
        struct rig *rig = open_rig();
        struct http_flood first = {.port = port, .connections = 1, .n = 3000, .write = write_step, .is_right = is_menu}, second = first;
        long memory, sleeps;

        (void)state;
        http_flood(rig, &first);
        memory = fact_of_http(rig, "VmRSS:");
        sleeps = fact_of_http(rig, "voluntary_ctxt_switches:");
        second.n = 7000;
        http_flood(rig, &second);
        assert_int_equal(first.nright + second.nright, 10000);
        assert_int_equal(first.nbroken + second.nbroken, 0);
        assert_in_range(fact_of_http(rig, "VmRSS:"), 1, memory + GROWTH_KB);
        assert_in_range(fact_of_http(rig, "voluntary_ctxt_switches:"), sleeps, sleeps + second.n * 11 / 5);
        rig_close(rig);
}

static void
old_clients_are_served_and_hung_up_on(void **state)
{
        struct rig *rig = open_rig();
        int fd = http_connect(port);

        (void)state;
        post(fd, "POST /ussd HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\n", FIELDS);
        expect_menu(rig, http_read(rig, fd));
        assert_int_equal(http_read(rig, fd)->status, 0);
        close(fd);
        fd = http_connect(port); /* unless they ask for more */
        for (int i = 0; i < 3; i++) {
                post(fd, "POST /ussd HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Type: application/x-www-form-urlencoded\r\n", FIELDS);
                expect_menu(rig, http_read(rig, fd));
        }
        close(fd);
        rig_close(rig);
}

static void
a_body_may_come_in_pieces(void **state)
{
        static const char *const body = FIELDS "4*%64%61nger";
        struct rig *rig = open_rig();
        char whole[2048], piece[16];
        int fd = http_connect(port);

        (void)state;
        snprintf(whole, sizeof whole, "%.2047s", ask(rig, body)->body);
        assert_non_null(strstr(whole, "112"));
        assert_true(http_send(fd, HEAD "Transfer-Encoding: chunked\r\n\r\n", strlen(HEAD) + 30));
        for (const char *at = body; *at != '\0'; at++) {
                snprintf(piece, sizeof piece, "1\r\n%c\r\n", *at);
                assert_true(http_send(fd, piece, strlen(piece)));
        }
        assert_true(http_send(fd, "0\r\n\r\n", 5));
        expect(rig, http_read(rig, fd), 200, whole);
        post(fd, HEAD, body); /* and the connection is as good as before */
        expect(rig, http_read(rig, fd), 200, whole);
        close(fd);
        rig_close(rig);
}

static void
a_client_may_wait_to_be_told_to_go_on(void **state)
{
        struct rig *rig = open_rig();
        char head[256], word[26] = "";
        int fd = http_connect(port);
        struct pollfd one = {.fd = fd, .events = POLLIN};

        (void)state;
        snprintf(head, sizeof head, HEAD "Expect: 100-continue\r\nContent-Length: %zu\r\n\r\n", strlen(FIELDS));
        assert_true(http_send(fd, head, strlen(head)));
        assert_int_equal(poll(&one, 1, RIG_MS), 1);
        assert_int_equal(recv(fd, word, sizeof word - 1, 0), sizeof word - 1); /* http_read() passes over it */
        assert_string_equal(word, "HTTP/1.1 100 Continue\r\n\r\n");
        assert_true(http_send(fd, FIELDS, strlen(FIELDS)));
        expect_menu(rig, http_read(rig, fd));
        close(fd);
        rig_close(rig);
}

/* --- what must not --- */

static void
broken_escapes_are_refused_and_not_repeated(void **state)
{
        static const struct {
                const char *body, *words;
        } broken[] = {
                {"%", FORM}, {"%4", FORM}, {"sessionId=%zz", FORM}, {"sessionId=1%g0&phoneNumber=1&text=", FORM},
                {"&&&&", "sessionId is missing\n"}, {"====", "sessionId is missing\n"}, {"SESSIONID=1", "sessionId is missing\n"},
                {FIELDS "%ff%fe", STEPS}, {FIELDS "%00", STEPS}, {FIELDS "%e2%82", STEPS}, {FIELDS "%ed%a0%80", STEPS}, {FIELDS "caf\xe9", STEPS},
                {FIELDS "%1b[2J", STEPS}, {FIELDS "1&text=2", "a field stands there twice\n"},
                {"sessionId=s&phoneNumber=%00&text=", "phoneNumber is no number\n"},
        };
        struct rig *rig = open_rig();

        (void)state;
        for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
                expect(rig, ask(rig, broken[i].body), 400, broken[i].words);
        expect_menu(rig, ask(rig, FIELDS));
        rig_close(rig);
}

static void
paths_have_an_end(void **state)
{
        static char body[16384];
        struct rig *rig = open_rig();
        size_t len = strlen(FIELDS);

        (void)state;
        strcpy(body, FIELDS);
        for (int i = 0; i < 127; i++)
                len += (size_t)snprintf(body + len, sizeof body - len, "%d*", i % 10);
        strcpy(body + len, "00");
        expect_menu(rig, ask(rig, body));
        strcpy(body + len, "1*00");
        expect(rig, ask(rig, body), 400, STEPS);
        for (int i = 1; len < 3500; i++)
                len += (size_t)snprintf(body + len, sizeof body - len, "%d*", i);
        expect(rig, ask(rig, body), 400, STEPS);
        for (int i = 1; len < 15000; i++)
                len += (size_t)snprintf(body + len, sizeof body - len, "%d*", i);
        expect(rig, ask(rig, body), 413, "too large\n");
        expect_menu(rig, ask(rig, FIELDS));
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(ten_thousand_requests_come_over_one_connection),
                cmocka_unit_test(old_clients_are_served_and_hung_up_on),
                cmocka_unit_test(a_body_may_come_in_pieces),
                cmocka_unit_test(a_client_may_wait_to_be_told_to_go_on),
                cmocka_unit_test(broken_escapes_are_refused_and_not_repeated),
                cmocka_unit_test(paths_have_an_end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
