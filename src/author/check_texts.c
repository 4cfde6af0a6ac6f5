/* check_texts.c — what a rule says to those it stops. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

static bool stops(const gi_rule *rule)
{
    return rule->effect == GAIT_BLOCK || rule->effect == GAIT_REQUIRE_APPROVAL;
}

void gi_check_missing_reason(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (stops(rule) && !rule->reason_given)
        gi_check_report(checking, "reason", NULL, "callers see '%.*s'",
                        GAIT_STR_ARG(rule->reasons.items[0]));
}

/* Policies in YAML have no place for one. */
static bool can_hint(const gi_rule *rule)
{
    return gait_str_ends(rule->file, GAIT_STR(".lua"));
}

void gi_check_missing_hint(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (stops(rule) && rule->hint.len == 0 && can_hint(rule))
        gi_check_report(checking, "hint", NULL, "the rule has no hint");
}

void gi_check_unnamed_function(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->function_count; i++)
        if (gait_str_is(rule->functions[i].name, "when") ||
            gait_str_is(rule->functions[i].name, "unless"))
            gi_check_report(checking, rule->functions[i].name.ptr, NULL, "a function has no name");
}
