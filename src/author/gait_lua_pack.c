/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include "gate/policy.h"

#include <gait/limits.h>

#include <string.h>

static const char pack_type[] = "gait.pack";

gi_lua_pack *gi_lua_pack_check(lua_State *L)
{
    gi_lua_pack *pack = luaL_checkudata(L, 1, pack_type);
    if (pack->policy == NULL)
        luaL_error(L, "the pack is closed");
    return pack;
}

static int l_close(lua_State *L)
{
    gi_lua_pack *pack = luaL_checkudata(L, 1, pack_type);
    gait_policy_free(pack->policy);
    gait_arena_free(pack->arena);
    *pack = (gi_lua_pack){ NULL, NULL };
    return 0;
}

/* Options are those named, and texts. */
static void check_option(lua_State *L, const char *name, const char **out)
{
    static const char *const known[] = { "zoneinfo", NULL };
    const char *near = gait_str_nearest(gait_str_of(name), known);
    if (strcmp(name, known[0]) != 0)
        luaL_error(L, "gait.load has no option '%s'%s%s", name,
                   near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "%s must be a text", name);
    *out = lua_tostring(L, -1);
}

static void read_options(lua_State *L, int index, gait_policy_source *source)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        check_option(L, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?",
                     &source->zoneinfo);
        lua_pop(L, 1);
    }
}

int gi_lua_load(lua_State *L)
{
    gait_policy_source source = { .path = luaL_checkstring(L, 1) };
    gait_error err = GAIT_ERROR_INIT;
    read_options(L, 2, &source);
    gi_lua_pack *pack = lua_newuserdatauv(L, sizeof *pack, 0);
    *pack = (gi_lua_pack){ NULL, NULL };
    luaL_setmetatable(L, pack_type);
    pack->arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    if (pack->arena == NULL)
        return luaL_error(L, "out of memory");
    if (!gait_policy_load(pack->arena, &source, &pack->policy, &err))
        return gi_lua_raise(L, &err);
    return 1;
}

/* ---- fields ---- */

static void push_id(lua_State *L, const gait_policy *policy)
{
    gi_push_str(L, gait_policy_id(policy));
}

static void push_version(lua_State *L, const gait_policy *policy)
{
    gi_push_str(L, gait_policy_version(policy));
}

static void push_digest(lua_State *L, const gait_policy *policy)
{
    gi_push_str(L, gait_policy_digest(policy));
}

static void push_rules(lua_State *L, const gait_policy *policy)
{
    lua_createtable(L, (int)policy->rule_count, 0);
    for (size_t i = 0; i < policy->rule_count; i++) {
        gi_push_str(L, policy->rules[i]->id);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static const struct {
    const char *name;
    void (*push)(lua_State *L, const gait_policy *policy);
} fields[] = { { "digest", push_digest },
               { "id", push_id },
               { "rules", push_rules },
               { "version", push_version } };

/* Methods are in the upvalue. */
static int l_index(lua_State *L)
{
    const char *name = luaL_checkstring(L, 2);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            fields[i].push(L, gi_lua_pack_check(L)->policy);
            return 1;
        }
    }
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    return luaL_error(L, "a pack has no field '%s'", name);
}

static int l_text(lua_State *L)
{
    const gi_lua_pack *pack = luaL_checkudata(L, 1, pack_type);
    lua_pushliteral(L, "pack ");
    if (pack->policy == NULL)
        lua_pushliteral(L, "(closed)");
    else
        push_id(L, pack->policy);
    lua_concat(L, 2);
    return 1;
}

static void push_methods(lua_State *L)
{
    lua_createtable(L, 0, 2);
    gi_outer_push_function(L, gi_lua_decide);
    lua_setfield(L, -2, "decide");
    gi_outer_push_function(L, gi_lua_check);
    lua_setfield(L, -2, "check");
}

void gi_lua_pack_open(lua_State *L)
{
    static const luaL_Reg events[] = {
        { "__close", l_close }, { "__gc", l_close }, { "__tostring", l_text }, { NULL, NULL }
    };
    luaL_newmetatable(L, pack_type);
    luaL_setfuncs(L, events, 0);
    push_methods(L);
    lua_pushcclosure(L, l_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
