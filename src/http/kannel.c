/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kannel's messages. Pure.
 */
#include "kannel.h"

#include <string.h>
#include <strings.h>

#include "form.h"
#include "words/segment.h"

#define FIRST_UTC INT64_C(1767225600)   /* 2026-01-01: no message was received before this program was written */
#define CODING_8BIT "1"

struct fields {
        struct form_field from, to, text, coding, charset, id, time;
};

static struct form_field *
place_of(struct fields *fields, const struct form_field *field)
{
        static const char *const names[] = {"from", "to", "text", "coding", "charset", "id", "time"};
        struct form_field *const places[] = {&fields->from,    &fields->to, &fields->text, &fields->coding,
                                             &fields->charset, &fields->id, &fields->time};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                if (form_field_is(field, names[i]))
                        return places[i];
        return NULL;
}

static enum refusal
read_fields(char *query, size_t len, struct fields *fields)
{
        struct form_field field;
        struct form form;
        int rc;

        memset(fields, 0, sizeof *fields);
        form_begin(&form, query, len);
        while ((rc = form_next(&form, &field)) > 0) {
                struct form_field *place = place_of(fields, &field);

                if (place != NULL && place->value != NULL)
                        return REFUSAL_TWICE;
                if (place != NULL)
                        *place = field;
        }
        return rc < 0 ? REFUSAL_FORM : REFUSAL_NONE;
}

static void
set_text(struct question *question, enum charset charset, const char *text, size_t len)
{
        charset_to_utf8(charset, text, len, question->text, sizeof question->text);
        sender_mask_digits(question->text);
        question->text_len = (uint16_t)strlen(question->text);
}

/* Seconds since 1970; 0 for what is no time. */
static int64_t
time_of(const struct form_field *field)
{
        int64_t seconds = 0;

        if (field->value_len > 12)
                return 0;
        for (size_t i = 0; i < field->value_len; i++) {
                if (field->value[i] < '0' || field->value[i] > '9')
                        return 0;
                seconds = seconds * 10 + (field->value[i] - '0');
        }
        return seconds;
}

static bool
value_is(const struct form_field *field, const char *value)
{
        return field->value != NULL && field->value_len == strlen(value) && memcmp(field->value, value, field->value_len) == 0;
}

/* UCS-2 without a name is what get-url sends while mo-recode is off. */
static enum charset
charset_of_fields(const struct fields *fields)
{
        if (fields->charset.value_len > 0)
                return charset_of(fields->charset.value, fields->charset.value_len);
        return value_is(&fields->coding, "2") ? CHARSET_UTF16BE : CHARSET_UTF8;
}

enum refusal
kannel_read_query(struct kannel *kannel, char *query, size_t len, struct callers *callers, const struct repeats *repeats,
                  struct question *question)
{
        struct fields fields;
        enum refusal refusal = read_fields(query, len, &fields);

        if (refusal == REFUSAL_NONE) {
                if (fields.id.value_len > 0)
                        kannel->id_key = repeats_key(repeats, fields.id.value, fields.id.value_len);
                kannel->received_utc = time_of(&fields.time);
                if (fields.from.value_len > 0) {
                        question_set_caller(question, callers, fields.from.value, fields.from.value_len, fields.to.value, fields.to.value_len);
                        kannel->has_sender = true;
                }
                question->unreadable = value_is(&fields.coding, CODING_8BIT);
                set_text(question, charset_of_fields(&fields), fields.text.value, fields.text.value_len);
        }
        explicit_bzero(query, len);
        return refusal;
}

/* The charset of "text/plain; charset=\"UTF-16BE\"". */
static enum charset
charset_of_type(const char *type)
{
        const char *name = strcasestr(type, "charset=");

        if (name == NULL)
                return CHARSET_UTF8;
        name += strlen("charset=");
        name += *name == '"';
        return charset_of(name, strcspn(name, "\"; "));
}

void
kannel_read_post(struct kannel *kannel, const struct kannel_post *post, struct callers *callers, struct question *question)
{
        const char *type = post->type != NULL ? post->type : "";

        if (post->from != NULL && post->from[0] != '\0') {
                question_set_caller(question, callers, post->from, strlen(post->from), post->to, post->to != NULL ? strlen(post->to) : 0);
                kannel->has_sender = true;
        }
        question->unreadable = strncasecmp(type, "application/octet-stream", strlen("application/octet-stream")) == 0;
        set_text(question, charset_of_type(type), post->body, post->len);
}

enum refusal
kannel_finish(const struct kannel *kannel, const struct repeats *repeats, int64_t utc_s, struct question *question)
{
        const uint64_t parts[] = {QUESTION_KIND_KANNEL, question->tag, kannel->id_key};

        if (!kannel->has_sender)
                return REFUSAL_NO_SENDER;
        question->kind = QUESTION_KIND_KANNEL;
        question->age_s = -1;
        if (utc_s > 0 && kannel->received_utc >= FIRST_UTC && utc_s - kannel->received_utc <= INT32_MAX)
                question->age_s = utc_s > kannel->received_utc ? (int32_t)(utc_s - kannel->received_utc) : 0;
        question->repeat_key = kannel->id_key != REPEATS_NONE ? repeats_key(repeats, parts, sizeof parts) : REPEATS_NONE;
        return REFUSAL_NONE;
}

int
kannel_coding(const char *text)
{
        struct segments segments;

        return segment_text(text, &segments) == 0 && segments.coding == SEGMENT_CODING_GSM7 ? 0 : 2;
}
