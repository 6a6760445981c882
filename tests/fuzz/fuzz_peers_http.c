/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The http process among an engine and a ledger that were taken over: people ask by both call-backs, and the pages, answers and
 * acknowledgements that come are of any kind, for them or for nobody. Whatever comes, every request gets an answer or its end.
 */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "http/http.h"
#include "peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 20;

enum { ENGINE, LEDGER };
#define REQUESTS 4

static const struct peers_template templates[] = {
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.day = PEERS_DAY, .outcome = OUTCOME_ANSWERED, .topic = 1, .text = "1 Help 112\n2 Job"}}},
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.day = PEERS_DAY, .ends = 1, .outcome = OUTCOME_ANSWERED, .topic = 1, .text = "Допомога 112"}}},
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.outcome = OUTCOME_IGNORED}}},
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .day = PEERS_DAY, .validity_h = 6,
                                                               .text = "Job tips: written contract you can read. Pay no fee."}}},
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_IGNORED, .day = PEERS_DAY}}},
        {LEDGER, {.header = {.type = WIRE_COUNTED}, .as.COUNTED = {.sequence = 1}}},
};

static unsigned port;
static int requests[REQUESTS];

static int
live(int parent_fd)
{
        struct http_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1)};

        snprintf(birth.config.listen, sizeof birth.config.listen, "127.0.0.1:%u", port);
        return http_main(&birth);
}

/* An aggregator posts a form, Kannel gets a URL. */
static int
request(const char *form, bool is_kannel)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        struct linger at_once = {.l_onoff = 1}; /* or a long run has no port left */
        char text[512];
        int len;

        peers_must(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0, "no socket");
        for (int i = 0; connect(fd, (const struct sockaddr *)&address, sizeof address) < 0; i++) {
                peers_must(i < 2000, "nobody listens");
                (void)poll(NULL, 0, 5);
        }
        if (is_kannel)
                len = snprintf(text, sizeof text, "GET /kannel?%s HTTP/1.1\r\nHost: x\r\n\r\n", form);
        else
                len = snprintf(text, sizeof text, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                               "Content-Length: %zu\r\n\r\n%s", strlen(form), form);
        peers_must(send(fd, text, (size_t)len, MSG_NOSIGNAL) == len, "a request is not taken");
        return fd;
}

/* People ask, until the engine has heard of them. */
static void
ask(struct peers *peers, struct fuzz_input *input)
{
        static unsigned person;
        unsigned kinds = fuzz_next(input);
        unsigned long before = peers->nheard;

        for (int i = 0; i < REQUESTS; i++, person++) {
                char form[256];

                if ((kinds >> i & 1) != 0)
                        snprintf(form, sizeof form, "sessionId=s%u&serviceCode=*384%%23&phoneNumber=%%2B4070%07u&text=%s", person, person % 10000000,
                                 (kinds >> 4 & 1) != 0 ? "1*2" : "");
                else
                        snprintf(form, sizeof form, "from=%%2B4070%07u&to=1234&text=JOB&coding=0&charset=UTF-8&id=i%u", person % 10000000, person);
                requests[i] = request(form, (kinds >> i & 1) == 0);
        }
        while (peers->nheard < before + REQUESTS)
                peers_must(peers_wait(peers, PEERS_WAIT_MS), "http does not ask for somebody");
}

static void
expect_answer(struct peers *peers, int fd)
{
        struct pollfd one = {.fd = fd, .events = POLLIN};
        int64_t until = clock_ms() + PEERS_WAIT_MS;
        char bytes[4096];
        ssize_t n;

        do {
                peers_must(clock_ms() < until, "a request is not answered");
                peers_hear(peers);
                peers_settle(peers);
        } while (poll(&one, 1, 1) != 1);
        n = recv(fd, bytes, sizeof bytes - 1, MSG_DONTWAIT);
        bytes[n > 0 ? n : 0] = '\0';
        peers_must(strncmp(bytes, "HTTP/1.1 ", 9) == 0, "an answer that is none");
        close(fd);
}

/* Whatever was said, who asked is answered when an honest engine comes. */
static void
hear_all(struct peers *peers)
{
        for (int i = 0; i < REQUESTS; i++)
                expect_answer(peers, requests[i]);
        peers_hear(peers);
        peers_settle(peers); /* what was counted with the answers */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct peers peers = {.name = "http", .role = WIRE_HTTP, .state = WIRE_FRONT_STATE, .n = 2,
                                     .list = {{WIRE_ENGINE, 0, 0}, {WIRE_LEDGER, 0, 0}},
                                     .templates = templates, .ntemplates = sizeof templates / sizeof templates[0], .live = live,
                                     .before = ask, .after = hear_all};

        if (port == 0)
                port = peers_free_port();
        peers_try(&peers, data, size);
        return 0;
}
