/*
 * RFC 3339 in pure calendar arithmetic.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/time.h>

#include "base/calendar.h"

enum { SECOND_NS = 1000000000 };

gait_str gait_time_format(gait_arena *arena, int64_t unix_ns)
{
    int64_t seconds = gi_floor_div(unix_ns, SECOND_NS);
    int fraction = (int)(unix_ns % SECOND_NS);
    if (fraction < 0)
        fraction += SECOND_NS;
    int64_t days = gi_floor_div(seconds, GI_DAY_SECONDS);
    int clock = (int)(seconds - days * GI_DAY_SECONDS);
    gi_date d = gi_date_of(days);
    int digits = 9;
    for (; digits > 0 && fraction % 10 == 0; digits--)
        fraction /= 10;
    gait_str whole = gait_arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month,
                                       d.day, clock / 3600, clock / 60 % 60, clock % 60);
    if (digits == 0)
        return gait_arena_format(arena, "%.*sZ", GAIT_STR_ARG(whole));
    return gait_arena_format(arena, "%.*s.%0*dZ", GAIT_STR_ARG(whole), digits, fraction);
}

static bool take_clock(gait_str *text, int *seconds)
{
    int hour, minute, second;
    if (!gi_take_number(text, 2, &hour) || !gi_take_char(text, ':') ||
        !gi_take_number(text, 2, &minute) || !gi_take_char(text, ':') ||
        !gi_take_number(text, 2, &second))
        return false;
    *seconds = (hour * 60 + minute) * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_fraction(gait_str *text, int *ns)
{
    *ns = 0;
    if (!gi_take_char(text, '.'))
        return true;
    int digit;
    int place = SECOND_NS / 10;
    if (text->len == 0 || text->ptr[0] < '0' || text->ptr[0] > '9')
        return false;
    for (; place > 0 && gi_take_number(text, 1, &digit); place /= 10)
        *ns += digit * place;
    return true;
}

static bool take_zone(gait_str *text, int *seconds)
{
    *seconds = 0;
    if (gi_take_char(text, 'Z'))
        return true;
    int hour, minute;
    bool west = gi_take_char(text, '-');
    if (!west && !gi_take_char(text, '+'))
        return false;
    if (!gi_take_number(text, 2, &hour) || !gi_take_char(text, ':') ||
        !gi_take_number(text, 2, &minute))
        return false;
    *seconds = (hour * 60 + minute) * 60 * (west ? -1 : 1);
    return hour <= 23 && minute <= 59;
}

bool gait_time_parse(gait_str text, int64_t *unix_ns)
{
    gi_date d;
    int clock, ns, zone;
    if (!gi_take_date(&text, &d) || !gi_take_char(&text, 'T') || !take_clock(&text, &clock) ||
        !take_fraction(&text, &ns) || !take_zone(&text, &zone) || text.len > 0)
        return false;
    int64_t seconds = gi_date_days(d) * GI_DAY_SECONDS + clock - zone;
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
