/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many people write, everything goes wrong that can, and then all that is left on the machine is searched for any of them: in every coding
 * that a number, a text or a tag can take, in files, names, databases with their free pages, logs, core files, and in the processes.
 * WAYMARK_PEOPLE says how many write, if not 2,000.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "forensic/cell.h"
#include "forensic/crowd.h"
#include "forensic/keyhole.h"
#include "forensic/places.h"
#include "harness.h"

#define PEOPLE 2000
#define WAVES 10
#define BATCH 90                        /* messages that the SIM takes at once, with the parts of the long ones */
#define STORAGE_KB 512

static const struct rig_options options = {
        .simmodem = "--size 255",
        .modem = "forget_s = 1; poll_s = 1;",
        .config = "guard = { parts_per_day = 1000000; replies_per_hour = 100; replies_per_day = 100; };\n"
                  "alerts = { numbers = [ \"+40700000009\" ]; };",
        .own_messages = true,
        .no_start = true,
};

static bool in_cell;

struct crowd {
        struct rig *rig;
        struct traces *traces;
        int n, next;
        bool with_tags;                 /* the system lets us look into the processes */
};

/* --- what people write --- */

static void
write_one(struct crowd *crowd, int person)
{
        char number[CROWD_NUMBER], mark[CROWD_MARK];
        struct rig *rig = crowd->rig;

        crowd_number(person, number);
        crowd_mark(person, mark);
        switch (person % 8) {
        case 0:
        case 1:
                rig_sim(rig, "inject sim1 from=%s text=job %s", number, mark);
                return;
        case 2:
                rig_sim(rig, "inject sim1 from=%s text=робота %s", number, mark);
                return;
        case 3:
                rig_sim(rig, "inject sim1 from=%s text=I am %s and need a house for %s and for my two children, from Monday on, and a man "
                             "wants money first, tell me please whether %s can trust him, he says it is a fine house near the station",
                        number, mark, mark, mark);
                return;
        case 4:
                rig_sim(rig, "inject sim1 from=%s text=help %s call me %s", number, mark, number);
                return;
        case 5:
                rig_sim(rig, "inject sim1 from=%s class=0 text=casa %s", number, mark);
                rig_sim(rig, "inject sim1 from=%s text=stop %s", number, mark);
                return;
        case 6:
                rig_sim(rig, "inject sim1 from=%s coding=8bit text=job %s", number, mark);
                return;
        default:
                rig_sim(rig, "inject sim1 from=%s text=%s", number, mark);
                return;
        }
}

/* Her number in a PDU that no decoder likes: too short, of no type, or with a length that is not there. */
static void
write_badly(struct crowd *crowd, int person)
{
        char number[CROWD_NUMBER], bcd[CROWD_NUMBER];
        size_t len;

        crowd_number(person, number);
        len = strlen(number + 1);
        for (size_t i = 0; i + 1 < len; i += 2) {
                bcd[i] = number[i + 2];
                bcd[i + 1] = number[i + 1];
        }
        bcd[len] = '\0';
        rig_sim(crowd->rig, "inject-pdu sim1 00040C91%s0000", bcd);
        rig_sim(crowd->rig, "inject-pdu sim1 00030C91%s00006280325174760041", bcd);
        rig_sim(crowd->rig, "inject-pdu sim1 00040C91%s00F76280325174760008AABB", bcd);
}

static void
wave(struct crowd *crowd, int n)
{
        int until = crowd->next + n < crowd->n ? crowd->next + n : crowd->n;

        while (crowd->next < until) {
                for (int i = 0; i < BATCH && crowd->next < until; i++)
                        write_one(crowd, crowd->next++);
                rig_wait_empty(crowd->rig, "sim1");
        }
}

/* --- trouble --- */

static void
learn_tags(struct crowd *crowd)
{
        unsigned char key[TAG_KEY_SIZE];
        char one[CROWD_NUMBER], other[CROWD_NUMBER];
        pid_t engine = rig_child(crowd->rig, "engine");

        if (!crowd->with_tags)
                return;
        write_one(crowd, 0);
        write_one(crowd, 1);
        rig_wait_empty(crowd->rig, "sim1");
        if (!keyhole_find_key(crowd->rig->daemon, engine, crowd_number(0, one), crowd_number(1, other), key))
                rig_fail(crowd->rig, "the key of the tags is not found in memory: the search for tags would prove nothing");
        for (int i = 0; i < crowd->n; i++)
                traces_add_tag(crowd->traces, i, keyhole_tag(crowd_number(i, one), key));
}

static bool
crashes(struct rig *rig, void *name)
{
        pid_t pid = rig_child(rig, name);

        return pid > 0 && kill(pid, SIGSEGV) == 0;
}

/* A crash that asks for a core file, in the middle of work. */
static void
crash(struct crowd *crowd, const char *name, int n)
{
        int until = crowd->next + n < crowd->n ? crowd->next + n : crowd->n;

        for (int i = 0; crowd->next < until; i++) {
                write_one(crowd, crowd->next++);
                if (i == n / 2)
                        rig_until(crowd->rig, crashes, (void *)(uintptr_t)name, "the process to crash");
        }
        rig_wait_empty(crowd->rig, "sim1");
}

static void
start(struct crowd *crowd)
{
        rig_start_daemon(crowd->rig);
        learn_tags(crowd);
}

static void
kill_everything(struct crowd *crowd)
{
        for (int i = 0; i < 10; i++)
                write_one(crowd, i);
        kill(crowd->rig->daemon, SIGKILL);
        (void)rig_wait_daemon(crowd->rig);
        rig_sim(crowd->rig, "wait-detached sim1 %d", RIG_MS);
        start(crowd);
}

static void
fill_up(struct crowd *crowd, const char *folder, bool full)
{
        static const char zeros[4096];
        char path[RIG_PATH];
        int fd;

        snprintf(path, sizeof path, "%s/%s/ballast", crowd->rig->folder, folder);
        if (!full) {
                (void)unlink(path);
                return;
        }
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
                rig_fail(crowd->rig, "%s: %s", path, strerror(errno));
        while (write(fd, zeros, sizeof zeros) > 0)
                ;
        while (write(fd, zeros, 1) > 0)
                ;
        close(fd);
}

static void
storage_is_full(struct crowd *crowd, int n)
{
        fill_up(crowd, "state", true);
        fill_up(crowd, "run", true);
        for (int i = 0; i < n && crowd->next < crowd->n && i < BATCH; i++)
                write_one(crowd, crowd->next++);
        rig_wait_empty(crowd->rig, "sim1");
        fill_up(crowd, "state", false);
        fill_up(crowd, "run", false);
}

static void
staff_make_mistakes(struct crowd *crowd)
{
        char command[RIG_PATH * 2];

        rig_write(crowd->rig, "messages/en/job.txt", "Keywords: \xff\n", 12);
        kill(crowd->rig->daemon, SIGHUP);
        wave(crowd, 5);
        snprintf(command, sizeof command, "cp messages/en/job.txt %s/messages/en/job.txt", crowd->rig->folder);
        if (system(command) != 0)
                rig_fail(crowd->rig, "the mistake cannot be corrected");
        kill(crowd->rig->daemon, SIGHUP);
}

static void
the_line_is_bad(struct crowd *crowd, int n)
{
        for (int i = 0; i < 5; i++)
                write_badly(crowd, i);
        rig_sim(crowd->rig, "order sim1 cmgs-pdu fail cms 1 count=2");
        wave(crowd, n);
        rig_sim(crowd->rig, "unplug sim1 bytes=900 replug-ms=50");
        wave(crowd, n);
}

/* --- the search --- */

static size_t
search_places(struct crowd *crowd)
{
        return in_cell ? cell_search(crowd->traces) : places_search_tree(crowd->traces, crowd->rig->folder);
}

static void
expect_no_trace(struct crowd *crowd, const char *when)
{
        size_t found = search_places(crowd);

        if (found > 0)
                rig_fail(crowd->rig, "%zu traces of people %s", found, when);
}

static bool
is_another(struct rig *rig, void *before)
{
        pid_t now = rig_child(rig, "sim1");

        return now > 0 && now != *(pid_t *)before;
}

static void
expect_no_trace_in_processes(struct crowd *crowd)
{
        static const char *const names[] = {"engine", "ledger", "sim1"};
        struct traces *people = traces_new(); /* without tags: those the engine must know */
        size_t found;

        if (!crowd->with_tags)
                return;
        crowd_trace(people, crowd->n, false);
        found = places_search_process(people, crowd->rig->daemon) + places_search_nameless(people, crowd->rig->daemon);
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                pid_t pid = rig_child(crowd->rig, names[i]);
                long swapped = places_swapped_kb(pid);

                found += places_search_process(people, pid);
                if (swapped > 0)
                        printf("# %ld kB of %s are in swap, which was not searched: switch it off\n", swapped, names[i]);
        }
        traces_free(people);
        if (found > 0)
                rig_fail(crowd->rig, "%zu traces of people in the memory of the processes", found);
}

/* One file anywhere, and it would have been found. */
static void
expect_to_find_a_plant(struct crowd *crowd)
{
        char path[RIG_PATH], command[RIG_PATH * 2], number[CROWD_NUMBER];

        snprintf(path, sizeof path, "%s/state/plant", crowd->rig->folder);
        snprintf(command, sizeof command, "printf %s | md5sum > %s", crowd_number(7, number), path);
        if (system(command) != 0 || search_places(crowd) != 1)
                rig_fail(crowd->rig, "a planted number is not found: the search proves nothing");
        (void)unlink(path);
}

static void
expect_an_empty_sim(struct crowd *crowd)
{
        const char *all = rig_sim(crowd->rig, "store sim1");

        if (strstr(all, "sm=0 me=0 queue=0") == NULL)
                rig_fail(crowd->rig, "something is left on the SIM or in the modem:\n%s", all);
}

static void
open_crowd(struct crowd *crowd)
{
        const char *people = getenv("WAYMARK_PEOPLE");
        char path[RIG_PATH];

        *crowd = (struct crowd){.rig = rig_open(&options), .traces = traces_new(), .n = PEOPLE};
        if (people != NULL)
                crowd->n = (int)strtol(people, NULL, 10);
        crowd_trace(crowd->traces, crowd->n, false);
        for (int i = 0; in_cell && i < 2; i++) {
                snprintf(path, sizeof path, "%s/%s", crowd->rig->folder, i == 0 ? "state" : "run");
                if (cell_mount_small(path, STORAGE_KB) < 0)
                        rig_fail(crowd->rig, "cannot mount %s", path);
        }
        rig_start_daemon(crowd->rig);
        crowd->with_tags = places_may_read(crowd->rig->daemon);
        if (!crowd->with_tags)
                puts("# the memory of other processes cannot be read (no CAP_SYS_PTRACE, or AddressSanitizer): no tags, no processes are searched");
        learn_tags(crowd);
}

static void
nobody_can_be_found(void **state)
{
        struct crowd crowd;
        pid_t sim1;
        int n;

        (void)state;
        setenv("WAYMARK_DEBUG", "1", 1);
        open_crowd(&crowd);
        n = crowd.n / WAVES;
        wave(&crowd, n);
        expect_no_trace(&crowd, "after the first texts");
        crash(&crowd, "engine", n);
        crash(&crowd, "ledger", n);
        crash(&crowd, "sim1", n);
        if (in_cell)
                storage_is_full(&crowd, n);
        expect_no_trace(&crowd, "after crashes and with a full storage");
        if (cell_has_core())
                rig_fail(crowd.rig, "a process that crashed left a core file");
        staff_make_mistakes(&crowd);
        kill_everything(&crowd);
        the_line_is_bad(&crowd, n);
        expect_no_trace(&crowd, "after all kinds of trouble");
        wave(&crowd, crowd.n - 1 - crowd.next);
        sim1 = rig_child(crowd.rig, "sim1");
        wave(&crowd, 1);
        rig_until(crowd.rig, is_another, &sim1, "a new modem process");
        expect_no_trace_in_processes(&crowd);
        expect_no_trace(&crowd, "while the gateway is idle");
        expect_an_empty_sim(&crowd);
        if (rig_stop_daemon(crowd.rig) != 0)
                rig_fail(crowd.rig, "the daemon did not end cleanly");
        expect_no_trace(&crowd, "after the end");
        expect_to_find_a_plant(&crowd);
        printf("# %d people, %ld messages, %zu traces looked for\n", crowd.n, rig_count(crowd.rig, "SELECT sum(messages) FROM outcomes"),
               traces_count(crowd.traces));
        traces_free(crowd.traces);
        rig_close(crowd.rig);
}

int
main(void)
{
        const struct rlimit no_limit = {RLIM_INFINITY, RLIM_INFINITY};
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(nobody_can_be_found),
        };

        in_cell = cell_enter();
        (void)setrlimit(RLIMIT_CORE, &no_limit); /* the daemon must refuse core files, whatever it was started with */
        return cmocka_run_group_tests(tests, NULL, NULL);
}
