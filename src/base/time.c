/*
 * RFC 3339 in pure calendar arithmetic. Days are counted in eras of 400 years that start on 1 March, so that the leap
 * day is the last of its year.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/time.h>

enum {
    DAY_SECONDS = 86400,
    ERA_YEARS = 400,
    ERA_DAYS = 146097,
    EPOCH_DAYS = 719468, /* from 0000-03-01 to 1970-01-01 */
    SECOND_NS = 1000000000
};

typedef struct date {
    int year, month, day;
} date;

static int64_t days_of(date d)
{
    int64_t year = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = year / ERA_YEARS;
    int64_t year_of_era = year % ERA_YEARS;
    int64_t month = (d.month + 9) % 12; /* March is 0 */
    int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

/* For days of the years 1 to 9999. */
static date date_of(int64_t days)
{
    int64_t since = days + EPOCH_DAYS;
    int64_t era = since / ERA_DAYS;
    int64_t day_of_era = since % ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    date d;
    d.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(era * ERA_YEARS + year_of_era + (d.month <= 2));
    return d;
}

/* Rounds down; C rounds towards zero. */
static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

gait_str gait_time_format(gait_arena *arena, int64_t unix_ns)
{
    int64_t seconds = floor_div(unix_ns, SECOND_NS);
    int fraction = (int)(unix_ns % SECOND_NS);
    if (fraction < 0)
        fraction += SECOND_NS;
    int64_t days = floor_div(seconds, DAY_SECONDS);
    int clock = (int)(seconds - days * DAY_SECONDS);
    date d = date_of(days);
    int digits = 9;
    for (; digits > 0 && fraction % 10 == 0; digits--)
        fraction /= 10;
    gait_str whole = gait_arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month,
                                       d.day, clock / 3600, clock / 60 % 60, clock % 60);
    if (digits == 0)
        return gait_arena_format(arena, "%.*sZ", GAIT_STR_ARG(whole));
    return gait_arena_format(arena, "%.*s.%0*dZ", GAIT_STR_ARG(whole), digits, fraction);
}

/* Takes exactly `digits` digits off the front. */
static bool take_number(gait_str *text, size_t digits, int *out)
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

static bool take_char(gait_str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = gait_str_from(*text, 1);
    return true;
}

static bool take_date(gait_str *text, date *d)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (!take_number(text, 4, &d->year) || !take_char(text, '-') ||
        !take_number(text, 2, &d->month) || !take_char(text, '-') || !take_number(text, 2, &d->day))
        return false;
    if (d->year < 1 || d->month < 1 || d->month > 12)
        return false;
    bool leap = d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);
    int length = lengths[d->month - 1] + (d->month == 2 && leap);
    return d->day >= 1 && d->day <= length;
}

static bool take_clock(gait_str *text, int *seconds)
{
    int hour, minute, second;
    if (!take_number(text, 2, &hour) || !take_char(text, ':') || !take_number(text, 2, &minute) ||
        !take_char(text, ':') || !take_number(text, 2, &second))
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_fraction(gait_str *text, int *ns)
{
    *ns = 0;
    if (!take_char(text, '.'))
        return true;
    int digit;
    int place = SECOND_NS / 10;
    if (text->len == 0 || text->ptr[0] < '0' || text->ptr[0] > '9')
        return false;
    for (; place > 0 && take_number(text, 1, &digit); place /= 10)
        *ns += digit * place;
    return true;
}

static bool take_zone(gait_str *text, int *seconds)
{
    *seconds = 0;
    if (take_char(text, 'Z'))
        return true;
    int hour, minute;
    bool west = take_char(text, '-');
    if (!west && !take_char(text, '+'))
        return false;
    if (!take_number(text, 2, &hour) || !take_char(text, ':') || !take_number(text, 2, &minute))
        return false;
    *seconds = (hour * 60 + minute) * 60 * (west ? -1 : 1);
    return hour <= 23 && minute <= 59;
}

bool gait_time_parse(gait_str text, int64_t *unix_ns)
{
    date d;
    int clock, ns, zone;
    if (!take_date(&text, &d) || !take_char(&text, 'T') || !take_clock(&text, &clock) ||
        !take_fraction(&text, &ns) || !take_zone(&text, &zone) || text.len > 0)
        return false;
    int64_t seconds = days_of(d) * DAY_SECONDS + clock - zone;
    int64_t largest = INT64_MAX / SECOND_NS;
    /* The smallest time lies in a second of its own below -largest. */
    if (seconds > largest || seconds < -largest - 1)
        return false;
    if (seconds == largest && ns > INT64_MAX % SECOND_NS)
        return false;
    if (seconds == -largest - 1) {
        if (ns < SECOND_NS + (int)(INT64_MIN % SECOND_NS))
            return false;
        *unix_ns = (seconds + 1) * SECOND_NS + (ns - SECOND_NS);
        return true;
    }
    *unix_ns = seconds * SECOND_NS + ns;
    return true;
}
