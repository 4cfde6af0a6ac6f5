/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include "decision.h"

#include <string.h>

enum { SHORT_DIGEST = 12, LISTED_ALONE = 10 };

static const cli_option options[] = {
    { "intents", CLI_TEXT, false, "DIR", "directory with intents, read with all that is below", 0,
      0, NULL },
    { "traces", CLI_TEXT, false, "DIR",
      "directory with traces of their decisions: how often, when, and what was decided then", 0, 0,
      NULL },
    { "allow-missing", CLI_FLAG, false, NULL, "leave out traces whose intent is not there", 0, 0,
      NULL },
    { "accept-widening", CLI_FLAG, false, NULL, "exit 0 although the new policy demands less", 0, 0,
      NULL },
    { "evaluation-time", CLI_TEXT, false, "TIME",
      "the time of decisions without a trace, in RFC 3339 (default: now)", 0, 0, NULL },
    CLI_ZONEINFO_OPTION,
    { "deadline-ms", CLI_INTEGER, false, "N", "how long one decision may take (default: 30000)", 1,
      GAIT_LIMIT_DECISION_DEADLINE_MS_MAX, NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

/* ---- text ---- */

static gait_str plural(cli_context *cli, size_t count, const char *noun)
{
    return gait_arena_format(cli->arena, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

static void add_policy(cli_context *cli, const char *label, const gait_diff_policy *policy)
{
    cli_line(cli, "%s: %.*s%s%.*s %.*s", label, GAIT_STR_ARG(policy->id),
             policy->version.len > 0 ? " " : "", GAIT_STR_ARG(policy->version),
             GAIT_STR_ARG(policy->digest));
}

/* "require_approval (2 approvals by different people), by rule over" */
static gait_str side_text(cli_context *cli, const gait_diff_side *side)
{
    gait_buf out;
    gait_buf_init(&out, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_buf_add_cstr(&out, gait_verdict_name(side->verdict));
    if (side->verdict == GAIT_REQUIRE_APPROVAL)
        gait_buf_add_format(&out, " (%.*s%s)",
                            GAIT_STR_ARG(plural(cli, (size_t)side->approvals, "approval")),
                            side->distinct_approvers ? " by different people" : "");
    gait_buf_add_format(&out, ", by %.*s", GAIT_STR_ARG(side->decided_by));
    for (size_t i = 0; i < side->rule_count; i++)
        gait_buf_add_format(&out, "%s%.*s", i == 0 ? " " : ", ", GAIT_STR_ARG(side->rules[i]));
    return gait_buf_text(&out);
}

static gait_str respects_text(cli_context *cli, unsigned respects)
{
    gait_buf out;
    gait_buf_init(&out, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    for (unsigned one = GAIT_DIFF_VERDICT; one <= GAIT_DIFF_LIMITS; one <<= 1)
        if ((respects & one) != 0)
            gait_buf_add_format(&out, "%s%s", out.len == 0 ? "" : ", ",
                                gait_diff_respect_name((gait_diff_respect)one));
    return gait_buf_text(&out);
}

static void add_group(cli_context *cli, const gait_diff_group *group)
{
    bool widens = group->widens != 0;
    cli_line(cli, "%s", "");
    cli_styled(cli, widens ? CLI_RED : CLI_GREEN, widens ? "WIDENS" : "narrows");
    cli_line(cli, " %.*s%s%.*s: %.*s, %.*s",
             GAIT_STR_ARG(respects_text(cli, widens ? group->widens : group->narrows)),
             widens && group->narrows != 0 ? ", narrows " : "",
             GAIT_STR_ARG(respects_text(cli, widens ? group->narrows : 0)),
             GAIT_STR_ARG(plural(cli, group->decisions, "decision")),
             GAIT_STR_ARG(plural(cli, group->intents, "intent")));
    cli_line(cli, "  old: %.*s", GAIT_STR_ARG(side_text(cli, &group->before)));
    cli_line(cli, "  new: %.*s", GAIT_STR_ARG(side_text(cli, &group->after)));
    for (size_t i = 0; i < group->example_count; i++)
        cli_line(cli, "  %s %.*s %.*s", i == 0 ? "like" : "    ",
                 GAIT_STR_ARG(gait_str_first(group->examples[i].intent_digest, SHORT_DIGEST)),
                 GAIT_STR_ARG(group->examples[i].tool));
    if (group->intents > group->example_count)
        cli_line(cli, "       and %.*s more",
                 GAIT_STR_ARG(plural(cli, group->intents - group->example_count, "intent")));
}

static void add_traces(cli_context *cli, const gait_diff *diff)
{
    if (diff->traces == 0)
        return;
    if (diff->unweighed > 0) {
        cli_line(cli, "traces: %zu were not looked at; give their directory by --traces",
                 diff->unweighed);
        return;
    }
    cli_line(cli, "traces: %zu, %s", diff->traces,
             diff->verified == diff->traces ? "all verified"
                                            : "not verified: no key was given to verify with");
    if (diff->repeated > 0)
        cli_line(cli, "  %zu are copies, counted once", diff->repeated);
    if (diff->raw > 0)
        cli_line(cli, "  %zu are of what was no intent", diff->raw);
    if (diff->of_old_policy < diff->decisions)
        cli_line(cli, "  %zu of %zu decisions were recorded under another policy than the old one",
                 diff->decisions - diff->of_old_policy, diff->decisions);
    if (diff->recorded_otherwise > 0)
        cli_line(cli, "  %zu were decided otherwise then than the old policy alone decides now",
                 diff->recorded_otherwise);
    for (size_t i = 0; i < diff->traces_alone_count && i < LISTED_ALONE; i++)
        cli_line(cli, "  without its intent: %.*s", GAIT_STR_ARG(diff->traces_alone[i]));
    if (diff->traces_alone_count > LISTED_ALONE)
        cli_line(cli, "  and %zu more without their intents",
                 diff->traces_alone_count - LISTED_ALONE);
}

static void add_text(cli_context *cli, const gait_diff *diff)
{
    cli_line(cli, "policy diff: %zu of %.*s changed, %zu of them widened", diff->changed,
             GAIT_STR_ARG(plural(cli, diff->decisions, "decision")), diff->widened);
    add_policy(cli, "old", &diff->before);
    add_policy(cli, "new", &diff->after);
    cli_line(cli, "prompts: %zu before, %zu after: %zu new, %zu gone", diff->before.prompts,
             diff->after.prompts, diff->new_prompts, diff->gone_prompts);
    add_traces(cli, diff);
    if (diff->unused_intents > 0)
        cli_line(cli, "intents that no trace names: %zu, not decided", diff->unused_intents);
    for (size_t i = 0; i < diff->group_count; i++)
        add_group(cli, &diff->groups[i]);
}

static void set_members(cli_context *cli, const gait_diff *diff)
{
    const gait_json *members = gait_diff_json(cli->arena, diff);
    for (size_t i = 0; i < members->count; i++)
        cli_set(cli, gait_arena_cstr(cli->arena, members->members[i].name),
                members->members[i].value);
}

/* ---- running ---- */

static bool conclude(cli_context *cli, const gait_diff *diff, gait_error *err)
{
    if (diff->traces_alone_count > 0 && !cli_args_on(&cli->args, "allow-missing"))
        return gait_fail(err, GAIT_E_diff_intents_missing, "%.*s: no intent for %.*s",
                         GAIT_STR_ARG(diff->traces_alone[0]),
                         GAIT_STR_ARG(plural(cli, diff->traces_alone_count, "trace")));
    if (diff->widened > 0 && !cli_args_on(&cli->args, "accept-widening"))
        cli_outcome(cli, GAIT_E_policy_widened, "the new policy demands less in %.*s",
                    GAIT_STR_ARG(plural(cli, diff->widened, "decision")));
    return true;
}

static bool take_time(cli_context *cli, gait_diff_request *request, gait_error *err)
{
    const char *text = cli_args_text(&cli->args, "evaluation-time");
    if (text == NULL)
        return cli->clock.wall_ns(cli->clock.ctx, &request->now_unix_ns, err);
    return gait_time_parse(gait_str_of(text), &request->now_unix_ns) ||
           gait_fail(err, GAIT_E_flag_value_invalid,
                     "--evaluation-time takes RFC 3339, like 2026-01-31T12:00:00Z");
}

static bool take_ring(cli_context *cli, gait_key_ring **out, gait_error *err)
{
    gait_key_source source = cli_key_source(cli);
    bool given = source.private_path != NULL || source.private_env != NULL ||
                 source.public_path != NULL || source.public_env != NULL ||
                 source.key_set_path != NULL || source.mode != NULL;
    return !given || gait_key_for_verifying(cli->arena, &source, out, err);
}

static bool run(cli_context *cli, gait_error *err)
{
    const char *zoneinfo = cli_args_text(&cli->args, "zoneinfo");
    gait_key_ring *ring = NULL;
    gait_diff diff;
    gait_diff_request request = {
        .old_policy = cli_policy_source(cli_args_positional(&cli->args, 0)),
        .new_policy = cli_policy_source(cli_args_positional(&cli->args, 1)),
        .intents = cli_args_text(&cli->args, "intents"),
        .traces = cli_args_text(&cli->args, "traces"),
        .deadline_ms = (int)cli_args_get(&cli->args, "deadline-ms")->number,
        .last_words = cli_last_words(cli),
    };
    request.old_policy.zoneinfo = zoneinfo;
    request.new_policy.zoneinfo = zoneinfo;
    if (request.intents == NULL && request.traces == NULL)
        return gait_fail(err, GAIT_E_flag_missing, "give --intents DIR, --traces DIR, or both");
    if (!take_time(cli, &request, err) || !take_ring(cli, &ring, err))
        return false;
    request.ring = ring;
    bool ok = gait_policy_diff(cli->arena, &request, &diff, err);
    gait_key_ring_free(ring);
    if (!ok)
        return false;
    set_members(cli, &diff);
    add_text(cli, &diff);
    return conclude(cli, &diff, err);
}

static const cli_example examples[] = {
    { "what would change for the calls that were kept?",
      "policy diff old.lua new.lua --intents kept" },
    { "weighed by how often they were made, at the times they were made",
      "policy diff old.lua new.lua --traces traces --intents kept --key-set keys" },
    { NULL, NULL },
};

const cli_command cmd_policy_diff = {
    .group = "policy",
    .name = "diff",
    .summary = "decide recorded calls by two policies and compare",
    .explain = "Decides recorded calls by two policies and shows what changes, by which rules, and "
               "whether anything is demanded less.",
    .usage = "OLD NEW",
    .min_args = 2,
    .max_args = 2,
    .options = options,
    .shared = cli_key_options,
    .exits =
        "0 nothing widens, or --accept-widening; 5 the new policy demands less somewhere; 6 a "
        "policy, a file or a flag is invalid, or an intent is missing; 2 a trace does not verify.",
    .examples = examples,
    .run = run,
};
