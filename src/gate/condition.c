/*
 * condition.c — one rule against one intent: its conditions in order, up to a definite false.
 *
 * Fuel is counted here, for functions and for matching alike; what no condition may use up alone ends the decision.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

#include <gait/limits.h>

bool gi_deciding_expired(gi_deciding *d)
{
    if (d->options->expired == NULL || *d->options->expired == 0)
        return false;
    gait_fail(&d->failure, GAIT_E_deadline_exceeded, "the decision's deadline has passed");
    return true;
}

bool gi_deciding_spend(gi_deciding *d, int64_t units)
{
    d->fuel += units;
    if (d->fuel <= d->policy->fuel)
        return true;
    d->fuel = d->policy->fuel;
    return gait_fail(&d->failure, GAIT_E_decision_budget,
                     "the decision's conditions used up %lld units", (long long)d->policy->fuel);
}

static void keep_notes(gi_deciding *d, gi_run *run)
{
    size_t room = GAIT_LIMIT_NOTES - d->notes;
    run->note_count = run->note_count < room ? run->note_count : room;
    d->notes += run->note_count;
}

static gi_tri unknown(gi_finding *out, const char *cause)
{
    out->cause = cause;
    return GI_UNKNOWN;
}

/* A stop that is the condition's own affair is unknown; one of the whole decision is its failure. */
static gi_tri stopped(gi_deciding *d, const gi_run *run, bool last_fuel, gi_finding *out)
{
    switch (run->stop) {
    case GI_STOP_FUEL:
        if (last_fuel)
            (void)gi_deciding_spend(d, d->policy->fuel);
        return unknown(out, GI_CAUSE_BUDGET);
    case GI_STOP_MEMORY:
        gait_fail(&d->failure, GAIT_E_decision_memory, "a condition used up the decision's memory");
        return unknown(out, GI_CAUSE_ERROR);
    case GI_STOP_DEADLINE:
        gait_fail(&d->failure, GAIT_E_deadline_exceeded, "the decision's deadline has passed");
        return unknown(out, GI_CAUSE_ERROR);
    case GI_STOP_RESULT:
        return unknown(out, GI_CAUSE_RESULT);
    case GI_STOP_ERROR:
        return unknown(out, GI_CAUSE_ERROR);
    case GI_RAN:
    case GI_STOP_REFUSED:
    case GI_STOP_SYNTAX:
    case GI_STOP_INTERNAL:
        break;
    }
    gait_fail(&d->failure, GAIT_E_internal, "a condition ended in an unexpected way");
    return unknown(out, GI_CAUSE_ERROR);
}

static gi_tri call(gi_deciding *d, const gi_rule *rule, const gi_condition *condition,
                   const gait_intent *intent, gi_finding *out)
{
    gi_host *host = rule->pack->host;
    const gi_pack_budget *own = &rule->pack->budget;
    int64_t left = d->policy->fuel - d->fuel;
    bool last_fuel = left < own->fuel;
    const gi_budget budget = { last_fuel ? left : own->fuel, (size_t)own->memory_bytes,
                               GAIT_LIMIT_DECISION_BLOCK_BYTES, GAIT_LIMIT_SCRIPT_STRING_BYTES };
    gi_run run;
    gait_json *result;
    if (left <= 0) {
        (void)gi_deciding_spend(d, 1);
        return unknown(out, GI_CAUSE_BUDGET);
    }
    gi_host_set_budget(host, &budget);
    gi_host_call(host, d->arena,
                 &(gi_call){ condition->reference, intent->view, d->options->now_unix_ns,
                             !d->options->explain },
                 &run, &result);
    keep_notes(d, &run);
    out->run = run;
    if (!gi_deciding_spend(d, run.fuel))
        return unknown(out, GI_CAUSE_BUDGET);
    if (run.stop != GI_RAN)
        return stopped(d, &run, last_fuel, out);
    if (result == NULL || result->kind != GAIT_JSON_BOOL)
        return unknown(out, GI_CAUSE_RESULT);
    gi_tri outcome = gi_tri_of(result->boolean);
    return condition->kind == GI_CONDITION_UNLESS ? gi_tri_not(outcome) : outcome;
}

static gi_reading reading_of(const gi_deciding *d, const gi_rule *rule, const gait_intent *intent)
{
    return (gi_reading){ .arena = d->arena,
                         .intent = intent,
                         .now_unix_ns = d->options->now_unix_ns,
                         .permits = rule->effect == GAIT_ALLOW,
                         .contract = rule->pack->combine == GI_TIERS };
}

static gi_tri evaluate(gi_deciding *d, const gi_rule *rule, const gi_condition *condition,
                       const gait_intent *intent, gi_finding *out)
{
    out->condition = condition;
    if (condition->kind == GI_CONDITION_WHEN || condition->kind == GI_CONDITION_UNLESS) {
        out->outcome = call(d, rule, condition, intent, out);
        return out->outcome;
    }
    gi_reading reading = reading_of(d, rule, intent);
    out->outcome = gi_match_eval(condition, &reading);
    out->cause = out->outcome == GI_UNKNOWN ? reading.cause : NULL;
    (void)gi_deciding_spend(d, reading.work);
    return out->outcome;
}

static gi_outcome outcome_of(const gi_row *row, gi_tri result)
{
    if (result == GI_FALSE)
        return GI_NOT_APPLIED;
    if (result == GI_TRUE)
        return GI_APPLIED;
    return row->effect == GAIT_ALLOW || row->rule->skip_unknown ? GI_UNKNOWN_SKIPPED
                                                                : GI_UNKNOWN_APPLIED;
}

/* Before the outcome: an allow rule whose data is tainted restricts, and unknown is then no reason to leave it out. */
static void taint(gi_deciding *d, const gait_intent *intent, gi_row *row)
{
    const gi_dataflow *flow = row->rule->dataflow;
    if (flow == NULL)
        return;
    gi_reading reading = reading_of(d, row->rule, intent);
    if (gi_dataflow_holds(flow, &reading)) {
        row->effect = flow->action; /* also a softer one */
        gi_row_change(d->arena, row, flow->action, flow->reason, flow->violation);
    }
    (void)gi_deciding_spend(d, reading.work);
}

/* Most rules end at their first condition, so that room is made one by one. */
static gi_finding *add_finding(const gi_deciding *d, gi_row *row)
{
    row->findings = gait_arena_grow(d->arena, row->findings, row->finding_count,
                                    row->finding_count + 1, sizeof *row->findings);
    return &row->findings[row->finding_count++];
}

/* The limit of a restrictive rule is its last condition; without it the rule would apply. */
static gi_tri consider_limits(gi_deciding *d, gi_row *row, const gait_intent *intent)
{
    const gi_rule *rule = row->rule;
    const char *cause = NULL;
    row->full = gi_limits_full(d, rule, intent, row, &cause);
    if (!gi_limit_decides(rule))
        return GI_TRUE;
    *add_finding(d, row) = (gi_finding){
        .condition = rule->limit_condition,
        .outcome = row->full,
        .cause = row->full == GI_UNKNOWN ? cause : NULL,
    };
    return row->full;
}

/* False when the decision failed. */
static bool consider_conditions(gi_deciding *d, gi_row *row, const gait_intent *intent, gi_tri *out)
{
    const gi_rule *rule = row->rule;
    size_t count = rule->match.count + rule->function_count;
    *out = GI_TRUE;
    for (size_t i = 0; i < count && *out != GI_FALSE; i++) {
        const gi_condition *condition = i < rule->match.count
                                            ? &rule->match.conditions[i]
                                            : &rule->functions[i - rule->match.count];
        if (gi_deciding_expired(d))
            return false;
        gi_finding *finding = add_finding(d, row);
        *out = gi_tri_and(*out, evaluate(d, rule, condition, intent, finding));
        if (d->failure.code != GAIT_OK)
            return false;
    }
    return true;
}

bool gi_rule_consider(gi_deciding *d, const gi_rule *rule, const gait_intent *intent, gi_row *out)
{
    gi_tri result;
    out->rule = rule;
    out->effect = rule->effect;
    if (!consider_conditions(d, out, intent, &result))
        return false;
    if (result != GI_FALSE)
        taint(d, intent, out);
    out->outcome = outcome_of(out, result);
    if (rule->limit_count > 0 && gi_row_obliges(out)) {
        gi_tri full = consider_limits(d, out, intent);
        out->outcome =
            full == GI_FALSE ? GI_WITHIN_LIMIT : outcome_of(out, gi_tri_and(result, full));
    }
    gi_modify(d, intent, out);
    return d->failure.code == GAIT_OK;
}
