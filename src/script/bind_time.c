/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

#include "base/calendar.h"

#include <gait/clock.h>

/*
 * Times are integers: nanoseconds since 1970-01-01T00:00:00Z. There is no clock here: what a script knows about now, it was
 * given.
 */
enum { CALL_UNITS = 16, HOURS_PER_DAY = 24, MINUTES_PER_HOUR = 60, DAYS_PER_WEEK = 7 };

static const int64_t NS_PER_SECOND = 1000000000;
static const int64_t NS_PER_MINUTE = 60 * INT64_C(1000000000);
static const int64_t NS_PER_HOUR = 3600 * INT64_C(1000000000);
static const int64_t NS_PER_DAY = 86400 * INT64_C(1000000000);

static int64_t check_time(lua_State *L)
{
    gi_charge(L, CALL_UNITS);
    return gi_check_integer(L, 1, INT64_MIN, INT64_MAX);
}

/* How many whole units have passed, towards minus infinity, and of these how many since the last whole `cycle`. */
static int64_t count_in(int64_t ns, int64_t unit, int64_t cycle)
{
    int64_t whole = ns / unit - (ns % unit < 0);
    int64_t rest = whole % cycle;
    return rest < 0 ? rest + cycle : rest;
}

/* time.parse(rfc3339): nanoseconds, or nil and an error */
static int l_parse(lua_State *L)
{
    int64_t ns = 0;
    gait_str text = gi_check_text(L, 1);
    gi_charge(L, CALL_UNITS + (int64_t)(text.len / 4));
    if (!gait_time_parse(text, &ns)) {
        gait_error err = GAIT_ERROR_INIT;
        (void)gait_fail(&err, GAIT_E_time_invalid, "not a time as RFC 3339 writes it");
        return gi_push_error(L, &err);
    }
    lua_pushinteger(L, ns);
    return 1;
}

/* time.format(ns): RFC 3339 in UTC */
static int l_format(lua_State *L)
{
    gi_push_str(L, gait_time_format(gi_bind_arena(L), check_time(L)));
    return 1;
}

/* time.weekday(ns): 1 (Monday) to 7 (Sunday), in UTC */
static int l_weekday(lua_State *L)
{
    enum { THURSDAY_FROM_MONDAY = 3 }; /* the day time counts from */
    int64_t days = count_in(check_time(L), NS_PER_DAY, DAYS_PER_WEEK);
    lua_pushinteger(L, (days + THURSDAY_FROM_MONDAY) % DAYS_PER_WEEK + 1);
    return 1;
}

/* time.hour(ns): 0 to 23, in UTC */
static int l_hour(lua_State *L)
{
    lua_pushinteger(L, count_in(check_time(L), NS_PER_HOUR, HOURS_PER_DAY));
    return 1;
}

/* time.minute(ns): 0 to 59 */
static int l_minute(lua_State *L)
{
    lua_pushinteger(L, count_in(check_time(L), NS_PER_MINUTE, MINUTES_PER_HOUR));
    return 1;
}

/* time.seconds(n): so many seconds in nanoseconds */
static int l_seconds(lua_State *L)
{
    gi_charge(L, 1);
    lua_pushinteger(L,
                    gi_check_integer(L, 1, INT64_MIN / NS_PER_SECOND, INT64_MAX / NS_PER_SECOND) *
                        NS_PER_SECOND);
    return 1;
}

static const gi_tzif *check_zone(lua_State *L)
{
    gait_str name = gi_check_text(L, 2);
    const gi_zone *zone = gi_bind_zone(L, name);
    if (gait_str_is(name, "UTC"))
        return gi_tzif_utc();
    if (zone == NULL)
        luaL_error(L, "the time zone is not declared: policy { zones = { ... } }");
    if (zone->rules == NULL)
        luaL_error(L, "the time zone is not available on this machine");
    return zone->rules;
}

static void set_count(lua_State *L, const char *name, int64_t count)
{
    lua_pushinteger(L, count);
    lua_setfield(L, -2, name);
}

/* time.zone(ns, name): what the calendar and clock of a declared zone show */
static int l_zone(lua_State *L)
{
    int64_t seconds = gi_floor_div(check_time(L), NS_PER_SECOND);
    gi_tzif_span span;
    gi_charge(L, CALL_UNITS);
    if (!gi_tzif_span_at(check_zone(L), seconds, &span))
        luaL_error(L, "the time zone's data do not say what its time was then");
    int64_t local = seconds + span.offset;
    int64_t days = gi_floor_div(local, GI_DAY_SECONDS);
    int64_t second = local - days * GI_DAY_SECONDS;
    gi_date date = gi_date_of(days);
    lua_createtable(L, 0, 8);
    set_count(L, "year", date.year);
    set_count(L, "month", date.month);
    set_count(L, "day", date.day);
    set_count(L, "hour", second / 3600);
    set_count(L, "minute", second / 60 % 60);
    set_count(L, "second", second % 60);
    set_count(L, "weekday", gi_weekday_of(days) + 1);
    set_count(L, "offset", span.offset);
    return 1;
}

int gi_open_time(lua_State *L)
{
    static const luaL_Reg functions[] = { { "format", l_format },   { "hour", l_hour },
                                          { "minute", l_minute },   { "parse", l_parse },
                                          { "seconds", l_seconds }, { "weekday", l_weekday },
                                          { "zone", l_zone },       { NULL, NULL } };
    luaL_newlib(L, functions);
    return 1;
}
