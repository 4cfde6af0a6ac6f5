/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pathlex.h"
#include "script/bind.h"

#include <gait/buf.h>

enum { BYTES_PER_UNIT = 16 };

static gait_str check_path(lua_State *L, int index)
{
    gait_str path = gi_check_text(L, index);
    gi_charge(L, 2 + 2 * (int64_t)(path.len / BYTES_PER_UNIT));
    return path;
}

/* path.clean(p): the shortest equal path, and whether it climbs above its start */
static int l_clean(lua_State *L)
{
    bool climbed = false;
    gait_str path = check_path(L, 1);
    gi_push_str(L, gi_path_clean(gi_bind_arena(L), path, &climbed));
    lua_pushboolean(L, climbed);
    return 2;
}

/* path.under(p, prefix): true or false; nil and an error when it cannot be told */
static int l_under(lua_State *L)
{
    gait_str path = check_path(L, 1);
    gi_tri under = gi_path_under(path, check_path(L, 2));
    if (under == GI_UNKNOWN) {
        gait_error err = GAIT_ERROR_INIT;
        (void)gait_fail(&err, GAIT_E_path_escapes,
                        "one of the paths is empty, has a NUL byte or climbs above its start");
        return gi_push_error(L, &err);
    }
    lua_pushboolean(L, under == GI_TRUE);
    return 1;
}

/* path.base(p), path.dir(p), path.ext(p): parts of a path as it stands */
static int l_base(lua_State *L)
{
    gi_push_str(L, gi_path_base(check_path(L, 1)));
    return 1;
}

static int l_dir(lua_State *L)
{
    gi_push_str(L, gi_path_dir(check_path(L, 1)));
    return 1;
}

static int l_ext(lua_State *L)
{
    gi_push_str(L, gi_path_ext(check_path(L, 1)));
    return 1;
}

/* path.join(first, ...): all of them with slashes between, cleaned; a later one that begins with a slash stays below */
static int l_join(lua_State *L)
{
    gait_buf buf;
    int count = lua_gettop(L);
    luaL_argcheck(L, count > 0, 1, "a path expected");
    gait_buf_init(&buf, gi_bind_arena(L), SIZE_MAX / 4);
    for (int i = 1; i <= count; i++) {
        gait_str part = check_path(L, i);
        if (buf.len > 0 && part.len > 0)
            gait_buf_add_char(&buf, '/');
        gait_buf_add(&buf, part);
    }
    gait_str joined = gait_buf_text(&buf);
    gi_charge(L, 2 * (int64_t)(joined.len / BYTES_PER_UNIT));
    gi_push_str(L, gi_path_clean(gi_bind_arena(L), joined, NULL));
    return 1;
}

int gi_open_path(lua_State *L)
{
    static const luaL_Reg functions[] = { { "base", l_base }, { "clean", l_clean },
                                          { "dir", l_dir },   { "ext", l_ext },
                                          { "join", l_join }, { "under", l_under },
                                          { NULL, NULL } };
    luaL_newlib(L, functions);
    return 1;
}
