/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The protections of each process of the real gateway, as the kernel shows them, and its whole life under them: traffic, edits, a folder
 * that is replaced, unplugging, reloads, folds and deaths. And no process has in its memory what of the configuration is not its business.
 *
 * covers: sandbox fence filter folders reader
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/sandbox.h"
#include "forensic/places.h"
#include "harness.h"

#define PROCESSES 8
#define HER "+40700000001"

static const char *const names[] = {"parent", "ledger", "engine", "sim1", "sim2", "gsup", "http"};
#define NNAMES (sizeof names / sizeof names[0])

static pid_t
process(struct rig *rig, const char *name)
{
        return strcmp(name, "parent") == 0 ? rig->daemon : rig_child(rig, name);
}

static bool
may_write(const char *name)
{
        return strcmp(name, "parent") == 0 || strcmp(name, "ledger") == 0;
}

/* --- a gateway with every process there is -------------------------------------------------------- */

static unsigned
free_port(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof address;
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
        assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
        close(fd);
        return ntohs(address.sin_port);
}

static struct rig *
open_whole(const char *more)
{
        struct rig_options options = {.nmodems = 2, .own_messages = true};
        char config[1024];

        snprintf(config, sizeof config,
                 "http = { listen = \"127.0.0.1:%u\"; };\ngsup = { hlr = \"127.0.0.1:%u\"; name = \"waymark\"; };\n%s", free_port(),
                 free_port(), more);
        options.config = config;
        return rig_open(&options);
}

static const char *
read_config(struct rig *rig)
{
        static char text[16384];
        FILE *file = fopen(rig->config, "r");

        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
        return text;
}

/* --- as the kernel shows them --------------------------------------------------------------------- */

static const char *
proc_line(struct rig *rig, pid_t pid, const char *file, const char *begin)
{
        static char line[512];
        char path[64];
        FILE *in;

        snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
        in = fopen(path, "r");
        while (in != NULL && fgets(line, sizeof line, in) != NULL)
                if (strncmp(line, begin, strlen(begin)) == 0) {
                        fclose(in);
                        return line + strlen(begin);
                }
        rig_fail(rig, "%s has no line %s", path, begin);
}

/* True if the kernel gives landlock to anyone: then each process must have it. */
static bool
kernel_has_landlock(void)
{
        int status;
        pid_t pid = fork();

        if (pid == 0) {
                struct sandbox sandbox = {.role = FILTER_ROLE_MODEM, .title = "", .user = ""};

                _exit(sandbox_enter(&sandbox) == 0 && (sandbox.in_force & SANDBOX_PROTECTION_LANDLOCK) != 0 ? 0 : 1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return status == 0;
}

static void
expect_word(struct rig *rig, const char *name, const char *text, const char *word)
{
        const char *at = strstr(text, word);

        if (at == NULL)
                rig_fail(rig, "%s should have %s, and has %s", name, word, text);
}

static void
expect_report(struct rig *rig, const char *name, bool has_landlock)
{
        bool is_modem = strncmp(name, "sim", 3) == 0;
        char key[96];
        const char *value;

        snprintf(key, sizeof key, "protection.%s%s.in_force", is_modem ? "modem." : "", name);
        value = rig_status(rig, key);
#ifndef WAYMARK_NO_SECCOMP
        expect_word(rig, name, value, "seccomp");
#endif
        expect_word(rig, name, value, "no-dump");
        expect_word(rig, name, value, "no-privileges");
        if (!may_write(name))
                expect_word(rig, name, value, "no-files");
        if (has_landlock)
                expect_word(rig, name, value, "landlock");
}

static void
expect_kernel(struct rig *rig, const char *name)
{
        pid_t pid = process(rig, name);

        if (pid == 0)
                rig_fail(rig, "there is no %s", name);
#ifndef WAYMARK_NO_SECCOMP
        assert_int_equal(strtol(proc_line(rig, pid, "status", "Seccomp:"), NULL, 10), 2);
#endif
        assert_int_equal(strtol(proc_line(rig, pid, "status", "NoNewPrivs:"), NULL, 10), 1);
        assert_int_equal(strtol(proc_line(rig, pid, "limits", "Max core file size"), NULL, 10), 0);
        if (!may_write(name)) {
                const char *limit = proc_line(rig, pid, "limits", "Max file size");

                assert_null(strstr(limit, "unlimited"));
                assert_int_equal(strtol(limit, NULL, 10), 0);
        }
}

/* Whoever it belongs to, its /proc belongs to root: nobody else may look into its memory. */
static void
expect_user(struct rig *rig, const char *name, uid_t uid)
{
        pid_t pid = process(rig, name);
        struct stat st;
        char path[64];
        unsigned uids[4];

        assert_int_equal(sscanf(proc_line(rig, pid, "status", "Uid:"), "%u %u %u %u", &uids[0], &uids[1], &uids[2], &uids[3]), 4);
        for (int i = 0; i < 4; i++)
                assert_int_equal(uids[i], uid);
        snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_uid, 0);
        if (uid != 0) {
                assert_int_equal(strtoull(proc_line(rig, pid, "status", "CapEff:"), NULL, 16), 0);
                assert_int_equal(strtoull(proc_line(rig, pid, "status", "CapPrm:"), NULL, 16), 0);
        }
}

static void
expect_all_protected(struct rig *rig, uid_t uid)
{
        bool has_landlock = kernel_has_landlock();

        for (size_t i = 0; i < NNAMES; i++) {
                expect_kernel(rig, names[i]);
                expect_user(rig, names[i], uid);
                expect_report(rig, names[i], has_landlock);
        }
}

static void
each_process_is_protected(void **state)
{
        struct rig *rig = open_whole("");
        char out[16384];

        (void)state;
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        expect_all_protected(rig, geteuid());
        (void)rig_run(rig, out, sizeof out, NULL, "waymark -c %s status", rig->config);
        assert_non_null(strstr(out, "\nProtection    "));
        (void)rig_run(rig, out, sizeof out, NULL, "waymark -c %s status --json", rig->config);
        assert_non_null(strstr(out, "\"in_force\": ["));
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

/* --- who holds what --------------------------------------------------------------------------------- */

#define LINKS 256

struct holding {
        char target[128];
        size_t holder;
};

/* Every socket has one holder: nobody can read the rows of another. Only the http process has one that listens to the network. */
static void
no_process_holds_what_is_anothers(void **state)
{
        struct rig *rig = open_whole("");
        static struct holding holdings[LINKS];
        int n = 0, ttys = 0;

        (void)state;
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        for (size_t i = 0; i < NNAMES; i++) {
                char folder[64], path[400];
                struct dirent *entry;
                DIR *dir;

                snprintf(folder, sizeof folder, "/proc/%d/fd", (int)process(rig, names[i]));
                dir = opendir(folder);
                if (dir == NULL) {
                        puts("# the descriptors of other processes cannot be seen without root");
                        rig_close(rig);
                        skip();
                }
                while ((entry = readdir(dir)) != NULL) {
                        ssize_t len;

                        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
                        len = readlink(path, holdings[n].target, sizeof holdings[n].target - 1);
                        if (len <= 0 || strtol(entry->d_name, NULL, 10) <= 2)
                                continue;
                        holdings[n].target[len] = '\0';
                        holdings[n].holder = i;
                        ttys += strncmp(names[i], "sim", 3) == 0 && strstr(holdings[n].target, "/pts/") != NULL;
                        if (strncmp(holdings[n].target, "socket:", 7) == 0 && n < LINKS - 1)
                                n++;
                        else if (strncmp(names[i], "sim", 3) != 0 && strcmp(names[i], "parent") != 0 &&
                                 strstr(holdings[n].target, "/pts/") != NULL)
                                rig_fail(rig, "%s holds %s", names[i], holdings[n].target);
                }
                closedir(dir);
        }
        assert_true(n > 20);
        assert_true(ttys >= 2); /* so that the search is known to find them */
        for (int a = 0; a < n; a++)
                for (int b = 0; b < a; b++)
                        if (strcmp(holdings[a].target, holdings[b].target) == 0 && holdings[a].holder != holdings[b].holder)
                                rig_fail(rig, "%s and %s both hold %s", names[holdings[a].holder], names[holdings[b].holder],
                                         holdings[a].target);
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

/* --- the whole life under them ------------------------------------------------------------------------ */

static void
expect_reply(struct rig *rig, const char *begin)
{
        static int n; /* a new number each time: nobody is answered often within an hour */

        for (int64_t until = clock_ms() + RIG_MS;;) {
                char number[24];
                const char *reply;

                snprintf(number, sizeof number, "+447946%06d", n++);
                reply = rig_ask(rig, number, "JOB");
                if (strncmp(reply, begin, strlen(begin)) == 0)
                        return;
                if (clock_ms() > until)
                        rig_fail(rig, "the reply is still %s", reply);
        }
}

/* A filter that forbids too much would kill: the log names signal 31. */
static void
expect_nobody_was_stopped(struct rig *rig)
{
        char word[32];

        snprintf(word, sizeof word, "ended by signal %d", SIGSYS);
        if (strstr(rig_log(rig), word) != NULL)
                rig_fail(rig, "a system call that is needed was forbidden");
}

static void
edit(struct rig *rig, const char *path, const char *words)
{
        char text[256];

        snprintf(text, sizeof text, "Keywords: job\nMenu: Job offers\nReviewed: no\n\n%s Advice: {HELP}\n", words);
        rig_write(rig, path, text, strlen(text));
}

static void
move(struct rig *rig, const char *from, const char *to)
{
        char a[RIG_PATH], b[RIG_PATH];

        snprintf(a, sizeof a, "%s/%s", rig->folder, from);
        snprintf(b, sizeof b, "%s/%s", rig->folder, to);
        assert_int_equal(rename(a, b), 0);
}

static void
copy(struct rig *rig, const char *from, const char *to)
{
        char command[RIG_PATH * 2 + 32];

        snprintf(command, sizeof command, "cp -r '%s/%s' '%s/%s'", rig->folder, from, rig->folder, to);
        assert_int_equal(system(command), 0);
}

/* In place, by another folder that takes the place of the old one, and beyond a link. */
static void
the_texts_are_followed_wherever_they_go(void **state)
{
        struct rig_options options = {.own_messages = true, .config = "guard = { parts_per_day = 100000; };"};
        struct rig *rig = rig_open(&options);
        char link[RIG_PATH];

        (void)state;
        edit(rig, "messages/en/job.txt", "First words.");
        expect_reply(rig, "First words.");

        copy(rig, "messages", "next");
        edit(rig, "next/en/job.txt", "Second words.");
        move(rig, "messages", "old");
        move(rig, "next", "messages");
        expect_reply(rig, "Second words.");

        copy(rig, "messages/en", "shared");
        edit(rig, "shared/job.txt", "Third words.");
        move(rig, "messages/en", "old-en");
        snprintf(link, sizeof link, "%s/messages/en", rig->folder);
        assert_int_equal(symlink("../shared", link), 0);
        expect_reply(rig, "Third words.");
        edit(rig, "shared/job.txt", "Fourth words.");
        expect_reply(rig, "Fourth words.");

        rig_wait_status(rig, "gateway.health", "ok");
        expect_nobody_was_stopped(rig);
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

static bool
kill_child(struct rig *rig, void *name)
{
        pid_t pid = rig_child(rig, name);

        return pid > 0 && kill(pid, SIGKILL) == 0;
}

/* Each from another number: the same text of the same second in the same slot is the same message. */
static void
kill_and_ask(struct rig *rig, const char *name)
{
        static int n;
        char number[24];

        snprintf(number, sizeof number, "+4070001%04d", n++);
        rig_until(rig, kill_child, (void *)(uintptr_t)name, "the process to be killed");
        if (rig_ask(rig, number, "JOB")[0] == '\0')
                rig_fail(rig, "no reply after the death of %s", name);
}

static void
ask_from_everywhere(struct rig *rig, int round)
{
        for (int i = 0; i < 10; i++) {
                char number[24];

                snprintf(number, sizeof number, "+4070000%02d%02d", round, i);
                assert_true(strlen(rig_ask(rig, number, i % 2 == 0 ? "робота" : "casa")) > 0);
        }
}

static void
lives_its_whole_life(struct rig *rig)
{
        char text[16384];
        long before;

        ask_from_everywhere(rig, 1);
        rig_sim(rig, "unplug sim1");
        rig_wait_status(rig, "modem.sim1.phase", "waiting");
        rig_sim(rig, "replug sim1 other");
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        ask_from_everywhere(rig, 2);
        for (size_t i = 1; i < NNAMES; i++) {
                kill_and_ask(rig, names[i]);
        }
        kill(rig->daemon, SIGHUP); /* nothing changed: the texts are read again */
        snprintf(text, sizeof text, "%sguard = { parts_per_day = 100001; };\n", read_config(rig));
        rig_write(rig, "waymark.cfg", text, strlen(text));
        kill(rig->daemon, SIGHUP);
        rig_wait_status(rig, "budget.limit", "100001");
        ask_from_everywhere(rig, 3);
        rig_wait_empty(rig, "sim1");
        rig_wait_status(rig, "modem.sim1.phase", "ready");
        before = 30 + (long)NNAMES - 1;
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), before);
        rig_start_daemon(rig);
        ask_from_everywhere(rig, 4);
        expect_nobody_was_stopped(rig);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), before + 10);
}

static void
lives_its_whole_life_under_them(void **state)
{
        struct rig *rig = open_whole("");

        (void)state;
        lives_its_whole_life(rig);
        rig_close(rig);
}

/* The state folder is replaced while counts are pending: the ledger is born anew and folds them into the new one. */
static void
counts_reach_a_state_folder_that_was_replaced(void **state)
{
        struct rig_options options = {.config = "counts = { fold_minutes = 1440; };"}; /* none of its own accord in between */
        struct rig *rig = rig_open(&options);

        (void)state;
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        rig_wait_status(rig, "ledger.unfolded", "1");
        copy(rig, "state", "next");
        move(rig, "state", "old");
        move(rig, "next", "state");
        rig_until(rig, kill_child, (void *)(uintptr_t)"ledger", "the ledger to be killed"); /* as its own end after a fold that failed */
        rig_wait_status(rig, "ledger.unfolded", "1");
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 1);
        expect_nobody_was_stopped(rig);
        rig_close(rig);
}

/* --- as whom it is started ----------------------------------------------------------------------------- */

static void
as_root_it_becomes_its_user(void **state)
{
        const struct passwd *pw = getpwnam("nobody");
        struct rig *rig;

        (void)state;
        if (geteuid() != 0 || pw == NULL) {
                puts("# only root can become another user");
                skip();
        }
        struct rig_options options = {.nmodems = 2, .own_messages = true, .no_start = true};
        char config[1024], command[512];

        snprintf(config, sizeof config,
                 "user = \"nobody\"; http = { listen = \"127.0.0.1:%u\"; };\ngsup = { hlr = \"127.0.0.1:%u\"; name = \"waymark\"; };\n",
                 free_port(), free_port());
        options.config = config;
        rig = rig_open(&options);
        snprintf(command, sizeof command, "chmod 755 %s && chown -R nobody %s %s/sim1 %s/sim2 2>/dev/null; chown nobody $(readlink -f %s/sim1 %s/sim2)",
                 rig->folder, rig->folder, rig->folder, rig->folder, rig->folder, rig->folder);
        assert_int_equal(system(command), 0);
        rig_start_daemon(rig);
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0);
        expect_all_protected(rig, pw->pw_uid);
        ask_from_everywhere(rig, 1);
        for (size_t i = 1; i < NNAMES; i++) {
                kill_and_ask(rig, names[i]);
        }
        expect_nobody_was_stopped(rig);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 11 + (long)NNAMES - 1);
        rig_close(rig);
}

/* The whole bench in a process that is nobody. */
static void
a_plain_user_may_start_it(void **state)
{
        const struct passwd *pw = getpwnam("nobody");
        const char *build = getenv("WAYMARK_BUILD");
        char program[RIG_PATH];
        int status;
        pid_t pid;

        (void)state;
        if (geteuid() != 0 || pw == NULL) {
                puts("# started as a plain user: all other cases are this one");
                skip();
        }
        snprintf(program, sizeof program, "%s/waymarkd", build != NULL ? build : "build");
        fflush(stdout);
        pid = fork();
        if (pid == 0) {
                struct rig *rig;

                if (setgid(pw->pw_gid) < 0 || setuid(pw->pw_uid) < 0)
                        _exit(1);
                if (access(program, X_OK) < 0 || access("messages/en/job.txt", R_OK) < 0)
                        _exit(77);
                rig = open_whole("");
                expect_all_protected(rig, pw->pw_uid);
                lives_its_whole_life(rig);
                rig_close(rig);
                _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
                puts("# this folder cannot be read by a plain user");
                skip();
        }
        assert_int_equal(status, 0);
}

/* --- what is left of the configuration ----------------------------------------------------------------- */

static const char *const pins[] = {"48195307", "59306418"};
static const char staff[] = "+40700947136";
static const char secret[] = "Zx7qPm2LkV9wTb4R";
static const char *const smscs[] = {"+40701948213", "+40702750936"}; /* each SIM's own service centre: it names the network that is used */

struct needle {
        const char *text;
        size_t found;
};

static void
count_needle(void *arg, const char *where, const unsigned char *bytes, size_t len)
{
        struct needle *needle = arg;
        const unsigned char *at = bytes;

        (void)where;
        while ((at = memmem(at, len - (size_t)(at - bytes), needle->text, strlen(needle->text))) != NULL) {
                needle->found++;
                at++;
        }
}

static size_t
times_in(struct rig *rig, const char *name, const char *text)
{
        struct needle needle = {.text = text};

        places_read_memory(process(rig, name), count_needle, &needle);
        return needle.found;
}

/* In every coding that a number can take. */
static size_t
times_in_any_coding(struct rig *rig, const char *name, const char *number)
{
        struct traces *traces = traces_new();
        size_t n;

        traces_add_number(traces, 0, number);
        n = places_search_process(traces, process(rig, name));
        traces_free(traces);
        return n;
}

/* A modem process asks its SIM for it; nobody else has any business with it. */
static void
expect_service_centres(struct rig *rig)
{
        for (size_t i = 0; i < NNAMES; i++)
                for (int modem = 0; modem < 2; modem++) {
                        bool knows = strcmp(names[i], modem == 0 ? "sim1" : "sim2") == 0;

                        if ((times_in_any_coding(rig, names[i], smscs[modem]) > 0) != knows)
                                rig_fail(rig, "%s %s the service centre of sim%d", names[i], knows ? "must know" : "knows", modem + 1);
                }
}

static void
expect_secrets(struct rig *rig)
{
        expect_service_centres(rig);
        for (size_t i = 1; i < NNAMES; i++) {
                for (int modem = 0; modem < 2; modem++) {
                        bool knows = strcmp(names[i], modem == 0 ? "sim1" : "sim2") == 0;

                        if ((times_in(rig, names[i], pins[modem]) > 0) != knows)
                                rig_fail(rig, "%s %s the PIN of sim%d", names[i], knows ? "must know" : "knows", modem + 1);
                }
                if (times_in(rig, names[i], staff) > 0)
                        rig_fail(rig, "%s knows a number of staff", names[i]);
                if ((times_in(rig, names[i], secret) > 0) != (strcmp(names[i], "http") == 0))
                        rig_fail(rig, "the secret of http and %s", names[i]);
        }
        assert_true(times_in(rig, "parent", pins[0]) > 0); /* it starts the modems: the search finds what is there */
}

/* Others than `arg`, if it names an earlier generation: who was killed is seen for a moment still. */
static bool
all_are_ready(struct rig *rig, void *arg)
{
        const pid_t *before = arg;

        for (size_t i = 1; i < NNAMES; i++)
                if (process(rig, names[i]) == 0 || (before != NULL && process(rig, names[i]) == before[i]))
                        return false;
        return strcmp(rig_status(rig, "modem.sim1.phase"), "ready") == 0 && strcmp(rig_status(rig, "modem.sim2.phase"), "ready") == 0;
}

static void
note_processes(struct rig *rig, pid_t pids[static NNAMES])
{
        for (size_t i = 0; i < NNAMES; i++)
                pids[i] = process(rig, names[i]);
}

static void
nobody_holds_what_is_not_its_business(void **state)
{
        struct rig_options options = {.nmodems = 2, .no_start = true, .modem = "pin = \"48195307\"; forget_s = 0;"};
        char config[1024], text[16384], *second;
        pid_t before[NNAMES];
        struct rig *rig;

        (void)state;
        snprintf(config, sizeof config,
                 "http = { listen = \"127.0.0.1:%u\"; secret = \"%s\"; };\ngsup = { hlr = \"127.0.0.1:%u\"; name = \"waymark\"; };\n"
                 "alerts = { numbers = [ \"%s\" ]; };\n", free_port(), secret, free_port(), staff);
        options.config = config;
        rig = rig_open(&options);
        snprintf(text, sizeof text, "%s", read_config(rig));
        second = strstr(strstr(text, pins[0]) + 1, pins[0]);
        assert_non_null(second);
        memcpy(second, pins[1], strlen(pins[1]));
        rig_write(rig, "waymark.cfg", text, strlen(text));
        rig_sim(rig, "set sim1 pin %s", pins[0]);
        rig_sim(rig, "set sim2 pin %s", pins[1]);
        rig_sim(rig, "set sim1 smsc %s", smscs[0]);
        rig_sim(rig, "set sim2 smsc %s", smscs[1]);
        rig_start_daemon(rig);
        if (!places_may_read(rig->daemon)) {
                puts("# the memory of other processes cannot be read here: nothing was searched");
                rig_close(rig);
                skip();
        }
        rig_until(rig, all_are_ready, NULL, "all processes at work");
        assert_true(strlen(rig_ask(rig, HER, "JOB")) > 0); /* by which a service centre is named in a PDU, too */
        expect_secrets(rig);
        /* children that are born later, while a new configuration was read and refused, and after one was taken */
        kill(rig->daemon, SIGHUP);
        note_processes(rig, before);
        for (size_t i = 1; i < NNAMES; i++)
                rig_until(rig, kill_child, (void *)(uintptr_t)names[i], "the process to be killed");
        rig_until(rig, all_are_ready, before, "all processes back");
        expect_secrets(rig);
        note_processes(rig, before);
        strcat(text, "guard = { parts_per_day = 77; };\n");
        rig_write(rig, "waymark.cfg", text, strlen(text));
        kill(rig->daemon, SIGHUP);
        rig_wait_status(rig, "budget.limit", "77");
        rig_until(rig, all_are_ready, before, "all processes at work again");
        expect_secrets(rig);
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_process_is_protected),
                cmocka_unit_test(no_process_holds_what_is_anothers),
                cmocka_unit_test(the_texts_are_followed_wherever_they_go),
                cmocka_unit_test(lives_its_whole_life_under_them),
                cmocka_unit_test(counts_reach_a_state_folder_that_was_replaced),
                cmocka_unit_test(as_root_it_becomes_its_user),
                cmocka_unit_test(a_plain_user_may_start_it),
                cmocka_unit_test(nobody_holds_what_is_not_its_business),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
