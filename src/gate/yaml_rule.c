/*
 * yaml_rule.c — from a YAML policy to the tables of policy{} and rule{}, and to a pack.
 *
 * What says nothing is left out: a YAML policy and the Lua pack that import writes of it are the same tables.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_policy.h"

#include "base/text.h"

#include <gait/limits.h>

/* ---- tables ---- */

static void put(gait_arena *arena, gait_json *table, const char *name, gait_json value)
{
    gait_json_set(arena, table, gait_str_of(name), value);
}

static void put_text(gait_arena *arena, gait_json *table, const char *name, gait_str text)
{
    if (text.len > 0)
        put(arena, table, name, gait_json_string(text));
}

static void put_texts(gait_arena *arena, gait_json *table, const char *name, const gi_texts *texts)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < texts->count; i++)
        gait_json_push(arena, list, gait_json_string(texts->items[i]));
    if (list->count > 0)
        put(arena, table, name, *list);
}

gait_json *gi_yaml_policy_table(gait_arena *arena, const gi_yaml_policy *policy)
{
    gait_json *table = gait_json_new_object(arena);
    gait_json *require = gait_json_new_object(arena);
    put_text(arena, table, "id", policy->stem);
    put_text(arena, table, "default", policy->default_verdict);
    put_text(arena, table, "combine", GAIT_STR("tiers"));
    if (!policy->fail_closed.enabled || policy->fail_closed.required_fields.count == 0)
        return table;
    put_texts(arena, require, "risk", &policy->fail_closed.risk_classes);
    put_texts(arena, require, "fields", &policy->fail_closed.required_fields);
    put(arena, table, "require", *require);
    return table;
}

/* Each condition may be met by another target. */
static void add_target(gait_arena *arena, gait_json *targets, const char *member,
                       const gi_texts *texts)
{
    gait_json *target = gait_json_new_object(arena);
    put_texts(arena, target, member, texts);
    if (target->count > 0)
        gait_json_push(arena, targets, *target);
}

static gait_json *match_table(gait_arena *arena, const gi_yaml_match *match)
{
    gait_json *table = gait_json_new_object(arena);
    gait_json *targets = gait_json_new_array(arena);
    put_texts(arena, table, "tool", &match->tool_names);
    put_texts(arena, table, "identity", &match->identities);
    put_texts(arena, table, "workspace", &match->workspace_prefixes);
    put_texts(arena, table, "risk", &match->risk_classes);
    put_texts(arena, table, "tainted_by", &match->provenance_sources);
    add_target(arena, targets, "kind", &match->target_kinds);
    add_target(arena, targets, "value", &match->target_values);
    add_target(arena, targets, "sensitivity", &match->data_classes);
    add_target(arena, targets, "kind", &match->destination_kinds);
    add_target(arena, targets, "value", &match->destination_values);
    add_target(arena, targets, "operation", &match->destination_operations);
    if (targets->count > 0)
        put(arena, table, "target", targets->count == 1 ? targets->items[0] : *targets);
    return table;
}

/* matched_rule_<name>: the name as JSON without its quotes, space and '-' as '_', in lower case. */
static gait_str default_reason(gait_arena *arena, gait_str name)
{
    const gait_json text = gait_json_string(name);
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_PACK_BYTES);
    gait_json_emit(&buf, &text, GAIT_JSON_COMPACT);
    gait_str quoted = gait_buf_text(&buf);
    char *inner = gait_arena_cstr(arena, gait_str_first(gait_str_from(quoted, 1), quoted.len - 2));
    for (char *p = inner; *p != '\0'; p++)
        if (*p == ' ' || *p == '-')
            *p = '_';
    return gait_arena_format(arena, "matched_rule_%s",
                             gait_arena_cstr(arena, gi_text_lower(arena, gait_str_of(inner))));
}

static void put_approvals(gait_arena *arena, gait_json *table, const gi_yaml_rule *rule)
{
    bool asks = gait_str_is(rule->effect, "require_approval") ||
                gait_str_is(rule->dataflow.action, "require_approval");
    if (asks && rule->min_approvals > 0)
        put(arena, table, "approvals", gait_json_integer(arena, rule->min_approvals));
    if (asks && rule->require_distinct_approvers && rule->min_approvals < 2)
        put(arena, table, "distinct_approvers", gait_json_bool(true));
}

static void put_credential(gait_arena *arena, gait_json *table, const gi_yaml_rule *rule)
{
    gait_json *credential = gait_json_new_object(arena);
    bool allows = gait_str_is(rule->effect, "allow") ||
                  gait_str_is(rule->effect, "require_approval") ||
                  gait_str_is(rule->dataflow.action, "require_approval");
    if (!rule->require_broker_credential || !allows)
        return;
    put_text(arena, credential, "broker", rule->broker_reference);
    put_texts(arena, credential, "scopes", &rule->broker_scopes);
    put(arena, table, "credential", *credential);
}

static void put_limit(gait_arena *arena, gait_json *table, const gi_yaml_rate *rate)
{
    gait_json *limit = gait_json_new_object(arena);
    gait_json *by = gait_json_new_array(arena);
    bool hour = gait_str_is(rate->window, "hour");
    if (rate->requests == 0)
        return;
    if (!gait_str_is(rate->scope, "identity"))
        gait_json_push(arena, by, gait_json_string(GAIT_STR("tool")));
    if (!gait_str_is(rate->scope, "tool"))
        gait_json_push(arena, by, gait_json_string(GAIT_STR("identity")));
    put(arena, limit, "max", gait_json_integer(arena, rate->requests));
    put(arena, limit, "seconds", gait_json_integer(arena, hour ? 3600 : 60));
    put(arena, limit, "by", *by);
    put(arena, table, "limit", *limit);
}

static void put_dataflow(gait_arena *arena, gait_json *table, const gi_yaml_dataflow *flow)
{
    gait_json *dataflow = gait_json_new_object(arena);
    if (!flow->enabled)
        return;
    put_texts(arena, dataflow, "tainted_sources", &flow->tainted_sources);
    put_texts(arena, dataflow, "destination_kinds", &flow->destination_kinds);
    put_texts(arena, dataflow, "destination_values", &flow->destination_values);
    put_texts(arena, dataflow, "destination_operations", &flow->destination_operations);
    put_text(arena, dataflow, "action", flow->action);
    put_text(arena, dataflow, "reason", flow->reason_code);
    put_text(arena, dataflow, "violation", flow->violation);
    put(arena, table, "dataflow", *dataflow);
}

gait_json *gi_yaml_rule_table(gait_arena *arena, const gi_yaml_rule *rule)
{
    gait_json *table = gait_json_new_object(arena);
    gait_json *match = match_table(arena, &rule->match);
    gait_str reason = default_reason(arena, rule->name);
    put_text(arena, table, "id", rule->id);
    put(arena, table, "priority", gait_json_integer(arena, rule->priority));
    put_text(arena, table, "effect", rule->effect);
    if (match->count > 0)
        put(arena, table, "match", *match);
    put_approvals(arena, table, rule);
    put_credential(arena, table, rule);
    put_limit(arena, table, &rule->rate_limit);
    put_dataflow(arena, table, &rule->dataflow);
    put_texts(arena, table, "reasons",
              rule->reason_codes.count > 0 ? &rule->reason_codes : &(gi_texts){ &reason, 1 });
    put_texts(arena, table, "violations", &rule->violations);
    return table;
}

/* ---- the pack ---- */

static bool add_rule(gi_loading *loading, const gi_decl *top, const gi_yaml_rule *from)
{
    gi_rule *rule = gait_arena_alloc(loading->arena, sizeof *rule);
    gi_decl decl = *top;
    decl.where =
        gait_arena_format(loading->arena, "%s:%u: rule", loading->files[0].path, from->at.line);
    rule->pack = loading->state;
    rule->rank = loading->rule_count;
    rule->file = gait_str_of(loading->files[0].path);
    rule->line = (int)from->at.line;
    loading->rules[loading->rule_count++] = rule;
    return gi_rule_parse(&decl, gi_yaml_rule_table(loading->arena, from), rule);
}

static bool declare(gi_loading *loading, const gi_yaml_policy *policy, gait_error *err)
{
    gait_arena *arena = loading->arena;
    const gi_decl decl = {
        .arena = arena, .err = err, .where = gait_str_of(loading->files[0].path), .literal = true
    };
    if (!gi_policy_parse(&decl, gi_yaml_policy_table(arena, policy), loading->state))
        return false;
    loading->declared = true;
    loading->rules = gait_arena_array(arena, policy->rule_count, sizeof(gi_rule *));
    for (size_t i = 0; i < policy->rule_count; i++)
        if (!add_rule(loading, &decl, &policy->rules[i]))
            return false;
    return gi_pack_finish(loading, err);
}

bool gi_yaml_pack_load(gi_loading *loading, gi_pack_state **out, gait_error *err)
{
    const gi_pack_file *file = &loading->files[0];
    const gi_yaml_reader reader = { loading->arena, err, file->path };
    gi_pack_state *pack = gi_pack_new(loading->arena);
    gi_yaml_policy policy;
    loading->state = pack;
    loading->bare = true;
    if (!gi_yaml_policy_read(&reader, file->bytes, &policy) || !declare(loading, &policy, err) ||
        !gi_yaml_policy_digest(loading->arena, &policy, &pack->digest, err))
        return false;
    *out = pack;
    return true;
}
