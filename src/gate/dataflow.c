/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/dataflow.h"
#include "gate/vocabulary.h"
#include "gate/words.h"

static const char *const default_sources[] = { "external", "tool_output", NULL };
static const char *const default_kinds[] = { "bucket", "host", "queue", "topic", "url", NULL };

static gi_texts texts_of(gait_arena *arena, const char *const *words)
{
    gi_texts texts = { NULL, 0 };
    size_t count = 0;
    while (words[count] != NULL)
        count++;
    texts.items = gait_arena_array(arena, count, sizeof *texts.items);
    for (; texts.count < count; texts.count++)
        texts.items[texts.count] = gait_str_of(words[texts.count]);
    return texts;
}

/* The destination is a target table under other names. */
static bool parse_destination(const gi_decl *decl, const gait_json *table,
                              const gi_target_match **out)
{
    static const char *const members[][2] = { { "destination_kinds", "kind" },
                                              { "destination_values", "value" },
                                              { "destination_operations", "operation" } };
    gait_json *target = gait_json_new_object(decl->arena);
    gait_json *match = gait_json_new_object(decl->arena);
    gi_texts fields;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const gait_json *value = gi_decl_get(table, members[i][0]);
        if (value != NULL)
            gait_json_set(decl->arena, target, gait_str_of(members[i][1]), *value);
    }
    if (target->count == 0) {
        gait_json *kinds = gait_json_new_array(decl->arena);
        for (size_t i = 0; default_kinds[i] != NULL; i++)
            gait_json_push(decl->arena, kinds, gait_json_string(gait_str_of(default_kinds[i])));
        gait_json_set(decl->arena, target, GAIT_STR("kind"), *kinds);
    }
    gait_json_set(decl->arena, match, GAIT_STR("target"), *target);
    return gi_target_compile(decl, match, out, &fields);
}

static bool parse_action(const gi_decl *decl, const gait_json *table, gait_verdict *out)
{
    static const char *const allowed[] = { "require_approval", "block", NULL };
    gait_str action = { NULL, 0 };
    if (!gi_decl_optional_one_of(decl, table, "action", allowed, &action))
        return false;
    *out = gait_str_is(action, "block") ? GAIT_BLOCK : GAIT_REQUIRE_APPROVAL;
    return true;
}

bool gi_dataflow_parse(const gi_decl *decl, const gait_json *table, const gi_dataflow **out)
{
    gi_dataflow *flow = gait_arena_alloc(decl->arena, sizeof *flow);
    if (!decl->contract)
        return gi_decl_fail(decl, "dataflow stands only in a policy with combine = 'tiers'; here "
                                  "a rule of its own with tainted_by and target says the same");
    if (!gi_decl_table(decl, table, "dataflow", gi_vocabulary(GI_TABLE_DATAFLOW)))
        return false;
    flow->sources = texts_of(decl->arena, default_sources);
    flow->reason = GAIT_STR("dataflow_tainted_destination");
    flow->violation = GAIT_STR("tainted_dataflow");
    *out = flow;
    return gi_decl_optional_texts(decl, table, "tainted_sources", &flow->sources) &&
           parse_destination(decl, table, &flow->destination) &&
           parse_action(decl, table, &flow->action) &&
           gi_decl_optional_code(decl, table, "reason", &flow->reason) &&
           gi_decl_optional_code(decl, table, "violation", &flow->violation);
}

bool gi_dataflow_holds(const gi_dataflow *flow, gi_reading *reading)
{
    const gi_condition tainted = { .kind = GI_CONDITION_TAINT, .texts = flow->sources };
    return gi_match_eval(&tainted, reading) == GI_TRUE &&
           gi_target_eval(flow->destination, reading) == GI_TRUE;
}
