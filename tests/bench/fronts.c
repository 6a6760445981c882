/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A provider that never waits, and a Kannel that always has messages.
 */
#include "fronts.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scenario/harness_http.h"
#include "scenario/harness_kannel.h"

#define STEPS 200000
#define CONNECTIONS 64
#define MESSAGES 10000
#define GUARD "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; };"

static struct rig *
open_rig(int port)
{
        char config[256];
        const struct rig_options options = {
                .no_modems = true,
                .config = config,
                .languages = "\"en\", \"uk\", \"ru\", \"ro\", \"pl\", \"de\", \"nl\"",
                .own_messages = true,
        };
        struct rig *rig;
        static const char one_part[] = "Keywords: benchmark\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";

        snprintf(config, sizeof config, "http = { listen = \"127.0.0.1:%d\"; }; " GUARD, port);
        rig = rig_open(&options);
        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        rig_wait_status(rig, "catalogue.generation", "2");
        rig_wait_status(rig, "front.http.phase", "ready");
        return rig;
}

/* Four steps of each session: languages, topics, a text, its next page. */
static size_t
write_step(long i, char *out, size_t room)
{
        static const char *const paths[] = {"", "4", "4*2", "4*2*0"};
        char body[256];
        int len = snprintf(body, sizeof body, "sessionId=ATUid_%ld&serviceCode=*384%%23&phoneNumber=%%2B4070%07ld&text=%s", i / 4, i / 4, paths[i % 4]);

        return (size_t)snprintf(out, room, "POST /ussd HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
                                len, body);
}

static bool
is_page(long i, const struct http_reply *reply)
{
        (void)i;
        return reply->status == 200 && strncmp(reply->body, "CON ", 4) == 0;
}

double
fronts_http(void)
{
        int port = http_free_port();
        struct rig *rig = open_rig(port);
        struct http_flood flood = {.port = port, .connections = CONNECTIONS, .n = STEPS, .write = write_step, .is_right = is_page};

        http_flood(rig, &flood);
        if (flood.nright != flood.n)
                rig_fail(rig, "%ld wrong answers", flood.nwrong);
        rig_close(rig);
        return (double)flood.n / flood.seconds;
}

static double
now_s(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

double
fronts_kannel(void)
{
        static const char *why;
        static bool inside;
        struct kannel_rig *kannel;
        struct rig *rig;
        double began, seconds;

        if (!inside && why == NULL) {
                why = kannel_enter_namespace();
                inside = why == NULL;
        }
        if (!inside) {
                fprintf(stderr, "Kannel was not measured: %s\n", why);
                return -1;
        }
        rig = open_rig(KANNEL_HTTP);
        kannel = kannel_open(rig, NULL);
        began = now_s();
        kannel_send(kannel, MESSAGES, 1000000, true, "+407000", "text benchmark");
        while (kannel_replies(kannel) < MESSAGES) {
                if (now_s() - began > 120)
                        rig_fail(rig, "%ld of %d replies came", kannel_replies(kannel), MESSAGES);
                (void)poll(NULL, 0, 20);
        }
        seconds = now_s() - began;
        kannel_close(kannel);
        rig_close(rig);
        return MESSAGES / seconds;
}
