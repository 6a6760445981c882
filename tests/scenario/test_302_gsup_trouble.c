/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What goes wrong around a USSD session: the HLR goes and comes, a second entity has our name, processes are killed or hang in the middle.
 * She gets a page or a last text, never an error and never nothing; every text is counted once.
 *
 * covers: gsup hlr dialogue report status
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "gsup/own_network.h"

static void
expect_open(struct own_network *net)
{
        if (net->heard.state != GSUP_STATE_CONTINUE || net->heard.component.kind != SS_KIND_INVOKE)
                rig_fail(net->rig, "no page to answer: state %d, \"%s\"", (int)net->heard.state, net->heard.text);
}

static void
expect_last(struct own_network *net, const struct phone *phone, const char *text)
{
        if (net->heard.state != GSUP_STATE_END || net->heard.component.kind != SS_KIND_RESULT || strcmp(net->heard.text, text) != 0)
                rig_fail(net->rig, "no last word: state %d, \"%s\" instead of \"%s\"", (int)net->heard.state, net->heard.text, text);
        assert_int_equal(net->heard.component.operation, SS_OPERATION_PROCESS);
        assert_int_equal(net->heard.component.invoke_id, phone->invoke_id);
}

static void
wait_for_a_new(struct own_network *net, const char *name, pid_t old)
{
        char key[40];

        for (int i = 0; i < RIG_MS / 10; i++) {
                pid_t now = rig_child(net->rig, name);

                if (now > 0 && now != old)
                        break;
                (void)rig_status(net->rig, "gateway.version"); /* a round through the parent */
        }
        snprintf(key, sizeof key, strcmp(name, "gsup") == 0 ? "front.gsup.phase" : "%s.up", name);
        rig_wait_status(net->rig, key, strcmp(name, "gsup") == 0 ? "ready" : "yes");
}

static pid_t
send_signal(struct own_network *net, const char *name, int signal)
{
        return rig_signal(net->rig, name, signal); /* who was killed a moment ago is waited for */
}

/* --- the HLR --- */

static void
says_that_the_hlr_is_away_and_serves_when_it_is_back(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone hers = own_network_phone(1);
        char out[8192];

        (void)state;
        own_network_dial(net, &hers);
        osmo_hlr_stop(&net->hlr);
        rig_wait_status(net->rig, "front.gsup.phase", "connecting");
        assert_non_null(strstr(rig_status(net->rig, "front.gsup.problem"), net->hlr.address));
        assert_string_equal(rig_status(net->rig, "gateway.health"), "degraded");
        assert_int_equal(rig_run(net->rig, out, sizeof out, NULL, "waymark -c %s status", net->rig->config), 1);
        own_network_expect(net, out, "is osmo-hlr running");

        assert_true(osmo_hlr_start(&net->hlr));
        rig_wait_status(net->rig, "front.gsup.phase", "ready");
        assert_string_equal(rig_status(net->rig, "front.gsup.problem"), "");
        assert_string_equal(rig_status(net->rig, "front.gsup.reconnects"), "1");
        msc_close(net->msc);
        net->msc = msc_open(net->hlr.address, "MSC-1");
        assert_non_null(net->msc);
        msc_type(net->msc, &hers, "english"); /* the HLR has forgotten that session, and says so itself */
        own_network_hear(net, &hers);
        assert_int_equal(net->heard.type, GSUP_TYPE_SS_ERROR);
        own_network_dial(net, &hers); /* the same id: whatever we still knew gives way */
        expect_open(net);
        own_network_expect(net, own_network_type(net, &hers, "english"), "Job");
        own_network_close(net);
}

static void
starts_before_the_hlr(void **state)
{
        char folder[] = "/tmp/waymark-hlr-XXXXXX", config[200];
        struct osmo_hlr hlr;
        struct rig *rig;
        const struct rig_options options = {.no_modems = true, .config = config};

        (void)state;
        if (osmo_hlr_missing() != NULL)
                skip();
        assert_non_null(mkdtemp(folder));
        osmo_hlr_init(&hlr, folder, 60);
        snprintf(config, sizeof config, "gsup = { hlr = \"%s\"; };\n", hlr.address);
        rig = rig_open(&options);
        rig_wait_status(rig, "front.gsup.phase", "connecting");
        while (strstr(rig_status(rig, "front.gsup.problem"), "cannot be reached (Connection refused)") == NULL)
                rig_wait_status(rig, "front.gsup.phase", "connecting");
        assert_true(osmo_hlr_start(&hlr));
        rig_wait_status(rig, "front.gsup.phase", "ready");
        rig_close(rig);
        osmo_hlr_stop(&hlr);
        osmo_hlr_clear(&hlr);
}

/* osmo-hlr gives a name to who asks first, and tells the second nothing. */
static void
notices_that_another_entity_has_its_name(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(2);
        struct rig *first = net->rig, *second;
        char config[200];
        const struct rig_options options = {.no_modems = true, .config = config};

        (void)state;
        snprintf(config, sizeof config, "gsup = { hlr = \"%s\"; name = \"waymark\"; };\n", net->hlr.address);
        second = rig_open(&options);
        while (strstr(rig_status(second, "front.gsup.problem"), "another entity has this name") == NULL)
                rig_wait_status(second, "front.gsup.phase", "connecting");
        own_network_dial(net, &phone);
        expect_open(net); /* by the first */
        assert_string_equal(rig_status(first, "front.gsup.sessions"), "1");
        assert_string_equal(rig_status(first, "front.gsup.refused"), "0");

        assert_int_equal(rig_stop_daemon(first), 0);
        own_network_hear(net, &phone); /* its last word */
        assert_int_equal(net->heard.state, GSUP_STATE_END);
        rig_wait_status(second, "front.gsup.phase", "ready");
        own_network_dial(net, &phone);
        expect_open(net);
        rig_close(second);
        own_network_close(net);
}

/* --- processes --- */

static void
goes_on_over_the_death_of_the_engine(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(3);

        (void)state;
        own_network_dial(net, &phone);
        own_network_expect(net, own_network_type(net, &phone, "english"), "Job");
        send_signal(net, "engine", SIGKILL);
        own_network_expect(net, own_network_type(net, &phone, "2"), "112"); /* by a new engine, which knows nothing of her: from the start */
        expect_open(net);
        own_network_expect(net, own_network_type(net, &phone, "english"), "Job");
        for (int i = 0; i < 3; i++) {
                msc_type(net->msc, &phone, "00");
                send_signal(net, "engine", SIGKILL); /* with the step on its way, or read, or answered */
                own_network_hear(net, &phone);
                expect_open(net);
        }
        own_network_close(net);
}

static void
goes_on_over_its_own_death(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(4);
        char page[CODING_TEXT];

        (void)state;
        own_network_dial(net, &phone);
        own_network_type(net, &phone, "english");
        wait_for_a_new(net, "gsup", send_signal(net, "gsup", SIGKILL));
        own_network_type(net, &phone, "2");
        expect_open(net); /* a first page, not an error */
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "1");
        snprintf(page, sizeof page, "%s", own_network_type(net, &phone, "2"));
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        own_network_hear(net, &phone);
        expect_last(net, &phone, page); /* under the invoke id of what she dialled long ago */
        own_network_close(net);
}

static void
ends_with_text_while_the_engine_hangs(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone hers = own_network_phone(5), his = own_network_phone(6);
        char first[CODING_TEXT], page[CODING_TEXT];

        (void)state;
        snprintf(first, sizeof first, "%s", own_network_dial(net, &hers));
        snprintf(page, sizeof page, "%s", own_network_type(net, &hers, "english"));
        send_signal(net, "engine", SIGSTOP);
        msc_type(net->msc, &hers, "2");
        msc_dial(net->msc, &his, "*123#");
        own_network_hear(net, &hers);
        expect_last(net, &hers, page);
        own_network_hear(net, &his);
        expect_last(net, &his, first); /* the emergency number stands on it */
        own_network_expect(net, first, "112");
        send_signal(net, "engine", SIGCONT);
        own_network_dial(net, &his);
        expect_open(net);
        own_network_close(net);
}

static void
says_a_last_word_to_everybody_when_it_is_stopped(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phones[20];

        (void)state;
        for (int i = 0; i < 20; i++) {
                phones[i] = own_network_phone(10 + i);
                own_network_dial(net, &phones[i]);
        }
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        for (int i = 0; i < 20; i++) {
                assert_true(msc_hear(net->msc, &net->heard, RIG_MS));
                assert_int_equal(net->heard.state, GSUP_STATE_END);
                own_network_expect(net, net->heard.text, "112");
        }
        own_network_close(net);
}

static void
counts_once_over_the_death_of_the_ledger(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone;
        pid_t killed = 0;

        (void)state;
        for (int i = 0; i < 12; i++) {
                phone = own_network_phone(40 + i);
                own_network_dial(net, &phone);
                if (i % 4 == 1)
                        killed = send_signal(net, "ledger", SIGKILL);
                own_network_type(net, &phone, "робота");
                expect_open(net);
                if (i % 4 == 3)
                        wait_for_a_new(net, "ledger", killed);
        }
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        assert_int_equal(rig_count(net->rig, "SELECT sum(messages) FROM outcomes WHERE channel = 2 AND outcome = 1"), 12);
        assert_int_equal(rig_count(net->rig, "SELECT messages FROM topics WHERE topic = 2"), 12);
        own_network_close(net);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(says_that_the_hlr_is_away_and_serves_when_it_is_back),
                cmocka_unit_test(starts_before_the_hlr),
                cmocka_unit_test(notices_that_another_entity_has_its_name),
                cmocka_unit_test(goes_on_over_the_death_of_the_engine),
                cmocka_unit_test(goes_on_over_its_own_death),
                cmocka_unit_test(ends_with_text_while_the_engine_hangs),
                cmocka_unit_test(says_a_last_word_to_everybody_when_it_is_stopped),
                cmocka_unit_test(counts_once_over_the_death_of_the_ledger),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
