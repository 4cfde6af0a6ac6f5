/* check_conditions.c — what the conditions of one rule can mean. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

#include "gate/vocabulary.h"
#include "gate/words.h"

#include <gait/buf.h>
#include <gait/limits.h>

/* ---- never_matches ---- */

/* "gt and lt" */
static gait_str operators_of(gait_arena *arena, const gi_arg_match *match)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < match->count; i++)
        gait_buf_add_format(&buf, "%s%s",
                            i == 0                  ? ""
                            : i + 1 == match->count ? " and "
                                                    : ", ",
                            gi_vocabulary(GI_TABLE_ARG)->known[match->tests[i].op]);
    return gait_buf_text(&buf);
}

/* A restrictive rule still applies where a condition is not known. */
static const char *what_is_left(const gi_rule *rule)
{
    return gi_rule_is_restrictive(rule) && !rule->skip_unknown
               ? "; the rule applies only where this is unknown"
               : "";
}

void gi_check_never_matches(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    gi_comparing *comparing = gi_check_comparing(checking);
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        bool arg =
            condition->kind == GI_CONDITION_ARG && gi_arg_impossible(comparing, condition->arg);
        bool target = condition->kind == GI_CONDITION_TARGET && rule->pack->combine != GI_TIERS &&
                      gi_target_impossible(comparing, condition->target);
        if (!arg && !target)
            continue;
        gi_check_flags_of(checking, rule)->never = true;
        if (arg)
            gi_check_report(checking, condition->name.ptr, NULL, "no value satisfies %.*s%s",
                            GAIT_STR_ARG(operators_of(checking->arena, condition->arg)),
                            what_is_left(rule));
        else
            gi_check_report(checking, condition->name.ptr, NULL,
                            "no target satisfies all members%s", what_is_left(rule));
    }
}

/* ---- elements of lists ---- */

static void check_target_elements(gi_checking *checking, const gi_condition *condition)
{
    const gi_target_match *target = condition->target;
    for (size_t i = 0; i < target->values.count; i++) {
        const gi_target_match one = { .kinds = target->kinds,
                                      .values = { &target->values.items[i], 1 } };
        if (gi_target_impossible(gi_check_comparing(checking), &one))
            gi_check_report(checking, "match.target.value", NULL, "no target has the value '%.*s'",
                            GAIT_STR_ARG(target->values.items[i]));
    }
    for (size_t i = 0; i < target->patterns.count; i++) {
        const gi_target_match one = { .kinds = target->kinds,
                                      .patterns = { &target->patterns.items[i], 1 } };
        if (gi_target_impossible(gi_check_comparing(checking), &one))
            gi_check_report(checking, "match.target.glob", NULL, "no target matches '%.*s'",
                            GAIT_STR_ARG(target->patterns.items[i]));
    }
}

void gi_check_dead_element(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (gi_check_flags_of(checking, rule)->never || rule->pack->combine == GI_TIERS)
        return;
    for (size_t i = 0; i < rule->match.count; i++)
        if (rule->match.conditions[i].kind == GI_CONDITION_TARGET)
            check_target_elements(checking, &rule->match.conditions[i]);
}

void gi_check_redundant_element(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        for (size_t k = 0; condition->kind == GI_CONDITION_SCALAR && k < condition->texts.count;
             k++) {
            gait_str by;
            if (gi_scalar_element_covered(&checking->relating, rule, condition, k, &by))
                gi_check_report(checking, condition->name.ptr, NULL, "'%.*s' is part of '%.*s'",
                                GAIT_STR_ARG(condition->texts.items[k]), GAIT_STR_ARG(by));
        }
    }
}

/* ---- targets that have no host ---- */

static bool some_kind_has_host(const gi_texts *kinds)
{
    return kinds->count == 0 || gi_texts_have(kinds, GAIT_STR("url")) ||
           gi_texts_have(kinds, GAIT_STR("host"));
}

void gi_check_target_without_host(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        if (condition->kind != GI_CONDITION_TARGET)
            continue;
        const gi_target_match *target = condition->target;
        bool domain = target->domains.count > 0;
        if ((domain || target->networks.count > 0) && !some_kind_has_host(&target->kinds))
            gi_check_report(checking, domain ? "match.target.domain" : "match.target.cidr", NULL,
                            "the kinds of target that the rule names have no host");
    }
}

/* ---- arguments that other tools do not have ---- */

static bool is_false_when_absent(const gi_condition *condition)
{
    for (size_t i = 0; condition->kind == GI_CONDITION_ARG && i < condition->arg->count; i++) {
        const gi_arg_test *test = &condition->arg->tests[i];
        if (test->op == GI_OP_EXISTS && test->operands[0].boolean)
            return true;
    }
    return false;
}

void gi_check_unknown_everywhere(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    const gi_condition *found = NULL;
    if (!gi_rule_is_restrictive(rule) || rule->skip_unknown || rule->function_count > 0)
        return;
    for (size_t i = 0; i < rule->match.count; i++) {
        const gi_condition *condition = &rule->match.conditions[i];
        bool everything = condition->kind == GI_CONDITION_SCALAR &&
                          gi_texts_have(&condition->texts, GAIT_STR("**"));
        if (condition->kind == GI_CONDITION_ARG && found == NULL)
            found = condition;
        if ((condition->kind != GI_CONDITION_ARG && !everything) || is_false_when_absent(condition))
            return;
    }
    if (found != NULL)
        gi_check_report(checking, found->name.ptr, NULL,
                        "every call of any tool without %.*s gets '%s'",
                        GAIT_STR_ARG(found->fields[0]), gait_verdict_name(rule->effect));
}

/* ---- what may be left out ---- */

static bool is_about_lists(const gi_condition *condition)
{
    for (size_t i = 0; condition->kind == GI_CONDITION_ARG && i < condition->arg->length; i++)
        if (condition->arg->path[i].kind == GI_SEGMENT_ANY ||
            condition->arg->path[i].kind == GI_SEGMENT_ALL)
            return true;
    return false;
}

/* Whether only lists can make the rule unknown; an empty list does, and there is no other way to let it pass. */
static bool only_lists_unknown(const gi_rule *rule)
{
    for (size_t i = 0; i < rule->match.count; i++)
        if (!gi_condition_never_unknown(&rule->match.conditions[i]) &&
            !is_about_lists(&rule->match.conditions[i]))
            return false;
    return rule->function_count == 0;
}

static bool skips(const gi_rule *rule)
{
    return rule->effect == GAIT_BLOCK && rule->skip_unknown;
}

void gi_check_block_skips_unknown(gi_checking *checking)
{
    if (skips(checking->rule) && !only_lists_unknown(checking->rule))
        gi_check_report(checking, "on_unknown", NULL, "the rule blocks only what it knows");
}

void gi_check_block_skips_empty(gi_checking *checking)
{
    if (skips(checking->rule) && only_lists_unknown(checking->rule))
        gi_check_report(checking, "on_unknown", NULL, "the rule blocks only what it knows");
}
