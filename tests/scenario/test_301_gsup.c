/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * covers: gsup call dialogue
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "gsup/own_network.h"

static void
walk(void **state)
{
        struct own_network *net = own_network_open(NULL);
        struct phone phone = own_network_phone(1);

        (void)state;
        printf("%s\n", own_network_dial(net, &phone));
        for (const char *const *in = (const char *const[]){"1", "0","0", "0", "0", "9", "9", "00","2", "3", "0", "0", "0", NULL}; *in != NULL; in++) {
                own_network_type(net, &phone, *in);
                printf("--- %s (state %d, %zu octets, scheme %02x)\n%s\n", *in, net->heard.state, net->heard.octets, net->heard.scheme, net->heard.text);
                if (net->heard.state == GSUP_STATE_END)
                        break;
        }
        own_network_close(net);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(walk),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
