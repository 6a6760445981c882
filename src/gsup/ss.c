/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * BER of the components of TS 24.080:
 *
 *      Invoke  a1 { 02 invoke id, [80 linked id], 02 operation, 30 { 04 coding, 04 text, ... } }
 *      Result  a2 { 02 invoke id, [ 30 { 02 operation, 30 { 04 coding, 04 text, ... } } ] }
 *      Error   a3 { 02 invoke id, 02 error, ... }
 *      Reject  a4 { 02 invoke id or 05 null, ... }
 *
 * A reader is a span that only ever gets shorter; every element is cut off its front with its length checked against what is left.
 */
#include "ss.h"

#include <errno.h>
#include <string.h>

enum tag {
        TAG_INTEGER = 0x02,
        TAG_OCTETS = 0x04,
        TAG_NULL = 0x05,
        TAG_SEQUENCE = 0x30,
        TAG_LINKED_ID = 0x80,
};

struct span {
        const uint8_t *at;
        size_t len;
};

/* Short form, or one octet of length after 0x81; an element of more than 255 octets does not fit a GSUP element anyway. */
static bool
cut_length(struct span *from, size_t *len)
{
        size_t octets = 1;

        if (from->len < 1)
                return false;
        *len = from->at[0];
        if (*len == 0x81 && from->len >= 2) {
                *len = from->at[1];
                octets = 2;
        } else if (*len >= 0x80) {
                return false;
        }
        from->at += octets;
        from->len -= octets;
        return *len <= from->len;
}

/* Cuts the element at the front off, whatever it is. */
static bool
cut_any(struct span *from, uint8_t *tag, struct span *value)
{
        size_t len;

        if (from->len < 2 || (from->at[0] & 0x1f) == 0x1f) /* a tag of several octets: none here has one */
                return false;
        *tag = from->at[0];
        from->at++;
        from->len--;
        if (!cut_length(from, &len))
                return false;
        *value = (struct span){from->at, len};
        from->at += len;
        from->len -= len;
        return true;
}

static bool
cut(struct span *from, uint8_t wanted, struct span *value)
{
        uint8_t tag;

        return cut_any(from, &tag, value) && tag == wanted;
}

/* An integer or octet string of exactly one octet. */
static bool
cut_octet(struct span *from, uint8_t wanted, uint8_t *octet)
{
        struct span value;

        if (!cut(from, wanted, &value) || value.len != 1)
                return false;
        *octet = value.at[0];
        return true;
}

static bool
pass_over(struct span *from)
{
        struct span value;
        uint8_t tag;

        while (from->len > 0)
                if (!cut_any(from, &tag, &value))
                        return false;
        return true;
}

/* --- reading --- */

/* USSD-Arg and USSD-Res (TS 24.080, 4.4.2). */
static bool
read_argument(struct span *from, struct ss_component *component)
{
        struct span argument, text;

        if (!cut(from, TAG_SEQUENCE, &argument) || !cut_octet(&argument, TAG_OCTETS, &component->coding) ||
            !cut(&argument, TAG_OCTETS, &text) || text.len > SS_TEXT_FOREIGN_MAX)
                return false;
        component->text = text.at;
        component->text_len = text.len;
        return pass_over(&argument);
}

static bool
read_operation(struct span *from, struct ss_component *component)
{
        uint8_t operation;

        if (!cut_octet(from, TAG_INTEGER, &operation))
                return false;
        component->operation = (enum ss_operation)operation;
        return operation == SS_OPERATION_PROCESS || operation == SS_OPERATION_ASK;
}

static bool
read_invoke(struct span *from, struct ss_component *component)
{
        uint8_t linked;

        if (!cut_octet(from, TAG_INTEGER, &component->invoke_id))
                return false;
        if (from->len > 0 && from->at[0] == TAG_LINKED_ID && !cut_octet(from, TAG_LINKED_ID, &linked))
                return false;
        return read_operation(from, component) && read_argument(from, component);
}

static bool
read_result(struct span *from, struct ss_component *component)
{
        struct span result;

        if (!cut_octet(from, TAG_INTEGER, &component->invoke_id))
                return false;
        if (from->len == 0)
                return true; /* an empty answer */
        return cut(from, TAG_SEQUENCE, &result) && read_operation(&result, component) && read_argument(&result, component) &&
               result.len == 0;
}

static bool
read_error(struct span *from, struct ss_component *component)
{
        return cut_octet(from, TAG_INTEGER, &component->invoke_id) && cut_octet(from, TAG_INTEGER, &component->error) && pass_over(from);
}

static bool
read_reject(struct span *from, struct ss_component *component)
{
        struct span value;
        uint8_t tag;

        if (!cut_any(from, &tag, &value))
                return false;
        if (tag == TAG_INTEGER && value.len == 1)
                component->invoke_id = value.at[0];
        else if (tag != TAG_NULL || value.len != 0)
                return false;
        return pass_over(from);
}

static bool
read_inside(struct span *from, struct ss_component *component)
{
        switch (component->kind) {
        case SS_KIND_INVOKE: return read_invoke(from, component);
        case SS_KIND_RESULT: return read_result(from, component);
        case SS_KIND_ERROR:  return read_error(from, component);
        case SS_KIND_REJECT: return read_reject(from, component);
        }
        return false;
}

int
ss_read(const uint8_t *bytes, size_t len, struct ss_component *component)
{
        struct span all = {bytes, len}, inside;
        uint8_t tag;

        memset(component, 0, sizeof *component);
        if (!cut_any(&all, &tag, &inside) || all.len != 0)
                return -EPROTO;
        component->kind = (enum ss_kind)tag;
        if (!read_inside(&inside, component) || inside.len != 0)
                return -EPROTO;
        return 0;
}

/* --- writing: all lengths are in the short form --- */

/* From the inside out each wrapper is 2 octets before its content; `at` is where the next octet goes. */
static uint8_t *
write_octet(uint8_t *at, uint8_t tag, uint8_t octet)
{
        at[0] = tag;
        at[1] = 1;
        at[2] = octet;
        return at + 3;
}

static uint8_t *
write_head(uint8_t *at, uint8_t tag, size_t len)
{
        at[0] = tag;
        at[1] = (uint8_t)len;
        return at + 2;
}

/* 30 { 04 coding, 04 text } */
static uint8_t *
write_argument(uint8_t *at, const struct ss_component *component)
{
        at = write_head(at, TAG_SEQUENCE, 3 + 2 + component->text_len);
        at = write_octet(at, TAG_OCTETS, component->coding);
        at = write_head(at, TAG_OCTETS, component->text_len);
        memcpy(at, component->text, component->text_len);
        return at + component->text_len;
}

size_t
ss_write(const struct ss_component *component, uint8_t *out, size_t room)
{
        size_t argument = 2 + 3 + 2 + component->text_len;
        uint8_t *at = out + 2;

        if (component->text_len > SS_TEXT_MAX || room < SS_COMPONENT_MAX)
                return 0;
        at = write_octet(at, TAG_INTEGER, component->invoke_id);
        switch (component->kind) {
        case SS_KIND_INVOKE:
                at = write_octet(at, TAG_INTEGER, (uint8_t)component->operation);
                at = write_argument(at, component);
                break;
        case SS_KIND_RESULT:
                at = write_head(at, TAG_SEQUENCE, 3 + argument);
                at = write_octet(at, TAG_INTEGER, (uint8_t)component->operation);
                at = write_argument(at, component);
                break;
        case SS_KIND_ERROR:
                at = write_octet(at, TAG_INTEGER, component->error);
                break;
        case SS_KIND_REJECT:
                return 0; /* nobody is told so by us */
        }
        write_head(out, (uint8_t)component->kind, (size_t)(at - out) - 2);
        return (size_t)(at - out);
}
