/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/bind_policy.h"

#include <gait/limits.h>

int gi_open_rule(lua_State *L);

static gi_rule *add_rule(gi_loading *loading, const gi_decl *decl)
{
    if (!loading->declared) {
        gi_decl_fail(decl, "stands after policy{}, which says how rules are read");
        return NULL;
    }
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
    rule->pack = loading->state;
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
    gi_decl decl = gi_declare_begin(L, loading, "rule", &err, &table);
    gi_rule *rule = err.code == GAIT_OK ? add_rule(loading, &decl) : NULL;
    if (rule == NULL || !gi_rule_parse(&decl, &table, rule))
        return gi_declare_fail(L, loading, &err);
    rule->line = gi_caller(L, &file);
    rule->file = gait_arena_str(loading->arena, file);
    loading->rules[loading->rule_count++] = rule;
    loading->open--;
    return 0;
}

int gi_open_rule(lua_State *L)
{
    lua_pushcfunction(L, l_rule);
    return 1;
}
