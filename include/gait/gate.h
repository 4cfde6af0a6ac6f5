/*
 * gate.h — one decision: intent × policy → verdict, explanation, signed trace.
 *
 * Everything that goes wrong while deciding is a block with a reason. No verdict is a block.
 *
 * Source:  docs/policy.md (the language), docs/intent.md (the intent), docs/trace.md (the record).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_GATE_H
#define GAIT_GATE_H

#include <gait/json.h>
#include <gait/keyring.h>

GAIT_BEGIN

/* From least to most restrictive; comparing the numbers compares restrictiveness. */
typedef enum gait_verdict {
    GAIT_ALLOW,
    GAIT_DRY_RUN,
    GAIT_REQUIRE_APPROVAL,
    GAIT_BLOCK
} gait_verdict;
GAIT_API const char *
gait_verdict_name(gait_verdict verdict); /* allow dry_run require_approval block */

/* ---- intent ---- */

typedef struct gait_intent gait_intent; /* normalised; see docs/intent.md */

/*
 * Parses and normalises one intent. Unknown members, colliding argument names and numbers a digest cannot hold are
 * refused.
 * Errors: intent_invalid, json_*.
 */
GAIT_API GAIT_NODISCARD bool gait_intent_parse(gait_arena *arena, gait_str bytes, size_t max_bytes,
                                               const gait_intent **out, gait_error *err);
GAIT_API gait_str gait_intent_digest(const gait_intent *intent);      /* hex */
GAIT_API gait_str gait_intent_args_digest(const gait_intent *intent); /* hex */
GAIT_API gait_str gait_intent_tool(const gait_intent *intent);
/* The intent's created_at in ns; 1980-01-01T00:00:00Z when it has none. */
GAIT_API int64_t gait_intent_created_ns(const gait_intent *intent);

/* ---- policy ---- */

typedef struct gait_policy
    gait_policy; /* compiled rules and the state of their conditions; free it */

/* Where systems keep their time zones. Environment variables (TZ, TZDIR) are not looked at. */
#define GAIT_ZONEINFO "/usr/share/zoneinfo"

typedef struct gait_policy_source {
    const char
        *path; /* a directory with policy.lua, or a .lua, .yaml or .yml file; NULL: builtin */
    const char *builtin;  /* the name of a policy compiled into gait; NULL when path is given */
    const char *zoneinfo; /* directory of the time zones; NULL: GAIT_ZONEINFO */
    bool
        restricts; /* the pack may only narrow: what it allows does not count, nor does its default */
} gait_policy_source;

/*
 * Loads, checks and compiles a policy. Each file is read once and hashed as read.
 * Errors: policy_load policy_syntax policy_refused policy_declaration policy_budget policy_format_unsupported
 *         policy_yaml lua_unsafe, and those of yaml.h and file.h. Messages start with file:line where there
 *         is one.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_load(gait_arena *arena, const gait_policy_source *source,
                                              gait_policy **out, gait_error *err);
/*
 * The same for packs that decide together; the order does not matter, and the first one's zoneinfo is that of all.
 * Errors: also policy_set.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_load_set(gait_arena *arena,
                                                  const gait_policy_source *sources, size_t count,
                                                  gait_policy **out, gait_error *err);
GAIT_API void gait_policy_free(gait_policy *policy);             /* NULL is fine */
GAIT_API gait_str gait_policy_digest(const gait_policy *policy); /* hex */
/* Of one trusted pack; else empty, and each pack stands in gait_policy_packs. */
GAIT_API gait_str gait_policy_id(const gait_policy *policy);
GAIT_API gait_str gait_policy_version(const gait_policy *policy);
/* [{"digest", "id", "trust": "trusted" or "restrict"}…] sorted by id; NULL for one trusted pack. */
GAIT_API gait_json *gait_policy_packs(gait_arena *arena, const gait_policy *policy);
/* Of the time zone data that the policy was loaded with, "unknown" if they do not say; empty: it names no zone. */
GAIT_API gait_str gait_policy_tzdata_version(const gait_policy *policy);
GAIT_API size_t gait_policy_rule_count(const gait_policy *policy);

/* ---- decision ---- */

/* A limit that the decision looked at: a rule's calls in a sliding window, counted by some of their fields. */
typedef struct gait_limit {
    gait_str rule; /* id as shown */
    gait_str pack,
        name; /* the same rule whichever packs it is loaded with: what a counter is kept under */
    int64_t max, seconds;
    gait_str *by; /* names of the fields; sorted */
    size_t by_count;
    gait_str key; /* the fields with their values, as canonical JSON; values, so not for records */
    int64_t used; /* in the window before this decision */
    bool known;   /* used is; else a field or the count is missing */
    int64_t charges; /* what the call adds when it is made: more than 1 in a script */
} gait_limit;

/* The credential that the rules ask for. A list without elements demands nothing. */
typedef struct gait_credential {
    bool wanted;
    gait_str broker; /* empty: any */
    gait_str *scopes, *sources,
        *issuers; /* sorted: the most it may be good for, one of these, one of these */
    size_t scope_count, source_count, issuer_count;
    bool jit;                /* issued for this call */
    int64_t max_ttl_seconds; /* 0: any */
} gait_credential;

typedef struct gait_decision {
    gait_verdict verdict;
    gait_error failure; /* GAIT_OK, or why no rule could be believed: the verdict is then a block */
    gait_str *reason_codes; /* sorted, unique */
    size_t reason_count;
    gait_str *violations; /* sorted, unique */
    size_t violation_count;
    gait_str rule; /* id of the deciding rule; empty when the default decided */
    int required_approvals;
    bool distinct_approvers;
    gait_credential credential;
    gait_limit *limits; /* by rule, then as declared */
    size_t limit_count;
    gait_json *explanation; /* gait.gate.explanation 1.0.0, see docs/explanation.md; or NULL */
    int64_t fuel;           /* units spent by conditions */
} gait_decision;

/* Who knows how much of a limit was used. used: false when it is not known; limit->used is not set yet. */
typedef struct gait_counts {
    void *ctx;
    bool (*used)(void *ctx, const gait_limit *limit, int64_t *out);
} gait_counts;

typedef struct gait_decide_options {
    int64_t now_unix_ns;         /* evaluation time; recorded */
    const volatile int *expired; /* deadline flag, or NULL */
    const gait_counts *counts;   /* NULL: no count is known */
    bool explain;                /* fill explanation */
    bool values;                 /* show values of fields in it: for people, never to be stored */
} gait_decide_options;

/* Never fails: a failure while deciding is a block with decision->failure set. */
GAIT_API void gait_decide(gait_arena *arena, gait_policy *policy, const gait_intent *intent,
                          const gait_decide_options *options, gait_decision *out);

/* Credential and limits as traces and outputs show them, see docs/trace.md; NULL when there are none. */
GAIT_API gait_json *gait_decision_credential(gait_arena *arena, const gait_decision *decision);
GAIT_API gait_json *gait_decision_limits(gait_arena *arena, const gait_decision *decision);

/* ---- trace ---- */

typedef struct gait_trace_facts {
    const gait_policy *policy; /* NULL when it could not be loaded */
    const gait_intent
        *intent; /* NULL when it could not be parsed: intent_digest is then over the raw bytes */
    gait_str intent_bytes;
    const gait_decision *decision;
    gait_str correlation_id;
    gait_str producer_version;
    int64_t now_unix_ns;        /* when the record is made */
    int64_t evaluation_unix_ns; /* the time that was decided for */
    double latency_ms;          /* < 0: not measured */
    bool simulate;
} gait_trace_facts;

/* A signed gait.gate.trace 2.0.0 record; the id is 16 random bytes in hex, so it never repeats. */
GAIT_API GAIT_NODISCARD bool gait_trace_make(gait_arena *arena, const gait_trace_facts *facts,
                                             const gait_key *key, const gait_rng *rng,
                                             gait_json **out, gait_error *err);
GAIT_API gait_str gait_trace_id(const gait_json *trace); /* of a record made here */
/* Its file bytes: indented, newline at the end. */
GAIT_API GAIT_NODISCARD bool gait_trace_emit(gait_arena *arena, const gait_json *trace,
                                             gait_str *out, gait_error *err);

typedef struct gait_trace_report {
    gait_str trace_id, verdict, key_id, schema_version;
    bool parsed; /* the members above are filled */
} gait_trace_report;

/*
 * Checks the file's own bytes: schema, exactly the known members, digest and signature. Version 1.0.0 records are
 * checked by the rules of their own form, still refusing unknown and duplicate members.
 * Errors: trace_invalid record_version signature_* digest_mismatch json_* (a document that is not JSON).
 */
GAIT_API GAIT_NODISCARD bool gait_trace_verify(gait_arena *arena, gait_str bytes,
                                               const gait_key_ring *ring, gait_trace_report *out,
                                               gait_error *err);

/*
 * The record itself, after the same checks but for the signature: what it says is not to be believed, only whether it is
 * a trace. Errors: trace_invalid record_version json_*.
 */
GAIT_API GAIT_NODISCARD bool gait_trace_read(gait_arena *arena, gait_str bytes,
                                             const gait_json **out, gait_error *err);

/* ---- the whole of `gait gate eval` ---- */

typedef struct gait_gate_request {
    const gait_policy_source *policies;
    size_t policy_count;
    const char *intent_path; /* "-" is standard input */
    const char *trace_out;   /* NULL: trace_<trace_id>.json in the working directory */
    const char *keep_intent; /* a directory for intent_<digest>.json, see docs/diff.md; or NULL */
    gait_key_source keys;
    size_t max_intent_bytes; /* 0: GAIT_LIMIT_INTENT_BYTES */
    int deadline_ms;         /* 0: GAIT_LIMIT_DECISION_DEADLINE_MS */
    bool explain;
    bool simulate; /* no trace but to an explicit trace_out; exit 0 whatever the verdict */
    bool evaluation_time_given; /* only together with simulate */
    int64_t evaluation_unix_ns;
    gait_str correlation_id;
    gait_str producer_version;
    gait_clock clock;
    gait_rng rng;
    gait_str
        last_words; /* printed by the hard stop: a prepared block envelope; empty: no alarm is armed */
} gait_gate_request;

typedef struct gait_gate_result {
    gait_decision decision; /* always filled; block when anything failed */
    gait_str policy_digest, policy_id, intent_digest, args_digest, tool;
    gait_json *packs;              /* see gait_policy_packs */
    gait_str trace_id, trace_path; /* empty when no trace was written */
    gait_str kept_path;            /* of the intent's bytes; empty when they were not kept */
    gait_str key_id;
    bool ephemeral_key;
    int64_t created_unix_ns; /* when the intent was made, see gait_intent_created_ns; 0 if unread */
} gait_gate_result;

/*
 * Checks trace_out, takes the key, loads the policy, reads the intent, decides, signs, writes. False on a failure
 * that is not a completed decision; result->decision is then a block, and a signed block trace was still written when
 * the intent's bytes were read and a key was at hand.
 */
GAIT_API GAIT_NODISCARD bool gait_gate_eval(gait_arena *arena, const gait_gate_request *request,
                                            gait_gate_result *result, gait_error *err);

/*
 * The whole of `gait policy test`: loads, reads and decides as gait_gate_eval does, without keys, traces or state. Of
 * the request only policies, intent_path, limits, explain, evaluation time (with simulate), clock and last_words count.
 */
GAIT_API GAIT_NODISCARD bool gait_policy_test(gait_arena *arena, const gait_gate_request *request,
                                              gait_gate_result *result, gait_error *err);

GAIT_END
#endif
