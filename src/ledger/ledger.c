/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ledger process. Invariant: COUNTED is sent for a sequence only after the transaction that counts it is committed in pending.db, and
 * a sequence is counted once, however often a front names it. It knows small numbers alone (messages.def), and is the only process
 * that may write to the card; it does so only in fold().
 *
 * A turn of the loop takes the COUNTs of all fronts into `waiting`; its end stores them in one transaction and acknowledges them. When
 * pending.db cannot be written they stay in `waiting` and are tried again. The first count after a fold starts the fold's timer; a card
 * that fails makes the folds rarer, never the counting. Nothing is due and nothing wakes the process while nobody texts.
 */
#include "ledger.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "wire/links.h"

#include "batch.h"
#include "book.h"
#include "pending.h"

#define WAITING_MAX ((size_t)WIRE_FRONTS_MAX * 64)     /* twice what all fronts may have open */
#define RETRY_FIRST_MS 1000
#define RETRY_LAST_MS 60000
#define FOLD_FIRST_MS 1000                      /* the shortest wait after a fold that failed */
#define FOLD_BACKOFF 3                          /* doubled so often: eight times fold_minutes */
#define STORE_BUSY_MS 30000
#define FOLD_BUSY_MS 180000                     /* a worn card may take a minute for one sync */
#define DAYS_AHEAD 400                          /* a later day is no day but a broken clock: counted as unknown */
#define DRAIN_TURNS 64
#define MINUTE_MS FAULT_OR(60000, 100)

struct waiting {
        uint8_t front;
        struct wire_count count;
};

struct ledger {
        struct loop loop;
        struct links links;
        struct pulse *pulse;
        const struct ledger_birth *birth;
        struct sandbox sandbox;
        struct pending *pending;
        struct book_glance book;        /* as after the last fold */
        struct loop_timer fold_timer, retry_timer;
        int64_t retry_ms;               /* how long the next retry waits, 0: storing works */
        int32_t newest;                 /* known day, of the book and of what is pending */
        uint32_t folds, failed_folds;
        bool far_told, stopping;
        struct wire_reach reach[2];     /* of days in a row, told and not stored yet; day 0: none */
        size_t nwaiting;
        struct waiting waiting[WAITING_MAX];
};

/* --- counting ---------------------------------------------------------------------------------- */

/* The fronts' clocks refuse most jumps; one that got through must not close all days to come. */
static int32_t
believable_day(struct ledger *ledger, int32_t day)
{
        if (ledger->newest != DAY_UNKNOWN && day > ledger->newest + DAYS_AHEAD) {
                if (!ledger->far_told)
                        log_warning("a front's clock is more than %d days ahead; its counts get no day", DAYS_AHEAD);
                ledger->far_told = true;
                return DAY_UNKNOWN;
        }
        if (day > ledger->newest)
                ledger->newest = day;
        return day;
}

static void
handle_count(struct ledger *ledger, uint8_t front, const struct wire_count *count)
{
        struct waiting *waiting;

        if (ledger->nwaiting == WAITING_MAX)
                return; /* storing has failed for long; without an answer the front keeps it */
        waiting = &ledger->waiting[ledger->nwaiting++];
        waiting->front = front;
        waiting->count = *count;
        waiting->count.day = believable_day(ledger, count->day);
        FAULT(COUNT_RECEIVED);
}

/* Of a day that nobody texted on there is nothing to tell. Two days in a row have a place each. */
static void
handle_reach(struct ledger *ledger, const struct wire_reach *reach)
{
        ledger->reach[reach->day % 2] = *reach;
}

static int
store_reach(struct ledger *ledger)
{
        int rc = 0;

        for (size_t i = 0; rc == 0 && i < sizeof ledger->reach / sizeof ledger->reach[0]; i++) {
                int32_t day = ledger->reach[i].day;

                if (day != DAY_UNKNOWN && day >= ledger->newest - 1 && day <= ledger->newest + 1)
                        rc = pending_reach(ledger->pending, &ledger->reach[i]);
        }
        return rc;
}

/* Once a front: the highest oldest_open it named. */
static int
forget_settled(struct ledger *ledger)
{
        uint32_t oldest[WIRE_FRONTS_MAX] = {0};
        int rc = 0;

        for (size_t i = 0; i < ledger->nwaiting; i++) {
                const struct waiting *waiting = &ledger->waiting[i];

                if (waiting->count.oldest_open > oldest[waiting->front])
                        oldest[waiting->front] = waiting->count.oldest_open;
        }
        for (unsigned i = 0; rc == 0 && i < WIRE_FRONTS_MAX; i++)
                if (oldest[i] > 0)
                        rc = pending_forget(ledger->pending, (uint8_t)i, oldest[i]);
        return rc;
}

static int
store_waiting(struct ledger *ledger)
{
        int rc = pending_begin(ledger->pending);

        for (size_t i = 0; rc == 0 && i < ledger->nwaiting; i++)
                rc = pending_count(ledger->pending, ledger->waiting[i].front, &ledger->waiting[i].count);
        if (rc == 0)
                rc = forget_settled(ledger);
        FAULT(COUNT_STORED);
        if (rc == 0)
                rc = store_reach(ledger);
        if (rc == 0)
                rc = pending_commit(ledger->pending);
        FAULT(COUNT_COMMITTED);
        if (rc < 0)
                pending_rollback(ledger->pending);
        return rc;
}

static void
tell_counted(struct ledger *ledger)
{
        for (size_t i = 0; i < ledger->nwaiting; i++) {
                struct wire_counted counted = {.sequence = ledger->waiting[i].count.sequence};

                (void)link_send(&ledger->links.fronts[ledger->waiting[i].front], WIRE_COUNTED, &counted);
        }
        ledger->nwaiting = 0;
        memset(ledger->reach, 0, sizeof ledger->reach);
}

static void
storing_failed(struct ledger *ledger, int rc)
{
        if (rc == -EUCLEAN)
                fatal("pending.db is damaged: begins anew");
        if (ledger->retry_ms == 0)
                log_error("cannot count in the runtime directory: %s; is it full? Tries again", strerror(-rc));
        ledger->retry_ms = ledger->retry_ms == 0 ? RETRY_FIRST_MS : ledger->retry_ms * 2;
        if (ledger->retry_ms > RETRY_LAST_MS)
                ledger->retry_ms = RETRY_LAST_MS;
        ledger->retry_timer.at_ms = clock_ms() + ledger->retry_ms;
}

static int64_t
fold_ms(const struct ledger *ledger)
{
        return (int64_t)ledger->birth->fold_minutes * MINUTE_MS;
}

int64_t
ledger_fold_due_ms(int64_t now_ms, int fold_minutes)
{
        int64_t every_ms = (int64_t)fold_minutes * MINUTE_MS;

        return every_ms > 0 ? (now_ms / every_ms + 1) * every_ms : now_ms;
}

static bool
nothing_waits(const struct ledger *ledger)
{
        return ledger->nwaiting == 0 && ledger->reach[0].day == DAY_UNKNOWN && ledger->reach[1].day == DAY_UNKNOWN;
}

/* The end of a turn: what came becomes true, then it is acknowledged. */
static void
flush(struct ledger *ledger)
{
        int rc;

        if (nothing_waits(ledger))
                return;
        pulse_busy(ledger->pulse, STORE_BUSY_MS);
        rc = store_waiting(ledger);
        pulse_idle(ledger->pulse);
        if (rc < 0) {
                storing_failed(ledger, rc);
                return;
        }
        if (ledger->retry_ms != 0)
                log_notice("counts again");
        ledger->retry_ms = 0;
        ledger->retry_timer.at_ms = LOOP_NEVER;
        tell_counted(ledger);
        FAULT(COUNT_ACKNOWLEDGED);
        if (ledger->fold_timer.at_ms == LOOP_NEVER)
                ledger->fold_timer.at_ms = ledger_fold_due_ms(clock_ms(), ledger->birth->fold_minutes);
}

static void
on_retry(void *arg)
{
        flush(arg);
}

/* --- folding ----------------------------------------------------------------------------------- */

static int
look_into_book(struct ledger *ledger)
{
        char name[BOOK_NAME];
        int rc = book_glance(ledger->birth->state, &ledger->book);

        if (rc != -EUCLEAN)
                return rc;
        rc = book_move_aside(ledger->birth->state, name);
        if (rc < 0)
                return rc;
        log_error("ledger.db is damaged and was kept as %s; counting begins anew", name); /* allowed: book_move_aside() made it */
        return book_glance(ledger->birth->state, &ledger->book);
}

/* How many people were reached goes to the card when a day is over, or with the gateway's end (schema_ledger.sql). */
static int32_t
people_before(const struct ledger *ledger)
{
        return ledger->stopping ? INT32_MAX : ledger->newest;
}

/* What the book has is dropped from pending.db, and what it has not is handed over. */
static int
fold_steps(struct ledger *ledger, struct batch **batch)
{
        int rc = look_into_book(ledger);

        if (rc == 0)
                rc = pending_settle(ledger->pending, ledger->book.batch);
        FAULT(FOLD_SETTLED);
        if (rc == 0)
                rc = pending_freeze(ledger->pending, people_before(ledger), batch);
        FAULT(FOLD_FROZEN);
        if (rc < 0 || *batch == NULL || (*batch)->nrows == 0)
                return rc;
        rc = book_fold(ledger->birth->state, *batch, &ledger->book);
        if (rc < 0)
                return rc;
        ledger->folds++;
        FAULT(FOLD_COMMITTED);
        rc = pending_drop_people(ledger->pending, people_before(ledger));
        if (rc == 0)
                rc = pending_settle(ledger->pending, ledger->book.batch);
        FAULT(FOLD_DONE);
        return rc;
}

static bool
nothing_to_fold(struct ledger *ledger)
{
        uint32_t unfolded;
        int32_t newest;

        return !ledger->stopping && pending_unfolded(ledger->pending, &unfolded, &newest) == 0 && unfolded == 0;
}

static void
fold_failed(struct ledger *ledger, int rc)
{
        uint32_t doubled = ledger->failed_folds < FOLD_BACKOFF ? ledger->failed_folds : FOLD_BACKOFF;
        int64_t wait = fold_ms(ledger) > FOLD_FIRST_MS ? fold_ms(ledger) : FOLD_FIRST_MS;

        if (fence_is_moved(&ledger->sandbox.fence))
                fatal("another folder has taken the place of state or runtime: begins anew"); /* pending.db has all counts */
        if (rc == -EPROTONOSUPPORT)
                log_error("ledger.db was written by a newer waymark; install that one, or move the file away");
        else
                log_error("cannot write the counts to ledger.db: %s; they are kept in memory, check the card (waymark doctor)",
                          strerror(-rc));
        ledger->failed_folds++;
        ledger->fold_timer.at_ms = clock_ms() + (wait << doubled);
}

static void
fold(struct ledger *ledger)
{
        struct batch *batch = NULL;
        int rc;

        flush(ledger);
        ledger->fold_timer.at_ms = LOOP_NEVER;
        if (nothing_to_fold(ledger))
                return;
        pulse_busy(ledger->pulse, FOLD_BUSY_MS);
        rc = fold_steps(ledger, &batch);
        pulse_idle(ledger->pulse);
        batch_free(batch);
        if (rc < 0) {
                fold_failed(ledger, rc);
                return;
        }
        if (ledger->failed_folds > 0)
                log_notice("ledger.db is written again");
        ledger->failed_folds = 0;
}

static void
on_fold(void *arg)
{
        fold(arg);
}

/* --- questions --------------------------------------------------------------------------------- */

/*
 * The sums of a day, as far as they are known without reading ledger.db: a file's time of access would tell when the question came, which
 * is with the first text of a day. Days before the newest are closed, and nobody has any business with them.
 */
static int
sums_of(struct ledger *ledger, int32_t day, struct day_sums *sums)
{
        *sums = (struct day_sums){.day = day};
        if (day != DAY_UNKNOWN && day == ledger->book.newest.day)
                *sums = ledger->book.newest;
        return pending_add_sums(ledger->pending, sums);
}

/* Today: the newest day that is known, or what has no day while none is. */
static void
handle_state_ask(struct ledger *ledger, const struct wire_state_ask *ask)
{
        struct wire_ledger_state state = {.serial = ask->serial, .day = ledger->newest, .folds = ledger->folds,
                                          .failed_folds = ledger->failed_folds};
        struct day_sums sums;
        int32_t newest;

        flush(ledger);
        if (sums_of(ledger, ledger->newest, &sums) < 0 || pending_unfolded(ledger->pending, &state.unfolded, &newest) < 0)
                log_warning("cannot read the sums of today");
        state.messages = sums.messages;
        state.answered = sums.answered;
        state.parts = sums.parts;
        (void)link_send(&ledger->links.parent, WIRE_LEDGER_STATE, &state);
}

static void
handle_spent_ask(struct ledger *ledger, struct link *engine, const struct wire_spent_ask *ask)
{
        struct wire_spent spent = {.day = ask->day};
        struct day_sums sums;

        flush(ledger);
        if (sums_of(ledger, ask->day, &sums) < 0)
                log_warning("cannot tell the whole budget that is spent");
        spent.parts = sums.parts;
        (void)link_send(engine, WIRE_SPENT, &spent);
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct ledger *ledger = context;

        switch ((enum wire_type)message->header.type) {
        case WIRE_COUNT:
                handle_count(ledger, from->front, &message->as.COUNT);
                return;
        case WIRE_SPENT_ASK:
                handle_spent_ask(ledger, from, &message->as.SPENT_ASK);
                return;
        case WIRE_STATE_ASK:
                handle_state_ask(ledger, &message->as.STATE_ASK);
                return;
        case WIRE_STOP:
                ledger->stopping = true;
                return;
        case WIRE_REACH:
                handle_reach(ledger, &message->as.REACH);
                return;
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_RELOAD:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_REPAIR:
        case WIRE_REPAIRED:
        case WIRE_ENGINE_STATE:
        case WIRE_FRONT_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_STEP:
        case WIRE_PAGE:
        case WIRE_ASK:
        case WIRE_ANSWER:
        case WIRE_COUNTED:
        case WIRE_SPENT:
        case WIRE_TYPE_COUNT:
                return; /* not sent to the ledger: wire_receive() has refused it */
        }
}

/* --- birth, life and end ----------------------------------------------------------------------- */

/* A batch that was on its way when the process died is settled here, before anything is counted. */
static int
open_databases(struct ledger *ledger)
{
        uint32_t unfolded;
        bool lost;
        int rc = pending_open(ledger->birth->runtime, &ledger->pending, &lost);

        if (rc < 0)
                return rc;
        if (lost)
                log_error("pending.db was damaged; the counts since the last fold are lost");
        rc = look_into_book(ledger);
        if (rc == 0)
                rc = pending_settle(ledger->pending, ledger->book.batch);
        if (rc < 0)
                log_error("cannot read ledger.db: %s; counting goes on in memory, check the card (waymark doctor)", strerror(-rc));
        rc = pending_unfolded(ledger->pending, &unfolded, &ledger->newest);
        if (ledger->book.newest.day > ledger->newest)
                ledger->newest = ledger->book.newest.day;
        if (rc == 0 && unfolded > 0)
                ledger->fold_timer.at_ms = ledger_fold_due_ms(clock_ms(), ledger->birth->fold_minutes);
        return rc;
}

/* What the fronts have sent before they were stopped still counts. */
static void
drain(struct ledger *ledger)
{
        for (int i = 0; i < DRAIN_TURNS; i++) {
                loop_turn(&ledger->loop, 0);
                if (nothing_waits(ledger))
                        return;
                flush(ledger);
        }
}

static void
live(struct ledger *ledger)
{
        while (!ledger->stopping) {
                loop_turn(&ledger->loop, LOOP_NEVER);
                if (ledger->retry_ms == 0)
                        flush(ledger);
        }
        drain(ledger);
        fold(ledger);
}

static void
give_up_rights(struct ledger *ledger)
{
        int rc;

        ledger->sandbox = (struct sandbox){.role = FILTER_ROLE_LEDGER, .title = "waymarkd: ledger", .user = ledger->birth->user,
                                           .pulse = ledger->pulse};
        fence_add(&ledger->sandbox.fence, ledger->birth->state, FENCE_ACCESS_STORE);
        fence_add(&ledger->sandbox.fence, ledger->birth->runtime, FENCE_ACCESS_STORE);
        fence_add(&ledger->sandbox.fence, "/dev/urandom", FENCE_ACCESS_READ); /* SQLite asks it */
        rc = sandbox_enter(&ledger->sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
}

static const struct links_handlers handlers = {.handle = handle};

int
ledger_main(const struct ledger_birth *birth)
{
        struct wire_ready ready;
        struct ledger *ledger = calloc(1, sizeof *ledger);
        int rc;

        log_open("ledger");
        if (ledger == NULL)
                fatal("no memory");
        ledger->birth = birth;
        ledger->pulse = birth->pulse;
        umask(077);
        give_up_rights(ledger); /* before the files are made: they belong to the user that will write them */
        loop_init(&ledger->loop);
        loop_add_timer(&ledger->loop, &ledger->fold_timer, on_fold, ledger);
        loop_add_timer(&ledger->loop, &ledger->retry_timer, on_retry, ledger);
        rc = open_databases(ledger);
        if (rc < 0)
                fatal("cannot open pending.db in the runtime directory: %s", strerror(-rc));
        links_init(&ledger->links, &ledger->loop, WIRE_LEDGER, birth->parent_fd, &handlers, ledger);
        ready = (struct wire_ready){.in_force = ledger->sandbox.in_force, .refused = ledger->sandbox.refused};
        (void)link_send(&ledger->links.parent, WIRE_READY, &ready);
        live(ledger);
        pending_close(ledger->pending);
        (void)sqlite3_shutdown();
        free(ledger);
        return 0;
}
