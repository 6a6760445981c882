/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The status report: keys that scripts rely on, and when all is well.
 */
#include "parent/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/code.h"
#include "common/sandbox.h"

struct fixture {
        struct children children;
        struct config config;
        char text[REPORT_TEXT];
};

static struct child *
add(struct fixture *fixture, enum wire_role role, uint8_t front)
{
        struct child *child = &fixture->children.list[fixture->children.n++];

        child->children = &fixture->children;
        child->role = role;
        child->front = front;
        child->phase = CHILD_PHASE_RUNNING;
        return child;
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);
        struct child *child;

        snprintf(fixture->config.modems[0].name, sizeof fixture->config.modems[0].name, "sim1");
        snprintf(fixture->config.modems[0].device, sizeof fixture->config.modems[0].device, "/dev/waymark-sim1");
        snprintf(fixture->config.modems[0].pin, sizeof fixture->config.modems[0].pin, "4711");
        snprintf(fixture->config.modems[0].own_number, sizeof fixture->config.modems[0].own_number, "+40700000099");
        fixture->config.nmodems = 1;
        fixture->children.config = &fixture->config;
        fixture->children.in_force = SANDBOX_PROTECTION_SECCOMP | SANDBOX_PROTECTION_NO_DUMP;
        fixture->children.refused = SANDBOX_PROTECTION_LANDLOCK | SANDBOX_PROTECTION_LOCKED;
        child = add(fixture, WIRE_LEDGER, 0);
        child->state.ledger = (struct wire_ledger_state){.day = 20780, .messages = 12, .answered = 10, .parts = 14, .unfolded = 3};
        child = add(fixture, WIRE_ENGINE, 0);
        child->state.engine = (struct wire_engine_state){.generation = 2, .keywords = 345, .budget_day = 20780, .budget_parts = 14,
                                                         .budget_limit = 500, .warnings = 1};
        child->state.engine.languages[0] = code_pack("uk");
        child->state.engine.languages[1] = code_pack("en");
        child->in_force = SANDBOX_PROTECTION_SECCOMP | SANDBOX_PROTECTION_NO_FILES;
        child = add(fixture, WIRE_MODEM, 0);
        child->restarts = 4;
        child->refused = SANDBOX_PROTECTION_LOCKED;
        child->state.modem = (struct wire_modem_state){.phase = WIRE_MODEM_PHASE_READY, .signal_percent = 60, .registered = 1, .pending = 2,
                                                       .received = 12, .sent_parts = 14, .network_utc = 20780 * INT64_C(86400) + 5};
        snprintf(child->state.modem.operator_name, sizeof child->state.modem.operator_name, "Testnet");
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        free(*state);
        return 0;
}

static bool
has_line(const struct fixture *fixture, const char *line)
{
        size_t len = strlen(line);

        for (const char *at = fixture->text; (at = strstr(at, line)) != NULL; at++)
                if ((at == fixture->text || at[-1] == '\n') && at[len] == '\n')
                        return true;
        return false;
}

static void
every_key_has_its_value(void **state)
{
        static const char *const lines[] = {
                "gateway.health=ok", "clock.day=2026-11-23", "modem.sim1.device=/dev/waymark-sim1", "modem.sim1.phase=ready",
                "modem.sim1.signal_percent=60", "modem.sim1.registered=home", "modem.sim1.operator=Testnet", "modem.sim1.pending=2",
                "modem.sim1.received=12", "modem.sim1.sent_parts=14", "modem.sim1.reconnects=0", "modem.sim1.restarts=4",
                "modem.sim1.problem=", "engine.up=yes", "engine.restarts=0", "catalogue.generation=2", "catalogue.keywords=345",
                "catalogue.languages=uk en", "catalogue.warnings=1", "catalogue.problem=", "budget.day=2026-11-23", "budget.parts=14",
                "budget.limit=500", "ledger.up=yes", "ledger.failed_folds=0", "ledger.unfolded=3", "today.day=2026-11-23",
                "today.messages=12", "today.answered=10", "today.parts=14", "protection.parent.in_force=seccomp no-dump",
                "protection.parent.missing=landlock locked", "protection.engine.in_force=seccomp no-files", "protection.engine.missing=",
                "protection.modem.sim1.in_force=", "protection.modem.sim1.missing=locked"};
        struct fixture *fixture = *state;
        size_t len = report_write(&fixture->children, clock_ms() - 5000, fixture->text);

        assert_int_equal(len, strlen(fixture->text));
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
                if (!has_line(fixture, lines[i]))
                        fail_msg("no line \"%s\"", lines[i]);
        assert_true(has_line(fixture, "gateway.uptime_s=5") || has_line(fixture, "gateway.uptime_s=6"));
}

static void
neither_pin_nor_number_is_in_it(void **state)
{
        struct fixture *fixture = *state;

        report_write(&fixture->children, 0, fixture->text);
        assert_null(strstr(fixture->text, "4711"));
        assert_null(strstr(fixture->text, "70000"));
}

static void
a_modem_that_has_told_nothing_is_connecting(void **state)
{
        struct fixture *fixture = *state;

        memset(&fixture->children.list[2].state, 0, sizeof fixture->children.list[2].state);
        report_write(&fixture->children, 0, fixture->text);
        assert_true(has_line(fixture, "modem.sim1.phase=connecting"));
        assert_true(has_line(fixture, "modem.sim1.signal_percent=-1"));
        assert_true(has_line(fixture, "modem.sim1.registered=unknown"));
        assert_true(has_line(fixture, "clock.day=unknown"));
        assert_true(has_line(fixture, "gateway.health=degraded"));
}

static void
anything_that_is_not_well_is_degraded(void **state)
{
        struct fixture *fixture = *state;
        struct child *ledger = &fixture->children.list[0], *engine = &fixture->children.list[1], *modem = &fixture->children.list[2];

        assert_true(report_is_well(&fixture->children));
        modem->state.modem.phase = WIRE_MODEM_PHASE_WAITING;
        assert_false(report_is_well(&fixture->children));
        modem->state.modem.phase = WIRE_MODEM_PHASE_READY;
        modem->state.modem.problem[0] = 'x';
        assert_false(report_is_well(&fixture->children));
        modem->state.modem.problem[0] = '\0';
        modem->phase = CHILD_PHASE_RESTING;
        assert_false(report_is_well(&fixture->children));
        modem->phase = CHILD_PHASE_RUNNING;
        engine->state.engine.problem[0] = 'x';
        assert_false(report_is_well(&fixture->children));
        engine->state.engine.problem[0] = '\0';
        engine->state.engine.generation = 0;
        assert_false(report_is_well(&fixture->children));
        engine->state.engine.generation = 1;
        ledger->state.ledger.failed_folds = 1;
        assert_false(report_is_well(&fixture->children));
        ledger->state.ledger.failed_folds = 0;
        assert_true(report_is_well(&fixture->children));
}

static void
a_line_end_in_a_value_begins_no_line(void **state)
{
        struct fixture *fixture = *state;

        snprintf(fixture->children.list[1].state.engine.problem, sizeof fixture->children.list[1].state.engine.problem,
                 "en/a\ngateway.health=ok\x7f: bad");
        report_write(&fixture->children, 0, fixture->text);
        assert_true(has_line(fixture, "gateway.health=degraded"));
        assert_false(has_line(fixture, "gateway.health=ok"));
        assert_true(has_line(fixture, "catalogue.problem=en/a gateway.health=ok : bad"));
}

static void
sixteen_modems_with_a_problem_each_fit(void **state)
{
        struct fixture *fixture = *state;

        fixture->config.nmodems = CONFIG_MODEMS;
        for (int i = 0; i < CONFIG_MODEMS; i++) {
                struct child *child = i == 0 ? &fixture->children.list[2] : add(fixture, WIRE_MODEM, (uint8_t)i);

                snprintf(fixture->config.modems[i].name, sizeof fixture->config.modems[i].name, "modem-number-%02d", i);
                memset(fixture->config.modems[i].device, 'd', CONFIG_PATH - 1);
                memset(child->state.modem.problem, 'p', WIRE_PROBLEM - 1);
                memset(child->state.modem.operator_name, 'o', WIRE_NAME - 1);
        }
        memset(add(fixture, WIRE_GSUP, WIRE_FRONT_GSUP)->state.front.problem, 'p', WIRE_PROBLEM - 1);
        memset(add(fixture, WIRE_HTTP, WIRE_FRONT_HTTP)->state.front.problem, 'p', WIRE_PROBLEM - 1);
        assert_int_equal(fixture->children.n, CHILDREN_MAX);
        for (size_t i = 0; i < 16; i++)
                fixture->children.list[1].state.engine.languages[i] = code_pack("nds");
        report_write(&fixture->children, 0, fixture->text);
        assert_true(has_line(fixture, "today.parts=14"));
        assert_non_null(strstr(fixture->text, "modem.modem-number-15.problem=ppp"));
        assert_non_null(strstr(fixture->text, "catalogue.languages=nds nds"));
        assert_non_null(strstr(fixture->text, "front.http.problem=ppp"));
}

static void
the_summary_counts_modems(void **state)
{
        struct fixture *fixture = *state;
        char text[80];

        report_summary(&fixture->children, text, sizeof text);
        assert_string_equal(text, "1 of 1 modems ready");
        add(fixture, WIRE_MODEM, 1);
        report_summary(&fixture->children, text, sizeof text);
        assert_string_equal(text, "1 of 2 modems ready; see `waymark status`");
        report_summary(&fixture->children, text, 10);
        assert_int_equal(strlen(text), 9);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(every_key_has_its_value),
                CASE(neither_pin_nor_number_is_in_it),
                CASE(a_modem_that_has_told_nothing_is_connecting),
                CASE(anything_that_is_not_well_is_degraded),
                CASE(a_line_end_in_a_value_begins_no_line),
                CASE(sixteen_modems_with_a_problem_each_fit),
                CASE(the_summary_counts_modems),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
