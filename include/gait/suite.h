/*
 * suite.h — the specs of a policy: what `gait policy test PACK` runs, and how much of the policy they reach.
 *
 * A pack's specs are the files spec/NAME_cases.lua and spec/NAME_spec.lua in its directory; of a policy of one file, x.lua
 * or x.yaml, x_cases.lua and x_spec.lua beside it. Each case is an intent and what must become of it; it is decided as
 * production decides it, at a time and with counts of limits that the case names. NAME_spec.lua is for busted, which
 * gait-lua runs in a process of its own.
 *
 * Coverage counts goals: a rule applies in one decision and does not in another (a rule without conditions always
 * applies, so only the first is asked of it); each of its conditions is true in one and false in another. Unknown is
 * counted and shown, but not asked for: not every condition can be unknown.
 *
 * Owner:   everything lives in the arena.
 * Source:  docs/testing.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_SUITE_H
#define GAIT_SUITE_H

#include <gait/gate.h>
#include <gait/report.h>

GAIT_BEGIN

/* ---- coverage ---- */

typedef struct gait_condition_coverage {
    gait_str name; /* as in explanations: "match.args.amount", "unless.internal" */
    size_t trues, falses, unknowns;
} gait_condition_coverage;

typedef struct gait_rule_coverage {
    gait_str rule, file;
    int line;
    size_t reached; /* decisions in which more than the tool's name was looked at */
    size_t applied, not_applied;
    gait_condition_coverage *conditions;
    size_t condition_count;
} gait_rule_coverage;

typedef struct gait_coverage {
    gait_rule_coverage *rules; /* in the order they are asked */
    size_t rule_count;
    size_t decisions; /* a step of a script is one of its own */
} gait_coverage;

/* Every rule and condition of the policy, with nothing counted yet. */
GAIT_API void gait_coverage_begin(gait_arena *arena, const gait_policy *policy, gait_coverage *out);
/* Counts one decision, by its full explanation (gait_decide_options.explain). */
GAIT_API void gait_coverage_add(gait_coverage *coverage, const gait_json *explanation);

typedef struct gait_coverage_goals {
    size_t met, all;
} gait_coverage_goals;
GAIT_API gait_coverage_goals gait_coverage_count(const gait_coverage *coverage);
GAIT_API gait_coverage_goals gait_rule_coverage_count(const gait_rule_coverage *rule);
/* Whole percent, rounded down, so that 100 means all of it. */
GAIT_API int gait_coverage_percent(gait_coverage_goals goals);
/* What is missing of one rule: "never applies; match.risk is never false". Empty when nothing is. */
GAIT_API gait_str gait_rule_coverage_missing(gait_arena *arena, const gait_rule_coverage *rule);
/* gait.test.coverage 1.0.0 */
GAIT_API gait_json *gait_coverage_json(gait_arena *arena, const gait_coverage *coverage);

/* ---- running ---- */

typedef struct gait_suite_options {
    gait_str filter;      /* only tests with this in "group: name"; empty: all */
    const char *gait_lua; /* absolute paths, for NAME_spec.lua; NULL: where they usually are */
    const char *busted;
    bool no_busted;      /* report NAME_spec.lua as skipped */
    gait_str last_words; /* printed by the hard stop; empty: no alarm is armed */
    int deadline_ms; /* of one decision; 0: GAIT_LIMIT_DECISION_DEADLINE_MS_MAX, since budgets end it sooner */
    bool values; /* show values of fields in explanations: for people, never to be stored */
} gait_suite_options;

typedef struct gait_suite_result {
    gait_str policy_id, policy_version, policy_digest;
    size_t files;    /* of specs */
    size_t declared; /* tests in them */
    size_t run;      /* those that the filter let through */
    gait_coverage coverage;
} gait_suite_result;

/*
 * Runs every spec of one policy and appends what came of it to the report, in the order of the files' names. A failed
 * test is no failure of the run.
 * Errors: those of gait_policy_load; tests_missing, tests_invalid, flag_value_invalid, dependency_missing (of gait-lua
 * and busted), and those of file.h.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_suite_run(gait_arena *arena,
                                                   const gait_policy_source *source,
                                                   const gait_suite_options *options,
                                                   gait_report *report, gait_suite_result *result,
                                                   gait_error *err);

GAIT_END
#endif
