/*
 * deciding.h — what the files that make one decision share: the state of it, and what each of them does.
 *
 * A ruling is made in this order: what an intent must bring (require.c), every candidate rule (condition.c) and what
 * modifies its effect (modify.c), overrides (overrides.c), the order of packs of tiers (tiers.c), the strictest effect
 * (strictest.c). Rulings become the codes and
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
    int64_t fuel;       /* spent so far */
    size_t notes;       /* kept so far */
    gait_limit *limits; /* charged so far, each counter once */
    size_t limit_count;
    gait_error failure;
} gi_deciding;

/* True, with the failure, when the deadline has passed. */
bool gi_deciding_expired(gi_deciding *d);
/* False, with the failure, when the whole decision has no fuel left. */
bool gi_deciding_spend(gi_deciding *d, int64_t units);

/* Fields that some pack wants and the intent lacks go to out->missing. */
void gi_require_check(const gi_deciding *d, const gait_intent *intent, gi_ruling *out);

/* Evaluates one rule's conditions. False when the decision failed. */
GAIT_NODISCARD bool gi_rule_consider(gi_deciding *d, const gi_rule *rule, const gait_intent *intent,
                                     gi_row *out);

/* A full window is what a restrictive rule waits for; any other rule is capped by it. */
bool gi_limit_decides(const gi_rule *rule);
/* Fills the row's limits; whether one of them is full, else why that is not known. */
gi_tri gi_limits_full(gi_deciding *d, const gi_rule *rule, const gait_intent *intent, gi_row *row,
                      const char **cause);
void gi_limit_cap(gi_deciding *d, const gait_intent *intent, gi_row *row);
/* Adds the limits of the rules that oblige to those charged. */
void gi_limits_charge(gi_deciding *d, const gi_ruling *ruling);

/* Gives what modifies rules that apply (modify.c) its say. */
void gi_modify(gi_deciding *d, const gait_intent *intent, gi_row *row);
/* The row's effect becomes this one if it is stricter; the codes, which may be empty, are added in any case. */
void gi_row_change(gait_arena *arena, gi_row *row, gait_verdict effect, gait_str reason,
                   gait_str violation);

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
