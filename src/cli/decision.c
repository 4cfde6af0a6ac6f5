/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include <string.h>

static void set_object(cli_context *cli, const char *name, const gait_json *value)
{
    if (value != NULL)
        cli_set(cli, name, *value);
}

void cli_set_decision(cli_context *cli, const gait_decision *d, bool explain)
{
    cli_set_text(cli, "verdict", gait_str_of(gait_verdict_name(d->verdict)));
    cli_set_list(cli, "reason_codes", d->reason_codes, d->reason_count);
    cli_set_list(cli, "violations", d->violations, d->violation_count);
    cli_set_text(cli, "matched_rule", d->rule);
    if (d->verdict == GAIT_REQUIRE_APPROVAL)
        cli_set(cli, "required_approvals", gait_json_integer(cli->arena, d->required_approvals));
    if (d->verdict == GAIT_REQUIRE_APPROVAL && d->distinct_approvers)
        cli_set(cli, "distinct_approvers", gait_json_bool(true));
    set_object(cli, "credential", gait_decision_credential(cli->arena, d));
    set_object(cli, "limits", gait_decision_limits(cli->arena, d));
    if (explain && d->explanation != NULL)
        cli_set(cli, "explanation", *d->explanation);
}

bool cli_conclude(cli_context *cli, const gait_decision *d, gait_error *err)
{
    if (d->failure.code != GAIT_OK) {
        *err = d->failure;
        return false;
    }
    if (d->verdict == GAIT_BLOCK && d->rule.len > 0)
        cli_outcome(cli, GAIT_E_policy_blocked, "blocked by rule %.*s", GAIT_STR_ARG(d->rule));
    else if (d->verdict == GAIT_BLOCK)
        cli_outcome(cli, GAIT_E_policy_blocked, "blocked: no rule allows it");
    else if (d->verdict == GAIT_REQUIRE_APPROVAL)
        cli_outcome(cli, GAIT_E_approval_required, "needs %d approval%s", d->required_approvals,
                    d->required_approvals == 1 ? "" : "s");
    return true;
}

bool cli_evaluation_time(cli_context *cli, gait_gate_request *request, gait_error *err)
{
    const char *text = cli_args_text(&cli->args, "evaluation-time");
    if (text == NULL)
        return true;
    if (!request->simulate)
        return gait_fail(err, GAIT_E_flag_missing, "--evaluation-time needs --simulate");
    request->evaluation_time_given = true;
    return gait_time_parse(gait_str_of(text), &request->evaluation_unix_ns) ||
           gait_fail(err, GAIT_E_flag_value_invalid,
                     "--evaluation-time takes RFC 3339, like 2026-01-31T12:00:00Z");
}

gait_str cli_last_words(cli_context *cli)
{
    gait_error late = GAIT_ERROR_INIT;
    (void)gait_fail(&late, GAIT_E_deadline_exceeded, "the decision took longer than its deadline");
    return cli_prepare_failure(cli, &late);
}

/* ---- the explanation as text ---- */

static gait_str text_of(const gait_json *object, const char *name)
{
    const gait_json *member = gait_json_get(object, gait_str_of(name));
    bool text =
        member != NULL && (member->kind == GAIT_JSON_STRING || member->kind == GAIT_JSON_NUMBER);
    return text ? member->text : (gait_str){ NULL, 0 };
}

static gait_str join(cli_context *cli, const gait_json *object, const char *name)
{
    const gait_json *list = gait_json_get(object, gait_str_of(name));
    gait_buf buf;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; list != NULL && i < list->count; i++)
        gait_buf_add_format(&buf, "%s%.*s", i == 0 ? "" : ", ", GAIT_STR_ARG(list->items[i].text));
    return gait_buf_text(&buf);
}

typedef struct outcome_text {
    const char *name;
    const char *says;
    cli_style style;
} outcome_text;

static const outcome_text *outcome_of(const gait_json *row)
{
    static const outcome_text texts[] = {
        { "applied", "applies", CLI_BOLD },
        { "unknown_applied", "applies, since a condition is unknown", CLI_BOLD },
        { "unknown_skipped", "does not apply, since a condition is unknown", CLI_YELLOW },
        { "within_limit", "does not apply until its window is full", CLI_DIM },
        { "overridden", "is overridden", CLI_YELLOW },
        { "shadowed", "comes after the rule that decided", CLI_YELLOW },
        { "not_trusted", "allows, but its pack may only restrict", CLI_YELLOW },
        { "not_applied", "does not apply", CLI_DIM },
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    gait_str name = text_of(row, "outcome");
    size_t i = 0;
    while (i < COUNT - 1 && !gait_str_is(name, texts[i].name))
        i++;
    return &texts[i];
}

static void explain_error(cli_context *cli, const gait_json *error)
{
    if (error == NULL)
        return;
    gait_str file = text_of(error, "file");
    gait_str line = text_of(error, "line");
    cli_line(cli, "              %.*s%s%.*s%s%.*s", GAIT_STR_ARG(file), line.len > 0 ? ":" : "",
             GAIT_STR_ARG(line), file.len > 0 ? ": " : "", GAIT_STR_ARG(text_of(error, "message")));
}

static void explain_conditions(cli_context *cli, const gait_json *row)
{
    const gait_json *list = gait_json_get(row, GAIT_STR("conditions"));
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const gait_json *one = &list->items[i];
        gait_str cause = text_of(one, "cause");
        gait_str fields = join(cli, one, "fields");
        gait_str notes = join(cli, one, "notes");
        cli_line(cli, "      %-7.*s %.*s%s%.*s%s%.*s%s", GAIT_STR_ARG(text_of(one, "outcome")),
                 GAIT_STR_ARG(text_of(one, "name")), cause.len > 0 ? ": " : "", GAIT_STR_ARG(cause),
                 fields.len > 0 ? "  (reads " : "", GAIT_STR_ARG(fields),
                 fields.len > 0 ? ")" : "");
        explain_error(cli, gait_json_get(one, GAIT_STR("error")));
        if (notes.len > 0)
            cli_line(cli, "              note: %.*s", GAIT_STR_ARG(notes));
    }
}

static void explain_rule(cli_context *cli, const gait_json *row)
{
    const outcome_text *outcome = outcome_of(row);
    gait_str by = text_of(row, "overridden_by");
    gait_str hint = text_of(row, "hint");
    cli_styled(cli, outcome->style, "  - %.*s", GAIT_STR_ARG(text_of(row, "rule")));
    cli_line(cli, " %s%s%.*s (%.*s, %.*s:%.*s)", outcome->says, by.len > 0 ? " by " : "",
             GAIT_STR_ARG(by), GAIT_STR_ARG(text_of(row, "effect")),
             GAIT_STR_ARG(text_of(row, "file")), GAIT_STR_ARG(text_of(row, "line")));
    explain_conditions(cli, row);
    if (hint.len > 0 && outcome->style == CLI_BOLD)
        cli_line(cli, "      hint: %.*s", GAIT_STR_ARG(hint));
}

static void explain_ruling(cli_context *cli, const gait_json *ruling)
{
    gait_str by = text_of(ruling, "decided_by");
    gait_str rules = join(cli, ruling, "rules");
    if (gait_str_is(by, "rule"))
        cli_line(cli, "  decided by rule %.*s", GAIT_STR_ARG(rules));
    else if (gait_str_is(by, "require"))
        cli_line(cli, "  decided by what the policy requires, and is missing: %.*s",
                 GAIT_STR_ARG(join(cli, ruling, "missing")));
    else if (gait_str_is(by, "default"))
        cli_line(cli, "  no rule applies: the policy's default, %.*s",
                 GAIT_STR_ARG(text_of(ruling, "default")));
    else
        cli_line(cli, "  the decision failed: %.*s", GAIT_STR_ARG(text_of(ruling, "failure")));
    const gait_json *considered = gait_json_get(ruling, GAIT_STR("considered"));
    for (size_t i = 0; considered != NULL && i < considered->count; i++)
        explain_rule(cli, &considered->items[i]);
}

void cli_explain(cli_context *cli, const gait_decision *d)
{
    if (d->explanation == NULL)
        return;
    cli_line(cli, "why %s:", gait_verdict_name(d->verdict));
    explain_ruling(cli, d->explanation);
    const gait_json *steps = gait_json_get(d->explanation, GAIT_STR("steps"));
    for (size_t i = 0; steps != NULL && i < steps->count; i++) {
        const gait_json *step = &steps->items[i];
        cli_line(cli, "step %.*s: %.*s", GAIT_STR_ARG(text_of(step, "step")),
                 GAIT_STR_ARG(text_of(step, "verdict")));
        explain_ruling(cli, step);
    }
}

void cli_explain_deciding(cli_context *cli, const gait_decision *d)
{
    const gait_json *rows =
        d->explanation == NULL ? NULL : gait_json_get(d->explanation, GAIT_STR("considered"));
    size_t others = 0;
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        if (outcome_of(&rows->items[i])->style == CLI_BOLD)
            explain_rule(cli, &rows->items[i]);
        else
            others++;
    }
    if (others > 0)
        cli_line(cli, "  %zu other rule%s not apply", others, others == 1 ? " does" : "s do");
}
