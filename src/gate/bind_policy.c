/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/bind_policy.h"

#include "script/value.h"

#define B(name, profiles) int gi_open_##name(lua_State *L);
#include "gate/bindings.def"
#undef B

int gi_declare_fail(lua_State *L, gi_loading *loading, const gait_error *err)
{
    if (loading->failure.code == GAIT_OK)
        loading->failure = *err;
    return gi_raise(L, err);
}

gi_decl gi_declare_begin(lua_State *L, gi_loading *loading, const char *what, gait_error *err,
                         gait_json *table)
{
    gait_str file;
    loading->open++;
    int line = gi_caller(L, &file);
    gi_decl decl = { .arena = loading->arena, .err = err };
    decl.where = gait_arena_format(loading->arena, "%.*s:%d: %s", GAIT_STR_ARG(file), line, what);
    luaL_checktype(L, 1, LUA_TTABLE);
    gi_value_take(L, 1, loading->arena, table);
    if (table->kind == GAIT_JSON_ARRAY)
        gi_decl_fail(&decl, "takes a table of named keys, not a list");
    return decl;
}

/* policy { id = "agents/prod", version = "1.0.0", default = "block" } */
static int l_policy(lua_State *L)
{
    gi_loading *loading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_json table;
    gait_str file;
    gi_decl decl = gi_declare_begin(L, loading, "policy", &err, &table);
    if (err.code == GAIT_OK && loading->declared)
        gi_decl_fail(&decl, "was declared already");
    if (err.code != GAIT_OK || !gi_policy_parse(&decl, &table, loading->state))
        return gi_declare_fail(L, loading, &err);
    loading->state->line = gi_caller(L, &file);
    loading->state->file = gait_arena_str(loading->arena, file);
    loading->declared = true;
    loading->open--;
    return 0;
}

int gi_open_policy(lua_State *L)
{
    lua_pushcfunction(L, l_policy);
    return 1;
}

const gi_binding *gi_policy_bindings(void)
{
    static const gi_binding bindings[] = {
#define B(name, profiles) { #name, profiles, gi_open_##name },
#include "gate/bindings.def"
#undef B
        { NULL, 0, NULL },
    };
    return bindings;
}
