/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numeric addresses: which are taken, who is on this machine, who is in which network.
 */
#include "common/address.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cmocka.h>

static const struct sockaddr *
at(const char *host)
{
        static struct address address;
        char text[80];

        snprintf(text, sizeof text, "%s:1", host);
        assert_int_equal(address_parse(text, &address), 0);
        return (const struct sockaddr *)&address.at;
}

static bool
contains(const char *text, const char *host)
{
        struct network network;

        assert_int_equal(network_parse(text, &network), 0);
        return network_contains(&network, at(host));
}

static void
takes_address_and_port(void **state)
{
        struct address address;
        const struct sockaddr_in *in = (const void *)&address.at;
        const struct sockaddr_in6 *in6 = (const void *)&address.at;

        (void)state;
        assert_int_equal(address_parse("192.0.2.1:8080", &address), 0);
        assert_int_equal(in->sin_family, AF_INET);
        assert_int_equal(ntohs(in->sin_port), 8080);
        assert_int_equal(address_port(&address), 8080);
        assert_int_equal(ntohl(in->sin_addr.s_addr), 0xc0000201);
        assert_int_equal(address.len, sizeof *in);
        assert_int_equal(address_parse("[::1]:65535", &address), 0);
        assert_int_equal(in6->sin6_family, AF_INET6);
        assert_int_equal(ntohs(in6->sin6_port), 65535);
        assert_int_equal(address_port(&address), 65535);
        assert_int_equal(address.len, sizeof *in6);
}

static void
refuses_what_is_no_address(void **state)
{
        static const char *const wrong[] = {"",          ":",           "127.0.0.1",    "127.0.0.1:",     "127.0.0.1:0",  "127.0.0.1:65536",
                                            "host:80",   "127.0.0.1:+8", "127.0.0.1: 8", "127.0.0.1:8x",   "[::1]",        "[::1:80",
                                            "::1:80",    "[]:80",        "[:80",         "127.0.0.256:80", "127.0.1:80x",  "127.0.0.1:000080",
                                            "[127.0.0.1]:80", "[::1]x:80",
                                            "[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]:80"};
        struct address address;

        (void)state;
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                if (address_parse(wrong[i], &address) != -EINVAL)
                        fail_msg("taken: %s", wrong[i]);
}

static void
loopback_is_this_machine_only(void **state)
{
        (void)state;
        assert_true(address_is_loopback(at("127.0.0.1")));
        assert_true(address_is_loopback(at("127.255.255.255")));
        assert_true(address_is_loopback(at("[::1]")));
        assert_true(address_is_loopback(at("[::ffff:127.0.0.1]")));
        assert_false(address_is_loopback(at("0.0.0.0")));
        assert_false(address_is_loopback(at("128.0.0.1")));
        assert_false(address_is_loopback(at("[::]")));
        assert_false(address_is_loopback(at("[::2]")));
        assert_false(address_is_loopback(at("10.0.0.1")));
        assert_false(address_is_loopback(&(struct sockaddr){.sa_family = AF_UNIX}));
}

static void
a_network_holds_what_begins_alike(void **state)
{
        (void)state;
        assert_true(contains("192.0.2.7", "192.0.2.7"));
        assert_false(contains("192.0.2.7", "192.0.2.8"));
        assert_true(contains("192.0.2.0/24", "192.0.2.255"));
        assert_false(contains("192.0.2.0/24", "192.0.3.0"));
        assert_true(contains("192.0.2.128/25", "192.0.2.128"));
        assert_false(contains("192.0.2.128/25", "192.0.2.127"));
        assert_true(contains("10.0.0.0/8", "10.255.0.1"));
        assert_true(contains("0.0.0.0/0", "203.0.113.9"));
        assert_false(contains("0.0.0.0/0", "[2001:db8::1]"));
        assert_true(contains("2001:db8::/32", "[2001:db8:ffff::1]"));
        assert_false(contains("2001:db8::/32", "[2001:db9::1]"));
        assert_true(contains("::/0", "[2001:db8::1]"));
}

static void
ipv4_is_the_same_on_a_socket_of_ipv6(void **state)
{
        (void)state;
        assert_true(contains("192.0.2.0/24", "[::ffff:192.0.2.9]"));
        assert_true(contains("::ffff:192.0.2.9", "192.0.2.9"));
        assert_false(contains("192.0.2.0/24", "[::192.0.2.9]"));
}

static void
refuses_what_is_no_network(void **state)
{
        static const char *const wrong[] = {"",      "/",        "/8",       "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8 ", "10.0.0",
                                            "any",   "::/129",   "10.0.0.1/8", "2001:db8::1/32", "10.0.0.0/8/8", "10.0.0.0:80",
                                            "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"};
        struct network network;

        (void)state;
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
                if (network_parse(wrong[i], &network) != -EINVAL)
                        fail_msg("taken: %s", wrong[i]);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(takes_address_and_port),
                cmocka_unit_test(refuses_what_is_no_address),
                cmocka_unit_test(loopback_is_this_machine_only),
                cmocka_unit_test(a_network_holds_what_begins_alike),
                cmocka_unit_test(ipv4_is_the_same_on_a_socket_of_ipv6),
                cmocka_unit_test(refuses_what_is_no_network),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
