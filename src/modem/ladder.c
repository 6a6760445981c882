/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ladder's table. Below REST a fault that the modem itself can get over is gone within a minute; on REST the modem is still looked for
 * every minute, but the strong cures come back only after ten minutes, twenty, forty, and then once an hour: a stick that is thrown off the
 * bus again and again never gets to work.
 */
#include "ladder.h"

#include <stddef.h>

#include "common/fault.h"

#define S(seconds) FAULT_OR(INT64_C(1000) * (seconds), INT64_C(10) * (seconds))
#define WELL_AFTER_MS S(300)            /* without a failure */
#define NETWORK_MS FAULT_OR(INT64_C(3600000), 1500) /* without a network, before the modem is restarted */
#define NETWORK_DOUBLINGS 5             /* 32 hours */
#define CLIMB_DOUBLINGS 3
#define REST_MOST 60

struct ladder_rung {
        const char *words;
        int64_t pause_ms;               /* after the first failure that has a pause; doubled for each further one, but on REST */
        enum wire_modem_rung next;
        uint8_t tries;                  /* failures before the next rung */
        bool at_once;                   /* no pause after the first: a lost line is the commonest fault, and gone with a new one */
};

static const struct ladder_rung rungs[] = {
        [WIRE_MODEM_RUNG_WELL]      = {"nothing",                      0,     WIRE_MODEM_RUNG_RECONNECT, 0,  false},
        [WIRE_MODEM_RUNG_RECONNECT] = {"connecting again",             S(1),  WIRE_MODEM_RUNG_REOPEN,    4,  true},
        [WIRE_MODEM_RUNG_REOPEN]    = {"closing and opening its port", S(5),  WIRE_MODEM_RUNG_RESET,     2,  false},
        [WIRE_MODEM_RUNG_RESET]     = {"restarting it (AT+CFUN)",      S(20), WIRE_MODEM_RUNG_REBIND,    1,  false},
        [WIRE_MODEM_RUNG_REBIND]    = {"resetting its USB port",       S(30), WIRE_MODEM_RUNG_REST,      1,  false},
        [WIRE_MODEM_RUNG_REST]      = {"connecting every minute",      S(60), WIRE_MODEM_RUNG_REOPEN,    10, false},
};
_Static_assert(sizeof rungs / sizeof rungs[0] == WIRE_MODEM_RUNG_COUNT, "a rung has no row");

static int
tries_of(const struct wire_ladder *ladder)
{
        int tries = rungs[ladder->rung].tries;

        if (ladder->rung != WIRE_MODEM_RUNG_REST)
                return tries;
        for (int i = 1; i < ladder->climbs && i <= CLIMB_DOUBLINGS; i++)
                tries *= 2;
        return tries < REST_MOST ? tries : REST_MOST;
}

static int64_t
pause_of(const struct wire_ladder *ladder)
{
        const struct ladder_rung *rung = &rungs[ladder->rung];
        int64_t pause = rung->pause_ms;

        if (rung->at_once && ladder->tries == 1)
                return 0;
        if (ladder->rung != WIRE_MODEM_RUNG_REST)
                for (int i = rung->at_once ? 2 : 1; i < ladder->tries; i++)
                        pause *= 2;
        return pause;
}

int64_t
ladder_fail(struct wire_ladder *ladder, int64_t now_ms)
{
        if (ladder->tries >= tries_of(ladder)) {
                ladder->rung = (uint8_t)rungs[ladder->rung].next;
                ladder->tries = 0;
                if (ladder->rung == WIRE_MODEM_RUNG_REST && ladder->climbs < UINT8_MAX)
                        ladder->climbs++;
        }
        ladder->tries++;
        ladder->failed_ms = now_ms;
        return pause_of(ladder);
}

static void
be_well(struct wire_ladder *ladder)
{
        ladder->rung = WIRE_MODEM_RUNG_WELL;
        ladder->tries = ladder->climbs = 0;
        ladder->usb = WIRE_USB_UNKNOWN;
}

void
ladder_note_sent(struct wire_ladder *ladder)
{
        if (ladder->rung != WIRE_MODEM_RUNG_WELL)
                be_well(ladder);
}

void
ladder_note_answer(struct wire_ladder *ladder, int64_t now_ms)
{
        if (ladder->rung != WIRE_MODEM_RUNG_WELL && now_ms - ladder->failed_ms >= WELL_AFTER_MS)
                be_well(ladder);
}

bool
ladder_note_network(struct wire_ladder *ladder, bool registered, int64_t now_ms)
{
        int64_t wait = NETWORK_MS;

        if (registered) {
                ladder->without_network_since_ms = 0;
                ladder->network_resets = 0;
                return false;
        }
        if (ladder->without_network_since_ms == 0)
                ladder->without_network_since_ms = ladder->network_reset_ms = now_ms;
        for (int i = 0; i < ladder->network_resets; i++)
                wait *= 2;
        if (now_ms - ladder->network_reset_ms < wait)
                return false;
        ladder->network_reset_ms = now_ms;
        if (ladder->network_resets < NETWORK_DOUBLINGS)
                ladder->network_resets++;
        return true;
}

int64_t
ladder_without_network_ms(const struct wire_ladder *ladder, int64_t now_ms)
{
        return ladder->without_network_since_ms == 0 ? 0 : now_ms - ladder->without_network_since_ms;
}

const char *
ladder_words(enum wire_modem_rung rung)
{
        return (size_t)rung < WIRE_MODEM_RUNG_COUNT ? rungs[rung].words : rungs[WIRE_MODEM_RUNG_WELL].words;
}
