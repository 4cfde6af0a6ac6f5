/* policy_set.c — one policy out of the packs that decide together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

#include <string.h>

static void add_rules(gait_policy *policy, const gi_pack_state *pack)
{
    for (size_t i = 0; i < pack->rule_count; i++) {
        gi_rule *rule = pack->rules[i];
        rule->rank = policy->rule_count;
        policy->rules[policy->rule_count++] = rule;
    }
}

/* What stands where nothing matched: only those who may allow have a say in it. */
static gait_verdict fallback_of(const gait_policy *policy)
{
    gait_verdict strictest = GAIT_ALLOW;
    bool trusted = false;
    for (size_t i = 0; i < policy->pack_count; i++) {
        const gi_pack_state *pack = policy->packs[i];
        if (pack->trust != GI_TRUSTED)
            continue;
        trusted = true;
        if (pack->fallback > strictest)
            strictest = pack->fallback;
    }
    return trusted ? strictest : GAIT_BLOCK;
}

gait_policy *gi_policy_assemble(gait_arena *arena, gi_pack_state **packs, size_t count)
{
    gait_policy *policy = gait_arena_alloc(arena, sizeof *policy);
    size_t rules = 0;
    *policy = (gait_policy){ .arena = arena, .packs = packs, .pack_count = count };
    for (size_t i = 0; i < count; i++)
        rules += packs[i]->rule_count;
    policy->rules = gait_arena_array(arena, rules, sizeof *policy->rules);
    for (size_t i = 0; i < count; i++)
        add_rules(policy, packs[i]);
    policy->fallback = fallback_of(policy);
    policy->digest = packs[0]->digest;
    policy->index = gi_policy_index_build(policy);
    return policy;
}
