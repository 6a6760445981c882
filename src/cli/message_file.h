/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A message file (messages/uk/job.txt) whose parts can be changed while everything else in it stays: notes, other headers, their
 * order. `waymark` only; pure. The reader that decides what is sound is that of the catalogue (words/builder.h); this one only
 * knows where things stand.
 */
#ifndef WAYMARK_CLI_MESSAGE_FILE_H
#define WAYMARK_CLI_MESSAGE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* In the order in which a new file has them. */
enum message_part {
        MESSAGE_PART_NONE = 0,          /* notes, empty lines, what we do not know */
        MESSAGE_PART_LANGUAGE = 1,
        MESSAGE_PART_NAMES = 2,
        MESSAGE_PART_KEYWORDS = 3,
        MESSAGE_PART_MENU = 4,
        MESSAGE_PART_KEYS = 5,
        MESSAGE_PART_REVIEWED = 6,
        MESSAGE_PART_CHANGED = 7,
        MESSAGE_PART_ENGLISH = 8,
        MESSAGE_PART_TEXT = 9,
        MESSAGE_PART_COUNT
};

struct message_file;

/* From clean UTF-8 (words/textfile.h). NULL without memory; the caller frees. An empty text makes a new file. */
struct message_file *message_file_new(const char *text);
void message_file_free(struct message_file *file);

/*
 * What stands in a part, in its normal form: a text as one paragraph, a list with ", " between its items. "" if it is empty, NULL if
 * the part is missing or memory is short. The caller frees it.
 */
char *message_file_value(const struct message_file *file, enum message_part part);

/* The notes (lines with #) without their #, one a line. As above, "" if there are none. */
char *message_file_notes(const struct message_file *file);

/* Puts a normal value in the place of the part, or adds the part. 0 or -ENOMEM; then the file is as it was. */
int message_file_set(struct message_file *file, enum message_part part, const char *value);

/* The whole file, lines end in \n. NULL without memory; the caller frees. */
char *message_file_text(const struct message_file *file);

/* To which part the n-th line belongs, counted from 1. */
enum message_part message_file_part_at(const struct message_file *file, int line);

/* The normal form of any value for that part. NULL without memory; the caller frees. */
char *message_value(enum message_part part, const char *value);

#endif
