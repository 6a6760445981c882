/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A hash table of fixed size whose entries also stand in one list by age. The hash is keyed, since session numbers come from outside:
 * nobody can choose them so that they fall together. Places are taken in order, so that memory that nobody needs is never touched.
 */
#include "sessions.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define HEADS 16384                     /* a power of two, more than sessions */
#define NOWHERE 0                       /* place 0 is never used */

struct place {
        struct session session;
        uint16_t next;                  /* in its chain, or in the list of free places */
        uint16_t older, newer;          /* by use */
};

struct sessions {
        unsigned char secret[crypto_shorthash_KEYBYTES];
        uint16_t heads[HEADS];
        uint16_t oldest, newest;
        uint16_t free;                  /* places given back */
        uint16_t untouched;             /* from here on no place was ever used */
        size_t count;
        struct place places[SESSIONS_MOST + 1];
};

_Static_assert(SESSIONS_MOST < UINT16_MAX, "places are numbered in 16 bits");

struct sessions *
sessions_new(void)
{
        struct sessions *sessions = calloc(1, sizeof *sessions);

        if (sessions == NULL)
                return NULL;
        randombytes_buf(sessions->secret, sizeof sessions->secret);
        sessions->untouched = 1;
        return sessions;
}

void
sessions_free(struct sessions *sessions)
{
        if (sessions == NULL)
                return;
        sodium_memzero(sessions->secret, sizeof sessions->secret);
        sodium_memzero(sessions->places, sessions->untouched * sizeof sessions->places[0]);
        free(sessions);
}

uint64_t
sessions_hash(const struct sessions *sessions, const void *bytes, size_t len)
{
        unsigned char hash[crypto_shorthash_BYTES];
        uint64_t number;

        _Static_assert(sizeof hash == sizeof number, "SipHash has 64 bits");
        crypto_shorthash(hash, bytes, len, sessions->secret);
        memcpy(&number, hash, sizeof number);
        return number;
}

static uint16_t *
head_of(struct sessions *sessions, const struct session_key *key)
{
        const uint64_t parts[] = {key->tag, key->session, key->front};

        return &sessions->heads[sessions_hash(sessions, parts, sizeof parts) % HEADS];
}

static bool
same_key(const struct session_key *one, const struct session_key *other)
{
        return one->tag == other->tag && one->session == other->session && one->front == other->front;
}

static void
leave_ages(struct sessions *sessions, uint16_t at)
{
        struct place *place = &sessions->places[at];

        if (place->older != NOWHERE)
                sessions->places[place->older].newer = place->newer;
        else
                sessions->oldest = place->newer;
        if (place->newer != NOWHERE)
                sessions->places[place->newer].older = place->older;
        else
                sessions->newest = place->older;
        place->older = place->newer = NOWHERE;
}

static void
become_newest(struct sessions *sessions, uint16_t at)
{
        struct place *place = &sessions->places[at];

        place->older = sessions->newest;
        place->newer = NOWHERE;
        if (sessions->newest != NOWHERE)
                sessions->places[sessions->newest].newer = at;
        else
                sessions->oldest = at;
        sessions->newest = at;
}

static void
give_back(struct sessions *sessions, uint16_t at)
{
        struct place *place = &sessions->places[at];
        uint16_t *link = head_of(sessions, &place->session.key);

        while (*link != at)
                link = &sessions->places[*link].next;
        *link = place->next;
        leave_ages(sessions, at);
        sodium_memzero(place, sizeof *place);
        place->next = sessions->free;
        sessions->free = at;
        sessions->count--;
}

bool
sessions_forget_old(struct sessions *sessions, int64_t now_ms)
{
        while (sessions->oldest != NOWHERE && now_ms - sessions->places[sessions->oldest].session.used_ms >= SESSIONS_TIMEOUT_MS)
                give_back(sessions, sessions->oldest);
        return sessions->count > 0;
}

static uint16_t
place_of(struct sessions *sessions, const struct session_key *key)
{
        uint16_t at = *head_of(sessions, key);

        while (at != NOWHERE && !same_key(&sessions->places[at].session.key, key))
                at = sessions->places[at].next;
        return at;
}

static uint16_t
take_place(struct sessions *sessions)
{
        uint16_t at;

        if (sessions->count == SESSIONS_MOST)
                give_back(sessions, sessions->oldest);
        at = sessions->free;
        if (at != NOWHERE)
                sessions->free = sessions->places[at].next;
        else
                at = sessions->untouched++;
        sessions->count++;
        return at;
}

struct session *
sessions_find(struct sessions *sessions, const struct session_key *key, int64_t now_ms)
{
        uint16_t at;

        sessions_forget_old(sessions, now_ms);
        at = place_of(sessions, key);
        if (at == NOWHERE)
                return NULL;
        leave_ages(sessions, at);
        become_newest(sessions, at);
        sessions->places[at].session.used_ms = now_ms;
        return &sessions->places[at].session;
}

struct session *
sessions_add(struct sessions *sessions, const struct session_key *key, int64_t now_ms)
{
        uint16_t at, *head;

        sessions_forget_old(sessions, now_ms);
        sessions_forget(sessions, key);
        at = take_place(sessions);
        head = head_of(sessions, key);
        sessions->places[at] = (struct place){.session = {.key = *key, .used_ms = now_ms}, .next = *head};
        *head = at;
        become_newest(sessions, at);
        return &sessions->places[at].session;
}

void
sessions_forget(struct sessions *sessions, const struct session_key *key)
{
        uint16_t at = place_of(sessions, key);

        if (at != NOWHERE)
                give_back(sessions, at);
}

size_t
sessions_count(const struct sessions *sessions)
{
        return sessions->count;
}
