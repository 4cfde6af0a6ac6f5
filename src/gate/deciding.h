/*
 * deciding.h — what the files that make one decision share: the state of it, and what each of them does.
 *
 * A ruling is made in this order: what an intent must bring (require.c), every candidate rule (condition.c), overrides
 * (overrides.c), the order of packs of tiers (tiers.c), the strictest effect (strictest.c). Rulings become the codes and
 * obligations of the decision in codes.c.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_DECIDING_H
#define GAIT_GATE_DECIDING_H

#include "gate/decide.h"

/* What all rulings of one decision share. A failure ends the decision: it is a block. */
typedef struct gi_deciding {
    gait_arena *arena;
    const gait_policy *policy;
    const gait_decide_options *options;
    int64_t fuel; /* spent so far */
    size_t notes; /* kept so far */
    gait_error failure;
} gi_deciding;

/* True, with the failure, when the deadline has passed. */
bool gi_deciding_expired(gi_deciding *d);

/* Fields that some pack wants and the intent lacks go to out->missing. */
void gi_require_check(const gi_deciding *d, const gait_intent *intent, gi_ruling *out);

/* Evaluates one rule's conditions. False when the decision failed. */
GAIT_NODISCARD bool gi_rule_consider(gi_deciding *d, const gi_rule *rule, const gait_intent *intent,
                                     gi_row *out);

void gi_overrides_apply(gi_ruling *ruling);

/* Lets the first rule decide in the packs of tiers of this trust. */
void gi_tiers_settle(gi_ruling *ruling, gi_trust trust);

/* The strictest effect of all rows that count, or the default. */
void gi_strictest_conclude(const gait_policy *policy, gi_ruling *out);

/* Verdict, codes and obligations of the decision from its rulings, of which there is at least one. */
void gi_codes_combine(gait_arena *arena, const gi_ruling *rulings, size_t count,
                      gait_decision *out);
void gi_codes_add_reason(gait_arena *arena, gait_decision *out, gait_str code);
void gi_codes_add_violation(gait_arena *arena, gait_decision *out, gait_str code);

#endif
