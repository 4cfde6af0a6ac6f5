/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <gait/clock.h>
#include <gait/file.h>

#include <stdio.h>
#include <stdlib.h>

/* A directory of its own per test, to be in: default trace paths are relative. */
typedef struct place {
    gait_arena *arena;
    char dir[64];
} place;

static int enter(void **state)
{
    place *p = calloc(1, sizeof *p);
    p->arena = gait_arena_new((size_t)64 << 20, NULL, NULL);
    (void)snprintf(p->dir, sizeof p->dir, "/tmp/gait-test-eval-XXXXXX");
    *state = p;
    return mkdtemp(p->dir) == NULL || chdir(p->dir) != 0;
}

static int leave(void **state)
{
    place *p = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_str *names;
    size_t count;
    bool ok = gait_dir_list(p->arena, p->dir, 100, &names, &count, &err);
    for (size_t i = 0; ok && i < count; i++)
        ok = remove(gait_arena_cstr(p->arena, names[i])) == 0;
    ok = chdir("/") == 0 && rmdir(p->dir) == 0 && ok;
    gait_arena_free(p->arena);
    free(p);
    return !ok;
}

#define IN_DIR(name) cmocka_unit_test_setup_teardown(name, enter, leave)

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

#define POLICY                                                                                     \
    "policy { id = 'p', version = '1', default = 'block' }\n"                                      \
    "rule { id = 'r', effect = 'allow', match = { tool = 'read' } }\n"                             \
    "rule { id = 's', effect = 'require_approval', match = { tool = 'write' } }\n"

static const gait_policy_source ONE = { .path = "policy.lua" };
static const gait_policy_source ABSENT = { .path = "absent.lua" };

static gait_gate_request request_for(const char *tool)
{
    char intent[256];
    (void)snprintf(intent, sizeof intent, "{\"tool_name\":\"%s\"," CONTEXT "}", tool);
    put("policy.lua", POLICY);
    put("intent.json", intent);
    return (gait_gate_request){
        .policies = &ONE,
        .policy_count = 1,
        .intent_path = "intent.json",
        .keys = { .mode = "dev" },
        .producer_version = GAIT_STR("test"),
        .correlation_id = GAIT_STR("c"),
        .clock = gait_clock_system(),
        .rng = gait_rng_system(),
    };
}

static size_t traces(gait_arena *arena)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str *names;
    size_t count;
    size_t found = 0;
    assert_true(gait_dir_list(arena, ".", 100, &names, &count, &err));
    for (size_t i = 0; i < count; i++)
        if (gait_str_starts(names[i], GAIT_STR("trace_")))
            found++;
    return found;
}

static const gait_json *trace_of(gait_arena *arena, const gait_gate_result *result)
{
    const gait_json_limits limits = gait_json_limits_for(GAIT_LIMIT_RECORD_BYTES);
    gait_error err = GAIT_ERROR_INIT;
    gait_str bytes;
    gait_json *trace = NULL;
    assert_true(result->trace_path.len > 0);
    assert_true(gait_file_read(arena, gait_arena_cstr(arena, result->trace_path),
                               GAIT_LIMIT_RECORD_BYTES, &bytes, &err));
    assert_true(gait_json_parse(arena, bytes, &limits, &trace, &err));
    return trace;
}

static void a_decision_leaves_a_signed_trace(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("read");
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    if (!gait_gate_eval(p->arena, &request, &result, &err))
        fail_msg("%s", err.message);
    assert_int_equal(result.decision.verdict, GAIT_ALLOW);
    assert_str(result.decision.rule, "r");
    assert_str(result.policy_id, "p");
    assert_str(result.tool, "read");
    assert_true(result.ephemeral_key);
    assert_int_equal(result.policy_digest.len + result.intent_digest.len + result.key_id.len, 192);
    assert_str(member_of(trace_of(p->arena, &result), "verdict"), "allow");
    gait_gate_result again;
    assert_true(gait_gate_eval(p->arena, &request, &again, &err));
    assert_false(gait_str_equal(result.trace_id, again.trace_id));
    assert_int_equal(traces(p->arena), 2);
}

static void the_other_verdicts_are_completed_decisions_too(void **state)
{
    place *p = *state;
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    gait_gate_request request = request_for("write");
    assert_true(gait_gate_eval(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_REQUIRE_APPROVAL);
    assert_int_equal(result.decision.required_approvals, 1);
    request = request_for("delete");
    assert_true(gait_gate_eval(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
    assert_int_equal(result.decision.failure.code, GAIT_OK);
}

static void a_trace_that_exists_is_refused_before_anything_else(void **state)
{
    place *p = *state;
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    gait_gate_request request = request_for("read");
    put("mine.json", "evidence");
    request.trace_out = "mine.json";
    request.policies = &ABSENT;
    request.keys.mode = "prod";
    assert_false(gait_gate_eval(p->arena, &request, &result, &err));
    assert_int_equal(err.code, GAIT_E_trace_exists);
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
    gait_str bytes;
    gait_error read_err = GAIT_ERROR_INIT;
    assert_true(gait_file_read(p->arena, "mine.json", 100, &bytes, &read_err));
    assert_str(bytes, "evidence");
}

static void expect_failure(place *p, const gait_gate_request *request, gait_code code,
                           bool recorded)
{
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_gate_eval(p->arena, request, &result, &err));
    if (err.code != code)
        fail_msg("%s: %s, not %s", gait_code_name(err.code), err.message, gait_code_name(code));
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
    assert_int_equal(result.decision.failure.code, code);
    assert_str(result.decision.reason_codes[0], gait_code_name(code));
    assert_int_equal(result.trace_path.len > 0, recorded);
    if (!recorded)
        return;
    const gait_json *trace = trace_of(p->arena, &result);
    assert_str(member_of(trace, "verdict"), "block");
    assert_int_equal(gait_json_get(trace, GAIT_STR("intent_digest"))->text.len, 64);
}

static void a_failure_is_a_block_on_record_when_it_can_be(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("read");
    request.policies = &ABSENT;
    expect_failure(p, &request, GAIT_E_path_invalid, true);
    request = request_for("read");
    put("policy.lua", "policy {");
    expect_failure(p, &request, GAIT_E_policy_syntax, true);
    request = request_for("read");
    put("intent.json", "{\"tool_name\":");
    expect_failure(p, &request, GAIT_E_json_syntax, true);
    request = request_for("read");
    put("intent.json", "{\"tool_name\":\"t\"}");
    expect_failure(p, &request, GAIT_E_intent_invalid, true);
    request = request_for("read");
    request.intent_path = "absent.json";
    expect_failure(p, &request, GAIT_E_path_invalid, false);
    request = request_for("read");
    request.max_intent_bytes = 10;
    expect_failure(p, &request, GAIT_E_file_too_large, false);
    request = request_for("read");
    request.keys.mode = "prod";
    expect_failure(p, &request, GAIT_E_key_not_configured, false);
}

static void a_trace_that_cannot_be_written_takes_the_verdict_back(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("read");
    request.trace_out = "absent/trace.json";
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    assert_false(gait_gate_eval(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
    assert_int_not_equal(result.decision.failure.code, GAIT_OK);
    assert_int_equal(result.trace_path.len, 0);
}

static void a_simulation_leaves_nothing_unless_asked(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("delete");
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    request.simulate = true;
    request.evaluation_time_given = true;
    request.evaluation_unix_ns = 1000000000;
    assert_true(gait_gate_eval(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
    assert_int_equal(traces(p->arena), 0);
    assert_int_equal(result.trace_id.len, 0);
    request.trace_out = "asked.json";
    assert_true(gait_gate_eval(p->arena, &request, &result, &err));
    assert_str(member_of(trace_of(p->arena, &result), "evaluation_time"), "1970-01-01T00:00:01Z");
}

static void the_clock_is_the_callers_only_when_simulating(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("read");
    request.evaluation_time_given = true;
    expect_failure(p, &request, GAIT_E_flag_value_invalid, false);
    request = request_for("read");
    request.deadline_ms = GAIT_LIMIT_DECISION_DEADLINE_MS_MAX + 1;
    expect_failure(p, &request, GAIT_E_flag_value_invalid, false);
}

/* Nine conditions of nearly all the fuel a condition has take several milliseconds on any machine. */
static void a_deadline_that_passes_blocks(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("read");
    put("policy.lua", "policy { id = 'p', default = 'allow' }\n"
                      "for n = 1, 9 do\n"
                      "rule { id = 'slow' .. n, effect = 'dry_run', when = function(i)\n"
                      "for n = 1, 30000 do local s = n * n end return true end }\n"
                      "end\n");
    request.last_words = GAIT_STR("{}\n");
    request.deadline_ms = 20000;
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    if (!gait_gate_eval(p->arena, &request, &result, &err))
        fail_msg("%s", err.message);
    assert_int_equal(result.decision.verdict, GAIT_DRY_RUN);
    request.deadline_ms = 1;
    expect_failure(p, &request, GAIT_E_deadline_exceeded, true);
}

static void a_policy_test_needs_no_key_and_leaves_no_trace(void **state)
{
    place *p = *state;
    gait_gate_request request = request_for("write");
    gait_gate_result result;
    gait_error err = GAIT_ERROR_INIT;
    request.keys.mode = "prod";
    assert_true(gait_policy_test(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_REQUIRE_APPROVAL);
    assert_int_equal(traces(p->arena), 0);
    put("policy.lua", "rule");
    assert_false(gait_policy_test(p->arena, &request, &result, &err));
    assert_int_equal(result.decision.verdict, GAIT_BLOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_DIR(a_decision_leaves_a_signed_trace),
        IN_DIR(the_other_verdicts_are_completed_decisions_too),
        IN_DIR(a_trace_that_exists_is_refused_before_anything_else),
        IN_DIR(a_failure_is_a_block_on_record_when_it_can_be),
        IN_DIR(a_trace_that_cannot_be_written_takes_the_verdict_back),
        IN_DIR(a_simulation_leaves_nothing_unless_asked),
        IN_DIR(the_clock_is_the_callers_only_when_simulating),
        IN_DIR(a_deadline_that_passes_blocks),
        IN_DIR(a_policy_test_needs_no_key_and_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
