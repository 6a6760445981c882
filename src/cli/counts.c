/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark counts [--from DAY] [--to DAY] [--csv|--json]`: options, and words for what went wrong. Reads the ledger, writes nothing.
 */
#include "counts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"

#include "command.h"
#include "counts_print.h"
#include "counts_sheet.h"

enum counts_form {
        COUNTS_FORM_TABLES,
        COUNTS_FORM_CSV,
        COUNTS_FORM_JSON,
};

struct options {
        struct counts_range range;
        enum counts_form form;
};

/* 0, or -EINVAL after telling why. */
static int
parse_day(const char *option, const char *text, int32_t *day)
{
        *day = text != NULL ? day_parse(text) : DAY_UNKNOWN;
        if (*day != DAY_UNKNOWN)
                return 0;
        fprintf(stderr, "waymark counts: %s needs a day; write it as 2026-11-23\n", option);
        return -EINVAL;
}

static int
parse(int argc, char **argv, struct options *options)
{
        int rc = 0;

        *options = (struct options){.range = {1, INT32_MAX}, .form = COUNTS_FORM_TABLES};
        for (int i = 1; rc == 0 && i < argc; i++) {
                if (strcmp(argv[i], "--from") == 0) {
                        rc = parse_day("--from", i + 1 < argc ? argv[i + 1] : NULL, &options->range.from);
                        i++;
                } else if (strcmp(argv[i], "--to") == 0) {
                        rc = parse_day("--to", i + 1 < argc ? argv[i + 1] : NULL, &options->range.to);
                        i++;
                } else if (strcmp(argv[i], "--csv") == 0) {
                        options->form = COUNTS_FORM_CSV;
                } else if (strcmp(argv[i], "--json") == 0) {
                        options->form = COUNTS_FORM_JSON;
                } else {
                        fprintf(stderr, "waymark counts: \"%s\" is not known; use [--from DAY] [--to DAY] [--csv|--json]\n", argv[i]);
                        rc = -EINVAL;
                }
        }
        return rc;
}

static int
tell_trouble(const char *state, int rc)
{
        fprintf(stderr, "waymark counts: %s/ledger.db: ", state);
        switch (-rc) {
        case EUCLEAN:
                fputs("damaged; waymarkd keeps it aside when it starts and counts anew\n", stderr);
                return COMMAND_EXIT_TROUBLE;
        case EPROTONOSUPPORT:
                fputs("written by a newer waymark; install that one\n", stderr);
                return COMMAND_EXIT_TROUBLE;
        case EAGAIN:
                fputs("the last write was cut off; start waymarkd, which repairs it\n", stderr);
                return COMMAND_EXIT_TROUBLE;
        case EACCES:
        case EPERM:
                fputs("no permission; run this as the user of waymarkd, or with sudo\n", stderr);
                return COMMAND_EXIT_NO_PERMISSION;
        default:
                fprintf(stderr, "cannot be read: %s\n", strerror(-rc));
                return COMMAND_EXIT_TROUBLE;
        }
}

static void
print(const struct counts_sheet *sheet, const struct options *options)
{
        switch (options->form) {
        case COUNTS_FORM_TABLES:
                counts_print_tables(stdout, sheet, &options->range);
                return;
        case COUNTS_FORM_CSV:
                counts_print_csv(stdout, sheet, &options->range);
                return;
        case COUNTS_FORM_JSON:
                counts_print_json(stdout, sheet, &options->range);
                return;
        }
}

static enum counts_view
view_of(const struct config *config)
{
        return strcmp(config->counts.publish, "months") == 0 ? COUNTS_VIEW_MONTHS : COUNTS_VIEW_DAYS;
}

int
counts_command(const struct config *config, int argc, char **argv)
{
        struct counts_sheet sheet;
        struct options options;
        int rc;

        if (parse(argc, argv, &options) < 0)
                return COMMAND_EXIT_USAGE;
        rc = counts_sheet_read(&sheet, config->state, view_of(config), config->counts.publish_minimum);
        if (rc < 0) {
                counts_sheet_clear(&sheet);
                return tell_trouble(config->state, rc);
        }
        if (rc == COUNTS_ANSWER_NONE && options.form == COUNTS_FORM_TABLES)
                puts("no counts yet");
        else
                print(&sheet, &options);
        counts_sheet_clear(&sheet);
        return ferror(stdout) != 0 ? COMMAND_EXIT_TROUBLE : COMMAND_EXIT_OK;
}
