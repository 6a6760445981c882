/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The modem process on a simulated modem, among an engine and a ledger that were taken over: people text, and the answers and
 * acknowledgements that come are of any kind, for them or for nobody. Whatever comes, each message leaves the SIM when an honest engine
 * and an honest ledger come.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "modem/journal.h"
#include "modem/modem.h"
#include "peers.h"
#include "scenario/harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 40;

enum { ENGINE, LEDGER };
#define PEOPLE 3

static const struct peers_template templates[] = {
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .day = PEERS_DAY, .validity_h = 6,
                                                               .text = "Job tips: written contract you can read. Pay no fee."}}},
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .validity_h = 6, .text = "Допомога 112"}}},
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_IGNORED, .day = PEERS_DAY}}},
        {ENGINE, {.header = {.type = WIRE_ANSWER}, .as.ANSWER = {.outcome = OUTCOME_LIMITED, .topic = 1}}},
        {LEDGER, {.header = {.type = WIRE_COUNTED}, .as.COUNTED = {.sequence = 1}}},
};

static struct rig *rig;
static pid_t owner;

static void
close_rig(void)
{
        if (getpid() == owner)
                rig_close(rig);
}

static int
live(int parent_fd)
{
        struct modem_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .port_fd = -1, .tap_fd = -1};
        char path[128];

        snprintf(path, sizeof path, "%s/journal", rig->folder);
        birth.journal_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (birth.journal_fd < 0 || ftruncate(birth.journal_fd, JOURNAL_BYTES) < 0)
                return 1;
        snprintf(birth.config.name, sizeof birth.config.name, "sim1");
        snprintf(birth.config.device, sizeof birth.config.device, "%s/sim1", rig->folder);
        snprintf(birth.config.connection, sizeof birth.config.connection, "at115200");
        birth.config.poll_s = 1;
        birth.guard.answer_within_h = 12;
        return modem_main(&birth);
}

/* People text, until the engine has heard of them. */
static void
text(struct peers *peers, struct fuzz_input *input)
{
        static unsigned person;
        unsigned long before = peers->nheard;

        (void)input;
        for (int i = 0; i < PEOPLE; i++, person++)
                rig_sim(rig, "inject sim1 from=+4070%07u text=JOB", person % 10000000);
        while (peers->nheard < before + PEOPLE)
                peers_must(peers_wait(peers, PEERS_WAIT_MS), "the modem process does not ask for somebody");
}

static void
settle(struct peers *peers)
{
        int64_t until = clock_ms() + PEERS_WAIT_MS;

        do {
                peers_settle(peers);
                peers_must(clock_ms() < until, "a message stays on the SIM");
                (void)peers_wait(peers, 1);
        } while (strstr(rig_sim(rig, "store sim1"), "ok sm=0 me=0 queue=0") == NULL || peers->nopen > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct rig_options no_daemon = {.no_start = true};
        static struct peers peers = {.name = "the modem process", .role = WIRE_MODEM, .state = WIRE_NONE, .n = 2,
                                     .list = {{WIRE_ENGINE, 0, 0}, {WIRE_LEDGER, 0, 0}},
                                     .templates = templates, .ntemplates = sizeof templates / sizeof templates[0], .live = live,
                                     .before = text, .after = settle};

        if (rig == NULL) {
                owner = getpid();
                rig = rig_open(&no_daemon);
                (void)atexit(close_rig);
        }
        peers_try(&peers, data, size);
        return 0;
}
