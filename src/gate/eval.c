/*
 * eval.c — the whole of one evaluation: key, policy, intent, decision, signed trace.
 *
 * Every way out of here with false is a block, and so is every decision that could not be put on record.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/decide.h"
#include "gate/oblige.h"

#include <gait/file.h>
#include <gait/limits.h>

#include <string.h>

enum { STDIN = 0 };

/* What belongs to one evaluation and must be given back. */
typedef struct evaluation {
    gait_arena *arena;
    const gait_gate_request *request;
    gait_gate_result *result;
    gait_key *key;
    gait_policy *policy;
    const gait_intent *intent;
    gait_str intent_bytes;
    bool intent_tried, intent_read;
    const gait_counts *counts; /* NULL: not known */
    int64_t now_unix_ns, started_ns;
    double latency_ms; /* < 0: not measured */
} evaluation;

static bool arm(const evaluation *e, int soft_ms, gait_error *err)
{
    if (e->request->last_words.len == 0)
        return true;
    return gait_alarm_arm(soft_ms, GAIT_LIMIT_HARD_STOP_MS, e->request->last_words, err);
}

static void disarm(const evaluation *e)
{
    if (e->request->last_words.len > 0)
        gait_alarm_disarm();
}

static bool check_request(const gait_gate_request *request, gait_error *err)
{
    if (request->evaluation_time_given && !request->simulate)
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         "an evaluation time may be given only when simulating");
    if (request->max_intent_bytes > GAIT_LIMIT_INTENT_BYTES_MAX)
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         "the largest intent may be raised to %u bytes at most",
                         GAIT_LIMIT_INTENT_BYTES_MAX);
    if (request->deadline_ms < 0 || request->deadline_ms > GAIT_LIMIT_DECISION_DEADLINE_MS_MAX)
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         "the deadline may be raised to %d ms at most",
                         GAIT_LIMIT_DECISION_DEADLINE_MS_MAX);
    if (request->trace_out != NULL && strcmp(request->trace_out, "-") == 0)
        return gait_fail(err, GAIT_E_flag_value_invalid,
                         "a trace goes into a file, not to standard output");
    return request->trace_out == NULL ||
           gait_file_must_not_exist(request->trace_out, GAIT_E_trace_exists, err);
}

static bool take_key(evaluation *e, gait_error *err)
{
    const gait_gate_request *request = e->request;
    if (!gait_key_for_signing(e->arena, &request->keys, &request->rng, &e->key,
                              &e->result->ephemeral_key, err))
        return false;
    e->result->key_id = gait_arena_str(e->arena, gait_str_of(gait_key_id(e->key)));
    return true;
}

static bool load_policy(evaluation *e, gait_error *err)
{
    gait_gate_result *result = e->result;
    bool ok = arm(e, GAIT_LIMIT_LOAD_DEADLINE_MS, err) &&
              gait_policy_load_set(e->arena, e->request->policies, e->request->policy_count,
                                   &e->policy, err);
    disarm(e);
    if (!ok)
        return false;
    result->policy_digest = gait_policy_digest(e->policy);
    result->policy_id = gait_policy_id(e->policy);
    result->packs = gait_policy_packs(e->arena, e->policy);
    return true;
}

static bool read_intent(evaluation *e, gait_error *err)
{
    const gait_gate_request *request = e->request;
    size_t most =
        request->max_intent_bytes == 0 ? GAIT_LIMIT_INTENT_BYTES : request->max_intent_bytes;
    e->intent_tried = true;
    if (request->intent_path == NULL)
        return gait_fail(err, GAIT_E_intent_invalid, "no intent was given");
    e->intent_read =
        strcmp(request->intent_path, "-") == 0
            ? gait_file_read_fd(e->arena, STDIN, "the intent on standard input", most,
                                &e->intent_bytes, err)
            : gait_file_read(e->arena, request->intent_path, most, &e->intent_bytes, err);
    return e->intent_read;
}

static bool parse_intent(evaluation *e, gait_error *err)
{
    gait_gate_result *result = e->result;
    const char *path = e->request->intent_path;
    if (!gait_intent_parse(e->arena, e->intent_bytes, e->intent_bytes.len + 1, &e->intent, err)) {
        gait_error_prefix(err, "%s: ", strcmp(path, "-") == 0 ? "standard input" : path);
        return false;
    }
    result->intent_digest = gait_intent_digest(e->intent);
    result->args_digest = gait_intent_args_digest(e->intent);
    result->tool = gait_intent_tool(e->intent);
    result->created_unix_ns = gait_intent_created_ns(e->intent);
    return true;
}

static bool read_clock(evaluation *e, gait_error *err)
{
    const gait_clock *clock = &e->request->clock;
    return clock->wall_ns(clock->ctx, &e->now_unix_ns, err) &&
           clock->monotonic_ns(clock->ctx, &e->started_ns, err);
}

static int64_t evaluation_time(const evaluation *e)
{
    return e->request->evaluation_time_given ? e->request->evaluation_unix_ns : e->now_unix_ns;
}

/*
 * Parsing and digesting take time in proportion to the intent, so they have the deadline of loading; what the rules do
 * with it has the decision's.
 */
static bool decide(evaluation *e, gait_error *err)
{
    const gait_gate_request *request = e->request;
    int deadline_ms =
        request->deadline_ms == 0 ? GAIT_LIMIT_DECISION_DEADLINE_MS : request->deadline_ms;
    const gait_decide_options options = {
        .now_unix_ns = evaluation_time(e),
        .expired = request->last_words.len > 0 ? gait_alarm_expired() : NULL,
        .counts = e->counts,
        .explain = request->explain,
        .values = request->explain,
    };
    int64_t ended_ns = 0;
    bool ok = arm(e, GAIT_LIMIT_LOAD_DEADLINE_MS, err) && parse_intent(e, err) &&
              arm(e, deadline_ms, err);
    if (ok)
        gait_decide(e->arena, e->policy, e->intent, &options, &e->result->decision);
    disarm(e);
    if (!ok || !request->clock.monotonic_ns(request->clock.ctx, &ended_ns, err))
        return false;
    e->latency_ms = (double)(ended_ns - e->started_ns) / 1e6;
    if (e->result->decision.failure.code == GAIT_OK)
        return true;
    *err = e->result->decision.failure;
    return false;
}

/* Rules are tried as if nothing had been called before. */
static bool nothing_used(void *ctx, const gait_limit *limit, int64_t *out)
{
    (void)ctx;
    (void)limit;
    *out = 0;
    return true;
}

/* Before the trace, so that whoever finds the trace finds the intent, too. */
static bool keep_intent(evaluation *e, gait_error *err)
{
    const gait_gate_request *request = e->request;
    const gi_keeping how = { request->keep_intent, e->intent_bytes, &request->rng };
    return how.dir == NULL || gi_intent_keep(e->arena, &how, e->intent, &e->result->kept_path, err);
}

static bool write_trace(evaluation *e, gait_error *err)
{
    const gait_gate_request *request = e->request;
    gait_gate_result *result = e->result;
    const gait_trace_facts facts = {
        .policy = e->policy,
        .intent = e->intent,
        .intent_bytes = e->intent_bytes,
        .decision = &result->decision,
        .correlation_id = request->correlation_id,
        .producer_version = request->producer_version,
        .now_unix_ns = e->now_unix_ns,
        .evaluation_unix_ns = evaluation_time(e),
        .latency_ms = e->latency_ms,
        .simulate = request->simulate,
    };
    gait_json *trace;
    gait_str bytes;
    if (request->simulate && request->trace_out == NULL)
        return true;
    if (!gait_trace_make(e->arena, &facts, e->key, &request->rng, &trace, err) ||
        !gait_trace_emit(e->arena, trace, &bytes, err))
        return false;
    gait_str id = gait_trace_id(trace);
    const char *path = request->trace_out;
    if (path == NULL)
        path = gait_arena_format(e->arena, "trace_%.*s.json", GAIT_STR_ARG(id)).ptr;
    bool ok = gait_file_write(path, bytes, GAIT_WRITE_CREATE, &request->rng, err);
    if (!ok && err->code != GAIT_E_file_committed_unknown)
        return false;
    result->trace_id = id;
    result->trace_path = gait_arena_str(e->arena, gait_str_of(path));
    return ok;
}

/* A failure is a block on record, if there is something to record and a key to sign with. */
static bool fail_closed(evaluation *e, const gait_error *err)
{
    gait_error ignored = GAIT_ERROR_INIT;
    gi_decision_fail(e->arena, err, &e->result->decision);
    if (e->key == NULL || e->result->trace_id.len > 0)
        return false;
    if (!e->intent_tried)
        (void)read_intent(e, &ignored);
    if (!e->intent_read)
        return false;
    if (e->intent == NULL)
        (void)parse_intent(e, &ignored);
    if (e->intent != NULL && e->result->kept_path.len == 0)
        (void)keep_intent(e, &ignored);
    if (e->now_unix_ns == 0 && !read_clock(e, &ignored))
        return false;
    (void)write_trace(e, &ignored);
    return false;
}

bool gait_gate_eval(gait_arena *arena, const gait_gate_request *request, gait_gate_result *result,
                    gait_error *err)
{
    *result = (gait_gate_result){ .decision = { .verdict = GAIT_BLOCK } };
    evaluation e = { .arena = arena, .request = request, .result = result, .latency_ms = -1 };
    bool recorded = false;
    bool ok = check_request(request, err) && take_key(&e, err) && load_policy(&e, err) &&
              read_intent(&e, err) && read_clock(&e, err) && decide(&e, err) &&
              keep_intent(&e, err);
    if (ok) {
        gi_oblige(arena, &result->decision);
        recorded = true;
        ok = write_trace(&e, err);
    }
    if (!ok && recorded)
        gi_decision_fail(arena, err, &result->decision); /* the record itself failed */
    else if (!ok)
        fail_closed(&e, err);
    gait_policy_free(e.policy);
    gait_key_free(e.key);
    return ok;
}

bool gait_policy_test(gait_arena *arena, const gait_gate_request *request, gait_gate_result *result,
                      gait_error *err)
{
    *result = (gait_gate_result){ .decision = { .verdict = GAIT_BLOCK } };
    const gait_counts counts = { .used = nothing_used };
    evaluation e = {
        .arena = arena, .request = request, .result = result, .counts = &counts, .latency_ms = -1
    };
    bool ok = check_request(request, err) && load_policy(&e, err) && read_intent(&e, err) &&
              read_clock(&e, err) && decide(&e, err);
    if (!ok)
        gi_decision_fail(arena, err, &result->decision);
    gait_policy_free(e.policy);
    return ok;
}
