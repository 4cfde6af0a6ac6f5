/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

/*
 * Functions over texts, also over those of the intent that are too long for a Lua string. All of them are bytewise,
 * take linear time and know ASCII letters and spaces only.
 */
enum { BYTES_PER_UNIT = 16 };

static gait_str check_charged(lua_State *L, int index)
{
    gait_str text = gi_check_text(L, index);
    gi_charge(L, 1 + (int64_t)(text.len / BYTES_PER_UNIT));
    return text;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The bytes of text with `add` added to those from low to high. */
static int shift_range(lua_State *L, char low, char high, int add)
{
    gait_str text = check_charged(L, 1);
    luaL_Buffer out;
    char *to = luaL_buffinitsize(L, &out, text.len);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        to[i] = c >= low && c <= high ? (char)(c + add) : c;
    }
    luaL_pushresultsize(&out, text.len);
    return 1;
}

/* text.lower(s) */
static int l_lower(lua_State *L)
{
    return shift_range(L, 'A', 'Z', 'a' - 'A');
}

/* text.upper(s) */
static int l_upper(lua_State *L)
{
    return shift_range(L, 'a', 'z', 'A' - 'a');
}

/* text.trim(s): without spaces at both ends */
static int l_trim(lua_State *L)
{
    gait_str text = check_charged(L, 1);
    while (text.len > 0 && is_space(text.ptr[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_space(text.ptr[0]))
        text = gait_str_from(text, 1);
    gi_push_str(L, text);
    return 1;
}

/* text.len(s): bytes */
static int l_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)gi_check_text(L, 1).len);
    return 1;
}

/* Questions about two texts; one function, and the number of the question as its upvalue. */
static const struct {
    const char *name;
    bool (*ask)(gait_str, gait_str);
} questions[] = { { "contains", gait_str_contains },
                  { "ends", gait_str_ends },
                  { "equal", gait_str_equal },
                  { "starts", gait_str_starts } };

/* text.contains(s, part), text.ends(s, suffix), text.equal(a, b), text.starts(s, prefix) */
static int l_ask(lua_State *L)
{
    gait_str text = check_charged(L, 1);
    gait_str other = check_charged(L, 2);
    lua_pushboolean(L, questions[lua_tointeger(L, lua_upvalueindex(1))].ask(text, other));
    return 1;
}

/* text.find(s, part [, from]): position of the first part at from or later, or nil */
static int l_find(lua_State *L)
{
    gait_str text = check_charged(L, 1);
    gait_str part = check_charged(L, 2);
    bool whole = lua_isnoneornil(L, 3);
    size_t from = whole ? 0 : (size_t)gi_check_integer(L, 3, 1, (int64_t)text.len + 1) - 1;
    size_t at = gait_str_find(gait_str_from(text, from), part);
    if (at == GAIT_STR_NONE)
        return 0;
    lua_pushinteger(L, (lua_Integer)(from + at) + 1);
    return 1;
}

/* text.sub(s, first [, last]): positions as string.sub has them */
static int l_sub(lua_State *L)
{
    gait_str text = gi_check_text(L, 1);
    int64_t len = (int64_t)text.len;
    int64_t first = gi_check_integer(L, 2, INT64_MIN, INT64_MAX);
    int64_t last = lua_isnoneornil(L, 3) ? -1 : gi_check_integer(L, 3, INT64_MIN, INT64_MAX);
    if (first < 0)
        first = first < -len ? 1 : first + len + 1;
    if (last < 0)
        last = last < -len ? 0 : last + len + 1;
    first = first < 1 ? 1 : first;
    last = last > len ? len : last;
    size_t count = first > last ? 0 : (size_t)(last - first) + 1;
    gi_charge(L, 1 + (int64_t)(count / BYTES_PER_UNIT));
    gi_push_str(L, count == 0 ? GAIT_STR("") : (gait_str){ text.ptr + first - 1, count });
    return 1;
}

/* text.split(s, separator): the pieces between separators, empty ones too */
static int l_split(lua_State *L)
{
    gait_str text = check_charged(L, 1);
    gait_str separator = check_charged(L, 2);
    luaL_argcheck(L, separator.len > 0, 2, "the separator is empty");
    lua_newtable(L);
    for (lua_Integer n = 1;; n++) {
        size_t at = gait_str_find(text, separator);
        gi_charge(L, 2);
        gi_push_str(L, gait_str_first(text, at));
        lua_rawseti(L, -2, n);
        if (at == GAIT_STR_NONE)
            return 1;
        text = gait_str_from(text, at + separator.len);
    }
}

int gi_open_text(lua_State *L)
{
    static const luaL_Reg functions[] = { { "find", l_find },   { "len", l_len },
                                          { "lower", l_lower }, { "split", l_split },
                                          { "sub", l_sub },     { "trim", l_trim },
                                          { "upper", l_upper }, { NULL, NULL } };
    luaL_newlib(L, functions);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        lua_pushinteger(L, (lua_Integer)i);
        lua_pushcclosure(L, l_ask, 1);
        lua_setfield(L, -2, questions[i].name);
    }
    return 1;
}
