/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sieve, fed in all sizes of pieces: what passes must not depend on how the line was cut.
 */
#include "modem/sieve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROOM 4096

/* What passes of `in`, cut into pieces of that size. */
static const char *
sieved(const char *in, size_t piece)
{
        static char out[ROOM];
        char bytes[ROOM + SIEVE_HELD];
        struct sieve sieve;
        size_t len = strlen(in), n = 0;

        memset(&sieve, 0, sizeof sieve);
        for (size_t at = 0; at < len; at += piece) {
                size_t part = len - at < piece ? len - at : piece;
                size_t passed;

                memcpy(bytes, in + at, part);
                passed = sieve_pass(&sieve, bytes, part);
                assert_true(passed <= part + SIEVE_HELD);
                memcpy(out + n, bytes, passed);
                n += passed;
        }
        out[n] = '\0';
        return out;
}

static void
assert_passes(const char *in, const char *expected)
{
        for (size_t piece = 1; piece <= strlen(in); piece++)
                assert_string_equal(sieved(in, piece), expected);
}

static void
answers_pass_whole_and_at_once(void **state)
{
        static const char *const answers[] = {
                "\r\nOK\r\n", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n", "\r\nERROR\r\n", "\r\n+CMS ERROR: 331\r\n", "\r\n> ",
                "AT+CMGF=0\r\r\nOK\r\n", "AT+CMGS=20\r\r\n> 0011000B9170\x1a\r\n+CMGS: 12\r\n\r\nOK\r\n",
                "\r\n+CMGL: 1,0,,23\r\n0004AABB\r\n+CMGL: 2,1,,23\r\n0004\r\n\r\nOK\r\n", "\r\n+CMTI: \"SM\",3\r\n", "\r\n+CREG: 1\r\n",
                "\r\n+CPIN: READY\r\n", "\r\nRDYNESS\r\n", "\r\nRD\r\n", "\r\n+ZONE: 1\r\n", "\r\n\r\n\r\nOK\r\n", "OK\r", "\nOK\n",
        };

        (void)state;
        for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
                assert_passes(answers[i], answers[i]);
}

static void
what_sticks_say_of_themselves_is_dropped_with_its_empty_line(void **state)
{
        static const char *const lines[] = {
                "\r\n^RSSI: 20\r\n", "\r\n^SMMEMFULL: \"SM\"\r\n", "\r\n^BOOT:12345678,0,0,0,44\r\n", "\r\nRDY\r\n", "\r\nCall Ready\r\n",
                "\r\n+CIEV: 2,1\r\n", "\r\n+ZPASR: \"UMTS\"\r\n", "\r\n+QIND: \"csq\",20,99\r\n", "^HCSQ:\"GSM\",40\r\n", "\n^MODE:3,3\n",
                "\r\nNORMAL POWER DOWN\r\n",
        };

        (void)state;
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
                assert_passes(lines[i], "");
}

static void
it_is_dropped_between_and_inside_answers(void **state)
{
        (void)state;
        assert_passes("\r\n^SMMEMFULL: \"SM\"\r\n\r\n+CPMS: 3,3,3,3,3,3\r\n\r\nOK\r\n", "\r\n+CPMS: 3,3,3,3,3,3\r\n\r\nOK\r\n");
        assert_passes("AT+CMGL=4\r\r\n+CMGL: 1,0,,23\r\n\r\n^RSSI: 4\r\n0004AA\r\n\r\nOK\r\n\r\n^MODE:5\r\n",
                      "AT+CMGL=4\r\r\n+CMGL: 1,0,,23\r\n0004AA\r\n\r\nOK\r\n");
        assert_passes("\r\n^A\r\n\r\n^B\r\n\r\nRDY\r\n\r\nOK\r\n", "\r\nOK\r\n");
        assert_passes("AT^CURC=0\r\r\nOK\r\n", "AT^CURC=0\r\r\nOK\r\n");
}

static void
a_line_without_an_end_is_no_load(void **state)
{
        char bytes[ROOM + SIEVE_HELD];
        struct sieve sieve;

        (void)state;
        memset(&sieve, 0, sizeof sieve);
        for (int i = 0; i < 100; i++) {
                memset(bytes, i == 0 ? '^' : 'x', 1000);
                assert_int_equal(sieve_pass(&sieve, bytes, 1000), 0);
                assert_true(sieve.nheld <= SIEVE_HELD);
        }
        for (int i = 0; i < 100; i++) {
                memset(bytes, '\r', 1000);
                assert_true(sieve_pass(&sieve, bytes, 1000) <= 1000 + SIEVE_HELD);
                assert_true(sieve.nheld <= SIEVE_HELD);
        }
}

/* Whatever comes, nothing is made up, and what passes is what came with pieces left out. */
static void
what_passes_is_a_part_of_what_came(void **state)
{
        static const char letters[] = "^+ZRDY\r\n>OKCall ";
        unsigned seed = 1;

        (void)state;
        for (int run = 0; run < 2000; run++) {
                char in[80];
                const char *out, *at;

                for (size_t i = 0; i < sizeof in - 1; i++) {
                        seed = seed * 1103515245U + 12345U;
                        in[i] = letters[(seed >> 16) % (sizeof letters - 1)];
                }
                in[sizeof in - 1] = '\0';
                out = sieved(in, 1 + (seed >> 8) % 9);
                at = in;
                for (const char *c = out; *c != '\0'; c++) {
                        at = strchr(at, *c);
                        assert_non_null(at);
                        at++;
                }
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(answers_pass_whole_and_at_once),
                cmocka_unit_test(what_sticks_say_of_themselves_is_dropped_with_its_empty_line),
                cmocka_unit_test(it_is_dropped_between_and_inside_answers),
                cmocka_unit_test(a_line_without_an_end_is_no_load),
                cmocka_unit_test(what_passes_is_a_part_of_what_came),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
