/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Aggregator forms. Fields that are not needed (serviceCode, networkCode ...) are passed over. Pure.
 */
#include "ussd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "form.h"

struct fields {
        struct form_field session, number, text;
};

/* Which of the fields that we need it is, NULL if none. */
static struct form_field *
place_of(struct fields *fields, const struct form_field *field)
{
        if (form_field_is(field, "sessionId"))
                return &fields->session;
        if (form_field_is(field, "phoneNumber"))
                return &fields->number;
        if (form_field_is(field, "text"))
                return &fields->text;
        return NULL;
}

static enum refusal
read_fields(char *text, size_t len, struct fields *fields)
{
        struct form_field field;
        struct form form;
        int rc;

        memset(fields, 0, sizeof *fields);
        form_begin(&form, text, len);
        while ((rc = form_next(&form, &field)) > 0) {
                struct form_field *place = place_of(fields, &field);

                if (place == NULL)
                        continue;
                if (place->value != NULL)
                        return REFUSAL_TWICE;
                *place = field;
        }
        if (rc < 0)
                return REFUSAL_FORM;
        if (fields->session.value_len == 0)
                return REFUSAL_NO_SESSION;
        if (fields->number.value_len == 0)
                return REFUSAL_NO_NUMBER;
        return fields->text.value == NULL ? REFUSAL_NO_PATH : REFUSAL_NONE;
}

/* Ends of lines, which a phone can type and some networks fill up with, separate words. */
static bool
is_control(utf8proc_int32_t codepoint)
{
        return (codepoint < ' ' && codepoint != '\n' && codepoint != '\r') || (codepoint >= 0x7f && codepoint < 0xa0);
}

/* UTF-8 without control characters, short enough for the engine. */
static bool
path_is_sound(const struct form_field *field)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)field->value;
        utf8proc_ssize_t left = (utf8proc_ssize_t)field->value_len, taken;
        utf8proc_int32_t codepoint;
        int ninputs = 1;

        if (field->value_len >= WIRE_PATH)
                return false;
        for (; left > 0; at += taken, left -= taken) {
                taken = utf8proc_iterate(at, left, &codepoint);
                if (taken <= 0 || is_control(codepoint))
                        return false;
                ninputs += codepoint == '*';
        }
        return ninputs <= USSD_INPUTS;
}

static void
blank_ends_of_lines(char *text)
{
        for (; (text = strpbrk(text, "\r\n")) != NULL; text++)
                *text = ' ';
}

/* Each input by itself: "1*2*1*1*2*1*1" is a path and not a telephone number with stars in it. */
static void
copy_masked(const struct form_field *field, struct question *question)
{
        const char *at = field->value, *end = at + field->value_len;
        size_t len = 0;

        for (;;) {
                const char *star = memchr(at, '*', (size_t)(end - at));
                size_t input = (size_t)((star != NULL ? star : end) - at);

                memcpy(question->text + len, at, input);
                question->text[len + input] = '\0';
                blank_ends_of_lines(question->text + len);
                sender_mask_digits(question->text + len);
                len += strlen(question->text + len);
                if (star == NULL)
                        break;
                question->text[len++] = '*';
                at = star + 1;
        }
        question->text[len] = '\0';
        question->text_len = (uint16_t)len;
}

static void
set_repeat_key(const struct fields *fields, const struct repeats *repeats, struct question *question)
{
        const uint64_t parts[] = {QUESTION_KIND_USSD, question->tag, repeats_key(repeats, fields->session.value, fields->session.value_len),
                                  repeats_key(repeats, fields->text.value, fields->text.value_len)};

        question->repeat_key = repeats_key(repeats, parts, sizeof parts);
}

enum refusal
ussd_read(char *form, size_t len, struct callers *callers, const struct repeats *repeats, struct question *question)
{
        struct fields fields;
        enum refusal refusal = read_fields(form, len, &fields);

        if (refusal == REFUSAL_NONE && !path_is_sound(&fields.text))
                refusal = REFUSAL_STEPS;
        if (refusal == REFUSAL_NONE) {
                question->kind = QUESTION_KIND_USSD;
                question->age_s = 0;
                question->unreadable = false;
                question_set_caller(question, callers, fields.number.value, fields.number.value_len, NULL, 0);
                if (question->sender == SENDER_KIND_ALPHANUMERIC)
                        refusal = REFUSAL_NUMBER; /* a SIM has a number: a form that was filled in wrongly */
                copy_masked(&fields.text, question);
                set_repeat_key(&fields, repeats, question);
        }
        explicit_bzero(form, len);
        return refusal;
}

size_t
ussd_write(const struct wire_page *page, char reply[static USSD_REPLY])
{
        if (page->text_len == 0)
                return (size_t)snprintf(reply, USSD_REPLY, "END .");
        return (size_t)snprintf(reply, USSD_REPLY, "%s %s", page->ends ? "END" : "CON", page->text);
}
