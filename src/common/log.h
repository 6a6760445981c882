/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Log lines on standard error, "<3>modem sim1: text" with the priorities of sd-daemon(3). Every process; never blocks for long.
 * A line tells an operator what happened to the machine, never to a person: a number is a struct number (sender.h), which no format of
 * printf takes, and tests/check_log.sh refuses every call with an argument that could come from outside. Nothing is said when all goes
 * as it should, for a line has a time: it would tell when somebody wrote.
 */
#ifndef WAYMARK_COMMON_LOG_H
#define WAYMARK_COMMON_LOG_H

enum log_level {
        LOG_LEVEL_ERROR = 3,    /* an operator must act */
        LOG_LEVEL_WARNING = 4,  /* it goes on, but worse */
        LOG_LEVEL_NOTICE = 5,   /* worth a line: started, connected, reloaded */
        LOG_LEVEL_DEBUG = 7,    /* only with WAYMARK_DEBUG in the environment */
};

/* Who speaks: "engine", "modem sim1". Copied. Call it once after the fork. */
void log_open(const char *who);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An error of our own, or a thing we cannot live without: one line, then exit(1). The parent starts the process anew. */
void fatal(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
