/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Our cutting (src/words/segment.c) is libgammu's: what the budget counts and `waymark check` shows is what the modem sends. Compared for
 * every reply of the real catalogue in every language and country, and for texts made at every boundary.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <gammu.h>

#include "common/code.h"
#include "words/answer.h"
#include "words/catalogue.h"
#include "words/render.h"
#include "words/segment.h"

static GSM_MultiPartSMSInfo info;
static GSM_MultiSMSMessage parts;

/* The text of a part as libgammu will send it, in UTF-8. */
static const char *
part_text(int i)
{
        static char text[4 * (GSM_MAX_SMS_LENGTH + 1)];

        memset(text, 0, sizeof text);
        EncodeUTF8(text, parts.SMS[i].Text);
        return text;
}

static void
encode(const char *text)
{
        static unsigned char units[4 * 2048];

        memset(units, 0, sizeof units);
        DecodeUTF8(units, text, (int)strlen(text));
        GSM_ClearMultiPartSMSInfo(&info);
        info.Class = -1;
        info.EntriesNum = 1;
        info.Entries[0].ID = SMS_ConcatenatedAutoTextLong;
        info.Entries[0].Buffer = units;
        assert_int_equal(GSM_EncodeMultiPartSMS(NULL, &info, &parts), ERR_NONE);
}

static void
compare(const char *text)
{
        struct segments segments;

        assert_int_equal(segment_text(text, &segments), 0);
        encode(text);
        if (parts.Number != segments.nparts)
                print_error("%d parts, libgammu %d: %s\n", segments.nparts, parts.Number, text);
        assert_int_equal(parts.Number, segments.nparts);
        for (int i = 0; i < parts.Number; i++) {
                const char *theirs = part_text(i);

                assert_int_equal(parts.SMS[i].Coding,
                                 segments.coding == SEGMENT_CODING_GSM7 ? SMS_Coding_Default_No_Compression : SMS_Coding_Unicode_No_Compression);
                assert_int_equal(strlen(theirs), segments.parts[i].len);
                assert_memory_equal(theirs, text + segments.parts[i].start, segments.parts[i].len);
        }
}

static const struct catalogue *
catalogue(void)
{
        static struct catalogue *loaded;
        static const char *const codes[] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
        uint16_t languages[7];
        struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 7 };
        struct findings *findings;

        if (loaded != NULL)
                return loaded;
        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        findings = findings_new();
        assert_non_null(findings);
        loaded = catalogue_load("messages", &options, findings);
        if (loaded == NULL)
                print_error("%s\n", findings_first_error(findings));
        findings_free(findings);
        assert_non_null(loaded);
        return loaded;
}

static void
every_reply_in_every_country_is_cut_alike(void **state)
{
        static const char *const countries[] = { "UA", "MD", "RO", "PL", "HU", "SK", "CZ", "DE", "NL", "BE", "AT",
                                                 "GB", "IE", "BG", "IT", "ES", "FR", "LT", "LV", "EE" };
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        for (int l = 0; l < catalogue_nlanguages(catalogue()); l++)
                for (size_t c = 0; c < sizeof countries / sizeof *countries; c++)
                        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                                for (int32_t today = 0; today <= 40000; today += 40000) {
                                        const struct render_options options = {
                                                .language = catalogue_language(catalogue(), l),
                                                .country = code_pack(countries[c]),
                                                .today = today,
                                        };

                                        render_reply(catalogue(), (enum topic)topic, &options, text);
                                        assert_true(strlen(text) > 0);
                                        compare(text);
                                }
}

static void
every_menu_in_two_languages_is_cut_alike(void **state)
{
        char text[CATALOGUE_REPLY_TEXT];

        (void)state;
        for (int one = 0; one < catalogue_nlanguages(catalogue()); one++)
                for (int two = 0; two < catalogue_nlanguages(catalogue()); two++) {
                        const struct render_options options = { .language = catalogue_language(catalogue(), one) };

                        render_menu(catalogue(), &options, catalogue_language(catalogue(), two), text);
                        compare(text);
                }
}

/* `n` plain characters, one special, and more behind it. */
static void
compare_around(const char *plain, int n, const char *special, int more)
{
        char text[8000] = "";
        size_t len = 0, plain_len = strlen(plain), special_len = strlen(special);

        for (int i = 0; i < n + more; i++) {
                memcpy(text + len, plain, plain_len);
                len += plain_len;
                if (i == n - 1) {
                        memcpy(text + len, special, special_len);
                        len += special_len;
                }
        }
        text[len] = '\0';
        compare(text);
}

static void
every_boundary_of_gsm7_is_cut_alike(void **state)
{
        static const char *const specials[] = { "a", "\u20ac", "{", "|", "^^", "\u00e9", "\u0394", "\n", "\u20ac\u20ac\u20ac" };

        (void)state;
        for (size_t s = 0; s < sizeof specials / sizeof *specials; s++)
                for (int n = 145; n <= 165; n++)
                        for (int more = 0; more <= 160; more += 8)
                                compare_around("a", n, specials[s], more);
        for (int n = 300; n <= 312; n++)
                compare_around("x", n, "\u20ac", 3);
        for (int n = 900; n <= 914; n++)
                compare_around("x", n, "~", 0);
}

static void
every_boundary_of_ucs2_is_cut_alike(void **state)
{
        static const char *const specials[] = { "\u0436", "\U0001f600", "a\U0001f600b", "\u20ac", "\U0001f600\U0001f600" };

        (void)state;
        for (size_t s = 0; s < sizeof specials / sizeof *specials; s++)
                for (int n = 60; n <= 72; n++)
                        for (int more = 0; more <= 70; more += 5)
                                compare_around("\u0436", n, specials[s], more);
        for (int n = 128; n <= 137; n++)
                compare_around("\u0436", n, "\U0001f600", 2);
        for (int n = 390; n <= 400; n++)
                compare_around("\u0436", n, "\u0436", 0);
}

static void
every_single_character_has_the_same_coding(void **state)
{
        (void)state;
        for (uint32_t c = 0x20; c < 0x2100; c++) {
                char text[32];

                /* libgammu takes the superscript one for its escape character; checks.c refuses it in replies. */
                if ((c >= 0x7f && c < 0xa0) || c == 0xb9)
                        continue;
                if (c < 0x80)
                        snprintf(text, sizeof text, "a%cb", (int)c);
                else if (c < 0x800)
                        snprintf(text, sizeof text, "a%c%cb", (int)(0xc0 | c >> 6), (int)(0x80 | (c & 0x3f)));
                else
                        snprintf(text, sizeof text, "a%c%c%cb", (int)(0xe0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3f)), (int)(0x80 | (c & 0x3f)));
                compare(text);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_reply_in_every_country_is_cut_alike),
                cmocka_unit_test(every_menu_in_two_languages_is_cut_alike),
                cmocka_unit_test(every_boundary_of_gsm7_is_cut_alike),
                cmocka_unit_test(every_boundary_of_ucs2_is_cut_alike),
                cmocka_unit_test(every_single_character_has_the_same_coding),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
