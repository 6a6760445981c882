/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The inside of a builder, for the readers of the single kinds of files (reply_file.c, helplines.c, topics.c) and for builder.c.
 */
#ifndef WAYMARK_WORDS_BUILDER_PRIV_H
#define WAYMARK_WORDS_BUILDER_PRIV_H

#include "builder.h"
#include "catalogue_priv.h"
#include "sense.h"

#define BUILDER_PATH 512

struct builder {
        struct catalogue *catalogue;    /* under construction */
        const char *label;
        struct findings *findings;
        uint16_t country;
        int32_t today;
        size_t errors_before;
        size_t keywords_room;
        bool short_of_memory;
        bool told_too_many;             /* keywords: said once */
        bool have_topics;
        bool have_helplines;
        char place[BUILDER_PATH];       /* the file being read, as findings name it */
};

/* A finding about the file being read. */
#define builder_error(builder, line, ...) \
        findings_add((builder)->findings, FINDING_SEVERITY_ERROR, (builder)->place, (line), __VA_ARGS__)
#define builder_warning(builder, line, ...) \
        findings_add((builder)->findings, FINDING_SEVERITY_WARNING, (builder)->place, (line), __VA_ARGS__)

/* Names the file that findings are about from now on; "" is the folder itself. */
void builder_set_place(struct builder *builder, const char *path);

/* Takes a keyword in; its text is put into the pool. */
void builder_add_keyword(struct builder *builder, const struct keyword *keyword, const char *text, size_t len);

/* Copies without white space at the ends. */
uint32_t builder_add_text(struct builder *builder, const char *text);

/* One message file: clean UTF-8, lines end in \n. */
void reply_file_read(struct builder *builder, int language, enum topic topic, enum variant variant, const char *text);

/* Whether a file of that name holds examples, and of what. */
bool examples_name(const char *name, enum sense_kind *kind);

/* Sentences, one a line: clean UTF-8, lines end in \n. */
void examples_read(struct builder *builder, enum sense_kind kind, const char *text);

/* Once all files were read. */
void examples_check(struct builder *builder);

/* libconfig files, clean UTF-8. */
void helplines_read(struct builder *builder, const char *text);
void topics_read(struct builder *builder, const char *text);

/* "2026", "2026-11" or "2026-11-23" -> its first day; DAY_UNKNOWN if it is none of these. */
int32_t builder_day(const char *text);

/* The checks that need the whole: missing replies, part limits in every country (checks.c). */
void checks_run(struct builder *builder);

#endif
