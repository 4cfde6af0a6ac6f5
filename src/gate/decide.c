/*
 * decide.c — rules against an intent: every candidate in id order, the strictest applicable effect wins.
 *
 * Whatever happens here ends in a verdict; where the rules cannot be believed it is a block with a failure.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/decide.h"
#include "gate/words.h"

#include <gait/limits.h>

#include <stdlib.h>
#include <string.h>

/* What all rulings of one decision share. */
typedef struct decider {
    gait_arena *arena;
    const gait_policy *policy;
    const gait_decide_options *options;
    int64_t fuel; /* spent so far */
    size_t notes; /* kept so far */
    gait_error failure;
} decider;

bool gi_row_applies(const gi_row *row)
{
    return row->outcome == GI_APPLIED || row->outcome == GI_UNKNOWN_APPLIED;
}

/* ---- conditions ---- */

static bool expired(decider *d)
{
    if (d->options->expired == NULL || *d->options->expired == 0)
        return false;
    gait_fail(&d->failure, GAIT_E_deadline_exceeded, "the decision's deadline has passed");
    return true;
}

/* False, with a failure, when the whole decision has no fuel left. */
static bool spend(decider *d, int64_t units)
{
    d->fuel += units;
    if (d->fuel <= GAIT_LIMIT_DECISION_FUEL)
        return true;
    d->fuel = GAIT_LIMIT_DECISION_FUEL;
    return gait_fail(&d->failure, GAIT_E_decision_budget,
                     "the decision's conditions used up %d units", GAIT_LIMIT_DECISION_FUEL);
}

static void keep_notes(decider *d, const gi_run *run, gi_finding *out)
{
    size_t room = GAIT_LIMIT_NOTES - d->notes;
    out->notes = run->notes;
    out->note_count = run->note_count < room ? run->note_count : room;
    d->notes += out->note_count;
}

static gi_tri unknown(gi_finding *out, const char *cause)
{
    out->cause = cause;
    return GI_UNKNOWN;
}

/* A stop that is the condition's own affair is unknown; one of the whole decision is its failure. */
static gi_tri stopped(decider *d, const gi_run *run, bool last_fuel, gi_finding *out)
{
    switch (run->stop) {
    case GI_STOP_FUEL:
        if (last_fuel)
            (void)spend(d, GAIT_LIMIT_DECISION_FUEL);
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

static gi_tri call(decider *d, const gi_condition *condition, const gait_intent *intent,
                   gi_finding *out)
{
    int64_t left = GAIT_LIMIT_DECISION_FUEL - d->fuel;
    bool last_fuel = left < GAIT_LIMIT_CONDITION_FUEL;
    const gi_budget budget = { last_fuel ? left : GAIT_LIMIT_CONDITION_FUEL,
                               GAIT_LIMIT_DECISION_MEMORY_BYTES, GAIT_LIMIT_DECISION_BLOCK_BYTES,
                               GAIT_LIMIT_SCRIPT_STRING_BYTES };
    gi_run run;
    gait_json *result;
    if (left <= 0) {
        (void)spend(d, 1);
        return unknown(out, GI_CAUSE_BUDGET);
    }
    gi_host_set_budget(d->policy->host, &budget);
    gi_host_call(d->policy->host, d->arena,
                 &(gi_call){ condition->reference, intent->view, d->options->now_unix_ns }, &run,
                 &result);
    out->reads = run.reads;
    out->read_count = run.read_count;
    out->message = run.message;
    out->file = run.file;
    out->line = run.line;
    keep_notes(d, &run, out);
    if (!spend(d, run.fuel))
        return unknown(out, GI_CAUSE_BUDGET);
    if (run.stop != GI_RAN)
        return stopped(d, &run, last_fuel, out);
    if (result == NULL || result->kind != GAIT_JSON_BOOL)
        return unknown(out, GI_CAUSE_RESULT);
    gi_tri outcome = gi_tri_of(result->boolean);
    return condition->kind == GI_CONDITION_UNLESS ? gi_tri_not(outcome) : outcome;
}

static gi_tri evaluate(decider *d, const gi_rule *rule, const gi_condition *condition,
                       const gait_intent *intent, gi_finding *out)
{
    out->condition = condition;
    if (condition->kind == GI_CONDITION_WHEN || condition->kind == GI_CONDITION_UNLESS) {
        out->outcome = call(d, condition, intent, out);
        return out->outcome;
    }
    gi_reading reading = { .arena = d->arena,
                           .intent = intent,
                           .now_unix_ns = d->options->now_unix_ns,
                           .permits = rule->effect == GAIT_ALLOW };
    out->reads = condition->fields;
    out->read_count = condition->field_count;
    out->outcome = gi_match_eval(condition, &reading);
    out->cause = out->outcome == GI_UNKNOWN ? reading.cause : NULL;
    (void)spend(d, reading.work);
    return out->outcome;
}

/* ---- rules ---- */

static gi_outcome outcome_of(const gi_rule *rule, gi_tri result)
{
    if (result == GI_FALSE)
        return GI_NOT_APPLIED;
    if (result == GI_TRUE)
        return GI_APPLIED;
    return rule->effect == GAIT_ALLOW || rule->skip_unknown ? GI_UNKNOWN_SKIPPED
                                                            : GI_UNKNOWN_APPLIED;
}

/* False when the decision failed. */
static bool consider(decider *d, const gi_rule *rule, const gait_intent *intent, gi_row *out)
{
    size_t most = rule->match.count + rule->function_count;
    gi_tri result = GI_TRUE;
    out->rule = rule;
    out->findings = gait_arena_array(d->arena, most, sizeof *out->findings);
    for (size_t i = 0; i < most && result != GI_FALSE; i++) {
        const gi_condition *condition = i < rule->match.count
                                            ? &rule->match.conditions[i]
                                            : &rule->functions[i - rule->match.count];
        if (expired(d))
            return false;
        gi_finding *finding = &out->findings[out->finding_count++];
        result = gi_tri_and(result, evaluate(d, rule, condition, intent, finding));
        if (d->failure.code != GAIT_OK)
            return false;
    }
    out->outcome = outcome_of(rule, result);
    return true;
}

static gi_row *find_row(const gi_ruling *ruling, const gi_rule *rule)
{
    size_t low = 0;
    size_t high = ruling->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ruling->rows[middle].rule == rule)
            return &ruling->rows[middle];
        if (ruling->rows[middle].rule->rank < rule->rank)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/*
 * A rule overrides only when it matched definitely and no other rule that may apply names it in turn: whatever is not
 * known, or taken away from an intent, can end an override but never begin one.
 */
static void apply_overrides(gi_ruling *ruling)
{
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        for (size_t k = 0; row->outcome != GI_NOT_APPLIED && k < row->rule->overrides.count; k++) {
            gi_row *target = find_row(ruling, row->rule->targets[k]);
            if (target != NULL)
                target->contested = true;
        }
    }
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        bool honoured = row->outcome == GI_APPLIED && !row->contested;
        for (size_t k = 0; honoured && k < row->rule->overrides.count; k++) {
            gi_row *target = find_row(ruling, row->rule->targets[k]);
            if (target == NULL || !gi_row_applies(target))
                continue;
            target->outcome = GI_OVERRIDDEN;
            target->overridden_by = row->rule;
        }
    }
}

static bool lacks(const gait_intent *intent, gait_str field)
{
    if (gait_str_is(field, "targets"))
        return intent->target_count == 0;
    if (gait_str_is(field, "arg_provenance"))
        return intent->provenance_count == 0;
    if (gait_str_is(field, "credential_source"))
        return intent->credential_source.len == 0;
    if (gait_str_is(field, "env"))
        return intent->environment.len == 0;
    if (gait_str_is(field, "phase"))
        return intent->phase.len == 0;
    if (gait_str_is(field, "session"))
        return intent->session.len == 0;
    return intent->skill_publisher.len == 0;
}

/* A risk class that is none of the four is not known to be a lesser one: what is required of any is required of it. */
static bool is_required(const gi_requirement *require, gait_str risk)
{
    bool known = false;
    if (require->fields.count == 0 || require->risks.count == 0)
        return require->fields.count > 0;
    for (size_t i = 0; gi_risks[i] != NULL; i++)
        known = known || gait_str_is(risk, gi_risks[i]);
    for (size_t i = 0; i < require->risks.count; i++)
        if (gait_str_equal(require->risks.items[i], risk))
            return true;
    return !known;
}

static void find_missing(decider *d, const gait_intent *intent, gi_ruling *out)
{
    const gi_requirement *require = &d->policy->require;
    if (!is_required(require, intent->risk))
        return;
    out->missing.items =
        gait_arena_array(d->arena, require->fields.count, sizeof *out->missing.items);
    for (size_t i = 0; i < require->fields.count; i++)
        if (lacks(intent, require->fields.items[i]))
            out->missing.items[out->missing.count++] = require->fields.items[i];
}

/*
 * The strictest effect of the rules that apply. Without a rule that matched definitely the default has its say too: it
 * is what would stand if what is unknown were false, and not knowing must not be better than that.
 */
static void conclude(const gait_policy *policy, gi_ruling *out)
{
    bool definite = false;
    out->by = GI_BY_DEFAULT;
    out->verdict = GAIT_ALLOW;
    for (size_t i = 0; i < out->row_count; i++) {
        const gi_row *row = &out->rows[i];
        if (!gi_row_applies(row))
            continue;
        definite = definite || row->outcome == GI_APPLIED;
        out->by = GI_BY_RULE;
        if (row->rule->effect > out->verdict)
            out->verdict = row->rule->effect;
    }
    if (out->by == GI_BY_RULE && (definite || out->verdict >= policy->fallback))
        return;
    out->by = GI_BY_DEFAULT;
    out->verdict = policy->fallback;
}

/* False when the decision failed. */
static bool rule_on(decider *d, const gait_intent *intent, gi_ruling *out)
{
    const gi_rule **candidates;
    find_missing(d, intent, out);
    if (out->missing.count > 0) {
        out->by = GI_BY_REQUIREMENT;
        out->verdict = GAIT_BLOCK;
        return true;
    }
    size_t count = gi_policy_candidates(d->arena, d->policy, intent->tool, &candidates);
    out->rows = gait_arena_array(d->arena, count, sizeof *out->rows);
    for (size_t i = 0; i < count; i++) {
        if (!consider(d, candidates[i], intent, &out->rows[i]))
            return false;
        out->row_count++;
    }
    apply_overrides(out);
    conclude(d->policy, out);
    return true;
}

/* ---- the decision ---- */

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

static void add_reason(gait_arena *arena, gait_decision *out, gait_str code)
{
    add_code(arena, &out->reason_codes, &out->reason_count, code);
}

static void add_violation(gait_arena *arena, gait_decision *out, gait_str code)
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
        if (rule->effect != ruling->verdict)
            continue;
        for (size_t k = 0; k < rule->reasons.count; k++)
            add_reason(arena, out, rule->reasons.items[k]);
        for (size_t k = 0; k < rule->violations.count; k++)
            add_violation(arena, out, rule->violations.items[k]);
    }
}

static void add_ruling(gait_arena *arena, const gi_ruling *ruling, gait_decision *out)
{
    add_rules(arena, ruling, out);
    if (ruling->by == GI_BY_DEFAULT)
        add_reason(arena, out,
                   gait_arena_format(arena, "default_%s", gait_verdict_name(ruling->verdict)));
    for (size_t i = 0; i < ruling->missing.count; i++) {
        gait_str field = ruling->missing.items[i];
        add_reason(arena, out,
                   gait_arena_format(arena, "fail_closed_missing_%.*s", GAIT_STR_ARG(field)));
        add_violation(arena, out, gait_arena_format(arena, "missing_%.*s", GAIT_STR_ARG(field)));
    }
}

/* The first rule, in id order, with the effect that won. */
static gait_str deciding_rule(const gi_ruling *ruling)
{
    for (size_t i = 0; ruling->by == GI_BY_RULE && i < ruling->row_count; i++)
        if (gi_row_applies(&ruling->rows[i]) && ruling->rows[i].rule->effect == ruling->verdict)
            return ruling->rows[i].rule->id;
    return (gait_str){ NULL, 0 };
}

static void combine(gait_arena *arena, const gi_ruling *rulings, size_t count, gait_decision *out)
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

void gi_decision_fail(gait_arena *arena, const gait_error *failure, gait_decision *out)
{
    *out = (gait_decision){ .verdict = GAIT_BLOCK, .failure = *failure };
    add_reason(arena, out, gait_str_of(gait_code_name(failure->code)));
    out->explanation = gi_explain_failure(arena, failure);
}

void gait_decide(gait_arena *arena, gait_policy *policy, const gait_intent *intent,
                 const gait_decide_options *options, gait_decision *out)
{
    decider d = {
        .arena = arena, .policy = policy, .options = options, .failure = GAIT_ERROR_INIT
    };
    size_t count = 1 + intent->step_count;
    gi_ruling *rulings = gait_arena_array(arena, count, sizeof *rulings);
    if (policy->host != NULL)
        gi_host_set_expired(policy->host, options->expired);
    bool ok = rule_on(&d, intent, &rulings[0]);
    for (size_t i = 1; ok && i < count; i++)
        ok = rule_on(&d, intent->steps[i - 1], &rulings[i]);
    if (ok && expired(&d))
        ok = false;
    if (ok) {
        *out = (gait_decision){ .failure = GAIT_ERROR_INIT };
        combine(arena, rulings, count, out);
        out->explanation =
            gi_explain(arena, policy, rulings, count, &(gi_explaining){ out, options->explain });
    } else {
        gi_decision_fail(arena, &d.failure, out);
    }
    out->fuel = d.fuel;
}
