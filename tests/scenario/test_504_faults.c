/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SIGKILL at every step of a message's life: the whole table of fault points, one after the other, with replies of one part and of three.
 * After each kill the message is answered, counted once, and none of its parts has gone out twice. What may be repeated is one part, and
 * only if the whole service died with the network's word in its hands.
 *
 * WAYMARK_FAULT_ROUNDS says how often each point is visited. 1: who stands there dies, with a short reply or a long one. 2: with both. 12:
 * with both again, modem, engine, ledger, parent and all at once die while it stands there.
 *
 * covers: fault
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness_faults.h"

#define LONG_TEXT "Доброго дня, шукаю роботу, підкажіть, будь ласка, що мені робити, дуже потрібна робота, дякую"
#define SHORT_PARTS 1
#define LONG_PARTS 3
#define EVERYBODY "parent, modem, engine, ledger"

static const char *const victims[] = {"modem", "engine", "ledger", "parent", EVERYBODY};
#define VICTIMS ((int)(sizeof victims / sizeof victims[0]))

/* Of one point: deaths of one process and of the whole service. */
struct score {
        int kills[2], repeated[2];
};

static struct {
        struct rig *rig;
        int messages, parts;            /* that must have been counted, and accepted without a repetition */
        int accepted;                   /* and forgotten by the simulator since, whose answers must not grow for ever */
        int repeated;
        struct score scores[FAULT_COUNT];
} walk;

static pid_t
pid_of(const char *who)
{
        if (strcmp(who, "parent") == 0)
                return walk.rig->daemon;
        return rig_child(walk.rig, strcmp(who, "modem") == 0 ? "sim1" : who);
}

/* Who has died already, of the same kill or an earlier one, is no victim. */
static void
kill_victim(const char *who)
{
        pid_t pids[4];
        int n = 0;

        if (strcmp(who, EVERYBODY) == 0)
                for (int i = 0; i < VICTIMS - 1; i++)
                        pids[n++] = pid_of(victims[i]);
        else
                pids[n++] = pid_of(who);
        for (int i = 0; i < n; i++)
                if (pids[i] > 0)
                        kill(pids[i], SIGKILL);
}

static bool
ends_the_service(const char *who)
{
        return strncmp(who, "parent", 6) == 0;
}

/* The service manager's part. */
static void
start_again(void)
{
        rig_wait_daemon(walk.rig);
        rig_sim(walk.rig, "wait-detached sim1 %d", RIG_MS);
        rig_start_daemon(walk.rig);
}

static bool
is_of_part(enum fault fault)
{
        return fault >= FAULT_PART_BEGUN && fault <= FAULT_PART_NOTED;
}

/* Points that are only passed when somebody has died before. */
static bool
is_of_recovery(enum fault fault)
{
        return fault >= FAULT_CHILD_BURIED && fault <= FAULT_LISTENED_NOTED;
}

static void
expect_settled(enum fault fault, const char *victim, bool is_long)
{
        char wanted[16];
        struct rig_reply reply;
        char number[24];
        int repeated;
        bool service = ends_the_service(victim);
        bool may_repeat = service && (fault == FAULT_WORD_READ || fault == FAULT_WORD_HEARD || fault == FAULT_LISTENED);

        snprintf(wanted, sizeof wanted, "%d", walk.messages);
        rig_wait_status(walk.rig, "today.messages", wanted);
        repeated = walk.accepted + rig_accepted(walk.rig) - walk.parts - walk.repeated;
        if (repeated < 0 || repeated > (may_repeat ? 1 : 0))
                rig_fail(walk.rig, "%s, %s reply, killed %s: %d parts repeated", fault_name(fault), is_long ? "long" : "short", victim, repeated);
        snprintf(number, sizeof number, "+40700%06d", walk.messages);
        reply = rig_reply_to(walk.rig, number);
        if (reply.whole != 1 || reply.repeated != repeated)
                rig_fail(walk.rig, "%s, %s reply, killed %s: %d whole replies, %d of %d parts repeated", fault_name(fault),
                         is_long ? "long" : "short", victim, reply.whole, reply.repeated, reply.parts);
        walk.repeated += repeated;
        walk.scores[fault].kills[service]++;
        walk.scores[fault].repeated[service] += repeated;
}

static void
visit(enum fault fault, const char *victim, bool is_long)
{
        enum fault first = is_of_recovery(fault) ? FAULT_CTRL_Z_GONE : fault;

        walk.accepted += rig_accepted(walk.rig);
        rig_sim(walk.rig, "clear sent");
        faults_arm(first, is_long && is_of_part(first) ? 2 : 1);
        rig_sim(walk.rig, "inject sim1 from=+40700%06d text=%s", ++walk.messages, is_long ? LONG_TEXT : "JOB");
        walk.parts += is_long ? LONG_PARTS : SHORT_PARTS;
        faults_wait(walk.rig, first);
        if (first != fault) {
                faults_arm(fault, 1);
                kill_victim("modem");
                faults_release();
                faults_wait(walk.rig, fault);
        }
        kill_victim(victim);
        faults_release();
        if (ends_the_service(victim))
                start_again();
        expect_settled(fault, victim, is_long);
}

static void
open_walk(int fold_minutes)
{
        static const char one_part[] = "Keywords: job\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        char config[128];
        const struct rig_options options = {.program = FAULTS_PROGRAM, .own_messages = true, .no_start = true, .config = config};

        snprintf(config, sizeof config, "guard = { parts_per_day = 100000; }; counts = { fold_minutes = %d; };", fold_minutes);
        memset(&walk, 0, sizeof walk);
        walk.rig = rig_open(&options);
        rig_write(walk.rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        rig_start_daemon(walk.rig);
}

static void
close_walk(void)
{
        assert_int_equal(rig_stop_daemon(walk.rig), 0);
        assert_int_equal(rig_count(walk.rig, "SELECT sum(messages) FROM outcomes"), walk.messages);
        assert_int_equal(rig_count(walk.rig, "SELECT sum(messages) FROM topics"), walk.messages);
        assert_int_equal(rig_count(walk.rig, "SELECT sum(parts) FROM outcomes"), walk.parts);
        rig_close(walk.rig);
}

static void
print_scores(void)
{
        int kills[2] = {0}, repeated[2] = {0};

        printf("# %-19s %-7s %12s %9s %15s %9s\n", "point", "of", "process dies", "repeated", "service dies", "repeated");
        for (int i = 0; i < FAULT_COUNT; i++) {
                const struct score *score = &walk.scores[i];

                printf("# %-19s %-7s %12d %9d %15d %9d\n", fault_name((enum fault)i), fault_who((enum fault)i), score->kills[0],
                       score->repeated[0], score->kills[1], score->repeated[1]);
                for (int service = 0; service < 2; service++) {
                        kills[service] += score->kills[service];
                        repeated[service] += score->repeated[service];
                }
        }
        printf("# %-19s %-7s %12d %9d %15d %9d\n", "all", "", kills[0], repeated[0], kills[1], repeated[1]);
        printf("# %d messages answered and counted, %d parts\n", walk.messages, walk.parts);
}

static int
rounds_wanted(void)
{
        const char *text = getenv("WAYMARK_FAULT_ROUNDS");

        return text != NULL ? (int)strtol(text, NULL, 10) : 1;
}

/* With a single round every second reply is long; parts are only told apart in a long one. */
static bool
is_long_round(enum fault fault, int rounds, int round)
{
        return fault == FAULT_TAKEN_HALF || (rounds == 1 ? (int)fault % 2 == 1 || is_of_part(fault) : round % 2 == 1);
}

static void
answers_and_counts_once_wherever_it_dies(void **state)
{
        int rounds = rounds_wanted();

        (void)state;
        open_walk(1);
        for (int i = 0; i < FAULT_COUNT; i++)
                for (int round = 0; round < rounds; round++) {
                        enum fault fault = (enum fault)i;
                        const char *victim = round < 2 ? fault_who(fault) : victims[(round - 2) / 2 % VICTIMS];

                        visit(fault, victim, is_long_round(fault, rounds, round));
                }
        print_scores();
        close_walk();
}

/* The same fold at a clean end: nobody starts a dead ledger again, the next start finds what it left. */
static void
folds_once_when_it_dies_at_the_end(void **state)
{
        int rounds = rounds_wanted() > 1 ? 2 : 1;

        (void)state;
        open_walk(1440);
        for (int i = FAULT_FOLD_SETTLED; i <= FAULT_FOLD_DONE; i++)
                for (int round = 0; round < rounds; round++) {
                        rig_sim(walk.rig, "inject sim1 from=+40700%06d text=JOB", ++walk.messages);
                        walk.parts += SHORT_PARTS;
                        expect_settled((enum fault)i, "ledger", false);
                        faults_arm((enum fault)i, 1);
                        kill(walk.rig->daemon, SIGTERM);
                        faults_wait(walk.rig, (enum fault)i);
                        kill_victim(round == 0 ? "ledger" : EVERYBODY);
                        faults_release();
                        start_again();
                }
        close_walk();
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(answers_and_counts_once_wherever_it_dies),
                cmocka_unit_test(folds_once_when_it_dies_at_the_end),
        };

        faults_open();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
