/*
 * yaml_digest.c — the digest that the existing Go implementation gives a YAML policy, so that what is bound to it stays.
 *
 * It is over the structs of that implementation as they are encoded: capitalised names, some members always there,
 * others only when they say something.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_policy.h"

#include <gait/digest.h>
#include <gait/limits.h>

typedef struct object {
    gait_arena *arena;
    gait_json *json;
} object;

static object object_new(gait_arena *arena)
{
    return (object){ arena, gait_json_new_object(arena) };
}

static void put(const object *to, const char *name, gait_json value)
{
    gait_json_set(to->arena, to->json, gait_str_of(name), value);
}

static void put_text(const object *to, const char *name, gait_str text)
{
    put(to, name, gait_json_string(text));
}

static void put_texts(const object *to, const char *name, const gi_texts *texts)
{
    gait_json *list = gait_json_new_array(to->arena);
    for (size_t i = 0; i < texts->count; i++)
        gait_json_push(to->arena, list, gait_json_string(texts->items[i]));
    put(to, name, *list);
}

static void put_some(const object *to, const char *name, const gi_texts *texts)
{
    if (texts->count > 0)
        put_texts(to, name, texts);
}

static void put_match(const object *to, const gi_yaml_match *match)
{
    object o = object_new(to->arena);
    put_texts(&o, "ToolNames", &match->tool_names);
    put_texts(&o, "RiskClasses", &match->risk_classes);
    put_texts(&o, "TargetKinds", &match->target_kinds);
    put_texts(&o, "TargetValues", &match->target_values);
    put_texts(&o, "ProvenanceSources", &match->provenance_sources);
    put_texts(&o, "Identities", &match->identities);
    put_texts(&o, "WorkspacePrefixes", &match->workspace_prefixes);
    put_some(&o, "DataClasses", &match->data_classes);
    put_some(&o, "DestinationKinds", &match->destination_kinds);
    put_some(&o, "DestinationValues", &match->destination_values);
    put_some(&o, "DestinationOps", &match->destination_operations);
    put(to, "Match", *o.json);
}

static void put_rate(const object *to, const gi_yaml_rate *rate)
{
    object o = object_new(to->arena);
    if (rate->requests == 0)
        return;
    put(&o, "Requests", gait_json_integer(to->arena, rate->requests));
    put_text(&o, "Window", rate->window);
    put_text(&o, "Scope", rate->scope);
    put(to, "RateLimit", *o.json);
}

static void put_dataflow(const object *to, const gi_yaml_dataflow *flow)
{
    object o = object_new(to->arena);
    if (!flow->enabled)
        return;
    put(&o, "Enabled", gait_json_bool(true));
    put_texts(&o, "TaintedSources", &flow->tainted_sources);
    put_text(&o, "Action", flow->action);
    put_text(&o, "ReasonCode", flow->reason_code);
    put_text(&o, "Violation", flow->violation);
    put_some(&o, "DestinationKinds", &flow->destination_kinds);
    put_some(&o, "DestinationValues", &flow->destination_values);
    put_some(&o, "DestinationOperations", &flow->destination_operations);
    put(to, "Dataflow", *o.json);
}

static gait_json *rule_json(gait_arena *arena, const gi_yaml_rule *rule)
{
    object o = object_new(arena);
    put_text(&o, "Name", rule->name);
    put(&o, "Priority", gait_json_integer(arena, rule->priority));
    put_text(&o, "Effect", rule->effect);
    put_match(&o, &rule->match);
    put_texts(&o, "ReasonCodes", &rule->reason_codes);
    put_texts(&o, "Violations", &rule->violations);
    if (rule->min_approvals > 0)
        put(&o, "MinApprovals", gait_json_integer(arena, rule->min_approvals));
    if (rule->require_distinct_approvers)
        put(&o, "RequireDistinctApprovers", gait_json_bool(true));
    if (rule->require_broker_credential)
        put(&o, "RequireBrokerCredential", gait_json_bool(true));
    if (rule->broker_reference.len > 0)
        put_text(&o, "BrokerReference", rule->broker_reference);
    put_some(&o, "BrokerScopes", &rule->broker_scopes);
    put_rate(&o, &rule->rate_limit);
    put_dataflow(&o, &rule->dataflow);
    return o.json;
}

bool gi_yaml_policy_digest(gait_arena *arena, const gi_yaml_policy *policy, gait_str *out,
                           gait_error *err)
{
    object root = object_new(arena);
    object closed = object_new(arena);
    gait_json *rules = gait_json_new_array(arena);
    gait_str bytes;
    put(&closed, "Enabled", gait_json_bool(policy->fail_closed.enabled));
    put_texts(&closed, "RiskClasses", &policy->fail_closed.risk_classes);
    put_texts(&closed, "RequiredFields", &policy->fail_closed.required_fields);
    for (size_t i = 0; i < policy->rule_count; i++)
        gait_json_push(arena, rules, *rule_json(arena, &policy->rules[i]));
    put_text(&root, "SchemaID", policy->schema_id);
    put_text(&root, "SchemaVersion", policy->schema_version);
    put_text(&root, "DefaultVerdict", policy->default_verdict);
    put(&root, "FailClosed", *closed.json);
    put(&root, "Rules", *rules);
    if (!gait_json_canonical(arena, root.json, GAIT_NUMBERS_EXACT, GAIT_LIMIT_PACK_BYTES, &bytes,
                             err))
        return false;
    *out = gait_digest_hex_of(arena, bytes);
    return true;
}
