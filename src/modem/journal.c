/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The mapped journal. A store to shared memory is in the file as soon as it is made (for a killed process; power is another matter), so
 * the order of the stores is the order of the truth: `sequence` makes a record valid and is written last, and cleared first.
 */
#include "journal.h"

#include <errno.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/code.h"
#include "common/fault.h"
#include "common/kinds.h"

#define MAGIC 0x574d4a31U               /* "WMJ1" */
#define VERSION 1

#define DAY_MOST 60000                  /* the year 2134 */

void
journal_in_order(void)
{
        atomic_signal_fence(memory_order_seq_cst);
}

/* --- a file that a crash tore, or a hand damaged --- */

static bool
lead_is_sound(const struct journal_record *lead)
{
        char code[CODE_TEXT];

        if (lead->step < JOURNAL_STEP_TAKEN || lead->step > JOURNAL_STEP_DELETED || lead->day < 0 || lead->day > DAY_MOST)
                return false;
        if (lead->step >= JOURNAL_STEP_DECIDED && lead->outcome == OUTCOME_NONE)
                return false;
        return lead->topic < TOPIC_COUNT && lead->outcome < OUTCOME_COUNT &&
               (lead->language == 0 || strcmp(code_language(lead->language, code), "-") != 0);
}

/*
 * Records whose lead was not written yet, or is gone already, speak for nothing. What the ledger would refuse must never be told to it:
 * it would drop us, and nothing would be counted any more.
 */
static void
mend(struct journal *journal)
{
        for (int i = 0; i < journal->used_until; i++) {
                struct journal_record *record = journal_at(journal, i);
                struct journal_record *lead = record->sequence != 0 ? journal_lead(journal, record->sequence) : NULL;

                if (record->sequence == 0)
                        continue;
                if (lead == NULL || (record->lead && record != lead))
                        record->sequence = 0;
                else if (record == lead && !lead_is_sound(lead))
                        journal_free(journal, lead->sequence);
                else if (record == lead && lead->step == JOURNAL_STEP_DELETED && !journal_slots_are_empty(journal, lead->sequence))
                        lead->step = JOURNAL_STEP_DECIDED;
                else if (record == lead && lead->in_flight != lead->parts_done + 1)
                        lead->in_flight = 0; /* that part is noted as done: the two are not written in one instant */
        }
}

static void
find_used_until(struct journal *journal)
{
        while (journal->used_until > 0 && journal_at(journal, journal->used_until - 1)->sequence == 0)
                journal->used_until--;
}

int
journal_open(struct journal *journal, int fd)
{
        struct journal_file *file = mmap(NULL, JOURNAL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        int rc = file == MAP_FAILED ? -errno : 0;

        close(fd);
        if (rc < 0)
                return rc;
        if (file->magic != MAGIC || file->version != VERSION) {
                memset(file, 0, sizeof *file);
                file->version = VERSION;
                /* not from the beginning: a phone may still wait for parts of yesterday's reference, the ledger for yesterday's sequence */
                file->next_sequence = 1 + randombytes_uniform(UINT32_C(1) << 30);
                file->next_reference = (uint8_t)randombytes_uniform(256);
                journal_in_order();
                file->magic = MAGIC;
        }
        journal->file = file;
        journal->used_until = JOURNAL_RECORDS;
        find_used_until(journal);
        mend(journal);
        find_used_until(journal);
        return 0;
}

void
journal_close(struct journal *journal)
{
        if (journal->file != NULL)
                munmap(journal->file, JOURNAL_BYTES);
        journal->file = NULL;
}

void
journal_note_reading(struct journal *journal, enum journal_reading reading, int32_t location, uint16_t check)
{
        struct journal_file *file = journal->file;

        if (file->reading == JOURNAL_READING_ONE) {
                file->reading = JOURNAL_READING_STORE; /* nobody is accused with half the particulars of another */
                journal_in_order();
        }
        file->reading_location = location;
        file->reading_check = check;
        journal_in_order();
        file->reading = (uint8_t)reading;
        journal_in_order();
}

static bool
is_in_use(struct journal *journal, uint32_t sequence)
{
        for (int i = 0; i < journal->used_until; i++)
                if (journal_at(journal, i)->sequence == sequence)
                        return true;
        return false;
}

uint32_t
journal_new_sequence(struct journal *journal)
{
        uint32_t sequence = journal->file->next_sequence;

        while (sequence == 0 || is_in_use(journal, sequence))
                sequence++;
        journal->file->next_sequence = sequence + 1;
        return sequence;
}

uint8_t
journal_new_reference(struct journal *journal)
{
        return journal->file->next_reference++;
}

struct journal_record *
journal_take(struct journal *journal, uint32_t sequence, int32_t location, uint16_t check, bool lead)
{
        for (int i = 0; i < JOURNAL_RECORDS; i++) {
                struct journal_record *record = &journal->file->records[i];

                if (record->sequence != 0)
                        continue;
                memset(record, 0, sizeof *record);
                record->location = location;
                record->check = check;
                record->lead = lead;
                record->step = JOURNAL_STEP_TAKEN;
                journal_in_order();
                record->sequence = sequence;
                if (i >= journal->used_until)
                        journal->used_until = i + 1;
                return record;
        }
        return NULL;
}

struct journal_record *
journal_at(struct journal *journal, int i)
{
        return &journal->file->records[i];
}

struct journal_record *
journal_find(struct journal *journal, int32_t location, uint16_t check)
{
        for (int i = 0; i < journal->used_until; i++) {
                struct journal_record *record = journal_at(journal, i);

                if (record->sequence != 0 && record->location == location && record->check == check)
                        return record;
        }
        return NULL;
}

struct journal_record *
journal_lead(struct journal *journal, uint32_t sequence)
{
        for (int i = 0; i < journal->used_until; i++) {
                struct journal_record *record = journal_at(journal, i);

                if (record->sequence == sequence && record->lead)
                        return record;
        }
        return NULL;
}

struct journal_record *
journal_in_flight(struct journal *journal)
{
        for (int i = 0; i < journal->used_until; i++) {
                struct journal_record *record = journal_at(journal, i);

                if (record->sequence != 0 && record->lead && record->step == JOURNAL_STEP_SENDING && record->in_flight)
                        return record;
        }
        return NULL;
}

bool
journal_slots_are_empty(struct journal *journal, uint32_t sequence)
{
        for (int i = 0; i < journal->used_until; i++) {
                struct journal_record *record = journal_at(journal, i);

                if (record->sequence == sequence && record->location >= 0)
                        return false;
        }
        return true;
}

void
journal_free(struct journal *journal, uint32_t sequence)
{
        struct journal_record *lead = journal_lead(journal, sequence);

        for (int i = 0; i < journal->used_until; i++)
                if (journal_at(journal, i)->sequence == sequence && journal_at(journal, i) != lead)
                        journal_at(journal, i)->sequence = 0;
        FAULT(FREED_HALF);
        journal_in_order(); /* the lead goes last: the others mean nothing without it */
        if (lead != NULL)
                lead->sequence = 0;
        FAULT(FREED);
        find_used_until(journal);
}

uint32_t
journal_oldest(const struct journal *journal)
{
        uint32_t oldest = journal->file->next_sequence;

        for (int i = 0; i < journal->used_until; i++) {
                uint32_t sequence = journal->file->records[i].sequence;

                if (sequence != 0 && sequence < oldest)
                        oldest = sequence;
        }
        return oldest;
}
