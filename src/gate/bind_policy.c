/* bind_policy.c — what a policy declares: policy{}, rule{}, include "name". */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "script/bind.h"
#include "script/value.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

/* The failure stays with the load: a script that catches the error does not get a policy out of it. */
static int fail(lua_State *L, gi_loading *loading, const gait_error *err)
{
    if (loading->failure.code == GAIT_OK)
        loading->failure = *err;
    return gi_raise(L, err);
}

/* "policy.lua:12: rule", and the declaration's tree. */
static gi_decl begin(lua_State *L, gi_loading *loading, const char *what, gait_error *err,
                     gait_json *table)
{
    gait_str file;
    loading->open++;
    int line = gi_caller(L, &file);
    gi_decl decl = { loading->arena, err, { NULL, 0 } };
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
    gi_decl decl = begin(L, loading, "policy", &err, &table);
    if (err.code == GAIT_OK && loading->declared)
        gi_decl_fail(&decl, "was declared already");
    if (err.code != GAIT_OK || !gi_policy_parse(&decl, &table, loading->policy))
        return fail(L, loading, &err);
    loading->declared = true;
    loading->open--;
    return 0;
}

static gi_rule *add_rule(gi_loading *loading, const gi_decl *decl)
{
    if (loading->rule_count == GAIT_LIMIT_PACK_RULES) {
        gi_decl_fail(decl, "is one more than the %d rules a pack may have", GAIT_LIMIT_PACK_RULES);
        return NULL;
    }
    if (loading->rule_count == loading->rule_capacity) {
        size_t capacity = loading->rule_capacity == 0 ? 16 : loading->rule_capacity * 2;
        loading->rules = gait_arena_grow(loading->arena, loading->rules, loading->rule_capacity,
                                         capacity, sizeof(gi_rule *));
        loading->rule_capacity = capacity;
    }
    gi_rule *rule = gait_arena_alloc(loading->arena, sizeof *rule);
    rule->rank = loading->rule_count;
    return rule;
}

/* rule { id = "no-delete", effect = "block", match = { tool = "tool.delete" } } */
static int l_rule(lua_State *L)
{
    gi_loading *loading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_json table;
    gait_str file;
    gi_decl decl = begin(L, loading, "rule", &err, &table);
    gi_rule *rule = err.code == GAIT_OK ? add_rule(loading, &decl) : NULL;
    if (rule == NULL || !gi_rule_parse(&decl, &table, rule))
        return fail(L, loading, &err);
    rule->line = gi_caller(L, &file);
    rule->file = gait_arena_str(loading->arena, file);
    loading->rules[loading->rule_count++] = rule;
    loading->open--;
    return 0;
}

static bool check_name(const gi_decl *decl, gait_str name)
{
    bool climbed = false;
    if (name.len == 0 || memchr(name.ptr, '\0', name.len) != NULL ||
        memchr(name.ptr, '\\', name.len) != NULL)
        return gi_decl_fail(decl, "takes the name of a file of this pack, such as \"rules/web\"");
    if (gait_str_ends(name, GAIT_STR(".lua")))
        return gi_decl_fail(decl, "takes the name without '.lua'");
    gait_str clean = gait_path_clean(decl->arena, name, &climbed);
    if (climbed || name.ptr[0] == '/' || !gait_str_equal(clean, name))
        return gi_decl_fail(decl, "takes a plain path inside the pack: no '..', no leading '/'");
    return true;
}

static bool include(lua_State *L, gi_loading *loading, const gi_decl *decl, gait_str name)
{
    gait_str bytes;
    if (!check_name(decl, name))
        return false;
    gait_str path = gait_arena_format(loading->arena, "%.*s.lua", GAIT_STR_ARG(name));
    for (size_t i = 0; i < loading->file_count; i++)
        if (gait_str_is(path, loading->files[i].path))
            return gi_decl_fail(decl, "'%.*s' is loaded already", GAIT_STR_ARG(name));
    if (loading->include_depth == GAIT_LIMIT_INCLUDE_DEPTH)
        return gi_decl_fail(decl, "files include files more than %d deep",
                            GAIT_LIMIT_INCLUDE_DEPTH);
    if (!gi_loading_read(loading, path.ptr, &bytes, decl->err)) {
        gait_error_prefix(decl->err, "%.*s: ", GAIT_STR_ARG(decl->where));
        return false;
    }
    loading->include_depth++;
    gi_include_chunk(L, bytes, path);
    loading->include_depth--;
    return true;
}

/* include "rules/payments" */
static int l_include(lua_State *L)
{
    gi_loading *loading = gi_bind_room(L);
    gait_error err = GAIT_ERROR_INIT;
    gait_str file;
    gait_str name = gi_check_text(L, 1);
    loading->open++;
    int line = gi_caller(L, &file);
    gi_decl decl = { loading->arena, &err, { NULL, 0 } };
    decl.where = gait_arena_format(loading->arena, "%.*s:%d: include", GAIT_STR_ARG(file), line);
    if (!include(L, loading, &decl, gait_arena_str(loading->arena, name)))
        return fail(L, loading, &err);
    loading->open--;
    return 0;
}

static int open_policy(lua_State *L)
{
    lua_pushcfunction(L, l_policy);
    return 1;
}

static int open_rule(lua_State *L)
{
    lua_pushcfunction(L, l_rule);
    return 1;
}

static int open_include(lua_State *L)
{
    lua_pushcfunction(L, l_include);
    return 1;
}

const gi_binding *gi_policy_bindings(void)
{
    static const gi_binding bindings[] = {
        { "policy", GI_PROFILE_GATE, open_policy },
        { "rule", GI_PROFILE_GATE, open_rule },
        { "include", GI_PROFILE_GATE, open_include },
        { NULL, 0, NULL },
    };
    return bindings;
}
