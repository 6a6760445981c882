/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command `waymark` as scripts see it: options, exit statuses, output; with a gateway played by this test for `status`.
 * covers: command
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OUTPUT (1 << 20)
#define ARGUMENTS 16

struct fixture {
        char folder[64];
        char config[96];
        char *out, *err;
        pid_t gateway;                  /* 0: none */
};

/* --- the folder ------------------------------------------------------------------------------------------ */

static void
write_file(const struct fixture *fixture, const char *name, const char *text)
{
        char path[160];
        FILE *file;

        snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
        file = fopen(path, "w");
        assert_non_null(file);
        assert_true(fputs(text, file) >= 0);
        assert_int_equal(fclose(file), 0);
}

static void
write_config(const struct fixture *fixture, const char *more)
{
        char messages[PATH_MAX], text[PATH_MAX + 1024]; /* realpath() wants that much */

        assert_non_null(realpath("messages", messages));
        snprintf(text, sizeof text,
                 "country = \"RO\";\nlanguages = [ \"uk\", \"ru\", \"ro\", \"en\" ];\nmessages = \"%s\";\nstate = \"state\";\nruntime = \"run\";\n"
                 "modems = ( { name = \"sim1\"; device = \"nothing\"; own_number = \"+40700000099\"; } );\n%s",
                 messages, more);
        write_file(fixture, "waymark.cfg", text);
}

/* A copy of the messages for tests that edit them. */
static void
copy_messages(const struct fixture *fixture)
{
        char command[128];

        snprintf(command, sizeof command, "cp -R messages %s/messages", fixture->folder);
        assert_int_equal(system(command), 0);
        write_file(fixture, "waymark.cfg", "country = \"RO\"; languages = [ \"en\", \"uk\", \"ro\" ]; messages = \"messages\";\n"
                                           "modems = ( { name = \"a\"; device = \"b\"; } );\n");
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);
        char path[128];

        snprintf(fixture->folder, sizeof fixture->folder, "/tmp/waymark-cli-XXXXXX");
        if (mkdtemp(fixture->folder) == NULL)
                return -1;
        snprintf(path, sizeof path, "%s/run", fixture->folder);
        if (mkdir(path, 0700) < 0)
                return -1;
        snprintf(fixture->config, sizeof fixture->config, "%s/waymark.cfg", fixture->folder);
        fixture->out = calloc(2, OUTPUT);
        fixture->err = fixture->out + OUTPUT;
        *state = fixture;
        write_config(fixture, "");
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;
        char command[128];

        if (fixture->gateway > 0) {
                kill(fixture->gateway, SIGKILL);
                waitpid(fixture->gateway, NULL, 0);
        }
        snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
        (void)!system(command);
        free(fixture->out);
        free(fixture);
        return 0;
}

/* --- running it -------------------------------------------------------------------------------------------- */

/* Two pipes read at once, so that neither fills up. */
static void
read_both(int out, int err, struct fixture *fixture)
{
        struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
        char *texts[2] = {fixture->out, fixture->err};
        size_t lens[2] = {0, 0};

        while (fds[0].fd >= 0 || fds[1].fd >= 0) {
                assert_true(poll(fds, 2, 60000) > 0);
                for (int i = 0; i < 2; i++) {
                        ssize_t n;

                        if (fds[i].fd < 0 || fds[i].revents == 0)
                                continue;
                        n = read(fds[i].fd, texts[i] + lens[i], OUTPUT - 1 - lens[i]);
                        lens[i] += n > 0 ? (size_t)n : 0;
                        if (n <= 0)
                                fds[i].fd = -1;
                }
        }
        texts[0][lens[0]] = '\0';
        texts[1][lens[1]] = '\0';
}

static int
run_list(struct fixture *fixture, const char *input, const char **argv)
{
        char program[256];
        const char *build = getenv("WAYMARK_BUILD");
        int out[2], err[2], status;
        pid_t pid;

        snprintf(program, sizeof program, "%s/waymark", build != NULL ? build : "build");
        assert_int_equal(pipe(out), 0);
        assert_int_equal(pipe(err), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                int in = open(input != NULL ? input : "/dev/null", O_RDONLY);

                (void)dup2(in, 0);
                (void)dup2(out[1], 1);
                (void)dup2(err[1], 2);
                for (int fd = 3; fd < 32; fd++)
                        close(fd);
                execv(program, (char **)(uintptr_t)argv);
                _exit(126);
        }
        close(out[1]);
        close(err[1]);
        read_both(out[0], err[0], fixture);
        close(out[0]);
        close(err[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

/* The words after the program's name, up to NULL. Returns the exit status. */
static int
run(struct fixture *fixture, ...)
{
        const char *argv[ARGUMENTS + 2] = {"waymark"};
        va_list args;
        int n = 1;

        va_start(args, fixture);
        while (n <= ARGUMENTS && (argv[n] = va_arg(args, const char *)) != NULL)
                n++;
        va_end(args);
        return run_list(fixture, NULL, argv);
}

static void
assert_says(const char *text, const char *words)
{
        if (strstr(text, words) == NULL)
                fail_msg("\"%s\" is missing in:\n%s", words, text);
}

/* --- a gateway ------------------------------------------------------------------------------------------------ */

static void
serve(int fd, const char *report)
{
        char ask[64];
        int client = accept(fd, NULL, NULL);

        if (client < 0 || recv(client, ask, sizeof ask, 0) <= 0)
                _exit(1);
        if (report != NULL && strncmp(ask, "status\n", 7) == 0)
                (void)!write(client, report, strlen(report));
        close(client);
        _exit(0);
}

/* `report` NULL: it hangs up without a word, as on strangers. */
static void
start_gateway(struct fixture *fixture, const char *report)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        snprintf(address.sun_path, sizeof address.sun_path, "%.80s/run/control.sock", fixture->folder);
        assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
        assert_int_equal(listen(fd, 4), 0);
        fixture->gateway = fork();
        assert_true(fixture->gateway >= 0);
        if (fixture->gateway == 0)
                serve(fd, report);
        close(fd);
}

#define REPORT(health, phase, problem)                                                                                 \
        "gateway.version=0.1\ngateway.uptime_s=7500\ngateway.health=" health "\n"                                      \
        "modem.sim1.device=/dev/x\nmodem.sim1.phase=" phase "\nmodem.sim1.signal_percent=64\nmodem.sim1.registered=home\n" \
        "modem.sim1.operator=22601\nmodem.sim1.pending=2\nmodem.sim1.received=12\nmodem.sim1.sent_parts=20\n"          \
        "modem.sim1.reconnects=0\nmodem.sim1.restarts=0\nmodem.sim1.problem=" problem "\n"                             \
        "catalogue.generation=1\ncatalogue.keywords=900\ncatalogue.languages=uk ru\ncatalogue.warnings=0\n"            \
        "catalogue.problem=\nengine.up=yes\nengine.restarts=0\nbudget.day=2026-11-23\nbudget.parts=18\n"               \
        "budget.limit=500\ntoday.day=2026-11-23\ntoday.messages=12\ntoday.answered=11\ntoday.parts=18\n"               \
        "ledger.up=yes\nledger.restarts=0\nledger.failed_folds=0\nledger.unfolded=3\nclock.day=2026-11-23\n"           \
        "weather.wind.speed=strong \"north\"\n"

static void
status_is_0_when_all_is_well(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("ok", "ready", ""));
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 0);
        assert_says(fixture->out, "all is well, running for 2 h 5 min");
        assert_says(fixture->out, "Modem sim1    ready, signal 64 %, 22601; 12 received, 20 parts sent, 2 in hand");
        assert_says(fixture->out, "12 messages, 11 answered, 18 parts sent (2026-11-23)");
        assert_says(fixture->out, "18 of 500 parts used");
        assert_null(strstr(fixture->out, "weather"));
        assert_null(strchr(fixture->out, '\033'));
}

static void
status_is_1_with_problem_and_cure_when_it_is_not(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("degraded", "blocked", "the SIM wants a PIN; write it into waymark.cfg"));
        assert_int_equal(run(fixture, "status", "-c", fixture->config, NULL), 1);
        assert_says(fixture->out, "something is wrong");
        assert_says(fixture->out, "needs you");
        assert_says(fixture->out, "\n              the SIM wants a PIN; write it into waymark.cfg\n");
}

static void
status_in_json_nests_by_dots_and_shows_what_it_does_not_know(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("ok", "ready", ""));
        assert_int_equal(run(fixture, "-c", fixture->config, "status", "--json", NULL), 0);
        assert_says(fixture->out, "\"sim1\": {");
        assert_says(fixture->out, "\"signal_percent\": 64");
        assert_says(fixture->out, "\"operator\": \"22601\"");
        assert_says(fixture->out, "\"up\": true");
        assert_says(fixture->out, "\"languages\": [\n      \"uk\",\n      \"ru\"\n    ]");
        assert_says(fixture->out, "\"speed\": \"strong \\\"north\\\"\"");
}

static void
status_tells_of_protections_in_one_line(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("ok", "ready", "") "protection.parent.in_force=seccomp landlock\nprotection.parent.missing=\n"
                                                         "protection.modem.sim1.in_force=seccomp\nprotection.modem.sim1.missing=\n");
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 0);
        assert_says(fixture->out, "Protection    all in force\n");
}

static void
status_tells_which_protections_are_missing_and_why(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("ok", "ready", "") "protection.parent.in_force=seccomp\nprotection.parent.missing=\n"
                                                         "protection.modem.sim1.in_force=seccomp\nprotection.modem.sim1.missing=landlock locked\n");
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 0);
        assert_says(fixture->out, "this kernel has no landlock");
        assert_says(fixture->out, "LimitMEMLOCK=infinity");
        assert_null(strstr(fixture->out, "all in force"));
}

static void
status_in_json_lists_protections(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, REPORT("ok", "ready", "") "protection.parent.in_force=seccomp landlock\nprotection.parent.missing=locked\n");
        assert_int_equal(run(fixture, "-c", fixture->config, "status", "--json", NULL), 0);
        assert_says(fixture->out, "\"in_force\": [\n        \"seccomp\",\n        \"landlock\"\n      ]");
}

static void
status_is_3_when_nothing_runs(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 3);
        assert_says(fixture->err, "the gateway is not running; start it");
        assert_int_equal(run(fixture, "-c", fixture->config, "status", "--json", NULL), 3);
        assert_says(fixture->out, "\"health\": \"not running\"");
}

static void
status_is_77_for_strangers(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, NULL);
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 77);
        assert_says(fixture->err, "sudo waymark status");
}

static void
status_is_told_though_the_configuration_was_spoilt_since(void **state)
{
        struct fixture *fixture = *state;

        write_config(fixture, "guard = { parts_per_day = 0; };\n");
        start_gateway(fixture, REPORT("ok", "ready", ""));
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 0);
        assert_says(fixture->err, "waymark.cfg:7: \"parts_per_day\" is 0");
        assert_says(fixture->out, "all is well");
}

static void
status_survives_a_report_that_is_garbage(void **state)
{
        struct fixture *fixture = *state;

        start_gateway(fixture, "=\n\n.=.\n..\n...=x\nno equals\nmodem..phase=\033[2J\nmodem.a.b.c.d.e.f.g.h.i.j.k=1\nmodem.sim1.phase=\xff\nunfinished=");
        assert_int_equal(run(fixture, "-c", fixture->config, "status", NULL), 1);
        assert_null(strchr(fixture->out, '\033'));
}

/* --- check ------------------------------------------------------------------------------------------------------ */

static void
check_is_0_for_what_is_shipped(void **state)
{
        struct fixture *fixture = *state;
        int rc = run(fixture, "-c", fixture->config, "check", NULL);

        if (rc != 0)
                print_message("%s%s", fixture->out, fixture->err);
        assert_int_equal(rc, 0);
        assert_says(fixture->out, "job.txt");
        assert_says(fixture->out, "UCS-2");
        assert_says(fixture->out, "GSM-7");
        assert_says(fixture->out, "sound: 0 errors");
        assert_null(strchr(fixture->out, '\033'));
}

static void
check_is_1_and_names_file_line_and_cure(void **state)
{
        struct fixture *fixture = *state;

        write_config(fixture, "gard = { };\n");
        assert_int_equal(run(fixture, "-c", fixture->config, "check", NULL), 1);
        assert_says(fixture->out, "waymark.cfg:7: unknown key \"gard\"; did you mean \"guard\"?");
        assert_says(fixture->out, "not sound: 1 error");
}

static void
check_is_1_for_messages_that_are_not_there(void **state)
{
        struct fixture *fixture = *state;

        write_file(fixture, "waymark.cfg", "country = \"RO\"; languages = [ \"en\" ]; messages = \"none\";\n"
                                           "modems = ( { name = \"a\"; device = \"b\"; } );\n");
        assert_int_equal(run(fixture, "-c", fixture->config, "check", NULL), 1);
        assert_says(fixture->out, "none");
        assert_int_equal(run(fixture, "-c", fixture->config, "check", "--json", NULL), 1);
        assert_says(fixture->out, "\"sound\": false");
        assert_says(fixture->out, "\"severity\": \"error\"");
}

static void
check_in_json_lists_every_reply(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "check", "--json", "-c", fixture->config, NULL), 0);
        assert_says(fixture->out, "\"sound\": true");
        assert_says(fixture->out, "\"file\": \"uk/job.txt\"");
        assert_says(fixture->out, "\"coding\": \"UCS-2\"");
}

static void
check_in_json_tells_the_state_of_every_topic(void **state)
{
        struct fixture *fixture = *state;

        copy_messages(fixture);
        write_file(fixture, "messages/uk/ride.txt", "Reviewed: yes\nEnglish: 2020-01-01\n\n112\n");
        assert_int_equal(run(fixture, "check", "--json", "-c", fixture->config, NULL), 0);
        assert_says(fixture->out, "\"topics\": {\n    \"help\": {\n      \"en\": \"not reviewed\",");
        assert_says(fixture->out, "\"ride\": {\n      \"en\": \"not reviewed\",\n      \"uk\": \"older than the English text\",");
}

static void
check_ends_with_topics_by_languages(void **state)
{
        struct fixture *fixture = *state;
        char path[128];

        copy_messages(fixture);
        write_file(fixture, "messages/uk/love.txt", "Reviewed: yes\n\n112\n");
        snprintf(path, sizeof path, "%s/messages/ro/love.txt", fixture->folder);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(run(fixture, "check", "-c", fixture->config, NULL), 0);
        assert_says(fixture->out, "\ntopic       en  uk  ro\n  help       o   o   o\n");
        assert_says(fixture->out, "\n  love       o   +   -\n");
        assert_says(fixture->out, "\n  + reviewed   o not reviewed   ! older than the English text   - missing\n\nsound: ");
}

static void
check_names_the_dear_letter_where_there_is_a_cheap_one(void **state)
{
        struct fixture *fixture = *state;

        copy_messages(fixture);
        write_file(fixture, "messages/ro/love.txt", "Reviewed: yes\n\nPașaport: 112\n");
        write_file(fixture, "messages/en/love.txt", "Reviewed: yes\n\nTake care \xf0\x9f\x98\x80 112\n");
        assert_int_equal(run(fixture, "check", "-c", fixture->config, NULL), 0);
        assert_says(fixture->out, "line 3: \"ș\" is dear");
        assert_says(fixture->out, "line 3: \"\xf0\x9f\x98\x80\" is dear");
}

static void
check_names_no_letter_in_cyrillic_and_no_line_0(void **state)
{
        struct fixture *fixture = *state;

        copy_messages(fixture);
        write_file(fixture, "messages/ro/menu.txt", "Reviewed: yes\n\n{TOPICS} 112\n");
        write_file(fixture, "messages/ro/job.txt", "Menu: Muncă\nReviewed: yes\n\n112\n");
        assert_int_equal(run(fixture, "check", "-c", fixture->config, NULL), 0);
        assert_says(fixture->out, "\"ă\" costs 1 part, \"a\" would not\n");
        assert_null(strstr(fixture->out, "line 0"));
        assert_null(strstr(fixture->out, "\"У\""));
}

/* --- answer ------------------------------------------------------------------------------------------------------- */

static void
answer_tells_language_topic_reply_and_cost(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "робота", NULL), 0);
        assert_says(fixture->out, "language  uk\ntopic     job\n");
        assert_says(fixture->out, "0800 800 678");
        assert_says(fixture->out, " parts, ");
        assert_says(fixture->out, " characters, UCS-2\n");
}

static void
answer_joins_its_words(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "I", "look", "for", "work", NULL), 0);
        assert_says(fixture->out, "topic     job\n");
}

static void
answer_takes_a_text_with_a_dash_behind_two(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "answer", "-c", fixture->config, "--", "-c", "job", NULL), 0);
        assert_says(fixture->out, "topic     job\n");
}

static void
answer_is_silent_for_whom_nobody_answers(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--from", "MyBank", "JOB", NULL), 0);
        assert_says(fixture->out, "topic     silence\n");
        assert_says(fixture->out, "(no answer)");
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--from=+40700000099", "JOB", NULL), 0);
        assert_says(fixture->out, "own number");
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--from", "+881600000000", "JOB", NULL), 0);
        assert_says(fixture->out, "guard.deny_prefixes");
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--from", "+40700000001", "JOB", NULL), 0);
        assert_says(fixture->out, "topic     job\n");
}

static void
answer_in_json_is_one_object(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--json", "JOB", NULL), 0);
        assert_int_equal(fixture->out[0], '{');
        assert_says(fixture->out, "\"language\": \"en\"");
        assert_says(fixture->out, "\"topic\": \"job\"");
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--json", "--from", "112", "JOB", NULL), 0);
        assert_says(fixture->out, "\"language\": null");
        assert_says(fixture->out, "\"reply\": null");
}

static void
a_batch_is_answered_line_by_line(void **state)
{
        struct fixture *fixture = *state;
        char input[96];
        const char *argv[] = {"waymark", "-c", fixture->config, "answer", "--batch", NULL};

        snprintf(input, sizeof input, "%s/input", fixture->folder);
        write_file(fixture, "input", "1\tJOB\n2\tробота\r\n3\t\na b\tcasa\tmea\n5\tжитло");
        assert_int_equal(run_list(fixture, input, argv), 0);
        assert_string_equal(fixture->out, "1\ten\tjob\n2\tuk\tjob\n3\t-\tsilence\na b\tro\thouse\n5\tuk\thouse\n");
}

static void
a_line_of_a_batch_without_tab_is_told(void **state)
{
        struct fixture *fixture = *state;
        char input[96];
        const char *argv[] = {"waymark", "-c", fixture->config, "answer", "--batch", NULL};

        snprintf(input, sizeof input, "%s/input", fixture->folder);
        write_file(fixture, "input", "JOB\n2\tJOB\n");
        assert_int_equal(run_list(fixture, input, argv), 1);
        assert_string_equal(fixture->out, "2\ten\tjob\n");
        assert_says(fixture->err, "standard input:1: no tab; write an id, a tab and the text");
}

/* --- all of them ---------------------------------------------------------------------------------------------------- */

static void
help_and_version_need_no_configuration(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "--help", NULL), 0);
        assert_says(fixture->out, "status   how the gateway is");
        assert_int_equal(run(fixture, "help", NULL), 0);
        assert_int_equal(run(fixture, "help", "answer", NULL), 0);
        assert_says(fixture->out, "usage: waymark [-c FILE] answer");
        assert_int_equal(run(fixture, "answer", "--help", NULL), 0);
        assert_says(fixture->out, "usage: waymark [-c FILE] answer");
        assert_int_equal(run(fixture, "--version", NULL), 0);
        assert_says(fixture->out, "waymark 0.");
}

static void
what_is_misspelt_is_64_and_names_the_help(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, NULL), 64);
        assert_int_equal(run(fixture, "stauts", NULL), 64);
        assert_says(fixture->err, "no command \"stauts\"");
        assert_int_equal(run(fixture, "-c", NULL), 64);
        assert_int_equal(run(fixture, "help", "nothing", NULL), 64);
        assert_int_equal(run(fixture, "-c", fixture->config, "status", "--colour", NULL), 64);
        assert_int_equal(run(fixture, "-c", fixture->config, "status", "now", NULL), 64);
        assert_int_equal(run(fixture, "-c", fixture->config, "check", "all", NULL), 64);
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", NULL), 64);
        assert_says(fixture->err, "waymark help answer");
        assert_int_equal(run(fixture, "-c", fixture->config, "answer", "--batch", "JOB", NULL), 64);
}

static void
a_configuration_that_is_not_there_is_78(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(run(fixture, "-c", "/nowhere/x.cfg", "answer", "JOB", NULL), 78);
        assert_says(fixture->err, "/nowhere/x.cfg: cannot be read: No such file or directory; name the right file");
        assert_int_equal(run(fixture, "-c", "/nowhere/x.cfg", "counts", NULL), 78);
        assert_int_equal(run(fixture, "-c", "/nowhere/x.cfg", "status", NULL), 78);
        assert_int_equal(run(fixture, "-c", "/nowhere/x.cfg", "check", NULL), 1);
}

static void
output_that_cannot_be_written_is_told(void **state)
{
        struct fixture *fixture = *state;
        const char *argv[] = {"waymark", "--help", NULL};
        int full = open("/dev/full", O_WRONLY), out = dup(1), rc, status;
        pid_t pid;

        (void)fixture;
        assert_true(full >= 0 && out >= 0);
        pid = fork();
        if (pid == 0) {
                const char *build = getenv("WAYMARK_BUILD");
                char program[256];

                snprintf(program, sizeof program, "%s/waymark", build != NULL ? build : "build");
                (void)dup2(full, 1);
                (void)dup2(open("/dev/null", O_WRONLY), 2);
                execv(program, (char **)(uintptr_t)argv);
                _exit(126);
        }
        rc = waitpid(pid, &status, 0);
        close(full);
        close(out);
        assert_int_equal(rc, pid);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 71);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(status_is_0_when_all_is_well),
                CASE(status_is_1_with_problem_and_cure_when_it_is_not),
                CASE(status_in_json_nests_by_dots_and_shows_what_it_does_not_know),
                CASE(status_tells_of_protections_in_one_line),
                CASE(status_tells_which_protections_are_missing_and_why),
                CASE(status_in_json_lists_protections),
                CASE(status_is_3_when_nothing_runs),
                CASE(status_is_77_for_strangers),
                CASE(status_is_told_though_the_configuration_was_spoilt_since),
                CASE(status_survives_a_report_that_is_garbage),
                CASE(check_is_0_for_what_is_shipped),
                CASE(check_is_1_and_names_file_line_and_cure),
                CASE(check_is_1_for_messages_that_are_not_there),
                CASE(check_in_json_lists_every_reply),
                CASE(check_in_json_tells_the_state_of_every_topic),
                CASE(check_ends_with_topics_by_languages),
                CASE(check_names_the_dear_letter_where_there_is_a_cheap_one),
                CASE(check_names_no_letter_in_cyrillic_and_no_line_0),
                CASE(answer_tells_language_topic_reply_and_cost),
                CASE(answer_joins_its_words),
                CASE(answer_takes_a_text_with_a_dash_behind_two),
                CASE(answer_is_silent_for_whom_nobody_answers),
                CASE(answer_in_json_is_one_object),
                CASE(a_batch_is_answered_line_by_line),
                CASE(a_line_of_a_batch_without_tab_is_told),
                CASE(help_and_version_need_no_configuration),
                CASE(what_is_misspelt_is_64_and_names_the_help),
                CASE(a_configuration_that_is_not_there_is_78),
                CASE(output_that_cannot_be_written_is_told),
        };

        signal(SIGPIPE, SIG_IGN);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
