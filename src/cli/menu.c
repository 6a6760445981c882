/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark menu`: the library that the engine uses, asked without one. Each session is the first of its person. The guard's limits do not
 * apply, but who is never answered gets nothing here too.
 */
#include "menu.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "caller.h"
#include "common/sender.h"
#include "menu/menu.h"
#include "paint.h"
#include "words/segment.h"

#define SCREEN_COLUMNS 28               /* about what a simple phone shows in a line */

struct dialling {
        struct config config;
        struct catalogue *catalogue;
        struct number from;
        bool from_given;
        bool as_phone;                  /* a person sits at both ends */
        struct menu_start start;
        struct menu_session session;
        struct menu_page page;
};

/* --- the phone ----------------------------------------------------------------------------------------------- */

/* How many bytes of a line go into one row of the screen: whole words if one fits. */
static size_t
row_len(const char *line, size_t len)
{
        char row[PAGE_TEXT];
        size_t fits = 0, word = 0;

        for (size_t at = 1; at <= len; at++) {
                if (at < len && ((unsigned char)line[at] & 0xc0) == 0x80)
                        continue;
                snprintf(row, sizeof row, "%.*s", (int)at, line);
                if (paint_width(row) > SCREEN_COLUMNS)
                        return word > 0 ? word : fits;
                fits = at;
                if (at == len || line[at] == ' ')
                        word = at;
        }
        return len;
}

static void
print_row(const char *text, size_t len)
{
        char row[PAGE_TEXT];

        snprintf(row, sizeof row, "%.*s", (int)len, text);
        fputs("  | ", stdout);
        paint_column(stdout, row, SCREEN_COLUMNS);
        puts(" |");
}

static void
print_edge(char corner)
{
        printf("  %c", corner);
        for (int i = 0; i < SCREEN_COLUMNS + 2; i++)
                putchar('-');
        printf("%c\n", corner);
}

static void
print_text(const char *text)
{
        while (*text != '\0') {
                size_t line = strcspn(text, "\n");

                for (size_t at = 0; at < line;) {
                        size_t len = row_len(text + at, line - at);

                        print_row(text + at, len);
                        at += len;
                        while (at < line && text[at] == ' ')
                                at++;
                }
                text += line + (text[line] == '\n');
        }
}

/* What the page takes of what the network carries. */
static void
print_cost(const struct dialling *dialling)
{
        const struct menu_size *size = &dialling->session.start.size;
        struct segments segments;
        char text[64];

        if (segment_text(dialling->page.text, &segments) < 0)
                return;
        snprintf(text, sizeof text, "    %d of %d (%s)", segments.units, segments.coding == SEGMENT_CODING_UCS2 ? size->ucs2 : size->gsm7,
                 segments.coding == SEGMENT_CODING_UCS2 ? "UCS-2" : "GSM-7");
        paint_text(stdout, paint_wanted(stdout), PAINT_FAINT, text);
        putchar('\n');
}

static void
print_page(const struct dialling *dialling, bool is_first)
{
        if (!dialling->as_phone) {
                printf("%s%s\n", is_first ? "" : "\n", dialling->page.text);
                return;
        }
        print_edge('.');
        print_text(dialling->page.text);
        print_edge('\'');
        print_cost(dialling);
}

/* --- the session --------------------------------------------------------------------------------------------- */

/* The next input without its end of line, NULL at the end. */
static char *
read_line(const struct dialling *dialling, char **line, size_t *room)
{
        ssize_t len;

        if (dialling->as_phone) {
                fputs("  > ", stdout);
                fflush(stdout);
        }
        len = getline(line, room, stdin);
        if (len < 0)
                return NULL;
        (*line)[strcspn(*line, "\r\n")] = '\0';
        return *line;
}

static void
hold_session(struct dialling *dialling)
{
        char *line = NULL;
        size_t room = 0;

        menu_begin(dialling->catalogue, &dialling->start, &dialling->session, &dialling->page);
        print_page(dialling, true);
        while (!dialling->page.ends && read_line(dialling, &line, &room) != NULL) {
                sender_mask_digits(line);
                menu_step(dialling->catalogue, &dialling->session, line, &dialling->page);
                print_page(dialling, false);
        }
        if (dialling->as_phone)
                putchar('\n');
        free(line);
}

static int
dial(struct dialling *dialling)
{
        struct caller caller = caller_judge(&dialling->config, dialling->from_given ? &dialling->from : NULL);

        if (caller.kind != SENDER_KIND_PERSON) {
                printf("(no answer: %s)\n", caller_why(caller.kind));
                return COMMAND_EXIT_OK;
        }
        dialling->start.number_country = caller.country;
        dialling->start.today = command_today();
        dialling->as_phone = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
        hold_session(dialling);
        return COMMAND_EXIT_OK;
}

/* --- the command ----------------------------------------------------------------------------------------------- */

/* "128/56" */
static bool
read_size(const char *text, struct menu_size *size)
{
        int len = 0;

        return sscanf(text, "%3d/%3d%n", &size->gsm7, &size->ucs2, &len) == 2 && text[len] == '\0' && size->gsm7 >= 1 &&
               size->gsm7 <= PAGE_GSM7_MOST && size->ucs2 >= 1 && size->ucs2 <= PAGE_UCS2_MOST;
}

static int
read_options(const struct command_call *call, struct dialling *dialling)
{
        static const struct option options[] = {{"from", required_argument, NULL, 'f'}, {"page", required_argument, NULL, 'p'},
                                                {NULL, 0, NULL, 0}};
        int option;

        while ((option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                switch (option) {
                case 'f':
                        if (strlen(optarg) >= sizeof dialling->from.secret)
                                return command_misused(call, "the number after --from is too long");
                        snprintf(dialling->from.secret, sizeof dialling->from.secret, "%s", optarg);
                        dialling->from_given = true;
                        break;
                case 'p':
                        if (!read_size(optarg, &dialling->start.size))
                                return command_misused(call, "--page is two numbers, at most %d/%d, as in 128/56", PAGE_GSM7_MOST, PAGE_UCS2_MOST);
                        break;
                default:
                        return command_misused(call, "unknown option");
                }
        }
        if (optind < call->argc)
                return command_misused(call, "\"%s\" is too much; what is typed in the menu comes from standard input", call->argv[optind]);
        return 0;
}

int
menu_command(const struct command_call *call)
{
        struct dialling *dialling = calloc(1, sizeof *dialling);
        int rc;

        if (dialling == NULL)
                return COMMAND_EXIT_TROUBLE;
        dialling->start.size = (struct menu_size){.gsm7 = 128, .ucs2 = 56};
        rc = read_options(call, dialling);
        if (rc == 0)
                rc = command_load_config(call, &dialling->config);
        if (rc == 0)
                rc = command_load_catalogue(&dialling->config, &dialling->catalogue);
        if (rc == 0)
                rc = dial(dialling);
        catalogue_free(dialling->catalogue);
        config_wipe(&dialling->config);
        number_wipe(&dialling->from);
        free(dialling);
        return rc;
}
