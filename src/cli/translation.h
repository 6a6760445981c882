/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The English messages and those of one other language side by side, cut into the units that a translator works on. What a unit is
 * called ("job", "job:menu", "rights-noneu") follows from the files of the English folder alone, so no name that comes from
 * outside can lead anywhere else. `waymark` only; loading reads the disk.
 */
#ifndef WAYMARK_CLI_TRANSLATION_H
#define WAYMARK_CLI_TRANSLATION_H

#include "common/code.h"
#include "common/finding.h"
#include "common/kinds.h"
#include "message_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRANSLATION_ID 32
#define TRANSLATION_PAGES ((size_t)3 * TOPIC_COUNT)
#define TRANSLATION_UNITS (6 * TRANSLATION_PAGES)

/* One file in both languages. */
struct translation_page {
        char id[TRANSLATION_ID];        /* "rights-noneu" */
        enum topic topic;
        struct message_file *english;
        struct message_file *own;       /* NULL: not translated yet */
        bool stale;                     /* the English text was changed after the translation, or nobody knows */
};

struct translation_unit {
        char id[TRANSLATION_ID];        /* "rights-noneu", "job:menu" */
        size_t page;
        enum message_part part;
        char *english;                  /* normal form, never "" */
        char *own;                      /* "" if it is missing */
};

struct translation {
        uint16_t language;
        char code[CODE_TEXT];
        bool is_new;                    /* there is no folder for it yet */
        struct translation_page pages[TRANSLATION_PAGES];
        size_t npages;
        struct translation_unit units[TRANSLATION_UNITS];
        size_t nunits;
};

/* 0 and the translation, which the caller frees; or -EINVAL with an error among the findings, -ENOMEM. */
int translation_load(const char *messages, uint16_t language, struct translation **translation, struct findings *findings);
void translation_free(struct translation *translation);

/* The unit of that name, NULL if there is none. */
struct translation_unit *translation_unit(struct translation *translation, const char *id);

/* "uk/job.txt". Returns `path`. */
#define TRANSLATION_PATH (TRANSLATION_ID + CODE_TEXT + 8)
const char *translation_path(const char *code, const char *page_id, char path[static TRANSLATION_PATH]);

/* The name of the i-th file that can be among the messages of a language, without .txt; "" past the last. Returns `id`. */
const char *translation_page_id(size_t i, char id[static TRANSLATION_ID]);

/* What a part is called: "text", "menu", "keys", "keywords", "names", "language"; NULL for the others. */
const char *translation_part_name(enum message_part part);

#endif
