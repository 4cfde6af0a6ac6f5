/*
 * check_thresholds.c — two rules that share a threshold and disagree about the value itself.
 *
 * Only what meets exactly is told: "gt 1000" beside "lt 1000" on the same argument of the same tools.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

#include <string.h>

static const gi_operand *bound_of(const gi_condition *condition, gi_operation op)
{
    for (size_t i = 0; condition->kind == GI_CONDITION_ARG && i < condition->arg->count; i++)
        if (condition->arg->tests[i].op == op)
            return &condition->arg->tests[i].operands[0];
    return NULL;
}

/* The rule without one of its conditions. */
static gi_rule without(gait_arena *arena, const gi_rule *rule, const gi_condition *condition)
{
    gi_rule out = *rule;
    size_t at = (size_t)(condition - rule->match.conditions);
    out.match.conditions = gait_arena_array(arena, rule->match.count, sizeof *condition);
    memcpy(out.match.conditions, rule->match.conditions, rule->match.count * sizeof *condition);
    out.match.count--;
    memmove(&out.match.conditions[at], &out.match.conditions[at + 1],
            (out.match.count - at) * sizeof *condition);
    return out;
}

typedef struct threshold {
    const gi_rule *upper, *lower; /* of values above it, and below */
    const gi_condition *above, *below;
    const gi_operand *value;
} threshold;

/* Both rules can be about the same call but for this argument. */
static bool side_by_side(gi_checking *checking, const threshold *t)
{
    gi_rule upper = without(checking->arena, t->upper, t->above);
    gi_rule lower = without(checking->arena, t->lower, t->below);
    return gi_rules_same_tools(t->upper, t->lower) &&
           !gi_rule_excludes(&checking->relating, &upper, &lower) &&
           !gi_rule_excludes(&checking->relating, &lower, &upper);
}

/* Calls visit for every pair of rules, the one at hand being above, whose bounds are the same number. */
static void each_threshold(gi_checking *checking, gi_operation above, gi_operation below,
                           void (*visit)(gi_checking *checking, const threshold *t))
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->match.count; i++) {
        threshold t = { .upper = rule, .above = &rule->match.conditions[i] };
        t.value = bound_of(t.above, above);
        for (size_t k = 0; t.value != NULL && k < checking->other_count; k++) {
            t.lower = checking->others[k];
            for (size_t m = 0; m < t.lower->match.count; m++) {
                t.below = &t.lower->match.conditions[m];
                const gi_operand *bound = bound_of(t.below, below);
                if (bound != NULL && gi_number_compare(&t.value->number, &bound->number) == 0 &&
                    gi_arg_same_path(t.above->arg, t.below->arg) && side_by_side(checking, &t))
                    visit(checking, &t);
            }
        }
    }
}

/* What some other rule has to say about the value: itself, or NULL. *left is a rule that does not look at it. */
static const gi_rule *who_has(gi_checking *checking, const threshold *t, const gi_rule **left)
{
    gi_rule rest = without(checking->arena, t->upper, t->above);
    gait_json value = gi_operand_value(t->value);
    *left = NULL;
    for (size_t i = 0; i < checking->other_count; i++) {
        const gi_rule *other = checking->others[i];
        bool looks = false;
        for (size_t k = 0; k < other->match.count; k++) {
            const gi_condition *condition = &other->match.conditions[k];
            if (condition->kind != GI_CONDITION_ARG ||
                !gi_arg_same_path(condition->arg, t->above->arg))
                continue;
            looks = true;
            if (gi_arg_holds(gi_check_comparing(checking), condition->arg, &value) == GI_TRUE)
                return other;
        }
        rest.effect = other->effect; /* so that conditions over targets can be compared */
        if (!looks && (*left == NULL || other->effect > (*left)->effect) &&
            gi_rule_at_most(&checking->relating, &rest, other))
            *left = other;
    }
    return NULL;
}

static void tell_gap(gi_checking *checking, const threshold *t)
{
    const gi_rule *left;
    if (who_has(checking, t, &left) != NULL)
        return;
    gait_str path = t->above->fields[0];
    gait_str what =
        left == NULL ? gait_arena_format(checking->arena, "the default, '%s'",
                                         gait_verdict_name(checking->pack->fallback))
                     : gait_arena_format(checking->arena, "rule '%.*s' (%s)",
                                         GAIT_STR_ARG(left->name), gait_verdict_name(left->effect));
    gi_check_report(checking, t->above->name.ptr, t->lower,
                    "%.*s = %.*s is neither gt here nor lt in rule '%.*s': it is left to %.*s",
                    GAIT_STR_ARG(path), GAIT_STR_ARG(t->value->text), GAIT_STR_ARG(t->lower->name),
                    GAIT_STR_ARG(what));
}

void gi_check_threshold_gap(gi_checking *checking)
{
    each_threshold(checking, GI_OP_GT, GI_OP_LT, tell_gap);
}

static void tell_overlap(gi_checking *checking, const threshold *t)
{
    const gi_rule *winner = t->upper->effect > t->lower->effect ? t->upper : t->lower;
    if (t->upper->effect == t->lower->effect)
        return;
    if (checking->pack->combine == GI_TIERS)
        winner = t->upper->rank < t->lower->rank ? t->upper : t->lower;
    gi_check_report(checking, t->above->name.ptr, t->lower,
                    "%.*s = %.*s is both gte here and lte in rule '%.*s': it gets '%s'",
                    GAIT_STR_ARG(t->above->fields[0]), GAIT_STR_ARG(t->value->text),
                    GAIT_STR_ARG(t->lower->name), gait_verdict_name(winner->effect));
}

void gi_check_threshold_overlap(gi_checking *checking)
{
    each_threshold(checking, GI_OP_GTE, GI_OP_LTE, tell_overlap);
}
