/*
 * decide.h — what is known about one decision while it is made, for the files that make it and explain.c.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_DECIDE_H
#define GAIT_GATE_DECIDE_H

#include "gate/policy.h"

/* How one condition came out. */
typedef struct gi_finding {
    const gi_condition *condition;
    gi_tri outcome;
    const char *cause; /* when unknown */
    gi_run run;        /* of a function: what it read, noted and raised; else nothing */
} gi_finding;

typedef enum gi_outcome {
    GI_NOT_APPLIED,
    GI_WITHIN_LIMIT,    /* would apply if its window were full; charges it */
    GI_APPLIED,         /* every condition is true */
    GI_UNKNOWN_APPLIED, /* restrictive, and a condition is unknown */
    GI_UNKNOWN_SKIPPED, /* unknown, and the rule allows or skips */
    GI_OVERRIDDEN,      /* would apply, but for a rule that names it in overrides */
    GI_SHADOWED,        /* would apply, but a rule before it decided: tiers only */
    GI_NOT_TRUSTED      /* allows, and its pack may only restrict */
} gi_outcome;

/* One rule against one intent. */
typedef struct gi_row {
    const gi_rule *rule;
    gi_outcome outcome;
    gait_verdict effect;          /* the rule's, or what it became */
    gi_texts reasons, violations; /* of what changed it */
    gait_limit *limits;           /* of the rule; looked at unless a condition is false */
    size_t limit_count;
    gi_tri full;          /* one of them */
    gi_finding *findings; /* conditions in the order of evaluation, up to a definite false */
    size_t finding_count;
    const gi_rule *superseded_by; /* GI_OVERRIDDEN, GI_SHADOWED */
    bool contested;               /* a rule that names this one in overrides applies, or may */
} gi_row;

typedef enum gi_decider { GI_BY_RULE, GI_BY_DEFAULT, GI_BY_REQUIREMENT } gi_decider;

/* The rules' answer to one intent, or to one step of a script. */
typedef struct gi_ruling {
    gi_decider by;
    gait_verdict verdict;
    gi_row *rows; /* in order of rank */
    size_t row_count;
    gi_texts missing; /* GI_BY_REQUIREMENT: fields */
} gi_ruling;

bool gi_row_applies(const gi_row *row);
/*
 * What the rule demands holds: it applies, or would but for the trust in its pack, or allows unless something unknown
 * is false. What is not known must not be a way around a credential or a limit.
 */
bool gi_row_obliges(const gi_row *row);
/* A call adds to the rule's limits. */
bool gi_row_charges(const gi_row *row);

typedef struct gi_explaining {
    const gait_decision *decision;
    const gait_intent *intent;
    int64_t now_unix_ns;
    bool values; /* of fields, too */
} gi_explaining;

/* rulings[0] is the intent's own; one more for each step of a script. */
gait_json *gi_explain(gait_arena *arena, const gait_policy *policy, const gi_ruling *rulings,
                      size_t count, const gi_explaining *how);
/* Puts the verdict after obligations, and those that are not met, into an explanation. */
void gi_explain_obliged(gait_arena *arena, const gait_decision *decision, gait_json *unmet);
gait_json *gi_explain_failure(gait_arena *arena, const gait_error *failure);

/* A block because of a failure; what *out held before is dropped. */
void gi_decision_fail(gait_arena *arena, const gait_error *failure, gait_decision *out);

#endif
