/*
 * rule_parse.c — from the tree of a rule{} table to its compiled form.
 *
 * A key that is not known is refused: a misspelt obligation must never be a rule without it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/policy.h"
#include "gate/vocabulary.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_ID = 128 };

static int by_name(const void *a, const void *b)
{
    return gait_str_compare((*(gait_json_member *const *)a)->name,
                            (*(gait_json_member *const *)b)->name);
}

static bool is_name(gait_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_' && c != '-')
            return false;
    }
    return text.len > 0 && text.len <= 64;
}

static bool add_function(const gi_decl *decl, const gait_json *value, const char *name,
                         gi_rule *rule)
{
    gi_condition *condition = &rule->functions[rule->function_count];
    if (value->kind != GAIT_JSON_OPAQUE)
        return gi_decl_fail(decl, "%s must be a function%s", name,
                            strchr(name, '.') == NULL ? ", or a table of named functions" : "");
    rule->function_count++;
    condition->name = gait_arena_str(decl->arena, gait_str_of(name));
    condition->reference = value->count;
    return true;
}

/* One function, or a table of named ones; each is a condition of its own. */
static bool parse_functions(const gi_decl *decl, const gait_json *value, gi_condition_kind kind,
                            gi_rule *rule)
{
    const char *key = kind == GI_CONDITION_WHEN ? "when" : "unless";
    if (value == NULL)
        return true;
    size_t count = value->kind == GAIT_JSON_OBJECT ? value->count : 1;
    size_t first = rule->function_count;
    rule->functions = gait_arena_grow(decl->arena, rule->functions, first, first + count,
                                      sizeof *rule->functions);
    for (size_t i = first; i < first + count; i++)
        rule->functions[i].kind = kind;
    if (value->kind != GAIT_JSON_OBJECT)
        return add_function(decl, value, key, rule);
    if (count == 0)
        return gi_decl_fail(decl, "%s is an empty table", key);
    gait_json_member **sorted = gait_arena_array(decl->arena, count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &value->members[i];
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 0; i < count; i++) {
        if (!is_name(sorted[i]->name))
            return gi_decl_fail(decl, "%s: a function's name has letters, digits, '_' and '-' only",
                                key);
        gait_str name =
            gait_arena_format(decl->arena, "%s.%.*s", key, GAIT_STR_ARG(sorted[i]->name));
        if (!add_function(decl, &sorted[i]->value, name.ptr, rule))
            return false;
    }
    return true;
}

static bool parse_unknown(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    static const char *const allowed[] = { "skip", NULL };
    gait_str text = { NULL, 0 };
    if (gi_decl_get(table, "on_unknown") == NULL)
        return true;
    if (rule->effect == GAIT_ALLOW)
        return gi_decl_fail(decl, "on_unknown stands only on restrictive rules: a rule that allows "
                                  "never applies while a condition is unknown");
    rule->skip_unknown = true;
    return gi_decl_optional_one_of(decl, table, "on_unknown", allowed, &text);
}

static bool parse_priority(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *priority = gi_decl_get(table, "priority");
    if (priority == NULL)
        return true;
    if (rule->pack->combine != GI_TIERS)
        return gi_decl_fail(decl, "priority stands only in a policy with combine = 'tiers': here "
                                  "the strictest effect wins, in any order");
    return gi_decl_integer(decl, priority, "priority", INT32_MIN, INT32_MAX, &rule->priority);
}

/* matched_rule_<id>, space and '-' as '_', lower-case. */
static void default_reason(const gi_decl *decl, gi_rule *rule)
{
    gait_str text = gait_arena_format(decl->arena, "matched_rule_%.*s", GAIT_STR_ARG(rule->id));
    char *bytes = gait_arena_cstr(decl->arena, text);
    for (size_t i = 0; i < text.len; i++) {
        if (bytes[i] == ' ' || bytes[i] == '-')
            bytes[i] = '_';
        if (bytes[i] >= 'A' && bytes[i] <= 'Z')
            bytes[i] = (char)(bytes[i] - 'A' + 'a');
    }
    rule->reasons.items = gait_arena_array(decl->arena, 1, sizeof *rule->reasons.items);
    rule->reasons.items[0] = (gait_str){ bytes, text.len };
    rule->reasons.count = 1;
}

/* "reason" and "reasons" are one list. */
static bool parse_codes(const gi_decl *decl, const gait_json *table, const char *one,
                        const char *many, gi_texts *out)
{
    gi_texts single = { NULL, 0 };
    gi_texts list = { NULL, 0 };
    if (!gi_decl_optional_texts(decl, table, one, &single) ||
        !gi_decl_optional_texts(decl, table, many, &list))
        return false;
    if (single.count > 1)
        return gi_decl_fail(decl, "%s takes one code; a list goes into %s", one, many);
    out->items = gait_arena_array(decl->arena, single.count + list.count, sizeof *out->items);
    out->count = 0;
    for (size_t i = 0; i < single.count; i++)
        out->items[out->count++] = single.items[i];
    for (size_t i = 0; i < list.count; i++)
        out->items[out->count++] = list.items[i];
    return gi_decl_code(decl, out, many);
}

static bool parse_texts(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    static const char *const severities[] = { "info", "low", "medium", "high", "critical", NULL };
    if (!parse_codes(decl, table, "reason", "reasons", &rule->reasons) ||
        !parse_codes(decl, table, "violation", "violations", &rule->violations))
        return false;
    rule->reason_given = rule->reasons.count > 0;
    if (!rule->reason_given)
        default_reason(decl, rule);
    return gi_decl_optional_text(decl, table, "hint", &rule->hint) &&
           gi_decl_optional_text(decl, table, "title", &rule->title) &&
           gi_decl_optional_text(decl, table, "owner", &rule->owner) &&
           gi_decl_optional_one_of(decl, table, "severity", severities, &rule->severity) &&
           gi_decl_optional_texts(decl, table, "tags", &rule->tags) &&
           gi_decl_code(decl, &rule->tags, "tags") &&
           gi_decl_optional_texts(decl, table, "overrides", &rule->overrides);
}

static bool parse_id(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *id = gi_decl_get(table, "id");
    if (id == NULL)
        return gi_decl_fail(decl, "id is missing");
    if (!gi_decl_text(decl, id, "id", &rule->id))
        return false;
    rule->name = rule->id;
    if (decl->contract)
        return gi_decl_code(decl, &(gi_texts){ &rule->id, 1 }, "id");
    for (size_t i = 0; i < rule->id.len; i++) {
        char c = rule->id.ptr[i];
        bool edge = i == 0 || i + 1 == rule->id.len;
        if (rule->id.len > LONGEST_ID || c < ' ' || c > '~' || c == '"' || c == '\\' || c == '\'' ||
            (c == ' ' && edge))
            return gi_decl_fail(decl, "id must be printable ASCII without quotes, at most %d bytes",
                                (int)LONGEST_ID);
    }
    return true;
}

static bool parse_dataflow(const gi_decl *decl, const gait_json *table, gi_rule *rule)
{
    const gait_json *dataflow = gi_decl_get(table, "dataflow");
    return dataflow == NULL || gi_dataflow_parse(decl, dataflow, &rule->dataflow);
}

bool gi_rule_parse(const gi_decl *decl, const gait_json *table, gi_rule *out)
{
    const gait_json *effect;
    if (table->kind != GAIT_JSON_OBJECT)
        return gi_decl_fail(decl, "takes a table of named keys");
    gi_decl named = *decl;
    named.contract = out->pack->combine == GI_TIERS;
    if (!parse_id(&named, table, out))
        return false;
    named.where = gait_arena_format(decl->arena, "%.*s '%.*s'", GAIT_STR_ARG(decl->where),
                                    GAIT_STR_ARG(out->id));
    if (!gi_decl_table(&named, table, "", gi_vocabulary(GI_TABLE_RULE)))
        return false;
    effect = gi_decl_get(table, "effect");
    if (effect == NULL)
        return gi_decl_fail(&named, "effect is missing");
    return gi_decl_verdict(&named, effect, "effect", &out->effect) &&
           gi_match_compile(&named, gi_decl_get(table, "match"), &out->match) &&
           parse_functions(&named, gi_decl_get(table, "when"), GI_CONDITION_WHEN, out) &&
           parse_functions(&named, gi_decl_get(table, "unless"), GI_CONDITION_UNLESS, out) &&
           parse_priority(&named, table, out) && parse_dataflow(&named, table, out) &&
           parse_unknown(&named, table, out) && gi_oblige_parse(&named, table, out) &&
           parse_texts(&named, table, out);
}
