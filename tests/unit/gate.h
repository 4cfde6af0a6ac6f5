/*
 * gate.h — policies and intents from text, for the tests of src/gate.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TESTS_UNIT_GATE_H
#define GAIT_TESTS_UNIT_GATE_H

#include "unit.h"

#include "gate/decide.h"
#include "gate/policy.h"

#include <gait/limits.h>

/* What most intents of a test share; args, targets and further context go in by format. */
#define CONTEXT                                                                                    \
    "\"context\":{\"identity\":\"alice\",\"workspace\":\"/repo\",\"risk_class\":\"low\"}"

static inline const gait_intent *intent_of(gait_arena *arena, const char *json)
{
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL;
    if (!gait_intent_parse(arena, gait_str_of(json), GAIT_LIMIT_INTENT_BYTES, &intent, &err))
        fail_msg("intent: %s: %s", gait_code_name(err.code), err.message);
    return intent;
}

/* {"tool_name": tool, "args": args, "targets": targets, "context": …}; NULL leaves a member out. */
static inline const gait_intent *simple_intent(gait_arena *arena, const char *tool,
                                               const char *args, const char *targets)
{
    const char *json =
        gait_arena_format(arena, "{\"tool_name\":\"%s\"%s%s%s%s," CONTEXT "}", tool,
                          args != NULL ? ",\"args\":" : "", args != NULL ? args : "",
                          targets != NULL ? ",\"targets\":" : "", targets != NULL ? targets : "")
            .ptr;
    return intent_of(arena, json);
}

/* The policy of one source text; NULL, with err set, when it does not load. */
static inline gait_policy *load_text(gait_arena *arena, const char *source, gait_error *err)
{
    gi_pack_file *file = gait_arena_alloc(arena, sizeof *file);
    *file = (gi_pack_file){ "policy.lua", gait_str_of(source) };
    const gi_pack pack = { "test", file, 1 };
    gait_policy *policy = NULL;
    return gi_policy_load_pack(arena, &pack, &policy, err) ? policy : NULL;
}

static inline gait_policy *policy_of(gait_arena *arena, const char *source)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_policy *policy = load_text(arena, source, &err);
    if (policy == NULL)
        fail_msg("policy: %s: %s", gait_code_name(err.code), err.message);
    return policy;
}

static inline gait_decision decide_on(gait_arena *arena, gait_policy *policy,
                                      const gait_intent *intent)
{
    const gait_decide_options options = { .explain = true, .values = true };
    gait_decision decision;
    gait_decide(arena, policy, intent, &options, &decision);
    return decision;
}

/* The row of a rule in an explanation, or NULL. */
static inline const gait_json *row_of(const gait_json *explanation, const char *rule)
{
    const gait_json *rows = gait_json_get(explanation, GAIT_STR("considered"));
    for (size_t i = 0; rows != NULL && i < rows->count; i++)
        if (gait_str_is(gait_json_get(&rows->items[i], GAIT_STR("rule"))->text, rule))
            return &rows->items[i];
    return NULL;
}

static inline gait_str member_of(const gait_json *object, const char *name)
{
    const gait_json *value = object == NULL ? NULL : gait_json_get(object, gait_str_of(name));
    return value == NULL ? GAIT_STR("(absent)") : value->text;
}

#endif
