/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"
#include "decision.h"

enum { MOST_PACKS = 1000 };

/* ---- JSON ---- */

static void put(cli_context *cli, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        gait_json_set(cli->arena, object, gait_str_of(name),
                      gait_json_string(cli_clean(cli, text)));
}

static void put_place(cli_context *cli, gait_json *object, const gait_check_place *place)
{
    put(cli, object, "rule", place->rule);
    put(cli, object, "file", place->file);
    if (place->line > 0)
        gait_json_set(cli->arena, object, GAIT_STR("line"),
                      gait_json_integer(cli->arena, place->line));
}

static gait_json finding_json(cli_context *cli, const gait_check_finding *f)
{
    gait_json *object = gait_json_new_object(cli->arena);
    gait_json *related = gait_json_new_array(cli->arena);
    put(cli, object, "code", gait_str_of(f->code));
    put(cli, object, "severity", gait_str_of(gait_check_severity_name(f->severity)));
    if (f->accepted)
        gait_json_set(cli->arena, object, GAIT_STR("accepted"), gait_json_bool(true));
    put(cli, object, "pack", f->pack);
    put_place(cli, object, &f->place);
    put(cli, object, "key", f->key);
    put(cli, object, "message", f->message);
    put(cli, object, "why", gait_str_of(f->why));
    put(cli, object, "fix", gait_str_of(f->fix));
    for (size_t i = 0; i < f->related_count; i++) {
        gait_json *place = gait_json_new_object(cli->arena);
        put_place(cli, place, &f->related[i]);
        gait_json_push(cli->arena, related, *place);
    }
    if (f->related_count > 0)
        gait_json_set(cli->arena, object, GAIT_STR("related"), *related);
    return *object;
}

static void put_count(cli_context *cli, gait_json *object, const char *name, size_t count)
{
    gait_json_set(cli->arena, object, gait_str_of(name),
                  gait_json_integer(cli->arena, (int64_t)count));
}

static void set_report(cli_context *cli, const gait_check_report *report)
{
    gait_json *findings = gait_json_new_array(cli->arena);
    for (size_t i = 0; i < report->finding_count; i++)
        gait_json_push(cli->arena, findings, finding_json(cli, &report->findings[i]));
    cli_set_text(cli, "schema_id", GAIT_STR("gait.policy.check"));
    cli_set_text(cli, "schema_version", GAIT_STR("1.0.0"));
    cli_set(cli, "findings", *findings);
    gait_json *counts = gait_json_new_object(cli->arena);
    put_count(cli, counts, "errors", report->counts[GAIT_CHECK_ERROR]);
    put_count(cli, counts, "warnings", report->counts[GAIT_CHECK_WARNING]);
    put_count(cli, counts, "notes", report->counts[GAIT_CHECK_NOTE]);
    put_count(cli, counts, "packs", report->pack_count);
    put_count(cli, counts, "rules", report->rule_count);
    put_count(cli, counts, "overrides", report->override_count);
    cli_set(cli, "counts", *counts);
}

/* ---- text ---- */

static cli_style style_of(gait_check_severity severity)
{
    static const cli_style styles[] = { CLI_CYAN, CLI_YELLOW, CLI_RED };
    return styles[severity];
}

static void show_label(cli_context *cli, const char *label, const char *text)
{
    cli_styled(cli, CLI_DIM, "    %s", label);
    cli_line(cli, " %s", text);
}

static void show_finding(cli_context *cli, const gait_check_finding *f)
{
    cli_styled(cli, CLI_BOLD, "%.*s", GAIT_STR_ARG(f->place.file));
    if (f->place.line > 0)
        cli_styled(cli, CLI_BOLD, ":%d", f->place.line);
    cli_styled(cli, CLI_PLAIN, ": ");
    cli_styled(cli, style_of(f->severity), "%s[%s]", gait_check_severity_name(f->severity),
               f->code);
    if (f->accepted)
        cli_styled(cli, CLI_DIM, " (accepted)");
    if (f->place.rule.len > 0)
        cli_styled(cli, CLI_PLAIN, " rule '%.*s'", GAIT_STR_ARG(f->place.rule));
    if (f->key.len > 0)
        cli_styled(cli, CLI_PLAIN, " %.*s", GAIT_STR_ARG(f->key));
    cli_line(cli, ": %.*s", GAIT_STR_ARG(f->message));
    for (size_t i = 0; i < f->related_count; i++) {
        cli_styled(cli, CLI_DIM, "    see:");
        cli_line(cli, " %.*s:%d rule '%.*s'", GAIT_STR_ARG(f->related[i].file), f->related[i].line,
                 GAIT_STR_ARG(f->related[i].rule));
    }
    show_label(cli, "why:", f->why);
    show_label(cli, "fix:", f->fix);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static gait_str tally(cli_context *cli, const gait_check_report *report)
{
    size_t errors = report->counts[GAIT_CHECK_ERROR];
    size_t warnings = report->counts[GAIT_CHECK_WARNING];
    size_t notes = report->counts[GAIT_CHECK_NOTE];
    return gait_arena_format(cli->arena, "%zu error%s, %zu warning%s, %zu note%s", errors,
                             plural(errors), warnings, plural(warnings), notes, plural(notes));
}

static void show_report(cli_context *cli, const gait_check_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const gait_check_finding *f = &report->findings[i];
        bool same = i > 0 && gait_str_equal(f->place.file, f[-1].place.file);
        if (i > 0 && !same)
            cli_line(cli, "%s", "");
        show_finding(cli, f);
    }
    if (report->finding_count > 0)
        cli_line(cli, "%s", "");
    cli_line(
        cli, "%zu pack%s, %zu rule%s, %zu override%s: %.*s", report->pack_count,
        plural(report->pack_count), report->rule_count, plural(report->rule_count),
        report->override_count, plural(report->override_count),
        GAIT_STR_ARG(report->finding_count == 0 ? GAIT_STR("nothing found") : tally(cli, report)));
}

/* ---- the command ---- */

/* The packs of arguments, and those that only restrict. */
static void name_packs(cli_context *cli, gait_check_request *request)
{
    const cli_value *restricting = cli_args_get(&cli->args, "restrict");
    size_t count = cli->args.positional_count;
    gait_policy_source *packs =
        gait_arena_array(cli->arena, count + restricting->count, sizeof *packs);
    for (size_t i = 0; i < count + restricting->count; i++) {
        packs[i] = cli_policy_source(i < count ? cli_args_positional(&cli->args, i)
                                               : restricting->list[i - count]);
        packs[i].restricts = i >= count;
        packs[i].zoneinfo = cli_args_text(&cli->args, "zoneinfo");
    }
    request->packs = packs;
    request->pack_count = count + restricting->count;
}

static void warn_unused(cli_context *cli, const gait_check_request *request,
                        const gait_check_report *report)
{
    for (size_t i = 0; i < request->accept_count; i++)
        if (report->accept_uses[i] == 0)
            cli_warn(cli, "--accept %s stands for no warning any more", request->accept[i]);
}

static bool take_time(cli_context *cli, int64_t *out, gait_error *err)
{
    gait_gate_request request = { .simulate = true };
    if (!cli_evaluation_time(cli, &request, err))
        return false;
    *out = request.evaluation_unix_ns;
    return request.evaluation_time_given || cli->clock.wall_ns(cli->clock.ctx, out, err);
}

static bool run(cli_context *cli, gait_error *err)
{
    const cli_value *accept = cli_args_get(&cli->args, "accept");
    gait_check_request request = { .accept = accept->list,
                                   .accept_count = accept->count,
                                   .last_words = cli_last_words(cli) };
    gait_check_report report;
    name_packs(cli, &request);
    if (request.pack_count == 0)
        return gait_fail(err, GAIT_E_argument_count, "no pack was given");
    if (!take_time(cli, &request.now_unix_ns, err) ||
        !gait_policy_check(cli->arena, &request, &report, err))
        return false;
    set_report(cli, &report);
    show_report(cli, &report);
    warn_unused(cli, &request, &report);
    bool strict = cli_args_on(&cli->args, "strict") && report.counts[GAIT_CHECK_WARNING] > 0;
    if (report.counts[GAIT_CHECK_ERROR] == 0 && !strict)
        return true;
    return gait_fail(err, GAIT_E_policy_check_failed, "%.*s", GAIT_STR_ARG(tally(cli, &report)));
}

static const cli_option options[] = {
    { "strict", CLI_FLAG, false, NULL, "fail on warnings too", 0, 0, NULL },
    { "accept", CLI_LIST, false, "CODE[:RULE]",
      "a warning that is meant, of every rule or of one: it counts as a note; may be repeated", 0,
      0, NULL },
    { "restrict", CLI_LIST, false, "PACK",
      "check this pack too, as one that may only narrow; the others may override its rules; may be "
      "repeated",
      0, 0, NULL },
    { "evaluation-time", CLI_TEXT, false, "TIME",
      "when it is, for windows that are past, in RFC 3339 (default: now)", 0, 0, NULL },
    CLI_ZONEINFO_OPTION,
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static const cli_example examples[] = {
    { "is there anything in these packs that cannot be meant?",
      "policy check --strict lua/policies/baseline-medium examples/policies/payments.lua" },
    { NULL, NULL },
};

const cli_command cmd_policy_check = {
    .group = "policy",
    .name = "check",
    .summary = "find what a pack says and cannot mean",
    .explain = "Proves what can be proved about packs without an intent: contradictions, rules "
               "that never decide, gaps, holes.",
    .usage = "PACK...",
    .max_args = MOST_PACKS,
    .options = options,
    .exits = "0 no errors; 6 an error was found, or with --strict a warning.",
    .examples = examples,
    .run = run,
};
