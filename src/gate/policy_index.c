/* policy_index.c — rules by tool name: only those that may match a call are asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

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

const gi_tool_index *gi_policy_index_build(const gait_policy *policy)
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
    for (size_t i = 0; i < policy->rule_count; i++) { /* in order of rank, so that each list is */
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
