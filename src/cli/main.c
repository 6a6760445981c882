/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark`: the table of its commands. Reads what the gateway reads and asks the gateway; only `import` changes anything of it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "check.h"
#include "command.h"
#include "common/version.h"
#include "counts.h"
#include "export.h"
#include "import.h"
#include "menu.h"
#include "status.h"

#define DEFAULT_CONFIG "/etc/waymark/waymark.cfg"

static int
run_counts(const struct command_call *call)
{
        struct config *config = malloc(sizeof *config);
        int rc = config != NULL ? command_load_config(call, config) : COMMAND_EXIT_TROUBLE;

        if (rc == 0)
                rc = counts_command(config, call->argc, call->argv);
        free(config);
        return rc;
}

static const struct command commands[] = {
        {.name = "status", .arguments = "[--json]", .does = "how the gateway is", .run = status_command,
         .more = "Modems, messages, today's sums, budget. Ends with 0 if all is well, 1 if not, 3 if the gateway does not run.\n"},
        {.name = "check", .arguments = "[--all] [--json]", .does = "what is wrong with configuration and messages",
         .run = check_command,
         .more = "Tells file, line and cure of every mistake, and what every reply costs: characters, parts, and the character that makes\n"
                 "it dear; then which topics are missing, out of date or not reviewed in which language. --all shows hints too.\n"
                 "Changes nothing. Ends with 0 if everything is sound, else with 1.\n"},
        {.name = "answer", .arguments = "[--from NUMBER] [--json] TEXT", .does = "what would be answered to a text",
         .run = answer_command,
         .more = "Nothing is sent and nothing is counted. --from tells the number that texts, as in +40700000000.\n"
                 "\"waymark answer --batch\" reads lines of id, tab, text and prints id, tab, language, tab, topic for each;\n"
                 "for silence it prints \"-\" and \"silence\".\n"},
        {.name = "menu", .arguments = "[--from NUMBER] [--page GSM7/UCS2]", .does = "the USSD menu, as a phone shows it",
         .run = menu_command,
         .more = "Type what a person would, and press Enter; ends with the session, or at the end of the input. Nothing is counted, and nobody is\n"
                 "limited or remembered. --from tells the number that dials, as in +40700000000. --page is how many characters a screen holds:\n"
                 "128/56 (the default: an own network), 182/80 (an operator), 160/70 (a short message). If standard input is no terminal, each of\n"
                 "its lines is an input, and the pages are printed with an empty line between.\n"},
        {.name = "counts", .arguments = "[--from DAY] [--to DAY] [--csv|--json]", .does = "the counts that may be shared",
         .run = run_counts, .more = "Days are written as in 2026-11-23. Small counts are hidden: see counts in waymark.cfg(5).\n"},
        {.name = "export", .arguments = "--language LETTERS [--output FILE]", .does = "the messages of a language for a translator",
         .run = export_command,
         .more = "A PO file for Poedit and the like, with the English texts, their translations, and what a translator must know.\n"
                 "Never writes over a file that is there. \"waymark import\" takes it back.\n"},
        {.name = "import", .arguments = "[--dry-run] FILE", .does = "a translator's PO file into the messages",
         .run = import_command,
         .more = "Changes the files of the language that the PO file names, if all of it is sound, and tells what changes; else nothing, and ends\n"
                 "with 1. What is empty or marked as fuzzy stays as it was. --dry-run only tells.\n"},
};

#define NCOMMANDS (sizeof commands / sizeof commands[0])

static const struct command *
command_named(const char *name)
{
        for (size_t i = 0; i < NCOMMANDS; i++)
                if (strcmp(commands[i].name, name) == 0)
                        return &commands[i];
        return NULL;
}

static int
print_help(FILE *out)
{
        fputs("usage: waymark [-c FILE] COMMAND ...\n\n", out);
        for (size_t i = 0; i < NCOMMANDS; i++)
                fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].does);
        fputs("  help     this, or more about one command: waymark help COMMAND\n"
              "\n"
              "  -c FILE      the configuration (" DEFAULT_CONFIG ")\n"
              "  -h, --help   this help\n"
              "  -V, --version\n", out);
        return out == stdout ? COMMAND_EXIT_OK : COMMAND_EXIT_USAGE;
}

static int
print_command_help(const char *name)
{
        const struct command *command = command_named(name);

        if (command == NULL) {
                fprintf(stderr, "waymark: there is no command \"%s\"; \"waymark help\" lists them\n", name);
                return COMMAND_EXIT_USAGE;
        }
        printf("usage: waymark [-c FILE] %s %s\n\n%s", command->name, command->arguments, command->more);
        return COMMAND_EXIT_OK;
}

struct line {
        struct command_call call;
        bool help, version;
        const char *wrong;
};

/* A word of the command's, or a long option of ours. */
static void
read_word(struct line *line, char *word, bool literal)
{
        struct command_call *call = &line->call;

        if (!literal && strcmp(word, "--help") == 0)
                line->help = true;
        else if (!literal && strcmp(word, "--version") == 0)
                line->version = true;
        else
                call->argv[call->argc++] = word;
}

/* Takes out what is the same for all commands, wherever it stands before "--"; the rest is the command's. */
static void
read_line(int argc, char **argv, struct line *line)
{
        struct command_call *call = &line->call;
        bool literal = false;

        for (int i = 1; i < argc; i++) {
                const char *word = argv[i];

                if (literal || word[0] != '-' || word[1] == '-' || word[1] == '\0')
                        read_word(line, argv[i], literal);
                else if (strcmp(word, "-c") == 0 && i + 1 < argc)
                        call->config_file = argv[++i];
                else if (strcmp(word, "-c") == 0)
                        line->wrong = "-c needs the name of a file";
                else if (strncmp(word, "-c", 2) == 0)
                        call->config_file = word + 2;
                else if (strcmp(word, "-h") == 0)
                        line->help = true;
                else if (strcmp(word, "-V") == 0)
                        line->version = true;
                else
                        line->wrong = "unknown option; see waymark --help. A text that begins with \"-\" stands behind \"--\"";
                literal = literal || strcmp(word, "--") == 0;
        }
        call->argv[call->argc] = NULL;
}

static int
run_line(const struct line *line)
{
        const struct command_call *call = &line->call;
        const char *name = call->argc > 0 ? call->argv[0] : NULL;
        const struct command *command;

        if (line->wrong != NULL) {
                fprintf(stderr, "waymark: %s\n", line->wrong);
                return COMMAND_EXIT_USAGE;
        }
        if (line->version) {
                puts("waymark " WAYMARK_VERSION);
                return COMMAND_EXIT_OK;
        }
        if (name == NULL)
                return print_help(line->help ? stdout : stderr);
        if (strcmp(name, "help") == 0)
                return call->argc > 1 ? print_command_help(call->argv[1]) : print_help(stdout);
        if (line->help)
                return print_command_help(name);
        command = command_named(name);
        if (command == NULL) {
                fprintf(stderr, "waymark: there is no command \"%s\"; \"waymark help\" lists them\n", name);
                return COMMAND_EXIT_USAGE;
        }
        return command->run(call);
}

int
main(int argc, char **argv)
{
        struct line line = {.call = {.config_file = DEFAULT_CONFIG}};
        int rc;

        line.call.argv = calloc((size_t)argc + 1, sizeof *line.call.argv);
        if (line.call.argv == NULL)
                return COMMAND_EXIT_TROUBLE;
        read_line(argc, argv, &line);
        rc = run_line(&line);
        free(line.call.argv);
        if (fflush(stdout) != 0 || ferror(stdout)) {
                perror("waymark: standard output");
                return COMMAND_EXIT_TROUBLE;
        }
        return rc;
}
