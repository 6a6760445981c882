/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hundreds of thousands of byte strings are looked for at once: a table by their last TAIL bytes, and before it a filter of bits that most
 * places of most heaps do not pass.
 */
#include "traces.h"

#include <assert.h>
#include <ctype.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"

#define TAIL 6                          /* also the shortest string that is looked for */
#define LONGEST 1024
#define FILTER_BITS 25
#define TOLD 5                          /* findings that are printed */

struct trace {
        const char *coding, *form;
        int person;
        uint32_t next;                  /* with the same hash, 0: none */
        size_t start;                   /* in `bytes` */
        size_t len;
};

struct traces {
        struct trace *list;             /* from 1 */
        size_t n, room;
        unsigned char *bytes;
        size_t nbytes, bytes_room;
        uint32_t *heads;
        uint64_t *filter;
        size_t indexed;
        unsigned told;
        char last[64];
};

static void *
must(void *memory)
{
        if (memory == NULL) {
                puts("not ok - no memory");
                exit(1);
        }
        return memory;
}

struct traces *
traces_new(void)
{
        struct traces *traces = must(calloc(1, sizeof *traces));

        traces->heads = must(calloc((size_t)1 << (FILTER_BITS - 4), sizeof *traces->heads));
        traces->filter = must(calloc((size_t)1 << (FILTER_BITS - 6), sizeof *traces->filter));
        traces->n = 1;
        return traces;
}

void
traces_free(struct traces *traces)
{
        if (traces == NULL)
                return;
        free(traces->list);
        free(traces->bytes);
        free(traces->heads);
        free(traces->filter);
        free(traces);
}

/* --- the table --- */

static uint64_t
hash_of(const unsigned char *tail)
{
        uint64_t word = 0;

        memcpy(&word, tail, TAIL);
        return word * UINT64_C(0x9e3779b97f4a7c15) >> (64 - FILTER_BITS);
}

static void
add(struct traces *traces, const char *coding, const char *form, int person, const void *bytes, size_t len)
{
        struct trace *trace;

        if (len < TAIL || len > LONGEST)
                return;
        if (traces->n >= traces->room) {
                traces->room = traces->room * 2 + 4096;
                traces->list = must(realloc(traces->list, traces->room * sizeof *traces->list));
        }
        if (traces->nbytes + len > traces->bytes_room) {
                traces->bytes_room = traces->bytes_room * 2 + 65536;
                traces->bytes = must(realloc(traces->bytes, traces->bytes_room));
        }
        trace = &traces->list[traces->n++];
        *trace = (struct trace){.coding = coding, .form = form, .person = person, .start = traces->nbytes, .len = len};
        memcpy(traces->bytes + traces->nbytes, bytes, len);
        traces->nbytes += len;

        uint64_t hash = hash_of(traces->bytes + traces->nbytes - TAIL);

        traces->filter[hash / 64] |= UINT64_C(1) << hash % 64;
        trace->next = traces->heads[hash >> 4];
        traces->heads[hash >> 4] = (uint32_t)(traces->n - 1);
}

size_t
traces_count(const struct traces *traces)
{
        return traces->n - 1;
}

/* --- forms: a coding as it is, in hexadecimal, in base64 --- */

static void
add_hex(struct traces *traces, const char *coding, int person, const unsigned char *bytes, size_t len)
{
        static const char *const digits[] = {"0123456789abcdef", "0123456789ABCDEF"};
        char text[2 * LONGEST];

        for (int capital = 0; capital < 2; capital++) {
                for (size_t i = 0; i < len; i++) {
                        text[2 * i] = digits[capital][bytes[i] >> 4];
                        text[2 * i + 1] = digits[capital][bytes[i] & 15];
                }
                if (capital == 0 || strpbrk(memcpy((char[2 * LONGEST + 1]){0}, text, 2 * len), "ABCDEF") != NULL)
                        add(traces, coding, capital ? "HEX" : "hex", person, text, 2 * len);
        }
}

/* The characters that depend on these bytes alone, whatever stands before and after them. */
static void
add_base64(struct traces *traces, const char *coding, int person, const unsigned char *bytes, size_t len)
{
        static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        for (size_t before = 0; before < 3; before++) {
                size_t first = (before * 8 + 5) / 6, last = (before + len) * 8 / 6, n = 0;
                char text[2 * LONGEST];

                for (size_t i = first; i < last; i++) {
                        unsigned value = 0;

                        for (size_t bit = i * 6; bit < i * 6 + 6; bit++)
                                value = value << 1 | (bytes[bit / 8 - before] >> (7 - bit % 8) & 1);
                        text[n++] = alphabet[value];
                }
                add(traces, coding, "base64", person, text, n);
        }
}

static void
add_forms(struct traces *traces, const char *coding, int person, const void *bytes, size_t len)
{
        assert(len <= LONGEST / 2);
        add(traces, coding, "as it is", person, bytes, len);
        add_hex(traces, coding, person, bytes, len);
        add_base64(traces, coding, person, bytes, len);
}

/* --- codings --- */

/* A character in `width` bytes: from the first to the last that is not zero, both byte orders are the same. */
static void
add_wide(struct traces *traces, const char *coding, int person, const char *text, size_t width)
{
        unsigned char bytes[LONGEST / 2] = {0};
        size_t len = strlen(text);

        for (size_t i = 0; i < len; i++)
                bytes[i * width] = (unsigned char)text[i];
        add_forms(traces, coding, person, bytes, len * width - (width - 1));
}

/* TS 23.038, 6.1.2.1: septets, the lowest bit first. The bytes that hold bits of this text alone. */
static void
add_septets(struct traces *traces, int person, const char *text)
{
        size_t len = strlen(text);

        for (size_t offset = 0; offset < 8; offset++) {
                unsigned char bytes[LONGEST / 2] = {0};
                size_t first = (offset + 7) / 8, after = (offset + 7 * len) / 8;

                for (size_t bit = 0; bit < 7 * len; bit++)
                        bytes[(offset + bit) / 8] |= (unsigned char)(((unsigned char)text[bit / 7] >> bit % 7 & 1) << (offset + bit) % 8);
                add_forms(traces, "packed septets", person, bytes + first, after - first);
        }
}

static void
add_bcd(struct traces *traces, const char *coding, int person, const char *digits, bool swapped, unsigned filler)
{
        unsigned char bytes[LONGEST / 2] = {0};
        size_t len = strlen(digits);

        for (size_t i = 0; i < len + len % 2; i++) {
                unsigned nibble = i < len ? (unsigned)(digits[i] - '0') : filler;

                bytes[i / 2] |= (unsigned char)(nibble << ((i % 2 == 0) == swapped ? 0 : 4));
        }
        add_forms(traces, coding, person, bytes, (len + 1) / 2);
}

static void
add_digests(struct traces *traces, int person, const char *digits)
{
        static const char *const before[] = {"", "+", "00"};
        unsigned char out[crypto_hash_sha256_BYTES];
        char text[48];

        for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
                size_t len = (size_t)snprintf(text, sizeof text, "%s%s", before[i], digits);

                digest_md5(text, len, out);
                add_forms(traces, "MD5", person, out, DIGEST_MD5);
                digest_sha1(text, len, out);
                add_forms(traces, "SHA-1", person, out, DIGEST_SHA1);
                (void)crypto_hash_sha256(out, (const unsigned char *)text, len);
                add_forms(traces, "SHA-256", person, out, sizeof out);
        }
}

static void
add_characters(struct traces *traces, int person, const char *text)
{
        add_forms(traces, "ASCII", person, text, strlen(text));
        add_wide(traces, "UCS-2", person, text, 2);
        add_wide(traces, "UTF-32", person, text, 4);
        add_septets(traces, person, text);
}

void
traces_add_number(struct traces *traces, int person, const char *number)
{
        const char *digits = number + 1;

        assert(number[0] == '+' && strlen(digits) >= 9 && strlen(digits) <= 15);
        add_characters(traces, person, digits);
        add_bcd(traces, "swapped BCD", person, digits, true, 15);
        add_bcd(traces, "BCD", person, digits, false, 15);
        if (strlen(digits) % 2 != 0)
                add_bcd(traces, "BCD", person, digits, false, 0);
        add_digests(traces, person, digits);
}

void
traces_add_text(struct traces *traces, int person, const char *text)
{
        char capital[64];
        size_t len = strlen(text);

        assert(len >= 9 && len < sizeof capital);
        for (size_t i = 0; i <= len; i++)
                capital[i] = (char)toupper((unsigned char)text[i]);
        add_characters(traces, person, text);
        add_characters(traces, person, capital);
}

void
traces_add_tag(struct traces *traces, int person, uint64_t tag)
{
        uint64_t swapped = __builtin_bswap64(tag);
        char text[32];

        add_forms(traces, "tag", person, &tag, sizeof tag);
        add_forms(traces, "tag, the other byte order", person, &swapped, sizeof swapped);
        add(traces, "tag", "decimal", person, text, (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)tag));
        add(traces, "tag", "signed decimal", person, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)tag));
}

/* --- the search --- */

static void
tell(struct traces *traces, const char *where, const struct trace *trace, size_t at)
{
        snprintf(traces->last, sizeof traces->last, "%s, %s", trace->coding, trace->form);
        if (++traces->told <= TOLD)
                printf("# found: person %d in %s, at %zu: %s\n", trace->person, where, at, traces->last);
}

/* Those that end with the byte before `end`. */
static size_t
search_at(struct traces *traces, const char *where, const unsigned char *bytes, size_t end, uint64_t hash)
{
        size_t found = 0;

        for (uint32_t i = traces->heads[hash >> 4]; i != 0; i = traces->list[i].next) {
                const struct trace *trace = &traces->list[i];

                if (trace->len > end || memcmp(bytes + end - trace->len, traces->bytes + trace->start, trace->len) != 0)
                        continue;
                tell(traces, where, trace, end - trace->len);
                found++;
        }
        return found;
}

size_t
traces_search(struct traces *traces, const char *where, const void *heap, size_t len)
{
        const unsigned char *bytes = heap;
        size_t found = 0;

        for (size_t end = TAIL; end <= len; end++) {
                uint64_t hash = hash_of(bytes + end - TAIL);

                if ((traces->filter[hash / 64] >> hash % 64 & 1) != 0)
                        found += search_at(traces, where, bytes, end, hash);
        }
        return found;
}

const char *
traces_last(const struct traces *traces)
{
        return traces->last;
}
