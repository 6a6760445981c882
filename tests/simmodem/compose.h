/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Makes the messages that people send to the gateway: one text into one or more SMS-DELIVER, cut where a phone would cut.
 * The order of the parts, gaps, repetitions and nonsense numbering are the caller's wish: real networks do all of it.
 */
#ifndef SIMMODEM_COMPOSE_H
#define SIMMODEM_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "pdu.h"
#include "text.h"

enum { COMPOSE_PARTS_MAX = 255 };

struct compose {
        struct pdu base;                /* number, class, stamp, pid ...; coding unless coding_auto */
        bool coding_auto;
        const char *text;               /* UTF-8; octets with 8-bit coding */
        size_t text_len;
        int ref, bits;                  /* of the concatenation, if one is needed */
        int order[COMPOSE_PARTS_MAX];   /* part numbers to deliver, from 1 on; norder 0: all, in order */
        int norder;
};

/* Calls each for every PDU in turn. Returns their number, or -EINVAL if the text does not go into the coding, the number is
 * impossible, or a part in the order does not exist. */
int compose_deliver(const struct compose *compose, void (*each)(void *context, const uint8_t *octets, size_t len), void *context);

/* "26/11/23,18:00:00+08" (quarters of an hour; the zone may be missing) as in +CCLK. Returns false if it is not that. */
bool compose_time(const char *text, struct pdu_time *time);

/* The host's clock, in UTC. */
struct pdu_time compose_now(void);

#endif
