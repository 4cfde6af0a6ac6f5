/* SPDX-License-Identifier: Apache-2.0 */
#include "script/lua_version.h"

#include <lua.h>

/* The library carries "$LuaVersion: Lua 5.4.4  Copyright … $"; its headers only say what we were compiled against. */
gait_str gi_script_lua_version(void)
{
    gait_str ident = gait_str_of(lua_ident);
    gait_str lead = GAIT_STR("$LuaVersion: Lua ");
    if (!gait_str_starts(ident, lead))
        return GAIT_STR(LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE);
    gait_str version = gait_str_from(ident, lead.len);
    size_t len = 0;
    while (len < version.len && version.ptr[len] != ' ')
        len++;
    return gait_str_first(version, len);
}
