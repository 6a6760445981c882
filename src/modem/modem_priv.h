/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What modem.c and connection.c share; no other file includes it.
 */
#ifndef WAYMARK_MODEM_MODEM_PRIV_H
#define WAYMARK_MODEM_MODEM_PRIV_H

#include "common/clock.h"
#include "common/loop.h"
#include "common/netclock.h"
#include "desk.h"
#include "forget.h"
#include "inbox.h"
#include "journal.h"
#include "modem.h"
#include "phone.h"
#include "wire/links.h"

#define BLOCKED_MS FAULT_OR(60000, 500) /* how often it is tried whether a person has acted */

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
        bool crashed;                   /* the life before this one, and what it was reading has not been looked into yet */
        bool state_changed;
        bool no_network_told, full_told;
        int listings;                   /* since the connection was made */
        bool news;                      /* the last listing showed a message that was not there before */
        bool by_slot;                   /* the life before this one hung in a listing: libgammu may try 99,999 slots where AT+CMGL fails */
        bool hiding;                    /* the modem counts more messages than it listed, for the first time */
        int connect_failures;
        int refusals;                   /* in a row */
        int64_t connect_ms, list_ms, look_ms, status_ms, send_ms; /* not before */
        struct wire_modem_state state;
};

/* Tells the parent; logs and tells it if it is new. */
void modem_tell_state(struct modem *modem);
void modem_set_phase(struct modem *modem, enum wire_modem_phase phase, const char *problem);

/*
 * One attempt to connect, with all that comes before it; modem->phone stays NULL if it fails, and modem->connect_ms says when the next one
 * is due. Blocks for as long as the modem pleases.
 */
void connection_open(struct modem *modem);

/* Closes the phone; the same with a reason, and it is opened again. */
void connection_close(struct modem *modem);
void connection_lose(struct modem *modem, const char *problem);

/* Closes the phone and restarts the modem (AT+CFUN=1,1). */
void connection_restart(struct modem *modem, const char *problem);

/* The life before this one hung: that counts as a failure. */
void connection_note_hang(struct modem *modem);

/* Keeps a second descriptor on the port, here and at the parent, before libgammu opens it for itself alone. */
void connection_hold_port(struct modem *modem);

#endif
