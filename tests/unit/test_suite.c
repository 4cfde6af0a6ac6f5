/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "tmpdir.h"

#include <gait/limits.h>
#include <gait/suite.h>

static const char policy_text[] =
    "policy { id = \"t/p\", version = \"1.0.0\", default = \"block\" }\n"
    "rule { id = \"a\", effect = \"allow\", match = { tool = \"x\" } }\n";

static const char cases_text[] =
    "cases \"one\" { { \"right\", tool = \"x\", expect = \"allow\", rule = { \"a\" } },\n"
    "  { \"wrong\", tool = \"y\", expect = \"allow\" } }\n"
    "cases \"two\" { { \"right\", tool = \"y\", expect = \"block\" } }\n";

/* What became of the specs of dir/p.lua. */
static bool run(fixture *f, const gait_suite_options *options, gait_report *report,
                gait_suite_result *out, gait_error *err)
{
    const gait_policy_source source = { .path = in_dir(f, "p.lua") };
    return gait_policy_suite_run(f->arena, &source, options, report, out, err);
}

static void a_program_runs_specs(void **state)
{
    fixture *f = *state;
    const gait_suite_options options = { .deadline_ms = 0 };
    gait_report *report = gait_report_new(f->arena, GAIT_STR("test"));
    gait_error err = GAIT_ERROR_INIT;
    gait_suite_result result;
    put_file(in_dir(f, "p.lua"), policy_text, 0600);
    put_file(in_dir(f, "p_cases.lua"), cases_text, 0600);
    if (!run(f, &options, report, &result, &err))
        fail_msg("%s", err.message);
    assert_int_equal(report->count, 2);
    assert_str(report->suites[0]->package, "t/p");
    assert_str(report->suites[1]->name, "two");
    const gait_test *wrong = report->suites[0]->tests[1];
    assert_int_equal(wrong->outcome, GAIT_OUTCOME_FAIL);
    assert_str(wrong->message, "expected allow, got block");
    assert_non_null(wrong->explanation);
    assert_null(report->suites[0]->tests[0]->explanation);
    assert_int_equal(result.run, 3);
    assert_int_equal(gait_coverage_percent(gait_coverage_count(&result.coverage)), 100);
    assert_int_equal(report->remark_count, 0);
}

/* Two runs of it into one report stay apart. */
static void reports_take_several_runs(void **state)
{
    fixture *f = *state;
    const gait_suite_options options = { .filter = GAIT_STR("one: right") };
    gait_report *report = gait_report_new(f->arena, GAIT_STR("test"));
    gait_error err = GAIT_ERROR_INIT;
    gait_suite_result result;
    put_file(in_dir(f, "p.lua"), policy_text, 0600);
    put_file(in_dir(f, "p_cases.lua"), cases_text, 0600);
    assert_true(run(f, &options, report, &result, &err));
    assert_true(run(f, &options, report, &result, &err));
    assert_int_equal(report->count, 2);
    assert_int_equal(result.run, 1);
    assert_int_equal(result.declared, 3);
    assert_int_equal(gait_report_counts(report).passed, 2);
}

static void only_so_many_failures_are_explained(void **state)
{
    fixture *f = *state;
    const gait_suite_options options = { .deadline_ms = 0 };
    gait_report *report = gait_report_new(f->arena, GAIT_STR("test"));
    gait_error err = GAIT_ERROR_INIT;
    gait_suite_result result;
    size_t explained = 0;
    put_file(in_dir(f, "p.lua"), policy_text, 0600);
    put_file(in_dir(f, "p_cases.lua"),
             "local l = {}\n"
             "for i = 1, 150 do l[i] = { \"c\" .. i, tool = \"y\", expect = \"allow\" } end\n"
             "cases \"many\" (l)\n",
             0600);
    assert_true(run(f, &options, report, &result, &err));
    assert_int_equal(gait_report_counts(report).failed, 150);
    for (size_t i = 0; i < report->suites[0]->count; i++)
        explained += report->suites[0]->tests[i]->explanation != NULL;
    assert_int_equal(explained, GAIT_LIMIT_EXPLAINED_TESTS);
}

static void what_cannot_be_run_says_why(void **state)
{
    fixture *f = *state;
    gait_suite_options options = { .deadline_ms = GAIT_LIMIT_DECISION_DEADLINE_MS_MAX + 1 };
    gait_report *report = gait_report_new(f->arena, GAIT_STR("test"));
    gait_error err = GAIT_ERROR_INIT;
    gait_suite_result result;
    assert_false(run(f, &options, report, &result, &err));
    assert_int_equal(err.code, GAIT_E_flag_value_invalid);
    options.deadline_ms = 0;
    err = (gait_error)GAIT_ERROR_INIT;
    assert_false(run(f, &options, report, &result, &err));
    assert_int_equal(err.code, GAIT_E_path_invalid);
    put_file(in_dir(f, "p.lua"), policy_text, 0600);
    err = (gait_error)GAIT_ERROR_INIT;
    assert_false(run(f, &options, report, &result, &err));
    assert_int_equal(err.code, GAIT_E_tests_missing);
    put_file(in_dir(f, "p_cases.lua"), "cases \"c\" {}", 0600);
    err = (gait_error)GAIT_ERROR_INIT;
    assert_false(run(f, &options, report, &result, &err));
    assert_int_equal(err.code, GAIT_E_tests_invalid);
    assert_int_equal(report->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_program_runs_specs),
        FIXTURE_TEST(reports_take_several_runs),
        FIXTURE_TEST(only_so_many_failures_are_explained),
        FIXTURE_TEST(what_cannot_be_run_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
