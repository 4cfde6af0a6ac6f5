/* policy.c — what others may ask of a policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/words.h"

const char *gait_verdict_name(gait_verdict verdict)
{
    GAIT_BUG_IF(verdict < GAIT_ALLOW || verdict > GAIT_BLOCK);
    return gi_verdicts[verdict];
}

gait_str gait_policy_digest(const gait_policy *policy)
{
    return policy->digest;
}

gait_str gait_policy_id(const gait_policy *policy)
{
    return gi_policy_is_set(policy) ? (gait_str){ NULL, 0 } : policy->packs[0]->id;
}

gait_str gait_policy_version(const gait_policy *policy)
{
    return gi_policy_is_set(policy) ? (gait_str){ NULL, 0 } : policy->packs[0]->version;
}

gait_str gait_policy_tzdata_version(const gait_policy *policy)
{
    return policy->zones.version;
}

size_t gait_policy_rule_count(const gait_policy *policy)
{
    return policy->rule_count;
}

void gait_policy_free(gait_policy *policy)
{
    if (policy == NULL)
        return;
    for (size_t i = 0; i < policy->pack_count; i++) {
        gi_host_close(policy->packs[i]->host);
        policy->packs[i]->host = NULL;
    }
}
