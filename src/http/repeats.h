/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Requests that come twice. A provider that has waited too long asks again: the same request must get the same answer, and count once. A
 * table of fixed size remembers a keyed hash of each request for a while, never the request; when it is full the oldest goes. Part of http;
 * pure, the time comes in as an argument.
 */
#ifndef WAYMARK_HTTP_REPEATS_H
#define WAYMARK_HTTP_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPEATS_NONE 0                  /* the key of a request that says nothing to know it again by */

struct repeats;

/* NULL without memory. Its key is made here and dies with it. */
struct repeats *repeats_new(void);
void repeats_free(struct repeats *repeats);

/* The keyed hash of what tells one request from another; never REPEATS_NONE. */
uint64_t repeats_key(const struct repeats *repeats, const void *request, size_t len);

/* Whether it came within the time it was to be remembered; from now on it is remembered for `for_ms`. */
bool repeats_seen(struct repeats *repeats, uint64_t key, int64_t for_ms, int64_t now_ms);

/* True the first time only (and for REPEATS_NONE always): the request is to be counted. */
bool repeats_count(struct repeats *repeats, uint64_t key, int64_t now_ms);

#endif
