/*
 * suite.c — the specs of one policy: read all of them, then decide each case and judge it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/busted.h"
#include "author/cases.h"
#include "author/judge.h"
#include "author/specs.h"
#include "gate/policy.h"

#include <gait/file.h>
#include <gait/limits.h>
#include <gait/suite.h>

/* What the run of one policy's specs knows. */
typedef struct running {
    gait_arena *arena;
    const gait_suite_options *options;
    gait_report *report;
    gait_suite_result *result;
    gait_policy *policy;
    gi_spec_files files;
    gi_case_list cases;
    size_t explained;
    const gi_case *last; /* that was run */
    gait_test_suite *suite;
} running;

static bool arm(const running *r, int soft_ms, gait_error *err)
{
    return r->options->last_words.len == 0 ||
           gait_alarm_arm(soft_ms, GAIT_LIMIT_HARD_STOP_MS, r->options->last_words, err);
}

static void disarm(const running *r)
{
    if (r->options->last_words.len > 0)
        gait_alarm_disarm();
}

/* ---- reading ---- */

static bool read_cases(running *r, gait_error *err)
{
    const gi_rule_ids rules = gi_case_rules(r->arena, r->policy);
    for (size_t i = 0; i < r->files.cases.count; i++) {
        const gi_spec_file *file = &r->files.cases.items[i];
        const gi_spec spec = { file->name, file->source };
        bool ok = arm(r, GAIT_LIMIT_LOAD_DEADLINE_MS, err) &&
                  gi_cases_read(r->arena, &spec, &rules, &r->cases, err);
        disarm(r);
        if (!ok)
            return false;
    }
    r->result->files = r->files.cases.count + r->files.busted.count;
    r->result->declared = r->cases.count;
    return true;
}

static bool load(running *r, const gait_policy_source *source, gait_error *err)
{
    bool ok = arm(r, GAIT_LIMIT_LOAD_DEADLINE_MS, err) &&
              gait_policy_load(r->arena, source, &r->policy, err);
    disarm(r);
    if (!ok)
        return false;
    r->result->policy_id = gait_policy_id(r->policy);
    r->result->policy_version = gait_policy_version(r->policy);
    r->result->policy_digest = gait_policy_digest(r->policy);
    gait_coverage_begin(r->arena, r->policy, &r->result->coverage);
    return true;
}

/* ---- running ---- */

static bool is_wanted(const running *r, const gi_case *one)
{
    gait_str title = gait_arena_format(r->arena, "%.*s: %.*s", GAIT_STR_ARG(one->group),
                                       GAIT_STR_ARG(one->name));
    return gait_str_contains(title, r->options->filter);
}

/* The bytes were read once while the case was declared, so that they are an intent. */
static bool decide(running *r, gait_arena *arena, gi_case *one, gait_decision *out, gait_error *err)
{
    int deadline_ms = r->options->deadline_ms == 0 ? GAIT_LIMIT_DECISION_DEADLINE_MS_MAX
                                                   : r->options->deadline_ms;
    const gait_counts counts = gi_case_counts(one);
    const gait_decide_options options = {
        .now_unix_ns = one->now_unix_ns,
        .expired = r->options->last_words.len > 0 ? gait_alarm_expired() : NULL,
        .counts = &counts,
        .explain = true,
        .values = r->options->values,
    };
    const gait_intent *intent;
    bool ok = gait_intent_parse(arena, one->intent, GAIT_LIMIT_INTENT_BYTES, &intent, err) &&
              arm(r, deadline_ms, err);
    if (ok)
        gait_decide(arena, r->policy, intent, &options, out);
    disarm(r);
    return ok;
}

static gait_str path_of(const running *r, gait_str name)
{
    for (size_t i = 0; i < r->files.cases.count; i++)
        if (gait_str_equal(r->files.cases.items[i].name, name))
            return r->files.cases.items[i].path;
    return name;
}

/* A decision is kept only where somebody will look at it; it is then made again, in memory that stays. */
static bool explain(running *r, gi_case *one, gait_test *test, gait_error *err)
{
    gait_decision again;
    if (r->explained == GAIT_LIMIT_EXPLAINED_TESTS)
        return true;
    r->explained++;
    if (!decide(r, r->arena, one, &again, err))
        return false;
    test->explanation = again.explanation;
    return true;
}

/* Each group of each file is a suite of the report. */
static gait_test_suite *suite_of(running *r, const gi_case *one)
{
    if (r->last == NULL || !gait_str_equal(r->last->file, one->file) ||
        !gait_str_equal(r->last->group, one->group))
        r->suite = gait_report_suite(r->report, r->result->policy_id, one->group);
    r->last = one;
    return r->suite;
}

static bool run_case(running *r, gi_case *one, gait_error *err)
{
    gait_arena *scratch = gait_arena_scratch(r->arena);
    gait_decision decision;
    gait_test test = {
        .name = one->name, .file = path_of(r, one->file), .line = one->line, .duration_ns = -1
    };
    bool ok = decide(r, scratch, one, &decision, err);
    if (ok) {
        gait_coverage_add(&r->result->coverage, decision.explanation);
        gi_case_judge(r->arena, one, &decision, &test);
        r->result->run++;
    }
    gait_arena_free(scratch);
    if (!ok || (test.outcome != GAIT_OUTCOME_PASS && !explain(r, one, &test, err)))
        return false;
    gait_report_add(r->report, suite_of(r, one), &test);
    return true;
}

static bool run_cases(running *r, gait_error *err)
{
    for (size_t i = 0; i < r->cases.count; i++)
        if (is_wanted(r, &r->cases.items[i]) && !run_case(r, &r->cases.items[i], err))
            return false;
    return true;
}

static bool run_busted(running *r, gait_error *err)
{
    const gi_busted busted = { .gait_lua = r->options->gait_lua,
                               .busted = r->options->busted,
                               .directory = r->files.directory,
                               .files = r->files.busted.items,
                               .file_count = r->files.busted.count,
                               .package = r->result->policy_id,
                               .digest = r->result->policy_digest,
                               .filter = r->options->filter };
    gi_busted_counts counts;
    if (r->files.busted.count == 0)
        return true;
    if (r->options->no_busted) {
        gi_busted_skip(r->report, &busted);
        return true;
    }
    if (!gi_busted_run(r->report, &busted, &r->result->coverage, &counts, err))
        return false;
    r->result->declared += counts.declared;
    r->result->run += counts.run;
    return true;
}

/* Rules that no test reaches, where somebody in the working directory finds them. */
static void remark_unreached(running *r, const gait_policy_source *source)
{
    const gait_coverage *coverage = &r->result->coverage;
    for (size_t i = 0; r->options->filter.len == 0 && i < coverage->rule_count; i++) {
        const gait_rule_coverage *rule = &coverage->rules[i];
        bool ignored;
        if (rule->reached > 0)
            continue;
        gait_str directory = gait_str_of(r->files.directory);
        if (source->builtin != NULL)
            directory = gait_arena_format(r->arena, "builtin:%s", source->builtin);
        gait_str path = gait_arena_format(r->arena, "%.*s/%.*s", GAIT_STR_ARG(directory),
                                          GAIT_STR_ARG(rule->file));
        const gait_remark remark = {
            .file = gait_path_clean(r->arena, path, &ignored),
            .line = rule->line,
            .title = gait_arena_format(r->arena, "%.*s: %.*s", GAIT_STR_ARG(r->result->policy_id),
                                       GAIT_STR_ARG(rule->rule)),
            .text = gait_rule_coverage_missing(r->arena, rule),
        };
        gait_report_remark(r->report, &remark);
    }
}

static bool check_options(const gait_suite_options *options, gait_error *err)
{
    return (options->deadline_ms >= 0 &&
            options->deadline_ms <= GAIT_LIMIT_DECISION_DEADLINE_MS_MAX) ||
           gait_fail(err, GAIT_E_flag_value_invalid, "the deadline may be %d ms at most",
                     GAIT_LIMIT_DECISION_DEADLINE_MS_MAX);
}

bool gait_policy_suite_run(gait_arena *arena, const gait_policy_source *source,
                           const gait_suite_options *options, gait_report *report,
                           gait_suite_result *result, gait_error *err)
{
    running r = { .arena = arena, .options = options, .report = report, .result = result };
    *result = (gait_suite_result){ .files = 0 };
    bool ok = check_options(options, err) && load(&r, source, err) &&
              gi_specs_find(arena, source, &r.files, err) && read_cases(&r, err) &&
              run_cases(&r, err) && run_busted(&r, err);
    if (ok)
        remark_unreached(&r, source);
    gait_policy_free(r.policy);
    return ok;
}
