/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a translator sent, put into the message files of that language, in memory. `waymark import` only; pure.
 */
#ifndef WAYMARK_CLI_MERGE_H
#define WAYMARK_CLI_MERGE_H

#include "po_read.h"
#include "translation.h"

struct merge_page {
        bool is_new;                    /* the file does not exist yet */
        bool parts[MESSAGE_PART_COUNT]; /* what changes */
        char *text;                     /* the whole file as it will be; NULL if nothing changes */
};

struct merge {
        const char *name;               /* of the PO file, for findings */
        struct translation *translation;
        struct findings *findings;
        struct merge_page pages[TRANSLATION_PAGES];
        int lines[TRANSLATION_UNITS];   /* of the PO file, 0 if it does not have the unit */
};

/*
 * Changes `translation` and tells what changed. 0; or -EINVAL with an error among the findings, -ENOMEM. What is left out (fuzzy,
 * empty) is told as a note. To be cleared in any case; it borrows the other three.
 */
int merge_make(struct merge *merge, const char *name, const struct po *po, struct translation *translation, struct findings *findings);
void merge_clear(struct merge *merge);

/* The line of the PO file that changes a part of a page; 0 if there is none. */
int merge_line(const struct merge *merge, size_t page, enum message_part part);

#endif
