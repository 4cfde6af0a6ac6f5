/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

enum { NUMBER_BYTES = 64 };

/* assert(value [, message], ...): the message travels as a text, like those of error. */
static int l_assert(lua_State *L)
{
    if (lua_toboolean(L, 1) != 0)
        return lua_gettop(L);
    luaL_checkany(L, 1);
    if (lua_isnoneornil(L, 2))
        return luaL_error(L, "assertion failed!");
    lua_settop(L, 2);
    lua_remove(L, 1);
    lua_pushinteger(L, 0); /* without a position, as ever */
    return gi_guard_error(L);
}

/*
 * ipairs(list): of the argument, every element, null as nil: whoever writes the intent must not be able to end a loop
 * early. Anything but a list raises, for the loop that does not run at all would be an answer too.
 */
static int l_ipairs_next(lua_State *L)
{
    const gait_json *list = gi_to_proxy(L, 1);
    lua_Integer i = luaL_checkinteger(L, 2) + 1;
    gi_charge(L, 1);
    lua_pushinteger(L, i);
    bool more = lua_geti(L, 1, i) != LUA_TNIL || (list != NULL && (size_t)i <= list->count);
    return more ? 2 : 1;
}

static int l_ipairs(lua_State *L)
{
    const gait_json *list = gi_to_proxy(L, 1);
    if (list != NULL ? list->kind != GAIT_JSON_ARRAY : lua_type(L, 1) != LUA_TTABLE)
        return luaL_typeerror(L, 1, "list");
    lua_settop(L, 1);
    lua_pushcfunction(L, l_ipairs_next);
    lua_insert(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

static int l_rawequal(lua_State *L)
{
    luaL_checkany(L, 1);
    luaL_checkany(L, 2);
    lua_pushboolean(L, lua_rawequal(L, 1, 2) != 0 || gi_proxy_same(L, 1, 2));
    return 1;
}

/* rawlen(value): there are no metatables to go around; kept for what is used to it. */
static int l_rawlen(lua_State *L)
{
    int type = lua_type(L, 1);
    if (gi_proxy_type(L, 1) != NULL) {
        lua_len(L, 1);
        return 1;
    }
    luaL_argexpected(L, type == LUA_TTABLE || type == LUA_TSTRING, 1, "table or string");
    gi_charge(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

/* select(n | "#", ...) */
static int l_select(lua_State *L)
{
    int n = lua_gettop(L);
    gi_charge(L, 1 + n / 16);
    if (lua_type(L, 1) == LUA_TSTRING && *lua_tostring(L, 1) == '#') {
        lua_pushinteger(L, n - 1);
        return 1;
    }
    lua_Integer i = luaL_checkinteger(L, 1);
    if (i < 0)
        i = n + i;
    else if (i > n)
        i = n;
    luaL_argcheck(L, i >= 1, 1, "index out of range");
    return n - (int)i;
}

/* tonumber(value): decimal and hexadecimal texts up to 64 bytes; no base */
static int l_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    if (!lua_isnoneornil(L, 2))
        return luaL_error(L, "tonumber takes no base here");
    gi_charge(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_settop(L, 1);
        return 1;
    }
    size_t len = 0;
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &len) : NULL;
    if (text != NULL && len <= NUMBER_BYTES && lua_stringtonumber(L, text) == len + 1)
        return 1;
    lua_pushnil(L);
    return 1;
}

/* type(value): parts of the argument answer as what they stand for */
static int l_type(lua_State *L)
{
    luaL_checkany(L, 1);
    const char *type = gi_proxy_type(L, 1);
    lua_pushstring(L, type != NULL ? type : luaL_typename(L, 1));
    return 1;
}

/* tostring(value): never an address */
static int l_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    switch (lua_type(L, 1)) {
    case LUA_TNUMBER:
    case LUA_TSTRING:
    case LUA_TBOOLEAN:
    case LUA_TNIL:
        gi_charge(L, 1);
        (void)luaL_tolstring(L, 1, NULL);
        return 1;
    default:
        return l_type(L);
    }
}

void gi_open_base(lua_State *L)
{
    static const luaL_Reg functions[] = {
        { "assert", l_assert },       { "error", gi_guard_error }, { "ipairs", l_ipairs },
        { "pairs", gi_sorted_pairs }, { "pcall", gi_guard_pcall }, { "rawequal", l_rawequal },
        { "rawlen", l_rawlen },       { "select", l_select },      { "tonumber", l_tonumber },
        { "tostring", l_tostring },   { "type", l_type },          { NULL, NULL },
    };
    luaL_setfuncs(L, functions, 0);
}
