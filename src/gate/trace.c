/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/trace.h"

#include <gait/digest.h>
#include <gait/limits.h>
#include <gait/record.h>

#include "base/enc.h"
#include "gate/intent.h"

/* A trace being built: members are appended in the order of docs/trace.md, absent ones left out. */
typedef struct builder {
    gait_arena *arena;
    gait_json *record;
} builder;

static void add(builder *b, const char *name, gait_json value)
{
    (void)gait_json_set(b->arena, b->record, gait_str_of(name), value);
}

static void add_text(builder *b, const char *name, gait_str text)
{
    if (text.len > 0)
        add(b, name, gait_json_string(text));
}

static void add_object(builder *b, const char *name, const gait_json *value)
{
    if (value != NULL)
        add(b, name, *value);
}

static void add_time(builder *b, const char *name, int64_t unix_ns)
{
    add(b, name, gait_json_string(gait_time_format(b->arena, unix_ns)));
}

static void add_list(builder *b, const char *name, const gait_str *texts, size_t count)
{
    gait_json *list = gait_json_new_array(b->arena);
    for (size_t i = 0; i < count; i++)
        (void)gait_json_push(b->arena, list, gait_json_string(texts[i]));
    add(b, name, *list);
}

static void add_origin(builder *b, const gait_trace_facts *facts, gait_str trace_id)
{
    add_text(b, "schema_id", GAIT_STR(GI_TRACE_SCHEMA));
    add_text(b, "schema_version", GAIT_STR(GI_TRACE_VERSION));
    add_time(b, "created_at", facts->now_unix_ns);
    add_text(b, "producer_version", facts->producer_version);
    add_text(b, "trace_id", trace_id);
    add_text(b, "correlation_id", facts->correlation_id);
}

static void add_intent(builder *b, const gait_trace_facts *facts)
{
    const gait_intent *intent = facts->intent;
    if (intent == NULL) {
        add_text(b, "intent_digest", gait_digest_hex_of(b->arena, facts->intent_bytes));
        add_text(b, "intent_digest_kind", GAIT_STR(GI_TRACE_OVER_BYTES));
        return;
    }
    add_text(b, "tool_name", intent->tool);
    add_text(b, "args_digest", intent->args_digest);
    add_text(b, "intent_digest", intent->intent_digest);
    add_text(b, "intent_digest_kind", GAIT_STR(GI_TRACE_OVER_INTENT));
    if (intent->created_given)
        add_time(b, "intent_created_at", intent->created_unix_ns);
    add_text(b, "identity", intent->identity);
    add_text(b, "risk_class", intent->risk);
}

static void add_policy(builder *b, const gait_policy *policy)
{
    if (policy == NULL)
        return;
    add_text(b, "policy_digest", gait_policy_digest(policy));
    add_text(b, "policy_id", gait_policy_id(policy));
    add_text(b, "policy_version", gait_policy_version(policy));
    add_object(b, "packs", gait_policy_packs(b->arena, policy));
}

/* Whole microseconds: more digits would be noise. */
static void add_latency(builder *b, double ms)
{
    if (ms >= 0 && ms < 1e12)
        add(b, "latency_ms", gait_json_double(b->arena, (double)(int64_t)(ms * 1e3 + 0.5) / 1e3));
}

static void add_decision(builder *b, const gait_trace_facts *facts)
{
    const gait_decision *decision = facts->decision;
    add_time(b, "evaluation_time", facts->evaluation_unix_ns);
    if (facts->policy != NULL)
        add_text(b, "tzdata_version", gait_policy_tzdata_version(facts->policy));
    add_text(b, "verdict", gait_str_of(gait_verdict_name(decision->verdict)));
    add_text(b, "rule", decision->rule);
    add_list(b, "reason_codes", decision->reason_codes, decision->reason_count);
    add_list(b, "violations", decision->violations, decision->violation_count);
    if (decision->required_approvals > 0) {
        add(b, "required_approvals", gait_json_integer(b->arena, decision->required_approvals));
        add(b, "distinct_approvers", gait_json_bool(decision->distinct_approvers));
    }
    add_object(b, "credential", gait_decision_credential(b->arena, decision));
    add_object(b, "limits", gait_decision_limits(b->arena, decision));
    if (decision->failure.code != GAIT_OK)
        add_text(b, "error_code", gait_str_of(gait_code_name(decision->failure.code)));
    add(b, "simulate", gait_json_bool(facts->simulate));
    add_latency(b, facts->latency_ms);
}

bool gait_trace_make(gait_arena *arena, const gait_trace_facts *facts, const gait_key *key,
                     const gait_rng *rng, gait_json **out, gait_error *err)
{
    uint8_t random[GI_TRACE_ID_BYTES];
    const gait_decision *decision = facts->decision;
    /* Only a block may come from an intent nobody understood, a policy nobody read, or a failure. */
    bool decided = facts->intent != NULL && facts->policy != NULL;
    GAIT_BUG_IF((!decided || decision->failure.code != GAIT_OK) && decision->verdict != GAIT_BLOCK);
    if (!rng->fill(rng->ctx, random, sizeof random, err))
        return false;
    gait_str id = gi_hex_encode(arena, random, sizeof random);
    builder b = { arena, gait_json_new_object(arena) };
    add_origin(&b, facts, id);
    add_intent(&b, facts);
    add_policy(&b, facts->policy);
    add_decision(&b, facts);
    if (!gait_record_sign(arena, b.record, GAIT_STR(GI_TRACE_CONTEXT), key, err))
        return false;
    *out = b.record;
    return true;
}

gait_str gait_trace_id(const gait_json *trace)
{
    const gait_json *id = gait_json_get(trace, GAIT_STR("trace_id"));
    GAIT_BUG_IF(id == NULL);
    return id->text;
}

bool gait_trace_emit(gait_arena *arena, const gait_json *trace, gait_str *out, gait_error *err)
{
    gait_buf buf;
    /* Not more than a verifier reads. */
    gait_buf_init(&buf, arena, GAIT_LIMIT_RECORD_BYTES);
    gait_json_emit(&buf, trace, GAIT_JSON_INDENT);
    gait_buf_add_char(&buf, '\n');
    return gait_buf_finish(&buf, out, err);
}
