/* SPDX-License-Identifier: Apache-2.0 */
#include "author/gait_lua.h"

#include "gate/policy.h"
#include "script/value.h"

#include <gait/limits.h>

#include <string.h>

static const char pack_type[] = "gait.pack";
static const char decision_type[] = "gait.decision";

/* A loaded policy; both are given back with the value. */
typedef struct pack {
    gait_arena *arena;
    gait_policy *policy;
} pack;

static pack *check_pack(lua_State *L)
{
    return luaL_checkudata(L, 1, pack_type);
}

static int l_pack_close(lua_State *L)
{
    pack *p = check_pack(L);
    gait_policy_free(p->policy);
    gait_arena_free(p->arena);
    *p = (pack){ NULL, NULL };
    return 0;
}

static const gait_policy *policy_of(lua_State *L)
{
    const pack *p = check_pack(L);
    if (p->policy == NULL)
        luaL_error(L, "the pack is closed");
    return p->policy;
}

/* ---- gait.load ---- */

int gi_lua_load(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    gait_error err = GAIT_ERROR_INIT;
    pack *p = lua_newuserdatauv(L, sizeof *p, 0);
    *p = (pack){ NULL, NULL };
    luaL_setmetatable(L, pack_type);
    p->arena = gait_arena_new(GAIT_LIMIT_ARENA_BYTES, NULL, NULL);
    if (p->arena == NULL)
        return luaL_error(L, "out of memory");
    const gait_policy_source source = { .path = path };
    if (!gait_policy_load(p->arena, &source, &p->policy, &err))
        return gi_lua_raise(L, &err);
    return 1;
}

/* ---- pack:decide ---- */

/* The intent: its JSON text, or a table. */
static gait_str intent_text(lua_State *L, int index)
{
    gait_json value;
    gait_str text;
    gait_error err = GAIT_ERROR_INIT;
    if (lua_type(L, index) == LUA_TSTRING)
        return gi_check_text(L, index);
    luaL_checktype(L, index, LUA_TTABLE);
    gi_value_take_data(L, index, gi_bind_arena(L), &value);
    if (!gait_json_canonical(gi_bind_arena(L), &value, GAIT_NUMBERS_EXACT,
                             GAIT_LIMIT_INTENT_BYTES_MAX, &text, &err))
        gi_lua_raise(L, &err);
    return text;
}

typedef struct option_reader {
    const char *name;
    void (*read)(lua_State *L, gait_decide_options *out); /* of the value on top */
} option_reader;

static void read_now(lua_State *L, gait_decide_options *out)
{
    if (lua_isinteger(L, -1) != 0)
        out->now_unix_ns = lua_tointeger(L, -1);
    else if (lua_type(L, -1) != LUA_TSTRING ||
             !gait_time_parse(gi_check_text(L, -1), &out->now_unix_ns))
        luaL_error(L, "now: a time like \"2026-01-05T12:00:00Z\" or nanoseconds expected");
}

static void read_explain(lua_State *L, gait_decide_options *out)
{
    luaL_checktype(L, -1, LUA_TBOOLEAN);
    out->explain = lua_toboolean(L, -1) != 0;
}

static const option_reader readers[] = { { "explain", read_explain },
                                         { "now", read_now },
                                         { NULL, NULL } };

static void read_options(lua_State *L, int index, gait_decide_options *out)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        const option_reader *reader = readers;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        while (reader->name != NULL && strcmp(reader->name, name) != 0)
            reader++;
        if (reader->name == NULL)
            luaL_error(L, "decide has no option of this name; there are explain, now");
        reader->read(L, out);
        lua_pop(L, 1);
    }
}

static void set_text(lua_State *L, const char *name, gait_str text)
{
    if (text.len == 0)
        return;
    gi_push_str(L, text);
    lua_setfield(L, -2, name);
}

static void set_texts(lua_State *L, const char *name, const gait_str *texts, size_t count)
{
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        gi_push_str(L, texts[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

static void push_decision(lua_State *L, const gait_decision *d)
{
    gait_error err = GAIT_ERROR_INIT;
    lua_createtable(L, 0, 10);
    set_text(L, "verdict", gait_str_of(gait_verdict_name(d->verdict)));
    set_texts(L, "reason_codes", d->reason_codes, d->reason_count);
    set_texts(L, "violations", d->violations, d->violation_count);
    set_text(L, "rule", d->rule);
    lua_pushinteger(L, d->required_approvals);
    lua_setfield(L, -2, "required_approvals");
    lua_pushboolean(L, d->distinct_approvers);
    lua_setfield(L, -2, "distinct_approvers");
    lua_pushinteger(L, d->fuel);
    lua_setfield(L, -2, "fuel");
    if (d->failure.code != GAIT_OK) {
        (void)gi_push_error(L, &d->failure);
        lua_setfield(L, -3, "failure");
        lua_pop(L, 1);
    }
    if (d->explanation != NULL) {
        if (!gi_value_push(L, d->explanation, SIZE_MAX, &err))
            gi_lua_raise(L, &err);
        lua_setfield(L, -2, "explanation");
    }
    luaL_setmetatable(L, decision_type);
}

/* pack:decide(intent [, options]) */
static int l_decide(lua_State *L)
{
    pack *p = check_pack(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_decide_options options = { .explain = true };
    const gait_intent *intent;
    gait_decision decision;
    (void)policy_of(L);
    lua_settop(L, 3);
    gait_str text = intent_text(L, 2);
    read_options(L, 3, &options);
    if (!gait_intent_parse(gi_bind_arena(L), text, text.len + 1, &intent, &err)) {
        gait_error_prefix(&err, "the intent: ");
        return gi_lua_raise(L, &err);
    }
    gait_decide(gi_bind_arena(L), p->policy, intent, &options, &decision);
    push_decision(L, &decision);
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
static int l_pack_index(lua_State *L)
{
    const char *name = luaL_checkstring(L, 2);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            fields[i].push(L, policy_of(L));
            return 1;
        }
    }
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    return luaL_error(L, "a pack has no field '%s'", name);
}

static int l_pack_text(lua_State *L)
{
    const pack *p = check_pack(L);
    if (p->policy == NULL)
        lua_pushliteral(L, "pack (closed)");
    else
        lua_pushfstring(L, "pack %s", gait_policy_id(p->policy).ptr);
    return 1;
}

/* A field that is absent is nil; one that no decision has is a mistake of the spec. */
static int l_decision_index(lua_State *L)
{
    const char *name = luaL_checkstring(L, 2);
    static const char *const sometimes[] = { "explanation", "failure", "rule", NULL };
    for (size_t i = 0; sometimes[i] != NULL; i++)
        if (strcmp(sometimes[i], name) == 0)
            return 0;
    return luaL_error(L, "a decision has no field '%s'", name);
}

void gi_lua_pack_open(lua_State *L)
{
    luaL_newmetatable(L, pack_type);
    lua_pushcfunction(L, l_pack_close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, l_pack_close);
    lua_setfield(L, -2, "__close");
    lua_pushcfunction(L, l_pack_text);
    lua_setfield(L, -2, "__tostring");
    lua_createtable(L, 0, 1);
    gi_outer_push_function(L, l_decide);
    lua_setfield(L, -2, "decide");
    lua_pushcclosure(L, l_pack_index, 1);
    lua_setfield(L, -2, "__index");
    luaL_newmetatable(L, decision_type);
    lua_pushcfunction(L, l_decision_index);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
}
