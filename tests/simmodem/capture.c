/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures: what a stick said, as data (tests/captures/README.md). Playing one makes a simulated modem behave so: settings and troubles as
 * on the control socket, and whole answers given in place of the simulator's own.
 *
 *      Name: Value             the header: Name, Firmware, Date, Notes ...; a line that begins with a space continues it
 *      # note                  and empty lines
 *      set NAME VALUE          as the control commands of that name, without the modem
 *      order POINT ...
 *      > AT+CNMI=?             to a command that begins so the stick answers, always
 *      >2 AT+CNMI=?            or so often, and then as others do
 *      < +CNMI: (0-2),(0)      these lines; "<" alone: an empty answer; no "<" line at all: silence
 *      < ERROR
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

#define LINE_MAX_LEN 4096

struct capture {
        struct modem *modem;
        struct order *answer;           /* being read, NULL if none */
        bool in_header;
        bool named;
};

/* The answer is complete. */
static void
end_answer(struct capture *capture)
{
        if (capture->answer == NULL)
                return;
        if (capture->answer->text.len == 0)
                capture->answer->action = ORDER_SILENCE;
        orders_take(&capture->modem->orders, capture->answer);
        capture->answer = NULL;
}

static const char *
begin_answer(struct capture *capture, const char *line)
{
        char *command;
        long count = strtol(line, &command, 10);

        if (command == line)
                count = -1;
        command += strspn(command, " ");
        if (count == 0 || strncasecmp(command, "AT", 2) != 0)
                return "> wants a command that begins with AT, and may have a number before it";
        capture->answer = allocate(sizeof *capture->answer);
        capture->answer->action = ORDER_ANSWER;
        capture->answer->count = count;
        capture->answer->point = strdup(command + 2);
        return NULL;
}

static const char *
answer_line(struct capture *capture, const char *line)
{
        if (capture->answer == NULL)
                return "< without > before it";
        line += strspn(line, " ");
        text_printf(&capture->answer->text, "\r\n%s\r\n", line);
        return NULL;
}

static const char *
obey_line(struct simulator *simulator, struct capture *capture, char *line)
{
        struct reply reply = { 0 };
        char *name;

        end_answer(capture);
        name = commands_word(&line);
        if (strcmp(name, "set") == 0)
                trouble_set(simulator, capture->modem, line, &reply);
        else if (strcmp(name, "order") == 0)
                trouble_order(simulator, capture->modem, line, &reply);
        else
                reply.error = "a capture knows set, order, > and <";
        return reply.error;
}

static const char *
take_line(struct simulator *simulator, struct capture *capture, char *line)
{
        if (*line == '\0' || *line == '#') {
                capture->in_header = capture->in_header && (*line == '#' || !capture->named);
                return NULL;
        }
        if (capture->in_header) {
                capture->named = capture->named || strncmp(line, "Name:", 5) == 0;
                return NULL;
        }
        if (*line == '<')
                return answer_line(capture, line + 1);
        if (*line != '>')
                return obey_line(simulator, capture, line);
        end_answer(capture);
        return begin_answer(capture, line + 1);
}

void
capture_play(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct capture capture = { .modem = modem, .in_header = true };
        static char line[LINE_MAX_LEN], error[LINE_MAX_LEN];
        const char *path = commands_word(&args), *wrong = NULL;
        FILE *file = path != NULL ? fopen(path, "r") : NULL;
        int number = 0;

        if (file == NULL) {
                reply->error = path == NULL ? "usage: play MODEM FILE" : strerror(errno);
                return;
        }
        while (wrong == NULL && fgets(line, sizeof line, file) != NULL) {
                number++;
                line[strcspn(line, "\r\n")] = '\0';
                wrong = take_line(simulator, &capture, line);
        }
        end_answer(&capture);
        fclose(file);
        if (wrong == NULL && !capture.named)
                wrong = "it has no header with Name:";
        if (wrong != NULL) {
                snprintf(error, sizeof error, "line %d: %s", number, wrong);
                reply->error = error;
        }
}
