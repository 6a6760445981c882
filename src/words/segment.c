/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting a text into short messages; see segment.h. Two passes: the first finds the coding and the sum, the second fills
 * parts greedily, a whole character at a time, as libgammu does (tests/unit/test_segment_gammu.c holds us to it).
 */
#include "segment.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "words/gsm7.h"

/* Units of a lone message and of one with a concatenation header: TS 23.040, 9.2.3.24.1. */
static const struct {
        int alone;
        int joined;
} room[] = {
        [SEGMENT_CODING_GSM7] = { 160, 153 },
        [SEGMENT_CODING_UCS2] = { 70, 67 },
};

int
segment_gsm7_septets(uint32_t codepoint)
{
        return gsm7_septets(codepoint);
}

static int
character_units(enum segment_coding coding, uint32_t codepoint)
{
        if (coding == SEGMENT_CODING_GSM7)
                return gsm7_septets(codepoint);
        return codepoint > 0xffff ? 2 : 1;
}

/* The code point at `at`, of `left` bytes: its length in bytes, 0 if it is not UTF-8. */
static size_t
read_character(const char *at, size_t left, uint32_t *codepoint)
{
        utf8proc_int32_t code;
        utf8proc_ssize_t len;

        len = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)left, &code);
        if (len <= 0 || code < 0)
                return 0;
        *codepoint = (uint32_t)code;
        return (size_t)len;
}

/* Coding, units and characters of the whole. */
static int
measure(const char *text, size_t len, struct segments *segments)
{
        int septets = 0, units = 0;
        size_t step;

        segments->coding = SEGMENT_CODING_GSM7;
        for (size_t at = 0; at < len; at += step) {
                uint32_t codepoint;
                int count;

                step = read_character(text + at, len - at, &codepoint);
                if (step == 0)
                        return -EILSEQ;
                count = gsm7_septets(codepoint);
                if (count == 0 && segments->coding == SEGMENT_CODING_GSM7) {
                        segments->coding = SEGMENT_CODING_UCS2;
                        segments->forcing = at;
                }
                septets += count;
                units += character_units(SEGMENT_CODING_UCS2, codepoint);
                segments->characters++;
        }
        segments->units = segments->coding == SEGMENT_CODING_GSM7 ? septets : units;
        return 0;
}

static void
cut(const char *text, size_t len, struct segments *segments)
{
        int fits = room[segments->coding].joined;
        struct segment_part part = { 0 };
        size_t step;

        segments->nparts = 0;
        for (size_t at = 0; at < len; at += step) {
                uint32_t codepoint = 0;
                int count;

                step = read_character(text + at, len - at, &codepoint);
                count = character_units(segments->coding, codepoint);
                if (part.units + count > fits) {
                        if (segments->nparts < SEGMENT_PARTS)
                                segments->parts[segments->nparts] = part;
                        segments->nparts++;
                        part = (struct segment_part){ .start = at };
                }
                part.units += count;
                part.len += step;
        }
        if (segments->nparts < SEGMENT_PARTS)
                segments->parts[segments->nparts] = part;
        segments->nparts++;
}

int
segment_text(const char *text, struct segments *segments)
{
        size_t len = strlen(text);
        int rc;

        memset(segments, 0, sizeof *segments);
        if (len > SEGMENT_TEXT)
                return -E2BIG;
        rc = measure(text, len, segments);
        if (rc < 0)
                return rc;
        if (segments->units > room[segments->coding].alone) {
                cut(text, len, segments);
        } else {
                segments->nparts = 1;
                segments->parts[0].len = len;
                segments->parts[0].units = segments->units;
        }
        return segments->nparts > SEGMENT_PARTS ? -E2BIG : 0;
}
