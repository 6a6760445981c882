/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many sessions: one after the other, and thousands at once. None is lost, each text is counted once, memory stays flat. In `make check-all`
 * it is 10,000 in a row (WAYMARK_SESSIONS), here fewer; WAYMARK_BENCH=1 prints what was measured.
 *
 * covers: gsup dialogue call tally
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "gsup/own_network.h"

#define ROW 2000
#define PHONES 3000
#define MEMORY_MORE_KB 256              /* what may come on top of the first quarter: a page of stack, a list that grew once */

static int
row_length(void)
{
        const char *text = getenv("WAYMARK_SESSIONS");
        long n = text != NULL ? strtol(text, NULL, 10) : 0;

        return n > 0 && n <= 1000000 ? (int)n : ROW;
}

static void
tell(const char *what, long n, int64_t began_ms)
{
        int64_t took_ms = clock_ms() - began_ms;

        if (getenv("WAYMARK_BENCH") != NULL)
                print_message("# %s: %ld in %lld ms, %lld/s\n", what, n, (long long)took_ms, (long long)(n * 1000 / (took_ms > 0 ? took_ms : 1)));
}

static long
counted(struct own_network *net, const char *where)
{
        char sql[200];

        snprintf(sql, sizeof sql, "SELECT coalesce(sum(messages),0) FROM outcomes WHERE channel = 2 AND %s", where);
        return rig_count(net->rig, sql);
}

/* Dials, reads the text about jobs, says STOP and reads the last word. */
static void
whole_session(struct own_network *net, struct phone *phone)
{
        own_network_dial(net, phone);
        own_network_type(net, phone, "job");
        assert_int_equal(net->heard.state, GSUP_STATE_CONTINUE);
        own_network_type(net, phone, "STOP");
        while (net->heard.state != GSUP_STATE_END)
                own_network_type(net, phone, "0");
        assert_true(net->heard.octets > 0);
}

static void
loses_none_of_many_in_a_row_and_stays_as_small_as_it_was(void **state)
{
        struct own_network *net = own_network_open(NULL);
        int n = row_length();
        int64_t began_ms = clock_ms();
        long early_kb = 0, late_kb;

        (void)state;
        for (int i = 0; i < n; i++) {
                struct phone phone = own_network_phone(i);

                whole_session(net, &phone);
                if (i == n / 4)
                        early_kb = own_network_memory_kb(net);
        }
        tell("sessions in a row", n, began_ms);
        late_kb = own_network_memory_kb(net);
        if (getenv("WAYMARK_BENCH") != NULL)
                print_message("# memory of gsup: %ld kB after a quarter, %ld kB at the end\n", early_kb, late_kb);
        assert_true(early_kb > 0);
        if (late_kb > early_kb + MEMORY_MORE_KB)
                rig_fail(net->rig, "memory grew from %ld to %ld kB", early_kb, late_kb);
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "0");
        assert_string_equal(rig_status(net->rig, "front.gsup.refused"), "0");
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        assert_int_equal(counted(net, "outcome = 1"), 2L * n);
        assert_int_equal(counted(net, "outcome <> 1"), 0);
        own_network_close(net);
}

/* --- at once --- */

struct crowd {
        struct phone phones[PHONES];
        int heard[PHONES];              /* pages */
        bool is_over[PHONES];
};

static int
number_of(const struct heard *heard)
{
        return (int)(heard->session - 0x20000000U);
}

/* Takes one message in and remembers whose it was. */
static int
hear_one(struct own_network *net, struct crowd *crowd)
{
        int who;

        if (!msc_hear(net->msc, &net->heard, RIG_MS))
                rig_fail(net->rig, "somebody of the crowd hears nothing");
        who = number_of(&net->heard);
        assert_in_range(who, 0, PHONES - 1);
        assert_string_equal(net->heard.imsi, crowd->phones[who].imsi);
        assert_true(net->heard.octets > 0);
        crowd->heard[who]++;
        if (net->heard.state == GSUP_STATE_END)
                crowd->is_over[who] = true;
        else
                crowd->phones[who].asked_id = net->heard.component.invoke_id;
        return who;
}

static void
everybody_hears(struct own_network *net, struct crowd *crowd, int pages)
{
        for (int i = 0; i < PHONES; i++)
                hear_one(net, crowd);
        for (int i = 0; i < PHONES; i++)
                if (crowd->heard[i] != pages)
                        rig_fail(net->rig, "phone %d has heard %d pages instead of %d", i, crowd->heard[i], pages);
}

/* All steps are on their way before the first answer is read; a socket holds that many. */
static void
serves_three_thousand_at_once(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct crowd *crowd = calloc(1, sizeof *crowd);
        char wanted[16];
        int over = 0;
        int64_t began_ms = clock_ms();

        (void)state;
        assert_non_null(crowd);
        for (int i = 0; i < PHONES; i++) {
                crowd->phones[i] = own_network_phone(i);
                msc_dial(net->msc, &crowd->phones[i], "*123#");
        }
        everybody_hears(net, crowd, 1);
        snprintf(wanted, sizeof wanted, "%d", PHONES);
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), wanted);
        for (int i = 0; i < PHONES; i++)
                msc_type(net->msc, &crowd->phones[i], i % 2 == 0 ? "робота" : "job");
        everybody_hears(net, crowd, 2);
        tell("pages to phones at once", 2L * PHONES, began_ms);
        for (int i = 0; i < PHONES; i++)
                msc_type(net->msc, &crowd->phones[i], "STOP");
        while (over < PHONES) {
                int who = hear_one(net, crowd);

                if (crowd->is_over[who])
                        over++;
                else
                        msc_type(net->msc, &crowd->phones[who], "0");
        }
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "0");
        assert_string_equal(rig_status(net->rig, "front.gsup.refused"), "0");
        if (getenv("WAYMARK_BENCH") != NULL)
                print_message("# memory of gsup after %d sessions at once: %ld kB\n", PHONES, own_network_memory_kb(net));
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        assert_int_equal(counted(net, "outcome = 1"), 2L * PHONES);
        assert_int_equal(counted(net, "outcome <> 1"), 0);
        free(crowd);
        own_network_close(net);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(loses_none_of_many_in_a_row_and_stays_as_small_as_it_was),
                cmocka_unit_test(serves_three_thousand_at_once),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
