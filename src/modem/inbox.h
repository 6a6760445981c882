/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The stored messages as the last listing of the modem showed them, and the joining of long ones. The SIM is the queue; this is only a
 * view of it, made anew by every process. Part of the modem process; pure but for the time that comes in.
 *
 * A long message is joined by (sender, reference, total): libgammu's own linking never compares senders. Parts that are missing after
 * INBOX_PATIENCE_MS are not waited for any longer: she is answered from what is there.
 */
#ifndef WAYMARK_MODEM_INBOX_H
#define WAYMARK_MODEM_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fault.h"
#include "phone.h"

#define INBOX_SLOTS 256                 /* more stay in the modem until there is room */
#define INBOX_PATIENCE_MS FAULT_OR(60000, 1000)
#define INBOX_HURRY_MS FAULT_OR(5000, 100) /* the same while the SIM is full */
#define INBOX_BROKEN_TIMES 3            /* listings in a row before an undecodable message is given up */

struct inbox_slot {
        bool used;
        bool seen;                      /* in the listing that is going on */
        bool deleted;                   /* the modem said so; the slot is kept until a listing has confirmed it */
        bool zombie;                    /* and a listing showed it again: to be deleted once more, never answered */
        uint32_t sequence;              /* of the letter it belongs to, 0 none yet */
        int64_t first_seen_ms;
        int times_listed;
        struct phone_sms sms;
};

struct inbox {
        struct inbox_slot slots[INBOX_SLOTS];
        bool hurry;                     /* the SIM is full: what is missing cannot come */
        bool overflowed;                /* the last listing showed more than there is room for */
};

/* A listing: begin, add each message, end. `add` returns the slot, NULL if there is no room. */
void inbox_begin(struct inbox *inbox);
struct inbox_slot *inbox_add(struct inbox *inbox, const struct phone_sms *sms, int64_t now_ms);

/* True if the listing, before its end, did not show a message that was there and was not deleted by us. */
bool inbox_misses_one(const struct inbox *inbox);

/* True if parts of a message are there and others are waited for. */
bool inbox_waits(const struct inbox *inbox);

/* Forgets what the listing did not show (somebody else removed it); calls `on_gone` before for slots of a letter. */
void inbox_end(struct inbox *inbox, void (*on_gone)(void *arg, struct inbox_slot *slot), void *arg);

/*
 * The next message that is ready and belongs to no letter yet: fills `slots` with its parts in order (duplicates behind them) and returns
 * how many; 0 if none is ready.
 */
int inbox_next_ready(struct inbox *inbox, int64_t now_ms, struct inbox_slot *slots[static INBOX_SLOTS]);

/* When, after `after_ms`, it may be that an incomplete message is not waited for any longer; INT64_MAX if there is none. */
int64_t inbox_next_deadline(const struct inbox *inbox, int64_t after_ms);

/* The texts of a letter's parts, in order and without duplicates, joined into at most `room` - 1 bytes, cut at a character. */
void inbox_join(const struct inbox *inbox, uint32_t sequence, char *text, size_t room);

/* The modem said that it has emptied the slot: all but the fingerprint is wiped. */
void inbox_delete(struct inbox_slot *slot);

/* Forgets a slot, wiped. */
void inbox_drop(struct inbox_slot *slot);

/* No message is there, not even one that a listing has to confirm as gone. */
bool inbox_is_empty(const struct inbox *inbox);

/* Forgets everything, wiped: the modem was changed or the process ends. */
void inbox_clear(struct inbox *inbox);

#endif
