/* SPDX-License-Identifier: Apache-2.0 */
#include "base/glob.h"
#include "script/bind.h"

enum { STATES_PER_WORD = 64 };

/* glob.match(pattern, text [, separator]): separator is "/" unless given, one byte */
static int l_match(lua_State *L)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str pattern = gi_check_text(L, 1);
    gait_str text = gi_check_text(L, 2);
    gait_str separator = lua_isnoneornil(L, 3) ? GAIT_STR("/") : gi_check_text(L, 3);
    luaL_argcheck(L, separator.len == 1, 3, "the separator is one byte");
    if (!gi_glob_check(pattern, &err))
        return gi_raise(L, &err);
    gi_charge(L, 4 + (int64_t)(pattern.len + text.len * (1 + pattern.len / STATES_PER_WORD)));
    lua_pushboolean(L, gi_glob(pattern, text, separator.ptr[0]));
    return 1;
}

int gi_open_glob(lua_State *L)
{
    static const luaL_Reg functions[] = { { "match", l_match }, { NULL, NULL } };
    luaL_newlib(L, functions);
    return 1;
}
