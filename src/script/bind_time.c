/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

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

int gi_open_time(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "format", l_format }, { "hour", l_hour },       { "minute", l_minute },
        { "parse", l_parse },   { "seconds", l_seconds }, { "weekday", l_weekday },
        { NULL, NULL }
    };
    luaL_newlib(L, functions);
    return 1;
}
