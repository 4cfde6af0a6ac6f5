/*
 * tzrule.c — the POSIX TZ text in the footer of a TZif file: "CET-1CEST,M3.5.0,M10.5.0/3".
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tzif.h"

#include "base/calendar.h"

enum {
    HOUR = 3600,
    MOST_OFFSET_HOURS = 24,
    MOST_TIME_HOURS = 24,
    MOST_EXTENDED_HOURS = 167,
    DEFAULT_TIME = 2 * HOUR,
    SHORTEST_NAME = 3
};

/* ---- reading ---- */

static bool is_in_name(char c, bool quoted)
{
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
}

/* "CET", or in angle brackets with digits and signs: "<+0530>". "-00" is the name of a time that is not specified. */
static bool take_name(gait_str *text, bool *unspecified)
{
    bool quoted = gi_take_char(text, '<');
    size_t len = 0;
    while (len < text->len && is_in_name(text->ptr[len], quoted))
        len++;
    if (gait_str_is(gait_str_first(*text, len), "-00"))
        *unspecified = true;
    *text = gait_str_from(*text, len);
    return len >= SHORTEST_NAME && (!quoted || gi_take_char(text, '>'));
}

/* One to three digits, at most `most`. */
static bool take_count(gait_str *text, int most, int *out)
{
    int digits = 0;
    int digit;
    *out = 0;
    while (digits < 3 && gi_take_number(text, 1, &digit)) {
        *out = *out * 10 + digit;
        digits++;
    }
    return digits > 0 && *out <= most;
}

/* [+-]hh[:mm[:ss]], the whole of it at most so many hours. */
static bool take_time(gait_str *text, int most_hours, bool is_signed, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    bool minus = is_signed && gi_take_char(text, '-');
    if (is_signed && !minus)
        (void)gi_take_char(text, '+');
    if (!take_count(text, most_hours, &hours))
        return false;
    if (gi_take_char(text, ':')) {
        if (!gi_take_number(text, 2, &minutes) || minutes > 59)
            return false;
        if (gi_take_char(text, ':') && (!gi_take_number(text, 2, &seconds) || seconds > 59))
            return false;
    }
    *out = hours * HOUR + minutes * 60 + seconds;
    bool ok = *out <= most_hours * HOUR;
    if (minus)
        *out = -*out;
    return ok;
}

static bool take_day(gait_str *text, gi_tz_change *out)
{
    if (gi_take_char(text, 'M')) {
        out->form = GI_TZ_MONTH_WEEK_DAY;
        return take_count(text, 12, &out->month) && out->month >= 1 && gi_take_char(text, '.') &&
               take_count(text, 5, &out->week) && out->week >= 1 && gi_take_char(text, '.') &&
               take_count(text, 6, &out->day);
    }
    if (gi_take_char(text, 'J')) {
        out->form = GI_TZ_JULIAN;
        return take_count(text, 365, &out->day) && out->day >= 1;
    }
    out->form = GI_TZ_DAY_OF_YEAR;
    return take_count(text, 365, &out->day);
}

static bool take_change(gait_str *text, bool extended, gi_tz_change *out)
{
    out->time = DEFAULT_TIME;
    if (!gi_take_char(text, ',') || !take_day(text, out))
        return false;
    return !gi_take_char(text, '/') ||
           take_time(text, extended ? MOST_EXTENDED_HOURS : MOST_TIME_HOURS, extended, &out->time);
}

/* POSIX counts offsets west of UTC. */
static bool take_offset(gait_str *text, int32_t *out)
{
    bool ok = take_time(text, MOST_OFFSET_HOURS, true, out);
    *out = -*out;
    return ok;
}

bool gi_tz_rule_parse(gait_str text, bool extended, gi_tz_rule *out)
{
    *out = (gi_tz_rule){ .has_dst = false };
    if (!take_name(&text, &out->unspecified) || !take_offset(&text, &out->standard))
        return false;
    if (text.len == 0)
        return true;
    out->has_dst = true;
    out->daylight = out->standard + HOUR;
    if (!take_name(&text, &out->unspecified))
        return false;
    if (text.len > 0 && text.ptr[0] != ',' && !take_offset(&text, &out->daylight))
        return false;
    return take_change(&text, extended, &out->start) && take_change(&text, extended, &out->end) &&
           text.len == 0;
}

/* ---- evaluating ---- */

/* The day in the month, from the first `weekday` (0 Sunday) on. Week 5 is the last one that the month has. */
static int day_in_month(int year, const gi_tz_change *change)
{
    int64_t first = gi_date_days((gi_date){ year, change->month, 1 });
    int sunday_based = (gi_weekday_of(first) + 1) % GI_WEEK_DAYS;
    int day = 1 + (change->day - sunday_based + GI_WEEK_DAYS) % GI_WEEK_DAYS;
    day += (change->week - 1) * GI_WEEK_DAYS;
    return day > gi_month_days(year, change->month) ? day - GI_WEEK_DAYS : day;
}

static int64_t day_of(int year, const gi_tz_change *change)
{
    if (change->form == GI_TZ_MONTH_WEEK_DAY)
        return gi_date_days((gi_date){ year, change->month, day_in_month(year, change) });
    int64_t new_year = gi_date_days((gi_date){ year, 1, 1 });
    if (change->form == GI_TZ_DAY_OF_YEAR)
        return new_year + change->day;
    /* Julian days do not count 29 February. */
    enum { FEBRUARY_28 = 59 };
    return new_year + change->day - 1 + (gi_is_leap_year(year) && change->day > FEBRUARY_28);
}

typedef struct event {
    int64_t at;
    bool starts; /* daylight time */
} event;

/*
 * In the order of time. Of two at the same instant the one of the later year comes last and holds: daylight time that
 * ends where that of the next year begins never ends.
 */
static void put(event *events, size_t *count, event one)
{
    size_t at = (*count)++;
    for (; at > 0 && events[at - 1].at > one.at; at--)
        events[at] = events[at - 1];
    events[at] = one;
}

bool gi_tz_rule_span(const gi_tz_rule *rule, int64_t unix_s, gi_tzif_span *out)
{
    /* A change may lie a week outside its year, so these hold the one before any instant of the year and the one after. */
    enum { YEARS_BEFORE = 2, YEARS_AFTER = 2, EVENTS = 2 * (YEARS_BEFORE + 1 + YEARS_AFTER) };
    int64_t days = gi_floor_div(unix_s, GI_DAY_SECONDS);
    event events[EVENTS];
    size_t count = 0;
    *out = (gi_tzif_span){ INT64_MIN, INT64_MAX, rule->standard, false };
    if (rule->unspecified || !rule->has_dst)
        return !rule->unspecified;
    if (days < gi_date_days((gi_date){ YEARS_BEFORE + 1, 1, 1 }) ||
        days > gi_date_days((gi_date){ GI_YEAR_MAX - YEARS_AFTER, 12, 31 }))
        return false;
    int year = gi_date_of(days).year;
    for (int y = year - YEARS_BEFORE; y <= year + YEARS_AFTER; y++) {
        int64_t start = day_of(y, &rule->start) * GI_DAY_SECONDS + rule->start.time;
        int64_t end = day_of(y, &rule->end) * GI_DAY_SECONDS + rule->end.time;
        put(events, &count, (event){ start - rule->standard, true });
        put(events, &count, (event){ end - rule->daylight, false });
    }
    for (size_t i = 0; i < count; i++) {
        if (events[i].at > unix_s) {
            out->until = events[i].at;
            break;
        }
        out->from = events[i].at;
        out->is_dst = events[i].starts;
    }
    out->offset = out->is_dst ? rule->daylight : rule->standard;
    return true;
}
