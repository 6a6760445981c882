/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The modem process: connects, lists the store, and works off its desk until nothing is left to do; then it waits for an announcement, an
 * answer or the next poll. Only phone.c and raw.c block; between any two of their calls the links are served.
 */
#include "modem.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "desk.h"
#include "forget.h"
#include "inbox.h"
#include "journal.h"
#include "listen.h"
#include "phone.h"
#include "port.h"
#include "raw.h"
#include "tap.h"
#include "wire/links.h"

#define MISSING_MS 1000                 /* how often a device that is not there is looked for */
#define CONNECT_FIRST_MS 1000
#define CONNECT_MOST_MS 60000
#define BLOCKED_MS 60000                /* how often it is tried whether a person has acted */
#define OVERFLOW_MS 1000
#define STATUS_MS 300000                /* how often signal and registration are asked for */
#define REFUSALS 3                      /* so many "later" in a row are the network's fault, not one number's: */
#define PAUSE_MS 15000                  /* then the line rests */
#define LISTINGS_TRUSTED 2              /* a SIM that is not ready yet lists nothing: what is gone must be gone twice after a connect */
#define SECOND_LOOK_MS FAULT_OR(2000, 100)
#define FAREWELL_MS 3000                /* for the ledger to acknowledge the last counts */

struct modem {
        struct modem_birth *birth;
        struct loop loop;
        struct links links;
        struct journal journal;
        struct netclock clock;
        struct inbox inbox;
        struct desk desk;
        struct forget forget;
        bool forget_listed;             /* a last listing was asked for before the end */
        struct phone *phone;            /* NULL while not connected */
        int held_fd;                    /* our other descriptor on the port (port.h), -1 */
        bool stopping;
        bool list_now;
        bool state_changed;
        int listings;                   /* since the connection was made */
        int connect_failures;
        int refusals;                   /* in a row */
        int64_t connect_ms, list_ms, status_ms, send_ms; /* not before */
        struct wire_modem_state state;
};

/* --- what is told --- */

static void
tell_state(struct modem *modem)
{
        struct wire_modem_state *state = &modem->state;
        int pending = desk_pending(&modem->desk);

        state->pending = (uint8_t)(pending > 255 ? 255 : pending);
        state->received = modem->desk.received;
        state->network_utc = netclock_utc(&modem->clock, clock_ms());
        state->network_offset_ms = modem->clock.utc_offset_ms;
        state->network_zone_s = modem->clock.zone_s;
        link_send(&modem->links.parent, WIRE_MODEM_STATE, state);
        modem->state_changed = false;
}

static void
set_phase(struct modem *modem, enum wire_modem_phase phase, const char *problem)
{
        struct wire_modem_state *state = &modem->state;

        if (state->phase == phase && strcmp(state->problem, problem) == 0)
                return;
        state->phase = (uint8_t)phase;
        snprintf(state->problem, sizeof state->problem, "%s", problem);
        if (phase != WIRE_MODEM_PHASE_READY) {
                state->signal_percent = -1;
                state->registered = 5;
        }
        if (problem[0] != '\0')
                log_warning("%s", problem);
        else if (phase == WIRE_MODEM_PHASE_READY)
                log_notice("ready");
        tell_state(modem);
}

/* --- the connection --- */

static void
hang_up(struct modem *modem)
{
        if (modem->phone == NULL)
                return;
        loop_remove(&modem->loop, phone_fd(modem->phone));
        phone_close(modem->phone);
        modem->phone = NULL;
        modem->connect_ms = clock_ms();
}

static void
lose_connection(struct modem *modem, const char *problem)
{
        hang_up(modem);
        modem->state.reconnects++;
        set_phase(modem, WIRE_MODEM_PHASE_CONNECTING, problem);
}

static void
on_port(void *arg, int fd, short events)
{
        struct modem *modem = arg;

        (void)fd;
        (void)events;
        if (phone_pump(modem->phone) < 0)
                lose_connection(modem, "the modem was unplugged; plug it in again");
}

static void
on_connect_failed(struct modem *modem, int rc, const char *problem)
{
        int64_t pause = CONNECT_FIRST_MS;

        if (rc == -EKEYREJECTED) {
                struct wire_pin_refused refused = {.reserved = {0}};

                modem->birth->pin_refused = true;
                link_send(&modem->links.parent, WIRE_PIN_REFUSED, &refused);
        }
        if (rc == -ENODEV) {
                pause = MISSING_MS;
                modem->connect_failures = 0;
        } else if (rc == -ENOKEY || rc == -EKEYREJECTED || rc == -EACCES || rc == -EINVAL) {
                pause = BLOCKED_MS;
        } else {
                for (int i = 0; i < modem->connect_failures && pause < CONNECT_MOST_MS; i++)
                        pause *= 2;
                modem->connect_failures++;
        }
        modem->connect_ms = clock_ms() + (pause < CONNECT_MOST_MS ? pause : CONNECT_MOST_MS);
        set_phase(modem, pause == BLOCKED_MS ? WIRE_MODEM_PHASE_BLOCKED : WIRE_MODEM_PHASE_WAITING, problem);
}

/* Keeps a second descriptor on the port, here and at the parent, before libgammu opens it for itself alone. */
static void
hold_port(struct modem *modem)
{
        if (port_hold(&modem->held_fd, modem->birth->config.device) == 1)
                link_send_fd(&modem->links.parent, WIRE_PORT, &(struct wire_port){.reserved = {0}}, modem->held_fd);
}

/*
 * An earlier life handed a part over and did not live to hear what became of it. The network may still be at work: wait for its word, for
 * as long as it may take, before anything is written to the line.
 */
static void
hear_out(struct modem *modem)
{
        struct journal_record *record = journal_in_flight(&modem->journal);
        int64_t until;
        enum phone_sent sent;

        if (record == NULL)
                return;
        until = (int64_t)record->handed_over_s * 1000 + PHONE_WORD_MS;
        if (until > clock_ms() + PHONE_WORD_MS)
                until = clock_ms() + PHONE_WORD_MS; /* the clock of an earlier boot; there is no word to wait for, but no harm either */
        hold_port(modem);
        FAULT(LISTENING);
        sent = listen_for_word(modem->held_fd, until, modem->birth->pulse);
        log_notice("the part that was in flight: %s", sent == PHONE_SENT_ACCEPTED ? "the network had taken it" :
                   sent == PHONE_SENT_UNKNOWN ? "no word came, it is sent again" : "it was not taken, it is sent again");
        FAULT(LISTENED);
        desk_note_heard(record, sent);
        FAULT(LISTENED_NOTED);
        tap_end();
}

static void
connect_phone(struct modem *modem)
{
        char problem[PHONE_PROBLEM] = "";
        int rc;

        hear_out(modem);
        hold_port(modem);
        rc = phone_open(&modem->phone, &modem->birth->config, modem->birth->pulse, modem->held_fd, !modem->birth->pin_refused, problem);
        if (rc < 0) {
                on_connect_failed(modem, rc, problem);
                return;
        }
        modem->connect_failures = 0;
        modem->listings = 0;
        modem->list_now = true;
        modem->status_ms = 0;
        loop_add(&modem->loop, phone_fd(modem->phone), POLLIN, on_port, modem);
        set_phase(modem, WIRE_MODEM_PHASE_READY, "");
}

/* --- one step of work each: true if something was done --- */

static void
on_sms(void *arg, const struct phone_sms *sms)
{
        struct modem *modem = arg;
        const struct inbox_slot *slot;
        int64_t now = clock_ms();

        if (sms->stamp_utc != 0)
                (void)netclock_learn(&modem->clock, sms->stamp_utc, sms->stamp_zone_s, now);
        slot = inbox_add(&modem->inbox, sms, now);
        if (slot != NULL && slot->first_seen_ms < now && !slot->deleted)
                return; /* an old acquaintance */
        forget_note(&modem->forget, now);
        modem->forget_listed = false;
}

static bool
list_store(struct modem *modem)
{
        bool announced = phone_take_event(modem->phone); /* also within another command */

        if (!announced && !modem->list_now && clock_ms() < modem->list_ms)
                return false;
        modem->list_now = false;
        inbox_begin(&modem->inbox);
        if (phone_list(modem->phone, on_sms, modem) < 0) {
                lose_connection(modem, "the modem does not answer; it is reconnected");
                return true;
        }
        FAULT(LISTED);
        if (++modem->listings < LISTINGS_TRUSTED) {
                modem->list_ms = clock_ms() + SECOND_LOOK_MS;
                return true;
        }
        inbox_end(&modem->inbox, desk_on_slot_gone, &modem->desk);
        desk_settle(&modem->desk);
        /* more than there was room for: the rest is listed as soon as slots are empty */
        modem->list_ms = clock_ms() + (modem->inbox.overflowed ? OVERFLOW_MS : modem->birth->config.poll_s * INT64_C(1000));
        return true;
}

static void
after_send(struct modem *modem, enum phone_sent sent, int64_t now_ms)
{
        modem->refusals = sent == PHONE_SENT_LATER || sent == PHONE_SENT_BLOCKED ? modem->refusals + 1 : 0;
        switch (sent) {
        case PHONE_SENT_ACCEPTED:
                modem->state.sent_parts++;
                if (modem->state.problem[0] != '\0')
                        set_phase(modem, WIRE_MODEM_PHASE_READY, "");
                break;
        case PHONE_SENT_REFUSED:
                break;
        case PHONE_SENT_LATER:
                if (modem->refusals >= REFUSALS) {
                        modem->send_ms = now_ms + PAUSE_MS;
                        set_phase(modem, WIRE_MODEM_PHASE_READY, "the network takes no messages; credit and signal may be the reason");
                }
                break;
        case PHONE_SENT_BLOCKED:
                modem->send_ms = now_ms + BLOCKED_MS;
                set_phase(modem, WIRE_MODEM_PHASE_READY, "the SIM refuses to send; check SIM and PIN");
                break;
        case PHONE_SENT_NOT_SENT:
        case PHONE_SENT_UNKNOWN:
                lose_connection(modem, "the modem did not say what became of a message; it is reconnected");
                break;
        }
}

static bool
send_one(struct modem *modem)
{
        int64_t now = clock_ms();
        struct phone_part part;
        struct letter *letter;
        enum phone_sent sent;

        if (modem->phone == NULL || now < modem->send_ms)
                return false;
        letter = desk_next_to_send(&modem->desk, now, &part);
        if (letter == NULL)
                return false;
        FAULT(PART_BEGUN);
        sent = phone_send(modem->phone, &part, desk_note_handed_over, letter);
        desk_note_sent(letter, sent, clock_ms());
        if (journal_in_flight(&modem->journal) == NULL)
                tap_end(); /* else hear_out() may need it */
        modem->state_changed = true;
        after_send(modem, sent, clock_ms());
        return true;
}

static bool
clear_one(struct modem *modem)
{
        struct inbox_slot *slot;
        int32_t raw;
        int rc;

        if (modem->phone == NULL || (slot = desk_next_to_clear(&modem->desk, clock_ms())) == NULL)
                return false;
        FAULT(CLEARING);
        rc = phone_delete(modem->phone, slot->sms.location);
        FAULT(CLEARED);
        if (rc == -EBADMSG) {
                /* libgammu reads before it deletes, and cannot read this one: without it, then */
                raw = phone_raw_location(modem->phone, slot->sms.location);
                hang_up(modem);
                rc = raw_delete(modem->birth->config.device, raw, modem->birth->pulse);
                log_warning("an undecodable message was removed%s", rc < 0 ? ", in vain" : "");
        }
        if (rc == 0)
                desk_note_cleared(&modem->desk, slot);
        else
                desk_note_not_cleared(&modem->desk, slot, clock_ms());
        if (rc == -EIO && modem->phone != NULL)
                lose_connection(modem, "the modem does not delete a message; it is reconnected");
        modem->state_changed = true;
        return true;
}

static bool
refresh_status(struct modem *modem)
{
        struct phone_status status;

        if (modem->phone == NULL || clock_ms() < modem->status_ms || desk_pending(&modem->desk) > 0)
                return false;
        if (phone_status(modem->phone, &status) < 0) {
                lose_connection(modem, "the modem does not answer; it is reconnected");
                return true;
        }
        modem->status_ms = clock_ms() + STATUS_MS;
        modem->state.signal_percent = (int8_t)status.signal_percent;
        modem->state.registered = (uint8_t)status.registered;
        memcpy(modem->state.operator_name, status.operator_name, sizeof modem->state.operator_name);
        modem->state_changed = true;
        return true;
}

static bool
work(struct modem *modem)
{
        bool did = false;

        if (modem->phone != NULL)
                did = list_store(modem);
        did = desk_take_up(&modem->desk, clock_ms()) || did;
        did = desk_ask(&modem->desk, clock_ms()) || did;
        did = send_one(modem) || did;
        did = clear_one(modem) || did;
        desk_count(&modem->desk);
        return did;
}

static int64_t
earlier(int64_t a, int64_t b)
{
        return a < b ? a : b;
}

/* `after_ms` is when the last round of work began: what was due by then has been seen to. */
static int64_t
next_time(const struct modem *modem, int64_t after_ms)
{
        int64_t next;

        if (modem->phone == NULL)
                return modem->connect_ms;
        if (modem->list_now)
                return after_ms;
        next = desk_next_time(&modem->desk, modem->send_ms);
        next = earlier(next, inbox_next_deadline(&modem->inbox, after_ms));
        next = earlier(next, modem->list_ms);
        if (forget_due_ms(&modem->forget) > after_ms)
                next = earlier(next, forget_due_ms(&modem->forget));
        return desk_pending(&modem->desk) > 0 ? next : earlier(next, modem->status_ms);
}

/* --- links --- */

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct modem *modem = context;

        (void)from;
        switch ((enum wire_type)message->header.type) {
        case WIRE_ANSWER:
                desk_on_answer(&modem->desk, &message->as.ANSWER, clock_ms());
                break;
        case WIRE_COUNTED:
                desk_on_counted(&modem->desk, message->as.COUNTED.sequence);
                break;
        case WIRE_STATE_ASK:
                tell_state(modem);
                break;
        case WIRE_STOP:
                modem->stopping = true;
                break;
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_RELOAD:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_ENGINE_STATE:
        case WIRE_FRONT_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_STEP:
        case WIRE_PAGE:
        case WIRE_ASK:
        case WIRE_COUNT:
        case WIRE_SPENT_ASK:
        case WIRE_REACH:
        case WIRE_SPENT:
        case WIRE_TYPE_COUNT:
                break; /* wire_receive() lets none of these through to a modem */
        }
}

static void
on_up(void *context, struct link *link)
{
        struct modem *modem = context;

        if (link->role == WIRE_ENGINE)
                desk_on_engine_up(&modem->desk);
        else if (link->role == WIRE_LEDGER)
                desk_on_ledger_up(&modem->desk);
}

/* --- birth, life, death --- */

/*
 * Nothing is open, so nothing is lost. What was removed must have been confirmed by a listing, for the next process will not know what a
 * stick shows again; the listing is asked for once. Without a modem there is nothing to wait for: whatever is open is in the journal.
 */
static bool
is_to_be_forgotten(struct modem *modem)
{
        if (clock_ms() < forget_due_ms(&modem->forget))
                return false;
        if (modem->phone == NULL)
                return true;
        if (!desk_is_empty(&modem->desk))
                return false;
        if (inbox_is_empty(&modem->inbox))
                return true;
        modem->list_now = modem->list_now || !modem->forget_listed;
        modem->forget_listed = true;
        return false;
}

static void
live(struct modem *modem)
{
        while (!modem->stopping && !is_to_be_forgotten(modem)) {
                int64_t began = clock_ms();

                if (modem->phone == NULL && clock_ms() >= modem->connect_ms)
                        connect_phone(modem);
                if (work(modem) || refresh_status(modem)) {
                        loop_turn(&modem->loop, 0);
                        continue;
                }
                if (modem->state_changed)
                        tell_state(modem);
                loop_turn(&modem->loop, next_time(modem, began));
        }
}

/* What was answered is counted before the end; the part that was in hand is finished, nothing new is begun. */
static void
say_farewell(struct modem *modem)
{
        int64_t until = clock_ms() + FAREWELL_MS;

        if (modem->phone != NULL && modem->listings < LISTINGS_TRUSTED) { /* what an earlier life emptied is still to be counted */
                modem->list_now = true;
                (void)list_store(modem);
        }
        while (modem->phone != NULL && clear_one(modem))
                ;
        desk_count(&modem->desk);
        while (desk_is_counting(&modem->desk) && clock_ms() < until) {
                loop_turn(&modem->loop, until);
                desk_count(&modem->desk);
        }
}

/* What an earlier life knew of the machine, and not of people: without the time, a text of yesterday would be taken for one of now. */
static void
remember(struct modem *modem, const struct modem_birth *birth)
{
        const struct wire_modem_state *before = &birth->before;

        modem->forget.after_s = birth->config.forget_s;
        modem->state = *before;
        modem->state.serial = 0;
        modem->desk.received = before->received;
        if (before->network_utc != 0)
                modem->clock = (struct netclock){
                        .known = true, .utc_offset_ms = before->network_offset_ms, .zone_s = before->network_zone_s};
}

int
modem_main(struct modem_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct sandbox sandbox = {.user = birth->user, .may_write = false};
        struct wire_ready ready = {.reserved = {0}};
        char name[48];
        struct modem *modem;
        int rc;

        snprintf(name, sizeof name, "modem %s", birth->config.name);
        log_open(name);
        snprintf(name, sizeof name, "waymarkd: %s", birth->config.name);
        sandbox.title = name;
        modem = calloc(1, sizeof *modem);
        if (modem == NULL)
                fatal("no memory");
        rc = journal_open(&modem->journal, birth->journal_fd);
        if (rc < 0)
                fatal("the journal cannot be mapped: %s", strerror(-rc));
        rc = tap_open(birth->tap_fd);
        if (rc < 0)
                fatal("the tap cannot be mapped: %s", strerror(-rc));
        modem->birth = birth;
        modem->held_fd = birth->port_fd;
        loop_init(&modem->loop);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        links_init(&modem->links, &modem->loop, WIRE_MODEM, birth->parent_fd, &handlers, modem);
        desk_init(&modem->desk, birth, &modem->links, &modem->inbox, &modem->journal, &modem->clock);
        remember(modem, birth);
        link_send(&modem->links.parent, WIRE_READY, &ready);
        if (!birth->renewed)
                set_phase(modem, WIRE_MODEM_PHASE_CONNECTING, "");

        live(modem);

        say_farewell(modem);
        tell_state(modem);
        hang_up(modem);
        journal_close(&modem->journal);
        sodium_memzero(modem, sizeof *modem);
        free(modem);
        sodium_memzero(birth, sizeof *birth);
        return 0;
}
