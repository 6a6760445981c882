/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Trouble to order: "at this point, so many times, do that". A point is the beginning of an AT command without "AT"
 * ("+CMGL", "+CPMS=\"ME\"", "E1", "*" for any), or one of the named points of a send: "cmgs-prompt" (the command was taken, the
 * prompt comes next), "cmgs-pdu" (Ctrl-Z was taken, the network has not the message yet), "cmgs-accepted" (the network
 * has it, the answer comes next).
 */
#ifndef SIMMODEM_ORDERS_H
#define SIMMODEM_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

enum order_action {
        ORDER_FAIL,                     /* error answer, nothing done */
        ORDER_SILENCE,                  /* no answer, nothing done */
        ORDER_LOSE,                     /* done, but no answer */
        ORDER_PRETEND,                  /* OK, but nothing done */
        ORDER_DELAY,                    /* done, the answer comes later */
        ORDER_BEFORE,                   /* bytes before the answer */
        ORDER_INSIDE,                   /* bytes after its first line */
        ORDER_AFTER,                    /* bytes behind it */
        ORDER_HOLD,                     /* done, the answer waits for `release` */
        ORDER_ANSWER,                   /* nothing done, these bytes instead of the answer */
        ORDER_UNPLUG,                   /* done, so many bytes of the answer, then the stick is pulled */
        ORDER_COUNT
};

enum order_error { ORDER_ERROR_PLAIN, ORDER_ERROR_CME, ORDER_ERROR_CMS };

struct order {
        struct order *next;
        char *point;
        enum order_action action;
        long skip;                      /* times to let pass first */
        long count;                     /* times left; -1: always */
        enum order_error error;         /* FAIL */
        int code;
        long number;                    /* DELAY: ms; UNPLUG: bytes */
        struct text text;               /* BEFORE, INSIDE, AFTER, ANSWER: bytes as they are written */
};

/* What is due at one point, of all orders together. Texts are the caller's to free (effect_clear). */
struct effect {
        bool fail, silence, lose, pretend, hold, unplug, answered;
        enum order_error error;
        int code;
        long ms;
        long unplug_bytes;
        struct text before, inside, after, answer;
};

extern const char *const order_names[ORDER_COUNT];      /* "fail" ... */

/* Takes over the order (from allocate) at the end of the list. */
void orders_take(struct order **orders, struct order *order);
void orders_clear(struct order **orders);
void orders_describe(const struct order *orders, const char *modem, struct text *out);  /* one line each */

/* Adds what is due at this point to the effect (all zero at first) and counts it down. */
void orders_collect(struct order **orders, const char *point, struct effect *effect);
void effect_clear(struct effect *effect);

#endif
