/*
 * calendar.h — dates of the proleptic Gregorian calendar as counts of days.
 *
 * Days are counted in eras of 400 years that start on 1 March, so that the leap day is the last of its year.
 *
 * Units:   days since 1970-01-01; years 0000 to 9999 (GI_YEAR_MAX).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_CALENDAR_H
#define GAIT_BASE_CALENDAR_H

#include <gait/str.h>

enum {
    GI_DAY_SECONDS = 86400,
    GI_WEEK_DAYS = 7,
    GI_YEAR_MAX = 9999,
    GI_EPOCH_DAYS = 719468 /* from 0000-03-01 to 1970-01-01 */
};

typedef struct gi_date {
    int year, month, day; /* month and day from 1 */
} gi_date;

int64_t gi_date_days(gi_date date);
gi_date gi_date_of(int64_t days); /* for days not before 0000-03-01 */
bool gi_is_leap_year(int year);
int gi_month_days(int year, int month);
int gi_weekday_of(int64_t days);                 /* 0 Monday to 6 Sunday */
int64_t gi_floor_div(int64_t value, int64_t by); /* towards minus infinity; by > 0 */

/* Readers that take their part off the front of the text. */
bool gi_take_char(gait_str *text, char c);
bool gi_take_number(gait_str *text, size_t digits, int *out); /* exactly so many digits */
bool gi_take_date(gait_str *text, gi_date *out); /* YYYY-MM-DD, a real date from year 1 on */

#endif
