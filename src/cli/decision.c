/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include <string.h>

void cli_set_object(cli_context *cli, const char *name, const gait_json *value)
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
    cli_set_object(cli, "credential", gait_decision_credential(cli->arena, d));
    cli_set_object(cli, "limits", gait_decision_limits(cli->arena, d));
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
