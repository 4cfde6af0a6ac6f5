/*
 * decide.c — an intent, or each step of a script, against every rule that may match it.
 *
 * Whatever happens here ends in a verdict; where the rules cannot be believed it is a block with a failure.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

bool gi_row_applies(const gi_row *row)
{
    return row->outcome == GI_APPLIED || row->outcome == GI_UNKNOWN_APPLIED;
}

bool gi_row_obliges(const gi_row *row)
{
    return gi_row_applies(row) || row->outcome == GI_NOT_TRUSTED ||
           (row->outcome == GI_UNKNOWN_SKIPPED && row->rule->effect == GAIT_ALLOW);
}

bool gi_row_charges(const gi_row *row)
{
    return gi_row_obliges(row) || row->outcome == GI_WITHIN_LIMIT;
}

/* What only restricts never allows; it may still be an exception to the rules of its own pack. */
static void distrust(gi_ruling *ruling)
{
    for (size_t i = 0; i < ruling->row_count; i++) {
        gi_row *row = &ruling->rows[i];
        if (row->rule->pack->trust != GI_TRUSTED && row->effect == GAIT_ALLOW &&
            gi_row_applies(row))
            row->outcome = GI_NOT_TRUSTED;
    }
}

/* Overrides go from trusted packs to others, never back: the former are settled before, the latter after them. */
static void settle(const gait_policy *policy, gi_ruling *out)
{
    gi_tiers_settle(out, GI_TRUSTED);
    gi_overrides_apply(out);
    gi_tiers_settle(out, GI_RESTRICTING);
    distrust(out);
    gi_strictest_conclude(policy, out);
}

/* False when the decision failed. */
static bool rule_on(gi_deciding *d, const gait_intent *intent, gi_ruling *out)
{
    const gi_rule **candidates;
    gi_require_check(d, intent, out);
    if (out->missing.count > 0) {
        out->by = GI_BY_REQUIREMENT;
        out->verdict = GAIT_BLOCK;
        return true;
    }
    size_t count = gi_policy_candidates(d->arena, d->policy, intent->tool, &candidates);
    out->rows = gait_arena_array(d->arena, count, sizeof *out->rows);
    for (size_t i = 0; i < count; i++) {
        if (!gi_rule_consider(d, candidates[i], intent, &out->rows[i]))
            return false;
        out->row_count++;
    }
    settle(d->policy, out);
    gi_limits_charge(d, out);
    return true;
}

/* False when there are functions and they may not run as things are. */
static bool prepare_hosts(gi_deciding *d)
{
    for (size_t i = 0; i < d->policy->pack_count; i++) {
        gi_host *host = d->policy->packs[i]->host;
        if (host == NULL)
            continue;
        gi_host_set_expired(host, d->options->expired);
        if (!gi_host_may_run(&d->failure))
            return false;
    }
    return true;
}

void gi_decision_fail(gait_arena *arena, const gait_error *failure, gait_decision *out)
{
    *out = (gait_decision){ .verdict = GAIT_BLOCK, .failure = *failure };
    gi_codes_add_reason(arena, out, gait_str_of(gait_code_name(failure->code)));
    out->explanation = gi_explain_failure(arena, failure);
}

void gait_decide(gait_arena *arena, gait_policy *policy, const gait_intent *intent,
                 const gait_decide_options *options, gait_decision *out)
{
    gi_deciding d = {
        .arena = arena, .policy = policy, .options = options, .failure = GAIT_ERROR_INIT
    };
    size_t count = 1 + intent->step_count;
    gi_ruling *rulings = gait_arena_array(arena, count, sizeof *rulings);
    bool ok = prepare_hosts(&d) && rule_on(&d, intent, &rulings[0]);
    for (size_t i = 1; ok && i < count; i++)
        ok = rule_on(&d, intent->steps[i - 1], &rulings[i]);
    if (ok && gi_deciding_expired(&d))
        ok = false;
    if (ok) {
        *out = (gait_decision){ .failure = GAIT_ERROR_INIT };
        gi_codes_combine(arena, rulings, count, out);
        out->limits = d.limits;
        out->limit_count = d.limit_count;
        if (options->explain)
            out->explanation =
                gi_explain(arena, policy, rulings, count,
                           &(gi_explaining){ out, intent, options->now_unix_ns, options->values });
    } else {
        gi_decision_fail(arena, &d.failure, out);
    }
    out->fuel = d.fuel;
}
