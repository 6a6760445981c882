/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Message memories with numbered slots. See store.h.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

void
store_init(struct store *store, int size)
{
        store->size = 0;
        store->slots = NULL;
        store_resize(store, size);
}

void
store_clear(struct store *store)
{
        free(store->slots);
        store->slots = NULL;
        store->size = 0;
}

void
store_resize(struct store *store, int size)
{
        struct store_slot *slots;

        if (size < 0 || size > STORE_SLOTS_MAX || size == store->size)
                return;
        slots = allocate((size_t)(size > 0 ? size : 1) * sizeof *slots);
        if (store->slots != NULL)
                memcpy(slots, store->slots, (size_t)(size < store->size ? size : store->size) * sizeof *slots);
        free(store->slots);
        store->slots = slots;
        store->size = size;
}

int
store_used(const struct store *store)
{
        int i, used = 0;

        for (i = 0; i < store->size; i++)
                used += store->slots[i].used;
        return used;
}

int
store_free_slot(const struct store *store)
{
        int i;

        for (i = 0; i < store->size; i++)
                if (!store->slots[i].used)
                        return i + 1;
        return 0;
}

struct store_slot *
store_slot(struct store *store, int number)
{
        return number < 1 || number > store->size ? NULL : &store->slots[number - 1];
}

size_t
store_tpdu_len(const uint8_t *octets, size_t len)
{
        return len == 0 || octets[0] + 1u > len ? len : len - 1 - octets[0];
}

void
store_put(struct store *store, int number, enum store_status status, const uint8_t *octets, size_t len)
{
        struct store_slot *slot = store_slot(store, number);

        if (slot == NULL || len > sizeof slot->octets)
                return;
        slot->used = true;
        slot->status = status;
        memcpy(slot->octets, octets, len);
        slot->len = len;
        slot->tpdu_len = store_tpdu_len(octets, len);
}
