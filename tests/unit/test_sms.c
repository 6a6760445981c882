/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Short messages between libgammu's form and ours: what a sender may have written into every field, and what we hand over to be sent.
 */
#include "modem/sms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#define ALICE "+40700000001"

struct fixture {
        GSM_SMSMessage in, out;
        struct phone_sms sms;
        GSM_SMSC smsc;
        struct number to;
};

static void
put(unsigned char *utf16be, const char *utf8)
{
        DecodeUTF8(utf16be, utf8, strlen(utf8));
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        if (fixture == NULL)
                return -1;
        GSM_SetDefaultReceivedSMSData(&fixture->in);
        fixture->in.PDU = SMS_Deliver;
        fixture->in.Location = 12;
        fixture->in.Coding = SMS_Coding_Default_No_Compression;
        fixture->in.UDH.Type = UDH_NoUDH;
        fixture->in.UDH.ID8bit = fixture->in.UDH.ID16bit = -1;
        fixture->in.UDH.PartNumber = fixture->in.UDH.AllParts = -1;
        fixture->in.DateTime = (GSM_DateTime){.Year = 2026, .Month = 11, .Day = 23, .Hour = 14, .Minute = 5, .Second = 6, .Timezone = 7200};
        put(fixture->in.Number, ALICE);
        put(fixture->in.Text, "job");
        put(fixture->smsc.Number, "+40700000099");
        fixture->smsc.Location = 1;
        strcpy(fixture->to.secret, ALICE);
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        free(*state);
        return 0;
}

static const struct phone_sms *
convert(struct fixture *fixture)
{
        memset(&fixture->sms, 0x5a, sizeof fixture->sms);
        sms_from_gammu(&fixture->in, &fixture->sms);
        return &fixture->sms;
}

/* --- from libgammu --- */

static void
a_plain_text_comes_through(void **state)
{
        struct fixture *fixture = *state;
        const struct phone_sms *sms = convert(fixture);

        assert_int_equal(sms->kind, PHONE_SMS_KIND_TEXT);
        assert_int_equal(sms->location, 12);
        assert_string_equal(sms->sender.secret, ALICE);
        assert_string_equal(sms->text, "job");
        assert_int_equal(sms->reference, -1);
        assert_int_equal(sms->part, 1);
        assert_int_equal(sms->total, 1);
        assert_int_equal(sms->stamp_utc, 1795435506); /* 2026-11-23 12:05:06 */
        assert_int_equal(sms->stamp_zone_s, 7200);
}

static void
every_script_comes_through(void **state)
{
        static const char *const texts[] = {"робота", "Łódź żółć", "مساعدة", "\xf0\x9f\x98\x80 ok", "€[]{}", ""};
        struct fixture *fixture = *state;

        fixture->in.Coding = SMS_Coding_Unicode_No_Compression;
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
                put(fixture->in.Text, texts[i]);
                assert_string_equal(convert(fixture)->text, texts[i]);
                assert_int_equal(fixture->sms.kind, PHONE_SMS_KIND_TEXT);
        }
}

static bool
is_utf8(const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
        utf8proc_int32_t codepoint;

        while (*at != '\0') {
                utf8proc_ssize_t n = utf8proc_iterate(at, -1, &codepoint);

                if (n <= 0)
                        return false;
                at += n;
        }
        return true;
}

static void
half_a_surrogate_pair_is_still_utf8(void **state)
{
        static const unsigned char texts[][12] = {
                {0xd8, 0x3d, 0, 'a'}, {0, 'a', 0xd8, 0x3d}, {0xde, 0x00, 0, 'a'}, {0xde, 0x00, 0xd8, 0x3d}, {0xd8, 0x3d, 0xd8, 0x3d, 0xde, 0x00}};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
                memcpy(fixture->in.Text, texts[i], sizeof texts[i]);
                assert_true(is_utf8(convert(fixture)->text));
                assert_true(fixture->sms.text[0] != '\0');
        }
        memcpy(fixture->in.Text, texts[4], sizeof texts[4]);
        assert_string_equal(convert(fixture)->text, "\xef\xbf\xbd\xf0\x9f\x98\x80");
}

static void
fields_without_an_end_are_cut(void **state)
{
        struct fixture *fixture = *state;

        memset(fixture->in.Text, 0x20, sizeof fixture->in.Text); /* U+2020, three bytes of UTF-8 each */
        memset(fixture->in.Number, 0x41, sizeof fixture->in.Number);
        assert_true(strlen(convert(fixture)->text) < PHONE_SMS_TEXT);
        assert_true(is_utf8(fixture->sms.text));
        assert_int_equal(strlen(fixture->sms.sender.secret), NUMBER_TEXT - 1);
}

static void
names_of_senders_come_as_text(void **state)
{
        struct fixture *fixture = *state;

        put(fixture->in.Number, "MyBank");
        assert_string_equal(convert(fixture)->sender.secret, "MyBank");
        put(fixture->in.Number, "");
        assert_string_equal(convert(fixture)->sender.secret, "");
}

static void
time_stamps_that_cannot_be_true_are_none(void **state)
{
        static const GSM_DateTime wrong[] = {
                {.Year = 0}, {.Year = 1999, .Month = 1, .Day = 1}, {.Year = 2026, .Month = 0, .Day = 1}, {.Year = 2026, .Month = 13, .Day = 1},
                {.Year = 2026, .Month = 1, .Day = 0}, {.Year = 2026, .Month = 1, .Day = 32}, {.Year = INT32_MAX, .Month = 1, .Day = 1},
                {.Year = 2026, .Month = 1, .Day = 1, .Hour = 24}, {.Year = 2026, .Month = 1, .Day = 1, .Minute = 165},
                {.Year = 2026, .Month = 1, .Day = 1, .Second = -1}, {.Year = 2026, .Month = 1, .Day = 1, .Timezone = INT32_MIN}};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                fixture->in.DateTime = wrong[i];
                assert_int_equal(convert(fixture)->stamp_utc, 0);
                assert_int_equal(fixture->sms.stamp_zone_s, 0);
        }
}

static void
the_zone_is_taken_off(void **state)
{
        struct fixture *fixture = *state;

        fixture->in.DateTime.Timezone = -5 * 3600;
        assert_int_equal(convert(fixture)->stamp_utc, 1795435506 + 7 * 3600);
}

static void
set_header(struct fixture *fixture, int id8, int id16, int part, int all)
{
        fixture->in.UDH.Type = id16 >= 0 ? UDH_ConcatenatedMessages16bit : UDH_ConcatenatedMessages;
        fixture->in.UDH.ID8bit = id8;
        fixture->in.UDH.ID16bit = id16;
        fixture->in.UDH.PartNumber = part;
        fixture->in.UDH.AllParts = all;
}

static void
parts_carry_their_reference(void **state)
{
        struct fixture *fixture = *state;

        set_header(fixture, 200, -1, 2, 3);
        assert_int_equal(convert(fixture)->reference, 200);
        assert_false(fixture->sms.reference_is_16bit);
        assert_int_equal(fixture->sms.part, 2);
        assert_int_equal(fixture->sms.total, 3);
        set_header(fixture, -1, 0xfffe, 255, 255);
        assert_int_equal(convert(fixture)->reference, 0xfffe);
        assert_true(fixture->sms.reference_is_16bit);
        assert_int_equal(fixture->sms.part, 255);
        set_header(fixture, 0, -1, 1, 2);
        assert_int_equal(convert(fixture)->reference, 0);
}

static void
a_header_that_cannot_be_true_is_no_header(void **state)
{
        static const int wrong[][3] = {{5, 0, 0}, {5, 0, 2}, {5, 3, 2}, {5, 200, 2}, {5, 1, 1}, {5, -1, 2}, {5, 1, 256}, {5, 1, -1}, {-1, 1, 2}};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
                set_header(fixture, wrong[i][0], -1, wrong[i][1], wrong[i][2]);
                assert_int_equal(convert(fixture)->reference, -1);
                assert_int_equal(fixture->sms.part, 1);
                assert_int_equal(fixture->sms.total, 1);
                assert_string_equal(fixture->sms.text, "job");
                assert_int_equal(fixture->sms.kind, PHONE_SMS_KIND_TEXT);
        }
}

static void
headers_for_machines_make_it_data(void **state)
{
        static const GSM_UDH types[] = {UDH_NokiaRingtone, UDH_NokiaWAP, UDH_MMSIndicatorLong, UDH_VoidSMS, (GSM_UDH)9999};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
                fixture->in.UDH.Type = types[i];
                assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_DATA);
        }
        fixture->in.UDH.Type = UDH_UserUDH; /* a national alphabet */
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_TEXT);
}

static void
bytes_are_data_unless_all_are_ascii(void **state)
{
        struct fixture *fixture = *state;

        fixture->in.Coding = SMS_Coding_8bit;
        memcpy(fixture->in.Text, "job\r\nhelp\xff", 10);
        fixture->in.Length = 9;
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_TEXT);
        assert_string_equal(fixture->sms.text, "job\r\nhelp");
        fixture->in.Length = 10;
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_DATA);
        assert_string_equal(fixture->sms.text, "");
        fixture->in.Text[3] = '\0';
        fixture->in.Length = 9;
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_DATA);
}

static void
lengths_that_cannot_be_true_are_no_text(void **state)
{
        static const int lengths[] = {0, -1, INT32_MIN, INT32_MAX, PHONE_SMS_TEXT};
        struct fixture *fixture = *state;

        fixture->in.Coding = SMS_Coding_8bit;
        memset(fixture->in.Text, 'a', sizeof fixture->in.Text);
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
                fixture->in.Length = lengths[i];
                assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_DATA);
                assert_string_equal(fixture->sms.text, "");
        }
        fixture->in.Length = PHONE_SMS_TEXT - 1;
        assert_int_equal(strlen(convert(fixture)->text), PHONE_SMS_TEXT - 1);
}

static void
a_status_report_is_no_text(void **state)
{
        struct fixture *fixture = *state;

        fixture->in.PDU = SMS_Status_Report;
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_REPORT);
        assert_string_equal(fixture->sms.text, "");
        assert_int_equal(fixture->sms.stamp_utc, 0);
}

static void
class_0_is_a_text_like_others(void **state)
{
        struct fixture *fixture = *state;

        fixture->in.Class = 0;
        assert_int_equal(convert(fixture)->kind, PHONE_SMS_KIND_TEXT);
}

static void
what_differs_has_another_fingerprint(void **state)
{
        struct fixture *fixture = *state;
        uint64_t seen[8];
        int n = 0;

        seen[n++] = convert(fixture)->fingerprint;
        fixture->in.Location = 99;
        fixture->in.State = SMS_Read;
        assert_int_equal(convert(fixture)->fingerprint, seen[0]); /* neither the slot nor "read" is the message */
        put(fixture->in.Text, "joc");
        seen[n++] = convert(fixture)->fingerprint;
        put(fixture->in.Number, "+40700000002");
        seen[n++] = convert(fixture)->fingerprint;
        fixture->in.DateTime.Second++;
        seen[n++] = convert(fixture)->fingerprint;
        set_header(fixture, 5, -1, 1, 2);
        seen[n++] = convert(fixture)->fingerprint;
        fixture->in.UDH.PartNumber = 2;
        seen[n++] = convert(fixture)->fingerprint;
        fixture->in.PDU = SMS_Status_Report;
        seen[n++] = convert(fixture)->fingerprint;
        for (int i = 0; i < n; i++)
                for (int j = 0; j < i; j++)
                        assert_true(seen[i] != seen[j]);
}

/* --- to libgammu --- */

static const GSM_SMSMessage *
to_send(struct fixture *fixture, struct phone_part part)
{
        part.to = &fixture->to;
        part.len = (int)strlen(part.text);
        memset(&fixture->out, 0x5a, sizeof fixture->out);
        sms_to_gammu(&part, &fixture->smsc, &fixture->out);
        return &fixture->out;
}

static void
assert_text(const unsigned char *utf16be, const char *expected)
{
        char text[4 * (GSM_MAX_SMS_LENGTH + 1)];

        EncodeUTF8(text, utf16be);
        assert_string_equal(text, expected);
}

static void
a_single_part_has_no_header(void **state)
{
        struct fixture *fixture = *state;
        const GSM_SMSMessage *sms = to_send(fixture, (struct phone_part){.text = "Advice", .part = 1, .total = 1, .validity_h = 6});

        assert_int_equal(sms->PDU, SMS_Submit);
        assert_int_equal(sms->Class, GSM_SMS_None);
        assert_int_equal(sms->Coding, SMS_Coding_Default_No_Compression);
        assert_int_equal(sms->UDH.Type, UDH_NoUDH);
        assert_int_equal(sms->UDH.Length, 0);
        assert_int_equal(sms->Length, 6);
        assert_text(sms->Text, "Advice");
        assert_text(sms->Number, ALICE);
        assert_text(sms->SMSC.Number, "+40700000099");
        assert_int_equal(sms->SMSC.Location, 0); /* else every send asks for it again */
}

static void
parts_carry_our_own_reference(void **state)
{
        struct fixture *fixture = *state;
        const GSM_SMSMessage *sms = to_send(fixture, (struct phone_part){.text = "робота", .ucs2 = true, .part = 2, .total = 3,
                                                                         .reference = 0xc8, .flash = true});
        static const unsigned char header[] = {0x05, 0x00, 0x03, 0xc8, 0x03, 0x02};

        assert_int_equal(sms->Coding, SMS_Coding_Unicode_No_Compression);
        assert_int_equal(sms->Class, GSM_SMS_Flash);
        assert_int_equal(sms->UDH.Type, UDH_ConcatenatedMessages);
        assert_int_equal(sms->UDH.Length, 6);
        assert_memory_equal(sms->UDH.Text, header, sizeof header);
        assert_int_equal(sms->Length, 6);
        assert_text(sms->Text, "робота");
}

static void
only_the_part_is_taken_from_the_text(void **state)
{
        struct fixture *fixture = *state;
        struct phone_part part = {.to = &fixture->to, .text = "\xd1\x96 and the rest", .len = 2, .ucs2 = true, .part = 1, .total = 1};

        sms_to_gammu(&part, &fixture->smsc, &fixture->out);
        assert_text(fixture->out.Text, "\xd1\x96");
        assert_int_equal(fixture->out.Length, 1);
}

/* TS 23.040, 9.2.3.12.1 */
static void
validity_is_the_shortest_that_is_long_enough(void **state)
{
        static const int cases[][2] = {{0, 0}, {-5, 0}, {1, 0x0b}, {6, 0x47}, {12, 143}, {13, 145}, {24, 0xa7}, {25, 0xa8}, {48, 0xa8},
                                       {49, 0xa9}, {72, 0xa9}, {168, 0xad}, {720, 196}, {721, 197}, {840, 197}, {841, 198},
                                       {63 * 168, 255}, {63 * 168 + 1, 255}, {INT32_MAX - 200, 255}};
        struct fixture *fixture = *state;

        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                const GSM_SMSMessage *sms = to_send(fixture, (struct phone_part){.text = "x", .part = 1, .total = 1, .validity_h = cases[i][0]});

                assert_int_equal(sms->SMSC.Validity.Format, SMS_Validity_RelativeFormat);
                assert_int_equal((int)sms->SMSC.Validity.Relative, cases[i][1]);
        }
}

/* --- printable --- */

static void
names_of_networks_become_printable_ascii(void **state)
{
        unsigned char name[64] = {0};
        char text[32];

        (void)state;
        put(name, "Op\xc3\xa9rateur <3>\n");
        sms_printable(name, text, sizeof text);
        assert_string_equal(text, "Op?rateur <3>?");
        sms_printable(name, text, 4);
        assert_string_equal(text, "Op?");
        sms_printable(name, text, 1);
        assert_string_equal(text, "");
        memset(name, 0x41, sizeof name); /* no end within the room */
        sms_printable(name, text, sizeof text);
        assert_int_equal(strlen(text), sizeof text - 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_plain_text_comes_through),
                CASE(every_script_comes_through),
                CASE(half_a_surrogate_pair_is_still_utf8),
                CASE(fields_without_an_end_are_cut),
                CASE(names_of_senders_come_as_text),
                CASE(time_stamps_that_cannot_be_true_are_none),
                CASE(the_zone_is_taken_off),
                CASE(parts_carry_their_reference),
                CASE(a_header_that_cannot_be_true_is_no_header),
                CASE(headers_for_machines_make_it_data),
                CASE(bytes_are_data_unless_all_are_ascii),
                CASE(lengths_that_cannot_be_true_are_no_text),
                CASE(a_status_report_is_no_text),
                CASE(class_0_is_a_text_like_others),
                CASE(what_differs_has_another_fingerprint),
                CASE(a_single_part_has_no_header),
                CASE(parts_carry_our_own_reference),
                CASE(only_the_part_is_taken_from_the_text),
                CASE(validity_is_the_shortest_that_is_long_enough),
                CASE(names_of_networks_become_printable_ascii),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
