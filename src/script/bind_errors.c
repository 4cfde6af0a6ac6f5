/* SPDX-License-Identifier: Apache-2.0 */
#include "script/bind.h"

/*
 * The taxonomy as constants. An entry is made when it is read: most scripts read none, and a state with all of them
 * would take longer to open.
 */

static const char *check_name(lua_State *L)
{
    gi_charge(L, GAIT_CODE_COUNT / 4);
    if (lua_type(L, 2) != LUA_TSTRING)
        luaL_error(L, "a name expected, not a %s", luaL_typename(L, 2));
    return lua_tostring(L, 2);
}

/* errors.codes[name]: {code, category, exit, retryable, hint} */
static int l_code(lua_State *L)
{
    const char *name = check_name(L);
    for (int i = GAIT_OK + 1; i < GAIT_CODE_COUNT; i++) {
        gait_code code = (gait_code)i;
        if (!gait_str_is(gait_str_of(name), gait_code_name(code)))
            continue;
        lua_createtable(L, 0, 5);
        lua_pushstring(L, name);
        lua_setfield(L, -2, "code");
        lua_pushstring(L, gait_category_name(gait_code_category(code)));
        lua_setfield(L, -2, "category");
        lua_pushinteger(L, gait_code_exit(code));
        lua_setfield(L, -2, "exit");
        lua_pushboolean(L, gait_code_retryable(code));
        lua_setfield(L, -2, "retryable");
        lua_pushstring(L, gait_code_hint(code));
        lua_setfield(L, -2, "hint");
        return 1;
    }
    return luaL_error(L, "no error code has this name");
}

/* errors.categories[name]: its exit status */
static int l_category(lua_State *L)
{
    static const struct {
        const char *name;
        int exit;
    } categories[] = {
#define C(name, exit_code) { #name, exit_code },
#include <gait/categories.def>
#undef C
    };
    const char *name = check_name(L);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        if (gait_str_is(gait_str_of(name), categories[i].name)) {
            lua_pushinteger(L, categories[i].exit);
            return 1;
        }
    }
    return luaL_error(L, "no error category has this name");
}

/* errors.names(): all codes, in the order of their table */
static int l_names(lua_State *L)
{
    gi_charge(L, GAIT_CODE_COUNT);
    lua_createtable(L, GAIT_CODE_COUNT - 1, 0);
    for (int i = GAIT_OK + 1; i < GAIT_CODE_COUNT; i++) {
        lua_pushstring(L, gait_code_name((gait_code)i));
        lua_rawseti(L, -2, i - GAIT_OK);
    }
    return 1;
}

static int l_write(lua_State *L)
{
    return luaL_error(L, "the library is read-only");
}

/* [errors] -> [errors] */
static void add_constants(lua_State *L, const char *name, lua_CFunction read)
{
    lua_createtable(L, 0, 0);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, read);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, l_write);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, name);
}

int gi_open_errors(lua_State *L)
{
    lua_createtable(L, 0, 3);
    add_constants(L, "codes", l_code);
    add_constants(L, "categories", l_category);
    lua_pushcfunction(L, l_names);
    lua_setfield(L, -2, "names");
    return 1;
}
