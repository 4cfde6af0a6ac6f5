/* SPDX-License-Identifier: Apache-2.0 */
#include "script/outer.h"
#include "script/state.h"

#include <gait/limits.h>

#include <string.h>

static const char host_key = 0; /* registry: the host that bindings find here, with no limits */

static const gi_binding libraries[] = {
#define B(name, profiles) { #name, profiles, gi_open_##name },
#include "script/bindings.def"
#undef B
    { NULL, 0, NULL },
};

void gi_outer_open(lua_State *L)
{
    gi_host *host = lua_newuserdatauv(L, sizeof *host, 0);
    memset(host, 0, sizeof *host);
    host->L = L;
    host->budget = (gi_budget){ INT64_MAX, SIZE_MAX / 2, SIZE_MAX / 2, SIZE_MAX / 2 };
    memcpy(lua_getextraspace(L), &host, sizeof host);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &host_key);
}

/* The function is the upvalue. A call inside another one has that one's arena. */
static int l_scoped(lua_State *L)
{
    gi_host *host = gi_bind_host(L);
    gait_arena *outer = host->arena;
    if (outer == NULL) {
        host->arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
        if (host->arena == NULL)
            return luaL_error(L, "out of memory");
        host->fuel = host->budget.fuel;
        host->taken_bytes = 0;
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    if (outer == NULL) {
        gait_arena_free(host->arena);
        host->arena = NULL;
    }
    return status == LUA_OK ? lua_gettop(L) : lua_error(L);
}

void gi_outer_push_function(lua_State *L, lua_CFunction function)
{
    lua_pushcfunction(L, function);
    lua_pushcclosure(L, l_scoped, 1);
}

/* Every function of the library on top gets its scope. [library] -> [library] */
static void scope_functions(lua_State *L)
{
    lua_pushnil(L);
    while (lua_next(L, -2) != 0) { /* [library, name, value] */
        if (lua_iscfunction(L, -1) != 0) {
            lua_pushvalue(L, -2);
            gi_outer_push_function(L, lua_tocfunction(L, -2));
            lua_rawset(L, -5);
        }
        lua_pop(L, 1);
    }
}

void gi_outer_set_libraries(lua_State *L)
{
    for (const gi_binding *library = libraries; library->name != NULL; library++) {
        (void)library->open(L);
        if (lua_istable(L, -1)) {
            scope_functions(L);
            lua_setfield(L, -2, library->name);
        } else {
            lua_pop(L, 1);
        }
    }
}
