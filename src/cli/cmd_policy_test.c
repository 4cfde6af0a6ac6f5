/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include "decision.h"
#include "suite.h"

#include <string.h>

enum { SUMMARY_BYTES = 240, MOST_PACKS = 1000 };

static void add_names(gait_buf *buf, const gait_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        gait_buf_add_format(buf, "%s%.*s", i == 0 ? "" : ",", GAIT_STR_ARG(names[i]));
    if (count == 0)
        gait_buf_add_cstr(buf, "none");
}

/* Too long a line is cut between characters and ends in "...(+N)", N being the bytes that are over. */
static gait_str cut(gait_arena *arena, gait_str text)
{
    if (text.len <= SUMMARY_BYTES)
        return text;
    gait_str suffix = gait_arena_format(arena, "...(+%zu)", text.len - SUMMARY_BYTES);
    size_t keep = SUMMARY_BYTES - suffix.len;
    while (keep > 0 && ((unsigned char)text.ptr[keep] & 0xC0) == 0x80)
        keep--;
    return gait_arena_format(arena, "%.*s%.*s", (int)keep, text.ptr, GAIT_STR_ARG(suffix));
}

static gait_str summary_of(gait_arena *arena, const gait_decision *d)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_format(&buf, "policy test verdict=%s reasons=", gait_verdict_name(d->verdict));
    add_names(&buf, d->reason_codes, d->reason_count);
    gait_buf_add_cstr(&buf, " violations=");
    add_names(&buf, d->violations, d->violation_count);
    return cut(arena, gait_buf_text(&buf));
}

static void set_result(cli_context *cli, const gait_gate_result *r, bool explain)
{
    gait_str summary = summary_of(cli->arena, &r->decision);
    cli_set_text(cli, "schema_id", GAIT_STR("gait.policytest.result"));
    cli_set_text(cli, "schema_version", GAIT_STR("1.0.0"));
    cli_set_text(cli, "created_at", gait_time_format(cli->arena, r->created_unix_ns));
    cli_set_text(cli, "policy_digest", r->policy_digest);
    cli_set_object(cli, "packs", r->packs);
    cli_set_text(cli, "intent_digest", r->intent_digest);
    cli_set_text(cli, "summary", summary);
    cli_set_decision(cli, &r->decision, explain);
    cli_line(cli, "%.*s", GAIT_STR_ARG(summary));
    if (explain)
        cli_explain(cli, &r->decision);
}

static bool decide(cli_context *cli, gait_error *err)
{
    gait_gate_request request = {
        .intent_path = cli_args_positional(&cli->args, 1),
        .max_intent_bytes = (size_t)cli_args_get(&cli->args, "max-intent-bytes")->number,
        .deadline_ms = (int)cli_args_get(&cli->args, "deadline-ms")->number,
        .explain = cli_args_on(&cli->args, "explain-decision"),
        .simulate = true, /* nothing is enforced, so that the time may be given */
        .clock = cli->clock,
        .rng = cli->rng,
        .last_words = cli_last_words(cli),
    };
    gait_gate_result result;
    cli_policy_sources(cli, cli_args_positional(&cli->args, 0), &request);
    if (!cli_evaluation_time(cli, &request, err) ||
        !gait_policy_test(cli->arena, &request, &result, err))
        return false;
    set_result(cli, &result, request.explain);
    return cli_conclude(cli, &result.decision, err);
}

/* ---- which of the two ---- */

static bool is_intent(const char *argument)
{
    return strcmp(argument, "-") == 0 || gait_str_ends(gait_str_of(argument), GAIT_STR(".json"));
}

/* A flag that would change nothing is a mistake of whoever gave it. */
static bool refuse(const cli_context *cli, const char *const *flags, const char *belong,
                   gait_error *err)
{
    for (; *flags != NULL; flags++)
        if (cli_args_get(&cli->args, *flags)->given)
            return gait_fail(err, GAIT_E_flag_unknown, "--%s goes with %s", *flags, belong);
    return true;
}

static bool run(cli_context *cli, gait_error *err)
{
    static const char *const of_packs[] = { "filter", "busted", "no-busted", "min-coverage",
                                            "format", "output", NULL };
    static const char *const of_intents[] = { "evaluation-time",  "explain-decision",
                                              "max-intent-bytes", "policy",
                                              "restrict",         NULL };
    size_t count = cli->args.positional_count;
    size_t intents = 0;
    for (size_t i = 0; i < count; i++)
        intents += is_intent(cli_args_positional(&cli->args, i));
    if (intents == 0)
        return refuse(cli, of_intents, "a policy and an intent", err) && cli_suite_run(cli, err);
    if (count != 2 || intents != 1 || !is_intent(cli_args_positional(&cli->args, 1)))
        return gait_fail(err, GAIT_E_argument_count,
                         "an intent (a name that ends in .json, or -) stands behind one policy");
    return refuse(cli, of_packs, "packs, without an intent", err) && decide(cli, err);
}

static const cli_option options[] = {
    CLI_POLICY_OPTION(false, "a further policy that decides about the intent; may be repeated"),
    CLI_RESTRICT_OPTION,
    { "evaluation-time", CLI_TEXT, false, "TIME", "the decision's time, in RFC 3339 (default: now)",
      0, 0, NULL },
    CLI_ZONEINFO_OPTION,
    { "explain-decision", CLI_FLAG, false, NULL, "show rule by rule why it was decided so", 0, 0,
      NULL },
    { "max-intent-bytes", CLI_INTEGER, false, "N", "largest intent that is read (default: 8388608)",
      1, GAIT_LIMIT_INTENT_BYTES_MAX, NULL },
    { "deadline-ms", CLI_INTEGER, false, "N",
      "how long a decision may take (default: 250; of cases: 30000)", 1,
      GAIT_LIMIT_DECISION_DEADLINE_MS_MAX, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static const cli_example examples[] = {
    { "what would this policy say to that call?",
      "policy test lua/policies/baseline-medium examples/intents/delete.json" },
    { "the specs of two packs, all of whose rules must be covered",
      "policy test lua/policies/baseline-medium lua/policies/baseline-high --min-coverage 100" },
    { NULL, NULL },
};

const cli_command cmd_policy_test = {
    .group = "policy",
    .name = "test",
    .summary = "run the specs of packs, or decide one intent",
    .explain = "Runs the specs of policy packs and says what they cover, or decides one intent; "
               "without keys, and writes nothing but --output.",
    .usage = "PACK... | POLICY INTENT",
    .min_args = 1,
    .max_args = MOST_PACKS,
    .options = options,
    .shared = cli_suite_options,
    .exits = "0 every test passed; 5 a test failed, or less than --min-coverage is covered; 6 a "
             "pack, a spec or a flag is invalid, or there are no tests; 7 busted is missing. With "
             "an intent: 0 allow or "
             "dry_run; 3 block; 4 approval required; 6 invalid input; 1 the decision failed.",
    .examples = examples,
    .decides = true,
    .run = run,
};
