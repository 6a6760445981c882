/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON (RFC 8259), indented by two. `waymark` only.
 */
#include "json.h"

#include <utf8proc.h>

static void
write_text(FILE *out, const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;

        putc('"', out);
        while (*at != '\0') {
                utf8proc_int32_t codepoint;
                utf8proc_ssize_t len = utf8proc_iterate(at, -1, &codepoint);

                if (len <= 0)
                        fputs("\\ufffd", out);
                else if (codepoint == '"' || codepoint == '\\')
                        fprintf(out, "\\%c", (char)codepoint);
                else if (codepoint == '\n')
                        fputs("\\n", out);
                else if (codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0))
                        fprintf(out, "\\u%04x", (unsigned)codepoint);
                else
                        fwrite(at, 1, (size_t)len, out);
                at += len > 0 ? len : 1;
        }
        putc('"', out);
}

static void
begin_value(struct json *json, const char *name)
{
        if (json->begun)
                putc(',', json->out);
        if (json->depth > 0)
                fprintf(json->out, "\n%*s", 2 * json->depth, "");
        if (name != NULL) {
                write_text(json->out, name);
                fputs(": ", json->out);
        }
        json->begun = true;
}

void
json_open(struct json *json, const char *name, char bracket)
{
        begin_value(json, name);
        putc(bracket, json->out);
        json->depth++;
        json->begun = false;
}

void
json_close(struct json *json, char bracket)
{
        json->depth--;
        if (json->begun)
                fprintf(json->out, "\n%*s", 2 * json->depth, "");
        putc(bracket, json->out);
        json->begun = true;
        if (json->depth == 0)
                putc('\n', json->out);
}

void
json_text(struct json *json, const char *name, const char *value)
{
        begin_value(json, name);
        write_text(json->out, value);
}

void
json_number(struct json *json, const char *name, int64_t value)
{
        begin_value(json, name);
        fprintf(json->out, "%lld", (long long)value);
}

void
json_bool(struct json *json, const char *name, bool value)
{
        begin_value(json, name);
        fputs(value ? "true" : "false", json->out);
}

void
json_null(struct json *json, const char *name)
{
        begin_value(json, name);
        fputs("null", json->out);
}
