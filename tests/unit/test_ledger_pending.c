/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pending.db: counted once, kept over kills, handed over in numbered batches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/pending.h"

#define DAY 20780

struct place {
        char folder[128];
        struct pending *pending;
};

static void
reopen(struct place *place)
{
        bool lost;

        pending_close(place->pending);
        place->pending = NULL;
        assert_int_equal(pending_open(place->folder, &place->pending, &lost), 0);
        assert_false(lost);
}

static int
set_up(void **state)
{
        const char *root = getenv("TMPDIR");
        struct place *place = calloc(1, sizeof *place);

        assert_non_null(place);
        snprintf(place->folder, sizeof place->folder, "%s/waymark-pending-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(place->folder));
        reopen(place);
        *state = place;
        return 0;
}

static int
tear_down(void **state)
{
        struct place *place = *state;
        char command[200];
        int rc;

        pending_close(place->pending);
        snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
        rc = system(command);
        free(place);
        return rc;
}

static struct wire_count
count_of(uint32_t sequence)
{
        return (struct wire_count){.sequence = sequence, .day = DAY, .language = code_pack("uk"), .channel = CHANNEL_SMS,
                                   .topic = TOPIC_JOB, .outcome = OUTCOME_ANSWERED, .parts = 2};
}

static void
count(struct place *place, const struct wire_count *one)
{
        assert_int_equal(pending_begin(place->pending), 0);
        assert_int_equal(pending_count(place->pending, 3, one), 0);
        assert_int_equal(pending_commit(place->pending), 0);
}

static void
count_sequence(struct place *place, uint32_t sequence)
{
        struct wire_count one = count_of(sequence);

        count(place, &one);
}

static uint32_t
unfolded(struct place *place)
{
        uint32_t messages;
        int32_t newest;

        assert_int_equal(pending_unfolded(place->pending, &messages, &newest), 0);
        return messages;
}

static struct batch *
freeze(struct place *place)
{
        struct batch *batch = NULL;

        assert_int_equal(pending_freeze(place->pending, INT32_MAX, &batch), 0);
        return batch;
}

static int64_t
messages_in(const struct batch *batch, enum tally tally)
{
        int64_t sum = 0;

        for (size_t i = 0; i < batch->nrows; i++)
                if (batch->rows[i].tally == tally)
                        sum += batch->rows[i].messages;
        return sum;
}

static void
counts_a_sequence_once(void **state)
{
        count_sequence(*state, 1);
        count_sequence(*state, 1);
        reopen(*state);
        count_sequence(*state, 1);
        count_sequence(*state, 2);
        assert_int_equal(unfolded(*state), 2);
}

static void
forgets_what_a_front_has_settled(void **state)
{
        struct place *place = *state;

        count_sequence(place, 1);
        count_sequence(place, 2);
        assert_int_equal(pending_forget(place->pending, 3, 2), 0);
        count_sequence(place, 2);
        assert_int_equal(unfolded(place), 2);
        count_sequence(place, 1); /* a front that began anew at 1 is counted again */
        assert_int_equal(unfolded(place), 3);
}

static void
fronts_have_sequences_of_their_own(void **state)
{
        struct place *place = *state;
        struct wire_count one = count_of(1);

        count_sequence(place, 1);
        assert_int_equal(pending_count(place->pending, 4, &one), 0);
        assert_int_equal(pending_forget(place->pending, 4, 100), 0);
        count_sequence(place, 1);
        assert_int_equal(unfolded(place), 2);
}

static void
a_rollback_counts_nothing(void **state)
{
        struct place *place = *state;
        struct wire_count one = count_of(1);

        assert_int_equal(pending_begin(place->pending), 0);
        assert_int_equal(pending_count(place->pending, 3, &one), 0);
        pending_rollback(place->pending);
        assert_int_equal(unfolded(place), 0);
        count_sequence(place, 1);
        assert_int_equal(unfolded(place), 1);
}

static void
what_has_no_topic_is_an_outcome_only(void **state)
{
        struct wire_count one = count_of(1);
        struct batch *batch;

        one.topic = TOPIC_NONE;
        one.language = 0;
        one.outcome = OUTCOME_IGNORED;
        one.parts = 0;
        count(*state, &one);
        one.sequence = 2;
        one.topic = TOPIC_LOVE;
        count(*state, &one);
        batch = freeze(*state);
        assert_int_equal(messages_in(batch, TALLY_OUTCOMES), 2);
        assert_int_equal(messages_in(batch, TALLY_TOPICS), 1);
        assert_int_equal(messages_in(batch, TALLY_LANGUAGES), 0);
        assert_int_equal(messages_in(batch, TALLY_MONTHS), 0);
        batch_free(batch);
}

static void
a_batch_is_sorted_and_has_no_order_of_arrival(void **state)
{
        static const enum topic topics[] = {TOPIC_RIGHTS, TOPIC_HELP, TOPIC_JOB, TOPIC_HELP};
        struct batch *batch;

        for (uint32_t i = 0; i < 4; i++) {
                struct wire_count one = count_of(i);

                one.topic = (uint8_t)topics[i];
                one.day = DAY - (int32_t)i % 2;
                count(*state, &one);
        }
        batch = freeze(*state);
        for (size_t i = 1; i < batch->nrows; i++) {
                const struct batch_row *a = &batch->rows[i - 1], *b = &batch->rows[i];

                assert_true(a->tally < b->tally || a->period < b->period || a->first < b->first || a->second < b->second);
        }
        assert_int_equal(messages_in(batch, TALLY_TOPICS), 4);
        batch_free(batch);
}

static void
what_the_ledger_has_is_dropped(void **state)
{
        struct place *place = *state;
        struct batch *batch;

        assert_int_equal(pending_settle(place->pending, 41), 0);
        count_sequence(place, 1);
        batch = freeze(place);
        assert_int_equal(batch->number, 42);
        count_sequence(place, 2);
        assert_int_equal(pending_settle(place->pending, 42), 0);
        assert_int_equal(unfolded(place), 1);
        batch_free(batch);
        reopen(place);
        batch = freeze(place);
        assert_int_equal(batch->number, 43);
        assert_int_equal(messages_in(batch, TALLY_MONTHS), 1);
        batch_free(batch);
}

static void
a_fold_that_failed_comes_again_with_what_came_since(void **state)
{
        struct place *place = *state;
        struct batch *batch;

        assert_int_equal(pending_settle(place->pending, 0), 0);
        count_sequence(place, 1);
        batch_free(freeze(place));
        count_sequence(place, 2);
        assert_int_equal(pending_settle(place->pending, 0), 0);
        batch = freeze(place);
        assert_int_equal(batch->number, 2);
        assert_int_equal(messages_in(batch, TALLY_OUTCOMES), 2);
        batch_free(batch);
}

static void
numbers_go_on_from_the_ledger_that_is_found_late(void **state)
{
        struct place *place = *state;
        struct batch *batch;

        count_sequence(place, 1);
        assert_int_equal(pending_settle(place->pending, 500), 0);
        assert_int_equal(unfolded(place), 1);
        count_sequence(place, 2);
        batch = freeze(place);
        assert_int_equal(batch->number, 501);
        assert_int_equal(messages_in(batch, TALLY_OUTCOMES), 2);
        batch_free(batch);
}

/* A child counts and dies within a transaction; the next one finds what was committed, all of it and nothing else. */
static void
survives_sigkill_in_a_transaction(void **state)
{
        struct place *place = *state;

        pending_close(place->pending);
        place->pending = NULL;
        for (uint32_t i = 1; i <= 10; i++) {
                pid_t pid = fork();
                int status;

                if (pid == 0) {
                        struct wire_count one = count_of(i), other = count_of(i + 1000);

                        reopen(place);
                        count(place, &one);
                        (void)pending_begin(place->pending);
                        (void)pending_count(place->pending, 3, &other);
                        raise(SIGKILL);
                }
                assert_int_equal(waitpid(pid, &status, 0), pid);
                assert_true(WIFSIGNALED(status));
        }
        reopen(place);
        assert_int_equal(unfolded(place), 10);
}

static void
hands_over_people_of_days_that_are_over(void **state)
{
        struct place *place = *state;
        struct wire_reach reach = {.day = DAY, .people = 20};
        struct batch *batch = NULL;

        assert_int_equal(pending_reach(place->pending, &reach), 0);
        reach.people = 15;
        assert_int_equal(pending_reach(place->pending, &reach), 0);
        reach.day = DAY + 1;
        assert_int_equal(pending_reach(place->pending, &reach), 0);
        assert_int_equal(pending_freeze(place->pending, DAY + 1, &batch), 0);
        assert_int_equal(messages_in(batch, TALLY_PEOPLE), 20);
        batch_free(batch);
        batch = freeze(place);
        assert_int_equal(messages_in(batch, TALLY_PEOPLE), 35);
        batch_free(batch);
        assert_int_equal(pending_drop_people(place->pending, DAY + 1), 0);
        batch = freeze(place);
        assert_int_equal(messages_in(batch, TALLY_PEOPLE), 15);
        batch_free(batch);
}

/* An older waymark was killed and this one takes its place: its counts are kept. */
static void
takes_over_a_file_of_version_1(void **state)
{
        struct place *place = *state;
        struct wire_reach reach = {.day = DAY, .people = 20};
        char command[400];
        bool lost;

        count_sequence(place, 1);
        pending_close(place->pending);
        place->pending = NULL;
        snprintf(command, sizeof command, "sqlite3 '%s/pending.db' 'DROP TABLE people; PRAGMA user_version = 1'", place->folder);
        assert_int_equal(system(command), 0);
        assert_int_equal(pending_open(place->folder, &place->pending, &lost), 0);
        assert_false(lost);
        assert_int_equal(unfolded(place), 1);
        assert_int_equal(pending_reach(place->pending, &reach), 0);
}

static void
a_damaged_file_is_made_anew(void **state)
{
        struct place *place = *state;
        char path[200];
        FILE *file;
        bool lost = false;

        count_sequence(place, 1);
        pending_close(place->pending);
        place->pending = NULL;
        snprintf(path, sizeof path, "%s/pending.db", place->folder);
        file = fopen(path, "r+");
        assert_non_null(file);
        for (int i = 0; i < 3000; i++)
                fputc('x', file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(pending_open(place->folder, &place->pending, &lost), 0);
        assert_true(lost);
        assert_int_equal(unfolded(place), 0);
}

static void
adds_up_one_day(void **state)
{
        struct place *place = *state;
        struct wire_count one = count_of(1);
        struct day_sums sums = {.day = DAY, .messages = 100, .answered = 10, .parts = 1};

        count(place, &one);
        one.sequence = 2;
        one.outcome = OUTCOME_REFUSED;
        one.parts = 1;
        count(place, &one);
        one.sequence = 3;
        one.day = DAY + 1;
        count(place, &one);
        assert_int_equal(pending_add_sums(place->pending, &sums), 0);
        assert_int_equal(sums.messages, 102);
        assert_int_equal(sums.answered, 11);
        assert_int_equal(sums.parts, 4);
}

static void
a_day_has_its_month(void **state)
{
        (void)state;
        assert_int_equal(month_of_day(0), 0);
        assert_int_equal(month_of_day(20780), 202611);
        assert_int_equal(month_of_day(20787), 202611);
        assert_int_equal(month_of_day(20788), 202612);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(counts_a_sequence_once),
                CASE(forgets_what_a_front_has_settled),
                CASE(fronts_have_sequences_of_their_own),
                CASE(a_rollback_counts_nothing),
                CASE(what_has_no_topic_is_an_outcome_only),
                CASE(a_batch_is_sorted_and_has_no_order_of_arrival),
                CASE(what_the_ledger_has_is_dropped),
                CASE(a_fold_that_failed_comes_again_with_what_came_since),
                CASE(numbers_go_on_from_the_ledger_that_is_found_late),
                CASE(survives_sigkill_in_a_transaction),
                CASE(hands_over_people_of_days_that_are_over),
                CASE(takes_over_a_file_of_version_1),
                CASE(a_damaged_file_is_made_anew),
                CASE(adds_up_one_day),
                cmocka_unit_test(a_day_has_its_month),
        };

        return cmocka_run_group_tests_name("ledger pending", tests, NULL, NULL);
}
