/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The simulated network: the queue of messages that wait for a modem (what a short message service centre holds while
 * the phone is off or full), and the book of everything that modems handed in, accepted or not.
 */
#ifndef SIMMODEM_NETWORK_H
#define SIMMODEM_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#include "pdu.h"
#include "text.h"

struct message {
        struct message *next;
        size_t len;
        uint8_t octets[];               /* with the SMSC in front */
};

struct queue {
        struct message *first, **last;
        size_t count;
};

void queue_init(struct queue *queue);
void queue_clear(struct queue *queue);
void queue_add(struct queue *queue, const uint8_t *octets, size_t len);
void queue_drop_first(struct queue *queue);

enum sent_outcome {
        SENT_PENDING,                   /* the network has it in hand */
        SENT_ACCEPTED,
        SENT_REFUSED,                   /* by a CMS or CME error or a plain one */
        SENT_SWALLOWED,                 /* neither taken nor answered */
        SENT_LOST,                      /* the modem was unplugged or reset before the network took it */
};

struct sent {
        const char *modem;              /* lives as long as the modem */
        uint64_t received_us;           /* Ctrl-Z seen */
        uint64_t accepted_us;           /* 0: never */
        enum sent_outcome outcome;
        int code;                       /* of the refusal */
        int mr;                         /* -1: none given */
        uint8_t *octets;
        size_t len;
};

struct network {
        struct sent *sent;
        size_t nsent, cap;
        uint64_t first_id;              /* id of sent[0]; ids are never used twice */
        size_t naccepted;               /* since the last clearing */
};

void network_init(struct network *network);
void network_clear_sent(struct network *network);

/* Notes a part that a modem handed over; returns its id. */
uint64_t network_note(struct network *network, const char *modem, const uint8_t *octets, size_t len);

/* NULL if it was cleared meanwhile. */
struct sent *network_sent(struct network *network, uint64_t id);

void network_settle(struct network *network, uint64_t id, enum sent_outcome outcome, int code, int mr);

/* One line without its newline, as documented in README.md. */
void network_describe(const struct network *network, size_t index, struct text *out);

/* Fields of a decoded PDU " key=value ... text=...", shared with the listing of slots. */
void network_describe_pdu(const uint8_t *octets, size_t len, enum pdu_direction direction, struct text *out);

#endif
