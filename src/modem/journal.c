/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The mapped journal. A store to shared memory is in the file as soon as it is made (for a killed process; power is another matter), so
 * the order of the stores is the order of the truth: `sequence` makes a record valid and is written last, and cleared first.
 */
#include "journal.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAGIC 0x574d4a31U               /* "WMJ1" */
#define VERSION 1

/* The compiler must not move stores across it; the processor does not matter, for the reader is another life of one thread. */
static void
in_order(void)
{
        atomic_signal_fence(memory_order_seq_cst);
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
                file->next_sequence = 1;
                in_order();
                file->magic = MAGIC;
        }
        journal->file = file;
        journal->used_until = JOURNAL_RECORDS;
        while (journal->used_until > 0 && file->records[journal->used_until - 1].sequence == 0)
                journal->used_until--;
        return 0;
}

void
journal_close(struct journal *journal)
{
        if (journal->file != NULL)
                munmap(journal->file, JOURNAL_BYTES);
        journal->file = NULL;
}

uint32_t
journal_new_sequence(struct journal *journal)
{
        uint32_t sequence = journal->file->next_sequence;

        journal->file->next_sequence = sequence == UINT32_MAX ? 1 : sequence + 1;
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
                in_order();
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
        for (int i = 0; i < journal->used_until; i++)
                if (journal_at(journal, i)->sequence == sequence)
                        journal_at(journal, i)->sequence = 0;
        while (journal->used_until > 0 && journal_at(journal, journal->used_until - 1)->sequence == 0)
                journal->used_until--;
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
