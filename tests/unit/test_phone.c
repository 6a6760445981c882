/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an error code means for a part. A wrong row costs somebody her answer without a word: whatever is not named here is tried again.
 */
#include "modem/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct row {
        int code;
        const char *name;
};

/* Nothing but this one number, or this one message: tried again it would be refused again, and others are not. */
static const struct row refused[] = {
        {1, "unassigned number"},               /* TS 24.011, Annex E-2 */
        {95, "invalid message, unspecified"},
        {96, "invalid mandatory information"},
        {195, "invalid SME address"},           /* TS 23.040, 9.2.3.22 */
        {196, "destination SME barred"},
        {304, "invalid PDU mode parameter"},    /* TS 27.005, 3.2.5 */
        {305, "invalid text mode parameter"},
};

/* The SIM: a person must act, but the texts are as good as before. */
static const struct row blocked[] = {
        {5, "PH-SIM PIN required"},             /* TS 27.007, 9.2.1 */
        {6, "PH-FSIM PIN required"},
        {7, "PH-FSIM PUK required"},
        {11, "SIM PIN required"},
        {12, "SIM PUK required"},
        {13, "SIM failure"},
        {15, "SIM wrong"},
        {310, "SIM not inserted"},              /* TS 27.005, 3.2.5 */
        {311, "SIM PIN required"},
        {312, "PH-SIM PIN required"},
        {313, "SIM failure"},
        {315, "SIM wrong"},
        {316, "SIM PUK required"},
        {317, "SIM PIN2 required"},
        {318, "SIM PUK2 required"},
};

/* Those that look like others. All codes that are in no table are checked as well. */
static const struct row later[] = {
        {-1, "a plain ERROR"},
        {8, "operator determined barring"},     /* the SIM is not paid for */
        {10, "call barred; SIM not inserted"},
        {14, "SIM busy"},
        {17, "network failure; SIM PIN2 required"},
        {21, "transfer rejected"},              /* a wrong service centre, a tariff without messages */
        {22, "congestion"},
        {27, "destination out of service"},
        {28, "unidentified subscriber"},        /* ours */
        {29, "facility rejected"},
        {30, "unknown subscriber; no network service"},
        {38, "network out of order"},
        {41, "temporary failure"},
        {42, "congestion"},
        {47, "resources unavailable"},
        {50, "facility not subscribed"},
        {69, "facility not implemented"},
        {81, "invalid transfer reference"},
        {97, "message type non-existent"},
        {111, "protocol error"},
        {127, "interworking"},
        {192, "service centre busy"},
        {193, "no service centre subscription"},
        {194, "service centre system failure"},
        {208, "SIM storage full"},
        {211, "memory capacity exceeded"},
        {300, "ME failure"},
        {302, "operation not allowed"},
        {314, "SIM busy"},
        {320, "memory failure"},
        {322, "memory full"},
        {330, "SMSC address unknown"},
        {331, "no network service"},
        {332, "network timeout"},
        {500, "unknown error"},
        {512, "of the manufacturer"},
};

#define ROWS(table) (sizeof (table) / sizeof (table)[0])

static bool
names(const struct row *rows, size_t n, int code)
{
        for (size_t i = 0; i < n; i++)
                if (rows[i].code == code)
                        return true;
        return false;
}

static void
check(const struct row *rows, size_t n, enum phone_sent meaning)
{
        for (size_t i = 0; i < n; i++)
                if (phone_sort_refusal(rows[i].code) != meaning)
                        fail_msg("%d, %s: %d, not %d", rows[i].code, rows[i].name, (int)phone_sort_refusal(rows[i].code), (int)meaning);
}

static void
only_zero_is_acceptance(void **state)
{
        (void)state;
        for (int code = -1000; code <= 1000; code++)
                assert_int_equal(phone_sort_refusal(code) == PHONE_SENT_ACCEPTED, code == 0);
}

static void
what_only_this_number_or_message_gets_is_refused_for_good(void **state)
{
        (void)state;
        check(refused, ROWS(refused), PHONE_SENT_REFUSED);
}

static void
what_the_sim_says_of_itself_blocks(void **state)
{
        (void)state;
        check(blocked, ROWS(blocked), PHONE_SENT_BLOCKED);
}

static void
everything_else_is_tried_again(void **state)
{
        (void)state;
        check(later, ROWS(later), PHONE_SENT_LATER);
        for (int code = -1000; code <= 1000; code++)
                if (code != 0 && !names(refused, ROWS(refused), code) && !names(blocked, ROWS(blocked), code))
                        check(&(struct row){code, "in no table"}, 1, PHONE_SENT_LATER);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(only_zero_is_acceptance),
                cmocka_unit_test(what_only_this_number_or_message_gets_is_refused_for_good),
                cmocka_unit_test(what_the_sim_says_of_itself_blocks),
                cmocka_unit_test(everything_else_is_tried_again),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
