/*
 * explain.c — a decision as data: gait.gate.explanation 1.0.0, see docs/explanation.md.
 *
 * Names of rules, conditions and fields, outcomes and causes; never the value of a field.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/decide.h"

typedef struct writer {
    gait_arena *arena;
    bool fully;
} writer;

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

static void put_list(const writer *w, gait_json *object, const char *name, const gi_texts *texts)
{
    gait_json *list = gait_json_new_array(w->arena);
    for (size_t i = 0; i < texts->count; i++)
        gait_json_push(w->arena, list, gait_json_string(texts->items[i]));
    put(w, object, name, *list);
}

static const char *tri_name(gi_tri tri)
{
    return tri == GI_TRUE ? "true" : tri == GI_FALSE ? "false" : "unknown";
}

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

static gait_json explain_finding(const writer *w, const gi_finding *finding)
{
    gait_json *one = gait_json_new_object(w->arena);
    const gi_texts fields = { finding->reads, finding->read_count };
    const gi_texts notes = { finding->notes, finding->note_count };
    put_text(w, one, "name", finding->condition->name);
    put_cstr(w, one, "outcome", tri_name(finding->outcome));
    if (finding->cause != NULL)
        put_cstr(w, one, "cause", finding->cause);
    if (finding->message.len > 0) {
        gait_json *error = gait_json_new_object(w->arena);
        put_text(w, error, "message", finding->message);
        put_text(w, error, "file", finding->file);
        if (finding->line > 0)
            put(w, error, "line", gait_json_integer(w->arena, finding->line));
        put(w, one, "error", *error);
    }
    put_list(w, one, "fields", &fields);
    if (notes.count > 0)
        put_list(w, one, "notes", &notes);
    return *one;
}

/* The condition without which the rule would have come out otherwise: a definite false, else the first unknown. */
static gait_str deciding_condition(const gi_row *row)
{
    gait_str first = { NULL, 0 };
    for (size_t i = 0; i < row->finding_count; i++) {
        const gi_finding *finding = &row->findings[i];
        if (finding->outcome == GI_FALSE)
            return finding->condition->name;
        if (finding->outcome == GI_UNKNOWN && first.len == 0)
            first = finding->condition->name;
    }
    return first;
}

static gait_json explain_row(const writer *w, const gi_row *row)
{
    gait_json *one = gait_json_new_object(w->arena);
    gait_json *conditions = gait_json_new_array(w->arena);
    gait_str deciding = deciding_condition(row);
    const gi_rule *rule = row->rule;
    put_text(w, one, "rule", rule->id);
    put_cstr(w, one, "effect", gait_verdict_name(rule->effect));
    put_cstr(w, one, "outcome", outcome_name(row->outcome));
    if (row->effect != rule->effect)
        put_cstr(w, one, "becomes", gait_verdict_name(row->effect));
    put_text(w, one, "file", rule->file);
    put(w, one, "line", gait_json_integer(w->arena, rule->line));
    put_text(w, one, "title", rule->title);
    put_text(w, one, "severity", rule->severity);
    put_text(w, one, "owner", rule->owner);
    put_text(w, one, "hint", rule->hint);
    put_text(w, one, "deciding_condition", deciding);
    if (row->overridden_by != NULL)
        put_text(w, one, "overridden_by", row->overridden_by->id);
    for (size_t i = 0; i < row->finding_count; i++)
        gait_json_push(w->arena, conditions, explain_finding(w, &row->findings[i]));
    put(w, one, "conditions", *conditions);
    return *one;
}

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

static void put_ruling(const writer *w, gait_json *object, const gait_policy *policy,
                       const gi_ruling *ruling)
{
    static const char *const deciders[] = {
        [GI_BY_RULE] = "rule", [GI_BY_DEFAULT] = "default", [GI_BY_REQUIREMENT] = "require"
    };
    gait_json *considered = gait_json_new_array(w->arena);
    put_cstr(w, object, "verdict", gait_verdict_name(ruling->verdict));
    put_cstr(w, object, "decided_by", deciders[ruling->by]);
    put_cstr(w, object, "default", gait_verdict_name(policy->fallback));
    put_deciding(w, object, ruling);
    put_list(w, object, "missing", &ruling->missing);
    for (size_t i = 0; i < ruling->row_count; i++)
        if (w->fully || ruling->rows[i].outcome != GI_NOT_APPLIED)
            gait_json_push(w->arena, considered, explain_row(w, &ruling->rows[i]));
    put(w, object, "considered", *considered);
}

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
    const writer w = { arena, how->fully };
    const gait_decision *decision = how->decision;
    gait_json *root = begin(&w);
    put(&w, root, "complete", gait_json_bool(how->fully));
    put_ruling(&w, root, policy, &rulings[0]);
    /* Of a script the strictest part decides, so that the verdict need not be the first ruling's. */
    put_cstr(&w, root, "verdict", gait_verdict_name(decision->verdict));
    put(&w, root, "required_approvals", gait_json_integer(arena, decision->required_approvals));
    put(&w, root, "distinct_approvers", gait_json_bool(decision->distinct_approvers));
    if (count == 1)
        return root;
    gait_json *steps = gait_json_new_array(arena);
    put_cstr(&w, root, "own_verdict", gait_verdict_name(rulings[0].verdict));
    for (size_t i = 1; i < count; i++) {
        gait_json *step = gait_json_new_object(arena);
        put(&w, step, "step", gait_json_integer(arena, (int64_t)i));
        put_ruling(&w, step, policy, &rulings[i]);
        gait_json_push(arena, steps, *step);
    }
    put(&w, root, "steps", *steps);
    return root;
}

gait_json *gi_explain_failure(gait_arena *arena, const gait_error *failure)
{
    const writer w = { arena, true };
    const gi_texts none = { NULL, 0 };
    gait_json *root = begin(&w);
    put(&w, root, "complete", gait_json_bool(false));
    put_cstr(&w, root, "verdict", gait_verdict_name(GAIT_BLOCK));
    put_cstr(&w, root, "decided_by", "failure");
    put_cstr(&w, root, "failure", gait_code_name(failure->code));
    put_list(&w, root, "rules", &none);
    put_list(&w, root, "missing", &none);
    put_list(&w, root, "considered", &none);
    return root;
}

void gi_explain_obliged(gait_arena *arena, const gait_decision *decision, gait_json *unmet)
{
    const writer w = { arena, true };
    put_cstr(&w, decision->explanation, "verdict", gait_verdict_name(decision->verdict));
    if (unmet->count > 0)
        put(&w, decision->explanation, "unmet", *unmet);
}
