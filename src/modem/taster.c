/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tasting and removing. The messages are read from the line first, whole, so that a death leaves no half answer on it.
 */
#include "taster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/kinds.h"
#include "common/log.h"
#include "phone.h"
#include "raw.h"

#define ROOM 512                        /* messages; more are tasted when there is room again */
#define TASTE_MS 10000                  /* for what takes microseconds: a decoder that never ends is ended by the parent */

struct tasting {
        struct journal *journal;
        const char *device;
        struct pulse *pulse;
        int32_t day;
        struct raw_message messages[ROOM];
};

static uint16_t
check_of(const struct raw_message *message)
{
        uint32_t hash = 2166136261U; /* FNV-1a */

        for (const unsigned char *c = (const unsigned char *)message->hex; *c != '\0'; c++)
                hash = (hash ^ *c) * 16777619U;
        return (uint16_t)(hash >> 16 ^ hash);
}

/* The record that will be counted: made before the slot is emptied, as for any other message; NULL if the journal is full. */
static struct journal_record *
take_record(const struct tasting *tasting, const struct raw_message *message)
{
        struct journal_record *record = journal_find(tasting->journal, message->location, check_of(message));

        if (record != NULL)
                return record; /* killed while it was removing this one */
        record = journal_take(tasting->journal, journal_new_sequence(tasting->journal), message->location, check_of(message), true);
        if (record == NULL)
                return NULL;
        record->day = tasting->day;
        record->outcome = OUTCOME_UNREADABLE;
        journal_in_order();
        record->step = JOURNAL_STEP_DECIDED;
        return record;
}

static void
remove_message(const struct tasting *tasting, const struct raw_message *message)
{
        struct journal_record *record = take_record(tasting, message);
        int rc = raw_delete(tasting->device, message->location, tasting->pulse);

        if (rc < 0) {
                log_error("a message that libgammu dies of cannot be removed (%s); delete it with the SIM in a phone", strerror(-rc));
                if (record != NULL)
                        journal_free(tasting->journal, record->sequence);
                return;
        }
        log_warning("a message that libgammu dies of was removed unread");
        if (record == NULL)
                return;
        record->location = -1;
        journal_in_order();
        record->step = JOURNAL_STEP_DELETED;
}

static void
taste(const struct tasting *tasting, const struct raw_message *message)
{
        pulse_busy(tasting->pulse, TASTE_MS);
        journal_note_reading(tasting->journal, JOURNAL_READING_ONE, message->location, check_of(message));
        phone_taste(message->hex);
        journal_note_reading(tasting->journal, JOURNAL_READING_STORE, 0, 0);
        pulse_idle(tasting->pulse);
}

static int
taste_all(struct tasting *tasting)
{
        const struct journal_file *file = tasting->journal->file;
        int n = raw_list(tasting->device, tasting->messages, ROOM, tasting->pulse);

        if (n < 0)
                return n;
        /* a culprit goes first, for its particulars are overwritten by the tasting of others */
        for (int i = 0; i < n && file->reading == JOURNAL_READING_ONE; i++) {
                struct raw_message *message = &tasting->messages[i];

                if (message->location == file->reading_location && check_of(message) == file->reading_check) {
                        remove_message(tasting, message);
                        message->location = -1;
                        break;
                }
        }
        for (int i = 0; i < n; i++) {
                if (tasting->messages[i].location < 0)
                        continue;
                if (tasting->messages[i].cut)
                        remove_message(tasting, &tasting->messages[i]); /* no message is that long; libgammu copies it all the same */
                else
                        taste(tasting, &tasting->messages[i]);
        }
        journal_note_reading(tasting->journal, JOURNAL_READING_NOTHING, 0, 0);
        return 0;
}

int
taster_taste(struct journal *journal, const char *device, struct pulse *pulse, bool crashed, int32_t day)
{
        struct tasting *tasting;
        int rc;

        if (journal->file->reading == JOURNAL_READING_NOTHING)
                return 0;
        if (!crashed) {
                journal_note_reading(journal, JOURNAL_READING_NOTHING, 0, 0);
                return 0;
        }
        tasting = calloc(1, sizeof *tasting);
        if (tasting == NULL)
                return -ENOMEM;
        tasting->journal = journal;
        tasting->device = device;
        tasting->pulse = pulse;
        tasting->day = day;
        rc = taste_all(tasting);
        explicit_bzero(tasting, sizeof *tasting);
        free(tasting);
        return rc;
}
