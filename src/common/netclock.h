/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The network's time, learnt from the time stamps of received messages (TS 23.040, 9.2.3.11), for a Pi has no clock of its own. Each stamp is
 * set by the service centre of whoever texts: most arrive within seconds and agree; one that is late is behind; one of a service centre
 * with a wrong clock may be hours or years off, either way. So nobody is believed alone, and who texts often has one voice. Library; pure,
 * the time comes in.
 *
 *   nothing known          the first stamp is the time
 *   ahead                  two people's stamps that agree with each other move it; one, if nobody stands for the old time any more
 *   behind                 three that agree, over an hour or more, since anybody said otherwise: texts that were held up come together
 *   which day is it?       unknown while as many people agree on another day as on the one that we believe
 *   how old is a text?     unknown, and so it is answered, while more people believe in another day; if it seems older than a week and
 *                          fewer than three stand for our time, for rather that is wrong; if no network keeps one that long
 */
#ifndef WAYMARK_COMMON_NETCLOCK_H
#define WAYMARK_COMMON_NETCLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define NETCLOCK_HEARD 16
#define NETCLOCK_WITNESSES 3

struct netclock {
        bool known;
        int64_t utc_offset_ms;          /* UTC minus clock_ms(), if known */
        int32_t zone_s;                 /* the network's local time minus UTC */
        int32_t next_zone_s;            /* as last told; twice in a row it is believed */
        unsigned nheard;
        struct netclock_stamp {         /* the newest of each of the last people */
                uint64_t who;           /* a tag, or anything that tells them apart */
                int64_t offset_ms;      /* as utc_offset_ms */
                int64_t at_ms;          /* when it was heard, clock_ms() */
        } heard[NETCLOCK_HEARD];
};

/*
 * Takes the time stamp (seconds UTC and its zone) of a message that was seen for the first time at `now_ms`. False: it cannot be true, or it is
 * another time than the one that is believed, and not believed yet.
 */
bool netclock_learn(struct netclock *clock, uint64_t who, int64_t utc_s, int32_t zone_s, int64_t now_ms);

/* What an earlier life of the process knew, and how many stamps agreed on it (netclock_witnesses()); nothing if it cannot be true. */
void netclock_recall(struct netclock *clock, int64_t utc_offset_ms, int32_t zone_s, unsigned witnesses, int64_t now_ms);
unsigned netclock_witnesses(const struct netclock *clock);

/* Seconds UTC at `now_ms`, 0 if unknown. */
int64_t netclock_utc(const struct netclock *clock, int64_t now_ms);

/*
 * How many seconds ago a message with that stamp was sent, at least; -1 if that is not known: no time is, or the stamp cannot be true, or it
 * is older than any that a network delivers.
 */
int32_t netclock_age_s(const struct netclock *clock, int64_t utc_s, int64_t now_ms);

/* The network's local day at `now_ms`, DAY_UNKNOWN if unknown. */
int32_t netclock_day(const struct netclock *clock, int64_t now_ms);

/* How many seconds that day lasts still, 1 to 86400; 0 if unknown. */
uint32_t netclock_day_left_s(const struct netclock *clock, int64_t now_ms);

#endif
