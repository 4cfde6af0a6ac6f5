/*
 * oblige.h — what a rule demands beside its effect: approvals, a credential, limits.
 *
 * Rules declare obligations (rule_oblige.c); a decision gathers those of all rules that apply (limits: oblige_limit.c,
 * credentials: oblige_credential.c); the gate then asks whether they are met (oblige.c), and what is not met is no
 * permission.
 *
 * Source:  docs/policy.md, "Obligations".
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_OBLIGE_H
#define GAIT_GATE_OBLIGE_H

#include "gate/match.h"

struct gi_rule;

/* One window of a rule. */
typedef struct gi_limit {
    int64_t max, seconds;
    gi_texts by; /* sorted; none: all calls together */
} gi_limit;

/* The keys approvals, distinct_approvers, credential and limit. Errors: policy_declaration. */
GAIT_NODISCARD bool gi_oblige_parse(const gi_decl *decl, const gait_json *table,
                                    struct gi_rule *out);

/* Demands also what one demands. False when no credential can meet both. */
bool gi_credential_add(gait_arena *arena, gait_credential *sum, const gait_credential *one);

/*
 * Asks whether the obligations of a decision are met, in their order, and adds to its codes what is not. An approval
 * that is missing leaves require_approval; whatever else is missing blocks.
 */
void gi_oblige(gait_arena *arena, gait_decision *decision);

#endif
