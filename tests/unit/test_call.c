/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of calls: found by IMSI and id, full at its size, due in the order of their states' lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/loop.h"
#include "gsup/call.h"

#define SHOW_MS 25000

static struct imsi
imsi_of(int number)
{
        struct imsi imsi;
        char digits[20];

        snprintf(digits, sizeof digits, "00101%010d", number);
        assert_true(imsi_from_digits(digits, &imsi));
        return imsi;
}

static struct call *
find(struct calls *calls, int number, uint32_t id)
{
        const struct imsi imsi = imsi_of(number);
        bool is_anothers;

        return call_find(calls, &imsi, id, &is_anothers);
}

static struct call *
open_call(struct calls *calls, int number, uint32_t id, int64_t now_ms)
{
        const struct imsi imsi = imsi_of(number);

        return call_open(calls, &imsi, id, now_ms);
}

static int
begin(void **state)
{
        *state = calls_new(SHOW_MS);
        return *state != NULL ? 0 : -1;
}

static int
end(void **state)
{
        calls_free(*state);
        calls_free(NULL);
        return 0;
}

static void
finds_a_call_by_imsi_and_id_together(void **state)
{
        struct calls *calls = *state;
        struct call *hers = open_call(calls, 1, 7, 0), *his = open_call(calls, 2, 7, 0);
        const struct imsi third = imsi_of(3);
        bool is_anothers;

        assert_ptr_equal(find(calls, 1, 7), hers);
        assert_ptr_equal(find(calls, 2, 7), his);
        assert_null(find(calls, 1, 8));
        assert_null(call_find(calls, &third, 7, &is_anothers));
        assert_true(is_anothers);
        assert_null(call_find(calls, &third, 8, &is_anothers));
        assert_false(is_anothers);
        assert_true(hers->number != his->number);
}

static void
forgets_every_octet_of_a_closed_call(void **state)
{
        struct calls *calls = *state;
        struct call *call = open_call(calls, 1, 7, 0);
        static const struct imsi nothing;

        memset(call->step.text, 'x', 10);
        call_close(calls, call);
        assert_null(find(calls, 1, 7));
        assert_memory_equal(&call->imsi, &nothing, sizeof nothing);
        assert_int_equal(call->step.text[0], 0);
        assert_int_equal(calls_count(calls), 0);
}

static void
is_full_at_its_size_and_has_room_again(void **state)
{
        struct calls *calls = *state;

        for (int i = 0; i < CALLS_MAX; i++)
                assert_non_null(open_call(calls, i, (uint32_t)i * 17, i));
        assert_null(open_call(calls, CALLS_MAX, 1, 0));
        assert_int_equal(calls_count(calls), CALLS_MAX);
        for (int i = 0; i < CALLS_MAX; i++)
                assert_non_null(find(calls, i, (uint32_t)i * 17));
        for (int i = 0; i < CALLS_MAX; i += 2)
                call_close(calls, find(calls, i, (uint32_t)i * 17));
        for (int i = 0; i < CALLS_MAX; i++)
                assert_int_equal(find(calls, i, (uint32_t)i * 17) != NULL, i % 2);
        for (int i = 0; i < CALLS_MAX; i += 2)
                assert_non_null(open_call(calls, i, 5, 0)); /* one id for all of them */
        for (int i = 0; i < CALLS_MAX; i += 2)
                assert_non_null(find(calls, i, 5));
}

static void
is_due_when_the_time_of_its_state_is_over(void **state)
{
        struct calls *calls = *state;
        struct call *first, *second;

        assert_true(calls_deadline(calls) == LOOP_NEVER);
        first = open_call(calls, 1, 1, 1000);
        second = open_call(calls, 2, 2, 2000);
        assert_true(calls_deadline(calls) == 6000);
        assert_null(call_due(calls, 5999));
        assert_ptr_equal(call_due(calls, 6000), first);
        call_enter(calls, first, CALL_STATE_ASKING, 3000);
        call_enter(calls, first, CALL_STATE_SHOWING, 3000);
        assert_true(calls_deadline(calls) == 7000);
        assert_ptr_equal(call_due(calls, 7000), second);
        call_close(calls, second);
        assert_true(calls_deadline(calls) == 3000 + SHOW_MS);
        assert_ptr_equal(call_first(calls, CALL_STATE_SHOWING), first);
        assert_null(call_first(calls, CALL_STATE_QUEUED));
}

/* A place that has been given to another call since is not the call that was meant. */
static void
knows_a_place_only_with_its_number(void **state)
{
        struct calls *calls = *state;
        struct call *call = open_call(calls, 1, 1, 0);
        uint16_t place = call_place(calls, call);
        uint64_t number = call->number;

        assert_ptr_equal(call_at(calls, place, number), call);
        call_close(calls, call);
        assert_null(call_at(calls, place, number));
        assert_null(call_at(calls, place, 0));
        call = open_call(calls, 2, 2, 0);
        assert_int_equal(call_place(calls, call), place);
        assert_null(call_at(calls, place, number));
        assert_null(call_at(calls, UINT16_MAX, number));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(finds_a_call_by_imsi_and_id_together, begin, end),
                cmocka_unit_test_setup_teardown(forgets_every_octet_of_a_closed_call, begin, end),
                cmocka_unit_test_setup_teardown(is_full_at_its_size_and_has_room_again, begin, end),
                cmocka_unit_test_setup_teardown(is_due_when_the_time_of_its_state_is_over, begin, end),
                cmocka_unit_test_setup_teardown(knows_a_place_only_with_its_number, begin, end),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
