/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numeric addresses and prefixes. Pure.
 */
#include "address.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#define IPV4_BITS 96                    /* of ::ffff:0:0/96, under which IPv4 lies (RFC 4291, 2.5.5.2) */

/* All of `text` as a number from `least` to `most` without sign or space; -1 if it is none. */
static long
number_of(const char *text, long least, long most)
{
        size_t len = strspn(text, "0123456789");
        long value;

        if (len == 0 || len > 5 || text[len] != '\0')
                return -1;
        value = strtol(text, NULL, 10);
        return value >= least && value <= most ? value : -1;
}

int
address_parse(const char *text, struct address *address)
{
        const char *colon = strrchr(text, ':');
        struct sockaddr_in *in = (void *)&address->at;
        struct sockaddr_in6 *in6 = (void *)&address->at;
        char host[INET6_ADDRSTRLEN];
        bool in_brackets = text[0] == '[';
        size_t len;
        long port;

        memset(address, 0, sizeof *address);
        port = colon != NULL ? number_of(colon + 1, 1, 65535) : -1;
        if (port < 0)
                return -EINVAL;
        len = (size_t)(colon - text);
        if (in_brackets) {
                if (len < 2 || text[len - 1] != ']')
                        return -EINVAL;
                text++;
                len -= 2;
        }
        if (len >= sizeof host)
                return -EINVAL;
        memcpy(host, text, len);
        host[len] = '\0';
        if (in_brackets) {
                *in6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
                address->len = sizeof *in6;
                return inet_pton(AF_INET6, host, &in6->sin6_addr) == 1 ? 0 : -EINVAL;
        }
        *in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        address->len = sizeof *in;
        return inet_pton(AF_INET, host, &in->sin_addr) == 1 ? 0 : -EINVAL;
}

static void
from_ipv4(uint8_t bytes[16], const void *ipv4)
{
        memset(bytes, 0, 10);
        bytes[10] = bytes[11] = 0xff;
        memcpy(bytes + 12, ipv4, 4);
}

/* False for a socket of another family. */
static bool
bytes_of(const struct sockaddr *at, uint8_t bytes[16])
{
        if (at->sa_family == AF_INET)
                from_ipv4(bytes, &((const struct sockaddr_in *)(const void *)at)->sin_addr);
        else if (at->sa_family == AF_INET6)
                memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)at)->sin6_addr, 16);
        else
                return false;
        return true;
}

static bool
begins_with(const uint8_t a[16], const uint8_t b[16], unsigned bits)
{
        unsigned whole = bits / 8, rest = bits % 8;

        if (memcmp(a, b, whole) != 0)
                return false;
        return rest == 0 || ((a[whole] ^ b[whole]) & (0xff << (8 - rest) & 0xff)) == 0;
}

uint16_t
address_port(const struct address *address)
{
        if (address->at.ss_family == AF_INET6)
                return ntohs(((const struct sockaddr_in6 *)(const void *)&address->at)->sin6_port);
        return ntohs(((const struct sockaddr_in *)(const void *)&address->at)->sin_port);
}

bool
address_is_loopback(const struct sockaddr *at)
{
        static const uint8_t ipv4[16] = {[10] = 0xff, [11] = 0xff, [12] = 127}, ipv6[16] = {[15] = 1};
        uint8_t bytes[16];

        return bytes_of(at, bytes) && (begins_with(bytes, ipv4, IPV4_BITS + 8) || begins_with(bytes, ipv6, 128));
}

/* Nothing but zeros behind the prefix. */
static bool
ends_in_zeros(const struct network *network)
{
        for (unsigned bit = network->bits; bit < 128; bit++)
                if ((network->bytes[bit / 8] & 0x80 >> bit % 8) != 0)
                        return false;
        return true;
}

int
network_parse(const char *text, struct network *network)
{
        const char *slash = strchr(text, '/');
        size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
        char host[INET6_ADDRSTRLEN];
        uint8_t ipv4[4];
        long bits, most = 128, skipped = 0;

        memset(network, 0, sizeof *network);
        if (len >= sizeof host)
                return -EINVAL;
        memcpy(host, text, len);
        host[len] = '\0';
        if (inet_pton(AF_INET, host, ipv4) == 1) {
                from_ipv4(network->bytes, ipv4);
                most = 32;
                skipped = IPV4_BITS;
        } else if (inet_pton(AF_INET6, host, network->bytes) != 1) {
                return -EINVAL;
        }
        bits = slash != NULL ? number_of(slash + 1, 0, most) : most;
        if (bits < 0)
                return -EINVAL;
        network->bits = (uint8_t)(bits + skipped);
        return ends_in_zeros(network) ? 0 : -EINVAL;
}

bool
network_contains(const struct network *network, const struct sockaddr *at)
{
        uint8_t bytes[16];

        return bytes_of(at, bytes) && begins_with(bytes, network->bytes, network->bits);
}
