/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"
#include "suite_text.h"

static const char *const formats[] = { "text", "tap", "junit", "json", "github", NULL };

const cli_option cli_suite_options[] = {
    { "filter", CLI_TEXT, false, "TEXT",
      "run only the cases of packs that have TEXT in \"group: name\"", 0, 0, NULL },
    { "busted", CLI_TEXT, false, "PATH",
      "the script of busted, for NAME_spec.lua (default: /usr/bin/busted)", 0, 0, NULL },
    { "no-busted", CLI_FLAG, false, NULL, "report NAME_spec.lua as skipped instead", 0, 0, NULL },
    { "min-coverage", CLI_INTEGER, false, "N",
      "fail when less than N percent of a pack's rules and conditions are covered", 0, 100, NULL },
    { "format", CLI_CHOICE, false, "text|tap|junit|json|github",
      "how the results of packs are written (default: text)", 0, 0, formats },
    { "output", CLI_TEXT, false, "FILE",
      "write them in that format to FILE, which is replaced, and text to standard output", 0, 0,
      NULL },
    { NULL, CLI_FLAG, false, NULL, NULL, 0, 0, NULL },
};

static bool is_text(const char *format)
{
    return format == NULL || gait_str_is(gait_str_of(format), "text");
}

/* ---- running ---- */

/* A pack that could not be tested is in the report, too. */
static void add_failure(cli_context *cli, gait_report *report, cli_pack *pack,
                        const gait_error *failure)
{
    gait_str name = gait_str_of(pack->argument);
    const gait_test test = { .name = GAIT_STR("can be tested"),
                             .outcome = GAIT_OUTCOME_ERROR,
                             .message = gait_arena_str(cli->arena, gait_str_of(failure->message)),
                             .duration_ns = -1 };
    pack->failed = true;
    gait_report_add(report, gait_report_suite(report, name, GAIT_STR("policy")), &test);
}

/* How much is covered is one more test when a least is asked for. */
static void judge_coverage(cli_context *cli, gait_report *report, cli_pack *pack)
{
    const cli_value *least = cli_args_get(&cli->args, "min-coverage");
    gait_coverage_goals goals = gait_coverage_count(&pack->result.coverage);
    int percent = gait_coverage_percent(goals);
    gait_test test = { .duration_ns = -1 };
    if (!least->given)
        return;
    test.name = gait_arena_format(cli->arena, "at least %lld%%", (long long)least->number);
    if (percent < least->number) {
        size_t wanted = (goals.all * (size_t)least->number + 99) / 100;
        pack->uncovered = true;
        test.outcome = GAIT_OUTCOME_FAIL;
        test.message = gait_arena_format(
            cli->arena, "%d%% is covered (%zu of %zu goals), %zu short of %lld%%", percent,
            goals.met, goals.all, wanted - goals.met, (long long)least->number);
    }
    gait_test_suite *suite =
        gait_report_suite(report, pack->result.policy_id, GAIT_STR("coverage"));
    gait_test *added = gait_report_add(report, suite, &test);
    for (size_t i = 0; pack->uncovered && i < pack->result.coverage.rule_count; i++) {
        gait_str line = cli_missing_line(cli, &pack->result.coverage.rules[i]);
        if (line.len > 0)
            gait_report_detail(report, added, line);
    }
}

static void run_pack(cli_context *cli, const gait_suite_options *options, gait_report *report,
                     cli_pack *pack, gait_error *err)
{
    gait_error failure = GAIT_ERROR_INIT;
    gait_policy_source source = cli_policy_source(pack->argument);
    source.zoneinfo = cli_args_text(&cli->args, "zoneinfo");
    pack->first_suite = report->count;
    if (gait_policy_suite_run(cli->arena, &source, options, report, &pack->result, &failure)) {
        judge_coverage(cli, report, pack);
    } else {
        add_failure(cli, report, pack, &failure);
        gait_error_prefix(&failure, "%s: ", pack->argument);
        if (err->code == GAIT_OK)
            *err = failure;
    }
    pack->end_suite = report->count;
}

/* What the decisions under failed tests say, in every form that has room for it. */
static void add_explanations(cli_context *cli, gait_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->suites[i]->count; k++)
            cli_explain_test(cli, report, report->suites[i]->tests[k]);
}

/* ---- the document ---- */

static gait_json pack_json(cli_context *cli, const cli_pack *pack)
{
    const gait_suite_result *r = &pack->result;
    gait_json *object = gait_json_new_object(cli->arena);
    const struct {
        const char *name;
        gait_str text;
    } texts[] = { { "path", cli_clean(cli, gait_str_of(pack->argument)) },
                  { "policy_id", r->policy_id },
                  { "policy_version", r->policy_version },
                  { "policy_digest", r->policy_digest } };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].text.len > 0)
            gait_json_set(cli->arena, object, gait_str_of(texts[i].name),
                          gait_json_string(texts[i].text));
    if (!pack->failed)
        gait_json_set(cli->arena, object, GAIT_STR("coverage"),
                      *gait_coverage_json(cli->arena, &r->coverage));
    return *object;
}

static gait_json *document(cli_context *cli, const cli_suites *all)
{
    gait_json *root = gait_report_json(all->report);
    gait_json *packs = gait_json_new_array(cli->arena);
    for (size_t i = 0; i < all->count; i++)
        gait_json_push(cli->arena, packs, pack_json(cli, &all->packs[i]));
    gait_json_set(cli->arena, root, GAIT_STR("packs"), *packs);
    return root;
}

/* ---- writing ---- */

static bool write_form(cli_context *cli, const cli_suites *all, const char *format, gait_str *out,
                       gait_error *err)
{
    static const struct {
        const char *name;
        gait_report_format format;
    } forms[] = { { "tap", GAIT_REPORT_TAP },
                  { "junit", GAIT_REPORT_JUNIT },
                  { "github", GAIT_REPORT_GITHUB } };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (gait_str_is(gait_str_of(format), forms[i].name))
            return gait_report_write(all->report, forms[i].format, out, err);
    gait_buf buf;
    gait_buf_init(&buf, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    gait_json_emit(&buf, document(cli, all), GAIT_JSON_INDENT);
    gait_buf_add_char(&buf, '\n');
    return gait_buf_finish(&buf, out, err);
}

static bool deliver(cli_context *cli, const cli_suites *all, gait_error *err)
{
    const char *format = cli_args_text(&cli->args, "format");
    const char *path = cli_args_text(&cli->args, "output");
    const gait_json *members = document(cli, all);
    gait_str bytes;
    for (size_t i = 0; i < members->count; i++)
        cli_set(cli, gait_arena_cstr(cli->arena, members->members[i].name),
                members->members[i].value);
    if (is_text(format) || path != NULL)
        cli_suite_text(cli, all);
    if (is_text(format))
        return true;
    if (!write_form(cli, all, format, &bytes, err))
        return false;
    if (path != NULL)
        return gait_file_write(path, bytes, GAIT_WRITE_REPLACE, &cli->rng, err);
    gait_buf_add(&cli->text, bytes);
    return true;
}

/* ---- the whole ---- */

static bool check_flags(cli_context *cli, gait_error *err)
{
    const cli_args *args = &cli->args;
    bool output = cli_args_text(args, "output") != NULL;
    bool text = is_text(cli_args_text(args, "format"));
    if (output && text)
        return gait_fail(err, GAIT_E_flag_missing,
                         "--output needs --format tap, junit, json or github");
    if (cli->json && !text && !output)
        return gait_fail(err, GAIT_E_flag_ambiguous,
                         "--json prints one document: another --format needs --output FILE");
    if (cli_args_get(args, "min-coverage")->given && cli_args_text(args, "filter") != NULL)
        return gait_fail(err, GAIT_E_flag_ambiguous,
                         "--min-coverage is about all cases: leave --filter out");
    return true;
}

/* What came of it, as the failure of the run; the report says the rest. */
static bool conclude(const cli_context *cli, const cli_suites *all, gait_error *err)
{
    gait_test_counts counts = gait_report_counts(all->report);
    size_t bad = counts.failed + counts.errors;
    size_t tests = bad + counts.passed;
    size_t uncovered = 0;
    for (size_t i = 0; i < all->count; i++)
        uncovered += all->packs[i].uncovered;
    if (err->code != GAIT_OK)
        return false;
    if (tests == 0)
        return gait_fail(err, GAIT_E_tests_missing,
                         counts.skipped > 0 ? "every test was skipped"
                                            : "no test has the text of --filter");
    if (bad > uncovered)
        return gait_fail(err, GAIT_E_policy_test_failed, "%zu of %zu tests failed", bad, tests);
    if (uncovered > 0)
        return gait_fail(err, GAIT_E_coverage_low,
                         "less than %lld%% of the rules and conditions is covered",
                         (long long)cli_args_get(&cli->args, "min-coverage")->number);
    return true;
}

bool cli_suite_run(cli_context *cli, gait_error *err)
{
    gait_error failure = GAIT_ERROR_INIT;
    cli_suites all = { .count = cli->args.positional_count };
    cli->undecided = true;
    if (!check_flags(cli, err))
        return false;
    const gait_suite_options options = {
        .filter = gait_str_of(cli_args_text(&cli->args, "filter")),
        .busted = cli_args_text(&cli->args, "busted"),
        .no_busted = cli_args_on(&cli->args, "no-busted"),
        .last_words = cli_last_words(cli),
        .values = is_text(cli_args_text(&cli->args, "format")) && !cli->json,
        .deadline_ms = (int)cli_args_get(&cli->args, "deadline-ms")->number,
    };
    all.report = gait_report_new(cli->arena, GAIT_STR("gait policy test"));
    all.packs = gait_arena_array(cli->arena, all.count, sizeof *all.packs);
    for (size_t i = 0; i < all.count; i++) {
        all.packs[i].argument = cli_args_positional(&cli->args, i);
        run_pack(cli, &options, all.report, &all.packs[i], &failure);
    }
    add_explanations(cli, all.report);
    if (!deliver(cli, &all, err))
        return false;
    *err = failure;
    return conclude(cli, &all, err);
}
