/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connection to the modem: what is done before libgammu may open the port (hear what became of a part, look for what killed the life
 * before), opening it, losing it. Part of the modem process.
 */
#include "modem_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/fault.h"
#include "common/log.h"
#include "listen.h"
#include "port.h"
#include "tap.h"
#include "taster.h"

#define MISSING_MS 1000                 /* how often a device that is not there is looked for */
#define CONNECT_FIRST_MS 1000
#define CONNECT_MOST_MS 60000

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
connection_lose(struct modem *modem, const char *problem)
{
        connection_close(modem);
        modem->state.reconnects++;
        modem_set_phase(modem, WIRE_MODEM_PHASE_CONNECTING, problem);
}

static void
on_port(void *arg, int fd, short events)
{
        struct modem *modem = arg;

        (void)fd;
        (void)events;
        if (phone_pump(modem->phone) < 0)
                connection_lose(modem, "the modem was unplugged; plug it in again");
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
        modem_set_phase(modem, pause == BLOCKED_MS ? WIRE_MODEM_PHASE_BLOCKED : WIRE_MODEM_PHASE_WAITING, problem);
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
        modem->list_now = true;
        modem->status_ms = 0;
        loop_add(&modem->loop, phone_fd(modem->phone), POLLIN, on_port, modem);
        modem_set_phase(modem, WIRE_MODEM_PHASE_READY, "");
}
