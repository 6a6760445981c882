/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses of the configuration: where to listen or whom to call ("127.0.0.1:8080", "[::1]:8080"), and who may call ("192.0.2.0/24").
 * Numbers only, for there is no name service offline. Library; pure.
 */
#ifndef WAYMARK_COMMON_ADDRESS_H
#define WAYMARK_COMMON_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <sys/socket.h>

#define ADDRESS_NETWORK_TEXT 48         /* an IPv6 address, "/128" and the NUL */

/* For bind() and connect(). */
struct address {
        struct sockaddr_storage at;
        socklen_t len;
};

/* 0, or -EINVAL if it is no numeric address with a port from 1 to 65535. */
int address_parse(const char *text, struct address *address);

uint16_t address_port(const struct address *address);

/* 127.0.0.0/8 or ::1: nobody but this machine reaches it. */
bool address_is_loopback(const struct sockaddr *at);

/* All addresses that begin with the same `bits`; IPv4 as ::ffff:0:0/96, so that it is the same one on a socket of either family. */
struct network {
        uint8_t bytes[16];
        uint8_t bits;
};

/* "192.0.2.0/24", "192.0.2.7", "2001:db8::/32". 0, or -EINVAL; bits behind the prefix must be 0, for they would mislead. */
int network_parse(const char *text, struct network *network);

bool network_contains(const struct network *network, const struct sockaddr *at);

#endif
