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
                                slot->times_listed++;
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
        free_slot->times_listed = 1;
        free_slot->first_seen_ms = now_ms;
        free_slot->sms = *sms;
        return free_slot;
}

bool
inbox_misses_one(const struct inbox *inbox)
{
        for (int i = 0; i < INBOX_SLOTS; i++)
                if (inbox->slots[i].used && !inbox->slots[i].seen && !inbox->slots[i].deleted)
                        return true;
        return false;
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

static int64_t
patience_ms(const struct inbox *inbox)
{
        return inbox->hurry ? INBOX_HURRY_MS : INBOX_PATIENCE_MS;
}

bool
inbox_waits(const struct inbox *inbox)
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                const struct inbox_slot *slot = &inbox->slots[i];

                if (slot->used && !slot->deleted && slot->sequence == 0 && is_part(&slot->sms))
                        return true;
        }
        return false;
}

static bool
same_message(const struct phone_sms *a, const struct phone_sms *b)
{
        return is_part(b) && a->reference == b->reference && a->reference_is_16bit == b->reference_is_16bit &&
               a->total == b->total && strcmp(a->sender.secret, b->sender.secret) == 0;
}

static bool
is_free_part(const struct inbox_slot *slot, const struct inbox_slot *first, int part)
{
        return slot->used && !slot->deleted && slot->sequence == 0 && slot->sms.part == part && same_message(&first->sms, &slot->sms);
}

static int64_t
apart_s(const struct inbox_slot *a, const struct inbox_slot *b)
{
        int64_t apart = a->sms.stamp_utc - b->sms.stamp_utc;

        return apart < 0 ? -apart : apart;
}

/* The slot with that part of the message of `first`, NULL if there is none: of several the one that was sent nearest to it. */
static struct inbox_slot *
nearest_part(struct inbox *inbox, const struct inbox_slot *first, int part)
{
        struct inbox_slot *nearest = NULL;

        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &inbox->slots[i];

                if (is_free_part(slot, first, part) && (nearest == NULL || apart_s(slot, first) < apart_s(nearest, first)))
                        nearest = slot;
        }
        return nearest;
}

/*
 * All parts of `first` that no letter has yet: part 1 first, repeated parts behind. Returns how many slots; `*nparts` is how many different
 * parts. The same part with another text belongs to another message of the same sender, for references wrap at 256 and some phones use
 * one for all: it is left for later.
 */
static int
collect(struct inbox *inbox, const struct inbox_slot *first, struct inbox_slot *slots[static INBOX_SLOTS], int *nparts)
{
        struct inbox_slot *repeated[INBOX_SLOTS];
        int n = 0, nrepeated = 0;

        for (int part = 1; part <= first->sms.total; part++) {
                struct inbox_slot *nearest = nearest_part(inbox, first, part);

                if (nearest == NULL)
                        continue;
                slots[n++] = nearest;
                for (int i = 0; i < INBOX_SLOTS; i++) {
                        struct inbox_slot *slot = &inbox->slots[i];

                        if (slot != nearest && is_free_part(slot, first, part) && strcmp(slot->sms.text, nearest->sms.text) == 0)
                                repeated[nrepeated++] = slot;
                }
        }
        *nparts = n;
        for (int i = 0; i < nrepeated; i++)
                slots[n + i] = repeated[i];
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

/* Collecting is for the first slot of a message only: with 255 parts in any order it would cost too much for each. */
static bool
is_first_of_message(const struct inbox *inbox, const struct inbox_slot *slot)
{
        for (const struct inbox_slot *other = inbox->slots; other < slot; other++)
                if (is_free_part(other, slot, other->sms.part))
                        return false;
        return true;
}

int
inbox_next_ready(struct inbox *inbox, int64_t now_ms, struct inbox_slot *slots[static INBOX_SLOTS])
{
        for (int i = 0; i < INBOX_SLOTS; i++) {
                struct inbox_slot *slot = &inbox->slots[i];
                int n, nparts;

                if (!slot->used || slot->deleted || slot->sequence != 0)
                        continue;
                if (slot->sms.kind == PHONE_SMS_KIND_BROKEN && slot->times_listed < INBOX_BROKEN_TIMES)
                        continue;
                if (!is_part(&slot->sms)) {
                        slots[0] = slot;
                        return 1;
                }
                if (!is_first_of_message(inbox, slot))
                        continue;
                n = collect(inbox, slot, slots, &nparts);
                if (nparts == slot->sms.total || now_ms - last_seen(slots, n) >= patience_ms(inbox))
                        return n;
        }
        return 0;
}

int64_t
inbox_next_deadline(const struct inbox *inbox, int64_t after_ms)
{
        int64_t next = INT64_MAX;

        for (int i = 0; i < INBOX_SLOTS; i++) {
                const struct inbox_slot *slot = &inbox->slots[i];
                int64_t at = slot->first_seen_ms + patience_ms(inbox);

                /* an earlier part's time may be past while a later one is still waited with, or while there is no room for the letter */
                if (slot->used && !slot->deleted && slot->sequence == 0 && is_part(&slot->sms) && at > after_ms && at < next)
                        next = at;
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

bool
inbox_is_empty(const struct inbox *inbox)
{
        for (int i = 0; i < INBOX_SLOTS; i++)
                if (inbox->slots[i].used)
                        return false;
        return true;
}

void
inbox_clear(struct inbox *inbox)
{
        explicit_bzero(inbox, sizeof *inbox);
}
