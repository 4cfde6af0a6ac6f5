/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include "script/value.h"

#include <gait/file.h>
#include <gait/limits.h>
#include <gait/suite.h>

enum { STDOUT = 1 };

static const char packs_key = 0; /* registry: what is reached, by digest of the policy */
static const char reached_type[] = "gait.reached";

/* What specs reached of one policy; it outlives the packs that were loaded from it. */
typedef struct reached {
    gait_arena *arena;
    gait_coverage coverage;
} reached;

static int l_free(lua_State *L)
{
    reached *r = luaL_checkudata(L, 1, reached_type);
    gait_arena_free(r->arena);
    r->arena = NULL;
    return 0;
}

bool gi_lua_counts(lua_State *L)
{
    bool counts = lua_rawgetp(L, LUA_REGISTRYINDEX, &packs_key) == LUA_TTABLE;
    lua_pop(L, 1);
    return counts;
}

/* The names are the policy's, and may go before what is counted. */
static void keep_names(reached *r)
{
    for (size_t i = 0; i < r->coverage.rule_count; i++) {
        gait_rule_coverage *rule = &r->coverage.rules[i];
        rule->rule = gait_arena_str(r->arena, rule->rule);
        rule->file = gait_arena_str(r->arena, rule->file);
        for (size_t k = 0; k < rule->condition_count; k++)
            rule->conditions[k].name = gait_arena_str(r->arena, rule->conditions[k].name);
    }
}

/* [packs] -> [packs, reached] */
static reached *of_policy(lua_State *L, const gait_policy *policy)
{
    gi_push_str(L, gait_policy_digest(policy));
    if (lua_rawget(L, -2) == LUA_TUSERDATA)
        return lua_touserdata(L, -1);
    lua_pop(L, 1);
    gi_push_str(L, gait_policy_digest(policy));
    reached *r = lua_newuserdatauv(L, sizeof *r, 0);
    r->arena = NULL;
    luaL_setmetatable(L, reached_type);
    r->arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    if (r->arena == NULL)
        luaL_error(L, "out of memory");
    gait_coverage_begin(r->arena, policy, &r->coverage);
    keep_names(r);
    lua_pushvalue(L, -1);
    lua_insert(L, -3); /* [packs, reached, digest, reached] */
    lua_rawset(L, -4);
    return r;
}

void gi_lua_count(lua_State *L, const gait_policy *policy, const gait_json *explanation)
{
    int top = lua_gettop(L);
    if (explanation != NULL && lua_rawgetp(L, LUA_REGISTRYINDEX, &packs_key) == LUA_TTABLE)
        gait_coverage_add(&of_policy(L, policy)->coverage, explanation);
    lua_settop(L, top);
}

/* ---- records ---- */

/*
 * A record separator, one line of JSON, a line end: RFC 7464, so that a reader finds records between what specs print.
 */
static void write_record(lua_State *L, const gait_json *record)
{
    gait_buf buf;
    gait_str text;
    gait_error err = GAIT_ERROR_INIT;
    gait_buf_init(&buf, gi_bind_arena(L), GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_char(&buf, '\x1e');
    gait_json_emit(&buf, record, GAIT_JSON_COMPACT);
    gait_buf_add_char(&buf, '\n');
    if (!gait_buf_finish(&buf, &text, &err) || !gait_fd_write(STDOUT, text, &err))
        (void)gi_lua_raise(L, &err);
}

/* report.put(record) */
static int l_put(lua_State *L)
{
    gait_json record;
    luaL_checktype(L, 1, LUA_TTABLE);
    gi_value_take_data(L, 1, gi_bind_arena(L), &record);
    write_record(L, &record);
    return 0;
}

/* report.put_coverage(): one record for every policy that was asked, by digest */
static int l_put_coverage(lua_State *L)
{
    gait_arena *arena = gi_bind_arena(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &packs_key);
    lua_pushnil(L);
    while (lua_next(L, -2) != 0) {
        const reached *r = lua_touserdata(L, -1);
        gait_json *record = gait_json_new_object(arena);
        gait_str digest = gait_str_of(lua_tostring(L, -2));
        gait_json_set(arena, record, GAIT_STR("kind"), gait_json_string(GAIT_STR("coverage")));
        gait_json_set(arena, record, GAIT_STR("policy_digest"), gait_json_string(digest));
        gait_json_set(arena, record, GAIT_STR("coverage"),
                      *gait_coverage_json(arena, &r->coverage));
        write_record(L, record);
        lua_pop(L, 1);
    }
    return 0;
}

int gi_lua_open_report(lua_State *L)
{
    luaL_newmetatable(L, reached_type);
    lua_pushcfunction(L, l_free);
    lua_setfield(L, -2, "__gc");
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &packs_key);
    lua_createtable(L, 0, 2);
    gi_outer_push_function(L, l_put);
    lua_setfield(L, -2, "put");
    gi_outer_push_function(L, l_put_coverage);
    lua_setfield(L, -2, "put_coverage");
    return 1;
}
