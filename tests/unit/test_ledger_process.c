/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ledger process as its peers see it: a real ledger_main() in a child, killed and started anew, with the test as its parent, its
 * engine and its fronts. What counts is the sum in the two databases, never a log line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "ledger/batch.h"
#include "ledger/book.h"
#include "ledger/ledger.h"
#include "ledger/pending.h"
#include "wire/wire.h"

#define DAY 20780
#define PATIENCE_MS 20000

struct place {
        char folder[128], state[160], runtime[160];
        struct pulse *pulse;
};

struct running {
        pid_t pid;
        int parent, engine, fronts[2];
};

static int
set_up(void **state)
{
        const char *root = getenv("TMPDIR");
        struct place *place = calloc(1, sizeof *place);

        assert_non_null(place);
        snprintf(place->folder, sizeof place->folder, "%s/waymark-ledger-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(place->folder));
        snprintf(place->state, sizeof place->state, "%s/state", place->folder);
        snprintf(place->runtime, sizeof place->runtime, "%s/run", place->folder);
        assert_int_equal(mkdir(place->state, 0700), 0);
        assert_int_equal(mkdir(place->runtime, 0700), 0);
        place->pulse = pulse_map(1);
        assert_non_null(place->pulse);
        *state = place;
        return 0;
}

static int
tear_down(void **state)
{
        struct place *place = *state;
        char command[200];
        int rc;

        snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
        rc = system(command);
        free(place);
        return rc;
}

static void
await(int fd, enum wire_role from, enum wire_role me, enum wire_type type, struct wire_message *message)
{
        for (;;) {
                struct pollfd poll_one = {.fd = fd, .events = POLLIN};
                int rc = wire_receive(fd, from, me, message, NULL);

                assert_true(rc >= 0);
                if (rc == 1 && message->header.type == (uint16_t)type)
                        return;
                if (rc == 0)
                        assert_int_equal(poll(&poll_one, 1, PATIENCE_MS), 1);
        }
}

static int
give_peer(struct running *running, uint8_t role, uint8_t front)
{
        struct wire_peer peer = {.role = role, .front = front};
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        assert_int_equal(wire_send(running->parent, WIRE_PEER, &peer, fds[1]), 0);
        close(fds[1]);
        return fds[0];
}

/* Starts the process; returns when it is ready and has its peers. */
static void
start(struct place *place, int fold_minutes, struct running *running)
{
        struct ledger_birth birth = {.pulse = place->pulse, .fold_minutes = fold_minutes};
        struct wire_message message;
        int fds[2];

        snprintf(birth.state, sizeof birth.state, "%s", place->state);
        snprintf(birth.runtime, sizeof birth.runtime, "%s", place->runtime);
        assert_int_equal(wire_pair(fds), 0);
        running->pid = fork();
        assert_true(running->pid >= 0);
        if (running->pid == 0) {
                if (getenv("WAYMARK_DEBUG") == NULL)
                        (void)!freopen("/dev/null", "w", stderr);
                close(fds[0]);
                birth.parent_fd = fds[1];
                _exit(ledger_main(&birth));
        }
        close(fds[1]);
        running->parent = fds[0];
        await(running->parent, WIRE_LEDGER, WIRE_PARENT, WIRE_READY, &message);
        running->engine = give_peer(running, WIRE_ENGINE, 0);
        running->fronts[0] = give_peer(running, WIRE_MODEM, 0);
        running->fronts[1] = give_peer(running, WIRE_HTTP, 1);
}

static int
reap(struct running *running)
{
        int status;

        assert_int_equal(waitpid(running->pid, &status, 0), running->pid);
        close(running->parent);
        close(running->engine);
        close(running->fronts[0]);
        close(running->fronts[1]);
        return status;
}

static void
kill_it(struct running *running)
{
        kill(running->pid, SIGKILL);
        assert_true(WIFSIGNALED(reap(running)));
}

static void
stop_it(struct running *running)
{
        struct wire_stop stop = {{0}};
        int status;

        assert_int_equal(wire_send(running->parent, WIRE_STOP, &stop, -1), 0);
        status = reap(running);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
}

static struct wire_count
count_of(uint32_t sequence)
{
        return (struct wire_count){.sequence = sequence, .oldest_open = 0, .day = DAY, .language = code_pack("uk"),
                                   .channel = CHANNEL_SMS, .topic = TOPIC_JOB, .outcome = OUTCOME_ANSWERED, .parts = 2};
}

static void
tell_count(struct running *running, int front, const struct wire_count *count)
{
        assert_int_equal(wire_send(running->fronts[front], WIRE_COUNT, count, -1), 0);
}

static void
await_counted(struct running *running, int front, uint32_t sequence)
{
        struct wire_message message;

        await(running->fronts[front], WIRE_LEDGER, front == 0 ? WIRE_MODEM : WIRE_HTTP, WIRE_COUNTED, &message);
        assert_int_equal(message.as.COUNTED.sequence, sequence);
}

static void
count_one(struct running *running, int front, uint32_t sequence)
{
        struct wire_count count = count_of(sequence);

        tell_count(running, front, &count);
        await_counted(running, front, sequence);
}

static struct wire_ledger_state
ask_state(struct running *running)
{
        struct wire_state_ask ask = {.serial = 7};
        struct wire_message message;

        assert_int_equal(wire_send(running->parent, WIRE_STATE_ASK, &ask, -1), 0);
        await(running->parent, WIRE_LEDGER, WIRE_PARENT, WIRE_LEDGER_STATE, &message);
        assert_int_equal(message.as.LEDGER_STATE.serial, 7);
        return message.as.LEDGER_STATE;
}

static uint32_t
ask_spent(struct running *running, int32_t day)
{
        struct wire_spent_ask ask = {.day = day};
        struct wire_message message;

        assert_int_equal(wire_send(running->engine, WIRE_SPENT_ASK, &ask, -1), 0);
        await(running->engine, WIRE_LEDGER, WIRE_ENGINE, WIRE_SPENT, &message);
        assert_int_equal(message.as.SPENT.day, day);
        return message.as.SPENT.parts;
}

/* A number out of ledger.db, -1 if it cannot be read. */
static int64_t
in_book(struct place *place, const char *sql)
{
        char path[200];
        sqlite3 *db;
        sqlite3_stmt *statement = NULL;
        int64_t number = -1;

        snprintf(path, sizeof path, "%s/ledger.db", place->state);
        /* a fold may be under way: its lock is waited for */
        if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK && sqlite3_busy_timeout(db, 10000) == SQLITE_OK &&
            sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
                number = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return number;
}

static void
counts_and_folds_at_the_end(void **state)
{
        struct running running;

        start(*state, 15, &running);
        count_one(&running, 0, 1);
        count_one(&running, 0, 2);
        count_one(&running, 1, 1);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM outcomes"), 3);
        assert_int_equal(in_book(*state, "SELECT sum(parts) FROM outcomes"), 6);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM topics WHERE topic = 2 AND day = 20780"), 3);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM languages WHERE language > 0"), 3);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM months WHERE month = 202611"), 3);
        assert_int_equal(in_book(*state, "SELECT count(*) FROM months"), 1);
}

static void
acknowledges_a_duplicate_and_counts_it_once(void **state)
{
        struct running running;

        start(*state, 15, &running);
        for (int i = 0; i < 5; i++)
                count_one(&running, 0, 9);
        stop_it(&running);
        start(*state, 15, &running);
        count_one(&running, 0, 9);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM outcomes"), 1);
}

static void
keeps_what_it_acknowledged_when_killed(void **state)
{
        struct running running;

        for (uint32_t i = 1; i <= 20; i++) {
                start(*state, 15, &running);
                count_one(&running, 0, i);
                kill_it(&running);
        }
        start(*state, 15, &running);
        assert_int_equal(ask_state(&running).messages, 20);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM outcomes"), 20);
}

/* As a front does: every sequence is sent until it is acknowledged, by whichever process lives. */
static uint32_t
send_until_killed(struct running *running, uint32_t first, uint32_t last, int kill_after)
{
        struct wire_message message;
        uint32_t sent = first, acknowledged = first - 1;

        while (acknowledged < last) {
                struct pollfd poll_one = {.fd = running->fronts[0], .events = POLLIN};
                struct wire_count count = count_of(sent);
                int rc;

                if (sent <= last && sent - acknowledged <= WIRE_ASKS_OPEN) {
                        count.oldest_open = acknowledged + 1;
                        tell_count(running, 0, &count);
                        sent++;
                        continue;
                }
                if (kill_after-- == 0) {
                        kill_it(running);
                        return acknowledged;
                }
                assert_int_equal(poll(&poll_one, 1, PATIENCE_MS), 1);
                while ((rc = wire_receive(running->fronts[0], WIRE_LEDGER, WIRE_MODEM, &message, NULL)) == 1)
                        acknowledged = message.as.COUNTED.sequence;
                assert_int_equal(rc, 0);
        }
        kill_it(running);
        return acknowledged;
}

static void
counts_exactly_over_a_storm_of_kills(void **state)
{
        struct running running;
        uint32_t acknowledged = 0;
        int kills = 0;

        while (acknowledged < 2000) {
                start(*state, kills % 3 == 0 ? 0 : 15, &running); /* some fold after every turn */
                acknowledged = send_until_killed(&running, acknowledged + 1, 2000, kills % 7);
                kills++;
        }
        start(*state, 15, &running);
        stop_it(&running);
        assert_true(kills > 5);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM outcomes"), 2000);
        assert_int_equal(in_book(*state, "SELECT sum(parts) FROM outcomes"), 4000);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM months"), 2000);
}

/* The instant between the two commits, made by hand: the book has the batch, pending.db still thinks it has not. */
static void
does_not_double_a_fold_that_was_cut_off(void **state)
{
        struct place *place = *state;
        struct running running;
        struct pending *pending;
        struct batch *batch = NULL;
        struct book_glance glance;
        bool lost;

        start(place, 15, &running);
        for (uint32_t i = 1; i <= 4; i++)
                count_one(&running, 0, i);
        kill_it(&running);
        assert_int_equal(pending_open(place->runtime, &pending, &lost), 0);
        assert_false(lost);
        assert_int_equal(pending_freeze(pending, INT32_MAX, &batch), 0);
        assert_int_equal(book_fold(place->state, batch, &glance), 0);
        batch_free(batch);
        pending_close(pending);

        start(place, 15, &running);
        assert_int_equal(ask_state(&running).messages, 4);
        assert_int_equal(ask_state(&running).unfolded, 0);
        count_one(&running, 0, 4);
        count_one(&running, 0, 5);
        stop_it(&running);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 5);
}

static void
folds_a_batch_that_was_frozen_only(void **state)
{
        struct place *place = *state;
        struct running running;
        struct pending *pending;
        struct batch *batch = NULL;
        bool lost;

        start(place, 15, &running);
        count_one(&running, 0, 1);
        kill_it(&running);
        assert_int_equal(pending_open(place->runtime, &pending, &lost), 0);
        assert_int_equal(pending_freeze(pending, INT32_MAX, &batch), 0);
        batch_free(batch);
        pending_close(pending);
        start(place, 15, &running);
        count_one(&running, 0, 2);
        stop_it(&running);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 2);
}

static void
tells_the_sums_of_the_newest_day_alone(void **state)
{
        struct running running;
        struct wire_count count = count_of(1);
        struct wire_ledger_state now;

        start(*state, 15, &running);
        count.day = DAY - 1;
        tell_count(&running, 0, &count);
        await_counted(&running, 0, 1);
        count_one(&running, 0, 2);
        count = count_of(3);
        count.outcome = OUTCOME_IGNORED;
        count.topic = TOPIC_NONE;
        count.language = 0;
        count.parts = 0;
        tell_count(&running, 0, &count);
        await_counted(&running, 0, 3);
        now = ask_state(&running);
        assert_int_equal(now.day, DAY);
        assert_int_equal(now.messages, 2);
        assert_int_equal(now.answered, 1);
        assert_int_equal(now.parts, 2);
        assert_int_equal(now.unfolded, 3);
        assert_int_equal(now.folds, 0);
        stop_it(&running);
        start(*state, 15, &running);
        now = ask_state(&running);
        assert_int_equal(now.day, DAY);
        assert_int_equal(now.messages, 2);
        assert_int_equal(now.unfolded, 0);
        stop_it(&running);
}

static void
tells_what_a_day_has_spent(void **state)
{
        struct running running;

        start(*state, 15, &running);
        assert_int_equal(ask_spent(&running, DAY), 0);
        count_one(&running, 0, 1);
        assert_int_equal(ask_spent(&running, DAY), 2);
        stop_it(&running);
        start(*state, 15, &running);
        count_one(&running, 0, 2);
        assert_int_equal(ask_spent(&running, DAY), 4);
        assert_int_equal(ask_spent(&running, DAY - 1), 0);
        stop_it(&running);
}

static void
writes_nothing_while_nobody_texts(void **state)
{
        struct place *place = *state;
        struct running running;
        char path[200];

        start(place, 0, &running);
        (void)ask_state(&running);
        (void)ask_spent(&running, DAY);
        stop_it(&running);
        snprintf(path, sizeof path, "%s/ledger.db", place->state);
        assert_int_equal(access(path, F_OK), -1);
}

static void
goes_on_counting_while_the_card_fails(void **state)
{
        struct place *place = *state;
        struct running running;
        uint32_t sequence = 0;

        assert_int_equal(rmdir(place->state), 0);
        start(place, 0, &running);
        do
                count_one(&running, 0, ++sequence);
        while (ask_state(&running).failed_folds == 0);
        count_one(&running, 0, ++sequence);
        assert_int_equal(ask_state(&running).messages, sequence);
        kill_it(&running);
        start(place, 15, &running);
        count_one(&running, 0, ++sequence);
        assert_int_equal(mkdir(place->state, 0700), 0);
        stop_it(&running);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), sequence);
}

/* pending.db was made while the card was away; the card comes back with a ledger that has folded many batches. */
static void
loses_nothing_when_the_card_comes_back(void **state)
{
        struct place *place = *state;
        struct running running;
        char away[200], path[200];

        for (uint32_t i = 1; i <= 5; i++) {
                start(place, 15, &running);
                count_one(&running, 0, i);
                stop_it(&running);
        }
        snprintf(away, sizeof away, "%s/away", place->folder);
        assert_int_equal(rename(place->state, away), 0);
        snprintf(path, sizeof path, "%s/pending.db", place->runtime);
        assert_int_equal(unlink(path), 0); /* as after a power cut */
        start(place, 15, &running);
        count_one(&running, 0, 6);
        count_one(&running, 0, 7);
        assert_int_equal(rename(away, place->state), 0);
        stop_it(&running);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 7);
}

static void
write_rubbish(const char *folder, const char *name)
{
        char path[200];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        file = fopen(path, "w");
        assert_non_null(file);
        for (int i = 0; i < 1000; i++)
                fputs("rubbish, ", file);
        assert_int_equal(fclose(file), 0);
}

static void
keeps_a_damaged_ledger_aside(void **state)
{
        struct place *place = *state;
        struct running running;
        char path[200];

        for (int i = 1; i <= 2; i++) {
                write_rubbish(place->state, "ledger.db");
                start(place, 15, &running);
                count_one(&running, 0, (uint32_t)i);
                stop_it(&running);
                snprintf(path, sizeof path, "%s/ledger.db.corrupt-%d", place->state, i);
                assert_int_equal(access(path, F_OK), 0);
                assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 1);
        }
}

static void
begins_anew_with_a_damaged_pending(void **state)
{
        struct place *place = *state;
        struct running running;

        start(place, 15, &running);
        count_one(&running, 0, 1);
        stop_it(&running);
        write_rubbish(place->runtime, "pending.db");
        start(place, 15, &running);
        count_one(&running, 0, 2);
        stop_it(&running);
        assert_int_equal(in_book(place, "SELECT sum(messages) FROM outcomes"), 2);
}

/* --- people ------------------------------------------------------------------------------------ */

static void
tell_reach(struct running *running, int32_t day, uint32_t people)
{
        struct wire_reach reach = {.day = day, .people = people};

        assert_int_equal(wire_send(running->engine, WIRE_REACH, &reach, -1), 0);
        (void)ask_spent(running, day); /* what was sent before it has been heard */
}

static void
keeps_the_larger_estimate_and_folds_it_at_the_end(void **state)
{
        struct running running;

        start(*state, 15, &running);
        count_one(&running, 0, 1);
        tell_reach(&running, DAY, 40);
        kill_it(&running);
        start(*state, 15, &running);
        tell_reach(&running, DAY, 15); /* an engine that was born in between knows fewer */
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT people FROM open_people WHERE day = 20780"), 40);
}

static void
an_estimate_waits_until_its_day_is_over(void **state)
{
        struct place *place = *state;
        struct running running;
        struct wire_count tomorrow = count_of(9);
        uint32_t sequence = 0;

        start(place, 0, &running);
        tomorrow.day = DAY + 1;
        count_one(&running, 0, ++sequence);
        tell_reach(&running, DAY, 40);
        do
                count_one(&running, 0, ++sequence);
        while (ask_state(&running).folds < 2);
        assert_int_equal(in_book(place, "SELECT count(*) FROM people"), 0);
        do {
                tomorrow.sequence = ++sequence;
                tell_count(&running, 0, &tomorrow);
                await_counted(&running, 0, sequence);
        } while (in_book(place, "SELECT count(*) FROM closed_people") <= 0);
        assert_int_equal(in_book(place, "SELECT people FROM closed_people WHERE day = 20780"), 40);
        stop_it(&running);
}

static void
believes_no_estimate_of_a_day_without_texts(void **state)
{
        struct running running;

        start(*state, 15, &running);
        tell_reach(&running, DAY, 40); /* nobody has texted at all */
        count_one(&running, 0, 1);
        for (int32_t day = DAY - 30; day < DAY + 30; day++)
                if (day < DAY - 1 || day > DAY + 1)
                        tell_reach(&running, day, 40);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT count(*) FROM people"), 0);
}

/* --- time -------------------------------------------------------------------------------------- */

static void
the_time_of_a_fold_tells_no_time_within_it(void **state)
{
        const int64_t quarter_ms = 15 * 60000;

        (void)state;
        for (int64_t now = 7 * quarter_ms; now < 8 * quarter_ms; now += 997)
                assert_int_equal(ledger_fold_due_ms(now, 15), 8 * quarter_ms);
        assert_int_equal(ledger_fold_due_ms(8 * quarter_ms, 15), 9 * quarter_ms);
        assert_int_equal(ledger_fold_due_ms(12345, 0), 12345);
}

static void
does_not_believe_a_day_years_ahead(void **state)
{
        struct running running;
        struct wire_count count = count_of(2);

        start(*state, 15, &running);
        count_one(&running, 0, 1);
        count.day = DAY + 3000;
        tell_count(&running, 0, &count);
        await_counted(&running, 0, 2);
        assert_int_equal(ask_state(&running).day, DAY);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT messages FROM outcomes WHERE day = 0"), 1);
        assert_int_equal(in_book(*state, "SELECT messages FROM months WHERE month = 0"), 1);
}

static void
outlives_a_front_that_breaks_the_table(void **state)
{
        struct running running;
        struct wire_count count = count_of(1);
        char lie[200] = {0};

        start(*state, 15, &running);
        count.outcome = OUTCOME_COUNT;
        tell_count(&running, 0, &count);
        assert_true(write(running.fronts[1], lie, sizeof lie) > 0);
        assert_int_equal(ask_state(&running).messages, 0);
        close(running.fronts[0]);
        running.fronts[0] = give_peer(&running, WIRE_MODEM, 0);
        count_one(&running, 0, 1);
        stop_it(&running);
        assert_int_equal(in_book(*state, "SELECT sum(messages) FROM outcomes"), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(counts_and_folds_at_the_end),
                CASE(acknowledges_a_duplicate_and_counts_it_once),
                CASE(keeps_what_it_acknowledged_when_killed),
                CASE(counts_exactly_over_a_storm_of_kills),
                CASE(does_not_double_a_fold_that_was_cut_off),
                CASE(folds_a_batch_that_was_frozen_only),
                CASE(tells_the_sums_of_the_newest_day_alone),
                CASE(tells_what_a_day_has_spent),
                CASE(writes_nothing_while_nobody_texts),
                CASE(goes_on_counting_while_the_card_fails),
                CASE(loses_nothing_when_the_card_comes_back),
                CASE(keeps_a_damaged_ledger_aside),
                CASE(begins_anew_with_a_damaged_pending),
                CASE(keeps_the_larger_estimate_and_folds_it_at_the_end),
                CASE(an_estimate_waits_until_its_day_is_over),
                CASE(believes_no_estimate_of_a_day_without_texts),
                CASE(the_time_of_a_fold_tells_no_time_within_it),
                CASE(does_not_believe_a_day_years_ahead),
                CASE(outlives_a_front_that_breaks_the_table),
        };

        return cmocka_run_group_tests_name("ledger process", tests, NULL, NULL);
}
