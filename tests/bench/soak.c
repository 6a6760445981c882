/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `make soak`: 100,000 messages through the real daemon on a fast simulator. Memory, descriptors and databases must not grow after the
 * first tenth; nobody is left without an answer, and the counts are the messages. `--messages N` changes how many; `--valgrind` runs the
 * daemon under valgrind instead (2,000 messages), which must find nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "scenario/harness.h"

#define CHUNK 60                        /* the SIM has so many slots */
#define SAMPLES 20
#define GROWTH_KB 256                   /* of all processes together: what an allocator may still take after the first tenth */
#define CHUNK_MS 300000

/* Every kind of answer: topics and languages, a sentence, digits of the menu, a service word, what nobody understands, a long message. */
static const char *const texts[] = {
        "JOB",
        "робота",
        "casa",
        "I need a place to sleep with two children tonight",
        "2",
        "STOP",
        "xqzv wkjh",
        "praca",
        "допоможіть будь ласка",
        "Доброго дня, шукаю роботу, підкажіть, будь ласка, що мені робити, дуже потрібна робота, дякую",
};
#define TEXTS ((int)(sizeof texts / sizeof texts[0]))

struct sample {
        int messages;
        double own_kb;
        int fds;
        long ledger, pending;           /* bytes */
};

static struct {
        struct rig *rig;
        int wanted, done;
        long parts, expected_parts, unanswered;
        int parts_of[TEXTS];
        struct sample samples[SAMPLES + 1];
        int nsamples;
} soak;

/* --- looking at it --- */

/* What is the gateway's own. The whole share (Pss) also moves when somebody else on the machine opens or closes the same libraries. */
static double
own_kb(pid_t pid)
{
        char path[64], line[256];
        double kb = 0;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
        file = fopen(path, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL)
                if (strncmp(line, "Pss_Anon:", 9) == 0 || strncmp(line, "Pss_Shmem:", 10) == 0)
                        kb += strtod(strchr(line, ':') + 1, NULL);
        if (file != NULL)
                fclose(file);
        return kb;
}

static int
fds_of(pid_t pid)
{
        char path[64];
        int n = 0;
        DIR *dir;

        snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
        dir = opendir(path);
        while (dir != NULL && readdir(dir) != NULL)
                n++;
        if (dir != NULL)
                closedir(dir);
        return n;
}

static long
size_of(const char *name)
{
        char path[RIG_PATH];
        struct stat st;

        snprintf(path, sizeof path, "%s/%s", soak.rig->folder, name);
        return stat(path, &st) == 0 ? (long)st.st_size : 0;
}

static void
take_sample(void)
{
        static const char *const names[] = {"engine", "ledger", "sim1"};
        struct sample *sample = &soak.samples[soak.nsamples++];

        *sample = (struct sample){.messages = soak.done, .own_kb = own_kb(soak.rig->daemon), .fds = fds_of(soak.rig->daemon),
                                  .ledger = size_of("state/ledger.db"), .pending = size_of("run/pending.db") + size_of("run/pending.db-wal")};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
                sample->own_kb += own_kb(rig_child(soak.rig, names[i]));
                sample->fds += fds_of(rig_child(soak.rig, names[i]));
        }
        printf("# %8d messages  %8.0f kB  %4d descriptors  ledger.db %7ld  pending.db %7ld bytes\n", sample->messages, sample->own_kb,
               sample->fds, sample->ledger, sample->pending);
        fflush(stdout);
}

/* --- the traffic --- */

static void
learn_parts(void)
{
        for (int i = 0; i < TEXTS; i++) {
                char number[24];

                snprintf(number, sizeof number, "+40799%06d", i);
                (void)rig_ask(soak.rig, number, texts[i]);
                soak.parts_of[i] = rig_accepted(soak.rig);
                soak.done++;
        }
}

/* Senders of a chunk follow each other, and each gets as many parts as her text does. */
static void
check_chunk(int first, int n)
{
        int accepted, wanted = 0;

        for (int i = 0; i < n; i++)
                wanted += soak.parts_of[(first + i) % TEXTS];
        accepted = rig_accepted(soak.rig);
        if (accepted != wanted)
                rig_fail(soak.rig, "%d parts went out for %d messages from the %dth on, not %d", accepted, n, first, wanted);
        soak.parts += accepted;
}

static void
send_chunk(int n)
{
        static int next;
        int first = next;

        rig_sim(soak.rig, "clear sent");
        for (int i = 0; i < n; i++, next++)
                rig_sim(soak.rig, "inject sim1 from=+40700%06d text=%s", next % 1000000, texts[next % TEXTS]);
        rig_sim(soak.rig, "wait-empty sim1 %d", CHUNK_MS);
        check_chunk(first, n);
        soak.done += n;
}

static void
run(void)
{
        int every = soak.wanted / SAMPLES > CHUNK ? soak.wanted / SAMPLES : CHUNK;

        for (int sent = 0, due = every; sent < soak.wanted; sent += CHUNK) {
                send_chunk(soak.wanted - sent < CHUNK ? soak.wanted - sent : CHUNK);
                if (sent + CHUNK >= due && soak.nsamples < SAMPLES) {
                        take_sample();
                        due += every;
                }
        }
}

/* --- the verdict --- */

static int
verdict(int *number, bool good, const char *what)
{
        printf("%s %d - %s\n", good ? "ok" : "not ok", ++*number, what);
        return good ? 0 : 1;
}

static int
judge_growth(int *number)
{
        const struct sample *early = &soak.samples[SAMPLES / 10];
        double own = 0;
        int fds = 0, bad = 0;
        long pending = 0;

        if (soak.nsamples <= SAMPLES / 10)
                return 0;
        for (const struct sample *sample = early; sample < &soak.samples[soak.nsamples]; sample++) {
                own = sample->own_kb > own ? sample->own_kb : own;
                fds = sample->fds > fds ? sample->fds : fds;
                pending = sample->pending > pending ? sample->pending : pending;
        }
        if (early->own_kb == 0) /* the processes cannot be looked into by others */
                printf("ok %d - memory and descriptors # SKIP only root can look at them\n", ++*number);
        else {
                bad += verdict(number, own <= early->own_kb + GROWTH_KB, "memory is flat");
                bad += verdict(number, fds == early->fds, "no descriptor is left open");
        }
        return bad + verdict(number, pending <= 2 * early->pending, "pending.db is flat");
}

/* The first fold after the warm-up made it as large as a day's counts can be; a fold at the end adds to numbers, not to rows. */
static int
judge_ledger(int *number)
{
        long first = 0, last = size_of("state/ledger.db");

        for (int i = 0; i < soak.nsamples && first == 0; i++)
                first = soak.samples[i].ledger;
        printf("# ledger.db: %ld bytes after the first fold that was seen, %ld at the end\n", first, last);
        return verdict(number, first == 0 || last == first, "ledger.db is flat");
}

static int
judge_counts(int *number)
{
        int bad = verdict(number, rig_stop_daemon(soak.rig) == 0, "it ends cleanly");
        long counted = rig_count(soak.rig, "SELECT sum(messages) FROM outcomes");
        long whole = rig_count(soak.rig, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'");

        printf("# %d messages, %ld counted; %ld parts of the last %d\n", soak.done, counted, soak.parts, soak.wanted);
        bad += judge_ledger(number);
        bad += verdict(number, counted == soak.done, "every message is counted once");
        return bad + verdict(number, whole == 1, "ledger.db is sound");
}

/* What valgrind said of us, which is nothing if all is well. Lines of dashes are about itself: it knows neither landlock nor seccomp. */
static int
judge_valgrind(int *number, int fd)
{
        FILE *report = fdopen(fd, "r");
        char line[1024];
        int found = 0;

        while (report != NULL && fgets(line, sizeof line, report) != NULL)
                if (strncmp(line, "--", 2) != 0) {
                        fputs(line, stdout);
                        found++;
                }
        if (report != NULL)
                fclose(report);
        return verdict(number, report != NULL && found == 0, "valgrind has nothing to say");
}

int
main(int argc, char **argv)
{
        struct rig_options options = {
                .simmodem = "--size 60", .languages = "\"uk\", \"ru\", \"ro\", \"en\", \"pl\"",
                .config = "guard = { parts_per_day = 1000000; }; counts = { fold_minutes = 1; };"};
        int number = 0, bad = 0, report[2] = {-1, -1};
        int64_t began = clock_ms();

        soak.wanted = 100000;
        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--messages") == 0 && i + 1 < argc)
                        soak.wanted = (int)strtol(argv[++i], NULL, 10);
                else if (strcmp(argv[i], "--valgrind") == 0 && pipe2(report, O_NONBLOCK) == 0 && fcntl(report[1], F_SETPIPE_SZ, 1 << 20) > 0)
                        soak.wanted = 2000;
        }
        if (report[1] > 0)
                options.valgrind_fd = report[1];
        soak.rig = rig_open(&options);
        learn_parts();
        run();
        if (report[1] < 0)
                bad += judge_growth(&number);
        bad += judge_counts(&number);
        if (report[1] > 0)
                bad += judge_valgrind(&number, report[0]);
        printf("1..%d\n# %.0f messages/s\n", number, soak.done * 1000.0 / (double)(clock_ms() - began));
        rig_close(soak.rig);
        return bad == 0 ? 0 : 1;
}
