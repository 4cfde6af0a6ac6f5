/* oblige.c — obligations of a decision, in the order they are asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/oblige.h"

#include "gate/deciding.h"

/* One kind of obligation, and what stands while it is not met. */
typedef struct obligation {
    const char *name;
    bool (*wanted)(const gait_decision *decision);
    gait_verdict unmet;
    const char *reason, *violation;
} obligation;

static bool wants_approval(const gait_decision *decision)
{
    return decision->verdict == GAIT_REQUIRE_APPROVAL;
}

/* Only of what is allowed: nobody issues a credential for a call that is not made. */
static bool wants_credential(const gait_decision *decision)
{
    return decision->verdict == GAIT_ALLOW && decision->credential.wanted;
}

static const obligation obligations[] = {
    { "approvals", wants_approval, GAIT_REQUIRE_APPROVAL, "approval_token_missing",
      "approval_not_granted" },
    { "credential", wants_credential, GAIT_BLOCK, "broker_credential_required",
      "broker_credential_missing" },
};

void gi_oblige(gait_arena *arena, gait_decision *decision)
{
    gait_json *unmet = gait_json_new_array(arena);
    for (size_t i = 0; i < sizeof obligations / sizeof obligations[0]; i++) {
        const obligation *one = &obligations[i];
        if (!one->wanted(decision))
            continue;
        decision->verdict = one->unmet;
        gi_codes_add_reason(arena, decision, gait_str_of(one->reason));
        gi_codes_add_violation(arena, decision, gait_str_of(one->violation));
        gait_json_push(arena, unmet, gait_json_string(gait_str_of(one->name)));
    }
    gi_explain_obliged(arena, decision, unmet);
}
