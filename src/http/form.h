/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fields of a form or of a query (application/x-www-form-urlencoded), decoded in place. Strict: a broken escape, a control character or
 * too many fields refuse the whole, for nobody honest sends them. Used by ussd.c and kannel.c; pure, allocates nothing.
 */
#ifndef WAYMARK_HTTP_FORM_H
#define WAYMARK_HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_FIELDS 32

struct form {
        char *at, *end;
        int nfields;
};

struct form_field {
        const char *name;               /* neither is terminated, and both may hold any byte: a value is checked by who knows what it is */
        size_t name_len;
        char *value;
        size_t value_len;
};

/* Begins with `len` bytes at `text`, which are overwritten and must stay until the last field was looked at. */
void form_begin(struct form *form, char *text, size_t len);

/* Takes the next field. 1, 0 at the end, -EINVAL if it is broken. */
int form_next(struct form *form, struct form_field *field);

bool form_field_is(const struct form_field *field, const char *name);

#endif
