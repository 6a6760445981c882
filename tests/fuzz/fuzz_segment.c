/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a text to be cut: refused, or cut into parts that lie behind each other, hold whole characters and keep the limits.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "words/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *text, const struct segments *segments)
{
        int alone = segments->coding == SEGMENT_CODING_GSM7 ? 160 : 70, joined = segments->coding == SEGMENT_CODING_GSM7 ? 153 : 67;
        size_t at = 0;
        int units = 0;

        if (segments->nparts < 1 || segments->nparts > SEGMENT_PARTS)
                abort();
        for (int i = 0; i < segments->nparts; i++) {
                const struct segment_part *part = &segments->parts[i];

                if (part->start != at || part->units > (segments->nparts == 1 ? alone : joined) || ((unsigned char)text[at] & 0xc0) == 0x80)
                        abort();
                at += part->len;
                units += part->units;
        }
        if (at != strlen(text) || units != segments->units)
                abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct segments segments;
        char *text = malloc(size + 1);
        int rc;

        if (text == NULL)
                return 0;
        memcpy(text, data, size);
        text[size] = '\0';
        rc = segment_text(text, &segments);
        if (rc == 0)
                check(text, &segments);
        else if (rc != -EILSEQ && rc != -E2BIG)
                abort();
        free(text);
        return 0;
}
