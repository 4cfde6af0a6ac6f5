/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/bind_policy.h"

int gi_open_require(lua_State *L);

static const char *nearest(gait_arena *arena, gait_str name)
{
    size_t count = 0;
    while (gi_builtin_modules[count].path != NULL)
        count++;
    const char **names = gait_arena_array(arena, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = gi_builtin_modules[i].path;
    return gi_decl_hint(arena, name, names);
}

static bool require(lua_State *L, gi_loading *loading, const gi_decl *decl, gait_str name)
{
    for (size_t i = 0; gi_builtin_modules[i].path != NULL; i++)
        if (gait_str_is(name, gi_builtin_modules[i].path))
            return gi_include_once(L, loading, decl, name, gi_loading_read_module);
    return gi_decl_fail(decl, "gait has no module '%.*s'%s; files of the pack are taken by include",
                        GAIT_STR_ARG(gait_str_first(name, 64)), nearest(decl->arena, name));
}

/* require "gait.tokens": runs a module that comes with gait, once; gives what it returned, every time */
static int l_require(lua_State *L)
{
    return gi_include_run(L, "require", require);
}

int gi_open_require(lua_State *L)
{
    lua_pushcfunction(L, l_require);
    return 1;
}
