/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sticks as they are: each capture in tests/captures/ is played by the simulated modem, and what is written beside it (.expect) is done
 * and must come true. Afterwards, always: everybody answered exactly once, as the simulator's own record says, the SIM empty, and the
 * ledger of the same opinion. tests/captures/README.md explains both files; a new stick needs no line here.
 *
 * covers: phone modem connection
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness_faults.h"

#define FOLDER "tests/captures"
#define CAPTURES 64
#define STEPS 64
#define TEXT 1024
#define AT_A_TIME 4

enum outcome_code { ANSWERED = 1, REFUSED = 2, EXPIRED = 5, UNREADABLE = 8 }; /* src/common/kinds.def */

struct expectation {
        char modem[TEXT], config[TEXT], simmodem[TEXT];
        char steps[STEPS][TEXT];
        int nsteps;
        int answered, refused, unreadable, repeated, references;
};

static char captures[CAPTURES][128];
static int ncaptures;

static bool
take_word(const char *line, const char *key, char *value)
{
        size_t len = strlen(key);

        if (strncmp(line, key, len) != 0 || line[len] != ':')
                return false;
        line += len + 1;
        snprintf(value, TEXT, "%s", line + strspn(line, " "));
        return true;
}

static bool
take_number(const char *line, const char *key, int *value)
{
        char text[TEXT];

        if (!take_word(line, key, text))
                return false;
        *value = (int)strtol(text, NULL, 10);
        return true;
}

static void
read_expectation(const char *capture, struct expectation *expect)
{
        char path[256], line[TEXT];
        FILE *file;

        memset(expect, 0, sizeof *expect);
        snprintf(path, sizeof path, FOLDER "/%s.expect", capture);
        file = fopen(path, "r");
        if (file == NULL) {
                printf("%s is missing\n", path);
                exit(1);
        }
        while (file != NULL && fgets(line, sizeof line, file) != NULL) {
                line[strcspn(line, "\r\n")] = '\0';
                if (line[0] == '\0' || line[0] == '#' || take_word(line, "modem", expect->modem) ||
                    take_word(line, "config", expect->config) || take_word(line, "simmodem", expect->simmodem) ||
                    take_number(line, "answered", &expect->answered) || take_number(line, "refused", &expect->refused) ||
                    take_number(line, "unreadable", &expect->unreadable) || take_number(line, "repeated", &expect->repeated) ||
                    take_number(line, "references", &expect->references))
                        continue;
                assert_true(expect->nsteps < STEPS);
                snprintf(expect->steps[expect->nsteps++], TEXT, "%s", line);
        }
        if (file != NULL)
                fclose(file);
}

/* --- steps --- */

static bool
problem_has(struct rig *rig, void *arg)
{
        return strstr(rig_status(rig, "modem.sim1.problem"), (const char *)arg) != NULL;
}

static void
take_step(struct rig *rig, const char *step)
{
        char value[TEXT];
        char *space;

        if (strcmp(step, "start") == 0) {
                rig_start_daemon(rig);
        } else if (strcmp(step, "empty") == 0) {
                rig_wait_empty(rig, "sim1");
        } else if (take_word(step, "sim", value)) {
                rig_sim(rig, "%s", value);
        } else if (take_word(step, "problem", value)) {
                rig_until(rig, problem_has, value, step);
        } else if (take_word(step, "status", value) && (space = strchr(value, ' ')) != NULL) {
                *space = '\0';
                rig_wait_status(rig, value, space + 1);
        } else {
                rig_fail(rig, "no such step: %s", step);
        }
}

/* --- the simulator's own record --- */

struct part {
        char to[40], text[TEXT];
};

static void
field(const char *line, const char *key, char *value, size_t room)
{
        const char *at = strstr(line, key);

        value[0] = '\0';
        if (at != NULL)
                snprintf(value, room, "%.*s", (int)strcspn(at + strlen(key), key[1] == 't' && key[2] == 'e' ? "\n" : " \n"),
                         at + strlen(key));
}

/* Accepted parts in all, parts that went out once more, people who got something. */
static void
read_record(struct rig *rig, int *nparts, int *nrepeated, int *npeople)
{
        static struct part parts[4096];
        char outcome[32];

        *nparts = *nrepeated = *npeople = 0;
        for (const char *line = rig_sim(rig, "sent"); strncmp(line, "sent ", 5) == 0; line = strchr(line, '\n') + 1) {
                struct part *part = &parts[*nparts];
                bool known = false, repeated = false;

                field(line, " outcome=", outcome, sizeof outcome);
                if (strcmp(outcome, "accepted") != 0)
                        continue;
                field(line, " to=", part->to, sizeof part->to);
                field(line, " text=", part->text, sizeof part->text);
                for (int i = 0; i < *nparts; i++) {
                        known = known || strcmp(parts[i].to, part->to) == 0;
                        repeated = repeated || (strcmp(parts[i].to, part->to) == 0 && strcmp(parts[i].text, part->text) == 0);
                }
                *npeople += !known;
                *nrepeated += repeated;
                assert_true(++*nparts < 4096);
        }
}

static void
check_count(struct rig *rig, const char *what, long is, long expected)
{
        if (is != expected)
                rig_fail(rig, "%s: %ld, not %ld", what, is, expected);
}

static long
counted(struct rig *rig, enum outcome_code outcome)
{
        char sql[128];

        snprintf(sql, sizeof sql, "SELECT coalesce(sum(messages), 0) FROM outcomes WHERE outcome = %d", (int)outcome);
        return rig_count(rig, sql);
}

/* How often a long reply had another reference than the one before it; the first counts. */
static int
count_references(struct rig *rig)
{
        char part[8], reference[8], before[8] = "";
        int n = 0;

        for (const char *line = rig_sim(rig, "sent"); strncmp(line, "sent ", 5) == 0; line = strchr(line, '\n') + 1) {
                field(line, " part=", part, sizeof part);
                field(line, " ref=", reference, sizeof reference);
                if (strcmp(part, "1") == 0)
                        n += strcmp(reference, before) != 0;
                snprintf(before, sizeof before, "%s", reference);
        }
        return n;
}

static void
check_end(struct rig *rig, const struct expectation *expect)
{
        int nparts, nrepeated, npeople;

        rig_wait_empty(rig, "sim1");
        check_count(rig, "exit status", rig_stop_daemon(rig), 0);
        read_record(rig, &nparts, &nrepeated, &npeople);
        check_count(rig, "people who got an answer", npeople, expect->answered);
        if (expect->references > 0)
                check_count(rig, "new references of long replies", count_references(rig), expect->references);
        if (nrepeated > expect->repeated)
                rig_fail(rig, "%d parts went out again", nrepeated);
        check_count(rig, "counted as answered", counted(rig, ANSWERED), expect->answered);
        check_count(rig, "counted as refused", counted(rig, REFUSED), expect->refused);
        check_count(rig, "counted as unreadable", counted(rig, UNREADABLE), expect->unreadable);
        check_count(rig, "parts counted and not repeated",
                    rig_count(rig, "SELECT coalesce(sum(parts), 0) FROM outcomes WHERE outcome = 1"), nparts - nrepeated);
}

static void
play(const char *capture)
{
        static struct expectation expect;
        struct rig_options options = {.program = FAULTS_PROGRAM, .no_start = true};
        struct rig *rig;

        read_expectation(capture, &expect);
        options.modem = expect.modem;
        options.config = expect.config;
        options.simmodem = expect.simmodem;
        rig = rig_open(&options);
        rig_sim(rig, "play sim1 " FOLDER "/%s.cap", capture);
        for (int i = 0; i < expect.nsteps; i++)
                take_step(rig, expect.steps[i]);
        check_end(rig, &expect);
        rig_close(rig);
}

/* --- several at a time: most of it is waiting --- */

static struct run {
        pid_t pid;
        FILE *output;
        bool started;
} runs[CAPTURES];
static char *program;

static void
start(int i)
{
        struct run *run = &runs[i];

        if (i >= ncaptures || run->started)
                return;
        run->started = true;
        run->output = tmpfile();
        assert_non_null(run->output);
        fflush(NULL);
        run->pid = fork();
        if (run->pid != 0)
                return;
        (void)dup2(fileno(run->output), STDOUT_FILENO);
        (void)dup2(fileno(run->output), STDERR_FILENO);
        execl(program, program, captures[i], (char *)NULL);
        _exit(127);
}

static void
plays(void **state)
{
        int i = (int)((char (*)[128])*state - captures), status;
        char line[TEXT];

        for (int next = i; next < i + AT_A_TIME; next++)
                start(next);
        assert_int_equal(waitpid(runs[i].pid, &status, 0), runs[i].pid);
        if (status != 0) {
                rewind(runs[i].output);
                while (fgets(line, sizeof line, runs[i].output) != NULL)
                        fputs(line, stdout);
        }
        fclose(runs[i].output);
        assert_int_equal(status, 0);
}

/* --- the folder --- */

static int
by_name(const void *a, const void *b)
{
        return strcmp(a, b);
}

static void
find_captures(void)
{
        DIR *dir = opendir(FOLDER);
        struct dirent *entry;

        if (dir == NULL)
                return;
        while ((entry = readdir(dir)) != NULL && ncaptures < CAPTURES) {
                size_t len = strlen(entry->d_name);

                if (len > 4 && len < sizeof captures[0] && strcmp(entry->d_name + len - 4, ".cap") == 0)
                        snprintf(captures[ncaptures++], sizeof captures[0], "%.*s", (int)len - 4, entry->d_name);
        }
        closedir(dir);
        qsort(captures, (size_t)ncaptures, sizeof captures[0], by_name);
}

static void
there_are_captures(void **state)
{
        (void)state;
        assert_true(ncaptures >= 12);
}

/* One capture by its name, or all. */
int
main(int argc, char **argv)
{
        static struct CMUnitTest tests[CAPTURES + 1] = {cmocka_unit_test(there_are_captures)};

        if (argc > 1) {
                play(argv[1]);
                return 0;
        }
        program = argv[0];
        find_captures();
        for (int i = 0; i < ncaptures; i++)
                tests[i + 1] = (struct CMUnitTest){.name = captures[i], .test_func = plays, .initial_state = captures[i]};
        return _cmocka_run_group_tests("captures", tests, (size_t)ncaptures + 1, NULL, NULL);
}
