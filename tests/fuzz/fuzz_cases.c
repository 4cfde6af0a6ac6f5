/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "author/cases.h"

#include <gait/limits.h>

/* A spec that is read has cases that the gate reads, each on a line of the spec; one that is not says why. */
static void check_case(gait_arena *arena, const gi_case *one, int lines)
{
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL;
    FUZZ_MUST(one->name.len > 0 && one->group.len > 0);
    FUZZ_MUST(one->line >= 1 && one->line <= lines);
    FUZZ_MUST(gait_intent_parse(arena, one->intent, GAIT_LIMIT_INTENT_BYTES, &intent, &err));
    FUZZ_MUST(!one->rules.given || one->rules.names.count > 0);
    for (size_t i = 0; i < one->used_count; i++)
        FUZZ_MUST(one->used[i].count >= 0 && gait_str_is(one->used[i].rule, "b"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const all[] = { "a", "b", NULL };
    static const char *const limited[] = { "b", NULL };
    const gi_rule_ids rules = { all, limited };
    const gi_spec spec = { GAIT_STR("x_cases.lua"), fuzz_str(data, size) };
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    gi_case_list list = { NULL, 0, 0 };
    int lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    if (gi_cases_read(arena, &spec, &rules, &list, &err))
        FUZZ_MUST(list.count > 0);
    else
        fuzz_check_error(&err);
    for (size_t i = 0; err.code == GAIT_OK && i < list.count; i++)
        check_case(arena, &list.items[i], lines);
    gait_arena_free(arena);
    return 0;
}
