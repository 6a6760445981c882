/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of USSD sessions: 10,000 at once, the oldest gives way, three minutes of silence end one, nothing is left behind.
 */
#include "engine/sessions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
        *state = sessions_new();
        return *state == NULL;
}

static int
tear_down(void **state)
{
        sessions_free(*state);
        return 0;
}

static struct session_key
key_of(uint64_t n)
{
        return (struct session_key){.tag = n * UINT64_C(0x9e3779b97f4a7c15), .session = n, .front = 30};
}

static void
add(struct sessions *sessions, uint64_t n, int64_t now_ms)
{
        const struct session_key key = key_of(n);

        sessions_add(sessions, &key, now_ms)->menu.page = (uint16_t)n;
}

static struct session *
find(struct sessions *sessions, uint64_t n, int64_t now_ms)
{
        const struct session_key key = key_of(n);

        return sessions_find(sessions, &key, now_ms);
}

static void
what_was_never_added_is_not_there(void **state)
{
        assert_null(find(*state, 1, 1000));
        add(*state, 1, 1000);
        assert_null(find(*state, 2, 1000));
        assert_int_equal(find(*state, 1, 1000)->menu.page, 1);
}

static void
front_tag_and_number_name_it_together(void **state)
{
        const struct session_key keys[] = {{5, 6, 30}, {5, 6, 31}, {5, 7, 30}, {6, 6, 30}, {6, 5, 30}, {0, 0, 0}};

        for (uint16_t i = 0; i < 6; i++)
                sessions_add(*state, &keys[i], 1000)->menu.page = i;
        for (uint16_t i = 0; i < 6; i++)
                assert_int_equal(sessions_find(*state, &keys[i], 1000)->menu.page, i);
        assert_int_equal(sessions_count(*state), 6);
}

static void
added_again_it_is_new(void **state)
{
        add(*state, 7, 1000);
        find(*state, 7, 1000)->sequence = 99;
        add(*state, 7, 2000);
        assert_int_equal(find(*state, 7, 2000)->sequence, 0);
        assert_int_equal(sessions_count(*state), 1);
}

static void
silence_of_three_minutes_ends_it(void **state)
{
        add(*state, 1, 1000);
        assert_non_null(find(*state, 1, 1000 + SESSIONS_TIMEOUT_MS - 1));
        assert_non_null(find(*state, 1, 1000 + SESSIONS_TIMEOUT_MS + 5)); /* the look before was a sign of life */
        assert_null(find(*state, 1, 1000 + 2 * SESSIONS_TIMEOUT_MS + 5));
        assert_int_equal(sessions_count(*state), 0);
}

static void
what_is_over_is_wiped_when_another_comes(void **state)
{
        for (uint64_t n = 0; n < 100; n++)
                add(*state, n, 1000);
        add(*state, 500, 1000 + SESSIONS_TIMEOUT_MS);
        assert_int_equal(sessions_count(*state), 1);
}

static void
what_is_over_can_be_wiped_without_another(void **state)
{
        add(*state, 1, 1000);
        add(*state, 2, 2000);
        assert_true(sessions_forget_old(*state, 1000 + SESSIONS_TIMEOUT_MS));
        assert_int_equal(sessions_count(*state), 1);
        assert_false(sessions_forget_old(*state, 2000 + SESSIONS_TIMEOUT_MS));
        assert_int_equal(sessions_count(*state), 0);
}

static void
forgotten_it_is_gone_and_its_place_is_used_again(void **state)
{
        const struct session_key key = key_of(3), other = key_of(4);

        for (int i = 0; i < 3 * SESSIONS_MOST; i++) { /* more often than there are places */
                add(*state, 3, 1000);
                sessions_forget(*state, &key);
                assert_null(find(*state, 3, 1000));
        }
        sessions_forget(*state, &other);
        assert_int_equal(sessions_count(*state), 0);
}

static void
holds_ten_thousand_at_once(void **state)
{
        for (uint64_t n = 0; n < SESSIONS_MOST; n++)
                add(*state, n, 1000 + (int64_t)n);
        assert_int_equal(sessions_count(*state), 10000);
        for (uint64_t n = 0; n < SESSIONS_MOST; n++)
                assert_int_equal(find(*state, n, 20000)->menu.page, n);
}

static void
the_longest_silent_gives_way(void **state)
{
        for (uint64_t n = 0; n < SESSIONS_MOST; n++)
                add(*state, n, 1000 + (int64_t)n);
        assert_non_null(find(*state, 0, 20000)); /* 1 is the longest silent now */
        add(*state, 10000, 20001);
        assert_int_equal(sessions_count(*state), SESSIONS_MOST);
        assert_null(find(*state, 1, 20002));
        assert_non_null(find(*state, 0, 20002));
        assert_non_null(find(*state, 2, 20002));
        assert_non_null(find(*state, 10000, 20002));
}

static void
a_flood_never_grows_it(void **state)
{
        for (uint64_t n = 0; n < 5 * SESSIONS_MOST; n++)
                add(*state, n, 1000 + (int64_t)(n / 100));
        assert_int_equal(sessions_count(*state), SESSIONS_MOST);
        for (uint64_t n = 0; n < 5 * SESSIONS_MOST; n++)
                assert_int_equal(find(*state, n, 2000) != NULL, n >= 4 * SESSIONS_MOST);
}

/* All that happens at random, beside a plain list that says what must be there. */
static void
agrees_with_a_plain_list(void **state)
{
        static int64_t used[300];
        uint64_t random = 1;
        int64_t now = 1000;

        memset(used, 0, sizeof used);
        for (int i = 0; i < 200000; i++) {
                uint64_t n;

                random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
                n = (random >> 33) % 300;
                now += (int64_t)(random >> 60) * 100;
                switch ((random >> 55) % 3) {
                case 0:
                        add(*state, n, now);
                        used[n] = now;
                        break;
                case 1:
                        assert_int_equal(find(*state, n, now) != NULL, used[n] != 0 && now - used[n] < SESSIONS_TIMEOUT_MS);
                        used[n] = used[n] != 0 && now - used[n] < SESSIONS_TIMEOUT_MS ? now : 0;
                        break;
                default: {
                        const struct session_key key = key_of(n);

                        sessions_forget(*state, &key);
                        used[n] = 0;
                }
                }
        }
}

/* 10,000 of them within a budget of 16 MB for everything. */
static void
a_session_is_small(void **state)
{
        (void)state;
        assert_true(sizeof(struct session) <= 112);
}

/* What a process pays for an empty table: pages that were never touched are not there. */
static long
resident_pages(void)
{
        long total = 0, resident = 0;
        FILE *file = fopen("/proc/self/statm", "r");

        assert_non_null(file);
        assert_int_equal(fscanf(file, "%ld %ld", &total, &resident), 2);
        fclose(file);
        return resident;
}

static void
an_empty_table_costs_next_to_nothing(void **state)
{
        long before = resident_pages();
        struct sessions *sessions = sessions_new();

        (void)state;
        add(sessions, 1, 1000);
        assert_in_range(resident_pages() - before, 0, 64); /* of more than 220 */
        sessions_free(sessions);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_was_never_added_is_not_there, set_up, tear_down),
                cmocka_unit_test_setup_teardown(front_tag_and_number_name_it_together, set_up, tear_down),
                cmocka_unit_test_setup_teardown(added_again_it_is_new, set_up, tear_down),
                cmocka_unit_test_setup_teardown(silence_of_three_minutes_ends_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_over_is_wiped_when_another_comes, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_over_can_be_wiped_without_another, set_up, tear_down),
                cmocka_unit_test_setup_teardown(forgotten_it_is_gone_and_its_place_is_used_again, set_up, tear_down),
                cmocka_unit_test_setup_teardown(holds_ten_thousand_at_once, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_longest_silent_gives_way, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_flood_never_grows_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(agrees_with_a_plain_list, set_up, tear_down),
                cmocka_unit_test(a_session_is_small),
                cmocka_unit_test(an_empty_table_costs_next_to_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
