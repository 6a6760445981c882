/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The simulator's PDU codec, checked against octets that it did not make: SMS-SUBMITs as Debian's gammu 1.42 wrote them to the
 * line, SMS-DELIVERs put together by hand from TS 23.040 as strings of bits, and the classic packing of TS 23.038. Numbers are
 * fictional.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../simmodem/alphabet.h"
#include "../simmodem/compose.h"
#include "../simmodem/pdu.h"
#include "../simmodem/text.h"

static int
decode(const char *hex, enum pdu_direction direction, struct pdu *pdu)
{
        uint8_t octets[PDU_OCTETS_MAX];
        int len = text_unhex(hex, strlen(hex), octets, sizeof octets);

        assert_true(len > 0);
        return pdu_decode(octets, (size_t)len, direction, pdu);
}

static void
assert_encodes(const struct pdu *pdu, const char *hex, size_t smsc_len)
{
        uint8_t octets[PDU_OCTETS_MAX];
        struct text digits = { 0 };
        size_t tpdu_len = 0;
        int len = pdu_encode(pdu, octets, &tpdu_len);

        assert_true(len > 0);
        text_hex(&digits, octets, (size_t)len);
        assert_string_equal(digits.bytes, hex);
        assert_int_equal(tpdu_len, (size_t)len - smsc_len);
        text_free(&digits);
}

static struct pdu
deliver(const char *from, const char *text)
{
        struct pdu pdu = { .type = PDU_DELIVER, .class = -1, .stamp = { 26, 11, 23, 18, 4, 5, 8 } };

        strcpy(pdu.number.digits, from);
        strcpy(pdu.text, text);
        pdu.text_len = strlen(text);
        return pdu;
}

/* ---- what a client sends ---- */

static void
reads_a_flash_message(void **state)
{
        struct pdu pdu;

        (void)state;
        assert_int_equal(decode("059151551099110008915155103000F00B0D4676788E066D78EEF77DE303", PDU_TO_NETWORK, &pdu), 0);
        assert_int_equal(pdu.type, PDU_SUBMIT);
        assert_string_equal(pdu.smsc.digits, "+15550199");
        assert_string_equal(pdu.number.digits, "+15550103");
        assert_string_equal(pdu.text, "Flash [now]");
        assert_int_equal(pdu.coding, PDU_GSM7);
        assert_int_equal(pdu.class, 0);
        assert_int_equal(pdu.validity, PDU_VALIDITY_RELATIVE);
        assert_int_equal(pdu_validity_s(&pdu), 3600);
        assert_false(pdu.report);
        assert_int_equal(pdu.ref_bits, 0);
}

static void
reads_the_euro_and_the_braces(void **state)
{
        struct pdu pdu;

        (void)state;
        assert_int_equal(decode("05915155109911000891515510200000FF12C8329BFD066D50F7B79C4DDEA4409B32", PDU_TO_NETWORK, &pdu), 0);
        assert_string_equal(pdu.text, "Hello {world} \xe2\x82\xac");
        assert_int_equal(pdu.class, -1);
        assert_int_equal(pdu_validity_s(&pdu), 63L * 7 * 86400);
}

static void
reads_a_part_with_fill_bits(void **state)
{
        struct pdu pdu;

        (void)state;
        assert_int_equal(decode("05915155109971000891515510300000A940050003650202CA6E90384D9FB3401B94581E1E97E79B1428EC26836C3BD0BC6C2F"
                                "BB41E2347DCE026D506279785C9E6F52A0B09B0CBAED40",
                                PDU_TO_NETWORK, &pdu),
                         0);
        assert_string_equal(pdu.text, "en bits, {braces} and 6; seven bits, {braces} and 7; ");
        assert_int_equal(pdu.ref_bits, 8);
        assert_int_equal(pdu.ref, 0x65);
        assert_int_equal(pdu.total, 2);
        assert_int_equal(pdu.part, 2);
        assert_true(pdu.report);
        assert_int_equal(pdu_validity_s(&pdu), 3L * 86400);
}

static void
reads_ucs2_with_emoji(void **state)
{
        struct pdu pdu;

        (void)state;
        assert_int_equal(decode("05915155109951000C914477000910320008FF1A05000369020200200457002000610062D83DDE00002004570020",
                                PDU_TO_NETWORK, &pdu),
                         0);
        assert_string_equal(pdu.number.digits, "+447700900123");
        assert_int_equal(pdu.coding, PDU_UCS2);
        assert_string_equal(pdu.text, " \xd1\x97 ab\xf0\x9f\x98\x80 \xd1\x97 ");
}

static void
reads_a_short_number(void **state)
{
        struct pdu pdu;

        (void)state;
        assert_int_equal(decode("0591515510991100048121430000FF1561D01CFD96D341EE7A5B5C9683000141644301", PDU_TO_NETWORK, &pdu), 0);
        assert_string_equal(pdu.number.digits, "1234");
        assert_string_equal(pdu.text, "a short number @\xc2\xa3$_^");
}

static void
refuses_what_breaks_the_standard(void **state)
{
        /* "JOB" to +15550100, then bent in one place */
        static const char *const broken[] = {
                "001100089151551000",                           /* cut off in the address */
                "0011000891515510000000FF",                     /* no user data length */
                "0011000891515510000000FF03CAA7",               /* an octet short */
                "0011000891515510000000FF03CAA71000",           /* an octet too many */
                "0011000891515510000000FFA1CAA710",             /* 161 septets */
                "0011001791515510000000FF03CAA710",             /* a number of 23 digits */
                "00510008915155100000" "08FF0309AABB",          /* a header longer than the user data */
                "00510008915155100000" "08FF00",                /* a header flag and nothing */
                "00110008915155100000" "08FF03004100",          /* UCS-2 of odd length */
                "0012000891515510000000FF03CAA710",             /* SMS-COMMAND */
                "0D9151551099",                                 /* an SMSC longer than everything */
        };
        struct pdu pdu;
        size_t i;

        (void)state;
        assert_int_equal(decode("0011000891515510000000FF03CAA710", PDU_TO_NETWORK, &pdu), 0);
        for (i = 0; i < sizeof broken / sizeof broken[0]; i++)
                assert_int_equal(decode(broken[i], PDU_TO_NETWORK, &pdu), -EBADMSG);
}

static void
decodes_any_octets_within_bounds(void **state)
{
        uint8_t octets[200];
        struct pdu pdu;
        unsigned seed = 1;
        int round;
        size_t i;

        (void)state;
        for (round = 0; round < 20000; round++) {
                size_t len;

                for (i = 0; i < sizeof octets; i++) {
                        seed = seed * 1103515245u + 12345u;
                        octets[i] = (uint8_t)(seed >> 16);
                }
                octets[0] = 0;
                len = 1 + seed % (sizeof octets - 1);
                pdu_decode(octets, len, round % 2 ? PDU_TO_NETWORK : PDU_FROM_NETWORK, &pdu);
                assert_true(pdu.text_len < sizeof pdu.text);
                assert_true(pdu.header_len <= sizeof pdu.header);
                assert_true(pdu.data_len <= sizeof pdu.data);
        }
}

static void
counts_validity_as_the_standard(void **state)
{
        static const struct {
                uint8_t octet;
                long seconds;
        } cases[] = {
                { 0x00, 300 }, { 0x0b, 3600 }, { 0x47, 6 * 3600 }, { 0x8f, 12 * 3600 }, { 0x90, 12 * 3600 + 1800 },
                { 0xa7, 86400 }, { 0xa9, 3 * 86400 }, { 0xc4, 30 * 86400 }, { 0xc5, 5 * 7 * 86400 }, { 0xff, 63L * 7 * 86400 },
        };
        struct pdu pdu = { .validity = PDU_VALIDITY_RELATIVE };
        size_t i;

        (void)state;
        for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                pdu.validity_octets[0] = cases[i].octet;
                assert_int_equal(pdu_validity_s(&pdu), cases[i].seconds);
        }
}

/* ---- what the network delivers ---- */

static void
writes_a_plain_message(void **state)
{
        struct pdu pdu = deliver("+15550100", "JOB");

        (void)state;
        strcpy(pdu.smsc.digits, "+15550199");
        assert_encodes(&pdu, "059151551099" "04089151551000" "0000" "62113281405080" "03CAA710", 6);
}

static void
writes_extension_characters(void **state)
{
        struct pdu pdu = deliver("+447700900123", "\xe2\x82\xac{5");

        (void)state;
        pdu.class = 1;
        strcpy(pdu.smsc.digits, "+15550199");
        assert_encodes(&pdu, "059151551099" "040C91447700091032" "0011" "62113281405080" "059BF2065503", 6);
}

static void
writes_an_alphanumeric_sender(void **state)
{
        struct pdu pdu = deliver("NGO Help", "\xd1\x80\xd0\xbe\xd0\xb1\xd0\xbe\xd1\x82");

        (void)state;
        pdu.number.alphanumeric = true;
        pdu.coding = PDU_UCS2;
        pdu.stamp = (struct pdu_time){ 26, 11, 23, 0, 0, 0, -28 };
        assert_encodes(&pdu, "00" "040ED0CEE313842CB3E1" "0008" "6211320000008A" "0A0440043E0431043E0442", 1);
}

static void
writes_parts_with_either_reference(void **state)
{
        struct pdu pdu = deliver("+40700000001", "part two");

        (void)state;
        pdu.ref_bits = 16;
        pdu.ref = 0x1234;
        pdu.total = 3;
        pdu.part = 2;
        assert_encodes(&pdu, "00" "440B910407000000F1" "0000" "62113281405080" "1006080412340302F0B09C0EA2DFDF", 1);
        pdu.ref_bits = 8;
        pdu.ref = 0x4d;
        assert_encodes(&pdu, "00" "440B910407000000F1" "0000" "62113281405080" "0F0500034D0302E061391D44BFBF01", 1);
}

static void
writes_octets_and_reports(void **state)
{
        static const uint8_t data[] = { 0xde, 0xad, 0xbe, 0xef };
        struct pdu pdu = deliver("+15550100", "");

        (void)state;
        pdu.coding = PDU_8BIT;
        pdu.dcs = 0xf5;
        pdu.dcs_set = true;
        memcpy(pdu.data, data, sizeof data);
        pdu.data_len = sizeof data;
        assert_encodes(&pdu, "00" "04089151551000" "00F5" "62113281405080" "04DEADBEEF", 1);

        pdu.type = PDU_REPORT;
        pdu.mr = 42;
        pdu.discharge = (struct pdu_time){ 26, 11, 23, 18, 4, 10, 8 };
        assert_encodes(&pdu, "00" "062A089151551000" "62113281405080" "62113281400180" "00", 1);
}

static void
reads_back_what_it_wrote(void **state)
{
        struct pdu pdu = deliver("NGO Help", "\xc2\xa1" "Ay, ni\xc3\xb1o! \xe2\x82\xac"), back;
        uint8_t octets[PDU_OCTETS_MAX];
        size_t tpdu_len;
        int len;

        (void)state;
        pdu.number.alphanumeric = true;
        pdu.class = 0;
        len = pdu_encode(&pdu, octets, &tpdu_len);
        assert_true(len > 0);
        assert_int_equal(pdu_decode(octets, (size_t)len, PDU_FROM_NETWORK, &back), 0);
        assert_string_equal(back.text, pdu.text);
        assert_string_equal(back.number.digits, "NGO Help");
        assert_true(back.number.alphanumeric);
        assert_int_equal(back.class, 0);
        assert_memory_equal(&back.stamp, &pdu.stamp, sizeof back.stamp);
}

/* ---- alphabet ---- */

static void
packs_septets_as_the_standard(void **state)
{
        uint8_t septets[160], octets[140], back[160];
        struct text hex = { 0 };
        size_t i;

        (void)state;
        memcpy(septets, "hellohello", 10);
        text_hex(&hex, octets, alphabet_pack(septets, 10, 0, octets));
        assert_string_equal(hex.bytes, "E8329BFD4697D9EC37");
        text_free(&hex);

        memset(septets, 'x', sizeof septets);
        assert_int_equal(alphabet_pack(septets, sizeof septets, 0, octets), 140);
        for (i = 0; i < sizeof octets; i += 7)
                assert_memory_equal(octets + i, "\x78\x3c\x1e\x8f\xc7\xe3\xf1", 7);
        alphabet_unpack(octets, sizeof septets, 0, back);
        assert_memory_equal(back, septets, sizeof septets);
}

static void
knows_what_gsm7_lacks(void **state)
{
        (void)state;
        assert_int_equal(pdu_units(PDU_GSM7, "\xc3\xa9\xc3\xa0\xc3\x87", 6), 3);        /* e acute, a grave, C cedilla */
        assert_int_equal(pdu_units(PDU_GSM7, "\xc3\xa7", 2), -1);                       /* c cedilla */
        assert_int_equal(pdu_units(PDU_GSM7, "\xe2\x82\xac[]", 5), 6);
        assert_int_equal(pdu_units(PDU_GSM7, "\xd0\xb0", 2), -1);
        assert_int_equal(pdu_units(PDU_UCS2, "\xf0\x9f\x98\x80", 4), 2);
        assert_int_equal(pdu_units(PDU_UCS2, "\xed\xa0\x80", 3), -1);                   /* a surrogate in UTF-8 */
        assert_int_equal(pdu_units(PDU_UCS2, "\xc0\xaf", 2), -1);                       /* overlong */
}

static void
has_room_as_the_standard(void **state)
{
        (void)state;
        assert_int_equal(pdu_room(PDU_GSM7, 0, 0), 160);
        assert_int_equal(pdu_room(PDU_GSM7, 8, 0), 153);
        assert_int_equal(pdu_room(PDU_GSM7, 16, 0), 152);
        assert_int_equal(pdu_room(PDU_UCS2, 0, 0), 70);
        assert_int_equal(pdu_room(PDU_UCS2, 8, 0), 67);
        assert_int_equal(pdu_room(PDU_UCS2, 16, 0), 66);
        assert_int_equal(pdu_room(PDU_8BIT, 8, 0), 134);
}

/* ---- cutting ---- */

struct caught {
        int n;
        struct pdu pdus[8];
};

static void
catch(void *context, const uint8_t *octets, size_t len)
{
        struct caught *caught = context;

        assert_true(caught->n < 8);
        assert_int_equal(pdu_decode(octets, len, PDU_FROM_NETWORK, &caught->pdus[caught->n++]), 0);
}

static int
cut(const char *text, int bits, struct caught *caught, int norder, const int *order)
{
        struct compose compose = { .base = { .class = -1 }, .coding_auto = true, .text = text, .text_len = strlen(text), .ref = 9,
                                   .bits = bits, .norder = norder };

        strcpy(compose.base.number.digits, "+15550100");
        if (norder > 0)
                memcpy(compose.order, order, (size_t)norder * sizeof *order);
        memset(caught, 0, sizeof *caught);
        return compose_deliver(&compose, catch, caught);
}

static void
never_cuts_a_character(void **state)
{
        struct caught caught;
        char text[400];
        int i;

        (void)state;
        memset(text, 'a', 152);                         /* the euro would straddle septets 153 and 154 */
        strcpy(text + 152, "\xe2\x82\xac bcdefghijklmnopq");
        assert_int_equal(cut(text, 8, &caught, 0, NULL), 2);
        assert_int_equal(caught.pdus[0].text_len, 152);
        assert_string_equal(caught.pdus[1].text, "\xe2\x82\xac bcdefghijklmnopq");

        for (i = 0; i < 33; i++)
                memcpy(text + 2 * i, "\xd1\x97", 2);
        for (i = 0; i < 20; i++)
                memcpy(text + 66 + 4 * i, "\xf0\x9f\x98\x80", 4);
        text[66 + 80] = '\0';
        assert_int_equal(cut(text, 16, &caught, 0, NULL), 2);
        assert_int_equal(caught.pdus[0].coding, PDU_UCS2);
        assert_int_equal(caught.pdus[0].text_len, 66 + 16 * 4);
        assert_int_equal(caught.pdus[1].text_len, 4 * 4);
}

static void
delivers_parts_as_ordered(void **state)
{
        static const int order[] = { 3, 1, 1 }, impossible[] = { 4 };
        struct caught caught;
        char text[401];

        (void)state;
        memset(text, 'b', 400);
        text[400] = '\0';
        assert_int_equal(cut(text, 8, &caught, 3, order), 3);
        assert_int_equal(caught.pdus[0].part, 3);
        assert_int_equal(caught.pdus[1].part, 1);
        assert_int_equal(caught.pdus[2].part, 1);
        assert_int_equal(caught.pdus[0].total, 3);
        assert_int_equal(caught.pdus[0].ref, 9);
        assert_int_equal(cut(text, 8, &caught, 1, impossible), -EINVAL);
        text[160] = '\0';
        assert_int_equal(cut(text, 8, &caught, 0, NULL), 1);
        assert_int_equal(caught.pdus[0].ref_bits, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_a_flash_message),
                cmocka_unit_test(reads_the_euro_and_the_braces),
                cmocka_unit_test(reads_a_part_with_fill_bits),
                cmocka_unit_test(reads_ucs2_with_emoji),
                cmocka_unit_test(reads_a_short_number),
                cmocka_unit_test(refuses_what_breaks_the_standard),
                cmocka_unit_test(decodes_any_octets_within_bounds),
                cmocka_unit_test(counts_validity_as_the_standard),
                cmocka_unit_test(writes_a_plain_message),
                cmocka_unit_test(writes_extension_characters),
                cmocka_unit_test(writes_an_alphanumeric_sender),
                cmocka_unit_test(writes_parts_with_either_reference),
                cmocka_unit_test(writes_octets_and_reports),
                cmocka_unit_test(reads_back_what_it_wrote),
                cmocka_unit_test(packs_septets_as_the_standard),
                cmocka_unit_test(knows_what_gsm7_lacks),
                cmocka_unit_test(has_room_as_the_standard),
                cmocka_unit_test(never_cuts_a_character),
                cmocka_unit_test(delivers_parts_as_ordered),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
