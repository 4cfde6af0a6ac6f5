/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include "decision.h"

static const cli_option options[] = {
    CLI_POLICY_OPTION(true,
                      "directory with policy.lua, one .lua file, or builtin:NAME for a policy that "
                      "comes with gait; may be repeated"),
    CLI_RESTRICT_OPTION,
    { "intent", CLI_TEXT, true, "FILE|-", "the tool call as JSON; - is standard input", 0, 0,
      NULL },
    { "trace-out", CLI_TEXT, false, "FILE",
      "where the signed trace goes; it must not exist (default: trace_<trace_id>.json here)", 0, 0,
      NULL },
    { "keep-intent", CLI_TEXT, false, "DIR",
      "also keep the intent, arguments and all, as DIR/intent_<digest>.json, for gait policy diff",
      0, 0, NULL },
    { "simulate", CLI_FLAG, false, NULL,
      "decide without enforcing: exit 0 whatever the verdict, a trace only to --trace-out", 0, 0,
      NULL },
    { "evaluation-time", CLI_TEXT, false, "TIME",
      "the decision's time, recorded as such, in RFC 3339; only with --simulate", 0, 0, NULL },
    CLI_ZONEINFO_OPTION,
    { "explain-decision", CLI_FLAG, false, NULL, "show rule by rule why it was decided so", 0, 0,
      NULL },
    { "max-intent-bytes", CLI_INTEGER, false, "N", "largest intent that is read (default: 8388608)",
      1, GAIT_LIMIT_INTENT_BYTES_MAX, NULL },
    { "deadline-ms", CLI_INTEGER, false, "N", "how long the decision may take (default: 250)", 1,
      GAIT_LIMIT_DECISION_DEADLINE_MS_MAX, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static void set_members(cli_context *cli, const gait_gate_request *request,
                        const gait_gate_result *r)
{
    cli_set_decision(cli, &r->decision, request->explain);
    cli_set_text(cli, "tool_name", r->tool);
    cli_set_text(cli, "policy_id", r->policy_id);
    cli_set_text(cli, "policy_digest", r->policy_digest);
    cli_set_object(cli, "packs", r->packs);
    cli_set_text(cli, "intent_digest", r->intent_digest);
    cli_set_text(cli, "args_digest", r->args_digest);
    cli_set_text(cli, "trace_id", r->trace_id);
    cli_set_text(cli, "trace_path", r->trace_path);
    cli_set_text(cli, "intent_path", r->kept_path);
    cli_set_text(cli, "key_id", r->key_id);
    if (request->simulate) {
        bool would_block = r->decision.verdict >= GAIT_REQUIRE_APPROVAL;
        cli_set(cli, "simulate_mode", gait_json_bool(true));
        cli_set(cli, "would_have_blocked", gait_json_bool(would_block));
    }
    if (r->ephemeral_key && r->trace_path.len > 0)
        cli_warn(cli, "signed with a throw-away key: nobody can verify this trace later; give "
                      "--key-set or --private-key");
}

static void add_names(cli_context *cli, const char *label, const gait_str *names, size_t count)
{
    gait_buf line;
    gait_buf_init(&line, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < count; i++)
        gait_buf_add_format(&line, "%s%.*s", i == 0 ? "" : ",", GAIT_STR_ARG(names[i]));
    if (count > 0)
        cli_line(cli, "%s: %.*s", label, GAIT_STR_ARG(gait_buf_text(&line)));
}

static void add_limits(cli_context *cli, const gait_decision *d)
{
    for (size_t i = 0; i < d->limit_count; i++) {
        const gait_limit *one = &d->limits[i];
        gait_str used = one->known ? gait_arena_format(cli->arena, "%lld", (long long)one->used)
                                   : GAIT_STR("unknown");
        cli_line(cli, "limit: %.*s %.*s/%lld in %lld s", GAIT_STR_ARG(one->rule),
                 GAIT_STR_ARG(used), (long long)one->max, (long long)one->seconds);
    }
}

static void add_text(cli_context *cli, const gait_gate_request *request, const gait_gate_result *r)
{
    const gait_decision *d = &r->decision;
    cli_styled(cli, CLI_PLAIN, "gate eval: verdict=");
    cli_styled(cli, cli_verdict_style(d->verdict), "%s", gait_verdict_name(d->verdict));
    cli_line(cli, "%s", "");
    if (r->trace_path.len > 0)
        cli_line(cli, "trace: %.*s", GAIT_STR_ARG(r->trace_path));
    if (r->kept_path.len > 0)
        cli_line(cli, "kept: %.*s", GAIT_STR_ARG(r->kept_path));
    if (request->simulate)
        cli_line(cli, "simulate: would_have_blocked=%s",
                 d->verdict >= GAIT_REQUIRE_APPROVAL ? "true" : "false");
    add_names(cli, "reasons", d->reason_codes, d->reason_count);
    add_names(cli, "violations", d->violations, d->violation_count);
    if (d->rule.len > 0)
        cli_line(cli, "rule: %.*s", GAIT_STR_ARG(d->rule));
    if (d->verdict == GAIT_REQUIRE_APPROVAL)
        cli_line(cli, "approvals: 0/%d%s", d->required_approvals,
                 d->distinct_approvers ? " by different people" : "");
    add_limits(cli, d);
    cli_policy_lines(cli, r);
    cli_line(cli, "intent: %.*s", GAIT_STR_ARG(r->intent_digest));
    if (request->explain)
        cli_explain(cli, d);
}

static bool run(cli_context *cli, gait_error *err)
{
    gait_gate_request request = {
        .intent_path = cli_args_text(&cli->args, "intent"),
        .trace_out = cli_args_text(&cli->args, "trace-out"),
        .keep_intent = cli_args_text(&cli->args, "keep-intent"),
        .keys = cli_key_source(cli),
        .max_intent_bytes = (size_t)cli_args_get(&cli->args, "max-intent-bytes")->number,
        .deadline_ms = (int)cli_args_get(&cli->args, "deadline-ms")->number,
        .explain = cli_args_on(&cli->args, "explain-decision"),
        .simulate = cli_args_on(&cli->args, "simulate"),
        .correlation_id = gait_str_of(cli->correlation_id),
        .producer_version = GAIT_STR(GAIT_VERSION),
        .clock = cli->clock,
        .rng = cli->rng,
        .last_words = cli_last_words(cli),
    };
    cli_policy_sources(cli, NULL, &request);
    if (!cli_evaluation_time(cli, &request, err))
        return false;
    gait_gate_result result = { 0 };
    bool ok = gait_gate_eval(cli->arena, &request, &result, err);
    set_members(cli, &request, &result);
    add_text(cli, &request, &result);
    if (!ok)
        return false;
    return request.simulate || cli_conclude(cli, &result.decision, err);
}

static const cli_example examples[] = {
    { "a call that is blocked, and why",
      "gate eval --policy lua/policies/baseline-medium --intent examples/intents/delete.json "
      "--explain-decision" },
    { "from a pipe, signed with a key set",
      "gate eval --policy builtin:baseline-medium --intent - --key-set keys" },
    { NULL, NULL },
};

const cli_command cmd_gate_eval = {
    .group = "gate",
    .name = "eval",
    .summary = "decide one tool call and sign a trace of it",
    .explain = "Decides one tool call against a policy and writes a signed trace of the decision.",
    .options = options,
    .shared = cli_key_options,
    .exits =
        "0 allow, dry_run, and every --simulate; 3 block; 4 approval required; 6 invalid input; "
        "1 operational failure. Whatever is not 0 must not be executed.",
    .examples = examples,
    .decides = true,
    .run = run,
};
