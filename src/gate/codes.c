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

static void add_reasons(gait_arena *arena, gait_decision *out, const gi_texts *codes)
{
    for (size_t i = 0; i < codes->count; i++)
        gi_codes_add_reason(arena, out, codes->items[i]);
}

static void add_violations(gait_arena *arena, gait_decision *out, const gi_texts *codes)
{
    for (size_t i = 0; i < codes->count; i++)
        gi_codes_add_violation(arena, out, codes->items[i]);
}

static void add_codes(gait_arena *arena, const gi_row *row, gait_decision *out)
{
    add_reasons(arena, out, &row->rule->reasons);
    add_reasons(arena, out, &row->reasons);
    add_violations(arena, out, &row->rule->violations);
    add_violations(arena, out, &row->violations);
}

/* False when no credential can be what the rule and those before it ask for. */
static bool add_obligations(gait_arena *arena, const gi_rule *rule, gait_decision *out)
{
    if (rule->approvals > out->required_approvals)
        out->required_approvals = rule->approvals;
    out->distinct_approvers = out->distinct_approvers || rule->distinct;
    return gi_credential_add(arena, &out->credential, &rule->credential);
}

/* Codes come from the rules whose effect is the ruling's; obligations from every rule that obliges. */
static bool add_rules(gait_arena *arena, const gi_ruling *ruling, gait_decision *out)
{
    bool possible = true;
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        if (gi_row_obliges(row))
            possible = add_obligations(arena, row->rule, out) && possible;
        if (gi_row_applies(row) && row->effect == ruling->verdict)
            add_codes(arena, row, out);
    }
    return possible;
}

static bool add_ruling(gait_arena *arena, const gi_ruling *ruling, gait_decision *out)
{
    bool possible = add_rules(arena, ruling, out);
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
    return possible;
}

/* The first rule, in order, with the effect that won. */
static gait_str deciding_rule(const gi_ruling *ruling)
{
    for (size_t i = 0; ruling->by == GI_BY_RULE && i < ruling->row_count; i++)
        if (gi_row_applies(&ruling->rows[i]) && ruling->rows[i].effect == ruling->verdict)
            return ruling->rows[i].rule->id;
    return (gait_str){ NULL, 0 };
}

/* What is demanded of a call that is not made is dropped; what nothing can meet blocks. */
static void conclude_obligations(gait_arena *arena, gait_decision *out, bool possible)
{
    bool may_run = out->verdict == GAIT_ALLOW || out->verdict == GAIT_REQUIRE_APPROVAL;
    if (may_run && !possible) {
        out->verdict = GAIT_BLOCK;
        gi_codes_add_reason(arena, out, GAIT_STR("credential_unsatisfiable"));
        gi_codes_add_violation(arena, out, GAIT_STR("credential_unsatisfiable"));
    }
    if (!may_run || !possible)
        out->credential = (gait_credential){ .wanted = false };
    if (out->verdict != GAIT_REQUIRE_APPROVAL) {
        out->required_approvals = 0;
        out->distinct_approvers = false;
    } else if (out->required_approvals == 0) {
        out->required_approvals = 1;
    }
}

void gi_codes_combine(gait_arena *arena, const gi_ruling *rulings, size_t count, gait_decision *out)
{
    const gi_ruling *strictest = &rulings[0];
    bool possible = true;
    for (size_t i = 0; i < count; i++) {
        possible = add_ruling(arena, &rulings[i], out) && possible;
        if (rulings[i].verdict > strictest->verdict)
            strictest = &rulings[i];
    }
    out->verdict = strictest->verdict;
    out->rule = deciding_rule(strictest);
    conclude_obligations(arena, out, possible);
}
