/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Menus on an own network: the real waymarkd as the external entity of a real osmo-hlr, phones behind a small MSC. Everything a person can
 * do in a session, and what is left of it afterwards: a count.
 *
 * covers: gsup dialogue call hlr ipa gsup_message ss coding
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gsup/own_network.h"

#define GSM7 0x0f
#define UCS2 0x48
#define OCTETS_MOST 112

static void
expect_open(struct own_network *net)
{
        assert_int_equal(net->heard.type, GSUP_TYPE_SS_REQUEST);
        assert_int_equal(net->heard.state, GSUP_STATE_CONTINUE);
        assert_int_equal(net->heard.component.kind, SS_KIND_INVOKE);
        assert_int_equal(net->heard.component.operation, SS_OPERATION_ASK);
        assert_in_range(net->heard.octets, 1, OCTETS_MOST);
}

static void
expect_over(struct own_network *net, const struct phone *phone)
{
        assert_int_equal(net->heard.type, GSUP_TYPE_SS_RESULT);
        assert_int_equal(net->heard.state, GSUP_STATE_END);
        assert_int_equal(net->heard.component.kind, SS_KIND_RESULT);
        assert_int_equal(net->heard.component.operation, SS_OPERATION_PROCESS);
        assert_int_equal(net->heard.component.invoke_id, phone->invoke_id);
        assert_in_range(net->heard.octets, 1, OCTETS_MOST);
}

/* Says a word that ends the session, and reads on until it does. */
static void
end_session(struct own_network *net, struct phone *phone)
{
        own_network_type(net, phone, "STOP");
        for (int i = 0; net->heard.state != GSUP_STATE_END; i++) {
                if (i == 20)
                        rig_fail(net->rig, "STOP never ends");
                expect_open(net);
                own_network_type(net, phone, "0");
        }
        expect_over(net, phone);
}

/* Ends the daemon; what the ledger has for USSD and an outcome (0: any). */
static long
counted(struct own_network *net, int outcome)
{
        char sql[200];

        assert_int_equal(rig_stop_daemon(net->rig), 0);
        snprintf(sql, sizeof sql, "SELECT coalesce(sum(messages),0) FROM outcomes WHERE channel = 2 AND %d IN (0, outcome)", outcome);
        return rig_count(net->rig, sql);
}

static void
serves_a_menu_to_the_end(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(1);

        (void)state;
        own_network_expect(net, own_network_dial(net, &phone), "112");
        expect_open(net);
        own_network_expect(net, own_network_type(net, &phone, "english"), "Job");
        expect_open(net);
        assert_int_equal(net->heard.scheme, GSM7);
        own_network_expect(net, own_network_type(net, &phone, "2"), "ob");
        expect_open(net);
        end_session(net, &phone);
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "0");
        assert_int_equal(counted(net, 1), 2); /* the text about jobs, and the one about stopping */
        assert_int_equal(rig_count(net->rig, "SELECT messages FROM topics WHERE topic = 2"), 1);
        assert_int_equal(rig_count(net->rig, "SELECT coalesce(sum(parts),0) FROM outcomes"), 0);
        own_network_close(net);
}

/* An IMSI is no number, so prefixes say nothing about it; how often one person is answered is limited as by SMS. */
static void
tells_who_asks_too_often_once_and_ends(void **state)
{
        const struct own_network_options options = {.config = "guard = { replies_per_hour = 2; replies_per_day = 30; };"};
        struct own_network *net = own_network_open(&options);
        struct phone often = own_network_phone(1), another = own_network_phone(2);

        (void)state;
        own_network_dial(net, &often);
        own_network_type(net, &often, "english");
        own_network_expect(net, own_network_type(net, &often, "2"), "Job offer?");
        own_network_expect(net, own_network_type(net, &often, "1"), "112");
        own_network_expect(net, own_network_type(net, &often, "house"), "many texts");
        for (int i = 0; net->heard.state != GSUP_STATE_END && i < 20; i++)
                own_network_type(net, &often, "0");
        expect_over(net, &often);
        own_network_expect(net, own_network_dial(net, &another), "112");
        own_network_type(net, &another, "english");
        own_network_expect(net, own_network_type(net, &another, "2"), "Job offer?");
        own_network_close(net);
}

/* Who asks for help at once has not said what she reads: the country of her SIM is the best guess. */
static void
helps_in_the_language_of_the_sim(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone nobodys = own_network_phone(30), romanian = own_network_phone(31);

        (void)state;
        snprintf(romanian.imsi, sizeof romanian.imsi, "226010000000001");
        own_network_dial(net, &nobodys);
        own_network_expect(net, own_network_type(net, &nobodys, "1"), "дзвоніть 112"); /* the first language of the configuration */
        own_network_dial(net, &romanian);
        own_network_expect(net, own_network_type(net, &romanian, "1"), "pericol");
        own_network_close(net);
}

static void
goes_back_and_to_the_start(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(2);
        char first[CODING_TEXT], topics[CODING_TEXT], text[CODING_TEXT];

        (void)state;
        snprintf(first, sizeof first, "%s", own_network_dial(net, &phone));
        snprintf(topics, sizeof topics, "%s", own_network_type(net, &phone, "english"));
        snprintf(text, sizeof text, "%s", own_network_type(net, &phone, "3"));
        assert_string_equal(own_network_type(net, &phone, "9"), topics);
        assert_string_equal(own_network_type(net, &phone, "3"), text);
        assert_string_equal(own_network_type(net, &phone, "00"), first);
        assert_string_equal(own_network_type(net, &phone, "english"), topics);
        own_network_close(net);
}

/* Every word of the text as it goes out by SMS is in `pages`, in its order. */
static void
expect_every_word(struct own_network *net, const char *asked, const char *pages)
{
        char out[4096], *reply, *rest = NULL;
        const char *at = pages;

        assert_int_equal(rig_run(net->rig, out, sizeof out, NULL, "waymark -c %s answer %s", net->rig->config, asked), 0);
        reply = strstr(out, "\n\n");
        assert_non_null(reply);
        *strstr(reply + 2, "\n\n") = '\0';
        for (char *word = strtok_r(reply, " \n", &rest); word != NULL; word = strtok_r(NULL, " \n", &rest)) {
                at = strstr(at, word);
                if (at == NULL)
                        rig_fail(net->rig, "\"%s\" is missing in the pages \"%s\"", word, pages);
        }
}

/* Where a page says that there is more, "0" is its key; the last page of a text has none. */
static void
turns_pages_in_ukrainian_and_loses_no_word(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(3);
        char all[8192];
        size_t len = 0;
        int pages = 0;

        (void)state;
        own_network_dial(net, &phone);
        own_network_type(net, &phone, "українська");
        own_network_type(net, &phone, "2");
        do {
                char *more;

                assert_int_equal(net->heard.scheme, UCS2);
                expect_open(net);
                len += (size_t)snprintf(all + len, sizeof all - len, "%s ", net->heard.text);
                pages++;
                more = strstr(net->heard.text, "0 далі");
                if (more == NULL)
                        break;
                len -= strlen(more) + 1; /* the hint is no part of the text */
                all[len] = '\0';
                own_network_type(net, &phone, "0");
        } while (pages < 30);
        assert_in_range(pages, 3, 20);
        own_network_expect(net, all, "0800 800 678");
        expect_every_word(net, "робота", all);
        own_network_close(net);
}

/* Each of these is "2" or "english" to the standard. */
static void
understands_every_coding_of_what_is_typed(void **state)
{
        static const struct {
                uint8_t scheme;
                size_t len;
                const char *octets;
        } typed[] = {
                {0x0f, 1, "2"}, {0x00, 1, "2"}, {0x01, 1, "2"}, {0x40, 1, "2"}, {0x44, 1, "2"}, {0xf0, 1, "2"}, {0xf4, 1, "2"},
                {0x48, 2, "\x00\x32"}, {0x58, 2, "\x00\x32"}, {0x11, 4, "\x65\x37\x00\x32"}, {0x10, 4, "\x65\x77\x43\x06"},
        };
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(4);
        char topics[CODING_TEXT], text[CODING_TEXT] = "";

        (void)state;
        own_network_dial(net, &phone);
        /* seven characters, so a CR fills the last octet */
        msc_type_raw(net->msc, &phone, 0x0f, "\x65\xf7\x99\x9d\x9e\xa3\x1b", 7);
        snprintf(topics, sizeof topics, "%s", own_network_hear(net, &phone)->text);
        own_network_expect(net, topics, "Job");
        for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
                msc_type_raw(net->msc, &phone, typed[i].scheme, typed[i].octets, typed[i].len);
                own_network_hear(net, &phone);
                if (text[0] == '\0')
                        snprintf(text, sizeof text, "%s", net->heard.text);
                if (strcmp(net->heard.text, text) != 0)
                        rig_fail(net->rig, "coding %02x leads to \"%s\", not to \"%s\"", typed[i].scheme, net->heard.text, text);
                assert_string_equal(own_network_type(net, &phone, "9"), topics);
        }
        msc_type_raw(net->msc, &phone, 0x68, "\x12\x34\x56", 3); /* compressed: nothing can be made of it */
        own_network_hear(net, &phone);
        expect_open(net);
        own_network_close(net);
}

static void
takes_a_code_that_was_dialled_in_8_bit(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(5);

        (void)state;
        msc_dial_raw(net->msc, &phone, 0x44, "*123*7#", 7);
        own_network_expect(net, own_network_hear(net, &phone)->text, "112");
        expect_open(net);
        own_network_close(net);
}

/*
 * The network's abort never reaches us, nor does the error that a phone answers with; what a silent reader has before her is shown again,
 * as final. Nothing new is said to a network that has closed a session.
 */
static void
ends_every_silent_session_and_serves_each_again(void **state)
{
        const struct own_network_options options = {.session_s = 5};
        struct own_network *net = own_network_open(&options);
        struct phone aborts = own_network_phone(6), fails = own_network_phone(7), silent = own_network_phone(8), again = aborts;
        const uint8_t busy[] = {0xa3, 0x06, 0x02, 0x01, fails.invoke_id, 0x02, 0x01, 0x48};
        char text[CODING_TEXT];

        (void)state;
        own_network_dial(net, &aborts);
        own_network_type(net, &aborts, "english");
        msc_abort(net->msc, &aborts);
        again.session++;
        own_network_expect(net, own_network_dial(net, &again), "Job"); /* it is remembered what she reads */
        expect_open(net);
        end_session(net, &again);

        own_network_dial(net, &fails);
        msc_send(net->msc, &fails, GSUP_STATE_CONTINUE, busy, sizeof busy);
        own_network_hear(net, &fails);
        assert_int_equal(net->heard.state, GSUP_STATE_END); /* from the HLR itself */

        own_network_dial(net, &silent);
        snprintf(text, sizeof text, "%s", own_network_type(net, &silent, "українська"));
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "3");
        do {
                assert_true(msc_hear(net->msc, &net->heard, RIG_MS));
                assert_string_not_equal(net->heard.imsi, aborts.imsi);
                expect_over(net, strcmp(net->heard.imsi, fails.imsi) == 0 ? &fails : &silent); /* the HLR has kept that session */
        } while (strcmp(net->heard.imsi, silent.imsi) != 0);
        assert_string_equal(net->heard.text, text);
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "0");
        own_network_dial(net, &silent);
        expect_open(net);
        own_network_close(net);
}

static void
refuses_a_session_continued_by_another(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone hers = own_network_phone(8), his = own_network_phone(9);

        (void)state;
        own_network_dial(net, &hers);
        his.session = hers.session;
        his.asked_id = hers.asked_id;
        msc_type(net->msc, &his, "1");
        own_network_hear(net, &his);
        assert_int_equal(net->heard.state, GSUP_STATE_END);
        assert_string_equal(net->heard.text, "");
        own_network_expect(net, own_network_type(net, &hers, "english"), "Job");
        own_network_close(net);
}

/* Two MSCs count their sessions by themselves. */
static void
serves_two_people_under_one_session_id(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct msc *first = net->msc, *second = msc_open(net->hlr.address, "MSC-2");
        struct phone hers = own_network_phone(10), his = own_network_phone(11);

        (void)state;
        assert_non_null(second);
        his.session = hers.session;
        own_network_dial(net, &hers);
        net->msc = second;
        own_network_dial(net, &his);
        own_network_expect(net, own_network_type(net, &his, "română"), "Ajutor");
        net->msc = first;
        own_network_expect(net, own_network_type(net, &hers, "english"), "Job");
        msc_close(second);
        own_network_close(net);
}

/* With the configuration that we ship: no IMSI in any log, whatever goes wrong. */
static void
leaves_no_imsi_in_any_log(void **state)
{
        const struct own_network_options options = {.session_s = 170, .guard_s = 1};
        struct own_network *net = own_network_open(&options);
        struct phone phone = own_network_phone(987654321);
        static const uint8_t odd[] = {0xa1, 0x03, 0x02, 0x01, 0x05};

        (void)state;
        own_network_dial(net, &phone);
        msc_abort(net->msc, &phone);
        phone.session++;
        own_network_dial(net, &phone);
        do { /* the HLR's own guard ends it, and tells nobody: only its error to the next answer does */
                msc_type(net->msc, &phone, "1");
                own_network_hear(net, &phone);
        } while (net->heard.type != GSUP_TYPE_SS_ERROR && !msc_hear(net->msc, &net->heard, 1500));
        phone.session++;
        msc_dial(net->msc, &phone, "*777#"); /* routed nowhere */
        own_network_hear(net, &phone);
        phone.session++;
        msc_send(net->msc, &phone, GSUP_STATE_BEGIN, odd, sizeof odd);
        own_network_hear(net, &phone);
        phone.session++;
        own_network_dial(net, &phone);
        msc_dial(net->msc, &phone, "*123#"); /* an id twice */
        own_network_hear(net, &phone);
        assert_int_equal(rig_stop_daemon(net->rig), 0);
        assert_null(strstr(rig_log(net->rig), "987654321"));
        assert_false(osmo_hlr_logged(&net->hlr, "987654321"));
        own_network_close(net);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(serves_a_menu_to_the_end),
                cmocka_unit_test(tells_who_asks_too_often_once_and_ends),
                cmocka_unit_test(helps_in_the_language_of_the_sim),
                cmocka_unit_test(goes_back_and_to_the_start),
                cmocka_unit_test(turns_pages_in_ukrainian_and_loses_no_word),
                cmocka_unit_test(understands_every_coding_of_what_is_typed),
                cmocka_unit_test(takes_a_code_that_was_dialled_in_8_bit),
                cmocka_unit_test(ends_every_silent_session_and_serves_each_again),
                cmocka_unit_test(refuses_a_session_continued_by_another),
                cmocka_unit_test(serves_two_people_under_one_session_id),
                cmocka_unit_test(leaves_no_imsi_in_any_log),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
