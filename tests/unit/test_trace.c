/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "tmpdir.h"

#include <gait/buf.h>
#include <gait/digest.h>
#include <gait/gate.h>
#include <gait/record.h>

#include "gate/trace.h"

#define PRIVATE                                                                                    \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
#define ID "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"

#define INTENT                                                                                     \
    "{\"schema_id\":\"gait.gate.intent_request\",\"schema_version\":\"1.0.0\","                    \
    "\"created_at\":\"2026-02-05T14:00:00.250+02:00\",\"producer_version\":\"0.0.0-dev\","         \
    "\"tool_name\":\"tool.write\",\"args\":{\"path\":\"/tmp/a.txt\"},"                             \
    "\"targets\":[{\"kind\":\"path\",\"value\":\"/tmp/a.txt\",\"operation\":\"write\"}],"          \
    "\"context\":{\"identity\":\"alice\",\"workspace\":\"C:/repo\",\"risk_class\":\"high\"}}"
#define POLICY                                                                                     \
    "policy { id = \"test/trace\", version = \"3.1.0\", default = \"block\" }\n"                   \
    "rule { id = \"write\", effect = \"require_approval\", match = { tool = \"tool.write\" },\n"   \
    "  reason = \"writes_need_a_person\",\n"                                                       \
    "  credential = { sources = { \"vault_dynamic\", \"aws_sts\" }, max_ttl_seconds = 900 } }\n"   \
    "rule { id = \"rate\", effect = \"block\", limit = { max = 5, seconds = 60 } }\n"

static const int64_t NOON = INT64_C(1770292800) * 1000000000; /* 2026-02-05T12:00:00Z */

static bool count_up(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(0xf0 + i);
    return true;
}

static bool run_dry(void *ctx, void *bytes, size_t len, gait_error *err)
{
    (void)ctx;
    (void)bytes;
    (void)len;
    return gait_fail(err, GAIT_E_randomness_unavailable, "no randomness");
}

static const gait_rng RNG = { count_up, NULL };

static gait_key *test_key(void)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    assert_true(gait_key_parse_private(GAIT_STR(PRIVATE), &key, &err));
    return key;
}

static gait_json *make(gait_arena *arena, const gait_trace_facts *facts)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = test_key();
    gait_json *trace = NULL;
    if (!gait_trace_make(arena, facts, key, &RNG, &trace, &err))
        fail_msg("%s", err.message);
    assert_str(gait_trace_id(trace), "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    gait_key_free(key);
    return trace;
}

static gait_trace_facts facts_of(const gait_decision *decision)
{
    return (gait_trace_facts){
        .decision = decision,
        .intent_bytes = GAIT_STR("{\"tool_name\":"),
        .correlation_id = GAIT_STR("c-1"),
        .producer_version = GAIT_STR("0.1.0"),
        .now_unix_ns = NOON,
        .evaluation_unix_ns = NOON - 1,
        .latency_ms = 1.23456,
    };
}

static bool two_used(void *ctx, const gait_limit *limit, int64_t *out)
{
    (void)ctx;
    (void)limit;
    *out = 2;
    return true;
}

/* A whole decision on a real policy. */
static gait_json *decided(fixture *f)
{
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL;
    gait_policy *policy = NULL;
    gait_decision decision;
    const char *path = in_dir(f, "policy.lua");
    put_file(path, POLICY, 0600);
    const gait_policy_source source = { .path = path };
    const gait_counts counts = { .used = two_used };
    const gait_decide_options options = { .now_unix_ns = NOON - 1, .counts = &counts };
    if (!gait_policy_load(f->arena, &source, &policy, &err) ||
        !gait_intent_parse(f->arena, GAIT_STR(INTENT), 65536, &intent, &err))
        fail_msg("%s", err.message);
    gait_decide(f->arena, policy, intent, &options, &decision);
    assert_int_equal(decision.verdict, GAIT_REQUIRE_APPROVAL);
    gait_trace_facts facts = facts_of(&decision);
    facts.policy = policy;
    facts.intent = intent;
    gait_json *trace = make(f->arena, &facts);
    gait_policy_free(policy);
    return trace;
}

static gait_json *failed(gait_arena *arena)
{
    gait_decision decision = { .verdict = GAIT_BLOCK };
    gait_str *reasons = gait_arena_array(arena, 1, sizeof *reasons);
    reasons[0] = GAIT_STR("intent_invalid");
    decision.reason_codes = reasons;
    decision.reason_count = 1;
    (void)gait_fail(&decision.failure, GAIT_E_intent_invalid, "no intent");
    gait_trace_facts facts = facts_of(&decision);
    facts.latency_ms = -1;
    facts.correlation_id = GAIT_STR("");
    return make(arena, &facts);
}

static gait_str emit(gait_arena *arena, const gait_json *trace)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str bytes;
    assert_true(gait_trace_emit(arena, trace, &bytes, &err));
    return bytes;
}

static gait_code verify(gait_arena *arena, gait_str bytes, gait_trace_report *report)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key_ring *ring = NULL;
    gait_key *key = test_key();
    assert_true(gait_key_ring_of(key, &ring, &err));
    bool ok = gait_trace_verify(arena, bytes, ring, report, &err);
    assert_int_equal(ok, err.code == GAIT_OK);
    gait_key_ring_free(ring);
    gait_key_free(key);
    return err.code;
}

static gait_code verdict_on(gait_arena *arena, gait_str bytes)
{
    gait_trace_report report;
    return verify(arena, bytes, &report);
}

/* The text with one occurrence of `old` replaced. */
static gait_str edited(gait_arena *arena, gait_str text, const char *old, const char *new)
{
    const char *all = gait_arena_cstr(arena, text);
    const char *at = strstr(all, old);
    if (at == NULL)
        fail_msg("no %s in the trace", old);
    return gait_arena_format(arena, "%.*s%s%s", (int)(at - all), all, new, at + strlen(old));
}

/* The trace with a member changed (or removed: NULL) and signed anew: wrong in itself, not in its signature. */
static gait_str resigned(gait_arena *arena, const gait_json *trace, const char *name,
                         const gait_json *value)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_json *copy = gait_json_new_object(arena);
    for (size_t i = 0; i < trace->count; i++) {
        if (!gait_str_is(trace->members[i].name, name) &&
            !gait_str_is(trace->members[i].name, "signature"))
            (void)gait_json_set(arena, copy, trace->members[i].name, trace->members[i].value);
    }
    if (value != NULL)
        (void)gait_json_set(arena, copy, gait_str_of(name), *value);
    gait_key *key = test_key();
    assert_true(gait_record_sign(arena, copy, GAIT_STR(GI_TRACE_CONTEXT), key, &err));
    gait_key_free(key);
    return emit(arena, copy);
}

static gait_code code_of_member(gait_arena *arena, const gait_json *trace, const char *name,
                                const char *json)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    gait_json_limits limits = gait_json_limits_for(4096);
    assert_true(gait_json_parse(arena, gait_str_of(json), &limits, &value, &err));
    return verdict_on(arena, resigned(arena, trace, name, value));
}

static void a_decision_is_recorded_member_by_member_in_order(void **state)
{
    fixture *f = *state;
    gait_json *trace = decided(f);
    static const char names[] =
        "schema_id schema_version created_at producer_version trace_id correlation_id tool_name "
        "args_digest intent_digest intent_digest_kind intent_created_at identity risk_class "
        "policy_digest policy_id policy_version evaluation_time verdict rule reason_codes "
        "violations required_approvals distinct_approvers credential limits simulate latency_ms "
        "signature ";
    gait_buf found;
    gait_buf_init(&found, f->arena, 4096);
    for (size_t i = 0; i < trace->count; i++)
        gait_buf_add_format(&found, "%.*s ", GAIT_STR_ARG(trace->members[i].name));
    assert_str(gait_buf_text(&found), names);
    gait_str bytes = emit(f->arena, trace);
    assert_true(gait_str_starts(bytes, GAIT_STR("{\n  \"schema_id\": \"gait.gate.trace\",\n")));
    assert_true(gait_str_ends(bytes, GAIT_STR("}\n")));
}

static void a_decision_is_recorded_as_it_was(void **state)
{
    fixture *f = *state;
    gait_trace_report report;
    gait_json *trace = decided(f);
    static const char *const texts[][2] = {
        { "created_at", "2026-02-05T12:00:00Z" },
        { "tool_name", "tool.write" },
        { "intent_digest", "72d227d813eb612bc2c02d21b5e8bc52ec0a90396239903a7d85f7c9f9960537" },
        { "args_digest", "548d0264343c1d2d510c941fa833479bca4ba541a9e46ba8051d883dc53cb41a" },
        { "intent_digest_kind", "normalised" },
        { "intent_created_at", "2026-02-05T12:00:00.25Z" },
        { "identity", "alice" },
        { "risk_class", "high" },
        { "policy_id", "test/trace" },
        { "policy_version", "3.1.0" },
        { "evaluation_time", "2026-02-05T11:59:59.999999999Z" },
        { "verdict", "require_approval" },
        { "rule", "write" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_str(gait_json_get(trace, gait_str_of(texts[i][0]))->text, texts[i][1]);
    assert_str(gait_json_get(trace, GAIT_STR("latency_ms"))->text, "1.235");
    const gait_json *limit = gait_json_get(trace, GAIT_STR("limits"))->items;
    assert_str(gait_json_get(limit, GAIT_STR("rule"))->text, "rate");
    assert_str(gait_json_get(limit, GAIT_STR("used"))->text, "2");
    const gait_json *credential = gait_json_get(trace, GAIT_STR("credential"));
    assert_str(gait_json_get(credential, GAIT_STR("sources"))->items[0].text, "aws_sts");
    assert_int_equal(verify(f->arena, emit(f->arena, trace), &report), GAIT_OK);
    assert_true(report.parsed);
    assert_str(report.schema_version, "2.0.0");
    assert_str(report.verdict, "require_approval");
    assert_str(report.trace_id, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    assert_str(report.key_id, ID);
}

static void an_intent_nobody_understood_is_recorded_by_its_bytes(void **state)
{
    fixture *f = *state;
    gait_json *trace = failed(f->arena);
    gait_str digest = gait_digest_hex_of(f->arena, GAIT_STR("{\"tool_name\":"));
    assert_str(gait_json_get(trace, GAIT_STR("intent_digest"))->text, digest.ptr);
    assert_str(gait_json_get(trace, GAIT_STR("intent_digest_kind"))->text, "raw");
    assert_str(gait_json_get(trace, GAIT_STR("error_code"))->text, "intent_invalid");
    static const char *const absent[] = { "tool_name",     "args_digest", "identity",
                                          "risk_class",    "rule",        "intent_created_at",
                                          "policy_digest", "latency_ms",  "correlation_id" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        assert_null(gait_json_get(trace, gait_str_of(absent[i])));
    assert_int_equal(verdict_on(f->arena, emit(f->arena, trace)), GAIT_OK);
}

static void without_randomness_there_is_no_trace(void **state)
{
    fixture *f = *state;
    gait_error err = GAIT_ERROR_INIT;
    gait_decision decision = { .verdict = GAIT_BLOCK };
    gait_trace_facts facts = facts_of(&decision);
    gait_rng rng = { run_dry, NULL };
    gait_key *key = test_key();
    gait_json *trace = NULL;
    assert_false(gait_trace_make(f->arena, &facts, key, &rng, &trace, &err));
    assert_int_equal(err.code, GAIT_E_randomness_unavailable);
    gait_key_free(key);
}

static void order_and_white_space_are_not_part_of_a_trace(void **state)
{
    fixture *f = *state;
    gait_buf buf;
    gait_str compact;
    gait_error err = GAIT_ERROR_INIT;
    gait_buf_init(&buf, f->arena, 1 << 16);
    gait_json_emit(&buf, decided(f), GAIT_JSON_COMPACT);
    assert_true(gait_buf_finish(&buf, &compact, &err));
    assert_int_equal(verdict_on(f->arena, compact), GAIT_OK);
}

static void what_is_added_doubled_or_respelled_is_found(void **state)
{
    fixture *f = *state;
    gait_str bytes = emit(f->arena, decided(f));
    static const struct {
        const char *old, *new;
        gait_code code;
    } rows[] = {
        { "\"rule\"", "\"note\": \"x\",\n  \"rule\"", GAIT_E_trace_invalid },
        { "\"rule\"", "\"Rule\"", GAIT_E_trace_invalid },
        { "\"rule\"", "\"rule\": \"write\", \"rule\"", GAIT_E_trace_invalid },
        { "\"rule\"", "\"r\\u0075le\": \"write\", \"rule\"", GAIT_E_trace_invalid },
        { "\"verdict\": \"require_approval\"",
          "\"verdict\": \"require_approval\", \"VERDICT\": \"allow\"", GAIT_E_trace_invalid },
        { "\"alg\"", "\"x\": \"y\", \"alg\"", GAIT_E_record_invalid },
        { "\"alg\"", "\"alg\": \"ed25519\", \"alg\"", GAIT_E_trace_invalid },
        { "\"verdict\": \"require_approval\"", "\"verdict\": \"allow\"", GAIT_E_digest_mismatch },
        { "1.235", "1.2350", GAIT_OK },
        { "1.235", "1.236", GAIT_E_digest_mismatch },
        { "\"alice\"", "\"\\u0061lice\"", GAIT_OK },
        { "\"2.0.0\"", "\"2.0.1\"", GAIT_E_record_version },
        { "\"gait.gate.trace\"", "\"gait.gate.token\"", GAIT_E_record_version },
        { "\"schema_id\"", "\"schema\"", GAIT_E_trace_invalid },
        { "\"2.0.0\"", "\"1.0.0\"", GAIT_E_trace_invalid },
        { "}\n}\n", "}\n}\n{}", GAIT_E_json_syntax },
        { "{\n  \"schema_id\"", "[{\n  \"schema_id\"", GAIT_E_json_syntax },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gait_code code = verdict_on(f->arena, edited(f->arena, bytes, rows[i].old, rows[i].new));
        if (code != rows[i].code)
            fail_msg("%s gave %s", rows[i].new, gait_code_name(code));
    }
    assert_int_equal(verdict_on(f->arena, GAIT_STR("[]")), GAIT_E_trace_invalid);
    assert_int_equal(verdict_on(f->arena, GAIT_STR("not json")), GAIT_E_json_syntax);
    assert_int_equal(verdict_on(f->arena, GAIT_STR("")), GAIT_E_json_syntax);
}

static void any_single_changed_byte_is_found(void **state)
{
    fixture *f = *state;
    gait_str bytes = emit(f->arena, failed(f->arena));
    char *text = gait_arena_cstr(f->arena, bytes);
    size_t escaped = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        char was = text[i];
        if (was == ' ' || was == '\n')
            continue;
        text[i] = was == 'z' ? 'y' : (char)(was + 1);
        gait_arena *arena = gait_arena_new(1 << 20, NULL, NULL);
        escaped += verdict_on(arena, (gait_str){ text, bytes.len }) == GAIT_OK;
        gait_arena_free(arena);
        text[i] = was;
    }
    assert_int_equal(escaped, 0);
}

static void even_a_signed_trace_must_be_well_formed(void **state)
{
    fixture *f = *state;
    gait_arena *arena = f->arena;
    gait_json *trace = decided(f);
    static const char *const rows[][2] = {
        { "trace_id", "\"f0f1f2f3f4f5f6f7f8f9fafbfcfdfe\"" },
        { "trace_id", "\"F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF\"" },
        { "intent_digest", "\"abc\"" },
        { "intent_digest_kind", "\"other\"" },
        { "created_at", "\"yesterday\"" },
        { "evaluation_time", "\"2026-02-30T00:00:00Z\"" },
        { "intent_created_at", "7" },
        { "verdict", "\"permit\"" },
        { "verdict", "null" },
        { "identity", "\"\"" },
        { "reason_codes", "[\"b\",\"a\"]" },
        { "reason_codes", "[\"a\",\"a\"]" },
        { "reason_codes", "[\"\"]" },
        { "violations", "[1]" },
        { "violations", "{}" },
        { "simulate", "\"true\"" },
        { "required_approvals", "0" },
        { "required_approvals", "1.5" },
        { "latency_ms", "-1" },
        { "tzdata_version", "\"\"" },
        { "tzdata_version", "2025" },
        { "credential", "true" },
        { "credential", "{}" }, /* without jit */
        { "credential", "{\"jit\":true,\"sources\":[\"b\",\"a\"]}" },
        { "credential", "{\"jit\":true,\"extra\":1}" },
        { "limits", "[]" },
        { "limits", "[{\"rule\":\"r\",\"max\":1,\"seconds\":1,\"by\":[]}]" }, /* without charges */
        { "limits",
          "[{\"rule\":\"r\",\"max\":1,\"seconds\":1,\"by\":[],\"charges\":1,\"used\":-1}]" },
        { "limits", "[{\"rule\":\"r\",\"max\":1,\"seconds\":1,\"by\":[],\"charges\":1},7]" },
        { "error_code", "\"Not A Code\"" },
        { "error_code", "\"deadline_exceeded\"" }, /* and yet not a block */
        { "intent_digest_kind", "\"raw\"" },       /* and yet a tool's name */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (code_of_member(arena, trace, rows[i][0], rows[i][1]) != GAIT_E_trace_invalid)
            fail_msg("%s: %s", rows[i][0], rows[i][1]);
    }
    static const char *const required[] = { "created_at", "trace_id",     "intent_digest",
                                            "verdict",    "simulate",     "reason_codes",
                                            "tool_name",  "policy_digest" };
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        if (verdict_on(arena, resigned(arena, trace, required[i], NULL)) != GAIT_E_trace_invalid)
            fail_msg("%s is not missed", required[i]);
    }
    assert_int_equal(code_of_member(arena, trace, "approval_token_ref", "\"6b76f19b\""), GAIT_OK);
    assert_int_equal(code_of_member(arena, trace, "latency_ms", "0"), GAIT_OK);
    assert_int_equal(code_of_member(arena, trace, "tzdata_version", "\"2025b\""), GAIT_OK);
}

/* ---- 1.0.0 ---- */

#define HEAD_1                                                                                     \
    "{\n  \"schema_id\": \"gait.gate.trace\",\n  \"schema_version\": \"1.0.0\",\n"                 \
    "  \"created_at\": \"2026-02-05T00:00:00Z\",\n  \"producer_version\": \"0.0.0-dev\",\n"        \
    "  \"trace_id\": \"852ac2ae8b19c0dd51f02e08\",\n  \"correlation_id\": \"abc\",\n"              \
    "  \"tool_name\": \"tool.write\",\n  \"args_digest\": "                                        \
    "\"548d0264343c1d2d510c941fa833479bca4ba541a9e46ba8051d883dc53cb41a\",\n"                      \
    "  \"intent_digest\": "                                                                        \
    "\"72d227d813eb612bc2c02d21b5e8bc52ec0a90396239903a7d85f7c9f9960537\",\n"                      \
    "  \"policy_digest\": "                                                                        \
    "\"65819d9cf07c7619aa8aaf2bd4e8d6f8e3f86b139b49a68c535fd14d77a5009f\",\n"                      \
    "  \"verdict\": \"allow\",\n  \"latency_ms\": 3.25,\n"
#define TRACE_1                                                                                    \
    HEAD_1                                                                                         \
    "  \"signature\": {\n    \"alg\": \"ed25519\",\n    \"key_id\": \"" ID "\",\n"                 \
    "    \"sig\": \"1+X8DPtt3WN8VCpUC7qEwkyJra4l5I0iulyTn3CRSwz4vpkfHjv/N18hta5mgfQ61eT5RV0a2"     \
    "nZtkaGIwGbCAw==\",\n    \"signed_digest\": "                                                  \
    "\"409a3ffe7c64a6c4fe65c9322a82f13c86b46744c3246345ad4c227d21564a93\"\n  }\n}\n"

static void the_known_trace_of_the_first_form_verifies(void **state)
{
    fixture *f = *state;
    gait_trace_report report;
    assert_int_equal(verify(f->arena, GAIT_STR(TRACE_1), &report), GAIT_OK);
    assert_str(report.schema_version, "1.0.0");
    assert_str(report.trace_id, "852ac2ae8b19c0dd51f02e08");
    assert_str(report.verdict, "allow");
    assert_str(report.key_id, ID);
}

static void the_first_form_is_read_as_it_was_signed(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *old, *new;
        gait_code code;
    } rows[] = {
        { "00:00:00Z", "00:00:00.000Z", GAIT_OK },
        { "00:00:00Z", "00:00:00+00:00", GAIT_OK },
        { "00:00:00Z", "00:00:00-00:00", GAIT_OK },
        { "00:00:00Z", "01:00:00+01:00", GAIT_E_digest_mismatch },
        { "00:00:00Z", "00:00:00.5Z", GAIT_E_digest_mismatch },
        { "00:00:00Z", "00:00Z", GAIT_E_trace_invalid },
        { "3.25", "325e-2", GAIT_OK },
        { "3.25", "1e999", GAIT_E_trace_invalid },
        { "\"verdict\"", "\"violations\": [],\n  \"verdict\"", GAIT_OK },
        { "\"verdict\"", "\"approval_token_ref\": \"\",\n  \"verdict\"", GAIT_OK },
        { "\"verdict\"", "\"violations\": [\"x\"],\n  \"verdict\"", GAIT_E_digest_mismatch },
        { "\"verdict\"", "\"violations\": null,\n  \"verdict\"", GAIT_E_trace_invalid },
        { "\"verdict\"", "\"simulate\": false,\n  \"verdict\"", GAIT_E_trace_invalid },
        { "\"verdict\"", "\"VERDICT\"", GAIT_E_trace_invalid },
        { "\"allow\"", "\"block\"", GAIT_E_digest_mismatch },
        { "\"allow\"", "\"allow\", \"verdict\": \"allow\"", GAIT_E_trace_invalid },
        { "\"1.0.0\"", "\"2.0.0\"", GAIT_E_trace_invalid },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gait_str text = edited(f->arena, GAIT_STR(TRACE_1), rows[i].old, rows[i].new);
        gait_code code = verdict_on(f->arena, text);
        if (code != rows[i].code)
            fail_msg("%s gave %s", rows[i].new, gait_code_name(code));
    }
    gait_str unsigned_trace = edited(f->arena, GAIT_STR(HEAD_1), "3.25,\n", "3.25}");
    assert_int_equal(verdict_on(f->arena, unsigned_trace), GAIT_E_signature_missing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_decision_is_recorded_member_by_member_in_order),
        FIXTURE_TEST(a_decision_is_recorded_as_it_was),
        FIXTURE_TEST(an_intent_nobody_understood_is_recorded_by_its_bytes),
        FIXTURE_TEST(without_randomness_there_is_no_trace),
        FIXTURE_TEST(order_and_white_space_are_not_part_of_a_trace),
        FIXTURE_TEST(what_is_added_doubled_or_respelled_is_found),
        FIXTURE_TEST(any_single_changed_byte_is_found),
        FIXTURE_TEST(even_a_signed_trace_must_be_well_formed),
        FIXTURE_TEST(the_known_trace_of_the_first_form_verifies),
        FIXTURE_TEST(the_first_form_is_read_as_it_was_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
