/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

enum { ERA_YEARS = 400, ERA_DAYS = 146097, THURSDAY = 3 /* 1970-01-01 */ };

int64_t gi_floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

int64_t gi_date_days(gi_date d)
{
    int64_t year = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = gi_floor_div(year, ERA_YEARS);
    int64_t year_of_era = year - era * ERA_YEARS;
    int64_t month = (d.month + 9) % 12; /* March is 0 */
    int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - GI_EPOCH_DAYS;
}

gi_date gi_date_of(int64_t days)
{
    int64_t since = days + GI_EPOCH_DAYS;
    int64_t era = since / ERA_DAYS;
    int64_t day_of_era = since % ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    gi_date d;
    d.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(era * ERA_YEARS + year_of_era + (d.month <= 2));
    return d;
}

bool gi_is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int gi_month_days(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return lengths[month - 1] + (month == 2 && gi_is_leap_year(year));
}

int gi_weekday_of(int64_t days)
{
    return (int)(days + THURSDAY - gi_floor_div(days + THURSDAY, GI_WEEK_DAYS) * GI_WEEK_DAYS);
}

bool gi_take_char(gait_str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = gait_str_from(*text, 1);
    return true;
}

bool gi_take_number(gait_str *text, size_t digits, int *out)
{
    if (text->len < digits)
        return false;
    *out = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = text->ptr[i];
        if (c < '0' || c > '9')
            return false;
        *out = *out * 10 + (c - '0');
    }
    *text = gait_str_from(*text, digits);
    return true;
}

bool gi_take_date(gait_str *text, gi_date *d)
{
    return gi_take_number(text, 4, &d->year) && gi_take_char(text, '-') &&
           gi_take_number(text, 2, &d->month) && gi_take_char(text, '-') &&
           gi_take_number(text, 2, &d->day) && d->year >= 1 && d->month >= 1 && d->month <= 12 &&
           d->day >= 1 && d->day <= gi_month_days(d->year, d->month);
}
