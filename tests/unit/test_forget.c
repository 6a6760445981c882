/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When a modem process may end to be forgotten.
 */
#include "modem/forget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)

static void
who_knows_nobody_has_nothing_to_forget(void **state)
{
        struct forget forget = {.after_s = 60};

        (void)state;
        assert_true(forget_due_ms(&forget) == INT64_MAX);
}

static void
is_due_a_while_after_the_last_message(void **state)
{
        struct forget forget = {.after_s = 60};

        (void)state;
        forget_note(&forget, 5000);
        assert_true(forget_due_ms(&forget) == 5000 + MINUTE_MS);
        forget_note(&forget, 50000);
        assert_true(forget_due_ms(&forget) == 50000 + MINUTE_MS);
}

static void
never_waits_for_ever_where_texts_do_not_stop(void **state)
{
        struct forget forget = {.after_s = 60};

        (void)state;
        for (int64_t now = 1000; now < 60 * MINUTE_MS; now += 10000)
                forget_note(&forget, now);
        assert_true(forget_due_ms(&forget) == 1000 + FORGET_BUSY_MS);
}

static void
zero_is_never(void **state)
{
        struct forget forget = {.after_s = 0};

        (void)state;
        forget_note(&forget, 5000);
        assert_true(forget_due_ms(&forget) == INT64_MAX);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(who_knows_nobody_has_nothing_to_forget),
                cmocka_unit_test(is_due_a_while_after_the_last_message),
                cmocka_unit_test(never_waits_for_ever_where_texts_do_not_stop),
                cmocka_unit_test(zero_is_never),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
