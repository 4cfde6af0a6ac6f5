/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

#include <gait/limits.h>
#include <gait/suite.h>

/* The conditions of a rule in the order in which explanations list them. */
static gait_str condition_name(const gi_rule *rule, size_t i)
{
    if (i < rule->match.count)
        return rule->match.conditions[i].name;
    i -= rule->match.count;
    return i < rule->function_count ? rule->functions[i].name : rule->limit_condition->name;
}

void gait_coverage_begin(gait_arena *arena, const gait_policy *policy, gait_coverage *out)
{
    *out = (gait_coverage){ .rule_count = policy->rule_count };
    out->rules = gait_arena_array(arena, policy->rule_count, sizeof *out->rules);
    for (size_t i = 0; i < policy->rule_count; i++) {
        const gi_rule *rule = policy->rules[i];
        size_t count = rule->match.count + rule->function_count + gi_limit_decides(rule);
        gait_rule_coverage *one = &out->rules[i];
        *one = (gait_rule_coverage){ .rule = rule->id, .file = rule->file, .line = rule->line };
        one->conditions = gait_arena_array(arena, count, sizeof *one->conditions);
        for (; one->condition_count < count; one->condition_count++)
            one->conditions[one->condition_count].name = condition_name(rule, one->condition_count);
    }
}

/* ---- counting ---- */

static bool is_tool(gait_str condition)
{
    return gait_str_is(condition, "match.tool");
}

static void count_condition(gait_condition_coverage *condition, gait_str outcome)
{
    condition->trues += gait_str_is(outcome, "true");
    condition->falses += gait_str_is(outcome, "false");
    condition->unknowns += gait_str_is(outcome, "unknown");
}

/* A rule that was looked at; conditions are those evaluated, from the first on. */
static void count_row(gait_rule_coverage *rule, const gait_json *row)
{
    const gait_json *conditions = gait_json_get(row, GAIT_STR("conditions"));
    gait_str outcome = gait_json_text(row, "outcome");
    bool other_tool = false;
    for (size_t i = 0; conditions != NULL && i < conditions->count; i++) {
        gait_str name = gait_json_text(&conditions->items[i], "name");
        gait_str came_out = gait_json_text(&conditions->items[i], "outcome");
        if (i < rule->condition_count && gait_str_equal(rule->conditions[i].name, name))
            count_condition(&rule->conditions[i], came_out);
        other_tool = other_tool || (is_tool(name) && gait_str_is(came_out, "false"));
    }
    rule->reached += !other_tool;
    rule->applied += gait_str_is(outcome, "applied") || gait_str_is(outcome, "unknown_applied");
    rule->not_applied += gait_str_is(outcome, "not_applied") ||
                         gait_str_is(outcome, "unknown_skipped") ||
                         gait_str_is(outcome, "within_limit");
}

/* The index by tool left it out: its tool condition is false without having been asked. */
static void count_absent(gait_rule_coverage *rule)
{
    rule->not_applied++;
    if (rule->condition_count > 0 && is_tool(rule->conditions[0].name))
        rule->conditions[0].falses++;
}

/* Rows stand in the order of the rules. */
static void count_ruling(gait_coverage *coverage, const gait_json *ruling)
{
    const gait_json *rows = gait_json_get(ruling, GAIT_STR("considered"));
    gait_str by = gait_json_text(ruling, "decided_by");
    size_t at = 0;
    if (rows == NULL || !(gait_str_is(by, "rule") || gait_str_is(by, "default")))
        return; /* no rule was asked */
    coverage->decisions++;
    for (size_t i = 0; i < coverage->rule_count; i++) {
        gait_rule_coverage *rule = &coverage->rules[i];
        if (at < rows->count &&
            gait_str_equal(gait_json_text(&rows->items[at], "rule"), rule->rule))
            count_row(rule, &rows->items[at++]);
        else
            count_absent(rule);
    }
}

void gait_coverage_add(gait_coverage *coverage, const gait_json *explanation)
{
    const gait_json *steps = gait_json_get(explanation, GAIT_STR("steps"));
    count_ruling(coverage, explanation);
    for (size_t i = 0; steps != NULL && i < steps->count; i++)
        count_ruling(coverage, &steps->items[i]);
}

/* ---- goals ---- */

static void goal(gait_coverage_goals *goals, size_t times)
{
    goals->all++;
    goals->met += times > 0;
}

gait_coverage_goals gait_rule_coverage_count(const gait_rule_coverage *rule)
{
    gait_coverage_goals goals = { 0, 0 };
    goal(&goals, rule->applied);
    if (rule->condition_count > 0)
        goal(&goals, rule->not_applied);
    for (size_t i = 0; i < rule->condition_count; i++) {
        goal(&goals, rule->conditions[i].trues);
        goal(&goals, rule->conditions[i].falses);
    }
    return goals;
}

gait_coverage_goals gait_coverage_count(const gait_coverage *coverage)
{
    gait_coverage_goals goals = { 0, 0 };
    for (size_t i = 0; i < coverage->rule_count; i++) {
        gait_coverage_goals one = gait_rule_coverage_count(&coverage->rules[i]);
        goals.met += one.met;
        goals.all += one.all;
    }
    return goals;
}

int gait_coverage_percent(gait_coverage_goals goals)
{
    return goals.all == 0 ? 100 : (int)(goals.met * 100 / goals.all);
}

static void add_missing(gait_buf *buf, const char *what, gait_str name, const char *how)
{
    gait_buf_add_format(buf, "%s%s%.*s%s", buf->len > 0 ? "; " : "", what, GAIT_STR_ARG(name), how);
}

gait_str gait_rule_coverage_missing(gait_arena *arena, const gait_rule_coverage *rule)
{
    const gait_str none = { NULL, 0 };
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_OUTPUT_BYTES);
    if (rule->reached == 0)
        return GAIT_STR("no test reaches it");
    if (rule->applied == 0)
        add_missing(&buf, "never applies", none, "");
    if (rule->not_applied == 0 && rule->condition_count > 0)
        add_missing(&buf, "always applies", none, "");
    for (size_t i = 0; i < rule->condition_count; i++) {
        const gait_condition_coverage *one = &rule->conditions[i];
        if (one->trues == 0 && one->falses == 0)
            add_missing(&buf, "", one->name,
                        one->unknowns > 0 ? " is always unknown" : " is never asked");
        else if (one->trues == 0)
            add_missing(&buf, "", one->name, " is never true");
        else if (one->falses == 0)
            add_missing(&buf, "", one->name, " is never false");
    }
    return gait_buf_text(&buf);
}

/* ---- as data ---- */

static void put(gait_arena *arena, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(arena, object, gait_str_of(name), value);
}

static void put_count(gait_arena *arena, gait_json *object, const char *name, size_t count)
{
    put(arena, object, name, gait_json_integer(arena, (int64_t)count));
}

static gait_json *rule_json(gait_arena *arena, const gait_rule_coverage *rule)
{
    gait_json *object = gait_json_new_object(arena);
    gait_json *conditions = gait_json_new_array(arena);
    gait_str missing = gait_rule_coverage_missing(arena, rule);
    for (size_t i = 0; i < rule->condition_count; i++) {
        gait_json *one = gait_json_new_object(arena);
        put(arena, one, "name", gait_json_string(rule->conditions[i].name));
        put_count(arena, one, "true", rule->conditions[i].trues);
        put_count(arena, one, "false", rule->conditions[i].falses);
        put_count(arena, one, "unknown", rule->conditions[i].unknowns);
        gait_json_push(arena, conditions, *one);
    }
    put(arena, object, "rule", gait_json_string(rule->rule));
    put(arena, object, "file", gait_json_string(rule->file));
    put_count(arena, object, "line", (size_t)rule->line);
    put_count(arena, object, "reached", rule->reached);
    put_count(arena, object, "applied", rule->applied);
    put_count(arena, object, "not_applied", rule->not_applied);
    if (missing.len > 0)
        put(arena, object, "missing", gait_json_string(missing));
    put(arena, object, "conditions", *conditions);
    return object;
}

gait_json *gait_coverage_json(gait_arena *arena, const gait_coverage *coverage)
{
    gait_json *object = gait_json_new_object(arena);
    gait_json *rules = gait_json_new_array(arena);
    gait_coverage_goals goals = gait_coverage_count(coverage);
    put(arena, object, "schema_id", gait_json_string(GAIT_STR("gait.test.coverage")));
    put(arena, object, "schema_version", gait_json_string(GAIT_STR("1.0.0")));
    put_count(arena, object, "percent", (size_t)gait_coverage_percent(goals));
    put_count(arena, object, "met", goals.met);
    put_count(arena, object, "wanted", goals.all);
    put_count(arena, object, "decisions", coverage->decisions);
    for (size_t i = 0; i < coverage->rule_count; i++)
        gait_json_push(arena, rules, *rule_json(arena, &coverage->rules[i]));
    put(arena, object, "rules", *rules);
    return object;
}
