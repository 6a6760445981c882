/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is remembered about a tag, and when it is forgotten.
 */
#include "engine/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY_MS (INT64_C(24) * 3600 * 1000)
#define ROWS 2048                       /* tags that far apart share a row of 8 places */

static int
set_up(void **state)
{
        *state = people_new();
        return *state == NULL;
}

static int
tear_down(void **state)
{
        people_free(*state);
        return 0;
}

static void
a_new_tag_is_empty(void **state)
{
        struct person *person = people_find(*state, 77, 1000);

        assert_int_equal(person->tag, 77);
        assert_int_equal(person->limit_told_ms, 0);
        assert_int_equal(person->hour.empty_at_ms, 0);
        assert_int_equal(person->menu_until_ms, 0);
        assert_int_equal(person->talk.menu_shown, 0);
}

static void
a_known_tag_is_found_again(void **state)
{
        people_find(*state, 77, 1000)->menu_until_ms = 5;
        people_find(*state, 77 + ROWS, 1000)->menu_until_ms = 6;
        people_find(*state, 78, 1000)->menu_until_ms = 7;
        assert_int_equal(people_find(*state, 77, 2000)->menu_until_ms, 5);
        assert_int_equal(people_find(*state, 77 + ROWS, 2000)->menu_until_ms, 6);
        assert_int_equal(people_find(*state, 78, 2000)->menu_until_ms, 7);
}

static void
a_tag_of_zero_is_a_tag(void **state)
{
        people_find(*state, 0, 1000)->menu_until_ms = 5;
        assert_int_equal(people_find(*state, 0, 2000)->menu_until_ms, 5);
        assert_int_equal(people_find(*state, ROWS, 2000)->menu_until_ms, 0);
}

static void
after_a_day_of_silence_everything_is_forgotten(void **state)
{
        people_find(*state, 77, 1000)->menu_until_ms = 5;
        assert_int_equal(people_find(*state, 77, 1000 + DAY_MS - 1)->menu_until_ms, 5); /* and the day begins anew */
        assert_int_equal(people_find(*state, 77, 1000 + 2 * DAY_MS - 2)->menu_until_ms, 5);
        assert_int_equal(people_find(*state, 77, 1000 + 3 * DAY_MS - 2)->menu_until_ms, 0);
}

static void
who_was_silent_for_a_day_is_overwritten(void **state)
{
        static const struct person nobody;
        struct person *silent = people_find(*state, 77, 1000);
        struct person *talker = people_find(*state, 78, 1000 + DAY_MS / 2);

        assert_true(people_forget(*state, DAY_MS));
        assert_int_equal(silent->tag, 77);
        assert_true(people_forget(*state, 1000 + DAY_MS));
        assert_memory_equal(silent, &nobody, sizeof nobody);
        assert_int_equal(talker->tag, 78);
        assert_false(people_forget(*state, 1000 + 2 * DAY_MS));
        assert_memory_equal(talker, &nobody, sizeof nobody);
}

static void
in_a_full_row_the_longest_silent_gives_way(void **state)
{
        for (uint64_t i = 0; i < 8; i++)
                people_find(*state, 5 + i * ROWS, 1000 + (int64_t)i)->menu_until_ms = 100 + (int64_t)i;
        people_find(*state, 5, 2000); /* the first spoke again: now the second is the longest silent */
        assert_int_equal(people_find(*state, 5 + 8 * ROWS, 2001)->menu_until_ms, 0);
        assert_int_equal(people_find(*state, 5, 2002)->menu_until_ms, 100);
        for (uint64_t i = 2; i < 8; i++)
                assert_int_equal(people_find(*state, 5 + i * ROWS, 2002)->menu_until_ms, 100 + i);
        assert_int_equal(people_find(*state, 5 + ROWS, 2003)->menu_until_ms, 0);
}

static void
a_flood_in_one_row_leaves_the_others_alone(void **state)
{
        people_find(*state, 6, 1000)->menu_until_ms = 5;
        for (uint64_t i = 0; i < 10000; i++)
                people_find(*state, 5 + i * ROWS, 2000);
        assert_int_equal(people_find(*state, 6, 3000)->menu_until_ms, 5);
}

static void
nobody_can_be_freed(void **state)
{
        (void)state;
        people_free(NULL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_new_tag_is_empty),
                CASE(a_known_tag_is_found_again),
                CASE(a_tag_of_zero_is_a_tag),
                CASE(after_a_day_of_silence_everything_is_forgotten),
                CASE(who_was_silent_for_a_day_is_overwritten),
                CASE(in_a_full_row_the_longest_silent_gives_way),
                CASE(a_flood_in_one_row_leaves_the_others_alone),
                cmocka_unit_test(nobody_can_be_freed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
