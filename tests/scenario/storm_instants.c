/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The hard instants, for `make check-all`: WAYMARK_KILLS (20) deaths at each, of the modem process, of the whole service while something
 * keeps the port open, and of the whole service with the port closed behind it, as a real one is. Prints a table of what became of them.
 * A part may go out twice only where the modem's own word was lost: it had said it to a port that nobody had open.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness.h"

#define HER "+40700000001"

/* When the modem says what it held back: to a process that is stopped and then killed; to nobody; to the next one. */
enum release {
        RELEASE_BEFORE,
        RELEASE_BETWEEN,
        RELEASE_AFTER,
};

struct instant {
        const char *what;
        const char *order;              /* that the simulator stops at */
        const char *text;
        int parts;                      /* of the reply */
        enum release release;
};

static const struct instant instants[] = {
        {"message read, part announced", "cmgs-prompt hold", "JOB", 1, RELEASE_BETWEEN},
        {"part at the network, not taken yet", "cmgs-pdu hold", "JOB", 1, RELEASE_AFTER},
        {"part taken, its answer on the way", "cmgs-accepted hold", "JOB", 1, RELEASE_AFTER},
        {"part taken, its answer on the line", "cmgs-accepted hold", "JOB", 1, RELEASE_BEFORE},
        {"part 2 of 3, its answer on the way", "cmgs-accepted hold skip=1", "робота", 3, RELEASE_AFTER},
        {"part 2 of 3, its answer on the line", "cmgs-accepted hold skip=1", "робота", 3, RELEASE_BEFORE},
        {"deleted, not counted", "+CMGD hold", "JOB", 1, RELEASE_AFTER},
};
#define INSTANTS (sizeof instants / sizeof instants[0])

enum death {
        DEATH_MODEM,
        DEATH_SERVICE,
        DEATH_SERVICE_AND_PORT,
        DEATH_COUNT
};

static const char *const deaths[DEATH_COUNT] = {"modem process", "service, port kept open", "service, port closed"};

struct score {
        int kills, lost, repeated, miscounted;
};

static struct rig *
open_rig(enum death death)
{
        static const char one_part[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        const struct rig_options options = {
                .own_messages = true, .no_start = true,
                /* where the word is lost it is waited for: for a minute by the real one, for seconds by the fault build */
                .program = death == DEATH_SERVICE_AND_PORT ? "faults/waymarkd" : NULL};
        struct rig *rig = rig_open(&options);

        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        rig_sim(rig, "set sim1 keep-open %s", death == DEATH_SERVICE_AND_PORT ? "off" : "on");
        rig_start_daemon(rig);
        return rig;
}

static void
kill_and_start(struct rig *rig, const struct instant *instant, enum death death)
{
        if (instant->release == RELEASE_BEFORE) {
                rig_signal(rig, "sim1", SIGSTOP);
                rig_sim(rig, "release sim1");
        }
        if (death == DEATH_MODEM)
                rig_signal(rig, "sim1", SIGKILL);
        else
                kill(rig->daemon, SIGKILL);
        if (death != DEATH_MODEM) {
                rig_wait_daemon(rig);
                rig_sim(rig, "wait-detached sim1 %d", RIG_MS); /* the children follow their parent a moment later */
        }
        if (instant->release == RELEASE_BETWEEN)
                rig_sim(rig, "release sim1");
        if (death != DEATH_MODEM)
                rig_start_daemon(rig);
        if (instant->release == RELEASE_AFTER) {
                rig_sim(rig, "wait-attached sim1 %d", RIG_MS);
                rig_sim(rig, "release sim1");
        }
}

static void
kill_at(const struct instant *instant, enum death death, struct score *score)
{
        struct rig *rig = open_rig(death);
        struct rig_reply reply;

        rig_sim(rig, "order sim1 %s", instant->order);
        rig_sim(rig, "inject sim1 from=" HER " text=%s", instant->text);
        rig_sim(rig, "wait-held sim1 %d", RIG_MS);
        kill_and_start(rig, instant, death);
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "today.messages", "1");
        reply = rig_reply_to(rig, HER);
        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "no clean end");
        score->kills++;
        score->lost += reply.whole == 0;
        score->repeated += reply.parts - instant->parts;
        score->miscounted += rig_count(rig, "SELECT sum(messages) FROM outcomes") != 1 ||
                             rig_count(rig, "SELECT sum(parts) FROM outcomes") != instant->parts;
        rig_close(rig);
}

static int
expected_repeats(const struct instant *instant, enum death death, int kills)
{
        return death == DEATH_SERVICE_AND_PORT && instant->release == RELEASE_BEFORE ? kills : 0;
}

int
main(void)
{
        const char *kills_text = getenv("WAYMARK_KILLS");
        int kills = kills_text != NULL ? (int)strtol(kills_text, NULL, 10) : 20;
        bool good = true;

        printf("# %-36s %-24s %6s %6s %9s %11s\n", "killed at", "who", "kills", "lost", "repeated", "miscounted");
        for (size_t i = 0; i < INSTANTS; i++)
                for (int death = 0; death < DEATH_COUNT; death++) {
                        struct score score = {0};

                        for (int n = 0; n < kills; n++)
                                kill_at(&instants[i], (enum death)death, &score);
                        printf("# %-36s %-24s %6d %6d %9d %11d\n", instants[i].what, deaths[death], score.kills, score.lost,
                               score.repeated, score.miscounted);
                        fflush(stdout);
                        good = good && score.lost == 0 && score.miscounted == 0 &&
                               score.repeated <= expected_repeats(&instants[i], (enum death)death, kills);
                }
        printf("%s 1 - a part goes out twice only where the modem's own word was lost\n1..1\n", good ? "ok" : "not ok");
        return good ? 0 : 1;
}
