/* SPDX-License-Identifier: Apache-2.0 */
#include "suite_text.h"

#include <string.h>

/* ---- the decision under a test ---- */

static gait_verdict verdict_of(const gait_json *explanation)
{
    const gait_json *verdict = gait_json_get(explanation, GAIT_STR("verdict"));
    for (gait_verdict v = GAIT_ALLOW; v < GAIT_BLOCK; v++)
        if (verdict != NULL && gait_str_is(verdict->text, gait_verdict_name(v)))
            return v;
    return GAIT_BLOCK;
}

/* The text that cli_explain adds, without colours. */
static gait_str explain(cli_context *cli, gait_json *explanation)
{
    const gait_decision decision = { .verdict = verdict_of(explanation),
                                     .explanation = explanation };
    gait_buf text = cli->text;
    bool color = cli->color;
    gait_buf_init(&cli->text, cli->arena, GAIT_LIMIT_OUTPUT_BYTES);
    cli->color = false;
    cli_explain(cli, &decision);
    gait_str lines = gait_buf_text(&cli->text);
    cli->text = text;
    cli->color = color;
    return lines;
}

void cli_explain_test(cli_context *cli, gait_report *report, gait_test *test)
{
    if (test->explanation == NULL)
        return;
    gait_json copy = *test->explanation;
    gait_str rest = explain(cli, &copy);
    while (rest.len > 0) {
        const char *end = memchr(rest.ptr, '\n', rest.len);
        size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);
        gait_report_detail(report, test, gait_str_first(rest, len));
        rest = gait_str_from(rest, len + 1);
    }
}

/* ---- coverage ---- */

gait_str cli_missing_line(cli_context *cli, const gait_rule_coverage *rule)
{
    gait_str missing = gait_rule_coverage_missing(cli->arena, rule);
    if (missing.len == 0)
        return missing;
    return gait_arena_format(cli->arena, "%.*s (%.*s:%d): %.*s", GAIT_STR_ARG(rule->rule),
                             GAIT_STR_ARG(rule->file), rule->line, GAIT_STR_ARG(missing));
}

static void add_coverage(cli_context *cli, const cli_pack *pack)
{
    const gait_coverage *coverage = &pack->result.coverage;
    for (size_t i = 0; i < coverage->rule_count; i++) {
        gait_str line = cli_missing_line(cli, &coverage->rules[i]);
        if (line.len > 0)
            cli_line(cli, "  not covered: %.*s", GAIT_STR_ARG(line));
    }
}

/* ---- packs and tests ---- */

static void add_test(cli_context *cli, const gait_test_suite *suite, const gait_test *test)
{
    static const struct {
        const char *word;
        cli_style style;
    } words[] = {
        [GAIT_OUTCOME_FAIL] = { "FAIL", CLI_RED },
        [GAIT_OUTCOME_ERROR] = { "ERROR", CLI_RED },
        [GAIT_OUTCOME_SKIP] = { "SKIP", CLI_YELLOW },
    };
    if (test->outcome == GAIT_OUTCOME_PASS)
        return;
    cli_styled(cli, CLI_PLAIN, "  ");
    cli_styled(cli, words[test->outcome].style, "%s", words[test->outcome].word);
    cli_line(cli, " %.*s: %.*s", GAIT_STR_ARG(suite->name), GAIT_STR_ARG(test->name));
    if (test->file.len > 0)
        cli_line(cli, "    %.*s:%d", GAIT_STR_ARG(test->file), test->line);
    cli_line(cli, "    %.*s", GAIT_STR_ARG(test->message));
    for (size_t i = 0; i < test->detail_count; i++)
        cli_line(cli, "    %.*s", GAIT_STR_ARG(test->details[i]));
}

static void add_summary(cli_context *cli, const gait_suite_result *r)
{
    gait_coverage_goals goals = gait_coverage_count(&r->coverage);
    size_t conditions = 0;
    size_t unknown = 0;
    for (size_t i = 0; i < r->coverage.rule_count; i++) {
        const gait_rule_coverage *rule = &r->coverage.rules[i];
        conditions += rule->condition_count;
        for (size_t k = 0; k < rule->condition_count; k++)
            unknown += rule->conditions[k].unknowns > 0;
    }
    cli_line(cli, "%.*s: %zu case%s, coverage %d%% (%zu of %zu), unknown in %zu of %zu conditions",
             GAIT_STR_ARG(r->policy_id), r->run, r->run == 1 ? "" : "s",
             gait_coverage_percent(goals), goals.met, goals.all, unknown, conditions);
}

static void add_pack(cli_context *cli, const gait_report *report, const cli_pack *pack)
{
    const gait_suite_result *r = &pack->result;
    bool filtered = cli_args_text(&cli->args, "filter") != NULL;
    if (pack->failed)
        cli_line(cli, "%s:", pack->argument);
    else if (filtered)
        cli_line(cli, "%.*s: %zu of %zu cases", GAIT_STR_ARG(r->policy_id), r->run, r->declared);
    else
        add_summary(cli, r);
    for (size_t i = pack->first_suite; i < pack->end_suite; i++)
        for (size_t k = 0; k < report->suites[i]->count; k++)
            add_test(cli, report->suites[i], report->suites[i]->tests[k]);
    if (!pack->failed && !pack->uncovered && !filtered)
        add_coverage(cli, pack);
}

void cli_suite_text(cli_context *cli, const cli_suites *all)
{
    gait_test_counts counts = gait_report_counts(all->report);
    bool fine = counts.failed + counts.errors == 0;
    for (size_t i = 0; i < all->count; i++)
        add_pack(cli, all->report, &all->packs[i]);
    cli_styled(cli, fine ? CLI_GREEN : CLI_RED, "%zu passed, %zu failed, %zu errors, %zu skipped",
               counts.passed, counts.failed, counts.errors, counts.skipped);
    cli_line(cli, "%s", "");
}
