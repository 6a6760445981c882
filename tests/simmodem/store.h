/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One message memory of the modem ("SM" on the SIM, "ME" in the stick): numbered slots from 1 on, each with the status of
 * TS 27.005, 3.1. New messages take the lowest free slot, as a SIM does.
 */
#ifndef SIMMODEM_STORE_H
#define SIMMODEM_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pdu.h"

enum { STORE_SLOTS_MAX = 1000 };

enum store_status { STORE_UNREAD, STORE_READ, STORE_UNSENT, STORE_SENT };       /* the numbers of +CMGL */

struct store_slot {
        bool used;
        enum store_status status;
        uint8_t octets[PDU_OCTETS_MAX]; /* with the SMSC in front */
        size_t len;
        size_t tpdu_len;                /* without it */
};

struct store {
        int size;
        struct store_slot *slots;       /* slots[0] is slot 1 */
};

void store_init(struct store *store, int size);
void store_clear(struct store *store);          /* frees the slots */
void store_resize(struct store *store, int size);       /* slots above the new size are lost */
int store_used(const struct store *store);

/* The lowest free slot, or 0 if the store is full. */
int store_free_slot(const struct store *store);

/* NULL if there is no such slot. */
struct store_slot *store_slot(struct store *store, int number);

void store_put(struct store *store, int number, enum store_status status, const uint8_t *octets, size_t len);

/* Octets of a PDU after the SMSC's address. */
size_t store_tpdu_len(const uint8_t *octets, size_t len);

#endif
