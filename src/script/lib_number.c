/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <lualib.h>

/* The table a stock library leaves, with nothing registered. [] -> [table] */
static void push_stock(lua_State *L, lua_CFunction open)
{
    lua_pushcfunction(L, open);
    lua_call(L, 0, 1);
}

void gi_open_math(lua_State *L)
{
    /* Exact or correctly rounded everywhere; exp, log, sin and the like differ between C libraries. */
    static const char *const names[] = { "abs",  "ceil",       "floor", "fmod",       "huge",
                                         "max",  "maxinteger", "min",   "mininteger", "modf",
                                         "sqrt", "tointeger",  "type",  "ult",        NULL };
    lua_createtable(L, 0, 16);
    push_stock(L, luaopen_math);
    for (int i = 0; names[i] != NULL; i++) {
        lua_getfield(L, -1, names[i]);
        lua_setfield(L, -3, names[i]);
    }
    lua_pop(L, 1);
}

/* Calls the stock function in upvalue 1 after charging for every text. */
static int l_charged(lua_State *L)
{
    int n = lua_gettop(L);
    int64_t units = 1;
    for (int i = 1; i <= n; i++)
        units += lua_type(L, i) == LUA_TSTRING ? 1 + (int64_t)(lua_rawlen(L, i) / 4) : 2;
    gi_charge(L, units);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, n, LUA_MULTRET);
    return lua_gettop(L);
}

/* utf8.codepoint(text [, i [, j]]): at most 256 bytes looked at, one value each at most */
static int l_codepoint(lua_State *L)
{
    lua_Integer i = luaL_optinteger(L, 2, 1);
    lua_Integer j = luaL_optinteger(L, 3, i);
    lua_Integer len = lua_type(L, 1) == LUA_TSTRING ? (lua_Integer)lua_rawlen(L, 1) : 0;
    i = i < 0 ? i + len + 1 : i;
    j = j < 0 ? j + len + 1 : j;
    if (i >= 1 && j <= len && j - i >= 256)
        return luaL_error(L, "utf8.codepoint: the range is too large");
    return l_charged(L);
}

void gi_open_utf8(lua_State *L)
{
    static const char *const names[] = { "char", "len", "offset", NULL };
    lua_createtable(L, 0, 8);
    push_stock(L, luaopen_utf8);
    for (int i = 0; names[i] != NULL; i++) {
        lua_getfield(L, -1, names[i]);
        lua_pushcclosure(L, l_charged, 1);
        lua_setfield(L, -3, names[i]);
    }
    lua_getfield(L, -1, "codepoint");
    lua_pushcclosure(L, l_codepoint, 1);
    lua_setfield(L, -3, "codepoint");
    lua_getfield(L, -1, "charpattern");
    lua_setfield(L, -3, "charpattern");
    lua_pop(L, 1);
}
