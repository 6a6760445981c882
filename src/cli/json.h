/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes JSON to a stream: commas, quotes and escapes are right whatever the bytes are. `waymark` only; blocks as the stream does.
 */
#ifndef WAYMARK_CLI_JSON_H
#define WAYMARK_CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
        FILE *out;
        bool begun;                     /* something stands before, in this object or array: a comma is due */
        int depth;
};

/* `name` is that of the member, NULL for an element of an array and for the outermost value. */
void json_open(struct json *json, const char *name, char bracket); /* '{' or '[' */
void json_close(struct json *json, char bracket);                  /* '}' or ']'; the outermost one ends the line */
void json_text(struct json *json, const char *name, const char *value); /* bytes that are not UTF-8 become U+FFFD */
void json_number(struct json *json, const char *name, int64_t value);
void json_bool(struct json *json, const char *name, bool value);
void json_null(struct json *json, const char *name);

#endif
