/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "author/checking.h"

enum { FEW_RULES = 64 };

/* Whatever a policy says, the checks come to an end and place what they find. */
static void check_pack(gait_arena *arena, const gait_policy *policy)
{
    gait_check_report report = { 0 };
    gi_checking checking = { .arena = arena, .report = &report, .policy = policy };
    if (policy->rule_count > FEW_RULES)
        return;
    gi_check_pack(&checking);
    for (size_t i = 0; i < report.finding_count; i++) {
        const gait_check_finding *finding = &report.findings[i];
        FUZZ_MUST(finding->code != NULL && finding->message.len > 0 && finding->place.file.len > 0);
        FUZZ_MUST(finding->place.rule.len == 0 || finding->place.line > 0);
    }
}

/* A policy that loads has rules, a digest and the same decision twice; one that does not says why. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char text[] =
        "{\"tool_name\":\"tool.write\",\"args\":{\"n\":1,\"s\":\"text\",\"l\":[1,2]},\"targets\":[{"
        "\"kind\":\"url\",\"value\":\"https://a.example/x\"}],\"context\":{\"identity\":\"alice\","
        "\"workspace\":\"/repo\",\"risk_class\":\"low\"}}";
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    const gi_pack_file file = { "policy.lua", fuzz_str(data, size) };
    const gi_pack pack = { "fuzz", &file, 1 };
    const gait_decide_options options = { .explain = true, .values = true };
    gait_policy *policy = NULL;
    const gait_intent *intent = NULL;
    gait_decision first, second;
    if (!gi_policy_load_pack(arena, &pack, &policy, &err)) {
        fuzz_check_error(&err);
    } else {
        FUZZ_MUST(gait_policy_rule_count(policy) > 0 && gait_policy_digest(policy).len == 64);
        FUZZ_MUST(gait_intent_parse(arena, gait_str_of(text), 1 << 16, &intent, &err));
        gait_decide(arena, policy, intent, &options, &first);
        gait_decide(arena, policy, intent, &options, &second);
        FUZZ_MUST(first.verdict == second.verdict && first.fuel == second.fuel);
        FUZZ_MUST(first.reason_count > 0 && first.explanation != NULL);
        FUZZ_MUST(first.failure.code == GAIT_OK || first.verdict == GAIT_BLOCK);
        check_pack(arena, policy);
        gait_policy_free(policy);
    }
    gait_arena_free(arena);
    return 0;
}
