/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The journal on a real mapped file. Opening it again is what a process does after a crash; the file is also written to by hand, as a
 * crash between any two stores would leave it, or as somebody could damage it.
 */
#include "modem/journal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/code.h"
#include "common/kinds.h"

struct fixture {
        char folder[64];
        char path[96];
        struct journal journal;
};

static int
open_file(const struct fixture *fixture)
{
        int fd = open(fixture->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

        assert_true(fd >= 0);
        assert_int_equal(ftruncate(fd, JOURNAL_BYTES), 0);
        return fd;
}

static void
crash(struct fixture *fixture)
{
        journal_close(&fixture->journal);
        assert_int_equal(journal_open(&fixture->journal, open_file(fixture)), 0);
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-journal-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL)
                return -1;
        snprintf(fixture->path, sizeof fixture->path, "%s/journal-sim1", fixture->folder);
        *state = fixture;
        return journal_open(&fixture->journal, open_file(fixture));
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        journal_close(&fixture->journal);
        unlink(fixture->path);
        rmdir(fixture->folder);
        free(fixture);
        return 0;
}

static struct journal_record *
take(struct fixture *fixture, uint32_t sequence, int32_t location, bool lead)
{
        return journal_take(&fixture->journal, sequence, location, (uint16_t)(location * 7), lead);
}

static int
used_records(struct journal *journal)
{
        int n = 0;

        for (int i = 0; i < JOURNAL_RECORDS; i++)
                n += journal_at(journal, i)->sequence != 0;
        return n;
}

static void
a_new_file_is_empty_and_its_sequences_go_up(void **state)
{
        struct fixture *fixture = *state;
        uint32_t first = journal_new_sequence(&fixture->journal);

        assert_int_equal(fixture->journal.used_until, 0);
        assert_int_not_equal(first, 0);
        assert_int_equal(journal_new_sequence(&fixture->journal), first + 1);
        assert_int_equal(journal_oldest(&fixture->journal), first + 2);
}

static void
what_was_written_is_there_after_a_crash(void **state)
{
        struct fixture *fixture = *state;
        uint32_t sequence = journal_new_sequence(&fixture->journal);
        struct journal_record *record = take(fixture, sequence, 3, true);

        record->day = 20000;
        record->language = code_pack("uk");
        record->topic = TOPIC_JOB;
        record->reply_check = 0xbeef;
        record->parts_done = 2;
        record->in_flight = 3;
        record->reference = 77;
        record->handed_over_s = 4711;
        record->step = JOURNAL_STEP_SENDING;
        crash(fixture);
        record = journal_find(&fixture->journal, 3, 21);
        assert_non_null(record);
        assert_ptr_equal(record, journal_lead(&fixture->journal, sequence));
        assert_ptr_equal(record, journal_in_flight(&fixture->journal));
        assert_int_equal(record->day, 20000);
        assert_int_equal(record->language, code_pack("uk"));
        assert_int_equal(record->topic, TOPIC_JOB);
        assert_int_equal(record->reply_check, 0xbeef);
        assert_int_equal(record->parts_done, 2);
        assert_int_equal(record->reference, 77);
        assert_int_equal(record->handed_over_s, 4711);
        assert_int_equal(record->step, JOURNAL_STEP_SENDING);
        assert_int_equal(journal_new_sequence(&fixture->journal), sequence + 1);
}

static void
a_record_is_found_by_slot_and_check_together(void **state)
{
        struct fixture *fixture = *state;

        take(fixture, 5, 3, true);
        assert_non_null(journal_find(&fixture->journal, 3, 21));
        assert_null(journal_find(&fixture->journal, 3, 22));
        assert_null(journal_find(&fixture->journal, 4, 21));
}

static void
parts_of_one_message_share_a_sequence_and_one_speaks_for_all(void **state)
{
        struct fixture *fixture = *state;

        take(fixture, 9, 2, false);
        take(fixture, 9, 1, false);
        take(fixture, 9, 0, true);
        assert_int_equal(journal_lead(&fixture->journal, 9)->location, 0);
        assert_false(journal_slots_are_empty(&fixture->journal, 9));
        for (int i = 0; i < 3; i++) {
                assert_false(journal_slots_are_empty(&fixture->journal, 9));
                journal_at(&fixture->journal, i)->location = -1;
        }
        assert_true(journal_slots_are_empty(&fixture->journal, 9));
        journal_free(&fixture->journal, 9);
        assert_null(journal_lead(&fixture->journal, 9));
        assert_int_equal(fixture->journal.used_until, 0);
}

static void
a_message_without_its_lead_was_never_taken_up(void **state)
{
        struct fixture *fixture = *state;

        fixture->journal.file->next_sequence = 11;
        take(fixture, 9, 2, false);
        take(fixture, 9, 1, false);
        take(fixture, 10, 5, true);
        crash(fixture);
        assert_null(journal_find(&fixture->journal, 2, 14));
        assert_null(journal_find(&fixture->journal, 1, 7));
        assert_non_null(journal_find(&fixture->journal, 5, 35));
        assert_int_equal(journal_oldest(&fixture->journal), 10);
}

static void
what_a_torn_freeing_left_is_freed(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record copy[3];

        take(fixture, 9, 0, true);
        take(fixture, 9, 1, false);
        take(fixture, 9, 2, false);
        for (int i = 0; i < 3; i++)
                copy[i] = *journal_at(&fixture->journal, i);
        /* whatever was freed first when the crash came: with the lead there it is freed again, without it nothing is left behind */
        journal_free(&fixture->journal, 9);
        *journal_at(&fixture->journal, 1) = copy[1];
        *journal_at(&fixture->journal, 2) = copy[2];
        crash(fixture);
        assert_int_equal(used_records(&fixture->journal), 0);
        assert_int_equal(fixture->journal.used_until, 0);
}

static void
a_torn_record_is_a_free_one(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record *record = take(fixture, 9, 4, true);

        record->sequence = 0; /* the store that makes it valid had not been made */
        crash(fixture);
        assert_null(journal_find(&fixture->journal, 4, 28));
        assert_ptr_equal(take(fixture, 10, 5, true), journal_at(&fixture->journal, 0));
        assert_int_equal(journal_at(&fixture->journal, 0)->location, 5);
}

static void
a_record_taken_anew_keeps_nothing_of_the_old(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record *record = take(fixture, 9, 4, true);

        memset(record, 0xff, sizeof *record);
        record->sequence = 9;
        journal_free(&fixture->journal, 9);
        record = take(fixture, 10, 5, true);
        assert_int_equal(record->step, JOURNAL_STEP_TAKEN);
        assert_int_equal(record->parts_done, 0);
        assert_int_equal(record->in_flight, 0);
        assert_int_equal(record->tries, 0);
        assert_int_equal(record->outcome, OUTCOME_NONE);
        assert_int_equal(record->day, 0);
}

static void
holds_1024_records_and_refuses_one_more(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < JOURNAL_RECORDS; i++)
                assert_non_null(take(fixture, (uint32_t)i + 1, i, true));
        assert_null(take(fixture, 5000, 5000, true));
        assert_int_equal(fixture->journal.used_until, JOURNAL_RECORDS);
        crash(fixture);
        assert_int_equal(fixture->journal.used_until, JOURNAL_RECORDS);
        assert_int_equal(used_records(&fixture->journal), JOURNAL_RECORDS);
        assert_non_null(journal_find(&fixture->journal, JOURNAL_RECORDS - 1, (uint16_t)((JOURNAL_RECORDS - 1) * 7)));
        journal_free(&fixture->journal, 500);
        assert_non_null(take(fixture, 5000, 5000, true));
        assert_null(take(fixture, 5001, 5001, true));
}

static void
the_oldest_is_the_smallest_in_use(void **state)
{
        struct fixture *fixture = *state;

        fixture->journal.file->next_sequence = 6;
        for (int i = 0; i < 5; i++)
                take(fixture, (uint32_t)i + 1, i, true);
        assert_int_equal(journal_oldest(&fixture->journal), 1);
        journal_free(&fixture->journal, 1);
        journal_free(&fixture->journal, 3);
        assert_int_equal(journal_oldest(&fixture->journal), 2);
        journal_free(&fixture->journal, 2);
        assert_int_equal(journal_oldest(&fixture->journal), 4);
        journal_free(&fixture->journal, 4);
        journal_free(&fixture->journal, 5);
        assert_int_equal(journal_oldest(&fixture->journal), 6);
}

static void
sequences_wrap_past_zero_and_past_those_in_use(void **state)
{
        struct fixture *fixture = *state;

        fixture->journal.file->next_sequence = UINT32_MAX;
        take(fixture, 1, 8, true);
        assert_int_equal(journal_new_sequence(&fixture->journal), UINT32_MAX);
        take(fixture, UINT32_MAX, 9, true);
        assert_int_equal(journal_new_sequence(&fixture->journal), 2);
        assert_int_equal(journal_oldest(&fixture->journal), 1);
}

static void
references_wrap_at_256(void **state)
{
        struct fixture *fixture = *state;
        uint8_t first = journal_new_reference(&fixture->journal);

        for (int i = 1; i < 256; i++)
                assert_int_not_equal(journal_new_reference(&fixture->journal), first);
        assert_int_equal(journal_new_reference(&fixture->journal), first);
}

static void
a_file_of_another_kind_is_begun_anew(void **state)
{
        struct fixture *fixture = *state;
        static const size_t places[] = {offsetof(struct journal_file, magic), offsetof(struct journal_file, version)};

        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
                take(fixture, 700, 3, true);
                fixture->journal.file->next_sequence = 900;
                ((char *)fixture->journal.file)[places[i]] ^= 0x55;
                crash(fixture);
                assert_int_equal(used_records(&fixture->journal), 0);
                assert_int_not_equal(journal_new_sequence(&fixture->journal), 900);
        }
}

static void
a_sequence_of_zero_is_never_given(void **state)
{
        struct fixture *fixture = *state;

        fixture->journal.file->next_sequence = 0;
        crash(fixture);
        assert_int_equal(journal_new_sequence(&fixture->journal), 1);
}

static void
what_the_ledger_would_refuse_is_forgotten(void **state)
{
        static const struct journal_record sound = {
                .sequence = 7, .location = -1, .lead = 1, .step = JOURNAL_STEP_DELETED, .outcome = OUTCOME_ANSWERED, .day = 20000};
        struct fixture *fixture = *state;
        struct journal_record damaged[7];

        for (size_t i = 0; i < 7; i++)
                damaged[i] = sound;
        damaged[0].step = JOURNAL_STEP_DELETED + 1;
        damaged[1].step = 0;
        damaged[2].outcome = OUTCOME_COUNT;
        damaged[3].outcome = OUTCOME_NONE;
        damaged[4].topic = TOPIC_COUNT;
        damaged[5].day = -1;
        damaged[6].language = 0xffff;
        for (size_t i = 0; i < 7; i++) {
                *journal_at(&fixture->journal, 3) = damaged[i];
                *journal_at(&fixture->journal, 4) = (struct journal_record){.sequence = 7, .location = -1};
                crash(fixture);
                assert_int_equal(used_records(&fixture->journal), 0);
        }
        *journal_at(&fixture->journal, 3) = sound;
        crash(fixture);
        assert_int_equal(used_records(&fixture->journal), 1);
}

static void
a_second_lead_is_forgotten(void **state)
{
        struct fixture *fixture = *state;

        take(fixture, 7, 3, true);
        take(fixture, 7, 4, true);
        crash(fixture);
        assert_non_null(journal_find(&fixture->journal, 3, 21));
        assert_null(journal_find(&fixture->journal, 4, 28));
}

static void
deleted_with_a_slot_still_full_is_to_be_deleted(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record *lead = take(fixture, 7, -1, true);

        take(fixture, 7, 4, false);
        lead->outcome = OUTCOME_ANSWERED;
        lead->step = JOURNAL_STEP_DELETED;
        crash(fixture);
        assert_int_equal(journal_lead(&fixture->journal, 7)->step, JOURNAL_STEP_DECIDED);
}

static void
only_a_lead_that_is_sending_is_in_flight(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record *record = take(fixture, 7, 3, true);

        assert_null(journal_in_flight(&fixture->journal));
        record->in_flight = 1;
        assert_null(journal_in_flight(&fixture->journal));
        record->step = JOURNAL_STEP_SENDING;
        assert_ptr_equal(journal_in_flight(&fixture->journal), record);
        record->step = JOURNAL_STEP_DECIDED;
        assert_null(journal_in_flight(&fixture->journal));
}

/* "Done" and "no longer under way" are two stores, and a kill may come between them: the word must not be taken for the next part's. */
static void
a_part_that_is_noted_as_done_is_not_in_flight(void **state)
{
        struct fixture *fixture = *state;
        struct journal_record *record = take(fixture, 7, 3, true);

        record->step = JOURNAL_STEP_SENDING;
        record->parts_done = 1;
        record->in_flight = 1;
        crash(fixture);
        assert_null(journal_in_flight(&fixture->journal));
        record = journal_lead(&fixture->journal, 7);
        assert_int_equal(record->in_flight, 0);
        record->in_flight = 2;
        crash(fixture);
        assert_ptr_equal(journal_in_flight(&fixture->journal), journal_lead(&fixture->journal, 7));
}

static void
a_descriptor_that_cannot_be_mapped_is_closed_and_told(void **state)
{
        struct journal journal;
        int fds[2];

        (void)state;
        assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
        assert_true(journal_open(&journal, fds[0]) < 0);
        assert_int_equal(fcntl(fds[0], F_GETFD), -1);
        close(fds[1]);
}

static void
opening_keeps_no_descriptor(void **state)
{
        struct fixture *fixture = *state;
        int before = dup(STDIN_FILENO), after;

        close(before);
        crash(fixture);
        after = dup(STDIN_FILENO);
        close(after);
        assert_int_equal(before, after);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_new_file_is_empty_and_its_sequences_go_up),
                CASE(what_was_written_is_there_after_a_crash),
                CASE(a_record_is_found_by_slot_and_check_together),
                CASE(parts_of_one_message_share_a_sequence_and_one_speaks_for_all),
                CASE(a_message_without_its_lead_was_never_taken_up),
                CASE(what_a_torn_freeing_left_is_freed),
                CASE(a_torn_record_is_a_free_one),
                CASE(a_record_taken_anew_keeps_nothing_of_the_old),
                CASE(holds_1024_records_and_refuses_one_more),
                CASE(the_oldest_is_the_smallest_in_use),
                CASE(sequences_wrap_past_zero_and_past_those_in_use),
                CASE(references_wrap_at_256),
                CASE(a_file_of_another_kind_is_begun_anew),
                CASE(a_sequence_of_zero_is_never_given),
                CASE(what_the_ledger_would_refuse_is_forgotten),
                CASE(a_second_lead_is_forgotten),
                CASE(deleted_with_a_slot_still_full_is_to_be_deleted),
                CASE(only_a_lead_that_is_sending_is_in_flight),
                CASE(a_part_that_is_noted_as_done_is_not_in_flight),
                CASE(a_descriptor_that_cannot_be_mapped_is_closed_and_told),
                CASE(opening_keeps_no_descriptor),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
