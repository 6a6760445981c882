/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The taster with the real libgammu, in children that really die. The modem is a list of messages behind raw_list() and raw_delete(), which
 * are ours here; what a child removes is seen in shared memory.
 *
 * covers: taster
 */
#include "modem/taster.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/kinds.h"
#include "modem/raw.h"

#define MESSAGES 8
#define DAY 20000

static struct sim {
        struct raw_message messages[MESSAGES];
        int n;
        int list_error, delete_error;
        bool dies_after_delete;
} *sim;

static struct journal journal;
static struct pulse pulse;

int
raw_list(const char *device, struct raw_message *messages, int room, struct pulse *busy)
{
        (void)device;
        (void)busy;
        assert_true(room >= MESSAGES);
        if (sim->list_error != 0)
                return sim->list_error;
        memcpy(messages, sim->messages, sizeof sim->messages);
        return sim->n;
}

int
raw_delete(const char *device, int32_t location, struct pulse *busy)
{
        (void)device;
        (void)busy;
        if (sim->delete_error != 0)
                return sim->delete_error;
        for (int i = 0; i < sim->n; i++)
                if (sim->messages[i].location == location)
                        sim->messages[i] = sim->messages[--sim->n];
        if (sim->dies_after_delete)
                raise(SIGKILL);
        return 0;
}

static int
set_up(void **state)
{
        int fd = memfd_create("journal", MFD_CLOEXEC);

        (void)state;
        sim = mmap(NULL, sizeof *sim, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (fd < 0 || ftruncate(fd, JOURNAL_BYTES) < 0 || sim == MAP_FAILED)
                return -1;
        return journal_open(&journal, fd);
}

static int
tear_down(void **state)
{
        (void)state;
        journal_close(&journal);
        munmap(sim, sizeof *sim);
        return 0;
}

static void
put(int32_t location, int characters)
{
        struct raw_message *message = &sim->messages[sim->n++];
        size_t len = (size_t)snprintf(message->hex, sizeof message->hex, "00040B917040000000F0000062114211111100%02X",
                                      (unsigned)characters);

        message->location = location;
        for (int i = 0; i < (characters * 7 + 7) / 8; i++)
                len += (size_t)snprintf(message->hex + len, sizeof message->hex - len, "AA");
}

#define SOUND 100
#define POISON 177                      /* more characters than a message can have, and all there */

/* A life of the modem process: the signal it died of, 0 if it lived, 100 and more: taster_taste() failed. */
static int
life(bool crashed)
{
        int status;
        pid_t pid;

        fflush(NULL);
        pid = fork();
        if (pid == 0) {
                struct rlimit none = {0, 0};
                int rc;

                (void)setrlimit(RLIMIT_CORE, &none);
                close(STDERR_FILENO); /* where the C library says what it dies of */
                rc = taster_taste(&journal, "", &pulse, crashed, DAY);
                _exit(rc < 0 ? 100 : 0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static bool
is_stored(int32_t location)
{
        for (int i = 0; i < sim->n; i++)
                if (sim->messages[i].location == location)
                        return true;
        return false;
}

static int
to_be_counted(void)
{
        int n = 0;

        for (int i = 0; i < JOURNAL_RECORDS; i++) {
                const struct journal_record *record = journal_at(&journal, i);

                if (record->sequence == 0)
                        continue;
                assert_int_equal(record->step, JOURNAL_STEP_DELETED);
                assert_int_equal(record->location, -1);
                assert_int_equal(record->outcome, OUTCOME_UNREADABLE);
                assert_int_equal(record->day, DAY);
                n++;
        }
        return n;
}

static void
without_a_death_in_a_listing_nothing_is_asked(void **state)
{
        (void)state;
        sim->list_error = -EIO;
        assert_int_equal(life(true), 0);
        assert_int_equal(journal.file->reading, JOURNAL_READING_NOTHING);
}

static void
the_second_death_names_the_message_and_the_third_life_removes_it(void **state)
{
        (void)state;
        put(1, SOUND);
        put(2, POISON);
        put(3, SOUND);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), SIGABRT);
        assert_int_equal(journal.file->reading, JOURNAL_READING_ONE);
        assert_int_equal(journal.file->reading_location, 2);
        assert_int_equal(sim->n, 3);
        assert_int_equal(life(true), 0);
        assert_false(is_stored(2));
        assert_int_equal(sim->n, 2);
        assert_int_equal(journal.file->reading, JOURNAL_READING_NOTHING);
        assert_int_equal(to_be_counted(), 1);
}

static void
three_of_them_in_both_memories_all_go(void **state)
{
        int deaths = 0;

        (void)state;
        put(1, POISON);
        put(2, SOUND);
        put(3, POISON + 1);
        put(100007, POISON);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        while (life(true) != 0 && deaths < 10)
                deaths++;
        assert_int_equal(deaths, 3);
        assert_int_equal(sim->n, 1);
        assert_true(is_stored(2));
        assert_int_equal(to_be_counted(), 3);
}

/* Somebody else removed it and a new message lies there: nobody's text is lost for another's. */
static void
another_message_in_that_slot_is_spared(void **state)
{
        (void)state;
        put(2, SOUND);
        journal_note_reading(&journal, JOURNAL_READING_ONE, 2, 12345);
        assert_int_equal(life(true), 0);
        assert_true(is_stored(2));
        assert_int_equal(to_be_counted(), 0);
}

/* Kills from outside say nothing about a message, whatever was being read. */
static void
who_was_only_killed_accuses_nobody(void **state)
{
        (void)state;
        put(2, POISON);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), SIGABRT);
        assert_int_equal(life(false), 0);
        assert_true(is_stored(2));
        assert_int_equal(journal.file->reading, JOURNAL_READING_NOTHING);
}

static void
what_is_longer_than_a_message_goes_untasted(void **state)
{
        (void)state;
        put(4, SOUND);
        sim->messages[0].cut = true;
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), 0);
        assert_int_equal(sim->n, 0);
        assert_int_equal(to_be_counted(), 1);
}

static void
a_modem_that_does_not_list_keeps_the_accusation(void **state)
{
        (void)state;
        put(2, POISON);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), SIGABRT);
        sim->list_error = -EIO;
        assert_int_equal(life(true), 100);
        sim->list_error = 0;
        assert_int_equal(life(true), 0);
        assert_int_equal(sim->n, 0);
}

static void
what_cannot_be_removed_is_not_counted(void **state)
{
        (void)state;
        put(2, POISON);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), SIGABRT);
        sim->delete_error = -EIO;
        assert_int_equal(life(true), 0);
        assert_int_equal(to_be_counted(), 0);
        assert_true(is_stored(2));
}

/* Killed between the removal and its note: the slot is empty, the record says what is to be counted; the next listing settles it. */
static void
killed_in_the_removal_it_is_counted_once(void **state)
{
        const struct journal_record *record;

        (void)state;
        put(2, POISON);
        journal_note_reading(&journal, JOURNAL_READING_STORE, 0, 0);
        assert_int_equal(life(true), SIGABRT);
        sim->dies_after_delete = true;
        assert_int_equal(life(true), SIGKILL);
        record = journal_at(&journal, 0);
        assert_int_equal(record->step, JOURNAL_STEP_DECIDED);
        assert_int_equal(record->outcome, OUTCOME_UNREADABLE);
        assert_int_equal(life(true), 0);
        assert_int_equal(journal_at(&journal, 1)->sequence, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(without_a_death_in_a_listing_nothing_is_asked),
                CASE(the_second_death_names_the_message_and_the_third_life_removes_it),
                CASE(three_of_them_in_both_memories_all_go),
                CASE(another_message_in_that_slot_is_spared),
                CASE(who_was_only_killed_accuses_nobody),
                CASE(what_is_longer_than_a_message_goes_untasted),
                CASE(a_modem_that_does_not_list_keeps_the_accusation),
                CASE(what_cannot_be_removed_is_not_counted),
                CASE(killed_in_the_removal_it_is_counted_once),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
