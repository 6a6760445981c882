/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Letters: taking up, asking, counting. What is sent and cleared stands in desk_send.c.
 */
#include "desk.h"

#include <string.h>

#include "common/fault.h"
#include "common/log.h"
#include "desk_priv.h"

void
desk_init(struct desk *desk, const struct modem_birth *birth, struct links *links, struct inbox *inbox, struct journal *journal,
          struct netclock *clock)
{
        memset(desk, 0, sizeof *desk);
        desk->birth = birth;
        desk->links = links;
        desk->inbox = inbox;
        desk->journal = journal;
        desk->clock = clock;
}

/* --- letters --- */

struct letter *
desk_find(struct desk *desk, uint32_t sequence)
{
        for (int i = 0; i < DESK_LETTERS; i++)
                if (desk->letters[i].phase != LETTER_PHASE_NONE && desk->letters[i].sequence == sequence)
                        return &desk->letters[i];
        return NULL;
}

static struct letter *
free_place(struct desk *desk)
{
        for (int i = 0; i < DESK_LETTERS; i++)
                if (desk->letters[i].phase == LETTER_PHASE_NONE)
                        return &desk->letters[i];
        return NULL;
}

void
desk_decide(struct letter *letter, enum outcome outcome)
{
        if (outcome == OUTCOME_EXPIRED)
                letter->lead->topic = letter->lead->language = 0; /* as what was too old from the start is counted */
        letter->lead->outcome = (uint8_t)outcome;
        FAULT(OUTCOME_HALF);
        journal_in_order();
        letter->lead->step = JOURNAL_STEP_DECIDED;
        FAULT(OUTCOME_NOTED);
        letter->phase = LETTER_PHASE_CLEARING;
        letter->next_ms = 0;
}

static void
take_off(struct desk *desk, struct letter *letter)
{
        if (letter->phase == LETTER_PHASE_ASKED)
                desk->nasked--; /* its answer will find no letter */
        explicit_bzero(letter, sizeof *letter);
}

/* How many letters of the same person lie here: the n-th waits until everybody else had n turns. */
static uint16_t
turn_of(const struct desk *desk, uint64_t tag)
{
        uint16_t n = 0;

        for (int i = 0; i < DESK_LETTERS; i++)
                n += desk->letters[i].phase != LETTER_PHASE_NONE && desk->letters[i].phase != LETTER_PHASE_CLEARING &&
                     desk->letters[i].tag == tag;
        return n;
}

/* Puts a letter for these slots on the desk, with the phase that its record in the journal allows. */
static void
put(struct desk *desk, struct letter *letter, struct journal_record *lead, struct inbox_slot *const slots[], int n, int64_t now_ms)
{
        const struct phone_sms *sms = &slots[0]->sms;
        int32_t age = netclock_age_s(desk->clock, sms->stamp_utc, now_ms);

        memset(letter, 0, sizeof *letter);
        letter->sequence = lead->sequence;
        letter->lead = lead;
        letter->sender = sms->sender;
        letter->stamp_utc = sms->stamp_utc;
        letter->tag = sender_tag(&sms->sender, desk->birth->tag_key);
        letter->turn = turn_of(desk, letter->tag);
        letter->expires_ms = now_ms + desk->birth->guard.answer_within_h * INT64_C(3600000) - (age > 0 ? age * INT64_C(1000) : 0);
        letter->phase = lead->step >= JOURNAL_STEP_DECIDED ? LETTER_PHASE_CLEARING : LETTER_PHASE_ASKING;
        for (int i = 0; i < n; i++)
                slots[i]->sequence = lead->sequence;
        if (letter->phase == LETTER_PHASE_CLEARING)
                return;
        if (sms->kind == PHONE_SMS_KIND_REPORT)
                desk_decide(letter, OUTCOME_REPORT);
        else if (sms->kind == PHONE_SMS_KIND_BROKEN)
                desk_decide(letter, OUTCOME_UNREADABLE);
}

static bool
take_up_new(struct desk *desk, struct letter *letter, struct inbox_slot *const slots[], int n, int64_t now_ms)
{
        uint32_t sequence = journal_new_sequence(desk->journal);
        struct journal_record *lead = NULL;

        for (int i = n - 1; i >= 0; i--) { /* the lead last: a message that a crash tore was never taken up */
                struct journal_record *record =
                        journal_take(desk->journal, sequence, slots[i]->sms.location, slots[i]->sms.check, i == 0);

                if (record == NULL) { /* full: it stays on the SIM until counts have been acknowledged */
                        journal_free(desk->journal, sequence);
                        return false;
                }
                if (i == 0)
                        lead = record;
                else
                        FAULT(TAKEN_HALF);
        }
        if (lead == NULL)
                return false; /* no slots, no letter */
        FAULT(TAKEN);
        lead->day = netclock_day(desk->clock, now_ms);
        put(desk, letter, lead, slots, n, now_ms);
        desk->received++;
        return true;
}

/*
 * A slot that the journal knows: an earlier life took it up. All slots of its sequence that are there make the letter again; a part that
 * was removed already is not missed, for its step says that it is no longer needed.
 */
static bool
take_up_known(struct desk *desk, struct letter *letter, struct inbox_slot *slot, struct journal_record *record, int64_t now_ms)
{
        struct inbox_slot *slots[INBOX_SLOTS];
        uint32_t sequence = record->sequence;
        struct journal_record *lead = journal_lead(desk->journal, sequence);
        int n = 0;

        if (lead == NULL) { /* torn by a crash before it was whole: as if it was never taken up */
                journal_free(desk->journal, sequence);
                return false;
        }
        slots[n++] = slot;
        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *other = &desk->inbox->slots[i];
                struct journal_record *known;

                if (other == slot || !other->used || other->deleted || other->sequence != 0)
                        continue;
                known = journal_find(desk->journal, other->sms.location, other->sms.check);
                if (known != NULL && known->sequence == sequence)
                        slots[n++] = other;
        }
        put(desk, letter, lead, slots, n, now_ms);
        letter->again = true;
        return true;
}

bool
desk_take_up(struct desk *desk, int64_t now_ms)
{
        struct inbox_slot *slots[INBOX_SLOTS];
        struct letter *letter;
        bool any = false;
        int n;

        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &desk->inbox->slots[i];
                struct journal_record *record;

                if (!slot->used || slot->deleted || slot->sequence != 0)
                        continue;
                record = journal_find(desk->journal, slot->sms.location, slot->sms.check);
                if (record == NULL || record->step == JOURNAL_STEP_DELETED)
                        continue;
                letter = free_place(desk);
                if (letter != NULL && take_up_known(desk, letter, slot, record, now_ms))
                        any = true;
        }
        while ((n = inbox_next_ready(desk->inbox, now_ms, slots)) > 0) {
                letter = free_place(desk);
                if (letter == NULL || !take_up_new(desk, letter, slots, n, now_ms))
                        break;
                any = true;
        }
        return any;
}

/* --- slots that are gone --- */

/* A message none of whose slots is occupied any more. */
static void
settle(struct desk *desk, struct journal_record *lead)
{
        struct letter *letter = desk_find(desk, lead->sequence);

        if (letter != NULL)
                take_off(desk, letter);
        if (lead->step == JOURNAL_STEP_DECIDED) {
                lead->step = JOURNAL_STEP_DELETED;
                FAULT(DELETED);
        } else if (lead->step == JOURNAL_STEP_SENDING && lead->parts_done > 0) {
                lead->outcome = OUTCOME_ANSWERED;
                journal_in_order();
                lead->step = JOURNAL_STEP_DELETED;
        } else if (lead->step != JOURNAL_STEP_DELETED) {
                journal_free(desk->journal, lead->sequence); /* removed by somebody else before it was answered */
        }
}

static void
on_record_gone(struct desk *desk, struct journal_record *record)
{
        struct journal_record *lead = journal_lead(desk->journal, record->sequence);

        record->location = -1;
        FAULT(SLOT_NOTED);
        if (lead != NULL && journal_slots_are_empty(desk->journal, record->sequence))
                settle(desk, lead);
}

void
desk_on_slot_gone(void *arg, struct inbox_slot *slot)
{
        struct desk *desk = arg;
        struct journal_record *record = journal_find(desk->journal, slot->sms.location, slot->sms.check);

        if (record != NULL)
                on_record_gone(desk, record);
}

static bool
is_in_inbox(const struct desk *desk, const struct journal_record *record)
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                const struct inbox_slot *slot = &desk->inbox->slots[i];

                if (slot->used && !slot->deleted && slot->sms.location == record->location && slot->sms.check == record->check)
                        return true;
        }
        return false;
}

void
desk_settle(struct desk *desk)
{
        if (desk->inbox->overflowed)
                return; /* what was not shown may still be there */
        for (int i = 0; i < desk->journal->used_until; i++) {
                struct journal_record *record = journal_at(desk->journal, i);

                if (record->sequence == 0)
                        continue;
                if (record->location >= 0 && !is_in_inbox(desk, record))
                        on_record_gone(desk, record);
                else if (record->lead && record->location < 0 && record->step != JOURNAL_STEP_DELETED &&
                         journal_slots_are_empty(desk->journal, record->sequence))
                        settle(desk, record); /* an earlier life was killed between its last slot and the next step */
        }
}

/* --- the engine --- */

static void
fill_ask(struct desk *desk, const struct letter *letter, const struct phone_sms *sms, int64_t now_ms)
{
        struct wire_ask *ask = &desk->ask;

        memset(ask, 0, sizeof *ask);
        ask->sequence = letter->sequence;
        ask->tag = letter->tag;
        ask->day = netclock_day(desk->clock, now_ms);
        ask->day_left_s = netclock_day_left_s(desk->clock, now_ms);
        ask->age_s = netclock_age_s(desk->clock, sms->stamp_utc, now_ms);
        ask->country = sender_country(&letter->sender);
        ask->channel = CHANNEL_SMS;
        ask->sender = (uint8_t)sender_kind(&letter->sender, &desk->birth->guard, desk->birth->own, desk->birth->nown);
        ask->again = letter->again;
        ask->unreadable = sms->kind != PHONE_SMS_KIND_TEXT;
        inbox_join(desk->inbox, letter->sequence, ask->text, sizeof ask->text);
        sender_mask_digits(ask->text);
        ask->text_len = (uint16_t)strlen(ask->text);
}

static const struct phone_sms *
first_sms(const struct desk *desk, uint32_t sequence)
{
        for (int i = 0; i < INBOX_SLOTS; i++)
                if (desk->inbox->slots[i].used && desk->inbox->slots[i].sequence == sequence)
                        return &desk->inbox->slots[i].sms;
        return NULL;
}

bool
desk_ask(struct desk *desk, int64_t now_ms)
{
        bool any = false;

        for (int i = 0; i < DESK_LETTERS && desk->nasked < WIRE_ASKS_OPEN && link_is_up(&desk->links->engine); i++) {
                struct letter *letter = &desk->letters[i];
                const struct phone_sms *sms;

                if (letter->phase != LETTER_PHASE_ASKING || (sms = first_sms(desk, letter->sequence)) == NULL)
                        continue;
                fill_ask(desk, letter, sms, now_ms);
                if (link_send(&desk->links->engine, WIRE_ASK, &desk->ask) < 0)
                        break;
                FAULT(ASKED);
                letter->phase = LETTER_PHASE_ASKED;
                desk->nasked++;
                any = true;
        }
        explicit_bzero(desk->ask.text, desk->ask.text_len);
        return any;
}

void
desk_on_engine_up(struct desk *desk)
{
        desk->nasked = 0;
        for (int i = 0; i < DESK_LETTERS; i++)
                if (desk->letters[i].phase == LETTER_PHASE_ASKED) {
                        desk->letters[i].phase = LETTER_PHASE_ASKING;
                        desk->letters[i].again = true;
                }
}

void
desk_on_answer(struct desk *desk, const struct wire_answer *answer, int64_t now_ms)
{
        struct letter *letter = desk_find(desk, answer->sequence);

        if (letter == NULL || letter->phase != LETTER_PHASE_ASKED)
                return;
        FAULT(ANSWERED);
        desk->nasked--;
        letter->lead->topic = answer->topic;
        letter->lead->language = answer->language;
        letter->lead->day = netclock_day(desk->clock, now_ms);
        if (answer->outcome == OUTCOME_ANSWERED)
                desk_start_sending(desk, letter, answer);
        else
                desk_decide(letter, (enum outcome)answer->outcome);
}

/* --- the ledger --- */

void
desk_count(struct desk *desk)
{
        for (int i = 0; i < desk->journal->used_until && desk->ncounting < WIRE_ASKS_OPEN && link_is_up(&desk->links->ledger); i++) {
                const struct journal_record *record = journal_at(desk->journal, i);

                if (record->sequence == 0 || !record->lead || record->step != JOURNAL_STEP_DELETED || desk->counting[i])
                        continue;
                const struct wire_count count = {
                        .sequence = record->sequence,
                        .oldest_open = journal_oldest(desk->journal),
                        .day = record->day,
                        .language = record->language,
                        .channel = CHANNEL_SMS,
                        .topic = record->topic,
                        .outcome = record->outcome,
                        .parts = record->parts_done,
                };
                if (link_send(&desk->links->ledger, WIRE_COUNT, &count) < 0)
                        return;
                FAULT(COUNT_TOLD);
                desk->counting[i] = true;
                desk->ncounting++;
        }
}

void
desk_on_counted(struct desk *desk, uint32_t sequence)
{
        for (int i = 0; i < desk->journal->used_until; i++) {
                const struct journal_record *record = journal_at(desk->journal, i);

                if (record->sequence == sequence && record->lead && desk->counting[i]) {
                        desk->counting[i] = false;
                        desk->ncounting--;
                        FAULT(COUNTED);
                        journal_free(desk->journal, sequence);
                        return;
                }
        }
}

void
desk_on_ledger_up(struct desk *desk)
{
        memset(desk->counting, 0, sizeof desk->counting);
        desk->ncounting = 0;
}

bool
desk_is_counting(const struct desk *desk)
{
        for (int i = 0; i < desk->journal->used_until; i++) {
                const struct journal_record *record = journal_at(desk->journal, i);

                if (record->sequence != 0 && record->lead && record->step == JOURNAL_STEP_DELETED)
                        return true;
        }
        return false;
}

/* --- looking on --- */

int64_t
desk_next_time(const struct desk *desk, int64_t send_ms)
{
        int64_t next = INT64_MAX;

        for (int i = 0; i < DESK_LETTERS; i++) {
                const struct letter *letter = &desk->letters[i];
                int64_t at = letter->next_ms;

                if (letter->phase == LETTER_PHASE_SENDING)
                        at = at < send_ms ? send_ms : at;
                else if (letter->phase != LETTER_PHASE_CLEARING || first_sms(desk, letter->sequence) == NULL)
                        continue; /* nothing to do; a slot that was not listed waits for the next listing */
                if (at < next)
                        next = at;
        }
        return next;
}

int
desk_pending(const struct desk *desk)
{
        int n = 0;

        for (int i = 0; i < DESK_LETTERS; i++)
                n += desk->letters[i].phase != LETTER_PHASE_NONE && desk->letters[i].phase != LETTER_PHASE_CLEARING;
        return n;
}

bool
desk_is_empty(const struct desk *desk)
{
        for (int i = 0; i < DESK_LETTERS; i++)
                if (desk->letters[i].phase != LETTER_PHASE_NONE)
                        return false;
        return desk->journal->used_until == 0;
}

void
desk_clear(struct desk *desk)
{
        for (int i = 0; i < DESK_LETTERS; i++)
                take_off(desk, &desk->letters[i]);
        desk->nasked = 0;
}
