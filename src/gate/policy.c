/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

#include <stdlib.h>

/* Rules by tool name. Those with patterns, or without a tool, may match any. */
typedef struct bucket {
    gait_str tool; /* empty: free */
    const gi_rule **rules;
    size_t count;
} bucket;

struct gi_tool_index {
    bucket *buckets; /* open addressing; a power of two, at least half of them free */
    size_t capacity;
    const gi_rule **any;
    size_t any_count;
};

/* ---- order and overrides ---- */

static int by_id(const void *a, const void *b)
{
    const gi_rule *left = *(gi_rule *const *)a;
    const gi_rule *right = *(gi_rule *const *)b;
    int order = gait_str_compare(left->id, right->id);
    if (order == 0) /* as declared, so that the second of two is the one to complain about */
        return left->rank < right->rank ? -1 : 1;
    return order;
}

static bool fail_at(const gi_rule *rule, gait_error *err, const char *what, gait_str id,
                    const char *hint)
{
    return gait_fail(err, GAIT_E_policy_declaration, "%.*s:%d: rule '%.*s': %s '%.*s'%s",
                     GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(rule->id), what,
                     GAIT_STR_ARG(gait_str_first(id, 64)), hint);
}

static bool ids_unique(const gait_policy *policy, gait_error *err)
{
    for (size_t i = 1; i < policy->rule_count; i++) {
        const gi_rule *rule = policy->rules[i];
        const gi_rule *other = policy->rules[i - 1];
        if (gait_str_equal(rule->id, other->id))
            return gait_fail(err, GAIT_E_policy_declaration,
                             "%.*s:%d: rule '%.*s': the id is taken, see %.*s:%d",
                             GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(rule->id),
                             GAIT_STR_ARG(other->file), other->line);
    }
    return true;
}

static const gi_rule *find_rule(const gait_policy *policy, gait_str id)
{
    size_t low = 0;
    size_t high = policy->rule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = gait_str_compare(policy->rules[middle]->id, id);
        if (order == 0)
            return policy->rules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *nearest_id(const gait_policy *policy, gait_str id)
{
    const char **names = gait_arena_array(policy->arena, policy->rule_count + 1, sizeof *names);
    for (size_t i = 0; i < policy->rule_count; i++)
        names[i] = gait_arena_cstr(policy->arena, policy->rules[i]->id);
    return gi_decl_hint(policy->arena, id, names);
}

static bool resolve_overrides(const gait_policy *policy, gi_rule *rule, gait_error *err)
{
    rule->targets = gait_arena_array(policy->arena, rule->overrides.count, sizeof *rule->targets);
    for (size_t i = 0; i < rule->overrides.count; i++) {
        gait_str id = rule->overrides.items[i];
        rule->targets[i] = find_rule(policy, id);
        if (rule->targets[i] == NULL)
            return fail_at(rule, err, "overrides an unknown rule", id, nearest_id(policy, id));
        if (rule->targets[i] == rule)
            return fail_at(rule, err, "overrides itself:", id, "");
    }
    return true;
}

static bool check_overrides(const gait_policy *policy, gait_error *err)
{
    for (size_t i = 0; i < policy->rule_count; i++)
        if (!resolve_overrides(policy, policy->rules[i], err))
            return false;
    return true;
}

/* ---- the index ---- */

static size_t hash_of(gait_str text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    return (size_t)(hash ^ (hash >> 32));
}

static bucket *find_bucket(const gi_tool_index *index, gait_str tool)
{
    size_t at = hash_of(tool) & (index->capacity - 1);
    while (index->buckets[at].tool.len > 0 && !gait_str_equal(index->buckets[at].tool, tool))
        at = (at + 1) & (index->capacity - 1);
    return &index->buckets[at];
}

static bool is_indexed(const gi_rule *rule)
{
    return rule->match.tools.count > 0 && rule->match.tools_exact;
}

static const gi_tool_index *build_index(const gait_policy *policy)
{
    gait_arena *arena = policy->arena;
    gi_tool_index *index = gait_arena_alloc(arena, sizeof *index);
    size_t names = 0;
    for (size_t i = 0; i < policy->rule_count; i++)
        if (is_indexed(policy->rules[i]))
            names += policy->rules[i]->match.tools.count;
    for (index->capacity = 8; index->capacity < names * 2; index->capacity *= 2)
        continue;
    index->buckets = gait_arena_array(arena, index->capacity, sizeof *index->buckets);
    index->any = gait_arena_array(arena, policy->rule_count, sizeof *index->any);
    for (size_t i = 0; i < policy->rule_count; i++) { /* in id order, so that each list is */
        const gi_rule *rule = policy->rules[i];
        if (!is_indexed(rule)) {
            index->any[index->any_count++] = rule;
            continue;
        }
        for (size_t k = 0; k < rule->match.tools.count; k++) {
            bucket *place = find_bucket(index, rule->match.tools.items[k]);
            place->tool = rule->match.tools.items[k];
            /* Powers of two, so that growing copies each entry a few times only. */
            if ((place->count & (place->count - 1)) == 0)
                place->rules =
                    gait_arena_grow(arena, place->rules, place->count,
                                    place->count == 0 ? 1 : place->count * 2, sizeof *place->rules);
            place->rules[place->count++] = rule;
        }
    }
    return index;
}

size_t gi_policy_candidates(gait_arena *arena, const gait_policy *policy, gait_str tool,
                            const gi_rule ***out)
{
    const gi_tool_index *index = policy->index;
    const bucket *named = find_bucket(index, tool);
    size_t count = 0;
    size_t a = 0;
    size_t b = 0;
    *out = gait_arena_array(arena, named->count + index->any_count, sizeof **out);
    while (a < named->count || b < index->any_count) {
        bool first = b == index->any_count ||
                     (a < named->count && named->rules[a]->rank < index->any[b]->rank);
        (*out)[count++] = first ? named->rules[a++] : index->any[b++];
    }
    return count;
}

bool gi_policy_finish(gi_loading *loading, gait_error *err)
{
    gait_policy *policy = loading->policy;
    policy->rules = loading->rules;
    policy->rule_count = loading->rule_count;
    if (!loading->declared)
        return gait_fail(err, GAIT_E_policy_declaration, "%s: policy{} was not called",
                         loading->files[0].path);
    if (policy->rule_count == 0)
        return gait_fail(err, GAIT_E_policy_declaration, "%s: the policy has no rule",
                         loading->files[0].path);
    qsort(policy->rules, policy->rule_count, sizeof(gi_rule *), by_id);
    for (size_t i = 0; i < policy->rule_count; i++)
        policy->rules[i]->rank = i;
    if (!ids_unique(policy, err) || !check_overrides(policy, err))
        return false;
    policy->index = build_index(policy);
    return true;
}

/* ---- views ---- */

const char *gait_verdict_name(gait_verdict verdict)
{
    GAIT_BUG_IF(verdict < GAIT_ALLOW || verdict > GAIT_BLOCK);
    return gi_verdict_names()[verdict];
}

gait_str gait_policy_digest(const gait_policy *policy)
{
    return policy->digest;
}

gait_str gait_policy_id(const gait_policy *policy)
{
    return policy->id;
}

gait_str gait_policy_version(const gait_policy *policy)
{
    return policy->version;
}

size_t gait_policy_rule_count(const gait_policy *policy)
{
    return policy->rule_count;
}

void gait_policy_free(gait_policy *policy)
{
    if (policy == NULL)
        return;
    gi_host_close(policy->host);
    policy->host = NULL;
}
