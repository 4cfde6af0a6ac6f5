/*
 * diff_compare.c — one decision beside another: in what respects it demands less, and who decided it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/diff.h"

#include <stdlib.h>

/* ---- obligations ---- */

static bool holds(const gait_str *list, size_t count, gait_str text)
{
    for (size_t i = 0; i < count; i++)
        if (gait_str_equal(list[i], text))
            return true;
    return false;
}

/* Whether b lets through what a does not: a list without elements lets everything through. */
static bool lets_more(const gait_str *a, size_t a_count, const gait_str *b, size_t b_count)
{
    if (a_count == 0)
        return false;
    for (size_t i = 0; i < b_count; i++)
        if (!holds(a, a_count, b[i]))
            return true;
    return b_count == 0;
}

static bool credential_loosened(const gait_credential *a, const gait_credential *b)
{
    if (!a->wanted)
        return false;
    bool longer = a->max_ttl_seconds > 0 &&
                  (b->max_ttl_seconds == 0 || b->max_ttl_seconds > a->max_ttl_seconds);
    bool other = a->broker.len > 0 && !gait_str_equal(a->broker, b->broker);
    return !b->wanted || (a->jit && !b->jit) || longer || other ||
           lets_more(a->scopes, a->scope_count, b->scopes, b->scope_count) ||
           lets_more(a->sources, a->source_count, b->sources, b->source_count) ||
           lets_more(a->issuers, a->issuer_count, b->issuers, b->issuer_count);
}

/* Whether b stops at least what a does: fewer calls, over a longer window, counted together with at least as many. */
static bool covers(const gait_limit *b, const gait_limit *a)
{
    if (b->max > a->max || b->seconds < a->seconds)
        return false;
    for (size_t i = 0; i < b->by_count; i++)
        if (!holds(a->by, a->by_count, b->by[i]))
            return false;
    return true;
}

static bool limits_loosened(const gait_decision *a, const gait_decision *b)
{
    for (size_t i = 0; i < a->limit_count; i++) {
        bool covered = false;
        for (size_t k = 0; k < b->limit_count && !covered; k++)
            covered = covers(&b->limits[k], &a->limits[i]);
        if (!covered)
            return true;
    }
    return false;
}

static bool approvals_loosened(const gait_decision *a, const gait_decision *b)
{
    return a->verdict == GAIT_REQUIRE_APPROVAL &&
           (b->required_approvals < a->required_approvals ||
            (a->distinct_approvers && !b->distinct_approvers));
}

/* What a call takes beside its verdict matters where both verdicts let it be made. */
unsigned gi_diff_loosened(const gait_decision *a, const gait_decision *b)
{
    unsigned found = 0;
    if (b->verdict != a->verdict)
        return b->verdict < a->verdict ? GAIT_DIFF_VERDICT : 0;
    if (a->verdict != GAIT_ALLOW && a->verdict != GAIT_REQUIRE_APPROVAL)
        return 0;
    if (approvals_loosened(a, b))
        found |= GAIT_DIFF_APPROVALS;
    if (credential_loosened(&a->credential, &b->credential))
        found |= GAIT_DIFF_CREDENTIAL;
    if (limits_loosened(a, b))
        found |= GAIT_DIFF_LIMITS;
    return found;
}

/* ---- who decided ---- */

static int by_bytes(const void *a, const void *b)
{
    return gait_str_compare(*(const gait_str *)a, *(const gait_str *)b);
}

static void add_rule(gait_arena *arena, gait_diff_side *side, gait_str rule)
{
    if (holds(side->rules, side->rule_count, rule))
        return;
    side->rules = gait_arena_grow(arena, side->rules, side->rule_count, side->rule_count + 1,
                                  sizeof *side->rules);
    side->rules[side->rule_count++] = gait_arena_str(arena, rule);
}

/* Of a script every part whose verdict is the decision's had a hand in it. */
static void add_part(gait_arena *arena, gait_diff_side *side, const gait_json *part,
                     gait_str verdict)
{
    const gait_json *rules = gait_json_get(part, GAIT_STR("rules"));
    if (!gait_str_is(verdict, gait_verdict_name(side->verdict)))
        return;
    if (side->decided_by.len == 0)
        side->decided_by = gait_arena_str(arena, gait_json_text(part, "decided_by"));
    for (size_t i = 0; rules != NULL && i < rules->count; i++)
        add_rule(arena, side, rules->items[i].text);
}

gait_diff_side gi_diff_side_of(gait_arena *arena, const gait_decision *decision)
{
    const gait_json *why = decision->explanation;
    const gait_json *steps = gait_json_get(why, GAIT_STR("steps"));
    gait_diff_side side = { .verdict = decision->verdict };
    if (decision->verdict == GAIT_REQUIRE_APPROVAL) {
        side.approvals = decision->required_approvals;
        side.distinct_approvers = decision->distinct_approvers;
    }
    if (decision->failure.code != GAIT_OK) {
        side.decided_by = GAIT_STR("failure");
        add_rule(arena, &side, gait_str_of(gait_code_name(decision->failure.code)));
        return side;
    }
    add_part(arena, &side, why, gait_json_text(why, steps != NULL ? "own_verdict" : "verdict"));
    for (size_t i = 0; steps != NULL && i < steps->count; i++)
        add_part(arena, &side, &steps->items[i], gait_json_text(&steps->items[i], "verdict"));
    if (side.rule_count > 1)
        qsort(side.rules, side.rule_count, sizeof *side.rules, by_bytes);
    if (side.rule_count > 0)
        side.decided_by = GAIT_STR("rule");
    return side;
}

const char *gait_diff_respect_name(gait_diff_respect respect)
{
    switch (respect) {
    case GAIT_DIFF_VERDICT:
        return "verdict";
    case GAIT_DIFF_APPROVALS:
        return "approvals";
    case GAIT_DIFF_CREDENTIAL:
        return "credential";
    case GAIT_DIFF_LIMITS:
        return "limits";
    }
    GAIT_BUG_IF(true);
    return "";
}
