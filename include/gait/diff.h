/*
 * diff.h — two policies over the same recorded calls: what would be decided otherwise, and by which rules.
 *
 * A recorded call is an intent, by itself or with the traces of its decisions, which say how often it was made, when,
 * and what was decided then. Both policies decide it anew at the time of the trace, with the counts of limits that the
 * trace recorded, and 0 where it recorded none; obligations are compared, not asked for.
 *
 * A change widens when the new decision demands less in any respect: a less strict verdict, fewer approvals, or people
 * who need not differ, a looser credential, or a limit that is gone or looser.
 *
 * Owner:   everything lives in the arena.
 * Source:  docs/diff.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_DIFF_H
#define GAIT_DIFF_H

#include <gait/gate.h>

GAIT_BEGIN

typedef struct gait_diff_request {
    gait_policy_source old_policy, new_policy;
    const char *intents;       /* a directory; NULL: they lie among the traces */
    const char *traces;        /* a directory; NULL: each intent counts once */
    const gait_key_ring *ring; /* the traces' keys; NULL: they are not verified */
    int64_t now_unix_ns;       /* the time that is decided for where no trace says one */
    int deadline_ms; /* of one decision; 0: GAIT_LIMIT_DECISION_DEADLINE_MS_MAX, since budgets end it sooner */
    gait_str last_words; /* printed by the hard stop; empty: no alarm is armed */
} gait_diff_request;

/* In what respect one decision demands less, or more, than another. Or-ed. */
typedef enum gait_diff_respect {
    GAIT_DIFF_VERDICT = 1,
    GAIT_DIFF_APPROVALS = 2,
    GAIT_DIFF_CREDENTIAL = 4,
    GAIT_DIFF_LIMITS = 8
} gait_diff_respect;
GAIT_API const char *gait_diff_respect_name(gait_diff_respect respect);

/* What one of the policies decided. */
typedef struct gait_diff_side {
    gait_verdict verdict;
    gait_str decided_by; /* rule default require failure */
    gait_str *rules;     /* ids; of a failure its code; sorted, unique */
    size_t rule_count;
    int approvals; /* with require_approval */
    bool distinct_approvers;
} gait_diff_side;

typedef struct gait_diff_example {
    gait_str intent_digest, tool;
} gait_diff_example;

/* Changes that are alike: the same verdicts, by the same rules, in the same respects. */
typedef struct gait_diff_group {
    gait_diff_side before, after;
    unsigned widens, narrows; /* gait_diff_respect; a group that widens in any is a widening */
    size_t decisions, intents;
    gait_diff_example *examples; /* at most GAIT_LIMIT_DIFF_EXAMPLES, by digest */
    size_t example_count;
} gait_diff_group;

typedef struct gait_diff_policy {
    gait_str id, version, digest;
    size_t prompts; /* decisions that ask for an approval */
} gait_diff_policy;

typedef struct gait_diff {
    gait_diff_policy before, after;
    size_t intents, decisions; /* that were compared */
    size_t changed, widened, narrowed;
    size_t new_prompts, gone_prompts;
    gait_diff_group *groups; /* widenings first, then by how many decisions */
    size_t group_count;

    size_t traces;             /* found */
    size_t verified;           /* by the ring */
    size_t repeated;           /* copies of a trace that was counted already */
    size_t raw;                /* of what was no intent: there is nothing to decide */
    size_t unweighed;          /* traces found beside intents, without request->traces */
    size_t of_old_policy;      /* recorded under the digest of the old policy */
    size_t recorded_otherwise; /* the old policy decides now what was not decided then */
    size_t unused_intents;     /* that no trace names */
    gait_str *traces_alone;    /* paths of traces without their intent, sorted */
    size_t traces_alone_count;
} gait_diff;

/*
 * Reads everything below the directories; a file that is neither an intent nor a trace is an error, and so is finding
 * nothing to compare. Traces without their intent are no failure here: see traces_alone.
 * Errors: diff_input_unknown diff_inputs_missing; those of gait_policy_load, gait_intent_parse, gait_trace_verify and
 * file.h; deadline_exceeded.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_diff(gait_arena *arena, const gait_diff_request *request,
                                              gait_diff *out, gait_error *err);

/* gait.policy.diff 1.0.0, see docs/diff.md; it holds no value of an argument. */
GAIT_API gait_json *gait_diff_json(gait_arena *arena, const gait_diff *diff);

GAIT_END
#endif
