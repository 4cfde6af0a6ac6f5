/*
 * explain.c — a decision as data: gait.gate.explanation 1.0.0, see docs/explanation.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/explain.h"

#include "base/text.h"

#include <gait/limits.h>

#include <string.h>

typedef struct writer {
    gait_arena *arena;
    const gait_policy *policy;
    gi_looking looking; /* at the intent of the ruling under way */
} writer;

/* ---- members ---- */

static void put(const writer *w, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(w->arena, object, gait_str_of(name), value);
}

static void put_text(const writer *w, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        put(w, object, name, gait_json_string(text));
}

static void put_cstr(const writer *w, gait_json *object, const char *name, const char *text)
{
    put(w, object, name, gait_json_string(gait_str_of(text)));
}

static void put_count(const writer *w, gait_json *object, const char *name, size_t count)
{
    put(w, object, name, gait_json_integer(w->arena, (int64_t)count));
}

static void put_list(const writer *w, gait_json *object, const char *name, const gi_texts *texts)
{
    gait_json *list = gait_json_new_array(w->arena);
    for (size_t i = 0; i < texts->count; i++)
        gait_json_push(w->arena, list, gait_json_string(texts->items[i]));
    put(w, object, name, *list);
}

/* ---- one condition ---- */

static const char *tri_name(gi_tri tri)
{
    return tri == GI_TRUE ? "true" : tri == GI_FALSE ? "false" : "unknown";
}

/* A cause in words; one without stands for itself. */
static const char *because(const char *cause)
{
    static const char *const words[][2] = {
        { GI_CAUSE_MISSING, "the field is absent or null" },
        { GI_CAUSE_TYPE, "the field has another type or is none of the known values" },
        { GI_CAUSE_EMPTY, "the list is empty" },
        { GI_CAUSE_PATH, "the path climbs above its start" },
        { GI_CAUSE_FORM, "the value is spelled so that it could mean something else" },
        { GI_CAUSE_ZONE, "the time zone's data are not on this machine" },
        { GI_CAUSE_COUNT, "nobody knows how much of the limit was used" },
        { GI_CAUSE_ERROR, "the function raised an error" },
        { GI_CAUSE_BUDGET, "the function used up its budget" },
        { GI_CAUSE_RESULT, "the function returned something that is not a boolean" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(cause, words[i][0]) == 0)
            return words[i][1];
    return cause;
}

/* A text that a function made: it may hold anything that the function has seen. */
static gait_str spoken(const writer *w, gait_str text)
{
    return gi_without_secrets(w->arena, text);
}

static void put_error(const writer *w, gait_json *object, const gi_run *run, bool speaks)
{
    gait_json *error = gait_json_new_object(w->arena);
    bool hidden = run->authored && !speaks;
    put_text(w, error, "message", hidden ? GAIT_STR(GI_REDACTED) : spoken(w, run->message));
    put_text(w, error, "file", run->file);
    if (run->line > 0)
        put_count(w, error, "line", (size_t)run->line);
    put_text(w, error, "field", spoken(w, run->last_read));
    put(w, object, "error", *error);
}

static void put_notes(const writer *w, gait_json *object, const gi_run *run)
{
    gait_json *list = gait_json_new_array(w->arena);
    for (size_t i = 0; i < run->note_count; i++)
        gait_json_push(w->arena, list, gait_json_string(spoken(w, run->notes[i])));
    put(w, object, "notes", *list);
}

/* What a function says itself is shown only with values, and when it has seen no credential. */
static void put_run(const writer *w, gait_json *object, const gi_finding *finding)
{
    const gi_run *run = &finding->run;
    bool says = run->authored || run->note_count > 0;
    bool speaks = says && w->looking.values && gi_may_speak(finding);
    if (run->message.len > 0)
        put_error(w, object, run, speaks);
    if (run->note_count > 0 && speaks)
        put_notes(w, object, run);
    if (says && !speaks)
        put(w, object, "withheld", gait_json_bool(true));
}

static gait_json explain_finding(const writer *w, const gi_rule *rule, const gi_finding *finding)
{
    gait_json *one = gait_json_new_object(w->arena);
    size_t more = 0;
    put_text(w, one, "name", finding->condition->name);
    put_text(w, one, "says", gi_condition_says(w->arena, rule, finding->condition));
    put_cstr(w, one, "outcome", tri_name(finding->outcome));
    if (finding->cause != NULL) {
        put_cstr(w, one, "cause", finding->cause);
        put_cstr(w, one, "because", because(finding->cause));
    }
    put_run(w, one, finding);
    put(w, one, "fields", gi_explain_fields(&w->looking, finding, &more));
    if (more > 0)
        put_count(w, one, "more_fields", more);
    return *one;
}

/* ---- one rule ---- */

static const char *outcome_name(gi_outcome outcome)
{
    static const char *const names[] = {
        [GI_NOT_APPLIED] = "not_applied",         [GI_APPLIED] = "applied",
        [GI_UNKNOWN_APPLIED] = "unknown_applied", [GI_UNKNOWN_SKIPPED] = "unknown_skipped",
        [GI_OVERRIDDEN] = "overridden",           [GI_SHADOWED] = "shadowed",
        [GI_NOT_TRUSTED] = "not_trusted",         [GI_WITHIN_LIMIT] = "within_limit",
    };
    return names[outcome];
}

/* The condition without which the rule would have come out otherwise: a definite false, else the first unknown. */
static const gi_finding *deciding_finding(const gi_row *row)
{
    const gi_finding *first = NULL;
    for (size_t i = 0; i < row->finding_count; i++) {
        const gi_finding *finding = &row->findings[i];
        if (finding->outcome == GI_FALSE)
            return finding;
        if (finding->outcome == GI_UNKNOWN && first == NULL)
            first = finding;
    }
    return first;
}

static void put_texts(const writer *w, gait_json *one, const gi_rule *rule)
{
    put_text(w, one, "pack", rule->pack->id);
    put_text(w, one, "file", rule->file);
    put_count(w, one, "line", (size_t)rule->line);
    put_text(w, one, "title", rule->title);
    put_text(w, one, "severity", rule->severity);
    put_text(w, one, "owner", rule->owner);
    put_text(w, one, "hint", rule->hint);
}

static gait_json explain_limit(const writer *w, const gait_limit *limit)
{
    gait_json *one = gait_json_new_object(w->arena);
    const gi_texts by = { limit->by, limit->by_count };
    put_count(w, one, "max", (size_t)limit->max);
    put_count(w, one, "seconds", (size_t)limit->seconds);
    put_list(w, one, "by", &by);
    if (limit->known)
        put_count(w, one, "used", (size_t)limit->used);
    return *one;
}

static void put_obligations(const writer *w, gait_json *one, const gi_row *row)
{
    const gi_rule *rule = row->rule;
    const gait_decision alone = { .credential = rule->credential };
    const gait_json *credential = gait_decision_credential(w->arena, &alone);
    gait_json *limits = gait_json_new_array(w->arena);
    if (rule->effect == GAIT_REQUIRE_APPROVAL) {
        put_count(w, one, "approvals", rule->approvals > 0 ? (size_t)rule->approvals : 1);
        put(w, one, "distinct_approvers", gait_json_bool(rule->distinct));
    }
    if (credential != NULL)
        put(w, one, "credential", *credential);
    for (size_t i = 0; i < row->limit_count; i++)
        gait_json_push(w->arena, limits, explain_limit(w, &row->limits[i]));
    if (limits->count > 0)
        put(w, one, "limits", *limits);
}

/* What made it stricter than it is declared. */
static void put_change(const writer *w, gait_json *one, const gi_row *row)
{
    put_cstr(w, one, "becomes", gait_verdict_name(row->effect));
    put_list(w, one, "becomes_for", &row->reasons);
}

static gait_json explain_row(const writer *w, const gi_row *row)
{
    gait_json *one = gait_json_new_object(w->arena);
    gait_json *conditions = gait_json_new_array(w->arena);
    const gi_finding *deciding = deciding_finding(row);
    const gi_rule *rule = row->rule;
    put_text(w, one, "rule", rule->id);
    put_cstr(w, one, "effect", gait_verdict_name(rule->effect));
    put_cstr(w, one, "outcome", outcome_name(row->outcome));
    if (row->effect != rule->effect)
        put_change(w, one, row);
    put_texts(w, one, rule);
    put_obligations(w, one, row);
    if (deciding != NULL)
        put_text(w, one, "deciding_condition", deciding->condition->name);
    if (row->superseded_by != NULL)
        put_text(w, one, row->outcome == GI_SHADOWED ? "shadowed_by" : "overridden_by",
                 row->superseded_by->id);
    for (size_t i = 0; i < row->finding_count; i++)
        gait_json_push(w->arena, conditions, explain_finding(w, rule, &row->findings[i]));
    put(w, one, "conditions", *conditions);
    return *one;
}

/* ---- what would have to change ---- */

static void push_if(const writer *w, gait_json *list, gait_str condition, gait_str says)
{
    gait_json *one = gait_json_new_object(w->arena);
    put_text(w, one, "condition", condition);
    put_text(w, one, "says", says);
    gait_json_push(w->arena, list, *one);
}

static gait_json change_of(const writer *w, const gi_row *row, const char *would,
                           gait_json conditions)
{
    gait_json *one = gait_json_new_object(w->arena);
    put_text(w, one, "rule", row->rule->id);
    put_cstr(w, one, "would", would);
    put(w, one, strcmp(would, "apply") == 0 ? "if_all" : "if_any", conditions);
    return *one;
}

/* A rule that decides would not, were one of its conditions false. */
static gait_json change_away(const writer *w, const gi_row *row)
{
    gait_json *list = gait_json_new_array(w->arena);
    for (size_t i = 0; i < row->finding_count; i++) {
        const gi_finding *finding = &row->findings[i];
        push_if(w, list, finding->condition->name, gi_finding_unless(w->arena, row->rule, finding));
    }
    const gi_finding capped = { .condition = row->rule->limit_condition };
    if (row->limit_count > 0 && row->full != GI_FALSE && row->effect != row->rule->effect)
        push_if(w, list, capped.condition->name, gi_finding_unless(w->arena, row->rule, &capped));
    return change_of(w, row, "not_apply", *list);
}

/* A rule that does not apply would, were all true that is not, and what was not looked at. */
static gait_json change_towards(const writer *w, const gi_row *row)
{
    const gi_rule *rule = row->rule;
    gait_json *list = gait_json_new_array(w->arena);
    for (size_t i = 0; i < rule->match.count + rule->function_count; i++) {
        const gi_condition *condition = i < rule->match.count
                                            ? &rule->match.conditions[i]
                                            : &rule->functions[i - rule->match.count];
        if (i < row->finding_count && row->findings[i].outcome == GI_TRUE)
            continue;
        push_if(w, list, condition->name, gi_condition_says(w->arena, rule, condition));
    }
    return change_of(w, row, "apply", *list);
}

static void put_changes(const writer *w, gait_json *object, const gi_ruling *ruling)
{
    gait_json *changes = gait_json_new_array(w->arena);
    for (size_t i = 0; i < ruling->row_count && ruling->verdict != GAIT_ALLOW; i++) {
        const gi_row *row = &ruling->rows[i];
        bool decides = gi_row_applies(row) && row->effect == ruling->verdict;
        bool out = row->outcome == GI_NOT_APPLIED || row->outcome == GI_UNKNOWN_SKIPPED;
        bool trusted = row->rule->pack->trust == GI_TRUSTED;
        if (ruling->by == GI_BY_RULE && decides)
            gait_json_push(w->arena, changes, change_away(w, row));
        else if (ruling->by == GI_BY_DEFAULT && out && trusted && row->effect < ruling->verdict)
            gait_json_push(w->arena, changes, change_towards(w, row));
    }
    put(w, object, "changes", *changes);
}

/* ---- a ruling ---- */

static void put_deciding(const writer *w, gait_json *object, const gi_ruling *ruling)
{
    gait_json *rules = gait_json_new_array(w->arena);
    for (size_t i = 0; ruling->by == GI_BY_RULE && i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        if (gi_row_applies(row) && row->effect == ruling->verdict)
            gait_json_push(w->arena, rules, gait_json_string(row->rule->id));
    }
    put(w, object, "rules", *rules);
}

static void put_ruling(const writer *w, gait_json *object, const gi_ruling *ruling)
{
    static const char *const deciders[] = {
        [GI_BY_RULE] = "rule", [GI_BY_DEFAULT] = "default", [GI_BY_REQUIREMENT] = "require"
    };
    gait_json *considered = gait_json_new_array(w->arena);
    put_cstr(w, object, "verdict", gait_verdict_name(ruling->verdict));
    put_cstr(w, object, "decided_by", deciders[ruling->by]);
    put_cstr(w, object, "default", gait_verdict_name(w->policy->fallback));
    put_deciding(w, object, ruling);
    put_list(w, object, "missing", &ruling->missing);
    for (size_t i = 0; i < ruling->row_count; i++)
        gait_json_push(w->arena, considered, explain_row(w, &ruling->rows[i]));
    put(w, object, "considered", *considered);
    put_count(w, object, "not_considered", w->policy->rule_count - ruling->row_count);
    put_changes(w, object, ruling);
}

/* ---- the decision ---- */

static gait_json *begin(const writer *w)
{
    gait_json *root = gait_json_new_object(w->arena);
    put_cstr(w, root, "schema_id", "gait.gate.explanation");
    put_cstr(w, root, "schema_version", "1.0.0");
    return root;
}

gait_json *gi_explain(gait_arena *arena, const gait_policy *policy, const gi_ruling *rulings,
                      size_t count, const gi_explaining *how)
{
    writer w = { arena, policy, { arena, how->intent, how->now_unix_ns, how->values } };
    const gait_decision *decision = how->decision;
    gait_json *root = begin(&w);
    put_ruling(&w, root, &rulings[0]);
    /* Of a script the strictest part decides, so that the verdict need not be the first ruling's. */
    put_cstr(&w, root, "verdict", gait_verdict_name(decision->verdict));
    put_count(&w, root, "required_approvals", (size_t)decision->required_approvals);
    put(&w, root, "distinct_approvers", gait_json_bool(decision->distinct_approvers));
    if (count == 1)
        return root;
    gait_json *steps = gait_json_new_array(arena);
    put_cstr(&w, root, "own_verdict", gait_verdict_name(rulings[0].verdict));
    for (size_t i = 1; i < count; i++) {
        gait_json *step = gait_json_new_object(arena);
        w.looking.intent = how->intent->steps[i - 1];
        put_count(&w, step, "step", i);
        put_ruling(&w, step, &rulings[i]);
        gait_json_push(arena, steps, *step);
    }
    put(&w, root, "steps", *steps);
    return root;
}

gait_json *gi_explain_failure(gait_arena *arena, const gait_error *failure)
{
    const writer w = { .arena = arena };
    const gi_texts none = { NULL, 0 };
    gait_json *root = begin(&w);
    put_cstr(&w, root, "verdict", gait_verdict_name(GAIT_BLOCK));
    put_cstr(&w, root, "decided_by", "failure");
    put_cstr(&w, root, "failure", gait_code_name(failure->code));
    put_list(&w, root, "rules", &none);
    put_list(&w, root, "missing", &none);
    put_list(&w, root, "considered", &none);
    put_list(&w, root, "changes", &none);
    return root;
}

void gi_explain_obliged(gait_arena *arena, const gait_decision *decision, gait_json *unmet)
{
    const writer w = { .arena = arena };
    if (decision->explanation == NULL)
        return;
    put_cstr(&w, decision->explanation, "verdict", gait_verdict_name(decision->verdict));
    if (unmet->count > 0)
        put(&w, decision->explanation, "unmet", *unmet);
}
