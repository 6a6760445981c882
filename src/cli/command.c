/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the commands share. `waymark` only; blocks on the disk.
 */
#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "common/clock.h"
#include "words/catalogue.h"

#define DAY_S 86400
#define DAY_FIRST_TRUE 20454            /* 2026-01-01: an earlier clock is a clock that was never set */

void
command_print_errors(const struct findings *findings)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++)
                if (finding->severity == FINDING_SEVERITY_ERROR)
                        fprintf(stderr, "%s\n", finding->text);
}

int
command_load_config(const struct command_call *call, struct config *config)
{
        struct findings *findings = findings_new();
        int rc;

        if (findings == NULL)
                return COMMAND_EXIT_TROUBLE;
        rc = config_load(call->config_file, config, findings);
        command_print_errors(findings);
        findings_free(findings);
        if (rc == -EACCES)
                return COMMAND_EXIT_NO_PERMISSION;
        return rc == 0 ? 0 : COMMAND_EXIT_CONFIG;
}

int
command_load_catalogue(const struct config *config, struct catalogue **catalogue)
{
        const struct catalogue_options options = {.country = config->country, .languages = config->languages,
                                                  .nlanguages = config->nlanguages, .today = command_today()};
        struct findings *findings = findings_new();

        if (findings == NULL)
                return COMMAND_EXIT_TROUBLE;
        *catalogue = catalogue_load(config->messages, &options, findings);
        command_print_errors(findings);
        findings_free(findings);
        return *catalogue != NULL ? 0 : COMMAND_EXIT_CONFIG;
}

int
command_misused(const struct command_call *call, const char *format, ...)
{
        va_list args;

        fprintf(stderr, "waymark %s: ", call->argv[0]);
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fprintf(stderr, "; see \"waymark help %s\"\n", call->argv[0]);
        return COMMAND_EXIT_USAGE;
}

int32_t
command_today(void)
{
        int64_t day = (int64_t)time(NULL) / DAY_S;

        return day >= DAY_FIRST_TRUE && day < INT32_MAX ? (int32_t)day : DAY_UNKNOWN;
}
