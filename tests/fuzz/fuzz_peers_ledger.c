/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ledger among fronts and an engine that were taken over: counts, estimates and questions of any kind, in any order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/code.h"
#include "ledger/ledger.h"
#include "peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 8;

enum { ENGINE, MODEM, HTTP };

#define COUNTS(who, number, oldest, way, what) \
        {who, {.header = {.type = WIRE_COUNT}, .as.COUNT = {.sequence = (number), .oldest_open = (oldest), .day = PEERS_DAY, .channel = (way), \
               .topic = 1, .outcome = (what), .parts = 1}}}

static const struct peers_template templates[] = {
        COUNTS(MODEM, 1, 1, CHANNEL_SMS, OUTCOME_ANSWERED),
        COUNTS(MODEM, 2, 1, CHANNEL_SMS, OUTCOME_IGNORED),
        COUNTS(MODEM, 9, 8, CHANNEL_SMS, OUTCOME_ANSWERED),
        COUNTS(HTTP, 1, 1, CHANNEL_KANNEL, OUTCOME_ANSWERED),
        COUNTS(HTTP, 4000000000U, 1, CHANNEL_USSD, OUTCOME_ANSWERED),
        {MODEM, {.header = {.type = WIRE_COUNT}, .as.COUNT = {.sequence = 3, .channel = CHANNEL_SMS, .outcome = OUTCOME_ANSWERED, .parts = 2}}},
        {ENGINE, {.header = {.type = WIRE_REACH}, .as.REACH = {.day = PEERS_DAY, .people = 20}}},
        {ENGINE, {.header = {.type = WIRE_SPENT_ASK}, .as.SPENT_ASK = {.day = PEERS_DAY}}},
};

static char folder[] = "/tmp/waymark-fuzz-XXXXXX";
static pid_t owner;

static void
remove_folder(void)
{
        char command[64];

        snprintf(command, sizeof command, "rm -rf %s", folder);
        if (getpid() == owner)
                (void)!system(command);
}

static void
make_folder(void)
{
        char path[64];

        owner = getpid();
        peers_must(mkdtemp(folder) != NULL, "no folder");
        snprintf(path, sizeof path, "%s/state", folder);
        (void)mkdir(path, 0700);
        snprintf(path, sizeof path, "%s/run", folder);
        (void)mkdir(path, 0700);
        (void)atexit(remove_folder);
}

static int
live(int parent_fd)
{
        struct ledger_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .fold_minutes = 15};

        snprintf(birth.state, sizeof birth.state, "%s/state", folder);
        snprintf(birth.runtime, sizeof birth.runtime, "%s/run", folder);
        return ledger_main(&birth);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct peers peers = {.name = "the ledger", .role = WIRE_LEDGER, .state = WIRE_LEDGER_STATE, .n = 3,
                                     .list = {{WIRE_ENGINE, 0, 0}, {WIRE_MODEM, 0, 0}, {WIRE_HTTP, WIRE_FRONT_HTTP, 0}},
                                     .templates = templates, .ntemplates = sizeof templates / sizeof templates[0], .live = live};

        if (owner == 0)
                make_folder();
        peers_try(&peers, data, size);
        return 0;
}
