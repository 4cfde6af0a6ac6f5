/* policy_pack.c — one pack once its declarations are read: the order of its rules, and what they say of each other. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

#include <gait/limits.h>

#include <stdlib.h>
#include <string.h>

gi_pack_state *gi_pack_new(gait_arena *arena)
{
    gi_pack_state *pack = gait_arena_alloc(arena, sizeof *pack);
    *pack = (gi_pack_state){ .fallback = GAIT_BLOCK,
                             .budget = { GAIT_LIMIT_CONDITION_FUEL, GAIT_LIMIT_DECISION_FUEL,
                                         GAIT_LIMIT_DECISION_MEMORY_BYTES } };
    return pack;
}

static int by_id(const void *a, const void *b)
{
    const gi_rule *left = *(gi_rule *const *)a;
    const gi_rule *right = *(gi_rule *const *)b;
    int order = gait_str_compare(left->id, right->id);
    if (order == 0) /* as declared, so that the second of two is the one to complain about */
        return left->rank < right->rank ? -1 : 1;
    return order;
}

static int by_priority(const void *a, const void *b)
{
    const gi_rule *left = *(gi_rule *const *)a;
    const gi_rule *right = *(gi_rule *const *)b;
    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return by_id(a, b);
}

static bool fail_at(const gi_rule *rule, gait_error *err, const char *what, gait_str id,
                    const char *hint)
{
    return gait_fail(err, GAIT_E_policy_declaration, "%.*s:%d: rule '%.*s': %s '%.*s'%s",
                     GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(rule->id), what,
                     GAIT_STR_ARG(gait_str_first(id, 64)), hint);
}

static bool ids_unique(const gi_pack_state *pack, gait_error *err)
{
    for (size_t i = 1; i < pack->rule_count; i++) {
        const gi_rule *rule = pack->rules[i];
        const gi_rule *other = pack->rules[i - 1];
        if (gait_str_equal(rule->id, other->id))
            return gait_fail(err, GAIT_E_policy_declaration,
                             "%.*s:%d: rule '%.*s': the id is taken, see %.*s:%d",
                             GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(rule->id),
                             GAIT_STR_ARG(other->file), other->line);
    }
    return true;
}

/* ---- overrides ---- */

static const gi_rule *find_rule(const gi_pack_state *pack, gait_str id)
{
    size_t low = 0;
    size_t high = pack->rule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gait_str_compare(pack->rules[middle]->id, id);
        if (order == 0)
            return pack->rules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *nearest_id(gait_arena *arena, const gi_pack_state *pack, gait_str id)
{
    const char **names = gait_arena_array(arena, pack->rule_count + 1, sizeof *names);
    for (size_t i = 0; i < pack->rule_count; i++)
        names[i] = gait_arena_cstr(arena, pack->rules[i]->id);
    return gi_decl_hint(arena, id, names);
}

static bool resolve_overrides(gait_arena *arena, const gi_pack_state *pack, gi_rule *rule,
                              gait_error *err)
{
    rule->targets = gait_arena_array(arena, rule->overrides.count, sizeof *rule->targets);
    for (size_t i = 0; i < rule->overrides.count; i++) {
        gait_str id = rule->overrides.items[i];
        rule->targets[i] = find_rule(pack, id);
        if (rule->targets[i] == NULL && memchr(id.ptr, ':', id.len) != NULL)
            continue; /* of another pack: gi_policy_resolve */
        if (rule->targets[i] == NULL)
            return fail_at(rule, err, "overrides an unknown rule", id, nearest_id(arena, pack, id));
        if (rule->targets[i] == rule)
            return fail_at(rule, err, "overrides itself:", id, "");
        if (pack->combine == GI_TIERS)
            return fail_at(rule, err, "priority says which rule of this pack counts; overrides", id,
                           "");
    }
    return true;
}

bool gi_pack_finish(gi_loading *loading, gait_error *err)
{
    gi_pack_state *pack = loading->state;
    pack->rules = loading->rules;
    pack->rule_count = loading->rule_count;
    if (!loading->declared)
        return gait_fail(err, GAIT_E_policy_declaration, "%s: policy{} was not called",
                         loading->files[0].path);
    if (pack->rule_count == 0 && !loading->bare)
        return gait_fail(err, GAIT_E_policy_declaration, "%s: the policy has no rule",
                         loading->files[0].path);
    qsort(pack->rules, pack->rule_count, sizeof(gi_rule *), by_id);
    if (!ids_unique(pack, err))
        return false;
    for (size_t i = 0; i < pack->rule_count; i++)
        if (!resolve_overrides(loading->arena, pack, pack->rules[i], err))
            return false;
    if (pack->combine == GI_TIERS)
        qsort(pack->rules, pack->rule_count, sizeof(gi_rule *), by_priority);
    return true;
}
