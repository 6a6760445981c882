/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kill storm, for `make check-all`: SIGKILL at random instants under traffic, replies of one, two and three parts. In the end everybody has
 * one whole reply, every message is counted once, and the table shows which parts went out twice: only a death of the whole service
 * may lose the modem's word and so repeat one. WAYMARK_KILLS says how many (500), WAYMARK_SEED which ones.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "harness.h"

#define BATCH 8                         /* kills in one gateway: who dies often is started again later and later */
#define TEXTS 3                         /* that come in before each kill */
#define LONGEST_MS 120                  /* between two kills, half of the time; else the next comes after so many parts more: */
#define PARTS_MOST 4
#define SETTLED_MS 180000               /* a part whose word was lost is waited for, and the pauses before starts add up */

static const struct {
        const char *text;
        int parts;
} questions[] = {{"JOB", 1}, {"casa", 2}, {"робота", 3}};

enum victim {
        VICTIM_MODEM,
        VICTIM_ENGINE,
        VICTIM_LEDGER,
        VICTIM_SERVICE,
        VICTIM_COUNT
};

static const char *const victims[VICTIM_COUNT] = {"sim1", "engine", "ledger", "all of them"};

static struct {
        int kills[VICTIM_COUNT];
        int messages, counted, unanswered, parts, repeated, late;
} total;

static uint64_t random_state = 1;

static unsigned
pick(unsigned below)
{
        random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407U;
        return (unsigned)(random_state >> 33) % below;
}

struct storm {
        struct rig *rig;
        int batch, people, parts, kills, service_kills;
};

static void
number_of(const struct storm *storm, int person, char number[static 24])
{
        snprintf(number, 24, "+40700%03d%03d", storm->batch % 1000, person);
}

static void
text(struct storm *storm)
{
        char number[24];
        unsigned which = (unsigned)storm->people % 3;

        number_of(storm, storm->people++, number);
        rig_sim(storm->rig, "inject sim1 from=%s text=%s", number, questions[which].text);
        storm->parts += questions[which].parts;
}

/* False if that process is not there just now. */
static bool
kill_one(struct storm *storm, enum victim victim)
{
        pid_t pid;

        if (victim == VICTIM_SERVICE) {
                kill(storm->rig->daemon, SIGKILL);
                rig_wait_daemon(storm->rig);
                rig_start_daemon(storm->rig);
                storm->service_kills++;
                return true;
        }
        pid = rig_child(storm->rig, victims[victim]);
        return pid > 0 && kill(pid, SIGKILL) == 0;
}

static void
wait_for_the_instant(struct storm *storm)
{
        int accepted = rig_accepted(storm->rig);
        int more = 1 + (int)pick(PARTS_MOST);

        if (pick(2) == 0 && accepted + more <= storm->parts)
                rig_sim(storm->rig, "wait-sent %d %d", accepted + more, SETTLED_MS);
        (void)poll(NULL, 0, (int)pick(LONGEST_MS)); /* the random instant is the point of it */
}

static void
rage(struct storm *storm)
{
        while (storm->kills < BATCH) {
                enum victim victim = pick(10) < 6 ? VICTIM_MODEM : (enum victim)pick(VICTIM_COUNT);

                for (int i = 0; i < TEXTS; i++)
                        text(storm);
                wait_for_the_instant(storm);
                while (!kill_one(storm, victim))
                        (void)poll(NULL, 0, 1);
                total.kills[victim]++;
                storm->kills++;
        }
}

static int
stop_and_count(struct rig *rig)
{
        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "no clean end");
        return (int)rig_count(rig, "SELECT coalesce(sum(messages), 0) FROM outcomes");
}

/*
 * The end may come while a process that was killed just before waits for its new start: what it had not told yet stands in the journal, and
 * the next life counts it.
 */
static int
count_all(struct storm *storm)
{
        int counted = stop_and_count(storm->rig);

        if (counted >= storm->people)
                return counted;
        total.late += storm->people - counted;
        rig_start_daemon(storm->rig);
        rig_wait_status(storm->rig, "modem.sim1.phase", "ready");
        return stop_and_count(storm->rig);
}

static void
settle(struct storm *storm)
{
        struct rig *rig = storm->rig;
        int repeated = 0, counted;
        char number[24];

        rig_sim(rig, "wait-empty sim1 %d", SETTLED_MS);
        counted = count_all(storm);
        for (int i = 0; i < storm->people; i++) {
                struct rig_reply reply;

                number_of(storm, i, number);
                reply = rig_reply_to(rig, number);
                total.unanswered += reply.whole == 0;
                repeated += reply.parts - questions[i % 3].parts;
        }
        if (counted != storm->people)
                rig_fail(rig, "%d messages counted instead of %d", counted, storm->people);
        if (repeated < 0 || repeated > storm->service_kills)
                rig_fail(rig, "%d parts too many after %d deaths of the whole service", repeated, storm->service_kills);
        if (rig_count(rig, "SELECT sum(parts) FROM outcomes") != storm->parts)
                rig_fail(rig, "not %d parts counted", storm->parts);
        total.counted += counted;
        total.messages += storm->people;
        total.parts += storm->parts;
        total.repeated += repeated;
}

static void
run_batch(int batch)
{
        static const char one_part[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        const struct rig_options options = {.simmodem = "--size 60", .config = "guard = { parts_per_day = 100000; };",
                                            .own_messages = true, .no_start = true};
        struct storm storm = {.rig = rig_open(&options), .batch = batch};

        rig_write(storm.rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        rig_start_daemon(storm.rig);
        rig_sim(storm.rig, "set sim1 delay 5");
        rage(&storm);
        settle(&storm);
        rig_close(storm.rig);
}

int
main(void)
{
        const char *kills_text = getenv("WAYMARK_KILLS"), *seed = getenv("WAYMARK_SEED");
        int kills = kills_text != NULL ? (int)strtol(kills_text, NULL, 10) : 500, done = 0;
        bool good;

        if (seed != NULL)
                random_state = strtoull(seed, NULL, 10);
        for (int batch = 0; done < kills; batch++, done += BATCH) {
                run_batch(batch);
                fprintf(stderr, "%d of %d kills, %d parts twice so far\n", done + BATCH, kills, total.repeated);
        }
        for (int i = 0; i < VICTIM_COUNT; i++)
                printf("# killed %-12s %6d\n", victims[i], total.kills[i]);
        printf("# messages %d, unanswered %d, counted %d; parts %d, repeated %d; counted by the life after a clean end %d\n", total.messages,
               total.unanswered, total.counted, total.parts, total.repeated, total.late);
        good = total.unanswered == 0 && total.counted == total.messages;
        printf("%s 1 - %d kills: all answered, all counted once\n1..1\n", good ? "ok" : "not ok", done);
        return good ? 0 : 1;
}
