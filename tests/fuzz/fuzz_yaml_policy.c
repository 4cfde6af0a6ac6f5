/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "author/importing.h"

enum { MOST = 1 << 14 };

static gait_policy *load(gait_arena *arena, const gi_pack_file *files, size_t count)
{
    const gi_pack pack = { "fuzz", files, count };
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = NULL;
    if (gi_policy_load_pack(arena, &pack, &policy, &err))
        return policy;
    fuzz_check_error(&err);
    return NULL;
}

static bool same(const gait_str *a, size_t a_count, const gait_str *b, size_t b_count)
{
    bool equal = a_count == b_count;
    for (size_t i = 0; equal && i < a_count; i++)
        equal = gait_str_equal(a[i], b[i]);
    return equal;
}

/* What the pack that import writes of it decides is what the YAML decides. */
static void check_import(gait_arena *arena, gait_str yaml, gait_policy *policy)
{
    gait_error err = GAIT_ERROR_INIT;
    gi_importing importing = { .arena = arena, .err = &err, .file = "p.yaml" };
    const gi_yaml_reader reader = { arena, &err, importing.file };
    FUZZ_MUST(gi_yaml_policy_read(&reader, yaml, &importing.yaml));
    if (!gi_import_policy(&importing))
        return;
    gi_pack_file *files = gait_arena_array(arena, importing.file_count, sizeof *files);
    for (size_t i = 0; i < importing.file_count; i++)
        files[i] = (gi_pack_file){ importing.files[i].path, importing.files[i].bytes };
    importing.before = policy;
    importing.after = load(arena, files, importing.file_count);
    FUZZ_MUST(importing.after != NULL);
    FUZZ_MUST(gi_import_cases(&importing));
    gait_policy_free(importing.after);
}

/* A YAML policy that is read has a digest and the same decision twice, and can be imported. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char text[] =
        "{\"tool_name\":\"tool.write\",\"targets\":[{\"kind\":\"host\",\"value\":\"a.example\","
        "\"operation\":\"write\"}],\"arg_provenance\":[{\"arg_path\":\"args.x\",\"source\":"
        "\"external\"}],\"context\":{\"identity\":\"alice\",\"workspace\":\"/repo\",\"risk_class\":"
        "\"high\"}}";
    if (size > MOST)
        return 0;
    gait_arena *arena = fuzz_arena();
    const gi_pack_file file = { "p.yaml", fuzz_str(data, size) };
    const gait_decide_options options = { .now_unix_ns = 0 };
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL;
    gait_policy *policy = load(arena, &file, 1);
    if (policy != NULL) {
        gait_decision first, second;
        FUZZ_MUST(gait_policy_digest(policy).len == 64);
        FUZZ_MUST(gait_intent_parse(arena, gait_str_of(text), 1 << 16, &intent, &err));
        gait_decide(arena, policy, intent, &options, &first);
        gait_decide(arena, policy, intent, &options, &second);
        FUZZ_MUST(first.verdict == second.verdict && first.reason_count > 0);
        FUZZ_MUST(
            same(first.reason_codes, first.reason_count, second.reason_codes, second.reason_count));
        check_import(arena, file.bytes, policy);
        gait_policy_free(policy);
    }
    gait_arena_free(arena);
    return 0;
}
