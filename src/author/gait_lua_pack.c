/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include "gate/policy.h"
#include "script/value.h"

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

/* ---- gait.load ---- */

#define BUILTIN "builtin:"

/* The packs of one call. */
typedef struct loading {
    gait_arena *arena; /* of the pack: what is loaded may point into what it was loaded from */
    gait_policy_source *sources;
    size_t count;
    const char *zoneinfo;
} loading;

static void add_source(loading *l, gait_str path, bool restricts)
{
    gait_policy_source source = { .restricts = restricts };
    if (gait_str_starts(path, GAIT_STR(BUILTIN)))
        source.builtin = gait_arena_cstr(l->arena, gait_str_from(path, sizeof BUILTIN - 1));
    else
        source.path = gait_arena_cstr(l->arena, path);
    l->sources = gait_arena_grow(l->arena, l->sources, l->count, l->count + 1, sizeof *l->sources);
    l->sources[l->count++] = source;
}

/* The last argument, when it is a table. */
static void read_options(lua_State *L, int index, const gi_decl *decl, loading *l)
{
    static const char *const known[] = { "restrict", "zoneinfo", NULL };
    static const gi_names names = { "option", known };
    gait_json options;
    gi_texts restricting = { NULL, 0 };
    gait_str zoneinfo = { NULL, 0 };
    gi_value_take_data(L, index, decl->arena, &options);
    gi_lua_insist(L, decl,
                  gi_decl_table(decl, &options, "", &names) &&
                      gi_decl_optional_texts(decl, &options, "restrict", &restricting) &&
                      gi_decl_optional_text(decl, &options, "zoneinfo", &zoneinfo));
    for (size_t i = 0; i < restricting.count; i++)
        add_source(l, restricting.items[i], true);
    if (zoneinfo.len > 0)
        l->zoneinfo = gait_arena_cstr(l->arena, zoneinfo);
}

static void read_sources(lua_State *L, int last, loading *l)
{
    const gi_decl decl = gi_lua_reader(L, "load");
    bool options = last > 0 && lua_istable(L, last) != 0;
    for (int i = 1; i <= last - options; i++) {
        bool text = lua_type(L, i) == LUA_TSTRING;
        gi_lua_insist(L, &decl,
                      text || gi_decl_fail(&decl, "argument %d is not the path of a pack", i));
        add_source(l, gi_check_text(L, i), false);
    }
    if (options)
        read_options(L, last, &decl, l);
    for (size_t i = 0; i < l->count; i++)
        l->sources[i].zoneinfo = l->zoneinfo;
    gi_lua_insist(L, &decl, l->count > 0 || gi_decl_fail(&decl, "the path of a pack is missing"));
}

int gi_lua_load(lua_State *L)
{
    gait_error err = GAIT_ERROR_INIT;
    int last = lua_gettop(L);
    gi_lua_pack *pack = lua_newuserdatauv(L, sizeof *pack, 0);
    *pack = (gi_lua_pack){ NULL, NULL };
    luaL_setmetatable(L, pack_type);
    pack->arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    if (pack->arena == NULL)
        return luaL_error(L, "out of memory");
    loading l = { .arena = pack->arena };
    read_sources(L, last, &l);
    if (!gait_policy_load_set(pack->arena, l.sources, l.count, &pack->policy, &err))
        return gi_lua_raise(L, &err);
    return 1;
}

/* ---- fields ---- */

/* What a set of packs does not have is nil. */
static void push_optional(lua_State *L, gait_str text)
{
    if (text.len == 0)
        lua_pushnil(L);
    else
        gi_push_str(L, text);
}

static void push_id(lua_State *L, const gait_policy *policy)
{
    push_optional(L, gait_policy_id(policy));
}

static void push_version(lua_State *L, const gait_policy *policy)
{
    push_optional(L, gait_policy_version(policy));
}

static void push_digest(lua_State *L, const gait_policy *policy)
{
    gi_push_str(L, gait_policy_digest(policy));
}

static void push_packs(lua_State *L, const gait_policy *policy)
{
    lua_createtable(L, (int)policy->pack_count, 0);
    for (size_t i = 0; i < policy->pack_count; i++) {
        const gi_pack_state *one = policy->packs[i];
        lua_createtable(L, 0, 3);
        gi_push_str(L, one->digest);
        lua_setfield(L, -2, "digest");
        gi_push_str(L, one->id);
        lua_setfield(L, -2, "id");
        lua_pushstring(L, one->trust == GI_TRUSTED ? "trusted" : "restrict");
        lua_setfield(L, -2, "trust");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
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
               { "packs", push_packs },
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
    lua_pushstring(L, pack->policy == NULL ? "pack (closed)" : "pack");
    for (size_t i = 0; pack->policy != NULL && i < pack->policy->pack_count; i++) {
        lua_pushstring(L, i == 0 ? " " : " + ");
        gi_push_str(L, pack->policy->packs[i]->id);
        lua_concat(L, 3);
    }
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
