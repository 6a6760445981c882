/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is made of requests: forms and queries, aggregator call-backs, Kannel's two ways, numbers and encodings; and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/code.h"
#include "http/charset.h"
#include "http/form.h"
#include "http/kannel.h"
#include "http/question.h"
#include "http/ussd.h"

static const unsigned char tag_key[TAG_KEY_SIZE] = {7};
static const struct config_guard guard = {.deny = {.list = {"+881"}, .count = 1}};
static struct callers callers = {.guard = &guard, .tag_key = tag_key, .own = {{"+40700000009"}}, .nown = 1};
static struct repeats *repeats;
static struct question question;

static int
begin(void **state)
{
        (void)state;
        repeats = repeats_new();
        return repeats != NULL ? 0 : -1;
}

static int
end(void **state)
{
        (void)state;
        repeats_free(repeats);
        return 0;
}

/* --- forms --- */

/* "name|value;name|value;", or what refused it. */
static const char *
fields_of(const char *text)
{
        static char out[4096];
        char copy[4096];
        struct form_field field;
        struct form form;
        size_t len = 0;
        int rc;

        snprintf(copy, sizeof copy, "%s", text);
        form_begin(&form, copy, strlen(copy));
        out[0] = '\0';
        while ((rc = form_next(&form, &field)) > 0)
                len += (size_t)snprintf(out + len, sizeof out - len, "%.*s|%.*s;", (int)field.name_len, field.name, (int)field.value_len,
                                        field.value);
        return rc < 0 ? "refused" : out;
}

static void
a_form_is_decoded(void **state)
{
        (void)state;
        assert_string_equal(fields_of("a=1&b=2"), "a|1;b|2;");
        assert_string_equal(fields_of("a=%2B40+7%c3%A9"), "a|+40 7\xc3\xa9;");
        assert_string_equal(fields_of("a=1=2&b=&=c&d"), "a|1=2;b|;|c;d|;");
        assert_string_equal(fields_of("%61=1"), "a|1;");
        assert_string_equal(fields_of("&&a=1&&"), "a|1;");
        assert_string_equal(fields_of(""), "");
        assert_string_equal(fields_of("a=%26%3D%25"), "a|&=%;");
}

static void
a_broken_form_is_refused(void **state)
{
        static const char *const broken[] = {"a=%", "a=%4", "a=%4g", "a=%g4", "%=1", "a=1 2", "a=1\n", "a=\x7f", "a=1&b=%zz", "a=%%41", "a=%+41"};

        (void)state;
        for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
                assert_string_equal(fields_of(broken[i]), "refused");
}

static void
too_many_fields_are_refused(void **state)
{
        char text[256] = "";

        (void)state;
        for (int i = 0; i < FORM_FIELDS; i++)
                strcat(text, "a=1&");
        assert_string_not_equal(fields_of(text), "refused");
        strcat(text, "a=1");
        assert_string_equal(fields_of(text), "refused");
}

static void
an_escaped_nul_is_a_byte_of_the_value(void **state)
{
        char text[] = "a=%00b";
        struct form_field field;
        struct form form;

        (void)state;
        form_begin(&form, text, strlen(text));
        assert_int_equal(form_next(&form, &field), 1);
        assert_int_equal(field.value_len, 2);
        assert_memory_equal(field.value, "\0b", 2);
}

/* --- callers --- */

static enum sender_kind
caller(const char *from, const char *to)
{
        question_set_caller(&question, &callers, from, strlen(from), to, to != NULL ? strlen(to) : 0);
        return (enum sender_kind)question.sender;
}

static uint64_t
tag(const char *from)
{
        (void)caller(from, NULL);
        return question.tag;
}

static void
a_number_is_the_same_in_all_its_forms(void **state)
{
        uint64_t wanted = tag("+40700000001");

        (void)state;
        assert_int_equal(question.country, code_pack("RO"));
        assert_true(tag("40700000001") == wanted);
        assert_true(tag(" 40700000001") == wanted); /* "+" in a form that was not escaped */
        assert_true(tag("0040700000001") == wanted);
        assert_int_equal(question.country, code_pack("RO"));
        assert_true(tag("0700000001") != wanted);
        assert_int_equal(question.country, 0);
}

static void
who_is_never_answered_is_known(void **state)
{
        (void)state;
        assert_int_equal(caller("+40700000001", NULL), SENDER_KIND_PERSON);
        assert_int_equal(caller("881612345678", NULL), SENDER_KIND_DENIED);
        assert_int_equal(caller(" 881612345678", NULL), SENDER_KIND_DENIED);
        assert_int_equal(caller("1198", NULL), SENDER_KIND_SHORT);
        assert_int_equal(caller("MyBank", NULL), SENDER_KIND_ALPHANUMERIC);
        assert_int_equal(caller("40700000009", NULL), SENDER_KIND_OWN);
        assert_int_equal(caller("+40700000001", "40700000001"), SENDER_KIND_OWN);
        assert_int_equal(caller("+40700000001", "1234"), SENDER_KIND_PERSON);
        assert_int_equal(caller("", NULL), SENDER_KIND_ALPHANUMERIC);
        assert_int_equal(caller("111111111111111111111111111111111111111111111111111111111111", NULL), SENDER_KIND_ALPHANUMERIC);
}

/* --- aggregators --- */

static enum refusal
ussd(const char *form)
{
        static char copy[USSD_FORM + 1];
        size_t len = (size_t)snprintf(copy, sizeof copy, "%s", form);
        enum refusal refusal = ussd_read(copy, len, &callers, repeats, &question);

        for (size_t i = 0; i < len; i++)
                assert_int_equal(copy[i], 0); /* nothing of it is left */
        return refusal;
}

#define FORM "sessionId=ATUid_1&serviceCode=*384%23&phoneNumber=%2B40700000001&text="

static void
a_call_back_becomes_a_path(void **state)
{
        (void)state;
        assert_int_equal(ussd(FORM "1*2*1"), REFUSAL_NONE);
        assert_int_equal(question.kind, QUESTION_KIND_USSD);
        assert_string_equal(question.text, "1*2*1");
        assert_int_equal(question.text_len, 5);
        assert_int_equal(question.country, code_pack("RO"));
        assert_int_equal(question.sender, SENDER_KIND_PERSON);
        assert_int_equal(question.age_s, 0);
        assert_int_equal(ussd(FORM), REFUSAL_NONE);
        assert_string_equal(question.text, "");
        assert_int_equal(ussd("text=1%2A%D0%BF%D0%BE%D0%BC%D0%BE%D1%87%D1%8C&phoneNumber=40700000001&sessionId=x"), REFUSAL_NONE);
        assert_string_equal(question.text, "1*помочь");
}

static void
a_long_path_is_no_telephone_number(void **state)
{
        (void)state;
        assert_int_equal(ussd(FORM "1*2*3*4*5*6*7*8*9*0"), REFUSAL_NONE);
        assert_string_equal(question.text, "1*2*3*4*5*6*7*8*9*0");
        assert_int_equal(ussd(FORM "1*0700000001*2"), REFUSAL_NONE);
        assert_string_equal(question.text, "1*#*2");
        assert_int_equal(ussd(FORM "1**2*"), REFUSAL_NONE);
        assert_string_equal(question.text, "1**2*");
}

static void
a_repeated_call_back_is_known_by_session_path_and_number(void **state)
{
        uint64_t key;

        (void)state;
        assert_int_equal(ussd(FORM "1*2"), REFUSAL_NONE);
        key = question.repeat_key;
        assert_true(key != REPEATS_NONE);
        assert_int_equal(ussd(FORM "1*2&networkCode=62120"), REFUSAL_NONE);
        assert_true(question.repeat_key == key);
        assert_int_equal(ussd(FORM "1*2*1"), REFUSAL_NONE);
        assert_true(question.repeat_key != key);
        assert_int_equal(ussd("sessionId=ATUid_2&phoneNumber=%2B40700000001&text=1*2"), REFUSAL_NONE);
        assert_true(question.repeat_key != key);
        assert_int_equal(ussd("sessionId=ATUid_1&phoneNumber=%2B40700000002&text=1*2"), REFUSAL_NONE);
        assert_true(question.repeat_key != key);
}

static void
a_wrong_call_back_is_refused_for_what_is_wrong(void **state)
{
        char form[USSD_FORM];

        (void)state;
        assert_int_equal(ussd(""), REFUSAL_NO_SESSION);
        assert_int_equal(ussd("sessionId=&phoneNumber=%2B40700000001&text=1"), REFUSAL_NO_SESSION);
        assert_int_equal(ussd("sessionId=1&text=1"), REFUSAL_NO_NUMBER);
        assert_int_equal(ussd("sessionId=1&phoneNumber=%2B40700000001"), REFUSAL_NO_PATH);
        assert_int_equal(ussd("sessionId=1&phoneNumber=hidden&text=1"), REFUSAL_NUMBER);
        assert_int_equal(ussd(FORM "1&text=2"), REFUSAL_TWICE);
        assert_int_equal(ussd(FORM "%"), REFUSAL_FORM);
        assert_int_equal(ussd(FORM "1%00"), REFUSAL_STEPS);
        assert_int_equal(ussd(FORM "1%1b2"), REFUSAL_STEPS);
        assert_int_equal(ussd(FORM "1%c2%85"), REFUSAL_STEPS);
        assert_int_equal(ussd(FORM "%ff"), REFUSAL_STEPS);
        snprintf(form, sizeof form, "%s%0*d", FORM, WIRE_PATH - 1, 1);
        assert_int_equal(ussd(form), REFUSAL_NONE);
        snprintf(form, sizeof form, "%s%0*d", FORM, WIRE_PATH, 1);
        assert_int_equal(ussd(form), REFUSAL_STEPS);
        snprintf(form, sizeof form, "%s%0*d*1", FORM, 200, 1);
        assert_int_equal(ussd(form), REFUSAL_NONE);
}

static enum refusal
ussd_of_inputs(int ninputs, const char *input)
{
        char form[USSD_FORM + 1];
        size_t len = (size_t)snprintf(form, sizeof form, "%s%s", FORM, input);

        while (--ninputs > 0 && len < sizeof form)
                len += (size_t)snprintf(form + len, sizeof form - len, "*%s", input);
        assert_true(len < sizeof form);
        return ussd(form);
}

static void
a_path_has_so_many_inputs_at_most(void **state)
{
        (void)state;
        assert_int_equal(ussd_of_inputs(USSD_INPUTS, "1"), REFUSAL_NONE);
        assert_int_equal(ussd_of_inputs(USSD_INPUTS + 1, "1"), REFUSAL_STEPS);
        assert_int_equal(ussd_of_inputs(1000, ""), REFUSAL_STEPS);
}

/* Eighty characters are what fits into one input in Cyrillic: whoever writes what happened, and then once more, is not thrown out. */
static void
sentences_in_cyrillic_fit_into_a_path(void **state)
{
        static const char word[] = "%D0%BF%D0%BE%D0%BC%D0%BE%D1%87%D1%8C+"; /* 6 characters and a space */
        char sentence[1024] = "";

        (void)state;
        for (int i = 0; i < 11; i++)
                strcat(sentence, word);
        assert_int_equal(ussd_of_inputs(6, sentence), REFUSAL_NONE);
        assert_int_equal(question.text_len, 6 * 11 * 13 + 5);
}

static void
ends_of_lines_separate_words(void **state)
{
        (void)state;
        assert_int_equal(ussd(FORM "2%0D*help%0D%0Ame*%0a"), REFUSAL_NONE);
        assert_string_equal(question.text, "2 *help  me* ");
}

static void
a_page_becomes_con_or_end(void **state)
{
        struct wire_page page = {.text = "1 English", .text_len = 9};
        char reply[USSD_REPLY];

        (void)state;
        assert_int_equal(ussd_write(&page, reply), 13);
        assert_string_equal(reply, "CON 1 English");
        page.ends = 1;
        ussd_write(&page, reply);
        assert_string_equal(reply, "END 1 English");
        memset(page.text, 'x', sizeof page.text - 1);
        page.text_len = sizeof page.text - 1;
        assert_int_equal(ussd_write(&page, reply), 4 + WIRE_PAGE_TEXT - 1);
        page = (struct wire_page){.ends = 1, .outcome = OUTCOME_IGNORED};
        ussd_write(&page, reply);
        assert_string_equal(reply, "END .");
}

/* --- encodings --- */

#define UTF8(charset, text) utf8((charset), (text), sizeof(text) - 1)

static const char *
utf8(enum charset charset, const char *text, size_t len)
{
        static char out[256];
        size_t n = charset_to_utf8(charset, text, len, out, sizeof out);

        assert_int_equal(n, strlen(out));
        return out;
}

static void
every_encoding_of_kannel_becomes_utf8(void **state)
{
        (void)state;
        assert_string_equal(UTF8(CHARSET_UTF8, "робота"), "робота");
        assert_string_equal(UTF8(CHARSET_UTF16BE, "\x04\x40\x04\x3e"), "ро");
        assert_string_equal(UTF8(CHARSET_UTF16BE, "\xd8\x3d\xde\x00"), "\xf0\x9f\x98\x80");
        assert_string_equal(UTF8(CHARSET_WINDOWS1252, "caf\xe9 \x80 \x81"), "café € \xef\xbf\xbd");
        assert_int_equal(charset_of("UTF-16BE", 8), CHARSET_UTF16BE);
        assert_int_equal(charset_of("Windows-1252", 12), CHARSET_WINDOWS1252);
        assert_int_equal(charset_of("ISO-8859-1", 10), CHARSET_WINDOWS1252);
        assert_int_equal(charset_of("utf-8", 5), CHARSET_UTF8);
        assert_int_equal(charset_of("klingon", 7), CHARSET_UTF8);
        assert_int_equal(charset_of("", 0), CHARSET_UTF8);
}

static void
what_is_broken_in_a_text_does_not_hide_the_rest(void **state)
{
        (void)state;
        assert_string_equal(UTF8(CHARSET_UTF8, "job \xff\xc3"), "job \xef\xbf\xbd\xef\xbf\xbd");
        assert_string_equal(UTF8(CHARSET_UTF8, "a\0b"), "a b");
        assert_string_equal(UTF8(CHARSET_UTF16BE, "\xd8\x3d\x00\x41"), "\xef\xbf\xbd" "A");
        assert_string_equal(UTF8(CHARSET_UTF16BE, "\xde\x00\x00\x41\x00"), "\xef\xbf\xbd" "A\xef\xbf\xbd");
        assert_string_equal(UTF8(CHARSET_UTF16BE, "\0\0"), " ");
}

static void
a_text_is_cut_between_characters(void **state)
{
        char out[6];

        (void)state;
        assert_int_equal(charset_to_utf8(CHARSET_UTF8, "абв", 6, out, sizeof out), 4);
        assert_string_equal(out, "аб");
}

/* --- Kannel --- */

static enum refusal
get(const char *query, int64_t utc_s)
{
        static char copy[8192];
        struct kannel kannel = {.id_key = REPEATS_NONE};
        size_t len = (size_t)snprintf(copy, sizeof copy, "%s", query);
        enum refusal refusal = kannel_read_query(&kannel, copy, len, &callers, repeats, &question);

        for (size_t i = 0; i < len; i++)
                assert_int_equal(copy[i], 0);
        return refusal != REFUSAL_NONE ? refusal : kannel_finish(&kannel, repeats, utc_s, &question);
}

static enum refusal
post(const char *query, const char *from, const char *to, const char *type, const char *body, size_t len)
{
        const struct kannel_post in = {.from = from, .to = to, .type = type, .body = body, .len = len};
        struct kannel kannel = {.id_key = REPEATS_NONE};
        char copy[256];
        size_t query_len = (size_t)snprintf(copy, sizeof copy, "%s", query);
        enum refusal refusal = kannel_read_query(&kannel, copy, query_len, &callers, repeats, &question);

        kannel_read_post(&kannel, &in, &callers, &question);
        return refusal != REFUSAL_NONE ? refusal : kannel_finish(&kannel, repeats, 0, &question);
}

static void
a_message_by_get_becomes_a_question(void **state)
{
        (void)state;
        assert_int_equal(get("from=%2B40700000001&to=%2B40700000009&text=%D1%80%D0%BE+1&coding=0&charset=UTF-8&id=9-8&smsc=x", 0), REFUSAL_NONE);
        assert_int_equal(question.kind, QUESTION_KIND_KANNEL);
        assert_string_equal(question.text, "ро 1");
        assert_int_equal(question.text_len, strlen("ро 1"));
        assert_int_equal(question.sender, SENDER_KIND_PERSON);
        assert_int_equal(question.age_s, -1);
        assert_false(question.unreadable);
        assert_true(question.repeat_key != REPEATS_NONE);
        assert_int_equal(get("from=%2B40700000001&text=%04%40%04%3e&coding=2", 0), REFUSAL_NONE);
        assert_string_equal(question.text, "ро");
        assert_true(question.repeat_key == REPEATS_NONE);
        assert_int_equal(get("from=%2B40700000001&text=%01%02&coding=1", 0), REFUSAL_NONE);
        assert_true(question.unreadable);
        assert_int_equal(get("from=%2B40700000001&text=", 0), REFUSAL_NONE);
        assert_string_equal(question.text, "");
}

static void
a_message_by_post_becomes_the_same_question(void **state)
{
        (void)state;
        assert_int_equal(post("id=9-8", "+40700000001", "1234", "text/plain; charset=\"UTF-8\"", "робота", 12), REFUSAL_NONE);
        assert_string_equal(question.text, "робота");
        assert_int_equal(question.sender, SENDER_KIND_PERSON);
        assert_true(question.repeat_key != REPEATS_NONE);
        assert_int_equal(post("", "+40700000001", NULL, "text/plain; charset=\"UTF-16BE\"", "\x04\x40", 2), REFUSAL_NONE);
        assert_string_equal(question.text, "р");
        assert_int_equal(post("", "+40700000001", NULL, "text/plain;charset=windows-1252;x=1", "\xe9", 1), REFUSAL_NONE);
        assert_string_equal(question.text, "é");
        assert_int_equal(post("", "+40700000001", NULL, NULL, "job", 3), REFUSAL_NONE);
        assert_string_equal(question.text, "job");
        assert_int_equal(post("", "+40700000001", NULL, "application/octet-stream", "job", 3), REFUSAL_NONE);
        assert_true(question.unreadable);
}

static void
numbers_in_a_message_are_masked(void **state)
{
        (void)state;
        assert_int_equal(get("from=%2B40700000001&text=call+0700+000+001+now", 0), REFUSAL_NONE);
        assert_string_equal(question.text, "call # now");
        assert_int_equal(question.text_len, strlen(question.text));
}

static void
only_a_message_without_sender_or_shape_is_refused(void **state)
{
        (void)state;
        assert_int_equal(get("text=job", 0), REFUSAL_NO_SENDER);
        assert_int_equal(get("from=&text=job", 0), REFUSAL_NO_SENDER);
        assert_int_equal(post("", NULL, NULL, NULL, "job", 3), REFUSAL_NO_SENDER);
        assert_int_equal(get("from=a&from=b", 0), REFUSAL_TWICE);
        assert_int_equal(get("from=%", 0), REFUSAL_FORM);
        assert_int_equal(get("from=MyBank&text=%ff%00", 0), REFUSAL_NONE);
        assert_int_equal(question.sender, SENDER_KIND_ALPHANUMERIC);
}

static void
a_message_is_known_again_by_its_id(void **state)
{
        uint64_t key;

        (void)state;
        assert_int_equal(get("from=%2B40700000001&text=job&id=7", 0), REFUSAL_NONE);
        key = question.repeat_key;
        assert_int_equal(post("id=7", "40700000001", NULL, NULL, "job", 3), REFUSAL_NONE);
        assert_true(question.repeat_key == key);
        assert_int_equal(get("from=%2B40700000001&text=job&id=8", 0), REFUSAL_NONE);
        assert_true(question.repeat_key != key);
        assert_int_equal(get("from=%2B40700000002&text=job&id=7", 0), REFUSAL_NONE);
        assert_true(question.repeat_key != key);
}

static void
the_age_of_a_message_needs_two_clocks_that_are_right(void **state)
{
        (void)state;
        assert_int_equal(get("from=%2B40700000001&time=1795000000", 1795000060), REFUSAL_NONE);
        assert_int_equal(question.age_s, 60);
        assert_int_equal(get("from=%2B40700000001&time=1795000000", 0), REFUSAL_NONE);
        assert_int_equal(question.age_s, -1);
        assert_int_equal(get("from=%2B40700000001&time=1795000000", 1794999000), REFUSAL_NONE);
        assert_int_equal(question.age_s, 0);
        assert_int_equal(get("from=%2B40700000001&time=1000", 1795000000), REFUSAL_NONE);
        assert_int_equal(question.age_s, -1);
        assert_int_equal(get("from=%2B40700000001&time=99999999999999999999", 1795000000), REFUSAL_NONE);
        assert_int_equal(question.age_s, -1);
        assert_int_equal(get("from=%2B40700000001&time=-5", 1795000000), REFUSAL_NONE);
        assert_int_equal(question.age_s, -1);
}

static void
a_reply_is_sent_in_the_coding_it_needs(void **state)
{
        (void)state;
        assert_int_equal(kannel_coding("Advice: 112 €"), 0);
        assert_int_equal(kannel_coding("Порада: 112"), 2);
        assert_int_equal(kannel_coding("ș"), 2);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_form_is_decoded),
                cmocka_unit_test(a_broken_form_is_refused),
                cmocka_unit_test(too_many_fields_are_refused),
                cmocka_unit_test(an_escaped_nul_is_a_byte_of_the_value),
                cmocka_unit_test(a_number_is_the_same_in_all_its_forms),
                cmocka_unit_test(who_is_never_answered_is_known),
                cmocka_unit_test(a_call_back_becomes_a_path),
                cmocka_unit_test(a_long_path_is_no_telephone_number),
                cmocka_unit_test(a_repeated_call_back_is_known_by_session_path_and_number),
                cmocka_unit_test(a_wrong_call_back_is_refused_for_what_is_wrong),
                cmocka_unit_test(a_path_has_so_many_inputs_at_most),
                cmocka_unit_test(sentences_in_cyrillic_fit_into_a_path),
                cmocka_unit_test(ends_of_lines_separate_words),
                cmocka_unit_test(a_page_becomes_con_or_end),
                cmocka_unit_test(every_encoding_of_kannel_becomes_utf8),
                cmocka_unit_test(what_is_broken_in_a_text_does_not_hide_the_rest),
                cmocka_unit_test(a_text_is_cut_between_characters),
                cmocka_unit_test(a_message_by_get_becomes_a_question),
                cmocka_unit_test(a_message_by_post_becomes_the_same_question),
                cmocka_unit_test(numbers_in_a_message_are_masked),
                cmocka_unit_test(only_a_message_without_sender_or_shape_is_refused),
                cmocka_unit_test(a_message_is_known_again_by_its_id),
                cmocka_unit_test(the_age_of_a_message_needs_two_clocks_that_are_right),
                cmocka_unit_test(a_reply_is_sent_in_the_coding_it_needs),
        };

        return cmocka_run_group_tests(tests, begin, end);
}
