/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the commands of `waymark` share: how they are called, how they end, and the configuration they all need.
 */
#ifndef WAYMARK_CLI_COMMAND_H
#define WAYMARK_CLI_COMMAND_H

#include "common/config.h"

/* Scripts rely on them; 64 to 78 are those of sysexits(3). */
enum command_exit {
        COMMAND_EXIT_OK = 0,
        COMMAND_EXIT_UNSOUND = 1,       /* check: something is wrong; status: it runs, but not well */
        COMMAND_EXIT_NOT_RUNNING = 3,   /* status */
        COMMAND_EXIT_USAGE = 64,
        COMMAND_EXIT_TROUBLE = 71,      /* no memory, no answer */
        COMMAND_EXIT_NO_PERMISSION = 77,
        COMMAND_EXIT_CONFIG = 78,
};

struct command_call {
        const char *config_file;
        int argc;                       /* argv[0] is the name of the command; -c FILE is taken out already */
        char **argv;
};

struct command {
        const char *name;
        const char *arguments;          /* for the first line of its help */
        const char *does;               /* one line */
        const char *more;               /* the rest of its help, lines that end with \n */
        int (*run)(const struct command_call *call);
};

/* Reads the configuration; what is wrong with it goes to stderr. 0, or the exit status to end with. */
int command_load_config(const struct command_call *call, struct config *config);

/* The same and the catalogue it names, which the caller frees. */
struct catalogue;
int command_load_catalogue(const struct config *config, struct catalogue **catalogue);

/* The errors among the findings, on stderr, one a line. */
void command_print_errors(const struct findings *findings);

/* Tells on stderr what is wrong with the call: COMMAND_EXIT_USAGE. */
int command_misused(const struct command_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Today by this machine's clock, DAY_UNKNOWN if that cannot be true (a Pi has no battery clock). */
int32_t command_today(void);

#endif
