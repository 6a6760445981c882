/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The power goes: every process is killed in one instant and the runtime folder, which is tmpfs on a Pi, is empty afterwards. No text is
 * lost, the ledger is whole and is missing at most what was not folded yet.
 *
 * covers: journal pending book
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"

#define PEOPLE 40

static void
empty_runtime(struct rig *rig)
{
        char path[RIG_PATH * 2];
        struct dirent *entry;
        DIR *dir;

        snprintf(path, sizeof path, "%s/run", rig->folder);
        dir = opendir(path);
        assert_non_null(dir);
        while ((entry = readdir(dir)) != NULL) {
                snprintf(path, sizeof path, "%s/run/%s", rig->folder, entry->d_name);
                (void)unlink(path);
        }
        closedir(dir);
}

static void
cut_the_power(struct rig *rig)
{
        kill(rig->daemon, SIGKILL);
        rig_wait_daemon(rig);
        rig_sim(rig, "wait-detached sim1 %d", RIG_MS);
        empty_runtime(rig);
}

static void
loses_no_text_and_repeats_at_most_one_reply_a_cut(void **state)
{
        const struct rig_options options = {.simmodem = "--size 60", .config = "guard = { parts_per_day = 100000; };"};
        struct rig *rig = rig_open(&options);
        int cuts = 0, most = 3; /* parts of the longest reply: what one cut may repeat */
        int parts = 0;

        (void)state;
        rig_sim(rig, "set sim1 delay 10");
        for (int i = 0; i < PEOPLE; i++)
                rig_sim(rig, "inject sim1 from=+407000020%02d text=%s", i, i % 2 == 0 ? "робота" : "JOB");
        for (int n = 8; n <= 64; n += 8) {
                rig_wait_parts(rig, n);
                cut_the_power(rig);
                cuts++;
                rig_start_daemon(rig);
        }
        rig_wait_empty(rig, "sim1");
        for (int i = 0; i < PEOPLE; i++) {
                char number[24];

                snprintf(number, sizeof number, "+407000020%02d", i);
                if (rig_sent_to(rig, number)[0] == '\0')
                        rig_fail(rig, "%s was not answered", number);
                parts += i % 2 == 0 ? 3 : 2;
        }
        assert_in_range(rig_accepted(rig), parts, parts + cuts * most);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_in_range(rig_count(rig, "SELECT coalesce(sum(messages), 0) FROM outcomes"), 0, PEOPLE);
        rig_close(rig);
}

/* What was folded stays, whenever the power goes afterwards. */
static void
keeps_what_was_folded(void **state)
{
        struct rig *rig = rig_open(NULL);

        (void)state;
        for (int i = 0; i < 5; i++) {
                char number[24];

                snprintf(number, sizeof number, "+4070000300%d", i);
                rig_ask(rig, number, "JOB");
                assert_int_equal(rig_stop_daemon(rig), 0);
                assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), i + 1);
                rig_start_daemon(rig);
                cut_the_power(rig);
                rig_start_daemon(rig);
                assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), i + 1);
        }
        assert_int_equal(rig_count(rig, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_no_text_and_repeats_at_most_one_reply_a_cut),
                cmocka_unit_test(keeps_what_was_folded),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
