/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folders, lock, journals and the mark of a refused PIN, in a temporary folder.
 */
#include "parent/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/journal.h"

struct fixture {
        char root[64];
        struct config config;
        struct findings *findings;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        snprintf(fixture->root, sizeof fixture->root, "/tmp/waymark-storage-XXXXXX");
        if (mkdtemp(fixture->root) == NULL)
                return -1;
        snprintf(fixture->config.file, sizeof fixture->config.file, "waymark.cfg");
        snprintf(fixture->config.state, sizeof fixture->config.state, "%s/state", fixture->root);
        snprintf(fixture->config.runtime, sizeof fixture->config.runtime, "%s/run", fixture->root);
        fixture->findings = findings_new();
        *state = fixture;
        return fixture->findings == NULL;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;
        char command[128];

        findings_free(fixture->findings);
        snprintf(command, sizeof command, "rm -rf '%s'", fixture->root);
        if (system(command) != 0)
                return -1;
        free(fixture);
        return 0;
}

static mode_t
mode_of(const char *folder, const char *name, off_t *size)
{
        char path[CONFIG_PATH + 64];
        struct stat st;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (stat(path, &st) < 0)
                return 0;
        if (size != NULL)
                *size = st.st_size;
        return st.st_mode & 07777;
}

static void
makes_both_folders_for_the_owner_alone(void **state)
{
        struct fixture *fixture = *state;
        int lock = storage_open(&fixture->config, fixture->findings);

        assert_true(lock >= 0);
        assert_int_equal(mode_of(fixture->config.state, "", NULL), 0700);
        assert_int_equal(mode_of(fixture->config.runtime, "", NULL), 0700);
        assert_int_equal(mode_of(fixture->config.runtime, "lock", NULL), 0600);
        assert_int_equal(findings_count(fixture->findings, FINDING_SEVERITY_ERROR), 0);
        assert_true((fcntl(lock, F_GETFD) & FD_CLOEXEC) != 0);
        close(lock);
}

static void
leaves_nothing_of_its_trial_behind(void **state)
{
        struct fixture *fixture = *state;
        int lock = storage_open(&fixture->config, fixture->findings);

        assert_int_equal(mode_of(fixture->config.state, ".writable", NULL), 0);
        assert_int_equal(rmdir(fixture->config.state), 0);
        close(lock);
}

static void
keeps_a_second_gateway_out(void **state)
{
        struct fixture *fixture = *state;
        int lock = storage_open(&fixture->config, fixture->findings), again;

        assert_true(lock >= 0);
        assert_int_equal(storage_open(&fixture->config, fixture->findings), -EWOULDBLOCK);
        assert_int_equal(findings_count(fixture->findings, FINDING_SEVERITY_ERROR), 1);
        assert_non_null(strstr(findings_first_error(fixture->findings), "another waymarkd"));
        close(lock);
        again = storage_open(&fixture->config, fixture->findings);
        assert_true(again >= 0);
        close(again);
}

static void
what_cannot_be_written_is_told_with_its_key(void **state)
{
        struct fixture *fixture = *state;

        snprintf(fixture->config.runtime, sizeof fixture->config.runtime, "%s/missing/run", fixture->root);
        assert_int_equal(storage_open(&fixture->config, fixture->findings), -ENOENT);
        assert_non_null(strstr(findings_first_error(fixture->findings), "runtime"));
        assert_non_null(strstr(findings_first_error(fixture->findings), fixture->config.runtime));
        assert_non_null(strstr(findings_first_error(fixture->findings), "waymark.cfg"));
}

static void
a_file_in_place_of_a_folder_is_told(void **state)
{
        struct fixture *fixture = *state;

        close(open(fixture->config.state, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        assert_true(storage_open(&fixture->config, fixture->findings) < 0);
        assert_non_null(strstr(findings_first_error(fixture->findings), "state"));
}

static void
a_folder_of_somebody_else_is_told(void **state)
{
        struct fixture *fixture = *state;
        int status;
        pid_t pid;

        if (geteuid() != 0)
                skip();
        assert_int_equal(mkdir(fixture->config.state, 0755), 0);
        assert_int_equal(chmod(fixture->root, 0755), 0);
        pid = fork();
        if (pid == 0)
                _exit(setuid(65534) == 0 && storage_open(&fixture->config, fixture->findings) == -EACCES ? 0 : 1);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
}

static void
a_journal_has_its_length_and_keeps_what_is_in_it(void **state)
{
        struct fixture *fixture = *state;
        struct journal journal;
        struct stat st;
        off_t size = 0;
        int lock = storage_open(&fixture->config, fixture->findings), fd;

        fd = storage_open_journal(&fixture->config, "sim1");
        assert_true(fd >= 0);
        assert_int_equal(fstat(fd, &st), 0);
        assert_true((off_t)st.st_blocks * 512 >= JOURNAL_BYTES); /* no write of a modem may meet a full tmpfs */
        assert_int_equal(mode_of(fixture->config.runtime, "journal-sim1", &size), 0600);
        assert_int_equal(size, JOURNAL_BYTES);
        assert_int_equal(journal_open(&journal, fd), 0);
        assert_non_null(journal_take(&journal, 7, 3, 21, true));
        journal_close(&journal);
        fd = storage_open_journal(&fixture->config, "sim1");
        assert_int_equal(journal_open(&journal, fd), 0);
        assert_non_null(journal_find(&journal, 3, 21));
        journal_close(&journal);
        close(lock);
}

static void
a_journal_of_another_length_is_made_fit(void **state)
{
        struct fixture *fixture = *state;
        static const off_t lengths[] = {0, 1, 63, JOURNAL_BYTES + 4096};
        int lock = storage_open(&fixture->config, fixture->findings);

        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
                char path[CONFIG_PATH + 64];
                struct journal journal;
                int fd;

                snprintf(path, sizeof path, "%s/journal-sim1", fixture->config.runtime);
                fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
                assert_int_equal(ftruncate(fd, lengths[i]), 0);
                close(fd);
                fd = storage_open_journal(&fixture->config, "sim1");
                assert_int_equal(journal_open(&journal, fd), 0);
                for (int j = 0; j < JOURNAL_RECORDS; j++)
                        assert_int_equal(journal_at(&journal, j)->sequence, 0);
                journal_close(&journal);
        }
        close(lock);
}

static void
modems_have_journals_of_their_own(void **state)
{
        struct fixture *fixture = *state;
        struct journal one, two;
        int lock = storage_open(&fixture->config, fixture->findings);

        assert_int_equal(journal_open(&one, storage_open_journal(&fixture->config, "sim1")), 0);
        assert_int_equal(journal_open(&two, storage_open_journal(&fixture->config, "sim2")), 0);
        journal_take(&one, 7, 3, 21, true);
        assert_null(journal_find(&two, 3, 21));
        journal_close(&one);
        journal_close(&two);
        close(lock);
}

static void
without_a_runtime_folder_there_is_no_journal(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(storage_open_journal(&fixture->config, "sim1"), -ENOENT);
}

static void
a_refused_pin_is_remembered_until_the_file_is_removed(void **state)
{
        struct fixture *fixture = *state;
        char path[CONFIG_PATH + 64];
        off_t size = -1;
        int lock = storage_open(&fixture->config, fixture->findings);

        assert_false(storage_pin_is_marked(&fixture->config, "sim1"));
        assert_int_equal(storage_mark_pin(&fixture->config, "sim1"), 0);
        assert_int_equal(storage_mark_pin(&fixture->config, "sim1"), 0);
        assert_true(storage_pin_is_marked(&fixture->config, "sim1"));
        assert_false(storage_pin_is_marked(&fixture->config, "sim2"));
        mode_of(fixture->config.state, "pin-refused-sim1", &size);
        assert_int_equal(size, 0); /* the PIN itself is not in it */
        snprintf(path, sizeof path, "%s/pin-refused-sim1", fixture->config.state);
        assert_int_equal(unlink(path), 0);
        assert_false(storage_pin_is_marked(&fixture->config, "sim1"));
        close(lock);
}

static void
a_mark_that_cannot_be_made_is_told(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(storage_mark_pin(&fixture->config, "sim1"), -ENOENT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(makes_both_folders_for_the_owner_alone),
                CASE(leaves_nothing_of_its_trial_behind),
                CASE(keeps_a_second_gateway_out),
                CASE(what_cannot_be_written_is_told_with_its_key),
                CASE(a_file_in_place_of_a_folder_is_told),
                CASE(a_folder_of_somebody_else_is_told),
                CASE(a_journal_has_its_length_and_keeps_what_is_in_it),
                CASE(a_journal_of_another_length_is_made_fit),
                CASE(modems_have_journals_of_their_own),
                CASE(without_a_runtime_folder_there_is_no_journal),
                CASE(a_refused_pin_is_remembered_until_the_file_is_removed),
                CASE(a_mark_that_cannot_be_made_is_told),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
