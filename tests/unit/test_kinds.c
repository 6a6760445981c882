/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Topics, channels and outcomes: their numbers stand in databases for ever.
 */
#include "common/kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
the_stored_numbers_never_change(void **state)
{
        static const char *const topics[] = {"-",    "help",  "job",    "house", "ride",    "papers", "child", "love",
                                             "signs", "rights", "menu", "country", "stop", "privacy", "limit", "unknown"};
        static const char *const channels[] = {"-", "sms", "ussd", "kannel"};
        static const char *const outcomes[] = {"-",      "answered", "refused", "ignored", "silent",
                                               "limited", "budget",   "expired", "unreadable", "report"};

        (void)state;
        for (unsigned i = 0; i < sizeof topics / sizeof topics[0]; i++)
                assert_string_equal(topic_name(i), topics[i]);
        for (unsigned i = 0; i < sizeof channels / sizeof channels[0]; i++)
                assert_string_equal(channel_name(i), channels[i]);
        for (unsigned i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
                assert_string_equal(outcome_name(i), outcomes[i]);
}

static void
every_topic_is_found_by_its_name(void **state)
{
        (void)state;
        for (unsigned i = 1; i < TOPIC_COUNT; i++)
                assert_int_equal(topic_by_name(topic_name(i)), i);
}

static void
no_two_kinds_share_a_name(void **state)
{
        (void)state;
        for (unsigned i = 1; i < TOPIC_COUNT; i++)
                for (unsigned j = 1; j < i; j++)
                        assert_string_not_equal(topic_name(i), topic_name(j));
        for (unsigned i = 1; i < OUTCOME_COUNT; i++)
                for (unsigned j = 1; j < i; j++)
                        assert_string_not_equal(outcome_name(i), outcome_name(j));
}

static void
what_does_not_exist_has_no_name(void **state)
{
        (void)state;
        assert_string_equal(topic_name(TOPIC_COUNT), "-");
        assert_string_equal(topic_name(~0U), "-");
        assert_string_equal(channel_name(CHANNEL_COUNT), "-");
        assert_string_equal(outcome_name(OUTCOME_COUNT), "-");
        assert_int_equal(topic_by_name(""), TOPIC_NONE);
        assert_int_equal(topic_by_name("-"), TOPIC_NONE);
        assert_int_equal(topic_by_name("Job"), TOPIC_NONE);
        assert_int_equal(topic_by_name("jobs"), TOPIC_NONE);
}

static void
dangers_are_no_service_replies(void **state)
{
        (void)state;
        assert_false(topic_is_service(TOPIC_HELP));
        assert_false(topic_is_service(TOPIC_RIGHTS));
        assert_true(topic_is_service(TOPIC_MENU));
        assert_true(topic_is_service(TOPIC_UNKNOWN));
        assert_false(topic_is_service(TOPIC_NONE));
        assert_false(topic_is_service(TOPIC_COUNT));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_stored_numbers_never_change),
                cmocka_unit_test(every_topic_is_found_by_its_name),
                cmocka_unit_test(no_two_kinds_share_a_name),
                cmocka_unit_test(what_does_not_exist_has_no_name),
                cmocka_unit_test(dangers_are_no_service_replies),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
