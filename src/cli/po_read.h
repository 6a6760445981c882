/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A PO file that a translator sent back: bytes that someone else chose. `waymark import` only; reads the disk.
 */
#ifndef WAYMARK_CLI_PO_READ_H
#define WAYMARK_CLI_PO_READ_H

#include "common/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PO_SIZE (1U << 20)              /* bytes; a language is about a tenth of it. A larger file is refused unread */

struct po_entry {
        char *context;
        char *source;                   /* the English text that was translated */
        char *translation;              /* "" if there is none */
        bool fuzzy;                     /* the translator has not finished it */
        int line;
};

struct po {
        uint16_t language;              /* of its header, code.h */
        struct po_entry *entries;
        size_t count;
};

/*
 * 0 and the file, which the caller clears; or -EINVAL with at least one error among the findings, -ENOMEM. Guaranteed: UTF-8, one
 * language, every entry has a context, no context twice, no plural. What the contexts and texts say is for the caller to judge.
 */
int po_read(const char *path, struct po *po, struct findings *findings);

/* The same from memory; `name` stands in the findings. */
int po_parse(const char *name, const char *bytes, size_t len, struct po *po, struct findings *findings);

void po_clear(struct po *po);

#endif
