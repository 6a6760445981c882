/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Monotonic time, civil dates without the C library's time zones (libgammu sets TZ behind our back).
 */
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define DAY_S 86400

int64_t
clock_ms(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_BOOTTIME, &ts);
        return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar; years are shifted to begin in March. */
static int64_t
days_from_date(int64_t year, int month, int day)
{
        int64_t era, year_of_era, day_of_year;

        year -= month <= 2;
        era = (year >= 0 ? year : year - 399) / 400;
        year_of_era = year - era * 400;
        day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

int64_t
clock_from_civil(int year, int month, int day, int hour, int minute, int second)
{
        return days_from_date(year, month, day) * DAY_S + INT64_C(3600) * hour + INT64_C(60) * minute + second;
}

const char *
day_text(int32_t day, char text[static DAY_TEXT])
{
        time_t seconds = (time_t)day * DAY_S;
        struct tm tm;

        if (day <= DAY_UNKNOWN || gmtime_r(&seconds, &tm) == NULL ||
            strftime(text, DAY_TEXT, "%Y-%m-%d", &tm) == 0)
                snprintf(text, DAY_TEXT, "unknown");
        return text;
}

int32_t
day_parse(const char *text)
{
        char again[DAY_TEXT];
        int year, month, day, end = 0;
        int32_t number;

        /* sscanf alone takes blanks and signs for parts of a number */
        if (strspn(text, "0123456789") != 4 || text[strspn(text, "0123456789-")] != '\0')
                return DAY_UNKNOWN;
        if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || text[end] != '\0')
                return DAY_UNKNOWN;
        if (year < 1971 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
                return DAY_UNKNOWN;
        number = (int32_t)days_from_date(year, month, day);
        day_text(number, again);
        /* the 31st of a month of 30 comes back as another date */
        if (sscanf(again + 8, "%2d", &end) != 1 || end != day)
                return DAY_UNKNOWN;
        return number;
}

void
clock_open_zone(void)
{
        tzset();
}

int64_t
clock_synchronised_utc(void)
{
        struct timex timex = {.modes = 0};

        if (adjtimex(&timex) < 0 || (timex.status & STA_UNSYNC) != 0 || timex.time.tv_sec < CLOCK_FIRST || timex.time.tv_sec > CLOCK_LAST)
                return 0;
        return timex.time.tv_sec;
}

int32_t
clock_local_day(int64_t utc_s)
{
        time_t seconds = utc_s;
        struct tm tm;

        if (utc_s <= 0 || localtime_r(&seconds, &tm) == NULL)
                return DAY_UNKNOWN;
        return (int32_t)days_from_date(tm.tm_year + INT64_C(1900), tm.tm_mon + 1, tm.tm_mday);
}
