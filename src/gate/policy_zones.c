/* policy_zones.c — the time zones that a policy names, read when it is loaded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"

#include "gate/match_parts.h"

#include <gait/limits.h>

static bool take_zone(gi_zones *zones, gait_str name, const gi_zone **out, gait_error *err)
{
    *out = gi_zones_take(zones, name);
    return zones->count <= GAIT_LIMIT_POLICY_ZONES ||
           gait_fail(err, GAIT_E_policy_budget, "the policy names more than %d time zones",
                     GAIT_LIMIT_POLICY_ZONES);
}

/* What functions may ask for: zones that their own pack declared. */
static bool take_declared(gi_zones *zones, const gi_pack_state *pack, gait_error *err)
{
    size_t count = pack->zones.count;
    const gi_zone **items = gait_arena_array(zones->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        if (!take_zone(zones, pack->zones.items[i], &items[i], err))
            return false;
    if (pack->host != NULL)
        gi_host_set_zones(pack->host, items, count);
    return true;
}

static bool bind_windows(gi_zones *zones, const gi_rule *rule, gait_error *err)
{
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        size_t count = condition->kind == GI_CONDITION_WINDOW ? condition->window->count : 0;
        for (size_t k = 0; k < count; k++) {
            gi_window *window = &condition->window->windows[k];
            const gi_zone *zone;
            if (!take_zone(zones, window->zone, &zone, err))
                return false;
            gi_window_bind(window, zone);
        }
    }
    return true;
}

bool gi_policy_read_zones(gait_policy *policy, const char *directory, gait_error *err)
{
    gi_zones *zones = &policy->zones;
    gi_zones_open(zones, policy->arena, directory == NULL ? GAIT_ZONEINFO : directory);
    for (size_t i = 0; i < policy->pack_count; i++)
        if (!take_declared(zones, policy->packs[i], err))
            return false;
    for (size_t i = 0; i < policy->rule_count; i++)
        if (!bind_windows(zones, policy->rules[i], err))
            return false;
    return true;
}
