/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory, with menus on an own network: the IMSI is in the gsup process alone, and only as long as a session is open; what was typed is
 * nowhere once it was answered. Nothing of it is in a file.
 *
 * covers: gsup hlr dialogue scrub
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

#include "forensic/crowd.h"
#include "forensic/places.h"
#include "gsup/own_network.h"

#define PEOPLE 50

/* AddressSanitizer's shadow is terabytes to read, and its quarantine keeps what was freed. */
#ifdef __SANITIZE_ADDRESS__
#define MAY_SEARCH false
#else
#define MAY_SEARCH true
#endif

static struct phone
phone_of(int person)
{
        struct phone phone = own_network_phone(person);
        char number[CROWD_NUMBER];

        snprintf(phone.imsi, sizeof phone.imsi, "%s", crowd_number(person, number) + 1);
        return phone;
}

static size_t
search(struct own_network *net, struct traces *traces, const char *name)
{
        pid_t pid = strcmp(name, "parent") == 0 ? net->rig->daemon : rig_child(net->rig, name);

        return places_search_process(traces, pid);
}

static void
expect_nothing(struct own_network *net, struct traces *traces, const char *name)
{
        size_t found = search(net, traces, name);

        if (found > 0)
                rig_fail(net->rig, "%zu traces of people in the memory of %s", found, name);
}

static void
keeps_an_imsi_in_one_process_and_only_while_she_is_there(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct traces *imsis = traces_new(), *all = traces_new();
        struct phone phones[PEOPLE];
        char mark[CROWD_MARK], word[64];

        (void)state;
        if (!MAY_SEARCH || !places_may_read(net->rig->daemon)) {
                puts(MAY_SEARCH ? "# the memory of other processes cannot be read without CAP_SYS_PTRACE: nothing was searched"
                                : "# under AddressSanitizer memory cannot be searched");
                own_network_close(net);
                skip();
        }
        crowd_trace(imsis, PEOPLE, true);
        crowd_trace(all, PEOPLE, false);
        for (int i = 0; i < PEOPLE; i++) {
                phones[i] = phone_of(i);
                own_network_dial(net, &phones[i]);
                snprintf(word, sizeof word, "job %s", crowd_mark(i, mark));
                own_network_type(net, &phones[i], word);
        }
        if (search(net, imsis, "gsup") == 0)
                rig_fail(net->rig, "nothing in the memory of gsup, which has %d sessions open: the search does not work", PEOPLE);
        expect_nothing(net, all, "engine");
        expect_nothing(net, all, "ledger");
        expect_nothing(net, all, "parent");
        for (int i = 0; i < PEOPLE; i++) {
                own_network_type(net, &phones[i], "STOP");
                while (net->heard.state != GSUP_STATE_END)
                        own_network_type(net, &phones[i], "0");
        }
        assert_string_equal(rig_status(net->rig, "front.gsup.sessions"), "0");
        expect_nothing(net, all, "gsup");
        expect_nothing(net, all, "engine");
        if (places_search_tree(all, net->rig->folder) > 0)
                rig_fail(net->rig, "traces of people in files");
        traces_free(imsis);
        traces_free(all);
        own_network_close(net);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keeps_an_imsi_in_one_process_and_only_while_she_is_there),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
