/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A bounded list of findings. Pure; used where files that people edit are read.
 */
#include "finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct findings {
        size_t counts[FINDING_SEVERITY_ERROR + 1];
        size_t kept;
        size_t errors;                  /* of those that are kept */
        size_t room;
        struct finding *list;
};

struct findings *
findings_new(void)
{
        return calloc(1, sizeof(struct findings));
}

void
findings_free(struct findings *findings)
{
        if (findings == NULL)
                return;
        free(findings->list);
        free(findings);
}

/* The last one that is no error: it gives its place to an error, for a file full of hints must not hide why it is refused. */
static struct finding *
least_of(struct findings *findings)
{
        for (size_t i = findings->kept; i > 0 && findings->errors < findings->kept; i--)
                if (findings->list[i - 1].severity != FINDING_SEVERITY_ERROR)
                        return &findings->list[i - 1];
        return NULL;
}

/* A place for one more, NULL if the list is full or memory is short: then the finding is only counted. */
static struct finding *
place_for_one(struct findings *findings, enum finding_severity severity)
{
        if (findings->kept >= FINDINGS_KEPT)
                return severity == FINDING_SEVERITY_ERROR ? least_of(findings) : NULL;
        if (findings->kept == findings->room) {
                size_t room = findings->room == 0 ? 16 : findings->room * 2;
                struct finding *list = realloc(findings->list, room * sizeof *list);

                if (list == NULL)
                        return NULL;
                findings->list = list;
                findings->room = room;
        }
        return &findings->list[findings->kept++];
}

/* Bytes of an edited file may stand in the text: nothing of them may steer a terminal, be it C0 or C1 (which is 0xc2 0x80... in UTF-8). */
static void
defuse(char *text)
{
        for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++)
                if (*c < 0x20 || *c == 0x7f)
                        *c = '?';
                else if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
                        c[0] = c[1] = '?';
}

/* Cuts the beginning of a character off the end of a text that was cut by bytes. */
static void
trim_torn_character(char *text)
{
        size_t len = strlen(text), tail = 0;
        unsigned char lead;

        while (tail < 3 && tail < len && ((unsigned char)text[len - 1 - tail] & 0xc0) == 0x80)
                tail++;
        if (tail == len)
                return;
        lead = (unsigned char)text[len - 1 - tail];
        if ((lead >= 0xc0 && tail < 1) || (lead >= 0xe0 && tail < 2) || (lead >= 0xf0 && tail < 3))
                text[len - 1 - tail] = '\0';
}

void
findings_add(struct findings *findings, enum finding_severity severity, const char *file, int line,
             const char *format, ...)
{
        struct finding *finding = place_for_one(findings, severity);
        int len = 0;
        va_list args;

        findings->counts[severity]++;
        if (finding == NULL)
                return;
        findings->errors += severity == FINDING_SEVERITY_ERROR;
        finding->severity = severity;
        finding->text[0] = '\0';
        if (file != NULL && line > 0)
                len = snprintf(finding->text, sizeof finding->text, "%s:%d: ", file, line);
        else if (file != NULL)
                len = snprintf(finding->text, sizeof finding->text, "%s: ", file);
        if (len >= 0 && (size_t)len < sizeof finding->text) {
                va_start(args, format);
                vsnprintf(finding->text + len, sizeof finding->text - (size_t)len, format, args);
                va_end(args);
        }
        trim_torn_character(finding->text);
        defuse(finding->text);
}

size_t
findings_count(const struct findings *findings, enum finding_severity severity)
{
        return findings->counts[severity];
}

const struct finding *
findings_at(const struct findings *findings, size_t i)
{
        return i < findings->kept ? &findings->list[i] : NULL;
}

const char *
findings_first_error(const struct findings *findings)
{
        for (size_t i = 0; i < findings->kept; i++)
                if (findings->list[i].severity == FINDING_SEVERITY_ERROR)
                        return findings->list[i].text;
        return "";
}
