/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include <gait/version.h>

static const char error_type[] = "gait.error";

/* A failure reads as its message, wherever a text is wanted. */
static int l_error_text(lua_State *L)
{
    lua_getfield(L, 1, "message");
    return 1;
}

int gi_lua_raise(lua_State *L, const gait_error *err)
{
    (void)gi_push_error(L, err);
    if (luaL_newmetatable(L, error_type) != 0) {
        lua_pushcfunction(L, l_error_text);
        lua_setfield(L, -2, "__tostring");
    }
    lua_setmetatable(L, -2);
    return lua_error(L);
}

gi_decl gi_lua_reader(lua_State *L, const char *function)
{
    gait_arena *arena = gi_bind_arena(L);
    gait_str file;
    int line = gi_caller(L, &file);
    gi_decl decl = { .arena = arena, .code = GAIT_E_tests_invalid };
    decl.err = gait_arena_alloc(arena, sizeof *decl.err);
    decl.where = gait_arena_format(arena, "%.*s:%d: %s", GAIT_STR_ARG(file), line, function);
    return decl;
}

void gi_lua_insist(lua_State *L, const gi_decl *decl, bool ok)
{
    if (!ok)
        (void)gi_lua_raise(L, decl->err);
}

int gi_lua_open_gait(lua_State *L)
{
    gi_lua_pack_open(L);
    gi_lua_decision_open(L);
    lua_createtable(L, 0, 16);
    gi_outer_set_libraries(L);
    gi_outer_push_function(L, gi_lua_load);
    lua_setfield(L, -2, "load");
    gi_outer_push_function(L, gi_lua_intent);
    lua_setfield(L, -2, "intent");
    lua_pushliteral(L, GAIT_VERSION);
    lua_setfield(L, -2, "version");
    return 1;
}
