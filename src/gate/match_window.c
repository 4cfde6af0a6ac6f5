/*
 * match_window.c — match.during and match.outside: whether the time of the decision lies in a window.
 *
 * Days and hours are what a clock on the wall of the zone shows, so an hour that is skipped never comes and one that is
 * repeated comes twice. From and to are moments: where the clock shows one twice, a window is open from the first and up
 * to the second; where it skips it, both are the moment of the jump.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/match_parts.h"
#include "gate/vocabulary.h"

#include "base/calendar.h"

#include <gait/buf.h>
#include <gait/limits.h>

#include <string.h>

enum {
    SECOND_NS = 1000000000,
    EVERY_DAY = (1 << GI_WEEK_DAYS) - 1,
    DAY_NAME_BYTES = 3,
    TEXT_BYTES = 64 << 10,
    QUOTED_BYTES = 64
};

static const char *const day_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL };

/* ---- days ---- */

static bool day_of(const gi_decl *decl, const char *what, gait_str word, int *out)
{
    for (*out = 0; day_names[*out] != NULL; ++*out)
        if (gait_str_is(word, day_names[*out]))
            return true;
    return gi_decl_fail(decl, "%s: unknown day '%.*s'%s; days are Mon Tue Wed Thu Fri Sat Sun",
                        what, GAIT_STR_ARG(gait_str_first(word, QUOTED_BYTES)),
                        gi_decl_hint(decl->arena, word, day_names));
}

/* "Mon", or "Fri-Mon", which goes over the end of the week. */
static bool add_range(const gi_decl *decl, const char *what, gait_str range, gi_window *out)
{
    int first, last;
    size_t dash = gait_str_find(range, GAIT_STR("-"));
    gait_str end = dash == GAIT_STR_NONE ? range : gait_str_from(range, dash + 1);
    if (!day_of(decl, what, gait_str_first(range, dash), &first) || !day_of(decl, what, end, &last))
        return false;
    for (int day = first;; day = (day + 1) % GI_WEEK_DAYS) {
        if ((out->days & 1u << day) != 0)
            return gi_decl_fail(decl, "%s names %s twice", what, day_names[day]);
        out->days |= 1u << day;
        if (day == last)
            return true;
    }
}

static bool read_days(const gi_decl *decl, const char *what, const gait_json *value, gi_window *out)
{
    gi_texts texts;
    if (value == NULL) {
        out->days = EVERY_DAY;
        return true;
    }
    if (!gi_decl_texts(decl, value, what, &texts))
        return false;
    for (size_t i = 0; i < texts.count; i++) {
        gait_str rest = texts.items[i];
        size_t comma;
        do {
            comma = gait_str_find(rest, GAIT_STR(","));
            if (!add_range(decl, what, gait_str_first(rest, comma), out))
                return false;
            rest = comma == GAIT_STR_NONE ? rest : gait_str_from(rest, comma + 1);
        } while (comma != GAIT_STR_NONE);
    }
    return true;
}

/* ---- hours ---- */

static bool take_minute(gait_str *text, int *out)
{
    int hour, minute;
    if (!gi_take_number(text, 2, &hour) || !gi_take_char(text, ':') ||
        !gi_take_number(text, 2, &minute))
        return false;
    *out = (hour * 60 + minute) * 60;
    return minute <= 59 && *out <= GI_DAY_SECONDS;
}

static bool read_hours(const gi_decl *decl, const char *what, const gait_json *value,
                       gi_window *out)
{
    gait_str text;
    out->end = GI_DAY_SECONDS;
    if (value == NULL)
        return true;
    if (!gi_decl_text(decl, value, what, &text))
        return false;
    if (!take_minute(&text, &out->start) || !gi_take_char(&text, '-') ||
        !take_minute(&text, &out->end) || text.len > 0 || out->start == GI_DAY_SECONDS)
        return gi_decl_fail(decl, "%s must be like '09:00-17:30', between 00:00 and 24:00", what);
    return out->start != out->end ||
           gi_decl_fail(decl, "%s end where they begin; the whole day is '00:00-24:00'", what);
}

/* ---- from and to ---- */

static bool take_local(gait_str *text, int64_t *out)
{
    gi_date date;
    int hour, minute, second = 0;
    if (!gi_take_date(text, &date) || !gi_take_char(text, 'T') || !gi_take_number(text, 2, &hour) ||
        !gi_take_char(text, ':') || !gi_take_number(text, 2, &minute) ||
        (gi_take_char(text, ':') && !gi_take_number(text, 2, &second)))
        return false;
    *out = gi_date_days(date) * GI_DAY_SECONDS + (int64_t)(hour * 60 + minute) * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool read_moment(const gi_decl *decl, const char *what, const gait_json *value,
                        gi_moment *out)
{
    gait_str text;
    if (value == NULL)
        return true;
    if (!gi_decl_text(decl, value, what, &text))
        return false;
    out->given = true;
    out->text = text;
    if (!take_local(&text, &out->local_s))
        return gi_decl_fail(decl, "%s must be a date and a time like '2026-03-30T18:00'", what);
    return text.len == 0 ||
           gi_decl_fail(decl, "%s is a local time of tz: nothing follows its minutes or seconds",
                        what);
}

static bool read_moments(const gi_decl *decl, const char *what, const gait_json *table,
                         gi_window *out)
{
    const char *from = gait_arena_format(decl->arena, "%s: from", what).ptr;
    const char *to = gait_arena_format(decl->arena, "%s: to", what).ptr;
    if (!read_moment(decl, from, gi_decl_get(table, "from"), &out->from) ||
        !read_moment(decl, to, gi_decl_get(table, "to"), &out->to))
        return false;
    return !out->from.given || !out->to.given || out->from.local_s < out->to.local_s ||
           gi_decl_fail(decl, "%s: to is not after from", what);
}

/* ---- a window ---- */

static bool read_zone(const gi_decl *decl, const char *what, const gait_json *value, gi_window *out)
{
    const char *tz = gait_arena_format(decl->arena, "%s: tz", what).ptr;
    if (value == NULL)
        return gi_decl_fail(decl, "%s is missing: whose clock counts, 'Europe/Berlin' or 'UTC'?",
                            tz);
    return gi_decl_text(decl, value, tz, &out->zone) &&
           (gi_zone_name_ok(out->zone) ||
            gi_decl_fail(decl, "%s must be the name of a time zone like 'Europe/Berlin' or 'UTC'",
                         tz));
}

static void add_part(gait_buf *out, gait_str part)
{
    gait_buf_add_char(out, ' ');
    gait_buf_add(out, part);
}

static void add_texts(gait_buf *out, const gait_json *value)
{
    size_t count = value == NULL ? 0 : value->kind == GAIT_JSON_ARRAY ? value->count : 1;
    for (size_t i = 0; i < count; i++) {
        const gait_json *item = value->kind == GAIT_JSON_ARRAY ? &value->items[i] : value;
        gait_buf_add_char(out, i == 0 ? ' ' : ',');
        gait_buf_add(out, item->text);
    }
}

/* " 09:00-17:30 Mon-Fri Europe/Berlin" */
static void describe(const gait_json *table, const gi_window *window, gait_buf *out)
{
    add_texts(out, gi_decl_get(table, "hours"));
    add_texts(out, gi_decl_get(table, "days"));
    if (window->from.given) {
        gait_buf_add_cstr(out, " from");
        add_part(out, window->from.text);
    }
    if (window->to.given) {
        gait_buf_add_cstr(out, " to");
        add_part(out, window->to.text);
    }
    add_part(out, window->zone);
}

static bool read_window(const gi_decl *decl, const char *what, const gait_json *table,
                        gi_window *out, gait_buf *text)
{
    if (!gi_decl_table(decl, table, what, gi_vocabulary(GI_TABLE_WINDOW)))
        return false;
    const gait_json *days = gi_decl_get(table, "days");
    const gait_json *hours = gi_decl_get(table, "hours");
    const char *days_name = gait_arena_format(decl->arena, "%s: days", what).ptr;
    const char *hours_name = gait_arena_format(decl->arena, "%s: hours", what).ptr;
    if (!read_zone(decl, what, gi_decl_get(table, "tz"), out))
        return false;
    if (days == NULL && hours == NULL && gi_decl_get(table, "from") == NULL &&
        gi_decl_get(table, "to") == NULL)
        return gi_decl_fail(decl, "%s is always: give days, hours, from or to", what);
    if (!read_days(decl, days_name, days, out) || !read_hours(decl, hours_name, hours, out) ||
        !read_moments(decl, what, table, out))
        return false;
    describe(table, out, text);
    return true;
}

bool gi_window_compile(const gi_decl *decl, const gait_json *value, const char *name,
                       gi_window_match **out)
{
    gi_window_match *match = gait_arena_alloc(decl->arena, sizeof *match);
    bool is_list = value->kind == GAIT_JSON_ARRAY;
    gait_buf text;
    gait_buf_init(&text, decl->arena, TEXT_BYTES);
    gait_buf_add_cstr(&text, name);
    match->count = is_list ? value->count : 1;
    match->outside = strcmp(name, "outside") == 0;
    if (match->count == 0 || (value->kind == GAIT_JSON_OBJECT && value->count == 0))
        return gi_decl_fail(decl, "%s is an empty table", name);
    if (match->count > GAIT_LIMIT_RULE_WINDOWS)
        return gi_decl_fail(decl, "%s has more than %d windows", name, GAIT_LIMIT_RULE_WINDOWS);
    match->windows = gait_arena_array(decl->arena, match->count, sizeof *match->windows);
    for (size_t i = 0; i < match->count; i++) {
        const char *what =
            is_list ? gait_arena_format(decl->arena, "%s[%zu]", name, i + 1).ptr : name;
        if (i > 0)
            gait_buf_add_cstr(&text, " or");
        if (!read_window(decl, what, is_list ? &value->items[i] : value, &match->windows[i], &text))
            return false;
    }
    match->text = gait_buf_text(&text);
    *out = match;
    return true;
}

/* ---- with the zone's data ---- */

/* The moment as an instant; false when the zone's data do not say. */
static bool resolve(const gi_tzif *rules, bool last, gi_moment *moment)
{
    gi_tzif_instants instants;
    if (!moment->given)
        return true;
    if (!gi_tzif_instants_of(rules, moment->local_s, &instants))
        return false;
    moment->unix_s = last ? instants.last : instants.first;
    return true;
}

void gi_window_bind(gi_window *window, const gi_zone *zone)
{
    const gi_tzif *rules = zone->rules;
    bool known =
        rules != NULL && resolve(rules, false, &window->from) && resolve(rules, true, &window->to);
    window->rules = known ? rules : NULL;
}

/* ---- evaluating ---- */

/* Past midnight a window belongs to the day on which it began. */
static bool is_in_hours(const gi_window *window, int64_t local_s)
{
    int64_t days = gi_floor_div(local_s, GI_DAY_SECONDS);
    int64_t second = local_s - days * GI_DAY_SECONDS;
    bool today = (window->days & 1u << gi_weekday_of(days)) != 0;
    if (window->start < window->end)
        return today && second >= window->start && second < window->end;
    bool yesterday = (window->days & 1u << gi_weekday_of(days - 1)) != 0;
    return (today && second >= window->start) || (yesterday && second < window->end);
}

static gi_tri is_open(const gi_window *window, int64_t now_s, gi_reading *reading)
{
    gi_tzif_span span;
    reading->work++;
    if (window->rules == NULL || !gi_tzif_span_at(window->rules, now_s, &span))
        return gi_unknown(reading, GI_CAUSE_ZONE);
    return gi_tri_of((!window->from.given || now_s >= window->from.unix_s) &&
                     (!window->to.given || now_s < window->to.unix_s) &&
                     is_in_hours(window, now_s + span.offset));
}

gi_tri gi_window_eval(const gi_window_match *match, gi_reading *reading)
{
    int64_t now_s = gi_floor_div(reading->now_unix_ns, SECOND_NS);
    gi_tri open = GI_FALSE;
    for (size_t i = 0; i < match->count; i++)
        open = gi_tri_or(open, is_open(&match->windows[i], now_s, reading));
    return match->outside ? gi_tri_not(open) : open;
}
