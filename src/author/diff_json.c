/*
 * diff_json.c — a comparison as data: gait.policy.diff 1.0.0, see docs/diff.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/diff.h"

static void put(gait_arena *arena, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(arena, object, gait_str_of(name), value);
}

static void put_text(gait_arena *arena, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        put(arena, object, name, gait_json_string(text));
}

static void put_count(gait_arena *arena, gait_json *object, const char *name, size_t count)
{
    put(arena, object, name, gait_json_integer(arena, (int64_t)count));
}

static void put_list(gait_arena *arena, gait_json *object, const char *name, const gait_str *texts,
                     size_t count)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < count; i++)
        gait_json_push(arena, list, gait_json_string(texts[i]));
    put(arena, object, name, *list);
}

static void put_respects(gait_arena *arena, gait_json *object, const char *name, unsigned respects)
{
    gait_json *list = gait_json_new_array(arena);
    for (unsigned one = GAIT_DIFF_VERDICT; one <= GAIT_DIFF_LIMITS; one <<= 1)
        if ((respects & one) != 0)
            gait_json_push(
                arena, list,
                gait_json_string(gait_str_of(gait_diff_respect_name((gait_diff_respect)one))));
    put(arena, object, name, *list);
}

static gait_json side_json(gait_arena *arena, const gait_diff_side *side)
{
    gait_json *out = gait_json_new_object(arena);
    put(arena, out, "verdict", gait_json_string(gait_str_of(gait_verdict_name(side->verdict))));
    put_text(arena, out, "decided_by", side->decided_by);
    put_list(arena, out, "rules", side->rules, side->rule_count);
    if (side->verdict == GAIT_REQUIRE_APPROVAL) {
        put(arena, out, "approvals", gait_json_integer(arena, side->approvals));
        put(arena, out, "distinct_approvers", gait_json_bool(side->distinct_approvers));
    }
    return *out;
}

static gait_json group_json(gait_arena *arena, const gait_diff_group *group)
{
    gait_json *out = gait_json_new_object(arena);
    gait_json *examples = gait_json_new_array(arena);
    put(arena, out, "widening", gait_json_bool(group->widens != 0));
    put_respects(arena, out, "widens", group->widens);
    put_respects(arena, out, "narrows", group->narrows);
    put(arena, out, "old", side_json(arena, &group->before));
    put(arena, out, "new", side_json(arena, &group->after));
    put_count(arena, out, "decisions", group->decisions);
    put_count(arena, out, "intents", group->intents);
    for (size_t i = 0; i < group->example_count; i++) {
        gait_json *one = gait_json_new_object(arena);
        put_text(arena, one, "intent_digest", group->examples[i].intent_digest);
        put_text(arena, one, "tool_name", group->examples[i].tool);
        gait_json_push(arena, examples, *one);
    }
    put(arena, out, "examples", *examples);
    return *out;
}

static gait_json policy_json(gait_arena *arena, const gait_diff_policy *policy)
{
    gait_json *out = gait_json_new_object(arena);
    put_text(arena, out, "policy_id", policy->id);
    put_text(arena, out, "policy_version", policy->version);
    put_text(arena, out, "policy_digest", policy->digest);
    put_count(arena, out, "prompts", policy->prompts);
    return *out;
}

static gait_json traces_json(gait_arena *arena, const gait_diff *diff)
{
    gait_json *out = gait_json_new_object(arena);
    put_count(arena, out, "found", diff->traces);
    put_count(arena, out, "verified", diff->verified);
    put_count(arena, out, "repeated", diff->repeated);
    put_count(arena, out, "raw", diff->raw);
    put_count(arena, out, "unweighed", diff->unweighed);
    put_count(arena, out, "of_old_policy", diff->of_old_policy);
    put_count(arena, out, "recorded_otherwise", diff->recorded_otherwise);
    put_list(arena, out, "without_intent", diff->traces_alone, diff->traces_alone_count);
    return *out;
}

gait_json *gait_diff_json(gait_arena *arena, const gait_diff *diff)
{
    gait_json *out = gait_json_new_object(arena);
    gait_json *groups = gait_json_new_array(arena);
    put_text(arena, out, "schema_id", GAIT_STR("gait.policy.diff"));
    put_text(arena, out, "schema_version", GAIT_STR("1.0.0"));
    put(arena, out, "old", policy_json(arena, &diff->before));
    put(arena, out, "new", policy_json(arena, &diff->after));
    put_count(arena, out, "intents", diff->intents);
    put_count(arena, out, "unused_intents", diff->unused_intents);
    put_count(arena, out, "decisions", diff->decisions);
    put_count(arena, out, "changed", diff->changed);
    put_count(arena, out, "widened", diff->widened);
    put_count(arena, out, "narrowed", diff->narrowed);
    put_count(arena, out, "new_prompts", diff->new_prompts);
    put_count(arena, out, "gone_prompts", diff->gone_prompts);
    put(arena, out, "traces", traces_json(arena, diff));
    for (size_t i = 0; i < diff->group_count; i++)
        gait_json_push(arena, groups, group_json(arena, &diff->groups[i]));
    put(arena, out, "changes", *groups);
    return out;
}
