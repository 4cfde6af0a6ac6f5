/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lib_pattern.h"
#include "script/state.h"

#include <lualib.h>
#include <string.h>

enum { BYTE_MAX = 256, REP_MAX = 1000000, SPEC_MAX = 7 };

/* A real text: numbers are not taken for one. */
static gait_str check_string(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TSTRING);
    gait_str text;
    text.ptr = lua_tolstring(L, index, &text.len);
    return text;
}

static int64_t cost(size_t bytes)
{
    return 1 + (int64_t)(bytes / 16);
}

/* string.len(text) */
static int l_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_string(L, 1).len);
    return 1;
}

/* text with each byte passed through change, or backwards */
static int transform(lua_State *L, char (*change)(char), bool backwards)
{
    gait_str text = check_string(L, 1);
    luaL_Buffer out;
    gi_charge(L, cost(text.len));
    char *to = luaL_buffinitsize(L, &out, text.len);
    for (size_t i = 0; i < text.len; i++)
        to[i] = change(text.ptr[backwards ? text.len - 1 - i : i]);
    luaL_pushresultsize(&out, text.len);
    return 1;
}

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static char to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

static char unchanged(char c)
{
    return c;
}

static int l_lower(lua_State *L)
{
    return transform(L, to_lower, false);
}

static int l_upper(lua_State *L)
{
    return transform(L, to_upper, false);
}

static int l_reverse(lua_State *L)
{
    return transform(L, unchanged, true);
}

/* Lua's positions (from 1, negative from the end) as a slice of text. */
static gait_str slice(gait_str text, lua_Integer first, lua_Integer last)
{
    lua_Integer len = (lua_Integer)text.len;
    if (first < 0)
        first = first < -len ? 1 : len + first + 1;
    else if (first == 0)
        first = 1;
    if (last < 0)
        last = last < -len ? 0 : len + last + 1;
    else if (last > len)
        last = len;
    if (first > last)
        return (gait_str){ "", 0 };
    return (gait_str){ text.ptr + first - 1, (size_t)(last - first) + 1 };
}

/* string.sub(text, i [, j]) */
static int l_sub(lua_State *L)
{
    gait_str text = check_string(L, 1);
    gait_str part = slice(text, luaL_checkinteger(L, 2), luaL_optinteger(L, 3, -1));
    gi_charge(L, cost(part.len));
    gi_push_str(L, part);
    return 1;
}

/* string.byte(text [, i [, j]]): at most 256 values */
static int l_byte(lua_State *L)
{
    gait_str text = check_string(L, 1);
    lua_Integer i = luaL_optinteger(L, 2, 1);
    gait_str part = slice(text, i, luaL_optinteger(L, 3, i));
    if (i == 0 && lua_isnoneornil(L, 3))
        part.len = 0;
    if (part.len > BYTE_MAX)
        return luaL_error(L, "string.byte: the range is too large");
    gi_charge(L, (int64_t)part.len);
    luaL_checkstack(L, (int)part.len, "string.byte");
    for (size_t n = 0; n < part.len; n++)
        lua_pushinteger(L, (unsigned char)part.ptr[n]);
    return (int)part.len;
}

/* string.char(...) */
static int l_char(lua_State *L)
{
    int n = lua_gettop(L);
    luaL_Buffer out;
    gi_charge(L, 1 + n);
    char *to = luaL_buffinitsize(L, &out, (size_t)n);
    for (int i = 1; i <= n; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "value out of range");
        to[i - 1] = (char)c;
    }
    luaL_pushresultsize(&out, (size_t)n);
    return 1;
}

/* string.rep(text, n [, separator]) */
static int l_rep(lua_State *L)
{
    gait_str text = check_string(L, 1);
    lua_Integer n = luaL_checkinteger(L, 2);
    gait_str separator = lua_isnoneornil(L, 3) ? (gait_str){ "", 0 } : check_string(L, 3);
    if (n <= 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (n > REP_MAX)
        return luaL_error(L, "string.rep: the count is too large");
    size_t count = (size_t)n;
    size_t total = count * text.len + (count - 1) * separator.len;
    if (total > gi_bind_host(L)->budget.string_bytes)
        return luaL_error(L, "string.rep: the result is too long");
    gi_charge(L, (int64_t)count + cost(total));
    luaL_Buffer out;
    char *to = luaL_buffinitsize(L, &out, total);
    for (size_t i = 0; i < count; i++) {
        memcpy(to, text.ptr, text.len);
        to += text.len;
        if (i + 1 < count) {
            memcpy(to, separator.ptr, separator.len);
            to += separator.len;
        }
    }
    luaL_pushresultsize(&out, total);
    return 1;
}

/* ---- format: directives are checked here, then the stock function (upvalue 1) writes them ---- */

static bool is_flag_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c != '\0' && strchr("-+ #.", c) != NULL);
}

/* What the directive may take at stack index argument, and its charge. */
static int64_t check_directive(lua_State *L, char directive, int argument)
{
    int type = lua_type(L, argument);
    size_t len = type == LUA_TSTRING ? (size_t)lua_rawlen(L, argument) : 0;
    switch (directive) {
    case 'd':
    case 'i':
    case 'x':
    case 'X':
    case 'o':
    case 'u':
    case 'c':
    case 'e':
    case 'f':
    case 'g':
        if (type == LUA_TSTRING)
            luaL_typeerror(L, argument, "number");
        return 32;
    case 's':
        luaL_argexpected(L,
                         type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN ||
                             type == LUA_TNIL,
                         argument, "string, number, boolean or nil");
        return 1 + (int64_t)(len / 16);
    case 'q':
        luaL_argexpected(L, type == LUA_TSTRING, argument, "string");
        return 1 + (int64_t)len;
    default:
        return luaL_error(L, "string.format: this directive is not available");
    }
}

/* string.format(format, ...): no %p, no %a; tables have no text */
static int l_format(lua_State *L)
{
    gait_str format = check_string(L, 1);
    int64_t units = 1 + (int64_t)format.len;
    int argument = 1;
    for (size_t i = 0; i < format.len; i++) {
        if (format.ptr[i] != '%')
            continue;
        if (++i < format.len && format.ptr[i] == '%')
            continue;
        size_t start = i;
        while (i < format.len && is_flag_or_digit(format.ptr[i]))
            i++;
        if (i >= format.len || i - start > SPEC_MAX)
            return luaL_error(L, "string.format: malformed directive");
        luaL_checkany(L, ++argument);
        units += check_directive(L, format.ptr[i], argument);
    }
    gi_charge(L, units);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

void gi_open_string(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "byte", l_byte },   { "char", l_char },   { "len", l_len },
        { "lower", l_lower }, { "rep", l_rep },     { "reverse", l_reverse },
        { "sub", l_sub },     { "upper", l_upper }, { NULL, NULL },
    };
    lua_createtable(L, 0, 16);
    luaL_setfuncs(L, functions, 0);
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    lua_getfield(L, -1, "format");
    lua_pushcclosure(L, l_format, 1);
    lua_setfield(L, -3, "format");
    lua_pop(L, 1);
    gi_open_patterns(L);
}
