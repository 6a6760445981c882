/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `make bench-peers`: the same job for Waymark and for the gateways that others run (gammu-smsd with a RunOnReceive script, smstools with an
 * eventhandler, Kannel with a static reply), each on a simulated modem of its own, with the shortest waits that their manuals offer.
 * Everything stays on loopback and in one folder a gateway. The card is an ext4 image, so that what reaches it can be counted; that and
 * the mounting need root. Medians of WAYMARK_BENCH_RUNS (5) runs; `--csv FILE` writes every value, `--add FILE` also takes over the runs that
 * are in it already.
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peers_look.h"
#include "scenario/harness.h"

#define RUNS_MOST 25
#define BACKLOG 20
#define SLOW_BACKLOG 10
#define SINGLES 10
#define KILLS 4
#define IDLE_S 20
#define SETTLED_S 20                    /* after the last kill, before what went out is counted */
#define ANSWER_MS 180000

/* --- the gateways --- */

struct peer {
        const char *name;
        const char *program;            /* without it the gateway is left out */
        void (*write)(struct rig *rig);
        const char *commands[2];        /* %s is its folder; the second starts when the first has had two seconds */
};

static void write_smsd(struct rig *rig);
static void write_smstools(struct rig *rig);
static void write_kannel(struct rig *rig);

static const struct peer peers[] = {
        {"waymark", NULL, NULL, {NULL, NULL}},
        {"gammu-smsd", "/usr/bin/gammu-smsd", write_smsd, {"exec gammu-smsd -c %s/smsdrc", NULL}},
        {"smstools", "/usr/sbin/smsd", write_smstools, {"exec /usr/sbin/smsd -c%s/smsd.conf", NULL}},
        {"kannel", "/usr/sbin/bearerbox", write_kannel,
         {"exec /usr/sbin/bearerbox %s/kannel.conf", "exec /usr/sbin/smsbox %s/kannel.conf"}},
};
#define NPEERS ((int)(sizeof peers / sizeof peers[0]))

enum row {
        ROW_FAST,
        ROW_SLOW,
        ROW_LATENCY,
        ROW_CPU,
        ROW_MEMORY,
        ROW_CARD,
        ROW_SWITCHES,
        ROW_TWICE,
        ROW_LOST,
        ROW_COUNT
};

static const struct {
        const char *what, *unit;
        bool is_sum;                    /* else the median of the runs is told */
} rows[ROW_COUNT] = {
        [ROW_FAST] = {"backlog of 20, no network delay", "replies/s", false},
        [ROW_SLOW] = {"backlog of 10, network of 3 s", "replies/s", false},
        [ROW_LATENCY] = {"arrival to reply accepted", "ms", false},
        [ROW_CPU] = {"CPU per reply", "ms", false},
        [ROW_MEMORY] = {"memory of all processes (PSS)", "MB", false},
        [ROW_CARD] = {"written to the card per reply", "kB", false},
        [ROW_SWITCHES] = {"context switches a minute, idle", "", false},
        [ROW_TWICE] = {"killed in flight: sent twice", "times", true},
        [ROW_LOST] = {"killed in flight: never sent", "times", true},
};

struct results {
        double values[NPEERS][ROW_COUNT][RUNS_MOST];
        bool has[NPEERS][ROW_COUNT][RUNS_MOST];
};

static struct results *results;         /* shared with the forked runs */

/* --- their configurations --- */

/* Writes `format` with every %s as the folder and %% as %. */
static void
write_template(struct rig *rig, const char *path, const char *format)
{
        char text[4096];
        size_t len = 0;

        for (const char *at = format; *at != '\0' && len + sizeof rig->folder < sizeof text; at++) {
                if (at[0] == '%' && at[1] == 's') {
                        len += (size_t)snprintf(text + len, sizeof text - len, "%s", rig->folder);
                        at++;
                } else if (at[0] == '%' && at[1] == '%') {
                        text[len++] = *at++;
                } else {
                        text[len++] = *at;
                }
        }
        rig_write(rig, path, text, len);
}

static void
make_folders(struct rig *rig, const char *const *names)
{
        char path[RIG_PATH];

        for (; *names != NULL; names++) {
                snprintf(path, sizeof path, "%s/state/%s", rig->folder, *names);
                if (mkdir(path, 0700) < 0 && errno != EEXIST)
                        rig_fail(rig, "cannot make %s", path);
        }
}

static void
make_executable(struct rig *rig, const char *name)
{
        char path[RIG_PATH];

        snprintf(path, sizeof path, "%s/%s", rig->folder, name);
        if (chmod(path, 0755) < 0)
                rig_fail(rig, "cannot change %s", path);
}

static void
write_smsd(struct rig *rig)
{
        static const char *const folders[] = {"in", "out", "sent", "error", NULL};

        make_folders(rig, folders);
        write_template(rig, "smsdrc",
                       "[gammu]\ndevice = %s/sim1\nconnection = at115200\nmodel = at\n[smsd]\nservice = files\ninboxpath = %s/state/in/\n"
                       "outboxpath = %s/state/out/\nsentsmspath = %s/state/sent/\nerrorsmspath = %s/state/error/\nRunOnReceive = %s/reply\n"
                       "logfile = %s/peer.log\nReceiveFrequency = 1\nLoopSleep = 1\nCheckSecurity = 0\nCheckBattery = 0\nCheckSignal = 0\n");
        write_template(rig, "reply",
                       "#!/bin/sh\nexec gammu-smsd-inject -c %s/smsdrc TEXT \"$SMS_1_NUMBER\" -text \"One part. Advice: 0800 800 678\" >/dev/null 2>&1\n");
        make_executable(rig, "reply");
}

static void
write_smstools(struct rig *rig)
{
        static const char *const folders[] = {"outgoing", "checked", "incoming", "failed", "sent", NULL};

        make_folders(rig, folders);
        write_template(rig, "smsd.conf",
                       "devices = GSM1\noutgoing = %s/state/outgoing\nchecked = %s/state/checked\nincoming = %s/state/incoming\n"
                       "failed = %s/state/failed\nsent = %s/state/sent\nlogfile = %s/peer.log\ninfofile = %s/working\npidfile = %s/pid\n"
                       "eventhandler = %s/reply\ndelaytime = 1\nreceive_before_send = no\n"
                       "[GSM1]\ndevice = %s/sim1\nincoming = yes\nbaudrate = 115200\nkeep_open = yes\n");
        write_template(rig, "reply",
                       "#!/bin/sh\n[ \"$1\" = RECEIVED ] || exit 0\nfile=$(mktemp %s/state/XXXXXX)\n"
                       "printf 'To: %%s\\n\\nOne part. Advice: 0800 800 678\\n' \"$(sed -n 's/^From: //p' \"$2\")\" > \"$file\"\n"
                       "chmod 644 \"$file\"\nmv \"$file\" %s/state/outgoing/\nrm -f \"$2\"\n");
        make_executable(rig, "reply");
}

static void
write_kannel(struct rig *rig)
{
        static const char *const folders[] = {"spool", NULL};

        make_folders(rig, folders);
        write_template(rig, "kannel.conf",
                       "group = core\nadmin-port = 13000\nadmin-interface = 127.0.0.1\nadmin-password = bench\nsmsbox-port = 13001\n"
                       "smsbox-interface = 127.0.0.1\nsms-resend-freq = 1\nstore-type = spool\nstore-location = %s/state/spool\ndlr-storage = internal\n"
                       "log-file = %s/peer.log\nlog-level = 1\n\n"
                       "group = smsc\nsmsc = at\nsmsc-id = m\nmodemtype = auto\ndevice = %s/sim1\nspeed = 115200\nsim-buffering = true\nkeepalive = 15\n\n"
                       "group = modems\nid = sim\nname = sim\ndetect-string = \"SIMMODEM\"\n\n"
                       "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = 13013\nsendsms-interface = 127.0.0.1\nlog-level = 1\n\n"
                       "group = sms-service\nkeyword = default\ncatch-all = true\ntext = \"One part. Advice: 0800 800 678\"\nmax-messages = 1\n");
}

/* --- starting and ending them --- */

static void
spawn_command(struct rig *rig, const char *format)
{
        char command[512];
        pid_t pid;

        snprintf(command, sizeof command, format, rig->folder); /* allowed: from the table above */
        pid = fork();
        if (pid != 0)
                return;
        dup2(rig->log_fd, STDOUT_FILENO);
        dup2(rig->log_fd, STDERR_FILENO);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
}

static void
start(struct rig *rig, const struct peer *peer)
{
        if (peer->commands[0] == NULL) {
                rig_start_daemon(rig);
                return;
        }
        spawn_command(rig, peer->commands[0]);
        if (peer->commands[1] != NULL) {
                (void)poll(NULL, 0, 2000);
                spawn_command(rig, peer->commands[1]);
        }
}

static void
kill_all(struct rig *rig)
{
        look_kill(getpid(), rig->sim);
        rig->daemon = 0;
}

/* --- the job --- */

static int next_number;

static void
inject(struct rig *rig, int n)
{
        rig_sim(rig, "inject sim1 from=+44770%07d count=%d spread=1 text=benchmark", next_number, n);
        next_number += n;
}

/* Ends when `n` more parts than now were accepted. */
static double
answer_ms(struct rig *rig, int n)
{
        int before = rig_accepted(rig);
        double began = look_now_ms();

        inject(rig, n);
        rig_sim(rig, "wait-sent %d %d", before + n, ANSWER_MS);
        return look_now_ms() - began;
}

static int
ascending(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

static double
median(double *values, int n)
{
        qsort(values, (size_t)n, sizeof values[0], ascending);
        return values[n / 2];
}

static double
latency_ms(struct rig *rig)
{
        double each[SINGLES];

        for (int i = 0; i < SINGLES; i++)
                each[i] = answer_ms(rig, 1);
        return median(each, SINGLES);
}

static int
sent_to(struct rig *rig, int number)
{
        char key[24];
        int n = 0;

        snprintf(key, sizeof key, "to=+44770%07d ", number);
        for (const char *at = rig_sim(rig, "sent sim1"); (at = strstr(at, key)) != NULL; at++)
                n++;
        return n;
}

/* Somebody else texts and is answered: what the gateway had in hand before has gone out by then. */
static void
ask_and_wait(struct rig *rig)
{
        double began = look_now_ms();
        int number = next_number;

        inject(rig, 1);
        while (sent_to(rig, number) == 0) {
                if (look_now_ms() - began > ANSWER_MS)
                        rig_fail(rig, "no answer after it was killed");
                (void)poll(NULL, 0, 100);
        }
}

/* The network has the part, the modem's answer is on its way; everything of the gateway is killed and started again. Whose part it was. */
static int
kill_in_flight(struct rig *rig, const struct peer *peer)
{
        int number = next_number;

        rig_sim(rig, "order sim1 cmgs-accepted hold");
        inject(rig, 1);
        rig_sim(rig, "wait-held sim1 %d", ANSWER_MS);
        kill_all(rig);
        rig_sim(rig, "release sim1");
        start(rig, peer);
        ask_and_wait(rig);
        ask_and_wait(rig);
        rig_sim(rig, "wait-empty sim1 %d", ANSWER_MS);
        return number;
}

static void
note(int peer, int run, enum row row, double value)
{
        results->values[peer][row][run] = value;
        results->has[peer][row][run] = true;
}

/* Counted when all is over: Kannel comes back to what it has in its spool only some seconds after its start. */
static void
note_kills(struct rig *rig, int which, int run)
{
        int numbers[KILLS], twice = 0, lost = 0;

        for (int i = 0; i < KILLS; i++)
                numbers[i] = kill_in_flight(rig, &peers[which]);
        (void)poll(NULL, 0, SETTLED_S * 1000);
        for (int i = 0; i < KILLS; i++) {
                int sent = sent_to(rig, numbers[i]);

                twice += sent > 1;
                lost += sent == 0;
        }
        note(which, run, ROW_TWICE, twice);
        note(which, run, ROW_LOST, lost);
}

static void
measure(struct rig *rig, int which, int run)
{
        const struct peer *peer = &peers[which];
        double cpu, card;

        start(rig, peer);
        (void)answer_ms(rig, 1);
        cpu = look_cpu_ms(getpid(), rig->sim);
        note(which, run, ROW_LATENCY, latency_ms(rig));
        card = look_card_kb(rig->folder);
        note(which, run, ROW_FAST, BACKLOG * 1000 / answer_ms(rig, BACKLOG));
        rig_sim(rig, "wait-empty sim1 %d", ANSWER_MS);
        if (card >= 0)
                note(which, run, ROW_CARD, (look_card_kb(rig->folder) - card) / BACKLOG);
        note(which, run, ROW_CPU, (look_cpu_ms(getpid(), rig->sim) - cpu) / (SINGLES + BACKLOG));
        note(which, run, ROW_MEMORY, look_pss_kb(getpid(), rig->sim) / 1024);
        note(which, run, ROW_SWITCHES, look_switches_a_minute(getpid(), rig->sim, IDLE_S));
        rig_sim(rig, "set sim1 delay 3000");
        note(which, run, ROW_SLOW, SLOW_BACKLOG * 1000 / answer_ms(rig, SLOW_BACKLOG));
        rig_sim(rig, "set sim1 delay 0");
        note_kills(rig, which, run);
}

/* A network of its own, for Kannel's ports may be in use outside; mounts of its own, which are gone with it. */
static void
enter_namespaces(void)
{
        if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0)
                return;
        if (system("ip link set lo up && mount --make-rprivate /") != 0)
                fprintf(stderr, "the namespaces of a run are not complete; is iproute2 installed?\n");
}

/* A gateway's run: a process of its own, which everything that the gateway starts comes back to when it is orphaned. */
static pid_t
fork_run(int which, int run)
{
        static const struct rig_options options = {
                .simmodem = "--size 60",
                .config = "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; };",
                .languages = "\"en\", \"uk\", \"ru\", \"ro\", \"pl\", \"de\", \"nl\"",
                .own_messages = true,
                .no_start = true,
        };
        static const char one_part[] = "Keywords: benchmark\nMenu: Job offers\nReviewed: no\n\nOne part. Advice: {HELP}\n";
        pid_t pid = fork();
        struct rig *rig;

        if (pid != 0)
                return pid;
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        enter_namespaces();
        rig = rig_open(&options);
        rig_write(rig, "messages/en/job.txt", one_part, sizeof one_part - 1);
        look_mount_card(rig->folder);
        if (peers[which].write != NULL)
                peers[which].write(rig);
        measure(rig, which, run);
        kill_all(rig);
        look_unmount_card(rig->folder);
        rig_close(rig);
        _exit(0);
}

static void
run_all(int run)
{
        pid_t pids[NPEERS];
        int status;

        (void)waitpid(fork_run(0, run), &status, 0); /* alone: it is done in less time than the others wait */
        for (int i = 1; i < NPEERS; i++)
                pids[i] = access(peers[i].program, X_OK) == 0 ? fork_run(i, run) : 0;
        for (int i = 1; i < NPEERS; i++)
                if (pids[i] > 0 && (waitpid(pids[i], &status, 0) != pids[i] || status != 0))
                        fprintf(stderr, "%s did not finish run %d\n", peers[i].name, run + 1);
}

/* --- the table --- */

static bool
summary(int peer, int row, int runs, double *value)
{
        double values[RUNS_MOST];
        int n = 0;

        *value = 0;
        for (int run = 0; run < runs; run++)
                if (results->has[peer][row][run]) {
                        values[n++] = results->values[peer][row][run];
                        *value += values[n - 1];
                }
        if (n > 0 && !rows[row].is_sum)
                *value = median(values, n);
        return n > 0;
}

static void
print_table(int runs)
{
        double value;

        printf("%-36s %-9s", "medians; kills are sums", "");
        for (int i = 0; i < NPEERS; i++)
                printf(" %11s", peers[i].name);
        putchar('\n');
        for (int row = 0; row < ROW_COUNT; row++) {
                printf("%-36s %-9s", rows[row].what, rows[row].unit);
                for (int i = 0; i < NPEERS; i++) {
                        if (summary(i, row, runs, &value))
                                printf(" %11.*f", value < 10 && !rows[row].is_sum ? 3 : 0, value);
                        else
                                printf(" %11s", "-");
                }
                putchar('\n');
        }
        printf("%d runs, %d kills a run; \"-\": not installed, not finished, or no root to mount a card\n", runs, KILLS);
        puts("Waymark writes to the card at its folds only, of which none is due in so short a time: see `make bench` for 1,400 replies and 3 folds");
}

static void
write_csv(const char *path, int runs)
{
        FILE *file = fopen(path, "w");

        if (file == NULL)
                return;
        fputs("gateway,what,unit,run,value\n", file);
        for (int i = 0; i < NPEERS; i++)
                for (int row = 0; row < ROW_COUNT; row++)
                        for (int run = 0; run < runs; run++)
                                if (results->has[i][row][run])
                                        fprintf(file, "%s,\"%s\",%s,%d,%.4f\n", peers[i].name, rows[row].what, rows[row].unit, run + 1,
                                                results->values[i][row][run]);
        fclose(file);
}

static void
take_value(const char *gateway, const char *what, int run, double value)
{
        for (int i = 0; i < NPEERS; i++)
                for (int row = 0; row < ROW_COUNT; row++)
                        if (run > 0 && run <= RUNS_MOST && strcmp(peers[i].name, gateway) == 0 && strcmp(rows[row].what, what) == 0)
                                note(i, run - 1, (enum row)row, value);
}

/* How many runs there are in it. */
static int
read_csv(const char *path)
{
        char line[256], gateway[32], what[64];
        int run, runs = 0;
        double value;
        FILE *file = fopen(path, "r");

        while (file != NULL && fgets(line, sizeof line, file) != NULL)
                if (sscanf(line, "%31[^,],\"%63[^\"]\",%*[^,],%d,%lf", gateway, what, &run, &value) == 4) {
                        take_value(gateway, what, run, value);
                        runs = run > runs && run <= RUNS_MOST ? run : runs;
                }
        if (file != NULL)
                fclose(file);
        return runs;
}

int
main(int argc, char **argv)
{
        const char *runs_text = getenv("WAYMARK_BENCH_RUNS");
        int runs = runs_text != NULL ? (int)strtol(runs_text, NULL, 10) : 5, first = 0;

        if (runs < 1 || runs > RUNS_MOST)
                runs = 5;
        results = mmap(NULL, sizeof *results, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (results == MAP_FAILED)
                return 1;
        setenv("TMPDIR", "/dev/shm", 0); /* what is no card is memory, as on a Pi */
        if (argc == 3 && strcmp(argv[1], "--add") == 0)
                first = read_csv(argv[2]);
        runs = first + runs < RUNS_MOST ? first + runs : RUNS_MOST;
        for (int run = first; run < runs; run++) {
                fprintf(stderr, "run %d of %d (about five minutes)\n", run + 1, runs);
                run_all(run);
        }
        print_table(runs);
        if (argc == 3)
                write_csv(argv[2], runs);
        return 0;
}
