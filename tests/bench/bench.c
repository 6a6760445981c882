/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `make bench`: the budgets of the design, measured on the real daemon and the simulated modem, printed beside their limits; medians of
 * WAYMARK_BENCH_RUNS runs (5). Never a test: machines are noisy. `--csv FILE` writes one row a run for plotting.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "fronts.h"
#include "scenario/harness.h"

#define RUNS_MOST 25
#define IDLE_S 60

struct measure {
        const char *what, *unit, *budget;
        double values[RUNS_MOST];
        int n;
};

enum row {
        ROW_LINE_3S,
        ROW_LINE_4,
        ROW_LINE_16,
        ROW_BACKLOG,
        ROW_P50,
        ROW_P99,
        ROW_START,
        ROW_MEMORY,
        ROW_IDLE_SWITCHES,
        ROW_IDLE_CPU,
        ROW_WRITTEN,
        ROW_HTTP,
        ROW_KANNEL,
        ROW_COUNT
};

static struct measure rows[ROW_COUNT] = {
        [ROW_LINE_3S] = {"backlog of 20, network of 3 s a part", "parts/s", "0.330 or more"},
        [ROW_LINE_4] = {"the same with 4 modems, backlog of 10 each", "parts/s", "1.320 or more"},
        [ROW_LINE_16] = {"the same with 16 modems, backlog of 10 each", "parts/s", "5.280 or more"},
        [ROW_BACKLOG] = {"backlog of 50, no network delay", "replies/s", "500 or more"},
        [ROW_P50] = {"storage to reply accepted, median", "ms", "3 or less"},
        [ROW_P99] = {"storage to reply accepted, p99", "ms", "15 or less"},
        [ROW_START] = {"start to first reply, pauses off", "ms", "under 300"},
        [ROW_MEMORY] = {"memory of all processes (PSS)", "MB", "under 16"},
        [ROW_IDLE_SWITCHES] = {"context switches a minute, idle", "", "under 100"},
        [ROW_IDLE_CPU] = {"CPU a minute, idle", "ms", "under 10"},
        [ROW_WRITTEN] = {"written to the card for 1,400 replies, 3 folds", "kB", "under 64"},
        [ROW_HTTP] = {"steps of USSD menus over HTTP, 64 connections", "steps/s", "20000 or more"},
        [ROW_KANNEL] = {"through Kannel, one smsbox", "replies/s", "1000 or more"},
};

static void
note(enum row row, double value)
{
        if (row < ROW_COUNT && rows[row].n < RUNS_MOST)
                rows[row].values[rows[row].n++] = value;
}

static void
note_if_measured(enum row row, double value)
{
        if (value >= 0)
                note(row, value);
}

static int
ascending(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

static double
median(const struct measure *measure)
{
        double sorted[RUNS_MOST];

        memcpy(sorted, measure->values, sizeof sorted);
        qsort(sorted, (size_t)measure->n, sizeof sorted[0], ascending);
        return measure->n > 0 ? sorted[measure->n / 2] : 0;
}

/* --- looking at processes --- */

/* The sum of a value over all processes of the daemon. */
static double
sum_processes(struct rig *rig, double (*value)(pid_t pid))
{
        static const char *const names[] = {"engine", "ledger", "sim1"};
        double sum = value(rig->daemon);

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                sum += value(rig_child(rig, names[i]));
        return sum;
}

/* The sum of the numbers behind every line of /proc/PID/FILE that begins with `key`. */
static double
proc_value(pid_t pid, const char *name, const char *key)
{
        char path[64], line[256];
        double sum = 0;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
        file = fopen(path, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL)
                if (strstr(line, key) != NULL && strchr(line, ':') != NULL)
                        sum += strtod(strchr(line, ':') + 1, NULL);
        if (file != NULL)
                fclose(file);
        return sum;
}

static double
pss_kb(pid_t pid)
{
        return proc_value(pid, "smaps_rollup", "Pss:");
}

static double
switches(pid_t pid)
{
        return proc_value(pid, "status", "ctxt_switches");
}

/* To the nanosecond, where /proc/PID/stat counts in hundredths of a second; none of our processes has threads. */
static double
cpu_ms(pid_t pid)
{
        char path[64];
        double ns = 0;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
        file = fopen(path, "r");
        if (file == NULL || fscanf(file, "%lf", &ns) != 1)
                fprintf(stderr, "%s cannot be read: CPU is not measured\n", path);
        if (file != NULL)
                fclose(file);
        return ns / 1e6;
}

/* Bytes that all processes had written to block devices. */
static double
written_kb(pid_t pid)
{
        return proc_value(pid, "io", "write_bytes") / 1024;
}

/* --- the runs --- */

static double
now_ms(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec * 1000 + (double)ts.tv_nsec / 1e6;
}

static struct rig *
open_rig(bool no_start, int nmodems)
{
        const struct rig_options options = {
                .simmodem = "--size 60",
                .config = "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; }; "
                          "counts = { fold_minutes = 1; };",
                .languages = "\"en\", \"uk\", \"ru\", \"ro\", \"pl\", \"de\", \"nl\"",
                .own_messages = true,
                .runtime_in_memory = true,
                .no_start = no_start,
                .nmodems = nmodems,
        };
        struct rig *rig = rig_open(&options);
        /* one part, so that replies and parts are the same number */
        static const char one_part[] = "Keywords: benchmark\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";

        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        return rig;
}

/* The edited text is in use: until then replies have several parts, and who waits for as many parts as messages waits for nothing. */
static void
wait_ready(struct rig *rig)
{
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        rig_wait_status(rig, "catalogue.generation", "2");
}

/* Every message from a number of its own: one person's same text within one second is one message to the gateway. */
static void
inject(struct rig *rig, int modem, int n)
{
        static int next;

        rig_sim(rig, "inject sim%d from=+44770%07d count=%d spread=1 text=benchmark", modem, next, n);
        next += n;
}

static void
measure_start(void)
{
        struct rig *rig = open_rig(true, 1);
        double began;

        inject(rig, 1, 1);
        began = now_ms();
        rig_spawn_daemon(rig);
        rig_wait_parts(rig, 1);
        note(ROW_START, now_ms() - began);
        rig_close(rig);
}

static void
measure_latency(struct rig *rig)
{
        static double each[300];
        int n = (int)(sizeof each / sizeof each[0]);

        rig_sim(rig, "clear sent");
        for (int i = 0; i < n; i++) {
                double began = now_ms();

                inject(rig, 1, 1);
                rig_wait_parts(rig, i + 1);
                each[i] = now_ms() - began;
                rig_wait_empty(rig, "sim1");
        }
        qsort(each, (size_t)n, sizeof each[0], ascending);
        note(ROW_P50, each[n / 2]);
        note(ROW_P99, each[n * 99 / 100]);
}

static void
measure_backlog(struct rig *rig, enum row row, int n, int delay_ms)
{
        double began;

        rig_sim(rig, "clear sent");
        rig_sim(rig, "set sim1 delay %d", delay_ms);
        began = now_ms();
        inject(rig, 1, n);
        rig_sim(rig, "wait-sent %d 600000", n);
        note(row, n * 1000.0 / (now_ms() - began));
        rig_wait_empty(rig, "sim1");
        rig_sim(rig, "set sim1 delay 0");
}

/* Nobody texts, nor did before: a fold and the renewal of the modem process come after texts, once, and are no part of it. */
static void
measure_idle(void)
{
        struct rig *rig = open_rig(false, 1);
        double ctxt, cpu;

        wait_ready(rig);
        ctxt = sum_processes(rig, switches);
        cpu = sum_processes(rig, cpu_ms);
        (void)poll(NULL, 0, IDLE_S * 1000);
        note(ROW_IDLE_SWITCHES, (sum_processes(rig, switches) - ctxt) * 60 / IDLE_S);
        note(ROW_IDLE_CPU, (sum_processes(rig, cpu_ms) - cpu) * 60 / IDLE_S);
        rig_close(rig);
}

/* Near-linear: each line is as busy as if it were alone. */
static void
measure_modems(enum row row, int n)
{
        struct rig *rig = open_rig(true, n);
        double began;

        rig_spawn_daemon(rig);
        for (int i = 1; i <= n; i++) {
                char key[32];

                snprintf(key, sizeof key, "modem.sim%d.phase", i);
                rig_wait_status(rig, key, "ready");
                rig_sim(rig, "set sim%d delay 3000", i);
        }
        began = now_ms();
        for (int i = 1; i <= n; i++)
                inject(rig, i, 10);
        rig_sim(rig, "wait-sent %d 600000", n * 10);
        note(row, n * 10 * 1000.0 / (now_ms() - began));
        rig_close(rig);
}

static void
print_table(int runs)
{
        printf("%-44s %12s %-10s %s\n", "what", "measured", "", "budget");
        for (int i = 0; i < ROW_COUNT; i++)
                if (rows[i].n > 0)
                        printf("%-44s %12.3f %-10s %s\n", rows[i].what, median(&rows[i]), rows[i].unit, rows[i].budget);
        printf("medians of %d runs; %ld processors\n", runs, sysconf(_SC_NPROCESSORS_ONLN));
}

static void
write_csv(const char *path)
{
        FILE *file = fopen(path, "w");

        if (file == NULL)
                return;
        fputs("what,unit,run,value\n", file);
        for (int i = 0; i < ROW_COUNT; i++)
                for (int run = 0; run < rows[i].n; run++)
                        fprintf(file, "\"%s\",%s,%d,%.4f\n", rows[i].what, rows[i].unit, run + 1, rows[i].values[run]);
        fclose(file);
}

int
main(int argc, char **argv)
{
        const char *runs_text = getenv("WAYMARK_BENCH_RUNS");
        int runs = runs_text != NULL ? (int)strtol(runs_text, NULL, 10) : 5;

        for (int run = 0; run < runs && run < RUNS_MOST; run++) {
                struct rig *rig;

                fprintf(stderr, "run %d of %d\n", run + 1, runs);
                measure_start();
                rig = open_rig(false, 1);
                wait_ready(rig);
                measure_latency(rig);
                measure_backlog(rig, ROW_BACKLOG, 50, 0);
                measure_backlog(rig, ROW_COUNT, 1000, 0); /* no row of its own: memory and card after many messages */
                note(ROW_MEMORY, sum_processes(rig, pss_kb) / 1024);
                measure_backlog(rig, ROW_LINE_3S, 20, 3000);
                note(ROW_WRITTEN, written_kb(rig_child(rig, "ledger"))); /* a minute later: folds are among it */
                rig_close(rig);
                measure_idle();
                measure_modems(ROW_LINE_4, 4);
                measure_modems(ROW_LINE_16, 16);
                note(ROW_HTTP, fronts_http());
                note_if_measured(ROW_KANNEL, fronts_kannel());
        }
        print_table(runs);
        if (argc == 3 && strcmp(argv[1], "--csv") == 0)
                write_csv(argv[2]);
        return 0;
}
