/* check_allow.c — what is allowed, and to whom. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

enum { WIDE_BITS = 8 };

/* What a pack that only restricts allows does not count. */
static bool allows(const gi_rule *rule)
{
    return rule->effect == GAIT_ALLOW && rule->pack->trust == GI_TRUSTED;
}

static bool names_some(const gi_rule *rule, gi_scalar_field field)
{
    const gi_condition *condition = gi_check_scalar(rule, field);
    return condition != NULL && !gi_texts_have(&condition->texts, GAIT_STR("**")) &&
           !(field == GI_FIELD_IDENTITY && gi_texts_have(&condition->texts, GAIT_STR("*")));
}

void gi_check_allow_unscoped(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    bool only_functions = rule->match.count == 0 && rule->function_count > 0;
    if (allows(rule) && !only_functions && !names_some(rule, GI_FIELD_TOOL) &&
        !names_some(rule, GI_FIELD_IDENTITY))
        gi_check_report(
            checking, "match", NULL, "the rule allows every tool to everybody%s",
            rule->match.count == 0 && rule->function_count == 0 ? ", without any condition" : "");
}

void gi_check_allow_only_functions(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (allows(rule) && rule->match.count == 0 && rule->function_count > 0)
        gi_check_report(checking, rule->functions[0].name.ptr, NULL,
                        "functions alone decide what the rule allows");
}

/* ---- allow_wide ---- */

/* "*.com", "*.*" and the like: at most one label is said. */
static bool is_wide_domain(gait_str pattern)
{
    size_t labels = 0;
    bool said = false;
    for (size_t i = 0; i <= pattern.len; i++) {
        char c = i < pattern.len ? pattern.ptr[i] : '.';
        if (c == '.') {
            labels += said;
            said = false;
        } else if (c != '*' && c != '?') {
            said = true;
        }
    }
    bool wild = pattern.len > 0 && pattern.ptr[0] == '*';
    return wild && labels <= 1;
}

static void report_wide(gi_checking *checking, const char *key, gait_str what)
{
    gi_check_report(checking, key, NULL, "'%.*s' is nearly everything", GAIT_STR_ARG(what));
}

static bool is_root(gait_str path)
{
    return gait_str_is(path, "/") || gait_str_is(path, "/**") || gait_str_is(path, "**");
}

static void check_target(gi_checking *checking, const gi_target_match *target)
{
    for (size_t i = 0; i < target->domains.count; i++)
        if (is_wide_domain(target->domains.items[i]))
            report_wide(checking, "match.target.domain", target->domains.items[i]);
    for (size_t i = 0; i < target->networks.count; i++)
        if (target->cidrs[i].bits < WIDE_BITS)
            report_wide(checking, "match.target.cidr", target->networks.items[i]);
    for (size_t i = 0; i < target->roots.count; i++)
        if (is_root(target->roots.items[i]))
            report_wide(checking, "match.target.path_under", target->roots.items[i]);
    for (size_t i = 0; i < target->patterns.count; i++)
        if (is_root(target->patterns.items[i]))
            report_wide(checking, "match.target.glob", target->patterns.items[i]);
}

void gi_check_allow_wide(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    const gi_condition *workspace = gi_check_scalar(rule, GI_FIELD_WORKSPACE);
    if (!allows(rule))
        return;
    for (size_t i = 0; workspace != NULL && i < workspace->texts.count; i++)
        if (is_root(workspace->texts.items[i]))
            report_wide(checking, "match.workspace", workspace->texts.items[i]);
    for (size_t i = 0; i < rule->match.count; i++)
        if (rule->match.conditions[i].kind == GI_CONDITION_TARGET)
            check_target(checking, rule->match.conditions[i].target);
}

void gi_check_default_allow(gi_checking *checking)
{
    if (checking->pack->fallback == GAIT_ALLOW && checking->pack->trust == GI_TRUSTED)
        gi_check_report(checking, "default", NULL, "the default is 'allow'");
}

/* It may still demand something, make an exception in its own pack, or come first there. */
void gi_check_allow_restricted(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    bool idle = rule->overrides.count == 0 && !gi_rule_has_obligations(rule) &&
                checking->pack->combine == GI_STRICTEST;
    if (rule->effect == GAIT_ALLOW && !allows(rule) && idle)
        gi_check_report(checking, "effect", NULL,
                        "the pack only restricts: the rule changes nothing");
}
