/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Offsets: UTC minus the monotonic clock. Texts that were delivered at once share one, whenever they come; a late one has a smaller one.
 */
#include "netclock.h"

#include "clock.h"

#define DAY_S 86400
#define ZONE_MOST_S (14 * 3600)
#define AGREE_MS INT64_C(120000)        /* how long a prompt delivery may take */
#define AHEAD_WITNESSES 2
#define OLD_S (7 * DAY_S)               /* few keep one for longer than this */
#define OLDEST_S (63 * 7 * DAY_S)       /* no service centre keeps a text for longer (TS 23.040, 9.2.3.12.1) */
#define BEHIND_SPREAD_MS INT64_C(3600000)

static bool
can_be_true(int64_t utc_s)
{
        return utc_s >= CLOCK_FIRST && utc_s <= CLOCK_LAST;
}

static bool
agree(int64_t a_ms, int64_t b_ms)
{
        int64_t apart = a_ms - b_ms;

        return apart >= -AGREE_MS && apart <= AGREE_MS;
}

/* Who says the same as `offset_ms`, heard after `since_ms`: how many, the promptest of them, and over how long they were heard. */
struct witnesses {
        unsigned n;
        int64_t offset_ms, first_ms, last_ms;
};

static struct witnesses
who_agrees(const struct netclock *clock, int64_t offset_ms, int64_t since_ms)
{
        struct witnesses all = {.n = 0};

        for (unsigned i = 0; i < clock->nheard; i++) {
                const struct netclock_stamp *stamp = &clock->heard[i];

                if (!agree(stamp->offset_ms, offset_ms) || stamp->at_ms <= since_ms)
                        continue;
                if (all.n == 0 || stamp->offset_ms > all.offset_ms)
                        all.offset_ms = stamp->offset_ms;
                if (all.n == 0 || stamp->at_ms < all.first_ms)
                        all.first_ms = stamp->at_ms;
                if (all.n == 0 || stamp->at_ms > all.last_ms)
                        all.last_ms = stamp->at_ms;
                all.n++;
        }
        return all;
}

static struct witnesses
believers(const struct netclock *clock)
{
        return who_agrees(clock, clock->utc_offset_ms, INT64_MIN);
}

/*
 * Whose place a new one takes: the oldest, but the last few who stand for what is believed stay, or a queue of old texts after an outage
 * would make us forget what the time is.
 */
static unsigned
oldest(const struct netclock *clock)
{
        bool few = believers(clock).n <= NETCLOCK_WITNESSES;
        unsigned place = NETCLOCK_HEARD;

        for (unsigned i = 0; i < clock->nheard; i++) {
                if (few && agree(clock->heard[i].offset_ms, clock->utc_offset_ms))
                        continue;
                if (place == NETCLOCK_HEARD || clock->heard[i].at_ms < clock->heard[place].at_ms)
                        place = i;
        }
        return place;
}

static void
hear(struct netclock *clock, const struct netclock_stamp *stamp)
{
        unsigned place = 0;

        while (place < clock->nheard && clock->heard[place].who != stamp->who)
                place++;
        if (place == NETCLOCK_HEARD)
                place = oldest(clock);
        if (place == clock->nheard)
                clock->nheard++;
        clock->heard[place] = *stamp;
}

/* Those who said that it was later were wrong: they must not be asked how old a text is. */
static void
forget_ahead(struct netclock *clock)
{
        unsigned n = 0;

        for (unsigned i = 0; i < clock->nheard; i++)
                if (clock->heard[i].offset_ms <= clock->utc_offset_ms + AGREE_MS)
                        clock->heard[n++] = clock->heard[i];
        clock->nheard = n;
}

static void
set(struct netclock *clock, int64_t offset_ms, int32_t zone_s)
{
        clock->utc_offset_ms = offset_ms;
        clock->zone_s = clock->next_zone_s = zone_s;
        clock->known = true;
}

/* A prompt stamp has the zone of now, or that of somebody's network abroad: two in a row tell. */
static void
learn_zone(struct netclock *clock, int32_t zone_s)
{
        if (zone_s == clock->next_zone_s)
                clock->zone_s = zone_s;
        clock->next_zone_s = zone_s;
}

/* Of those who disagree, `ahead` or behind: enough to be believed. */
static bool
convince(const struct netclock *clock, const struct witnesses *who, bool ahead)
{
        struct witnesses before = believers(clock), since;

        if (ahead)
                return who->n >= AHEAD_WITNESSES || before.n == 0;
        since = who_agrees(clock, who->offset_ms, before.n > 0 ? before.last_ms : INT64_MIN);
        return since.n >= NETCLOCK_WITNESSES && since.last_ms - since.first_ms >= BEHIND_SPREAD_MS;
}

bool
netclock_learn(struct netclock *clock, uint64_t who_says, int64_t utc_s, int32_t zone_s, int64_t now_ms)
{
        struct netclock_stamp stamp = {.who = who_says, .at_ms = now_ms};
        struct witnesses who;
        bool ahead;

        if (!can_be_true(utc_s) || zone_s < -ZONE_MOST_S || zone_s > ZONE_MOST_S)
                return false;
        stamp.offset_ms = utc_s * 1000 - now_ms;
        ahead = stamp.offset_ms > clock->utc_offset_ms;
        hear(clock, &stamp);
        if (!clock->known) {
                set(clock, stamp.offset_ms, zone_s);
        } else if (agree(stamp.offset_ms, clock->utc_offset_ms)) {
                if (ahead)
                        clock->utc_offset_ms = stamp.offset_ms;
                learn_zone(clock, zone_s);
        } else {
                who = who_agrees(clock, stamp.offset_ms, INT64_MIN);
                if (!convince(clock, &who, ahead))
                        return false;
                set(clock, who.offset_ms, zone_s);
                if (!ahead)
                        forget_ahead(clock);
        }
        return true;
}

void
netclock_recall(struct netclock *clock, int64_t utc_offset_ms, int32_t zone_s, unsigned witnesses, int64_t now_ms)
{
        *clock = (struct netclock){.known = false};
        if (utc_offset_ms < 0 || utc_offset_ms > CLOCK_LAST * 1000 || !can_be_true((utc_offset_ms + now_ms) / 1000))
                return;
        set(clock, utc_offset_ms, zone_s);
        for (unsigned i = 0; i < witnesses && i < NETCLOCK_WITNESSES; i++)
                clock->heard[clock->nheard++] = (struct netclock_stamp){.who = i, .offset_ms = utc_offset_ms, .at_ms = now_ms};
}

unsigned
netclock_witnesses(const struct netclock *clock)
{
        unsigned n = believers(clock).n;

        return n < NETCLOCK_WITNESSES ? n : NETCLOCK_WITNESSES;
}

int64_t
netclock_utc(const struct netclock *clock, int64_t now_ms)
{
        return clock->known ? (clock->utc_offset_ms + now_ms) / 1000 : 0;
}

static int32_t
day_at(const struct netclock *clock, int64_t offset_ms, int64_t now_ms)
{
        return (int32_t)(((offset_ms + now_ms) / 1000 + clock->zone_s) / DAY_S);
}

/* How many agree with each other that it is another day than we believe: the most that do. */
static unsigned
doubters(const struct netclock *clock, int64_t now_ms)
{
        int32_t day = day_at(clock, clock->utc_offset_ms, now_ms);
        unsigned most = 0;

        for (unsigned i = 0; i < clock->nheard; i++) {
                int64_t offset = clock->heard[i].offset_ms;
                unsigned n;

                if (agree(offset, clock->utc_offset_ms) || day_at(clock, offset, now_ms) == day)
                        continue;
                n = who_agrees(clock, offset, INT64_MIN).n;
                if (n > most)
                        most = n;
        }
        return most;
}

int32_t
netclock_age_s(const struct netclock *clock, int64_t utc_s, int64_t now_ms)
{
        unsigned n = believers(clock).n;
        int64_t age = netclock_utc(clock, now_ms) - utc_s;

        if (!clock->known || !can_be_true(utc_s) || doubters(clock, now_ms) > (n > 0 ? n : 1))
                return -1;
        if (age > (n < NETCLOCK_WITNESSES ? OLD_S : OLDEST_S))
                return -1;
        return age < 0 ? 0 : (int32_t)age;
}

int32_t
netclock_day(const struct netclock *clock, int64_t now_ms)
{
        unsigned n = doubters(clock, now_ms);

        if (!clock->known || (n > 0 && n >= believers(clock).n))
                return DAY_UNKNOWN;
        return day_at(clock, clock->utc_offset_ms, now_ms);
}

uint32_t
netclock_day_left_s(const struct netclock *clock, int64_t now_ms)
{
        if (netclock_day(clock, now_ms) == DAY_UNKNOWN)
                return 0;
        return (uint32_t)(DAY_S - (netclock_utc(clock, now_ms) + clock->zone_s) % DAY_S);
}
