/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The modem process: connects, lists the store, and works off its desk until nothing is left to do; then it waits for an announcement, an
 * answer or the next poll. Only phone.c and raw.c block; between any two of their calls the links are served.
 */
#include "modem_priv.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "common/log.h"
#include "common/sandbox.h"
#include "ladder.h"
#include "port.h"
#include "raw.h"
#include "tap.h"
#include "trace.h"

#define OVERFLOW_MS 1000
#define STATUS_MS 300000                /* how often signal and registration are asked for */
#define STATUS_LATE_MS FAULT_OR(60000, 500) /* and how much later, while there is something to send */
#define NO_NETWORK_STATUS_MS FAULT_OR(30000, 200)
#define NO_NETWORK_TOLD_MS FAULT_OR(60000, 500)
#define REFUSALS 3                      /* so many "later" in a row are the network's fault, not one number's: */
#define PAUSE_MS FAULT_OR(15000, 500)   /* then the line rests */
#define LISTINGS_TRUSTED 2              /* a SIM that is not ready yet lists nothing: what is gone must be gone twice after a connect */
#define SECOND_LOOK_MS FAULT_OR(2000, 100)
#define FAREWELL_MS 3000                /* for the ledger to acknowledge the last counts */

/* --- what is told --- */

void
modem_tell_state(struct modem *modem)
{
        struct wire_modem_state *state = &modem->state;
        int pending = desk_pending(&modem->desk);

        state->pending = (uint8_t)(pending > 255 ? 255 : pending);
        state->received = modem->desk.received;
        state->network_utc = netclock_utc(&modem->clock, clock_ms());
        state->network_offset_ms = modem->clock.utc_offset_ms;
        state->network_zone_s = modem->clock.zone_s;
        state->network_witnesses = (uint8_t)netclock_witnesses(&modem->clock);
        link_send(&modem->links.parent, WIRE_MODEM_STATE, state);
        modem->state_changed = false;
}

void
modem_set_phase(struct modem *modem, enum wire_modem_phase phase, const char *problem)
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
        modem_tell_state(modem);
}

/* --- one step of work each: true if something was done --- */

static void
on_sms(void *arg, const struct phone_sms *sms)
{
        struct modem *modem = arg;
        const struct inbox_slot *slot;
        int64_t now = clock_ms();
        bool is_new;

        slot = inbox_add(&modem->inbox, sms, now);
        is_new = slot != NULL && slot->times_listed == 1;
        if (is_new && sms->stamp_utc != 0)
                (void)netclock_learn(&modem->clock, sender_tag(&sms->sender, modem->birth->tag_key), sms->stamp_utc, sms->stamp_zone_s, now);
        if (slot != NULL && !is_new && !slot->deleted)
                return; /* an old acquaintance */
        modem->news = true;
        forget_note(&modem->forget, now);
        modem->forget_listed = false;
}

/*
 * Some modems say that they have messages and list none, or not all. Asked when there is a reason to: they told of one and showed none, one
 * that was there is missing, they were just connected, it is long ago. A message may come between the listing and the question: then it is
 * listed again, and compared with what was counted before that. True: this listing is not to be believed.
 */
static bool
hides_messages(struct modem *modem, bool announced, int counted)
{
        if (!(announced && !modem->news) && !modem->hiding && modem->listings > LISTINGS_TRUSTED && clock_ms() < modem->look_ms &&
            !inbox_misses_one(&modem->inbox))
                return false;
        modem->look_ms = clock_ms() + STATUS_MS;
        if (!phone_hides_messages(modem->phone, counted)) {
                modem->hiding = false;
                return false;
        }
        if (modem->hiding) {
                log_notice("the modem does not list all its messages; they are read slot by slot");
                phone_list_by_slot(modem->phone);
        }
        modem->hiding = !modem->hiding;
        modem->list_now = true;
        return true;
}

/*
 * A full SIM takes nothing more. What is missing of a long message cannot come then, and is not waited for; and what others have stored there
 * only a person may delete.
 */
static void
look_for_room(struct modem *modem)
{
        bool only_others = phone_others(modem->phone) > 0 && inbox_is_empty(&modem->inbox);
        bool is_full = (only_others || inbox_waits(&modem->inbox)) && phone_is_full(modem->phone);

        modem->inbox.hurry = is_full && desk_is_empty(&modem->desk); /* else there will be room in a moment */
        if (is_full && only_others)
                modem_set_phase(modem, WIRE_MODEM_PHASE_READY,
                                "the SIM is full of messages that were sent or written with it, and nothing more arrives; delete them with "
                                "the SIM in a phone");
        else if (modem->full_told)
                modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "");
        modem->full_told = is_full && only_others;
}

static bool
list_store(struct modem *modem)
{
        bool announced = phone_take_event(modem->phone); /* also within another command */
        int rc, counted;

        if (!announced && !modem->list_now && clock_ms() < modem->list_ms)
                return false;
        counted = modem->hiding ? phone_count(modem->phone) : -1;
        modem->list_now = false;
        modem->news = false;
        inbox_begin(&modem->inbox);
        journal_note_reading(&modem->journal, JOURNAL_READING_STORE, 0, 0);
        rc = phone_list(modem->phone, on_sms, modem);
        journal_note_reading(&modem->journal, JOURNAL_READING_NOTHING, 0, 0);
        if (rc < 0) {
                connection_lose(modem, "the modem does not answer; it is reconnected");
                return true;
        }
        ladder_note_answer(&modem->state.ladder, clock_ms());
        FAULT(LISTED);
        modem->listings++;
        if (hides_messages(modem, announced, counted))
                return true;
        look_for_room(modem);
        if (modem->listings < LISTINGS_TRUSTED) {
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
                ladder_note_sent(&modem->state.ladder);
                if (modem->state.problem[0] != '\0')
                        modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "");
                break;
        case PHONE_SENT_REFUSED:
                break;
        case PHONE_SENT_LATER:
                if (modem->refusals >= REFUSALS) {
                        modem->send_ms = now_ms + PAUSE_MS;
                        modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "the network takes no messages; credit and signal may be the reason");
                }
                break;
        case PHONE_SENT_BLOCKED:
                modem->send_ms = now_ms + BLOCKED_MS;
                modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "the SIM refuses to send; check SIM and PIN");
                break;
        case PHONE_SENT_NOT_SENT:
        case PHONE_SENT_UNKNOWN:
                connection_lose(modem, "the modem did not say what became of a message; it is reconnected");
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
        journal_note_reading(&modem->journal, JOURNAL_READING_STORE, 0, 0); /* libgammu decodes it once more */
        rc = phone_delete(modem->phone, slot->sms.location);
        journal_note_reading(&modem->journal, JOURNAL_READING_NOTHING, 0, 0);
        FAULT(CLEARED);
        if (rc == -EBADMSG) {
                /* libgammu reads before it deletes, and cannot read this one: without it, then */
                raw = phone_raw_location(modem->phone, slot->sms.location);
                connection_close(modem);
                connection_hold_port(modem); /* or its exclusive use, which libgammu leaves behind, keeps us out */
                rc = raw_delete(modem->birth->config.device, raw, modem->birth->pulse);
                log_warning("an undecodable message was removed%s", rc < 0 ? ", in vain" : "");
        }
        if (rc == 0)
                desk_note_cleared(&modem->desk, slot);
        else
                desk_note_not_cleared(&modem->desk, slot, clock_ms());
        if (rc == -EIO && modem->phone != NULL)
                connection_lose(modem, "the modem does not delete a message; it is reconnected");
        modem->state_changed = true;
        return true;
}

/* No network: nothing can be sent and nothing comes. Told after a while, for a modem that was just plugged in has none yet. */
static void
note_network(struct modem *modem)
{
        struct wire_modem_state *state = &modem->state;
        bool registered = state->registered == 1 || state->registered == 2 || state->registered == 5;
        bool restart = ladder_note_network(&state->ladder, registered, clock_ms());

        if (registered) {
                if (modem->no_network_told)
                        modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "");
                modem->no_network_told = false;
                return;
        }
        modem->status_ms = clock_ms() + NO_NETWORK_STATUS_MS;
        if (restart)
                connection_restart(modem, "the modem finds no network; it is restarted");
        else if (ladder_without_network_ms(&state->ladder, clock_ms()) >= NO_NETWORK_TOLD_MS) {
                modem_set_phase(modem, WIRE_MODEM_PHASE_READY,
                                "the modem finds no network; look at the antenna and at whether the SIM is still paid for");
                modem->no_network_told = true;
        }
}

/* Work goes before, but not for ever: what cannot be sent may wait for a network that is gone. */
static int64_t
status_due_ms(const struct modem *modem)
{
        return modem->status_ms + (desk_pending(&modem->desk) > 0 ? STATUS_LATE_MS : 0);
}

static bool
refresh_status(struct modem *modem)
{
        struct phone_status status;

        if (modem->phone == NULL || clock_ms() < status_due_ms(modem))
                return false;
        if (phone_status(modem->phone, &status) < 0) {
                connection_lose(modem, "the modem does not answer; it is reconnected");
                return true;
        }
        modem->status_ms = clock_ms() + STATUS_MS;
        modem->state.signal_percent = (int8_t)status.signal_percent;
        modem->state.registered = (uint8_t)status.registered;
        memcpy(modem->state.operator_name, status.operator_name, sizeof modem->state.operator_name);
        modem->state_changed = true;
        note_network(modem);
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
        /* a reply is finished and its slots are empty before the next begins: a power cut can repeat no more than one */
        did = clear_one(modem) || send_one(modem) || did;
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
        return earlier(next, status_due_ms(modem));
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
                modem_tell_state(modem);
                break;
        case WIRE_REPAIRED:
                modem->state.ladder.usb = message->as.REPAIRED.usb;
                modem->state_changed = true;
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
        case WIRE_REPAIR:
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
                        connection_open(modem);
                if (work(modem) || refresh_status(modem)) {
                        loop_turn(&modem->loop, 0);
                        continue;
                }
                if (modem->state_changed)
                        modem_tell_state(modem);
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
                netclock_recall(&modem->clock, before->network_offset_ms, before->network_zone_s, before->network_witnesses, clock_ms());
}

int
modem_main(struct modem_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct sandbox sandbox = {.role = FILTER_ROLE_MODEM, .user = birth->user, .pulse = birth->pulse};
        struct wire_ready ready;
        char name[48];
        struct modem *modem;
        int rc;

        snprintf(name, sizeof name, "modem %s", birth->config.name);
        log_open(name);
        trace_open();
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
        modem->crashed = birth->crashed;
        modem->by_slot = birth->hung && modem->journal.file->reading == JOURNAL_READING_STORE;
        modem->held_fd = birth->port_fd;
        loop_init(&modem->loop);
        sandbox.secrets = modem;
        sandbox.secrets_len = sizeof *modem;
        port_fence(&sandbox.fence, birth->config.device);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        links_init(&modem->links, &modem->loop, WIRE_MODEM, birth->parent_fd, &handlers, modem);
        desk_init(&modem->desk, birth, &modem->links, &modem->inbox, &modem->journal, &modem->clock);
        remember(modem, birth);
        ready = (struct wire_ready){.in_force = sandbox.in_force, .refused = sandbox.refused};
        link_send(&modem->links.parent, WIRE_READY, &ready);
        if (!birth->renewed)
                modem_set_phase(modem, WIRE_MODEM_PHASE_CONNECTING, "");
        if (birth->hung)
                connection_note_hang(modem);

        live(modem);

        say_farewell(modem);
        modem_tell_state(modem);
        connection_close(modem);
        journal_close(&modem->journal);
        sodium_memzero(modem, sizeof *modem);
        free(modem);
        sodium_memzero(birth, sizeof *birth);
        return 0;
}
