/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as the form of a call-back ("u..."), as a query of Kannel ("k...") or as what it posts ("p", sender, type and text in lines):
 * what is taken is sound for the wire, holds no telephone number, and nothing of it stays behind.
 */
#include "http/kannel.h"
#include "http/ussd.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned char tag_key[TAG_KEY_SIZE] = {7};
static const struct config_guard guard = {.deny = {.list = {"+881"}, .count = 1}};
static struct callers callers = {.guard = &guard, .tag_key = tag_key};

static void
check(bool holds)
{
        if (!holds)
                abort();
}

static void
check_question(const struct question *question)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)question->text;
        utf8proc_ssize_t left = question->text_len, taken;
        utf8proc_int32_t codepoint;
        int run = 0;

        check(question->text_len < WIRE_TEXT && strlen(question->text) == question->text_len);
        check(question->kind != QUESTION_KIND_USSD || question->text_len < WIRE_PATH);
        check(question->sender > 0 && question->sender < SENDER_KIND_COUNT && question->age_s >= -1);
        for (; left > 0; at += taken, left -= taken) {
                taken = utf8proc_iterate(at, left, &codepoint);
                check(taken > 0);
                run = codepoint >= '0' && codepoint <= '9' ? run + 1 : 0;
                check(run < 7);
        }
}

static void
check_wiped(const char *text, size_t len)
{
        for (size_t i = 0; i < len; i++)
                check(text[i] == '\0');
}

static void
try_ussd(char *text, size_t len, const struct repeats *repeats, struct question *question)
{
        enum refusal refusal = ussd_read(text, len, &callers, repeats, question);

        check(refusal < REFUSAL_COUNT);
        if (refusal == REFUSAL_NONE) {
                check(question->repeat_key != REPEATS_NONE);
                check_question(question);
        }
        check_wiped(text, len);
}

static void
try_query(char *text, size_t len, const struct repeats *repeats, struct question *question)
{
        struct kannel kannel = {.id_key = REPEATS_NONE};
        enum refusal refusal = kannel_read_query(&kannel, text, len, &callers, repeats, question);

        check_wiped(text, len);
        if (refusal == REFUSAL_NONE && kannel_finish(&kannel, repeats, INT64_C(1795000000), question) == REFUSAL_NONE)
                check_question(question);
}

static void
try_post(char *text, size_t len, const struct repeats *repeats, struct question *question)
{
        struct kannel kannel = {.id_key = REPEATS_NONE};
        struct kannel_post post = {.from = text};
        char *type = memchr(text, '\n', len), *body = type != NULL ? memchr(type + 1, '\n', len - (size_t)(type + 1 - text)) : NULL;

        if (body == NULL)
                return;
        *type++ = '\0';
        *body++ = '\0';
        post.to = post.type = type;
        post.body = body;
        post.len = len - (size_t)(body - text);
        kannel_read_post(&kannel, &post, &callers, question);
        if (kannel_finish(&kannel, repeats, 0, question) == REFUSAL_NONE)
                check_question(question);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct repeats *repeats;
        struct question *question = calloc(1, sizeof *question);
        char *text = malloc(size + 1);

        if (repeats == NULL)
                repeats = repeats_new();
        if (question == NULL || text == NULL || repeats == NULL)
                abort();
        if (size > 0) {
                memcpy(text, data + 1, size - 1);
                text[size - 1] = '\0';
                if (data[0] == 'u')
                        try_ussd(text, size - 1, repeats, question);
                else if (data[0] == 'p')
                        try_post(text, size - 1, repeats, question);
                else
                        try_query(text, size - 1, repeats, question);
        }
        free(text);
        free(question);
        return 0;
}
