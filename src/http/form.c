/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Percent-coding (RFC 3986, 2.1) with "+" for a space. Pure.
 */
#include "form.h"

#include <errno.h>
#include <string.h>

void
form_begin(struct form *form, char *text, size_t len)
{
        *form = (struct form){.at = text, .end = text + len};
}

/* -1 if it is no hexadecimal digit. */
static int
digit_of(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

/* Decodes [from, end) in place; returns the length, -1 if it is broken. */
static long
decode(char *from, const char *end)
{
        char *start = from, *to = from;

        while (from < end) {
                unsigned char c = (unsigned char)*from++;

                if (c <= ' ' || c == 0x7f)
                        return -1;
                if (c == '%') {
                        int high = end - from >= 2 ? digit_of(from[0]) : -1;
                        int low = high >= 0 ? digit_of(from[1]) : -1;

                        if (low < 0)
                                return -1;
                        c = (unsigned char)(high << 4 | low);
                        from += 2;
                } else if (c == '+') {
                        c = ' ';
                }
                *to++ = (char)c;
        }
        return (long)(to - start);
}

int
form_next(struct form *form, struct form_field *field)
{
        char *begin, *end, *equals;
        long name_len, value_len;

        while (form->at < form->end && *form->at == '&')
                form->at++;
        if (form->at == form->end)
                return 0;
        if (++form->nfields > FORM_FIELDS)
                return -EINVAL;
        begin = form->at;
        end = memchr(begin, '&', (size_t)(form->end - begin));
        if (end == NULL)
                end = form->end;
        form->at = end;
        equals = memchr(begin, '=', (size_t)(end - begin));
        field->value = equals != NULL ? equals + 1 : end;
        name_len = decode(begin, equals != NULL ? equals : end);
        value_len = decode(field->value, end);
        if (name_len < 0 || value_len < 0)
                return -EINVAL;
        field->name = begin;
        field->name_len = (size_t)name_len;
        field->value_len = (size_t)value_len;
        return 1;
}

bool
form_field_is(const struct form_field *field, const char *name)
{
        return field->name_len == strlen(name) && memcmp(field->name, name, field->name_len) == 0;
}
