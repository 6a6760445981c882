/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Letters: sending their replies part by part, emptying their slots. Which part was accepted stands in the journal before the next one is
 * touched.
 */
#include <string.h>

#include "common/clock.h"
#include "common/fault.h"
#include "desk.h"
#include "desk_priv.h"

#define RETRY_FIRST_MS FAULT_OR(5000, 200)
#define RETRY_MOST_MS 300000
#define UNKNOWN_TRIES 3                 /* a part whose fate stayed unknown this often is given up */
#define CLEAR_RETRY_MS INT64_C(10000)

/* Recognises after a crash that the reply is still the same text. */
static uint16_t
text_check(const char *text)
{
        uint32_t hash = 2166136261U; /* FNV-1a */

        for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
                hash = (hash ^ *c) * 16777619U;
        return (uint16_t)(hash >> 16 ^ hash);
}

void
desk_start_sending(struct desk *desk, struct letter *letter, const struct wire_answer *answer)
{
        struct journal_record *lead = letter->lead;
        uint16_t check;

        memcpy(letter->reply, answer->text, sizeof letter->reply);
        if (segment_text(letter->reply, &letter->segments) < 0) {
                desk_decide(letter, OUTCOME_UNREADABLE); /* the engine sends no such text */
                return;
        }
        letter->priority = answer->priority;
        letter->flash = answer->flash;
        letter->validity_h = answer->validity_h;
        check = text_check(letter->reply);
        if (lead->step == JOURNAL_STEP_SENDING && lead->reply_check == check && lead->parts_done == letter->segments.nparts) {
                desk_decide(letter, OUTCOME_ANSWERED);
                return;
        }
        if (lead->step != JOURNAL_STEP_SENDING || lead->reply_check != check || lead->parts_done > letter->segments.nparts) {
                /* a new reply; one that was edited while half of it was out begins anew, for halves of two texts mislead */
                lead->parts_done = 0;
                lead->in_flight = 0;
                lead->tries = lead->unknowns = 0;
                lead->reference = journal_new_reference(desk->journal);
                journal_in_order(); /* the parts of the old text must not count for the new one */
                lead->reply_check = check;
                FAULT(REPLY_HALF);
                journal_in_order();
                lead->step = JOURNAL_STEP_SENDING;
                FAULT(REPLY_NOTED);
        }
        letter->phase = LETTER_PHASE_SENDING;
        letter->next_ms = 0;
}

/*
 * Whose turn it is: a reply that has begun, then help, then who had the fewest turns, then who has waited longest. The slot says nothing about
 * that: a SIM fills its lowest free one.
 */
static bool
goes_before(const struct letter *a, const struct letter *b)
{
        if ((a->lead->parts_done > 0) != (b->lead->parts_done > 0))
                return a->lead->parts_done > 0;
        if (a->priority != b->priority)
                return a->priority < b->priority;
        if (a->turn != b->turn)
                return a->turn < b->turn;
        if (a->stamp_utc != b->stamp_utc && a->stamp_utc != 0 && b->stamp_utc != 0)
                return a->stamp_utc < b->stamp_utc;
        return a->sequence < b->sequence;
}

static void
fill_part(const struct letter *letter, struct phone_part *part)
{
        const struct segment_part *segment = &letter->segments.parts[letter->lead->parts_done];

        *part = (struct phone_part){
                .to = &letter->sender,
                .text = letter->reply + segment->start,
                .len = (int)segment->len,
                .ucs2 = letter->segments.coding == SEGMENT_CODING_UCS2,
                .flash = letter->flash,
                .part = letter->lead->parts_done + 1,
                .total = letter->segments.nparts,
                .reference = letter->lead->reference,
                .validity_h = letter->validity_h,
        };
}

/* True if nothing more is to be sent: what was heard of the last part (desk_note_heard()) may have been its end. */
static bool
settle_sending(struct letter *letter, int64_t now_ms)
{
        if (letter->lead->parts_done >= letter->segments.nparts)
                desk_decide(letter, OUTCOME_ANSWERED);
        else if (letter->lead->unknowns >= UNKNOWN_TRIES)
                desk_decide(letter, OUTCOME_REFUSED);
        else if (now_ms >= letter->expires_ms)
                desk_decide(letter, OUTCOME_EXPIRED);
        return letter->phase != LETTER_PHASE_SENDING;
}

struct letter *
desk_next_to_send(struct desk *desk, int64_t now_ms, struct phone_part *part)
{
        struct letter *next = NULL;

        for (int i = 0; i < DESK_LETTERS; i++) {
                struct letter *letter = &desk->letters[i];

                if (letter->phase != LETTER_PHASE_SENDING)
                        continue;
                if (settle_sending(letter, now_ms))
                        continue;
                if (letter->next_ms <= now_ms && (next == NULL || goes_before(letter, next)))
                        next = letter;
        }
        if (next != NULL)
                fill_part(next, part);
        return next;
}

void
desk_note_handed_over(void *arg)
{
        struct letter *letter = arg;

        FAULT(PART_TYPED);
        letter->lead->handed_over_s = (uint32_t)(clock_ms() / 1000);
        journal_in_order();
        letter->lead->in_flight = letter->lead->parts_done + 1;
        FAULT(IN_FLIGHT);
}

/* First that it is done, then that it is no longer under way: the other way round a kill in between would send it again. */
static void
note_accepted(struct journal_record *record)
{
        record->parts_done++;
        FAULT(PART_DONE);
        journal_in_order();
        record->in_flight = 0;
        record->tries = record->unknowns = 0;
}

static void
note_unknown(struct journal_record *record)
{
        if (record->unknowns < UINT8_MAX)
                record->unknowns++;
}

/*
 * How many parts the reply has is not in the journal: it is asked for again, and desk_start_sending() sees that all are out. A refusal is
 * not final here: the part is tried once more and refused again.
 */
void
desk_note_heard(struct journal_record *record, enum phone_sent sent)
{
        if (sent == PHONE_SENT_ACCEPTED)
                note_accepted(record);
        else if (sent == PHONE_SENT_UNKNOWN)
                note_unknown(record);
        record->in_flight = 0;
}

static void
try_later(struct letter *letter, int64_t now_ms)
{
        int64_t pause = RETRY_FIRST_MS;

        for (int i = 0; i < letter->lead->tries && pause < RETRY_MOST_MS; i++)
                pause *= 2;
        if (letter->lead->tries < UINT8_MAX)
                letter->lead->tries++;
        letter->next_ms = now_ms + (pause < RETRY_MOST_MS ? pause : RETRY_MOST_MS);
}

void
desk_note_sent(struct letter *letter, enum phone_sent sent, int64_t now_ms)
{
        struct journal_record *lead = letter->lead;

        switch (sent) {
        case PHONE_SENT_ACCEPTED:
                note_accepted(lead);
                FAULT(PART_NOTED);
                if (lead->parts_done == letter->segments.nparts)
                        desk_decide(letter, OUTCOME_ANSWERED);
                break;
        case PHONE_SENT_REFUSED:
                lead->in_flight = 0;
                desk_decide(letter, OUTCOME_REFUSED);
                break;
        case PHONE_SENT_LATER:
        case PHONE_SENT_BLOCKED:
                lead->in_flight = 0;
                try_later(letter, now_ms);
                break;
        case PHONE_SENT_NOT_SENT:
                lead->in_flight = 0;
                if (lead->tries > 0)
                        try_later(letter, now_ms); /* others may fare better */
                else
                        lead->tries++; /* once more, after the reconnect */
                break;
        case PHONE_SENT_UNKNOWN:
                if (!lead->in_flight)
                        note_unknown(lead); /* else it is listened for, and desk_note_heard() counts */
                break;
        }
}

/* --- clearing --- */

struct inbox_slot *
desk_next_to_clear(struct desk *desk, int64_t now_ms)
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &desk->inbox->slots[i];
                const struct letter *letter;

                if (slot->zombie)
                        return slot;
                if (!slot->used || slot->sequence == 0)
                        continue;
                letter = desk_find(desk, slot->sequence);
                if (letter != NULL && letter->phase == LETTER_PHASE_CLEARING && letter->next_ms <= now_ms)
                        return slot;
        }
        return NULL;
}

void
desk_note_cleared(struct desk *desk, struct inbox_slot *slot)
{
        if (!slot->deleted)
                desk_on_slot_gone(desk, slot);
        inbox_delete(slot);
}

void
desk_note_not_cleared(struct desk *desk, struct inbox_slot *slot, int64_t now_ms)
{
        struct letter *letter = desk_find(desk, slot->sequence);

        slot->zombie = false; /* the next listing tells */
        if (letter == NULL)
                return;
        letter->failures++;
        letter->next_ms = now_ms + CLEAR_RETRY_MS * letter->failures;
}
