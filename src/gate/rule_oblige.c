/*
 * rule_oblige.c — the keys of a rule that demand something: approvals, credential, limit.
 *
 * An obligation on a rule whose effect makes it pointless is refused: its author believes that something is checked.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/vocabulary.h"
#include "gate/words.h"

#include <gait/limits.h>

#include <stdlib.h>

enum { MOST_APPROVALS = 100 };

static int by_text(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static void sort(gi_texts *texts)
{
    if (texts->count > 0)
        qsort(texts->items, texts->count, sizeof *texts->items, by_text);
}

/* By its effect, or by what its dataflow makes of it. */
static bool asks(const gi_rule *rule)
{
    return rule->effect == GAIT_REQUIRE_APPROVAL ||
           (rule->dataflow != NULL && rule->dataflow->action == GAIT_REQUIRE_APPROVAL);
}

/* ---- approvals ---- */

static bool parse_approvals(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *approvals = gi_decl_get(table, "approvals");
    const gait_json *distinct = gi_decl_get(table, "distinct_approvers");
    int64_t count = 0;
    if (!asks(rule) && (approvals != NULL || distinct != NULL))
        return gi_decl_fail(decl, "%s stands only on a rule with effect 'require_approval'",
                            approvals != NULL ? "approvals" : "distinct_approvers");
    if (approvals != NULL &&
        !gi_decl_integer(decl, approvals, "approvals", 1, MOST_APPROVALS, &count))
        return false;
    rule->approvals = (int)count;
    rule->distinct = count > 1; /* two approvals of one person are one */
    return distinct == NULL || gi_decl_bool(decl, distinct, "distinct_approvers", &rule->distinct);
}

/* ---- credential ---- */

static bool parse_list(const gi_decl *decl, const gait_json *table, const char *name, gi_texts *out)
{
    const gait_json *value = gi_decl_get(table, name);
    const char *what = gait_arena_format(decl->arena, "credential.%s", name).ptr;
    if (value == NULL)
        return true;
    if (!gi_decl_texts(decl, value, what, out))
        return false;
    sort(out);
    return true;
}

static bool parse_credential(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *value = gi_decl_get(table, "credential");
    gait_credential *out = &rule->credential;
    gi_texts scopes = { NULL, 0 };
    gi_texts sources = { NULL, 0 };
    gi_texts issuers = { NULL, 0 };
    if (value == NULL)
        return true;
    if (rule->effect != GAIT_ALLOW && !asks(rule))
        return gi_decl_fail(decl, "credential stands only on a rule with effect 'allow' or "
                                  "'require_approval': nothing runs otherwise");
    if (!gi_decl_table(decl, value, "credential", gi_vocabulary(GI_TABLE_CREDENTIAL)))
        return false;
    const gait_json *broker = gi_decl_get(value, "broker");
    const gait_json *jit = gi_decl_get(value, "jit");
    const gait_json *ttl = gi_decl_get(value, "max_ttl_seconds");
    const gi_texts name = { &out->broker, 1 };
    if ((broker != NULL && (!gi_decl_text(decl, broker, "credential.broker", &out->broker) ||
                            !gi_decl_code(decl, &name, "credential.broker"))) ||
        !parse_list(decl, value, "scopes", &scopes) ||
        !gi_decl_code(decl, &scopes, "credential.scopes") ||
        !parse_list(decl, value, "sources", &sources) ||
        !gi_decl_one_of(decl, &sources, "credential.sources", gi_credential_sources) ||
        !parse_list(decl, value, "issuers", &issuers) ||
        (jit != NULL && !gi_decl_bool(decl, jit, "credential.jit", &out->jit)) ||
        (ttl != NULL && !gi_decl_integer(decl, ttl, "credential.max_ttl_seconds", 1,
                                         GAIT_LIMIT_CREDENTIAL_SECONDS, &out->max_ttl_seconds)))
        return false;
    out->wanted = true;
    out->scopes = scopes.items;
    out->scope_count = scopes.count;
    out->sources = sources.items;
    out->source_count = sources.count;
    out->issuers = issuers.items;
    out->issuer_count = issuers.count;
    return true;
}

/* ---- limit ---- */

static bool parse_by(const gi_decl *decl, const gait_json *value, gi_texts *out)
{
    static const char *const fields[] = { "tool", "identity", "session", "workspace", "env", NULL };
    static const char *const usual[] = { "identity", "tool" };
    if (value != NULL && value->kind == GAIT_JSON_OBJECT && value->count == 0)
        return true; /* {}: all calls together */
    if (value != NULL) {
        if (!gi_decl_texts(decl, value, "limit.by", out) ||
            !gi_decl_one_of(decl, out, "limit.by", fields))
            return false;
        sort(out);
        return true;
    }
    out->count = sizeof usual / sizeof usual[0];
    out->items = gait_arena_array(decl->arena, out->count, sizeof *out->items);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = gait_str_of(usual[i]);
    return true;
}

static bool required_integer(const gi_decl *decl, const gait_json *table, const char *name,
                             int64_t most, int64_t *out)
{
    const gait_json *value = gi_decl_get(table, name);
    const char *what = gait_arena_format(decl->arena, "limit.%s", name).ptr;
    if (value == NULL)
        return gi_decl_fail(decl, "%s is missing", what);
    return gi_decl_integer(decl, value, what, 1, most, out);
}

static bool parse_limit(const gi_decl *decl, const gait_json *value, gi_limit *out)
{
    return gi_decl_table(decl, value, "limit", gi_vocabulary(GI_TABLE_LIMIT)) &&
           required_integer(decl, value, "max", GAIT_LIMIT_WINDOW_CALLS, &out->max) &&
           required_integer(decl, value, "seconds", GAIT_LIMIT_WINDOW_SECONDS, &out->seconds) &&
           parse_by(decl, gi_decl_get(value, "by"), &out->by);
}

static void add_field(gi_condition *condition, gait_str field)
{
    for (size_t i = 0; i < condition->field_count; i++)
        if (gait_str_equal(condition->fields[i], field))
            return;
    condition->fields[condition->field_count++] = field;
}

/* The limits of a rule as one condition: whether a window is full. */
static gi_condition *limit_condition(gait_arena *arena, const gi_rule *rule)
{
    gi_condition *condition = gait_arena_alloc(arena, sizeof *condition);
    size_t most = 0;
    *condition = (gi_condition){ .kind = GI_CONDITION_LIMIT, .name = GAIT_STR("limit") };
    for (size_t i = 0; i < rule->limit_count; i++)
        most += rule->limits[i].by.count;
    condition->fields = gait_arena_array(arena, most, sizeof *condition->fields);
    for (size_t i = 0; i < rule->limit_count; i++)
        for (size_t k = 0; k < rule->limits[i].by.count; k++)
            add_field(condition, rule->limits[i].by.items[k]);
    return condition;
}

static bool parse_limits(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *value = gi_decl_get(table, "limit");
    if (value == NULL)
        return true;
    bool list = value->kind == GAIT_JSON_ARRAY;
    size_t count = list ? value->count : 1;
    if (count > GAIT_LIMIT_RULE_LIMITS)
        return gi_decl_fail(decl, "limit has more than %d elements", GAIT_LIMIT_RULE_LIMITS);
    rule->limits = gait_arena_array(decl->arena, count, sizeof *rule->limits);
    for (size_t i = 0; i < count; i++)
        if (!parse_limit(decl, list ? &value->items[i] : value, &rule->limits[rule->limit_count++]))
            return false;
    rule->limit_condition = limit_condition(decl->arena, rule);
    return true;
}

bool gi_oblige_parse(const gi_decl *decl, const gait_json *table, gi_rule *out)
{
    return parse_approvals(decl, table, out) && parse_credential(decl, table, out) &&
           parse_limits(decl, table, out);
}
