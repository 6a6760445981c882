/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Watching a real folder with the real loop. clock_ms() is the test's: time passes when the test says so, so nothing here waits.
 */
#include "engine/watch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"

static int64_t now;

int64_t
clock_ms(void)
{
        return now;
}

struct fixture {
        char root[64], folder[96];
        struct loop loop;
        struct watch watch;
        int rests;
};

static void
on_rest(void *arg)
{
        struct fixture *fixture = arg;

        fixture->rests++;
}

static const char *
path_of(const struct fixture *fixture, const char *name)
{
        static char paths[2][256];
        static int which;

        which = 1 - which;
        snprintf(paths[which], sizeof paths[which], "%s/%s", fixture->root, name);
        return paths[which];
}

static void
write_file(const struct fixture *fixture, const char *name, const char *text)
{
        int fd = open(path_of(fixture, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        close(fd);
}

/* Lets `ms` pass in small steps; inotify has its events ready as soon as the system call that made them is over. */
static int
pass(struct fixture *fixture, int64_t ms)
{
        int before = fixture->rests;

        for (int64_t until = now + ms; now < until; now += 10)
                loop_turn(&fixture->loop, 0);
        loop_turn(&fixture->loop, 0);
        return fixture->rests - before;
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        now = 1000000;
        snprintf(fixture->root, sizeof fixture->root, "/tmp/waymark-watch-XXXXXX");
        if (mkdtemp(fixture->root) == NULL)
                return -1;
        snprintf(fixture->folder, sizeof fixture->folder, "%s/messages", fixture->root);
        if (mkdir(fixture->folder, 0700) < 0 || mkdir(path_of(fixture, "messages/en"), 0700) < 0)
                return -1;
        write_file(fixture, "messages/en/job.txt", "old");
        loop_init(&fixture->loop);
        watch_open(&fixture->watch, &fixture->loop, fixture->folder, on_rest, fixture);
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;
        char command[160];

        watch_close(&fixture->watch);
        snprintf(command, sizeof command, "rm -rf '%s'", fixture->root);
        if (system(command) != 0)
                return -1;
        free(fixture);
        return 0;
}

static void
nothing_happens_while_nobody_edits(void **state)
{
        struct fixture *fixture = *state;
        char text[8];
        int fd = open(path_of(fixture, "messages/en/job.txt"), O_RDONLY | O_CLOEXEC);

        assert_int_equal(read(fd, text, sizeof text), 3);
        close(fd);
        assert_int_equal(pass(fixture, 60000), 0);
}

static void
an_edit_in_place_is_told_once(void **state)
{
        struct fixture *fixture = *state;

        write_file(fixture, "messages/en/job.txt", "new");
        assert_int_equal(pass(fixture, 100), 0);
        assert_int_equal(pass(fixture, 1000), 1);
        assert_int_equal(pass(fixture, 60000), 0);
}

static void
an_edit_by_rename_is_told_once(void **state)
{
        struct fixture *fixture = *state;

        write_file(fixture, "messages/en/.job.txt.swp", "new");
        assert_int_equal(rename(path_of(fixture, "messages/en/.job.txt.swp"), path_of(fixture, "messages/en/job.txt")), 0);
        assert_int_equal(pass(fixture, 2000), 1);
}

static void
an_edit_with_a_backup_file_in_several_steps_is_told_once(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(rename(path_of(fixture, "messages/en/job.txt"), path_of(fixture, "messages/en/job.txt~")), 0);
        assert_int_equal(pass(fixture, 100), 0);
        write_file(fixture, "messages/en/job.txt", "half");
        assert_int_equal(pass(fixture, 100), 0);
        write_file(fixture, "messages/en/job.txt", "whole");
        assert_int_equal(pass(fixture, 100), 0);
        unlink(path_of(fixture, "messages/en/job.txt~"));
        assert_int_equal(pass(fixture, 2000), 1);
}

static void
a_file_that_is_still_open_is_waited_for(void **state)
{
        struct fixture *fixture = *state;
        int fd = open(path_of(fixture, "messages/en/job.txt"), O_WRONLY | O_TRUNC | O_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, "half", 4), 4);
        assert_int_equal(pass(fixture, 3000), 0);
        assert_int_equal(write(fd, " and the rest", 13), 13);
        close(fd);
        assert_int_equal(pass(fixture, 1000), 1);
}

static void
a_program_that_never_closes_its_file_is_not_waited_for(void **state)
{
        struct fixture *fixture = *state;
        int fd = open(path_of(fixture, "messages/en/job.txt"), O_WRONLY | O_TRUNC | O_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, "half", 4), 4);
        assert_int_equal(pass(fixture, 15000), 1);
        close(fd);
}

static void
who_saves_without_end_is_not_waited_for(void **state)
{
        struct fixture *fixture = *state;
        int rests = 0;

        for (int i = 0; i < 100; i++) {
                write_file(fixture, "messages/en/job.txt", i % 2 == 0 ? "a" : "b");
                rests += pass(fixture, 100);
        }
        assert_in_range(rests, 5, 20);
}

static void
files_and_folders_that_come_and_go_are_edits(void **state)
{
        struct fixture *fixture = *state;

        write_file(fixture, "messages/topics.cfg", "x");
        assert_int_equal(pass(fixture, 2000), 1);
        unlink(path_of(fixture, "messages/topics.cfg"));
        assert_int_equal(pass(fixture, 2000), 1);
        chmod(path_of(fixture, "messages/en/job.txt"), 0400);
        assert_int_equal(pass(fixture, 2000), 1);
        mkdir(path_of(fixture, "messages/uk"), 0700);
        assert_int_equal(pass(fixture, 2000), 1);
        write_file(fixture, "messages/uk/job.txt", "x"); /* and the new folder is watched */
        assert_int_equal(pass(fixture, 2000), 1);
}

static void
a_folder_that_was_replaced_is_watched_on(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(mkdir(path_of(fixture, "next"), 0700), 0);
        assert_int_equal(mkdir(path_of(fixture, "next/en"), 0700), 0);
        assert_int_equal(rename(path_of(fixture, "messages"), path_of(fixture, "before")), 0);
        assert_int_equal(rename(path_of(fixture, "next"), path_of(fixture, "messages")), 0);
        assert_int_equal(pass(fixture, 2000), 1);
        write_file(fixture, "messages/en/job.txt", "x");
        assert_int_equal(pass(fixture, 2000), 1);
}

static void
remove_folder(struct fixture *fixture)
{
        unlink(path_of(fixture, "messages/en/job.txt"));
        rmdir(path_of(fixture, "messages/en"));
        assert_int_equal(rmdir(fixture->folder), 0);
}

/* Each rest is a load of the catalogue and, while the folder is gone, a line in the log. */
static void
a_folder_that_is_gone_is_told_once_and_again_when_it_is_back(void **state)
{
        struct fixture *fixture = *state;

        remove_folder(fixture);
        assert_int_equal(pass(fixture, 2000), 1);
        assert_int_equal(pass(fixture, 60000), 0);
        assert_int_equal(mkdir(fixture->folder, 0700), 0);
        assert_int_equal(mkdir(path_of(fixture, "messages/en"), 0700), 0);
        assert_int_equal(pass(fixture, 2000), 1);
        write_file(fixture, "messages/en/job.txt", "x");
        assert_int_equal(pass(fixture, 2000), 1);
        assert_int_equal(pass(fixture, 60000), 0);
}

static void
a_folder_that_was_never_there_is_told_when_it_comes(void **state)
{
        struct fixture *fixture = *state;

        watch_close(&fixture->watch);
        remove_folder(fixture);
        loop_init(&fixture->loop);
        watch_open(&fixture->watch, &fixture->loop, fixture->folder, on_rest, fixture);
        assert_int_equal(pass(fixture, 60000), 0);
        assert_int_equal(mkdir(fixture->folder, 0700), 0);
        assert_int_equal(pass(fixture, 2000), 1);
}

static void
a_closed_watch_is_silent_and_keeps_no_descriptor(void **state)
{
        struct fixture *fixture = *state;
        int before, after;

        watch_close(&fixture->watch);
        before = dup(STDIN_FILENO);
        close(before);
        loop_init(&fixture->loop);
        watch_open(&fixture->watch, &fixture->loop, fixture->folder, on_rest, fixture);
        write_file(fixture, "messages/en/job.txt", "new");
        loop_turn(&fixture->loop, 0);
        watch_close(&fixture->watch);
        assert_int_equal(pass(fixture, 2000), 0);
        after = dup(STDIN_FILENO);
        close(after);
        assert_int_equal(before, after);
        watch_close(&fixture->watch); /* twice is once */
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(nothing_happens_while_nobody_edits),
                CASE(an_edit_in_place_is_told_once),
                CASE(an_edit_by_rename_is_told_once),
                CASE(an_edit_with_a_backup_file_in_several_steps_is_told_once),
                CASE(a_file_that_is_still_open_is_waited_for),
                CASE(a_program_that_never_closes_its_file_is_not_waited_for),
                CASE(who_saves_without_end_is_not_waited_for),
                CASE(files_and_folders_that_come_and_go_are_edits),
                CASE(a_folder_that_was_replaced_is_watched_on),
                CASE(a_folder_that_is_gone_is_told_once_and_again_when_it_is_back),
                CASE(a_folder_that_was_never_there_is_told_when_it_comes),
                CASE(a_closed_watch_is_silent_and_keeps_no_descriptor),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
