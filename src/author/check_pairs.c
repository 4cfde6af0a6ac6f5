/*
 * check_pairs.c — rules against each other.
 *
 * A rule is covered when every decision would be the same without it. That is claimed only where conditions prove it,
 * where nothing can take the covering rule away (an override, a limit that is not full, on_unknown), and where the
 * covered rule does nothing else (override, demand more approvals).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

static bool names(const gi_rule *rule, const gi_rule *target)
{
    for (size_t i = 0; i < rule->overrides.count; i++)
        if (rule->targets[i] == target)
            return true;
    return false;
}

bool gi_check_may_be_taken_away(const gi_checking *checking, const gi_rule *one,
                                const gi_rule *other)
{
    for (size_t i = 0; i < checking->pack->rule_count; i++) {
        const gi_rule *rule = checking->pack->rules[i];
        if (names(rule, one) && !names(rule, other))
            return true;
    }
    return false;
}

static bool overrides_less(const gi_rule *rule, const gi_rule *other)
{
    for (size_t i = 0; i < rule->overrides.count; i++)
        if (!names(other, rule->targets[i]))
            return false;
    return true;
}

/* Where the conditions of the covered rule are unknown, and it applies, the other one must apply as well. */
static bool applies_as_widely(const gi_rule *covered, const gi_rule *by)
{
    return !by->skip_unknown || covered->effect == GAIT_ALLOW || covered->skip_unknown;
}

static bool proved(gi_checking *checking, const gi_rule *covered, const gi_rule *by)
{
    bool idle = covered->limit_count == 0 &&
                (!gi_rule_has_obligations(covered) || by->effect == GAIT_BLOCK);
    return idle && covered->overrides.count == 0 && applies_as_widely(covered, by) &&
           gi_rule_at_most(&checking->relating, covered, by) &&
           !gi_check_may_be_taken_away(checking, by, covered);
}

static bool declared_before(const gi_rule *a, const gi_rule *b)
{
    int order = gait_str_compare(a->file, b->file);
    return order < 0 || (order == 0 && a->line < b->line) ||
           (order == 0 && a->line == b->line && a->rank < b->rank);
}

/* Both apply to exactly the same intents. */
static bool are_twins(gi_checking *checking, const gi_rule *a, const gi_rule *b)
{
    return a->effect == b->effect && a->skip_unknown == b->skip_unknown &&
           gi_rule_at_most(&checking->relating, a, b) && gi_rule_at_most(&checking->relating, b, a);
}

static bool is_open(const gi_checking *checking)
{
    const gi_check_flags *flags = gi_check_flags_of(checking, checking->rule);
    return !flags->never && !flags->covered;
}

/* In packs of tiers order decides: see shadowed. */
static bool strictest_wins(const gi_checking *checking)
{
    return checking->pack->combine == GI_STRICTEST;
}

static void mark(const gi_checking *checking)
{
    gi_check_flags_of(checking, checking->rule)->covered = true;
}

void gi_check_duplicate(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; is_open(checking) && strictest_wins(checking) && i < checking->other_count;
         i++) {
        const gi_rule *other = checking->others[i];
        if (!declared_before(other, rule) || gi_rule_is_conditional(other) ||
            !are_twins(checking, rule, other) || !gi_rule_obliges_less(rule, other) ||
            !overrides_less(rule, other) || gi_check_may_be_taken_away(checking, other, rule))
            continue;
        mark(checking);
        gi_check_report(checking, "match", other, "rule '%.*s' has the same effect and conditions",
                        GAIT_STR_ARG(other->name));
    }
}

void gi_check_covered(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; is_open(checking) && strictest_wins(checking) && i < checking->other_count;
         i++) {
        const gi_rule *other = checking->others[i];
        if (other->effect <= rule->effect || gi_rule_is_conditional(other) ||
            !proved(checking, rule, other))
            continue;
        mark(checking);
        gi_check_report(checking, "match", other, "rule '%.*s' (%s) applies wherever this one does",
                        GAIT_STR_ARG(other->name), gait_verdict_name(other->effect));
    }
}

void gi_check_redundant(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; is_open(checking) && strictest_wins(checking) && i < checking->other_count;
         i++) {
        const gi_rule *other = checking->others[i];
        if (other->effect != rule->effect || gi_rule_is_conditional(other) ||
            !gi_rule_obliges_less(rule, other) || are_twins(checking, rule, other) ||
            !proved(checking, rule, other))
            continue;
        mark(checking);
        gi_check_report(checking, "match", other, "rule '%.*s' (%s) applies wherever this one does",
                        GAIT_STR_ARG(other->name), gait_verdict_name(other->effect));
    }
}

void gi_check_shadowed(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; is_open(checking) && !strictest_wins(checking) && i < checking->other_count;
         i++) {
        const gi_rule *other = checking->others[i];
        if (other->rank > rule->rank || gi_rule_is_conditional(other) ||
            !gi_rule_at_most(&checking->relating, rule, other))
            continue;
        mark(checking);
        gi_check_report(checking, "match", other, "rule '%.*s' (%s, priority %lld) comes first",
                        GAIT_STR_ARG(other->name), gait_verdict_name(other->effect),
                        (long long)other->priority);
    }
}

/* ---- overrides ---- */

/* A rule of another pack may be compared in another way, and count for less. */
static bool is_foreign(const gi_checking *checking, const gi_rule *target)
{
    return target->pack != checking->pack;
}

static bool is_idle(gi_checking *checking, const gi_rule *target)
{
    return gi_check_flags_of(checking, checking->rule)->never ||
           (!is_foreign(checking, target) &&
            gi_rule_excludes(&checking->relating, checking->rule, target));
}

static bool is_weaker(const gi_checking *checking, const gi_rule *target)
{
    return !is_foreign(checking, target) && target->effect < checking->rule->effect &&
           !gi_rule_has_obligations(target);
}

void gi_check_override(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->overrides.count; i++) {
        const gi_rule *target = rule->targets[i];
        if (!is_idle(checking, target) && !is_weaker(checking, target))
            gi_check_report(checking, "overrides", target,
                            "'%.*s' (%s) does not count where this rule (%s) matches",
                            GAIT_STR_ARG(rule->overrides.items[i]),
                            gait_verdict_name(target->effect), gait_verdict_name(rule->effect));
    }
}

void gi_check_override_idle(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->overrides.count; i++)
        if (!gi_check_flags_of(checking, rule)->never && is_idle(checking, rule->targets[i]))
            gi_check_report(checking, "overrides", rule->targets[i],
                            "'%.*s' never applies where this rule matches",
                            GAIT_STR_ARG(rule->targets[i]->name));
}

void gi_check_override_weaker(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; i < rule->overrides.count; i++)
        if (is_weaker(checking, rule->targets[i]) && !is_idle(checking, rule->targets[i]))
            gi_check_report(checking, "overrides", rule->targets[i],
                            "'%.*s' (%s) is weaker than '%s'", GAIT_STR_ARG(rule->targets[i]->name),
                            gait_verdict_name(rule->targets[i]->effect),
                            gait_verdict_name(rule->effect));
}

static bool is_contested(const gi_checking *checking, const gi_rule *rule)
{
    for (size_t i = 0; i < checking->pack->rule_count; i++)
        if (names(checking->pack->rules[i], rule))
            return true;
    return false;
}

void gi_check_always_overridden(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    for (size_t i = 0; is_open(checking) && i < checking->other_count; i++) {
        const gi_rule *other = checking->others[i];
        if (!names(other, rule) || is_contested(checking, other) || gi_rule_is_conditional(other) ||
            !gi_rule_implies_definite(&checking->relating, rule, other))
            continue;
        mark(checking);
        gi_check_report(checking, "match", other, "rule '%.*s' overrides it wherever it applies",
                        GAIT_STR_ARG(other->name));
    }
}

void gi_check_unfinished(gi_checking *checking)
{
    if (checking->unfinished)
        gi_check_report(checking, "", NULL, "%zu of %zu rules were compared with the others",
                        checking->compared, checking->pack->rule_count);
}
