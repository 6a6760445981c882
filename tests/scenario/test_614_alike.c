/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time and crossing: two gateways whose people wrote other things at other moments, but whose sums are alike, keep ledgers that are alike
 * byte by byte. So nothing in the file, its free pages or its journal tells what is not in the sums: in which order they wrote, when
 * within a fold, and which topic went with which language on a day.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

#define EACH 4                          /* people for each word: a day that reaches fewer than ten tells no number of people */
#define FILE_MOST (1 << 20)

static const struct rig_options many = {
        .simmodem = "--size 200",
        .config = "guard = { parts_per_day = 100000; replies_per_hour = 100; replies_per_day = 100; };",
};

/* Job and house, in Ukrainian and in Romanian: the marginal sums of {0, 3} and of {1, 2} are the same. */
static const char *const words[] = {"робота", "житло", "munca", "chirie"};
#define JOB_UK 0
#define HOUSE_UK 1
#define JOB_RO 2
#define HOUSE_RO 3

/* `hour` of the day before today or of today, as a service centre would stamp it. */
static void
write_word(struct rig *rig, int word, int person, int days_ago, int hour)
{
        time_t then = time(NULL) / 86400 * 86400 - days_ago * 86400 + hour * 3600 + person;
        char stamp[32];
        struct tm tm;

        gmtime_r(&then, &tm);
        strftime(stamp, sizeof stamp, "%y/%m/%d,%H:%M:%S+00", &tm);
        rig_sim(rig, "inject sim1 from=+4070000%02d%02d ts=%s text=%s", word, person, stamp, words[word]);
}

/* Two words of a day, one after the other, or mixed and backwards. */
static void
write_day(struct rig *rig, int one, int other, int days_ago, bool mixed)
{
        for (int i = 0; i < EACH; i++) {
                write_word(rig, mixed ? other : one, mixed ? EACH - i : i, days_ago, mixed ? 9 : 3);
                if (!mixed || i % 2 == 0)
                        rig_wait_empty(rig, "sim1");
        }
        for (int i = 0; i < EACH; i++)
                write_word(rig, mixed ? one : other, i, days_ago, 10);
        rig_wait_empty(rig, "sim1");
}

/* The end of a life folds, as a quarter of an hour does. */
static void
fold(struct rig *rig)
{
        char path[RIG_PATH];

        if (rig_stop_daemon(rig) != 0)
                rig_fail(rig, "the daemon did not end cleanly");
        snprintf(path, sizeof path, "%s/notify", rig->folder);
        setenv("NOTIFY_SOCKET", path, 1); /* of this one of two */
        rig_start_daemon(rig);
}

static size_t
read_file(struct rig *rig, const char *name, char *bytes)
{
        char path[RIG_PATH];
        size_t len;
        FILE *file;

        snprintf(path, sizeof path, "%s/state/%s", rig->folder, name);
        file = fopen(path, "rb");
        if (file == NULL)
                rig_fail(rig, "there is no %s", path);
        len = fread(bytes, 1, FILE_MOST, file);
        fclose(file);
        return len;
}

/* All that is in the state folder: the ledger, and a journal that is empty. */
static void
expect_state_alike(struct rig *one, struct rig *other)
{
        static char bytes[FILE_MOST], others[FILE_MOST];
        char path[RIG_PATH];
        struct dirent *entry;
        DIR *folder;
        int files = 0;

        snprintf(path, sizeof path, "%s/state", one->folder);
        folder = opendir(path);
        while (folder != NULL && (entry = readdir(folder)) != NULL) {
                size_t len, others_len;

                if (entry->d_name[0] == '.')
                        continue;
                len = read_file(one, entry->d_name, bytes);
                others_len = read_file(other, entry->d_name, others);
                if (len != others_len || memcmp(bytes, others, len) != 0)
                        rig_fail(one, "%s differs, though all sums are alike", entry->d_name);
                if (strcmp(entry->d_name, "ledger.db") != 0 && len > 0)
                        rig_fail(one, "%s is not empty", entry->d_name);
                files++;
        }
        if (folder == NULL || files == 0)
                rig_fail(one, "nothing in the state folder");
        closedir(folder);
}

static void
the_order_and_the_moment_leave_no_trace(void **state)
{
        struct rig *one = rig_open(&many), *other = rig_open(&many);

        (void)state;
        write_day(one, JOB_UK, HOUSE_RO, 1, false);
        write_day(other, JOB_UK, HOUSE_RO, 1, true);
        fold(one);
        fold(other);
        write_day(one, HOUSE_UK, JOB_RO, 0, false);
        write_day(other, HOUSE_UK, JOB_RO, 0, true);
        assert_int_equal(rig_stop_daemon(one), 0);
        assert_int_equal(rig_stop_daemon(other), 0);
        assert_int_equal(rig_count(one, "SELECT count(*) FROM closed_topics"), 2);
        expect_state_alike(one, other);
        rig_close(one);
        rig_close(other);
}

/* What an earlier fold wrote is overwritten, not left in the free parts of pages. (What a card's own wear levelling keeps is another thing.) */
static void
the_file_forgets_its_earlier_folds(void **state)
{
        static const int orders[2][3][2] = {{{JOB_UK, HOUSE_RO}, {HOUSE_UK, HOUSE_UK}, {JOB_RO, HOUSE_UK}},
                                            {{HOUSE_UK, HOUSE_UK}, {JOB_RO, HOUSE_UK}, {JOB_UK, HOUSE_RO}}};
        struct rig *rigs[2];

        (void)state;
        for (int i = 0; i < 2; i++) {
                rigs[i] = rig_open(&many);
                for (int n = 0; n < 3; n++) {
                        write_day(rigs[i], orders[i][n][0], orders[i][n][1], 0, n == 1);
                        fold(rigs[i]);
                }
                assert_int_equal(rig_stop_daemon(rigs[i]), 0);
        }
        expect_state_alike(rigs[0], rigs[1]);
        rig_close(rigs[0]);
        rig_close(rigs[1]);
}

/* A month's topics by language are kept; those of a day must not come out of the file. */
static void
no_day_tells_which_topic_went_with_which_language(void **state)
{
        struct rig *one = rig_open(&many), *other = rig_open(&many);

        (void)state;
        write_day(one, JOB_UK, HOUSE_RO, 1, false);
        write_day(other, JOB_RO, HOUSE_UK, 1, false);
        fold(one);
        fold(other);
        write_day(one, JOB_RO, HOUSE_UK, 1, false);
        write_day(other, JOB_UK, HOUSE_RO, 1, false);
        assert_int_equal(rig_stop_daemon(one), 0);
        assert_int_equal(rig_stop_daemon(other), 0);
        assert_int_equal(rig_count(one, "SELECT count(*) FROM months"), 4);
        expect_state_alike(one, other);
        rig_close(one);
        rig_close(other);
}

/* Most systems note when a file is read only if that was noted long ago (relatime): so it is made long ago. */
static void
make_reading_visible(struct rig *rig)
{
        const struct timespec times[2] = {{.tv_sec = time(NULL) - 3 * 86400}, {.tv_nsec = UTIME_OMIT}};
        char path[RIG_PATH];

        snprintf(path, sizeof path, "%s/state/ledger.db", rig->folder);
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Between two folds the card is not touched: nothing is written or read, no file time changes. */
static void
the_card_is_not_touched_between_folds(void **state)
{
        struct rig *rig = rig_open(&many);
        const char *names[] = {"", "/ledger.db", "/ledger.db-journal"};
        struct stat before[3], after[3];
        char path[RIG_PATH];

        (void)state;
        write_day(rig, JOB_UK, HOUSE_RO, 0, false);
        fold(rig);
        make_reading_visible(rig);
        for (int look = 0; look < 2; look++) {
                for (int i = 0; i < 3; i++) {
                        snprintf(path, sizeof path, "%s/state%s", rig->folder, names[i]);
                        if (stat(path, look == 0 ? &before[i] : &after[i]) < 0)
                                rig_fail(rig, "there is no %s", path);
                }
                if (look == 0)
                        write_day(rig, HOUSE_UK, JOB_RO, 0, true);
        }
        rig_wait_status(rig, "ledger.unfolded", "8");
        for (int i = 0; i < 3; i++) {
                assert_int_equal(before[i].st_mtim.tv_sec, after[i].st_mtim.tv_sec);
                assert_int_equal(before[i].st_mtim.tv_nsec, after[i].st_mtim.tv_nsec);
                assert_int_equal(before[i].st_ctim.tv_nsec, after[i].st_ctim.tv_nsec);
                assert_int_equal(before[i].st_atim.tv_nsec, after[i].st_atim.tv_nsec);
                assert_int_equal(before[i].st_size, after[i].st_size);
        }
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_order_and_the_moment_leave_no_trace),
                cmocka_unit_test(the_file_forgets_its_earlier_folds),
                cmocka_unit_test(no_day_tells_which_topic_went_with_which_language),
                cmocka_unit_test(the_card_is_not_touched_between_folds),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
