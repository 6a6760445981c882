/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is wrong in a file that a person edits: "file:line: problem; cure". Filled by the readers of the configuration and of the
 * catalogue, printed by `waymark check`, the log and `waymark status`. Bounded: what comes after the last place is only counted, but an
 * error takes the place of one that is none.
 */
#ifndef WAYMARK_COMMON_FINDING_H
#define WAYMARK_COMMON_FINDING_H

#include <stddef.h>

#define FINDING_TEXT 512
#define FINDINGS_KEPT 1000

enum finding_severity {
        FINDING_SEVERITY_NOTE = 0,      /* a hint: a cheaper spelling */
        FINDING_SEVERITY_WARNING = 1,   /* it works, a person should look */
        FINDING_SEVERITY_ERROR = 2,     /* this file cannot be used */
};

struct finding {
        enum finding_severity severity;
        char text[FINDING_TEXT];        /* "messages/uk/job.txt:3: ...; ..." UTF-8, control characters replaced by "?" */
};

struct findings;

/* An empty list, NULL without memory; free takes NULL. */
struct findings *findings_new(void);
void findings_free(struct findings *findings);

/* `line` 0 means the file as a whole; `file` NULL leaves the place out. The format makes "problem; cure". */
void findings_add(struct findings *findings, enum finding_severity severity, const char *file, int line,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

/* How many of that severity, also those that found no place. */
size_t findings_count(const struct findings *findings, enum finding_severity severity);

/* The i-th finding in the order they were added, NULL past the last. Owned by the list. */
const struct finding *findings_at(const struct findings *findings, size_t i);

/* The first error's text, "" if there is none. Owned by the list. */
const char *findings_first_error(const struct findings *findings);

#endif
