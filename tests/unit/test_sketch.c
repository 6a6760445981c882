/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How well the sketch estimates, and that it keeps nothing.
 */
#include "engine/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define RUNS 20

static struct sketch sketch;

static void
add_many(uint64_t first, uint32_t n)
{
        for (uint32_t i = 0; i < n; i++)
                (void)sketch_add(&sketch, first + i);
}

/* Every run has a key of its own; the tags are as alike as can be, for the key must make them different. */
static void
estimates_within(uint32_t people, double percent)
{
        double worst = 0;

        for (int run = 0; run < RUNS; run++) {
                double error;

                sketch_begin(&sketch);
                add_many(1, people);
                error = 100.0 * ((double)sketch_estimate(&sketch) - people) / people;
                error = error < 0 ? -error : error;
                worst = error > worst ? error : worst;
        }
        printf("# %u people: at worst %.2f %% off in %d runs\n", (unsigned)people, worst, RUNS);
        assert_true(worst < percent);
}

static void
an_empty_one_has_nobody(void **state)
{
        (void)state;
        sketch_begin(&sketch);
        assert_int_equal(sketch_estimate(&sketch), 0);
        assert_true(sketch_add(&sketch, 7));
        assert_int_equal(sketch_estimate(&sketch), 1);
}

static void
who_comes_twice_is_one(void **state)
{
        uint32_t once;

        (void)state;
        sketch_begin(&sketch);
        add_many(1, 1000);
        once = sketch_estimate(&sketch);
        for (uint64_t tag = 1; tag <= 1000; tag++)
                assert_false(sketch_add(&sketch, tag));
        assert_int_equal(sketch_estimate(&sketch), once);
}

/* The standard error is 0.8 %: 4 % is five of them. 10,000 is where the classic formulas meet for a sketch of a quarter of this size. */
static void
the_error_is_under_5_percent_at_10000(void **state)
{
        (void)state;
        estimates_within(10000, 4);
}

static void
and_at_every_other_size(void **state)
{
        (void)state;
        estimates_within(100, 7);
        estimates_within(1000, 4);
        estimates_within(40000, 4);
        estimates_within(82000, 4);
        estimates_within(500000, 4);
}

static void
small_numbers_are_exact_or_nearly(void **state)
{
        (void)state;
        for (uint32_t people = 1; people < 30; people++) {
                uint32_t told;

                sketch_begin(&sketch);
                add_many(1000, people);
                told = sketch_estimate(&sketch);
                assert_true(told + 3 >= people && told <= people + 3);
        }
}

/* Who has an old sketch and a new key, or the other way round, can try nothing. */
static void
each_beginning_has_a_key_of_its_own(void **state)
{
        static struct sketch before;

        (void)state;
        sketch_begin(&sketch);
        add_many(1, 500);
        before = sketch;
        sketch_begin(&sketch);
        assert_int_equal(sketch_estimate(&sketch), 0);
        assert_memory_not_equal(before.key, sketch.key, SKETCH_KEY);
        add_many(1, 500);
        assert_memory_not_equal(before.registers, sketch.registers, SKETCH_REGISTERS);
}

static void
leaves_nothing_behind(void **state)
{
        static const struct sketch nothing;

        (void)state;
        sketch_begin(&sketch);
        add_many(1, 500);
        sketch_wipe(&sketch);
        assert_memory_equal(&sketch, &nothing, sizeof sketch);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_empty_one_has_nobody),
                cmocka_unit_test(who_comes_twice_is_one),
                cmocka_unit_test(the_error_is_under_5_percent_at_10000),
                cmocka_unit_test(and_at_every_other_size),
                cmocka_unit_test(small_numbers_are_exact_or_nearly),
                cmocka_unit_test(each_beginning_has_a_key_of_its_own),
                cmocka_unit_test(leaves_nothing_behind),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
