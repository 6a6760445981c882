/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The log: one write(2) a line, so that lines of several processes do not mix. Every process.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char log_who[40] = "waymark"; /* set once after the fork; the only state of a process outside its context */

void
log_open(const char *who)
{
        snprintf(log_who, sizeof log_who, "%s", who);
}

static void
log_line(enum log_level level, const char *format, va_list args)
{
        char line[600];
        int head, body;
        size_t len;

        head = snprintf(line, sizeof line, "<%d>%s: ", (int)level, log_who);
        body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
        if (body < 0)
                return;
        len = strlen(line);
        line[len++] = '\n';
        if (write(STDERR_FILENO, line, len) < 0)
                return; /* nobody listens: there is nobody to tell */
}

#define LOG_FUNCTION(name, level)              \
        void name(const char *format, ...)     \
        {                                      \
                va_list args;                  \
                va_start(args, format);        \
                log_line(level, format, args); \
                va_end(args);                  \
        }

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_notice, LOG_LEVEL_NOTICE)

void
log_debug(const char *format, ...)
{
        va_list args;

        if (getenv("WAYMARK_DEBUG") == NULL)
                return;
        va_start(args, format);
        log_line(LOG_LEVEL_DEBUG, format, args);
        va_end(args);
}

void
fatal(const char *format, ...)
{
        va_list args;

        va_start(args, format);
        log_line(LOG_LEVEL_ERROR, format, args);
        va_end(args);
        exit(1);
}
