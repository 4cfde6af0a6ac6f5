/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/gate.h>

static gait_arena *lasting;
static gait_key_ring *ring;
static gait_str original, original_canonical;

static gait_str canonical(gait_arena *arena, gait_str text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_json_limits limits = gait_json_limits_for(1 << 20);
    gait_json *value;
    gait_str out;
    FUZZ_MUST(gait_json_parse(arena, text, &limits, &value, &err));
    FUZZ_MUST(gait_json_canonical(arena, value, GAIT_NUMBERS_EXACT, 1 << 20, &out, &err));
    return out;
}

/* A trace as a decision that failed leaves it, signed with a fixed key. */
static void prepare(void)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_rng rng = { fuzz_fill, NULL };
    gait_key *key;
    gait_json *trace;
    lasting = fuzz_arena();
    gait_decision decision = { .verdict = GAIT_BLOCK, .failure = GAIT_ERROR_INIT };
    (void)gait_fail(&decision.failure, GAIT_E_intent_invalid, "no tool");
    gait_trace_facts facts = {
        .intent_bytes = GAIT_STR("{}"),
        .decision = &decision,
        .correlation_id = GAIT_STR("fuzz"),
        .producer_version = GAIT_STR("0"),
        .now_unix_ns = 1700000000123456789,
        .evaluation_unix_ns = 1700000000000000000,
        .latency_ms = 1.5,
    };
    FUZZ_MUST(gait_key_generate(&rng, &key, &err));
    FUZZ_MUST(gait_key_ring_of(key, &ring, &err));
    FUZZ_MUST(gait_trace_make(lasting, &facts, key, &rng, &trace, &err));
    FUZZ_MUST(gait_trace_emit(lasting, trace, &original, &err));
    original_canonical = canonical(lasting, original);
    gait_key_free(key);
}

static void check(gait_str bytes)
{
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    gait_trace_report report = { 0 };
    if (!gait_trace_verify(arena, bytes, ring, &report, &err))
        fuzz_check_error(&err);
    else /* only what was signed verifies, however it is laid out */
        FUZZ_MUST(gait_str_equal(canonical(arena, bytes), original_canonical));
    gait_arena_free(arena);
}

/* The input as a trace of its own, and as a change to a good one: place, length to remove, bytes to put there. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (lasting == NULL)
        prepare();
    check(original);
    check(fuzz_str(data, size));
    if (size < 3)
        return 0;
    size_t at = ((size_t)data[0] << 8 | data[1]) % (original.len + 1);
    size_t gone = data[2] % (original.len - at + 1);
    char *changed = malloc(original.len + size);
    FUZZ_MUST(changed != NULL);
    memcpy(changed, original.ptr, at);
    memcpy(changed + at, data + 3, size - 3);
    memcpy(changed + at + size - 3, original.ptr + at + gone, original.len - at - gone);
    check((gait_str){ changed, original.len - gone + size - 3 });
    free(changed);
    return 0;
}
