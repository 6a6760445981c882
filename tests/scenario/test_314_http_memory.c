/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory of the http process: a number is gone from it before the engine is even asked, a text when it was answered, on connections that
 * stay open as on those that are closed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "forensic/crowd.h"
#include "forensic/places.h"
#include "harness_http.h"

#define PEOPLE 24

/* Everybody calls in one of three ways. */
static size_t
write_request(int person, char *out, size_t room)
{
        char number[CROWD_NUMBER], mark[CROWD_MARK], body[256];
        int len;

        crowd_number(person, number);
        crowd_mark(person, mark);
        switch (person % 3) {
        case 0:
                len = snprintf(body, sizeof body, "sessionId=%s&phoneNumber=%%2B%s&text=1*%s", mark, number + 1, mark);
                return (size_t)snprintf(out, room, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                        "Content-Length: %d\r\n\r\n%s", len, body);
        case 1:
                return (size_t)snprintf(out, room, "GET /kannel?from=%%2B%s&text=%s&id=%s HTTP/1.1\r\nHost: x\r\n\r\n", number + 1, mark, mark);
        default:
                return (size_t)snprintf(out, room, "POST /kannel?id=%s HTTP/1.1\r\nHost: x\r\nX-Kannel-From: %s\r\nContent-Length: %zu\r\n\r\n%s",
                                        mark, number, strlen(mark), mark);
        }
}

static size_t
search(struct rig *rig, const char *process, bool numbers_only)
{
        struct traces *traces = traces_new();
        size_t found;

        crowd_trace(traces, PEOPLE, numbers_only);
        found = places_search_process(traces, rig_child(rig, process));
        traces_free(traces);
        return found;
}

static bool
all_wait(struct rig *rig, void *arg)
{
        (void)arg;
        return search(rig, "http", false) >= PEOPLE; /* the word of each */
}

static void
numbers_go_first_and_texts_with_the_answer(void **state)
{
        char config[256], request[1024];
        struct rig_options options = {.no_modems = true, .config = config};
        int port = http_free_port(), fds[PEOPLE];
        struct rig *rig;
        pid_t engine;

        (void)state;
        snprintf(config, sizeof config, "http = { listen = \"127.0.0.1:%d\"; };", port);
        rig = rig_open(&options);
        rig_wait_status(rig, "front.http.phase", "ready");
        if (!places_may_read(rig->daemon)) {
                puts("# the memory of other processes cannot be read without CAP_SYS_PTRACE: nothing was searched");
                rig_close(rig);
                skip();
        }
        engine = rig_signal(rig, "engine", SIGSTOP);
        for (int i = 0; i < PEOPLE; i++) {
                fds[i] = http_connect(port);
                assert_true(http_send(fds[i], request, write_request(i, request, sizeof request)));
        }
        rig_until(rig, all_wait, NULL, "the texts of all in the memory of http, while the engine stands still");
        if (search(rig, "http", true) > 0)
                rig_fail(rig, "numbers in the memory of http, after it has made tags of them");
        kill(engine, SIGCONT);
        for (int i = 0; i < PEOPLE; i++)
                if (http_read(rig, fds[i])->status != 200)
                        rig_fail(rig, "no answer for person %d", i);
        if (search(rig, "http", false) > 0)
                rig_fail(rig, "traces of people in the memory of http, whose connections are still open");
        for (int i = 0; i < PEOPLE; i++)
                close(fds[i]);
        rig_wait_status(rig, "front.http.sessions", "0");
        if (search(rig, "http", false) + search(rig, "engine", false) > 0)
                rig_fail(rig, "traces of people in the memory of http or engine");
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(numbers_go_first_and_texts_with_the_answer),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
