/* codes.c — from rulings to what a decision says: verdict, reason codes, violations, approvals. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

#include <string.h>

static void add_code(gait_arena *arena, gait_str **list, size_t *count, gait_str code)
{
    size_t at = 0;
    while (at < *count && gait_str_compare((*list)[at], code) < 0)
        at++;
    if (at < *count && gait_str_equal((*list)[at], code))
        return;
    *list = gait_arena_grow(arena, *list, *count, *count + 1, sizeof **list);
    memmove(*list + at + 1, *list + at, (*count - at) * sizeof **list);
    (*list)[at] = code;
    (*count)++;
}

void gi_codes_add_reason(gait_arena *arena, gait_decision *out, gait_str code)
{
    add_code(arena, &out->reason_codes, &out->reason_count, code);
}

void gi_codes_add_violation(gait_arena *arena, gait_decision *out, gait_str code)
{
    add_code(arena, &out->violations, &out->violation_count, code);
}

/* Codes come from the rules whose effect is the ruling's; obligations from every rule that applies. */
static void add_rules(gait_arena *arena, const gi_ruling *ruling, gait_decision *out)
{
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_rule *rule = ruling->rows[i].rule;
        if (!gi_row_applies(&ruling->rows[i]))
            continue;
        if (rule->approvals > out->required_approvals)
            out->required_approvals = rule->approvals;
        out->distinct_approvers = out->distinct_approvers || rule->distinct;
        if (ruling->rows[i].effect != ruling->verdict)
            continue;
        for (size_t k = 0; k < rule->reasons.count; k++)
            gi_codes_add_reason(arena, out, rule->reasons.items[k]);
        for (size_t k = 0; k < rule->violations.count; k++)
            gi_codes_add_violation(arena, out, rule->violations.items[k]);
    }
}

static void add_ruling(gait_arena *arena, const gi_ruling *ruling, gait_decision *out)
{
    add_rules(arena, ruling, out);
    if (ruling->by == GI_BY_DEFAULT)
        gi_codes_add_reason(
            arena, out, gait_arena_format(arena, "default_%s", gait_verdict_name(ruling->verdict)));
    for (size_t i = 0; i < ruling->missing.count; i++) {
        gait_str field = ruling->missing.items[i];
        gi_codes_add_reason(
            arena, out, gait_arena_format(arena, "fail_closed_missing_%.*s", GAIT_STR_ARG(field)));
        gi_codes_add_violation(arena, out,
                               gait_arena_format(arena, "missing_%.*s", GAIT_STR_ARG(field)));
    }
}

/* The first rule, in order, with the effect that won. */
static gait_str deciding_rule(const gi_ruling *ruling)
{
    for (size_t i = 0; ruling->by == GI_BY_RULE && i < ruling->row_count; i++)
        if (gi_row_applies(&ruling->rows[i]) && ruling->rows[i].effect == ruling->verdict)
            return ruling->rows[i].rule->id;
    return (gait_str){ NULL, 0 };
}

void gi_codes_combine(gait_arena *arena, const gi_ruling *rulings, size_t count, gait_decision *out)
{
    const gi_ruling *strictest = &rulings[0];
    for (size_t i = 0; i < count; i++) {
        add_ruling(arena, &rulings[i], out);
        if (rulings[i].verdict > strictest->verdict)
            strictest = &rulings[i];
    }
    out->verdict = strictest->verdict;
    out->rule = deciding_rule(strictest);
    if (out->verdict != GAIT_REQUIRE_APPROVAL) {
        out->required_approvals = 0;
        out->distinct_approvers = false;
    } else if (out->required_approvals == 0) {
        out->required_approvals = 1;
    }
}
