/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark answer`: the same library as the engine's, asked without one. Each text is a first one: nobody is remembered. The guard's limits do
 * not apply, but who is never answered gets silence here too.
 */
#include "answer.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "caller.h"
#include "common/code.h"
#include "json.h"
#include "paint.h"
#include "words/answer.h"
#include "words/match.h"
#include "words/segment.h"

#define TEXT_BYTES 8192                 /* of a text on the command line; the longest SMS is shorter */

struct asking {
        struct config config;
        struct catalogue *catalogue;
        struct number from;
        bool from_given, batch, as_json;
        struct caller caller;
        int32_t today;
};

static void
make(const struct asking *asking, char *text, struct answer *answer)
{
        struct question question = {.text = text, .number_country = asking->caller.country, .today = asking->today};
        struct talk talk = {0};

        memset(answer, 0, sizeof *answer);
        if (asking->caller.kind != SENDER_KIND_PERSON)
                return;
        sender_mask_digits(text);
        answer_make(asking->catalogue, &question, &talk, answer);
}

static const char *
coding_name(enum segment_coding coding)
{
        return coding == SEGMENT_CODING_UCS2 ? "UCS-2" : "GSM-7";
}

/* --- one text ----------------------------------------------------------------------------------------- */

static void
print_json(const struct asking *asking, const struct answer *answer, const struct match *match, const struct segments *segments)
{
        struct json json = {.out = stdout};
        char language[CODE_TEXT];

        json_open(&json, NULL, '{');
        if (answer->kind == ANSWER_KIND_SILENCE) {
                json_null(&json, "language");
                json_text(&json, "topic", "silence");
                json_text(&json, "why", asking->caller.kind != SENDER_KIND_PERSON ? caller_why(asking->caller.kind) : match->why);
                json_null(&json, "reply");
        } else {
                json_text(&json, "language", code_language(answer->language, language));
                json_text(&json, "topic", topic_name(answer->topic));
                json_text(&json, "why", match->why);
                json_text(&json, "reply", answer->text);
                json_text(&json, "coding", coding_name(segments->coding));
                json_number(&json, "characters", segments->characters);
                json_number(&json, "parts", segments->nparts);
                json_bool(&json, "flash", answer->flash);
        }
        json_close(&json, '}');
}

static void
print_row(bool colours, const char *label, const char *value)
{
        paint_text(stdout, colours, PAINT_FAINT, label);
        fprintf(stdout, "%*s", 10 - paint_width(label), "");
        paint_text(stdout, false, PAINT_PLAIN, value);
        putchar('\n');
}

static void
print_answer(const struct asking *asking, const struct answer *answer, const struct match *match, const struct segments *segments)
{
        bool colours = paint_wanted(stdout);
        char language[CODE_TEXT];

        if (answer->kind == ANSWER_KIND_SILENCE) {
                print_row(colours, "language", "-");
                print_row(colours, "topic", "silence");
                print_row(colours, "why", asking->caller.kind != SENDER_KIND_PERSON ? caller_why(asking->caller.kind) : match->why);
                puts("\n(no answer)");
                return;
        }
        print_row(colours, "language", code_language(answer->language, language));
        print_row(colours, "topic", topic_name(answer->topic));
        print_row(colours, "why", match->why);
        putchar('\n');
        paint_text(stdout, colours, PAINT_STRONG, answer->text);
        printf("\n\n%d part%s, %d characters, %s%s\n", segments->nparts, segments->nparts == 1 ? "" : "s", segments->characters,
               coding_name(segments->coding), answer->flash ? ", shown at once (flash)" : "");
}

static int
answer_one(const struct asking *asking, char *text)
{
        struct match_context context = {.remembered = 0, .number_country = asking->caller.country};
        struct segments segments = {.nparts = 0};
        struct answer answer;
        struct match match;

        make(asking, text, &answer);
        match_text(asking->catalogue, text, &context, &match);
        if (answer.kind != ANSWER_KIND_SILENCE && segment_text(answer.text, &segments) < 0) {
                fputs("waymark answer: the reply is too long to be sent; see \"waymark check\"\n", stderr);
                return COMMAND_EXIT_UNSOUND;
        }
        if (asking->as_json)
                print_json(asking, &answer, &match, &segments);
        else
                print_answer(asking, &answer, &match, &segments);
        return COMMAND_EXIT_OK;
}

/* --- many ------------------------------------------------------------------------------------------------ */

static void
answer_line(const struct asking *asking, const char *id, char *text)
{
        char language[CODE_TEXT];
        struct answer answer;

        make(asking, text, &answer);
        if (answer.kind == ANSWER_KIND_SILENCE)
                printf("%s\t-\tsilence\n", id);
        else
                printf("%s\t%s\t%s\n", id, code_language(answer.language, language), topic_name(answer.topic));
}

/* "id<TAB>text" lines; a line without a tab is told and passed over. */
static int
answer_batch(const struct asking *asking)
{
        int rc = COMMAND_EXIT_OK;
        long long number = 0;
        char *line = NULL;
        size_t room = 0;
        ssize_t len;

        while ((len = getline(&line, &room, stdin)) >= 0) {
                char *tab;

                number++;
                if (len > 0 && line[len - 1] == '\n')
                        line[--len] = '\0';
                if (len > 0 && line[len - 1] == '\r')
                        line[--len] = '\0';
                tab = strchr(line, '\t');
                if (tab == NULL) {
                        fprintf(stderr, "standard input:%lld: no tab; write an id, a tab and the text\n", number);
                        rc = COMMAND_EXIT_UNSOUND;
                        continue;
                }
                *tab = '\0';
                answer_line(asking, line, tab + 1);
        }
        free(line);
        return rc;
}

/* --- the command ------------------------------------------------------------------------------------------- */

static int
read_options(const struct command_call *call, struct asking *asking)
{
        static const struct option options[] = {{"from", required_argument, NULL, 'f'},
                                                {"batch", no_argument, NULL, 'b'},
                                                {"json", no_argument, NULL, 'j'},
                                                {NULL, 0, NULL, 0}};
        int option;

        while ((option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                switch (option) {
                case 'f':
                        if (strlen(optarg) >= sizeof asking->from.secret)
                                return command_misused(call, "the number after --from is too long");
                        snprintf(asking->from.secret, sizeof asking->from.secret, "%s", optarg);
                        asking->from_given = true;
                        break;
                case 'b':
                        asking->batch = true;
                        break;
                case 'j':
                        asking->as_json = true;
                        break;
                default:
                        return command_misused(call, "unknown option; a text that begins with \"-\" stands after \"--\"");
                }
        }
        if (asking->batch && optind < call->argc)
                return command_misused(call, "--batch reads its texts from standard input");
        if (asking->batch && asking->as_json)
                return command_misused(call, "--batch and --json do not go together");
        if (!asking->batch && optind == call->argc)
                return command_misused(call, "no text is given");
        return 0;
}

/* The words of the command line as one text: `waymark answer I need help`. */
static int
join_words(const struct command_call *call, char *text)
{
        size_t len = 0;

        text[0] = '\0';
        for (int i = optind; i < call->argc; i++) {
                int n = snprintf(text + len, TEXT_BYTES - len, "%s%s", i > optind ? " " : "", call->argv[i]);

                if (n < 0 || (size_t)n >= TEXT_BYTES - len)
                        return command_misused(call, "the text is too long; no SMS is longer than a few thousand characters");
                len += (size_t)n;
        }
        return 0;
}

int
answer_command(const struct command_call *call)
{
        struct asking *asking = calloc(1, sizeof *asking);
        char text[TEXT_BYTES];
        int rc;

        if (asking == NULL)
                return COMMAND_EXIT_TROUBLE;
        asking->today = command_today();
        rc = read_options(call, asking);
        if (rc == 0 && !asking->batch)
                rc = join_words(call, text);
        if (rc == 0)
                rc = command_load_config(call, &asking->config);
        if (rc == 0)
                rc = command_load_catalogue(&asking->config, &asking->catalogue);
        if (rc == 0) {
                asking->caller = caller_judge(&asking->config, asking->from_given ? &asking->from : NULL);
                rc = asking->batch ? answer_batch(asking) : answer_one(asking, text);
        }
        catalogue_free(asking->catalogue);
        config_wipe(&asking->config);
        free(asking);
        return rc;
}
