/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time. Timers run on the monotonic clock alone; the day comes from the network (a Pi has no battery clock), through struct
 * netclock. Every process; never blocks.
 */
#ifndef WAYMARK_COMMON_CLOCK_H
#define WAYMARK_COMMON_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_UNKNOWN 0           /* days are counted from 1970-01-01 = 0; that day itself means "not known" */
#define DAY_TEXT 16

/* Milliseconds of CLOCK_BOOTTIME: goes on during suspend, never jumps. */
int64_t clock_ms(void);

/* Seconds since 1970 UTC of a civil date and time, any time zone ignored; no range check beyond the calendar's own arithmetic. */
int64_t clock_from_civil(int year, int month, int day, int hour, int minute, int second);

/* "2026-11-23", or "unknown" for DAY_UNKNOWN. Returns `text`. */
const char *day_text(int32_t day, char text[static DAY_TEXT]);

/* The day of "2026-11-23"; DAY_UNKNOWN if it is no date. */
int32_t day_parse(const char *text);

/*
 * The machine's own clock, for a front that hears of no network time: seconds since 1970 UTC and its local day, only while something
 * (NTP, a GPS receiver) keeps it right as the kernel sees it (adjtimex(2)); else 0 and DAY_UNKNOWN, for a Pi's clock without a battery is
 * years behind. clock_open_zone() once before the process gives up its rights: it reads the time zone.
 */
void clock_open_zone(void);
int64_t clock_synchronised_utc(void);
int32_t clock_local_day(int64_t utc_s);

/* The network's time, as far as it is known: learnt from the time stamps of received messages (TS 23.040, 9.2.3.11). */
struct netclock {
        int64_t utc_offset_ms;  /* UTC minus clock_ms(), valid if known */
        int32_t zone_s;         /* the network's local time minus UTC, as last told */
        int64_t jump_offset_ms; /* a far jump that waits for a second witness, 0 if none */
        bool known;
};

/*
 * Takes a time stamp (seconds UTC and its zone) that was read at `now_ms`. Stamps before the build or ten years after it are
 * refused; the clock only goes forward (a stamp is always in the past); a jump by more than a day needs a second stamp that agrees.
 * Returns false if it was refused.
 */
bool netclock_learn(struct netclock *clock, int64_t utc_s, int32_t zone_s, int64_t now_ms);

/* Seconds UTC at `now_ms`, 0 if unknown. */
int64_t netclock_utc(const struct netclock *clock, int64_t now_ms);

/* The network's local day at `now_ms`, DAY_UNKNOWN if unknown. */
int32_t netclock_day(const struct netclock *clock, int64_t now_ms);

/* How many seconds that day lasts still, 1 to 86400; 0 if unknown. */
uint32_t netclock_day_left_s(const struct netclock *clock, int64_t now_ms);

#endif
