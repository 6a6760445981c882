/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `make run`: a phone on this terminal. Starts the simulated modem and the real gateway in a folder of its own, texts what is typed and shows
 * what comes back. Without a terminal it answers each line of standard input and ends. It needs no rights and leaves nothing behind.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "input.h"
#include "real.h"
#include "screen.h"
#include "sim.h"

#define FIRST_NUMBER "+40700000001"
#define ANSWER_MS 60000
#define LINE_BYTES 4096
/* A SIM with 20 places: of a longer text, no part would ever be joined. */
#define TEXT_CHARACTERS (20 * 153)
#define TEXT_CHARACTERS_UCS2 (20 * 67)
#define PARTS_MAX 64

struct phone {
        struct bench bench;
        struct input input;
        struct sim sim;
        char number[32];
        bool unplugged;
        struct sim_part parts[PARTS_MAX];
        char last[LINE_BYTES], last_number[32];
        time_t last_s;
};

/* --- what came back ------------------------------------------------------------------------------------ */

/* "2 parts, 213 characters, GSM-7" */
static void
print_cost(const struct phone *phone, const struct sim_part *parts, int n)
{
        bool ucs2 = false, flash = false;
        int characters = 0;

        for (int i = 0; i < n; i++) {
                characters += screen_characters(parts[i].text);
                ucs2 = ucs2 || strcmp(parts[i].coding, "ucs2") == 0;
                flash = flash || parts[i].flash;
        }
        printf("%*s%d part%s, %d characters, %s%s\n", phone->input.terminal ? 4 : 0, "", n, n == 1 ? "" : "s", characters,
               ucs2 ? "UCS-2" : "GSM-7", flash ? ", shown at once (flash)" : "");
}

static void
print_reply(const struct phone *phone, const struct sim_part *parts, int n)
{
        for (int i = 0; i < n; i++) {
                char label[32] = "";

                if (n > 1)
                        snprintf(label, sizeof label, "%d/%d", i + 1, n);
                if (phone->input.terminal)
                        screen_bubble(stdout, parts[i].text, label);
                else
                        fputs(parts[i].text, stdout);
        }
        if (!phone->input.terminal)
                putchar('\n');
        print_cost(phone, parts, n);
        putchar('\n');
}

/* Parts come one after the other; those of one reply follow each other and are to one number. Returns how many replies there were. */
static int
print_replies(struct phone *phone)
{
        int n = sim_new_parts(&phone->sim, phone->parts, PARTS_MAX);
        int replies = 0, kept = 0;

        for (int i = 0; i < n; i++)
                if (phone->parts[i].accepted)
                        phone->parts[kept++] = phone->parts[i];
        for (int from = 0, to; from < kept; from = to) {
                for (to = from + 1; to < kept && to - from < phone->parts[from].total && phone->parts[to].part == to - from + 1; to++)
                        ;
                if (strcmp(phone->parts[from].to, phone->number) != 0)
                        printf("(to %s)\n", phone->parts[from].to);
                print_reply(phone, &phone->parts[from], to - from);
                replies++;
        }
        return replies;
}

static void
wait_and_print(struct phone *phone)
{
        int rc = sim_command(&phone->sim, "wait-empty sim1 %d", ANSWER_MS);

        if (rc == -2)
                return;
        if (print_replies(phone) > 0)
                return;
        if (rc == 0)
                puts("(no answer)\n");
        else
                puts("(no answer yet; :status and :log tell why)\n");
}

static bool
is_too_long(const char *line)
{
        bool ascii = true;
        int most;

        for (const char *at = line; *at != '\0'; at++)
                ascii = ascii && (signed char)*at > 0;
        most = ascii ? TEXT_CHARACTERS : TEXT_CHARACTERS_UCS2;
        if (screen_characters(line) > most)
                printf("(no phone sends so long a text; it may have %d characters)\n\n", most);
        return screen_characters(line) > most;
}

/* The same text from the same number with the same second in its time stamp is one text, which the network has delivered twice. */
static void
wait_if_repeated(struct phone *phone, const char *line)
{
        bool repeated = strcmp(line, phone->last) == 0 && strcmp(phone->number, phone->last_number) == 0;
        const struct timespec pause = {.tv_nsec = 50000000};

        while (repeated && time(NULL) <= phone->last_s && !input_is_interrupted())
                nanosleep(&pause, NULL);
}

static void
text(struct phone *phone, const char *line)
{
        int rc;

        if (is_too_long(line))
                return;
        wait_if_repeated(phone, line);
        rc = sim_inject(&phone->sim, phone->number, line);
        snprintf(phone->last, sizeof phone->last, "%s", line);
        snprintf(phone->last_number, sizeof phone->last_number, "%s", phone->number);
        phone->last_s = time(NULL);
        if (rc == -1)
                printf("(cannot be texted: %.*s)\n\n", (int)strcspn(phone->sim.answer, "\n"), phone->sim.answer);
        if (rc < 0)
                return;
        if (phone->unplugged)
                puts("(the modem is unplugged: the network keeps the text; :plug and it is answered)\n");
        else
                wait_and_print(phone);
}

/* --- commands -------------------------------------------------------------------------------------------- */

static void
do_help(struct phone *phone, const char *argument)
{
        (void)phone;
        (void)argument;
        puts("  any text       is sent to the gateway: JOB, робота, casa, допомога, or a whole sentence\n"
             "  :from NUMBER   text from another number, as in :from +380 50 000 0001\n"
             "  :status        how the gateway is\n"
             "  :counts        what may be shared of the counts\n"
             "  :unplug :plug  pull the modem out, and put it back\n"
             "  :log           the gateway's last log lines\n"
             "  :quit          or Ctrl-D, Ctrl-C\n");
}

static void
do_from(struct phone *phone, const char *argument)
{
        char number[sizeof phone->number];
        size_t len = 0;

        for (; *argument != '\0' && len + 1 < sizeof number; argument++)
                if (*argument != ' ')
                        number[len++] = *argument;
        number[len] = '\0';
        if (len == 0)
                puts("a number is missing, as in :from +380500000001\n");
        else
                memcpy(phone->number, number, len + 1);
}

static void
do_status(struct phone *phone, const char *argument)
{
        (void)argument;
        bench_run_waymark(&phone->bench, "status");
        puts("");
}

static void
do_counts(struct phone *phone, const char *argument)
{
        (void)argument;
        bench_run_waymark(&phone->bench, "counts");
        puts("(only days that are over are shared, and no small numbers; today's sums are in :status)\n");
}

static void
do_unplug(struct phone *phone, const char *argument)
{
        (void)argument;
        if (sim_command(&phone->sim, "unplug sim1") == 0)
                phone->unplugged = true;
        puts(phone->unplugged ? "(the modem is out)\n" : phone->sim.answer);
}

static void
do_plug(struct phone *phone, const char *argument)
{
        (void)argument;
        if (sim_command(&phone->sim, "replug sim1") == 0)
                phone->unplugged = false;
        puts(phone->unplugged ? phone->sim.answer : "(the modem is back)\n");
        if (!phone->unplugged && sim_command(&phone->sim, "wait-empty sim1 %d", ANSWER_MS) == 0)
                print_replies(phone);
}

static void
do_log(struct phone *phone, const char *argument)
{
        (void)argument;
        fflush(stdout);
        bench_print_log(&phone->bench, stdout, 30);
}

static void
do_quit(struct phone *phone, const char *argument)
{
        (void)argument;
        phone->input.ended = true;
        phone->input.len = 0;
}

static void
obey(struct phone *phone, const char *line)
{
        static const struct {
                const char *name;
                void (*obey)(struct phone *phone, const char *argument);
        } commands[] = {
                {":help", do_help}, {":from", do_from},     {":status", do_status}, {":counts", do_counts},
                {":unplug", do_unplug}, {":plug", do_plug}, {":log", do_log},       {":quit", do_quit},
        };
        size_t len = strcspn(line, " ");

        for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
                if (strlen(commands[i].name) == len && strncmp(line, commands[i].name, len) == 0) {
                        commands[i].obey(phone, line + len + strspn(line + len, " "));
                        return;
                }
        puts("no such command; :help lists them\n");
}

/* --- the phone ----------------------------------------------------------------------------------------------- */

static void
print_introduction(const struct phone *phone)
{
        if (!phone->input.terminal)
                return;
        puts("This is a basic phone, and behind it the real gateway on a simulated modem. Nothing leaves this machine.\n"
             "Text one word in your language: JOB, робота, casa, допомога. Or a whole sentence. :help for more.\n");
}

static void
print_prompt(const struct phone *phone, const char *line)
{
        if (phone->input.terminal)
                printf("%s> ", phone->number);
        else if (line != NULL)
                printf("%s> %s\n", phone->number, line);
        fflush(stdout);
}

static int
talk(struct phone *phone)
{
        char line[LINE_BYTES];

        print_introduction(phone);
        for (;;) {
                print_prompt(phone, NULL);
                if (!input_line(&phone->input, line, sizeof line))
                        break;
                if (line[strspn(line, " \t")] == '\0')
                        continue;
                if (!phone->input.terminal)
                        print_prompt(phone, line);
                if (line[0] == ':')
                        obey(phone, line);
                else
                        text(phone, line);
                fflush(stdout);
                if (!bench_gateway_lives(&phone->bench)) {
                        fputs("phone: its last words:\n", stderr);
                        bench_print_log(&phone->bench, stderr, 20);
                        return 1;
                }
        }
        if (phone->input.terminal)
                putchar('\n');
        return 0;
}

static int
run_simulated(struct phone *phone)
{
        int rc;

        if (bench_write_config(&phone->bench, NULL) < 0 || bench_start_simulator(&phone->bench) < 0 ||
            bench_start_gateway(&phone->bench) < 0)
                return input_is_interrupted() ? 0 : 1;
        if (sim_open(&phone->sim, phone->bench.control) < 0) {
                fputs("phone: the simulated modem does not listen\n", stderr);
                return 1;
        }
        phone->sim.input = &phone->input;
        rc = talk(phone);
        sim_close(&phone->sim);
        return rc;
}

static int
usage(FILE *out)
{
        fputs("usage: phone [--build FOLDER] [--modem DEVICE]\n"
              "A phone on this terminal, answered by the real gateway; `make run` starts it. Run it in the folder of the sources.\n", out);
        return out == stdout ? 0 : 64;
}

int
main(int argc, char **argv)
{
        static const struct option options[] = {{"build", required_argument, NULL, 'b'},
                                                {"modem", required_argument, NULL, 'm'},
                                                {"help", no_argument, NULL, 'h'},
                                                {NULL, 0, NULL, 0}};
        static struct phone phone; /* too large for a stack */
        const char *build = "build", *device = NULL;
        int option, rc;

        while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
                if (option == 'b')
                        build = optarg;
                else if (option == 'm')
                        device = optarg;
                else
                        return usage(option == 'h' ? stdout : stderr);
        }
        if (optind < argc)
                return usage(stderr);
        phone.sim.fd = -1;
        snprintf(phone.number, sizeof phone.number, "%s", FIRST_NUMBER);
        input_open(&phone.input);
        rc = bench_open(&phone.bench, build);
        if (rc == 0)
                rc = device != NULL ? real_run(&phone.bench, &phone.input, device) : run_simulated(&phone);
        bench_close(&phone.bench);
        input_close(&phone.input);
        return rc < 0 ? 1 : rc;
}
