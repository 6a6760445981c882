/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any octets as a component of a supplementary service, any text in it under any data coding scheme, and any page on its way out.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "gsup/coding.h"
#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t dialled[] = {0xa1, 0x12, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b, 0x30, 0x0a, 0x04, 0x01, 0x0f, 0x04, 0x05, 0xaa, 0x98, 0x6c, 0x36, 0x02};
static const uint8_t typed[] = {0xa2, 0x16, 0x02, 0x01, 0x05, 0x30, 0x11, 0x02, 0x01, 0x3c, 0x30, 0x0c, 0x04, 0x01, 0x48, 0x04, 0x07,
                                0x04, 0x57, 0xd8, 0x3d, 0xde, 0x00, 0x00};
static const uint8_t linked[] = {0xa1, 0x18, 0x02, 0x01, 0x05, 0x80, 0x01, 0x07, 0x02, 0x01, 0x3b, 0x30, 0x0d, 0x04, 0x01, 0x0f, 0x04, 0x02, 0xaa, 0x18,
                                 0x80, 0x04, 0x91, 0x94, 0x71, 0x07};
static const uint8_t long_form[] = {0xa2, 0x81, 0x12, 0x02, 0x01, 0x05, 0x30, 0x81, 0x0c, 0x02, 0x01, 0x3c, 0x30, 0x07, 0x04, 0x01, 0x10, 0x04, 0x02, 0x31, 0x19};
static const uint8_t busy[] = {0xa3, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x48};
static const uint8_t reject[] = {0xa4, 0x06, 0x02, 0x01, 0x05, 0x81, 0x01, 0x00};

static const struct {
        const uint8_t *bytes;
        size_t len;
} templates[] = {
        {dialled, sizeof dialled}, {typed, sizeof typed}, {linked, sizeof linked},
        {long_form, sizeof long_form}, {busy, sizeof busy}, {reject, sizeof reject}, {reject, 0},
};

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

static void
must_be_plain_utf8(const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
        utf8proc_int32_t codepoint;

        while (*at != '\0') {
                utf8proc_ssize_t n = utf8proc_iterate(at, -1, &codepoint);

                must(n > 0 && codepoint >= 0x20 && codepoint != 0x7f);
                at += n;
        }
}

static void
check_text(uint8_t scheme, const uint8_t *octets, size_t len)
{
        char text[CODING_TEXT + 1];

        text[CODING_TEXT] = 'x';
        coding_read(scheme, octets, len, text);
        must(strlen(text) < CODING_TEXT && text[CODING_TEXT] == 'x');
        must_be_plain_utf8(text);
}

static void
check_written(const struct ss_component *component)
{
        uint8_t out[SS_COMPONENT_MAX];
        struct ss_component again;
        size_t len;

        if (component->kind == SS_KIND_REJECT || (component->kind != SS_KIND_ERROR && component->text == NULL))
                return;
        len = ss_write(component, out, sizeof out);
        must((len == 0) == (component->text_len > SS_TEXT_MAX));
        if (len == 0)
                return;
        must(out[1] < 0x80 && ss_read(out, len, &again) == 0);
        must(again.kind == component->kind && again.operation == component->operation && again.invoke_id == component->invoke_id);
        must(again.coding == component->coding && again.text_len == component->text_len && again.error == component->error);
        must(again.text_len == 0 || memcmp(again.text, component->text, again.text_len) == 0);
}

static void
check_component(const uint8_t *bytes, size_t len)
{
        struct ss_component component;
        int rc = ss_read(bytes, len, &component);

        must(rc == 0 || rc == -EPROTO);
        if (rc < 0)
                return;
        if (component.text != NULL) {
                must(component.text >= bytes && component.text + component.text_len <= bytes + len);
                must(component.text_len <= SS_TEXT_FOREIGN_MAX);
                check_text(component.coding, component.text, component.text_len);
        }
        check_written(&component);
}

/* As the engine's page: it fits, or is refused; what fits comes back as it was, but for what nobody sees. */
static void
check_page(const uint8_t *bytes, size_t len)
{
        char *text = malloc(len + 1), back[CODING_TEXT];
        struct coded coded;
        bool is_plain = true;

        must(text != NULL);
        memcpy(text, bytes, len);
        text[len] = '\0';
        if (coding_write(text, &coded) == 0) {
                size_t seen = strlen(text);

                must(coded.len <= SS_TEXT_MAX);
                coding_read(coded.scheme, coded.octets, coded.len, back);
                while (seen > 0 && strchr("\r\n ", text[seen - 1]) != NULL)
                        seen--;
                for (size_t i = 0; i < seen; i++)
                        is_plain = is_plain && (unsigned char)text[i] >= 0x20 && text[i] != 0x7f;
                must(!is_plain || (strlen(back) == seen && memcmp(back, text, seen) == 0));
        }
        free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fuzz_input input = {data, size};
        uint8_t which = fuzz_next(&input), scheme = fuzz_next(&input);
        uint8_t bytes[TEMPLATE_ROOM], *exact;
        size_t n = which % (sizeof templates / sizeof templates[0]);
        size_t len = fuzz_template(bytes, templates[n].bytes, templates[n].len, &input);

        exact = malloc(len > 0 ? len : 1);
        must(exact != NULL);
        memcpy(exact, bytes, len);
        check_component(exact, len);
        free(exact);

        exact = malloc(size > 0 ? size : 1);
        must(exact != NULL);
        if (size > 0)
                memcpy(exact, data, size);
        check_component(exact, size);
        check_text(scheme, exact, size);
        check_page(exact, size);
        free(exact);
        return 0;
}
