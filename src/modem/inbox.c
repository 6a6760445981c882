/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Slots and their joining. A few hundred slots at most, so everything is a walk.
 */
#include "inbox.h"

#include <string.h>

void
inbox_begin(struct inbox *inbox)
{
        inbox->overflowed = false;
        for (int i = 0; i < INBOX_SLOTS; i++)
                inbox->slots[i].seen = false;
}

struct inbox_slot *
inbox_add(struct inbox *inbox, const struct phone_sms *sms, int64_t now_ms)
{
        struct inbox_slot *free_slot = NULL;

        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &inbox->slots[i];

                if (!slot->used) {
                        if (free_slot == NULL)
                                free_slot = slot;
                        continue;
                }
                if (slot->sms.location == sms->location && slot->sms.fingerprint == sms->fingerprint) {
                        if (!slot->seen)
                                slot->broken_times++;
                        slot->seen = true;
                        slot->zombie = slot->deleted;
                        return slot;
                }
        }
        if (free_slot == NULL) {
                inbox->overflowed = true;
                return NULL;
        }
        memset(free_slot, 0, sizeof *free_slot);
        free_slot->used = free_slot->seen = true;
        free_slot->broken_times = 1;
        free_slot->first_seen_ms = now_ms;
        free_slot->sms = *sms;
        return free_slot;
}

void
inbox_end(struct inbox *inbox, void (*on_gone)(void *arg, struct inbox_slot *slot), void *arg)
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &inbox->slots[i];

                if (!slot->used || slot->seen)
                        continue;
                if (slot->sequence != 0 && !slot->deleted)
                        on_gone(arg, slot);
                inbox_drop(slot);
        }
}

static bool
is_part(const struct phone_sms *sms)
{
        return sms->kind == PHONE_SMS_KIND_TEXT && sms->reference >= 0;
}

static bool
same_message(const struct phone_sms *a, const struct phone_sms *b)
{
        return is_part(b) && a->reference == b->reference && a->reference_is_16bit == b->reference_is_16bit &&
               a->total == b->total && strcmp(a->sender.secret, b->sender.secret) == 0;
}

/*
 * All parts of `first` that no letter has yet: part 1 first, repeated parts behind. Returns how many slots; `*nparts` is how many different
 * parts. Two messages of one sender with one reference (it wraps at 256) cannot be told apart while both are incomplete.
 */
static int
collect(struct inbox *inbox, const struct inbox_slot *first, struct inbox_slot *slots[static INBOX_SLOTS], int *nparts)
{
        struct inbox_slot *repeated[INBOX_SLOTS];
        int n = 0, nrepeated = 0;

        for (int part = 1; part <= first->sms.total; part++) {
                bool have = false;

                for (int i = 0; i < INBOX_SLOTS; i++) {
                        struct inbox_slot *slot = &inbox->slots[i];

                        if (!slot->used || slot->deleted || slot->sequence != 0 || slot->sms.part != part || !same_message(&first->sms, &slot->sms))
                                continue;
                        if (have)
                                repeated[nrepeated++] = slot;
                        else
                                slots[n++] = slot;
                        have = true;
                }
        }
        *nparts = n;
        memcpy(&slots[n], repeated, (size_t)nrepeated * sizeof repeated[0]);
        return n + nrepeated;
}

static int64_t
last_seen(struct inbox_slot *const slots[], int n)
{
        int64_t last = 0;

        for (int i = 0; i < n; i++)
                if (slots[i]->first_seen_ms > last)
                        last = slots[i]->first_seen_ms;
        return last;
}

int
inbox_next_ready(struct inbox *inbox, int64_t now_ms, struct inbox_slot *slots[static INBOX_SLOTS])
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &inbox->slots[i];
                int n, nparts;

                if (!slot->used || slot->deleted || slot->sequence != 0)
                        continue;
                if (slot->sms.kind == PHONE_SMS_KIND_BROKEN && slot->broken_times < INBOX_BROKEN_TIMES)
                        continue;
                if (!is_part(&slot->sms)) {
                        slots[0] = slot;
                        return 1;
                }
                n = collect(inbox, slot, slots, &nparts);
                if (nparts == slot->sms.total || now_ms - last_seen(slots, n) >= INBOX_PATIENCE_MS)
                        return n;
        }
        return 0;
}

int64_t
inbox_next_deadline(const struct inbox *inbox)
{
        int64_t next = INT64_MAX;

        for (int i = 0; i < INBOX_SLOTS; i++) {
                const struct inbox_slot *slot = &inbox->slots[i];

                if (slot->used && !slot->deleted && slot->sequence == 0 && is_part(&slot->sms) &&
                    slot->first_seen_ms + INBOX_PATIENCE_MS < next)
                        next = slot->first_seen_ms + INBOX_PATIENCE_MS;
        }
        return next;
}

/* Appends what fits, never half a character. */
static size_t
append(char *text, size_t len, size_t room, const char *more)
{
        size_t n = strlen(more);

        if (n > room - 1 - len) {
                n = room - 1 - len;
                while (n > 0 && ((unsigned char)more[n] & 0xc0) == 0x80)
                        n--;
        }
        memcpy(text + len, more, n);
        text[len + n] = '\0';
        return len + n;
}

void
inbox_join(const struct inbox *inbox, uint32_t sequence, char *text, size_t room)
{
        size_t len = 0;
        int total = 1;

        text[0] = '\0';
        for (int part = 1; part <= total; part++)
                for (int i = 0; i < INBOX_SLOTS; i++) {
                        const struct inbox_slot *slot = &inbox->slots[i];

                        if (!slot->used || slot->sequence != sequence)
                                continue;
                        total = slot->sms.total > total ? slot->sms.total : total;
                        if (slot->sms.part != part && slot->sms.reference >= 0)
                                continue;
                        len = append(text, len, room, slot->sms.text);
                        break;
                }
}

void
inbox_delete(struct inbox_slot *slot)
{
        int32_t location = slot->sms.location;
        uint64_t fingerprint = slot->sms.fingerprint;

        inbox_drop(slot);
        slot->used = slot->deleted = true;
        slot->sms.location = location;
        slot->sms.fingerprint = fingerprint;
        slot->sms.reference = -1;
}

void
inbox_drop(struct inbox_slot *slot)
{
        explicit_bzero(slot, sizeof *slot);
}

void
inbox_clear(struct inbox *inbox)
{
        explicit_bzero(inbox, sizeof *inbox);
}
