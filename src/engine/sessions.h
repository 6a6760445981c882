/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The USSD sessions that are going on: at most 10,000 at once, the one that was silent longest gives way; after three minutes of
 * silence a session is over (networks give up sooner). Part of the engine, in RAM only; places never used cost no memory.
 */
#ifndef WAYMARK_ENGINE_SESSIONS_H
#define WAYMARK_ENGINE_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "menu/menu.h"

#define SESSIONS_MOST 10000
#define SESSIONS_TIMEOUT_MS (INT64_C(180) * 1000)

/* A front, a person and the number that the front gave: none of them names a session alone. */
struct session_key {
        uint64_t tag;
        uint64_t session;
        uint8_t front;
};

struct session {
        struct session_key key;
        int64_t used_ms;
        uint32_t sequence;              /* of the step that it has taken last: asked again, it is not taken twice */
        struct menu_session menu;
};

struct sessions;

/* NULL without memory; free takes NULL and wipes. */
struct sessions *sessions_new(void);
void sessions_free(struct sessions *sessions);

/* The session, NULL if there is none (any more). Valid until the next call. */
struct session *sessions_find(struct sessions *sessions, const struct session_key *key, int64_t now_ms);

/* A new one in the place of any that has this key; the oldest gives way if there are too many. Never NULL. Valid until the next call. */
struct session *sessions_add(struct sessions *sessions, const struct session_key *key, int64_t now_ms);

/* Wipes it. Nothing happens if it is not there. */
void sessions_forget(struct sessions *sessions, const struct session_key *key);

/* Wipes those that are over. True if any is left. */
bool sessions_forget_old(struct sessions *sessions, int64_t now_ms);

/* How many there are, those that are over but not yet wiped included. */
size_t sessions_count(const struct sessions *sessions);

/* The hash of any bytes under the key of this table. */
uint64_t sessions_hash(const struct sessions *sessions, const void *bytes, size_t len);

#endif
