/*
 * yaml_read.c — from the tree of a YAML policy to what its fields say.
 *
 * Every field is known or refused: the existing Go implementation's first releases ignore those they do not know, and
 * "tool_name" for "tool_names" makes a rule match everything.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/yaml_policy.h"

#include "base/text.h"

#include <gait/limits.h>
#include <gait/yaml.h>

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 64, MOST_APPROVALS = 100 };

/* ---- fields by their tables ---- */

static bool unknown_field(const gi_yaml_reader *reader, const gi_yaml_shape *shape,
                          const gait_json_member *member)
{
    const gi_yaml_place at = { member->line, member->column };
    gait_str shown = gait_str_first(member->name, SHOWN);
    const char *names[32];
    size_t count = 0;
    const char *colon = shape->where[0] == '\0' ? "" : ": ";
    for (const gi_yaml_newer *newer = shape->newer; newer->name != NULL; newer++)
        if (gait_str_is(member->name, newer->name))
            return gi_yaml_fail(reader, at, "%s%s'%s' is of a later format: %s", shape->where,
                                colon, newer->name, newer->instead);
    for (const gi_yaml_field *field = shape->fields; field->name != NULL; field++) {
        GAIT_BUG_IF(count + 1 == sizeof names / sizeof names[0]);
        names[count++] = field->name;
    }
    names[count] = NULL;
    return gi_yaml_fail(reader, at, "%s%sunknown field '%.*s'%s", shape->where, colon,
                        GAIT_STR_ARG(shown), gi_decl_choices(reader->arena, member->name, names));
}

static bool read_table(const gi_yaml_reader *reader, const gait_json *value,
                       const gi_yaml_shape *shape, char *out);
static bool read_rules(const gi_yaml_reader *reader, const gait_json *value, gi_yaml_policy *out);

static bool is_allowed(const gi_yaml_reader *reader, gi_yaml_place at, const char *what,
                       const char *const *allowed, gait_str text)
{
    for (size_t i = 0; allowed[i] != NULL; i++)
        if (gait_str_is(text, allowed[i]))
            return true;
    return gi_yaml_fail(reader, at, "%s has a value that is none of its own%s", what,
                        gi_decl_choices(reader->arena, text, allowed));
}

static bool read_text(const gi_yaml_reader *reader, const gait_json *value,
                      const gi_yaml_field *field, gait_str *out)
{
    if (!gi_yaml_text(reader, value, field->name, out))
        return false;
    if (field->type == GI_YAML_WORD)
        *out = gi_text_lower(reader->arena, *out);
    return out->len == 0 || field->allowed == NULL ||
           is_allowed(reader, gi_yaml_at(value), field->name, field->allowed, *out);
}

static bool read_texts(const gi_yaml_reader *reader, const gait_json *value,
                       const gi_yaml_field *field, gi_texts *out)
{
    if (!gi_yaml_texts(reader, value, field->name, field->type == GI_YAML_WORDS, out))
        return false;
    for (size_t i = 0; field->allowed != NULL && i < out->count; i++)
        if (!is_allowed(reader, gi_yaml_at(value), field->name, field->allowed, out->items[i]))
            return false;
    return true;
}

static bool read_field(const gi_yaml_reader *reader, const gait_json *value,
                       const gi_yaml_field *field, char *into)
{
    void *out = into + field->offset;
    switch (field->type) {
    case GI_YAML_TEXT:
    case GI_YAML_WORD:
        return read_text(reader, value, field, out);
    case GI_YAML_TEXTS:
    case GI_YAML_WORDS:
        return read_texts(reader, value, field, out);
    case GI_YAML_BOOL:
        return gi_yaml_bool(reader, value, field->name, out);
    case GI_YAML_INTEGER:
        return gi_yaml_integer(reader, value, field->name, out);
    case GI_YAML_TABLE:
        return read_table(reader, value, field->table, out);
    case GI_YAML_RULES:
        return read_rules(reader, value, (gi_yaml_policy *)(void *)into);
    }
    return false;
}

static bool read_table(const gi_yaml_reader *reader, const gait_json *value,
                       const gi_yaml_shape *shape, char *out)
{
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind != GAIT_JSON_OBJECT)
        return gi_yaml_fail(reader, gi_yaml_at(value), "%s must be a mapping of fields",
                            shape->where[0] == '\0' ? "a policy" : shape->where);
    for (size_t i = 0; i < value->count; i++) {
        const gi_yaml_field *field = shape->fields;
        while (field->name != NULL && !gait_str_is(value->members[i].name, field->name))
            field++;
        if (field->name == NULL)
            return unknown_field(reader, shape, &value->members[i]);
        if (!read_field(reader, &value->members[i].value, field, out))
            return false;
    }
    return true;
}

/* ---- what the values mean ---- */

static void default_text(const char *word, gait_str *text)
{
    if (text->len == 0)
        *text = gait_str_of(word);
}

static void default_texts(gait_arena *arena, const char *const words[2], gi_texts *texts)
{
    if (texts->count > 0)
        return;
    texts->items = gait_arena_array(arena, 2, sizeof *texts->items);
    for (; texts->count < 2; texts->count++)
        texts->items[texts->count] = gait_str_of(words[texts->count]);
}

static bool settle_dataflow(const gi_yaml_reader *reader, gi_yaml_rule *rule)
{
    static const char *const actions[] = { "require_approval", "block", NULL };
    static const char *const sources[] = { "external", "tool_output" };
    gi_yaml_dataflow *flow = &rule->dataflow;
    flow->enabled = flow->enabled || flow->tainted_sources.count > 0 ||
                    flow->destination_kinds.count > 0 || flow->destination_values.count > 0 ||
                    flow->destination_operations.count > 0;
    if (!flow->enabled) { /* an action alone asks for nothing */
        *flow = (gi_yaml_dataflow){ .enabled = false };
        return true;
    }
    default_texts(reader->arena, sources, &flow->tainted_sources);
    default_text("dataflow_tainted_destination", &flow->reason_code);
    default_text("tainted_dataflow", &flow->violation);
    default_text(actions[0], &flow->action);
    return is_allowed(reader, rule->at, "dataflow.action", actions, flow->action);
}

static bool settle_rate(const gi_yaml_reader *reader, gi_yaml_rule *rule)
{
    static const char *const windows[] = { "minute", "hour", NULL };
    static const char *const scopes[] = { "tool_identity", "tool", "identity", NULL };
    gi_yaml_rate *rate = &rule->rate_limit;
    if (rate->requests < 0)
        return gi_yaml_fail(reader, rule->at, "rate_limit.requests must not be negative");
    if (rate->requests == 0)
        return true;
    default_text(windows[0], &rate->window);
    default_text(scopes[0], &rate->scope);
    return is_allowed(reader, rule->at, "rate_limit.window", windows, rate->window) &&
           is_allowed(reader, rule->at, "rate_limit.scope", scopes, rate->scope);
}

static bool settle_rule(const gi_yaml_reader *reader, gi_yaml_rule *rule)
{
    if (rule->name.len == 0)
        return gi_yaml_fail(reader, rule->at, "rule: name is missing");
    if (rule->effect.len == 0)
        return gi_yaml_fail(reader, rule->at, "rule: effect is missing");
    if (rule->min_approvals < 0 || rule->min_approvals > MOST_APPROVALS)
        return gi_yaml_fail(reader, rule->at, "min_approvals must be from 0 to %d",
                            (int)MOST_APPROVALS);
    if (rule->priority < INT32_MIN || rule->priority > INT32_MAX)
        return gi_yaml_fail(reader, rule->at, "priority is beyond 32 bits");
    if (rule->min_approvals > 1)
        rule->require_distinct_approvers = true;
    return settle_rate(reader, rule) && settle_dataflow(reader, rule);
}

static void settle_policy(gait_arena *arena, gi_yaml_policy *policy)
{
    static const char *const risks[] = { "critical", "high" };
    default_text("gait.gate.policy", &policy->schema_id);
    default_text("1.0.0", &policy->schema_version);
    default_text("require_approval", &policy->default_verdict);
    if (policy->fail_closed.enabled)
        default_texts(arena, risks, &policy->fail_closed.risk_classes);
}

/* ---- rules ---- */

static bool read_rules(const gi_yaml_reader *reader, const gait_json *value, gi_yaml_policy *out)
{
    if (value->kind == GAIT_JSON_NULL)
        return true;
    if (value->kind != GAIT_JSON_ARRAY)
        return gi_yaml_fail(reader, gi_yaml_at(value), "rules must be a list");
    if (value->count > GAIT_LIMIT_PACK_RULES)
        return gi_yaml_fail(reader, gi_yaml_at(value), "there are more than %d rules",
                            GAIT_LIMIT_PACK_RULES);
    out->rules = gait_arena_array(reader->arena, value->count, sizeof *out->rules);
    for (size_t i = 0; i < value->count; i++) {
        gi_yaml_rule *rule = &out->rules[out->rule_count++];
        rule->at = gi_yaml_at(&value->items[i]);
        if (!read_table(reader, &value->items[i], &gi_yaml_rule_shape, (char *)rule) ||
            !settle_rule(reader, rule))
            return false;
    }
    return true;
}

static int by_order(const void *a, const void *b)
{
    const gi_yaml_rule *left = a;
    const gi_yaml_rule *right = b;
    if (left->priority != right->priority)
        return left->priority < right->priority ? -1 : 1;
    return gait_str_compare(left->name, right->name);
}

static int by_name(const void *a, const void *b)
{
    const gi_yaml_rule *left = *(gi_yaml_rule *const *)a;
    const gi_yaml_rule *right = *(gi_yaml_rule *const *)b;
    int order = gait_str_compare(left->name, right->name);
    return order != 0 ? order : by_order(left, right);
}

/*
 * Sorts, and gives every rule an id of its own. Rules of one name and one priority have no order in the Go
 * implementation: which of them decides is left to its sorting. Such a policy has no one meaning to keep.
 */
static bool order_rules(const gi_yaml_reader *reader, gi_yaml_policy *policy)
{
    gi_yaml_rule **named =
        gait_arena_array(reader->arena, policy->rule_count, sizeof(gi_yaml_rule *));
    if (policy->rule_count > 1)
        qsort(policy->rules, policy->rule_count, sizeof *policy->rules, by_order);
    for (size_t i = 0; i < policy->rule_count; i++)
        named[i] = &policy->rules[i];
    if (policy->rule_count > 1)
        qsort(named, policy->rule_count, sizeof(gi_yaml_rule *), by_name);
    for (size_t i = 0; i < policy->rule_count; i++) {
        gi_yaml_rule *rule = named[i];
        const gi_yaml_rule *other = i == 0 ? NULL : named[i - 1];
        rule->id = rule->name;
        if (other == NULL || !gait_str_equal(rule->name, other->name))
            continue;
        if (rule->priority == other->priority)
            return gi_yaml_fail(reader, rule->at,
                                "the rule at line %u has this name and priority "
                                "too: which of them decides is not defined",
                                other->at.line);
        rule->id = gait_arena_format(reader->arena, "%.*s@%lld", GAIT_STR_ARG(rule->name),
                                     (long long)rule->priority);
    }
    return true;
}

/* "baseline.yaml" is the pack "baseline"; what an id may not hold becomes '-'. */
static gait_str stem_of(gait_arena *arena, const char *file)
{
    const char *dot = strrchr(file, '.');
    size_t len = dot == NULL || dot == file ? strlen(file) : (size_t)(dot - file);
    char *stem = gait_arena_cstr(arena, gait_str_first((gait_str){ file, len }, SHOWN));
    for (char *p = stem; *p != '\0'; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9') &&
            *p != '.' && *p != '_' && *p != '-')
            *p = '-';
    return stem[0] == '\0' ? GAIT_STR("policy") : gait_str_of(stem);
}

bool gi_yaml_policy_read(const gi_yaml_reader *reader, gait_str bytes, gi_yaml_policy *out)
{
    gait_json_limits limits = gait_yaml_limits_for(GAIT_LIMIT_YAML_BYTES);
    gait_json *root;
    *out = (gi_yaml_policy){ .stem = stem_of(reader->arena, reader->file) };
    if (!gait_yaml_parse(reader->arena, bytes, &limits, &root, reader->err)) {
        gait_error_prefix(reader->err, "%s:", reader->file);
        return false;
    }
    if (!read_table(reader, root, &gi_yaml_policy_shape, (char *)out))
        return false;
    settle_policy(reader->arena, out);
    return order_rules(reader, out);
}
