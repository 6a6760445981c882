/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making a catalogue out of files, wherever they come from: the folder (catalogue_load), a fuzzer's bytes, a staff page that wants to
 * know whether a text would be sound before it is written. Library; allocates, does not touch the disk.
 */
#ifndef WAYMARK_WORDS_BUILDER_H
#define WAYMARK_WORDS_BUILDER_H

#include "catalogue.h"

struct builder;

/* NULL without memory. `label` is put before file names in findings ("messages"); it and `findings` must outlive the builder. */
struct builder *builder_new(const char *label, const struct catalogue_options *options, struct findings *findings);
void builder_free(struct builder *builder);

/* True for names that are no messages: hidden files, backups and half-written files of editors, README. */
bool builder_ignores(const char *name);

/*
 * Adds one file of any bytes: "topics.cfg", "helplines.cfg" or "uk/job.txt". The two .cfg files must come first. What is wrong with it
 * stands among the findings.
 */
void builder_add(struct builder *builder, const char *path, const void *bytes, size_t len);

/* The same for a file that textfile_read() has read, or failed to read. */
struct textfile;
void builder_add_file(struct builder *builder, const char *path, const struct textfile *file);

/* Whether a language folder of that name is wanted. */
bool builder_wants_language(const struct builder *builder, const char *folder);

/* Checks the whole. The catalogue is the caller's; NULL if there is an error among the findings or memory is short. */
struct catalogue *builder_finish(struct builder *builder);

#endif
