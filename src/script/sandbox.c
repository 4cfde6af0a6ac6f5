/* SPDX-License-Identifier: Apache-2.0 */
#include "script/state.h"

#include <string.h>

/*
 * What a script sees is listed here and in the lib_*.c files, name by name; docs/sandbox.md gives the reason for each
 * name that is missing. Two environments exist:
 *   strict: for scripts that stay. An empty table whose metatable serves reads from a hidden one and refuses writes;
 *           libraries likewise. A read of an unknown name raises.
 *   plain:  for one-off bodies. A fresh copy of everything for each run; writes go into the copy.
 */
static const char hidden_key = 0; /* registry: every name, libraries as read-only tables */
static const char strict_key = 0; /* registry: the strict environment */

static const gi_binding script_bindings[] = {
#define B(name, profiles) { #name, profiles, gi_open_##name },
#include "script/bindings.def"
#undef B
    { NULL, 0, NULL },
};

/* a name that nobody declared */
static int l_unknown(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING)
        return luaL_error(L, "unknown global '%s'", lua_tostring(L, 2));
    lua_pushnil(L);
    return 1;
}

static int l_assigned(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING)
        return luaL_error(L, "assignment to a global '%s': write 'local'", lua_tostring(L, 2));
    return luaL_error(L, "assignment to a global");
}

static int l_locked(lua_State *L)
{
    return luaL_error(L, "the library is read-only");
}

/* Replaces the table on top by an empty one that shows it and refuses writes. [table] -> [table] */
static void lock_table(lua_State *L, lua_CFunction on_write)
{
    lua_createtable(L, 0, 0); /* [table, shell] */
    lua_createtable(L, 0, 2); /* [table, shell, metatable] */
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, on_write);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

/* Gives the value on top a name. [hidden, value] -> [hidden] */
static void expose(lua_State *L, const char *name)
{
    if (lua_istable(L, -1))
        lock_table(L, l_locked);
    lua_setfield(L, -2, name);
}

static void expose_bindings(lua_State *L, const gi_host *host, const gi_binding *bindings)
{
    for (; bindings != NULL && bindings->name != NULL; bindings++) {
        if ((bindings->profiles & (unsigned)host->profile) == 0)
            continue;
        int top = lua_gettop(L);
        (void)bindings->open(L);
        GAIT_BUG_IF(lua_gettop(L) != top + 1);
        expose(L, bindings->name);
    }
}

/* Upvalue: the string table. */
static int l_method(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_settop(L, 2);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            return 1;
    }
    return luaL_error(L, "a text has no such field: a table was expected");
}

/*
 * Methods of texts, with no arithmetic: "10" + 1 raises. So does any other field: a text where an object was expected
 * must not look like an object without that field. [string table] -> [string table]
 */
static void set_text_methods(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_createtable(L, 0, 1); /* [string table, "", metatable] */
    lua_pushvalue(L, -3);
    lua_pushcclosure(L, l_method, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void gi_sandbox_open(lua_State *L, gi_host *host)
{
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    gi_proxy_open(L);
    lua_createtable(L, 0, 32); /* [hidden] */
    gi_open_base(L);
    gi_open_string(L);
    set_text_methods(L);
    expose(L, "string");
    gi_open_table(L);
    expose(L, "table");
    gi_open_math(L);
    expose(L, "math");
    gi_open_utf8(L);
    expose(L, "utf8");
    expose_bindings(L, host, script_bindings);
    expose_bindings(L, host, host->room_bindings);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &hidden_key);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, l_unknown);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lock_table(L, l_assigned);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &strict_key);
    /* What stays reachable from the registry of the stock libraries: nothing. */
    lua_createtable(L, 0, 0);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

void gi_sandbox_push_strict(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &strict_key);
}

/* If the table on top is the shell of a locked one, replaces it by that one. [table] -> [table] */
static bool unlock_table(lua_State *L)
{
    int shows = luaL_getmetafield(L, -1, "__index");
    if (shows == LUA_TTABLE) {
        lua_remove(L, -2);
        return true;
    }
    if (shows != LUA_TNIL) /* it answers by a function: nothing in it can be written anyway */
        lua_pop(L, 1);
    return false;
}

/* [source table] -> [copy] */
static void copy_table(lua_State *L)
{
    luaL_checkstack(L, 8, NULL);
    lua_createtable(L, 0, 16);
    lua_pushnil(L);
    while (lua_next(L, -3) != 0) { /* [source, copy, name, value] */
        if (lua_istable(L, -1) && unlock_table(L))
            copy_table(L);
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    lua_remove(L, -2);
}

void gi_sandbox_push_plain(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &hidden_key);
    copy_table(L);
}
