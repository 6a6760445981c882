/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connection to the modem: what is done before libgammu may open the port (hear what became of a part, look for what killed the life
 * before), opening it, losing it, and what is done about a modem that keeps failing. Part of the modem process.
 */
#include "modem_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/log.h"
#include "ladder.h"
#include "listen.h"
#include "port.h"
#include "raw.h"
#include "tap.h"
#include "taster.h"

#define MISSING_MS 1000                 /* how often a device that is not there is looked for */
#define BUSY_FIRST_MS 1000              /* in use by another program: that is no fault of the modem, and nothing is done to it */
#define BUSY_MOST_MS 60000
#define RESTART_MS FAULT_OR(20000, 400) /* what a stick needs to come back after AT+CFUN=1,1 */

void
connection_close(struct modem *modem)
{
        if (modem->phone == NULL)
                return;
        loop_remove(&modem->loop, phone_fd(modem->phone));
        phone_close(modem->phone);
        modem->phone = NULL;
        modem->connect_ms = clock_ms();
}

void
connection_hold_port(struct modem *modem)
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
        connection_hold_port(modem);
        FAULT(LISTENING);
        sent = listen_for_word(modem->held_fd, until, modem->birth->pulse);
        log_notice("the part that was in flight: %s", sent == PHONE_SENT_ACCEPTED ? "the network had taken it" :
                   sent == PHONE_SENT_UNKNOWN ? "no word came, it is sent again" : "it was not taken, it is sent again");
        FAULT(LISTENED);
        desk_note_heard(record, sent);
        FAULT(LISTENED_NOTED);
        tap_end();
}

/* --- what is done about a modem that does not work --- */

/* Both descriptors on the port are closed, so that the kernel closes it too, and what else the parent can do is done. */
static void
let_go(struct modem *modem, enum wire_repair_kind kind)
{
        struct wire_repair repair = {.kind = (uint8_t)kind};

        if (modem->held_fd >= 0)
                close(modem->held_fd);
        modem->held_fd = -1;
        link_send(&modem->links.parent, WIRE_REPAIR, &repair);
}

static void
restart(struct modem *modem)
{
        connection_hold_port(modem);
        if (raw_restart(modem->birth->config.device, modem->birth->pulse) < 0)
                log_notice("the modem does not take AT+CFUN=1,1");
        let_go(modem, WIRE_REPAIR_KIND_LET_GO); /* it leaves the bus now */
}

/* The next rung of the ladder, and its pause. A part that is in flight is heard out first: these cures would silence the modem. */
static void
climb(struct modem *modem)
{
        struct wire_ladder *ladder = &modem->state.ladder;
        int64_t pause = ladder_fail(ladder, clock_ms());

        if (ladder->rung > WIRE_MODEM_RUNG_RECONNECT && ladder->rung < WIRE_MODEM_RUNG_REST)
                hear_out(modem);
        switch ((enum wire_modem_rung)ladder->rung) {
        case WIRE_MODEM_RUNG_REOPEN:
                let_go(modem, WIRE_REPAIR_KIND_LET_GO);
                break;
        case WIRE_MODEM_RUNG_RESET:
                restart(modem);
                break;
        case WIRE_MODEM_RUNG_REBIND:
                let_go(modem, WIRE_REPAIR_KIND_REBIND);
                break;
        case WIRE_MODEM_RUNG_WELL:
        case WIRE_MODEM_RUNG_RECONNECT:
        case WIRE_MODEM_RUNG_REST:
        case WIRE_MODEM_RUNG_COUNT:
                break;
        }
        modem->connect_ms = clock_ms() + pause;
}

static void
append(char text[static WIRE_PROBLEM], const char *more)
{
        size_t len = strlen(text);

        snprintf(text + len, WIRE_PROBLEM - len, "%s", more);
}

/* "problem; cure", and what we do about it ourselves; at the end of the ladder, what only hands can do. */
static void
tell_failure(struct modem *modem, enum wire_modem_phase phase, const char *cause)
{
        const struct wire_ladder *ladder = &modem->state.ladder;
        char problem[WIRE_PROBLEM] = "";

        append(problem, cause);
        if (ladder->rung == WIRE_MODEM_RUNG_REST) {
                problem[strcspn(problem, ";")] = '\0';
                append(problem, "; whatever can be done from here did not help");
                if (ladder->usb == WIRE_USB_NOT_PERMITTED)
                        append(problem, " (resetting its USB port is not permitted, see waymarkd(8))");
                append(problem, "; pull the modem out, wait ten seconds, put it in again");
        } else if (ladder->rung > WIRE_MODEM_RUNG_RECONNECT) {
                append(problem, "; being tried: ");
                append(problem, ladder_words((enum wire_modem_rung)ladder->rung));
        }
        modem_set_phase(modem, phase, problem);
}

void
connection_lose(struct modem *modem, const char *problem)
{
        bool is_there = access(modem->birth->config.device, F_OK) == 0;

        connection_close(modem);
        modem->state.reconnects++;
        if (is_there)
                climb(modem); /* else it was pulled out, which no cure from here undoes */
        tell_failure(modem, WIRE_MODEM_PHASE_CONNECTING, problem);
}

void
connection_restart(struct modem *modem, const char *problem)
{
        connection_close(modem);
        modem->state.reconnects++;
        restart(modem);
        modem->connect_ms = clock_ms() + RESTART_MS;
        modem_set_phase(modem, WIRE_MODEM_PHASE_CONNECTING, problem);
}

void
connection_note_hang(struct modem *modem)
{
        climb(modem);
        tell_failure(modem, WIRE_MODEM_PHASE_CONNECTING, "the modem hung in the middle of a command");
}

/* --- connecting --- */

static void
on_port(void *arg, int fd, short events)
{
        struct modem *modem = arg;

        (void)fd;
        (void)events;
        if (phone_pump(modem->phone) < 0)
                connection_lose(modem, "the modem was unplugged; plug it in again");
}

static int64_t
busy_pause(struct modem *modem)
{
        int64_t pause = BUSY_FIRST_MS;

        for (int i = 0; i < modem->connect_failures && pause < BUSY_MOST_MS; i++)
                pause *= 2;
        modem->connect_failures++;
        return pause < BUSY_MOST_MS ? pause : BUSY_MOST_MS;
}

static void
note_pin_refused(struct modem *modem)
{
        struct wire_pin_refused refused = {.reserved = {0}};

        modem->birth->pin_refused = true;
        link_send(&modem->links.parent, WIRE_PIN_REFUSED, &refused);
}

static void
on_connect_failed(struct modem *modem, int rc, const char *problem)
{
        switch (rc) {
        case -EKEYREJECTED:
                note_pin_refused(modem);
                /* fall through */
        case -ENOKEY:
        case -EACCES:
        case -EINVAL:
                modem->connect_ms = clock_ms() + BLOCKED_MS;
                modem_set_phase(modem, WIRE_MODEM_PHASE_BLOCKED, problem);
                break;
        case -ENODEV:
                modem->connect_ms = clock_ms() + MISSING_MS;
                modem_set_phase(modem, WIRE_MODEM_PHASE_WAITING, problem);
                break;
        case -EBUSY:
                modem->connect_ms = clock_ms() + busy_pause(modem);
                modem_set_phase(modem, WIRE_MODEM_PHASE_WAITING, problem);
                break;
        default:
                climb(modem);
                tell_failure(modem, WIRE_MODEM_PHASE_WAITING, problem);
                break;
        }
}

/*
 * After a crash: what it may have died of is looked for before libgammu reads the store again. A SIM that waits for its PIN does not list:
 * then once more when libgammu has entered it. False: that is to come.
 */
static bool
find_what_killed(struct modem *modem, bool last_try)
{
        int32_t day = netclock_day(&modem->clock, clock_ms());

        if (modem->crashed)
                forget_note(&modem->forget, clock_ms()); /* what is tasted is somebody's */
        if (taster_taste(&modem->journal, modem->birth->config.device, modem->birth->pulse, modem->crashed, day) < 0 && !last_try)
                return false;
        modem->crashed = false;
        return true;
}

void
connection_open(struct modem *modem)
{
        char problem[PHONE_PROBLEM] = "";
        bool tasted;
        int rc;

        hear_out(modem);
        connection_hold_port(modem);
        tasted = find_what_killed(modem, false);
        rc = phone_open(&modem->phone, &modem->birth->config, modem->birth->pulse, modem->held_fd, !modem->birth->pin_refused, problem);
        if (rc < 0) {
                on_connect_failed(modem, rc, problem);
                return;
        }
        if (!tasted) {
                phone_close(modem->phone);
                modem->phone = NULL;
                connection_hold_port(modem);
                (void)find_what_killed(modem, true);
                return; /* and connected again at once */
        }
        modem->connect_failures = 0;
        modem->listings = 0;
        modem->hiding = false;
        if (modem->by_slot)
                phone_list_by_slot(modem->phone);
        modem->list_now = true;
        modem->send_ms = 0;
        modem->status_ms = clock_ms(); /* at once, or once what waits is answered */
        loop_add(&modem->loop, phone_fd(modem->phone), POLLIN, on_port, modem);
        modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "");
}
