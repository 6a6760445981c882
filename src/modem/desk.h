/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The desk: every message that has been taken up is a letter on it, from the question to the engine to its count in the ledger. Part of
 * the modem process. The journal is brought up to date before each step that cannot be undone.
 *
 *   ASKING --ASK--> ASKED --ANSWER--> SENDING --all parts--> CLEARING --slots empty--> (off the desk, DELETED in the journal, COUNT)
 *                     |                                          ^
 *                     +----------------- no reply ---------------+
 */
#ifndef WAYMARK_MODEM_DESK_H
#define WAYMARK_MODEM_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/netclock.h"
#include "inbox.h"
#include "journal.h"
#include "modem.h"
#include "wire/links.h"
#include "words/segment.h"

#define DESK_LETTERS INBOX_SLOTS

enum letter_phase {
        LETTER_PHASE_NONE = 0,          /* a free place */
        LETTER_PHASE_ASKING,
        LETTER_PHASE_ASKED,
        LETTER_PHASE_SENDING,
        LETTER_PHASE_CLEARING,
};

struct letter {
        enum letter_phase phase;
        uint32_t sequence;
        struct journal_record *lead;
        struct number sender;
        uint64_t tag;
        bool again;                     /* the engine was asked before */
        int64_t next_ms;                /* do nothing with it before */
        int64_t stamp_utc;              /* when the network took the text, 0 unknown */
        int64_t expires_ms;             /* then it is too late for an answer */
        int failures;                   /* of clearing, in a row */
        uint8_t priority;
        uint16_t turn;                  /* how many of this sender's letters lay here before it: others go first */
        bool flash;
        uint16_t validity_h;
        struct segments segments;
        char reply[WIRE_REPLY];
};

struct desk {
        const struct modem_birth *birth;
        struct links *links;
        struct inbox *inbox;
        struct journal *journal;
        struct netclock *clock;
        struct letter letters[DESK_LETTERS];
        int nasked, ncounting;          /* open at the engine, at the ledger */
        bool counting[JOURNAL_RECORDS]; /* the COUNT of that record is on its way */
        uint32_t received;              /* letters taken up by this process */
        struct wire_ask ask;            /* room for one */
};

void desk_init(struct desk *desk, const struct modem_birth *birth, struct links *links, struct inbox *inbox, struct journal *journal,
               struct netclock *clock);

/* Takes up what is ready in the inbox, and what an earlier life left unfinished. True if something was. */
bool desk_take_up(struct desk *desk, int64_t now_ms);

/* After a whole listing: records of slots that are no longer there are settled. */
void desk_settle(struct desk *desk);
void desk_on_slot_gone(void *desk, struct inbox_slot *slot);

/* Asks the engine about what it may be asked about. True if something was asked. */
bool desk_ask(struct desk *desk, int64_t now_ms);
void desk_on_answer(struct desk *desk, const struct wire_answer *answer, int64_t now_ms);
void desk_on_engine_up(struct desk *desk);

/* What was heard of the part that an earlier life left in flight. */
void desk_note_heard(struct journal_record *record, enum phone_sent sent);

/* The letter whose part goes next, NULL if there is none. Fills `part`. Note it at the instant it is handed over, and after: */
struct letter *desk_next_to_send(struct desk *desk, int64_t now_ms, struct phone_part *part);
void desk_note_handed_over(void *letter);
void desk_note_sent(struct letter *letter, enum phone_sent sent, int64_t now_ms);

/* A slot to be emptied now, NULL if there is none; say how it went. */
struct inbox_slot *desk_next_to_clear(struct desk *desk, int64_t now_ms);
void desk_note_cleared(struct desk *desk, struct inbox_slot *slot);
void desk_note_not_cleared(struct desk *desk, struct inbox_slot *slot, int64_t now_ms);

/* Tells the ledger what is finished. */
void desk_count(struct desk *desk);
void desk_on_counted(struct desk *desk, uint32_t sequence);
void desk_on_ledger_up(struct desk *desk);
bool desk_is_counting(const struct desk *desk);  /* something is finished and not yet acknowledged */

/* When something is to be done without anything happening, INT64_MAX if never; the line sends nothing before `send_ms`. */
int64_t desk_next_time(const struct desk *desk, int64_t send_ms);

/* Letters that still wait for their answer. */
int desk_pending(const struct desk *desk);

/* Nothing lies on it, and nothing is to be counted. */
bool desk_is_empty(const struct desk *desk);

/* Wipes what lies on it; the journal keeps what matters. */
void desk_clear(struct desk *desk);

#endif
