/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kill storm, for `make check-all`: SIGKILL at random instants under traffic, replies of two and three parts. In the end nobody was left
 * without an answer, every message is counted once, and the parts that went out twice are shown; only the loss of the modem's own word
 * may repeat one. WAYMARK_KILLS says how many (500), WAYMARK_SEED which ones.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "harness.h"

#define BATCH 20                        /* kills, then everything is looked at */
#define PEOPLE 40

static uint64_t random_state = 1;

static unsigned
pick(unsigned below)
{
        random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
        return (unsigned)(random_state >> 33) % below;
}

/* One part is told from all others by receiver, reference and place. */
struct part {
        char to[24];
        int ref, part, times;
};

static int
count_repeats(struct rig *rig)
{
        static struct part parts[8192];
        int n = 0, repeated = 0;

        for (const char *line = rig_sim(rig, "sent"); (line = strstr(line, "sent n=")) != NULL; line++) {
                struct part one = {.times = 1};
                const char *to = strstr(line, " to="), *ref = strstr(line, " ref="), *part = strstr(line, " part=");
                int i;

                if (strncmp(strstr(line, "outcome=") + 8, "accepted", 8) != 0 || to == NULL || ref == NULL || part == NULL)
                        continue;
                snprintf(one.to, sizeof one.to, "%.*s", (int)strcspn(to + 4, " "), to + 4);
                one.ref = (int)strtol(ref + 5, NULL, 10);
                one.part = (int)strtol(part + 6, NULL, 10);
                for (i = 0; i < n; i++)
                        if (strcmp(parts[i].to, one.to) == 0 && parts[i].ref == one.ref && parts[i].part == one.part)
                                break;
                if (i == n && n < 8192)
                        parts[n++] = one;
                else
                        repeated++;
        }
        return repeated;
}

static int64_t
kill_one(struct rig *rig, unsigned who)
{
        static const char *const names[] = {"sim1", "engine", "ledger"};
        pid_t pid;

        if (who == 3) {
                kill(rig->daemon, SIGKILL);
                rig_wait_daemon(rig);
                rig_start_daemon(rig);
                return 1;
        }
        pid = rig_child(rig, names[who]);
        if (pid > 0)
                kill(pid, SIGKILL);
        return pid > 0;
}

/* One rig, one batch; returns how many parts went out twice. */
static int
storm(unsigned batch, int kinds[4])
{
        const struct rig_options options = {.simmodem = "--size 60", .config = "guard = { parts_per_day = 100000; };"};
        struct rig *rig = rig_open(&options);
        long messages, parts;
        int repeats, accepted;

        rig_sim(rig, "set sim1 delay 5");
        for (int i = 0; i < PEOPLE; i++)
                rig_sim(rig, "inject sim1 from=+40700%02u%04d text=%s", batch % 100, i, i % 2 == 0 ? "робота" : "JOB");
        for (int kills = 0; kills < BATCH;) {
                unsigned who = pick(10) < 7 ? 0 : 1 + pick(3);

                (void)poll(NULL, 0, (int)pick(60)); /* the random instant is the point of it */
                if (kill_one(rig, who) > 0) {
                        kinds[who]++;
                        kills++;
                }
        }
        rig_sim(rig, "wait-empty sim1 120000");
        repeats = count_repeats(rig);
        accepted = rig_accepted(rig);
        for (int i = 0; i < PEOPLE; i++) {
                char number[24];

                snprintf(number, sizeof number, "+40700%02u%04d", batch % 100, i);
                if (rig_sent_to(rig, number)[0] == '\0')
                        rig_fail(rig, "%s was not answered", number);
        }
        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "no clean end");
        messages = rig_count(rig, "SELECT sum(messages) FROM outcomes");
        parts = rig_count(rig, "SELECT sum(parts) FROM outcomes");
        if (messages != PEOPLE)
                rig_fail(rig, "%ld messages counted instead of %d", messages, PEOPLE);
        if (parts > accepted)
                rig_fail(rig, "%ld parts counted, %d accepted", parts, accepted);
        rig_close(rig);
        return repeats;
}

int
main(void)
{
        const char *kills_text = getenv("WAYMARK_KILLS"), *seed = getenv("WAYMARK_SEED");
        int kills = kills_text != NULL ? (int)strtol(kills_text, NULL, 10) : 500;
        int kinds[4] = {0}, repeats = 0, done = 0;

        if (seed != NULL)
                random_state = strtoull(seed, NULL, 10);
        for (unsigned batch = 0; done < kills; batch++, done += BATCH) {
                repeats += storm(batch, kinds);
                fprintf(stderr, "%d of %d kills, %d parts twice so far\n", done + BATCH, kills, repeats);
        }
        printf("# killed: modem %d, engine %d, ledger %d, everything %d\n", kinds[0], kinds[1], kinds[2], kinds[3]);
        printf("%s 1 - %d kills: all answered, all counted once, %d parts went out twice\n1..1\n", repeats == 0 ? "ok" : "not ok", done,
               repeats);
        return repeats == 0 ? 0 : 1;
}
