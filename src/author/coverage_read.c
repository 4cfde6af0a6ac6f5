/* SPDX-License-Identifier: Apache-2.0 */
#include "author/busted.h"

static const gait_json *list_of(const gait_json *object, const char *name, size_t count)
{
    const gait_json *list = gait_json_get(object, gait_str_of(name));
    return list != NULL && list->kind == GAIT_JSON_ARRAY && list->count == count ? list : NULL;
}

static bool is_named(const gait_json *object, const char *key, gait_str name)
{
    const gait_json *value =
        object->kind == GAIT_JSON_OBJECT ? gait_json_get(object, gait_str_of(key)) : NULL;
    return value != NULL && value->kind == GAIT_JSON_STRING && gait_str_equal(value->text, name);
}

/* The same rules with the same conditions, in their order. */
static bool is_about(const gait_coverage *coverage, const gait_json *rules)
{
    for (size_t i = 0; i < coverage->rule_count; i++) {
        const gait_rule_coverage *rule = &coverage->rules[i];
        if (!is_named(&rules->items[i], "rule", rule->rule))
            return false;
        const gait_json *conditions =
            list_of(&rules->items[i], "conditions", rule->condition_count);
        for (size_t k = 0; k < rule->condition_count; k++)
            if (conditions == NULL ||
                !is_named(&conditions->items[k], "name", rule->conditions[k].name))
                return false;
    }
    return true;
}

static size_t count_of(const gait_json *object, const char *name)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    int64_t count = 0;
    double ignored;
    if (value == NULL || value->kind != GAIT_JSON_NUMBER ||
        gait_number_classify(value->text, &count, &ignored) != GAIT_NUMBER_INTEGER || count < 0)
        return 0;
    return (size_t)count;
}

static void add_rule(gait_rule_coverage *rule, const gait_json *row)
{
    const gait_json *conditions = list_of(row, "conditions", rule->condition_count);
    rule->reached += count_of(row, "reached");
    rule->applied += count_of(row, "applied");
    rule->not_applied += count_of(row, "not_applied");
    for (size_t k = 0; k < rule->condition_count; k++) {
        const gait_json *counts = &conditions->items[k];
        rule->conditions[k].trues += count_of(counts, "true");
        rule->conditions[k].falses += count_of(counts, "false");
        rule->conditions[k].unknowns += count_of(counts, "unknown");
    }
}

bool gi_coverage_add_json(gait_coverage *coverage, const gait_json *json)
{
    const gait_json *rules =
        json->kind == GAIT_JSON_OBJECT ? list_of(json, "rules", coverage->rule_count) : NULL;
    if (rules == NULL || !is_about(coverage, rules))
        return false;
    coverage->decisions += count_of(json, "decisions");
    for (size_t i = 0; i < coverage->rule_count; i++)
        add_rule(&coverage->rules[i], &rules->items[i]);
    return true;
}
