/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The country of a SIM.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/code.h"
#include "gsup/mcc.h"

static uint16_t
country_of(const char *digits)
{
        struct imsi imsi;

        assert_true(imsi_from_digits(digits, &imsi));
        return mcc_country(&imsi);
}

static void
knows_where_a_sim_is_from(void **state)
{
        (void)state;
        assert_int_equal(country_of("255010000000001"), code_pack("UA"));
        assert_int_equal(country_of("226010000000001"), code_pack("RO"));
        assert_int_equal(country_of("260010"), code_pack("PL"));
}

static void
does_not_guess(void **state)
{
        (void)state;
        assert_int_equal(country_of("001010000000001"), 0); /* a test network */
        assert_int_equal(country_of("901700000000001"), 0); /* an own one */
        assert_int_equal(country_of("425010000000001"), 0); /* two countries */
        assert_int_equal(country_of("999990000000001"), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(knows_where_a_sim_is_from),
                cmocka_unit_test(does_not_guess),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
