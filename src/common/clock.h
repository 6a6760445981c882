/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time. Timers run on the monotonic clock alone; the day comes from the network (a Pi has no battery clock): netclock.h. Every process;
 * never blocks.
 */
#ifndef WAYMARK_COMMON_CLOCK_H
#define WAYMARK_COMMON_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_UNKNOWN 0           /* days are counted from 1970-01-01 = 0; that day itself means "not known" */
#define DAY_TEXT 16

/* No time before can be true, for this program was not written then: 2026-01-01; and none after: ten years. */
#define CLOCK_FIRST INT64_C(1767225600)
#define CLOCK_LAST (CLOCK_FIRST + INT64_C(10) * 365 * 86400)

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

#endif
