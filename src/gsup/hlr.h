/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connection to osmo-hlr: it comes back by itself, is asked whether it lives (PING) and, before anything else, whether the HLR sends
 * to us what it has for our name. For a second entity of one name gets nothing, and nobody tells it; the HLR may even hold an old
 * connection of our own. So the first thing we send is a message to ourselves, by way of the HLR: the echo. Part of the gsup process;
 * never blocks but in hlr_drain().
 */
#ifndef WAYMARK_GSUP_HLR_H
#define WAYMARK_GSUP_HLR_H

#include "common/loop.h"
#include "ipa.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HLR_WHERE 64
#define HLR_PROBLEM 400
#define HLR_IN 8192
#define HLR_OUT 65536

/*
 *   RESTING --pause over--> CONNECTING --TCP--> GREETING --echo, or a message for us--> READY <--any word-- ASKED
 *      ^                        |                  |  |                                  |  --PING--> ASKED   |
 *      |                        |                  |  +--no echo--> UNHEARD --the same--> READY               |
 *      |                        |                  |                   |  (its time over: at once a new connection)
 *      +------------------------+------------------+-------------------+----------- any failure --------------+
 */
enum hlr_state {
        HLR_STATE_RESTING,
        HLR_STATE_CONNECTING,
        HLR_STATE_GREETING,             /* it asks who we are; then the echo */
        HLR_STATE_UNHEARD,              /* the echo does not come: somebody else has our name */
        HLR_STATE_READY,
        HLR_STATE_ASKED,                /* a PING is under way */
        HLR_STATE_COUNT
};

struct hlr_handlers {
        /* A GSUP message, not the echo. */
        void (*on_message)(void *context, const uint8_t *message, size_t len);
        /* Messages can be sent (again): ready, or there is room again. */
        void (*on_room)(void *context);
        /* State or problem changed. */
        void (*on_change)(void *context);
};

struct hlr {
        struct loop *loop;
        struct loop_timer timer;        /* of the state */
        struct hlr_handlers handlers;
        void *context;
        enum hlr_state state;
        int fd;                         /* -1 while there is no connection */
        union {
                struct sockaddr any;
                struct sockaddr_in v4;
                struct sockaddr_in6 v6;
        } address;
        socklen_t address_len;
        char where[HLR_WHERE];          /* the address in words */
        char name[IPA_NAME_MAX];        /* "EUSE-waymark" */
        char problem[HLR_PROBLEM];      /* "problem; cure", "" if all is well */
        int64_t pause_ms;               /* before the next try */
        int64_t ready_ms;               /* since when it is READY, 0: it is not */
        int hurry;                      /* all time-outs are divided by it: 1, but in tests */
        int64_t heard_ms;               /* when it last said anything */
        bool is_named;                  /* it has asked who we are */
        uint32_t connections;           /* how often it was READY */
        uint8_t in[HLR_IN];
        size_t in_len;
        uint8_t out[HLR_OUT];
        size_t out_len;
};

/*
 * Begins to connect. `address` is numeric: "127.0.0.1:4222", "[::1]:4222"; `name` is the entity's without "EUSE-". 0, or -EINVAL for an
 * address or name that cannot be.
 */
int hlr_open(struct hlr *hlr, struct loop *loop, const char *address, const char *name, const struct hlr_handlers *handlers, void *context);

/* Ends the connection; octets that were read or waited to be sent are overwritten. */
void hlr_close(struct hlr *hlr);

/* Sends a GSUP message: false if the HLR is not there or reads too slowly. */
bool hlr_send(struct hlr *hlr, const uint8_t *message, size_t len);

/* There is a connection with room for some dozens of messages. */
bool hlr_has_room(const struct hlr *hlr);

/* Waits until all that was sent has left this process, `patience_ms` at most. */
void hlr_drain(struct hlr *hlr, int patience_ms);

#endif
