/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "codec/report_forms.h"

#include <gait/limits.h>

/* What people, machines and attackers put into names. */
static const char hostile[] = "a<b>&\"c\" 'd' ]]> # \\ % : , :: é \t\n\r\x1b[31m\x01\x7f "
                              "\xc2\x85 \xe2\x80\xa8 \xff\xc3 \xef\xbf\xbf \xf0\x9f\x8c\x8a";

static gait_report *report_of(gait_arena *arena, const char *text)
{
    gait_str any = gait_str_of(text);
    gait_report *report = gait_report_new(arena, any);
    gait_test_suite *suite = gait_report_suite(report, any, any);
    gait_test test = { any, any, 7, GAIT_OUTCOME_FAIL, any, NULL, 0, NULL, 1234567890 };
    gait_report_detail(report, gait_report_add(report, suite, &test), any);
    test.outcome = GAIT_OUTCOME_SKIP;
    gait_report_add(report, suite, &test);
    const gait_remark remark = { any, 7, any, any };
    gait_report_remark(report, &remark);
    return report;
}

static gait_str written(const gait_report *report, gait_report_format format)
{
    gait_str out = { NULL, 0 };
    gait_error err = GAIT_ERROR_INIT;
    assert_true(gait_report_write(report, format, &out, &err));
    return out;
}

static size_t count_lines(gait_str text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

/* A small report of every outcome, to be seen whole. */
static gait_report *plain_report(gait_arena *arena)
{
    gait_report *report = gait_report_new(arena, GAIT_STR("run"));
    gait_test_suite *suite = gait_report_suite(report, GAIT_STR("p"), GAIT_STR("s"));
    gait_test test = { .name = GAIT_STR("good"), .duration_ns = -1 };
    gait_report_add(report, suite, &test);
    test = (gait_test){ .name = GAIT_STR("bad"),
                        .file = GAIT_STR("x.lua"),
                        .line = 3,
                        .outcome = GAIT_OUTCOME_FAIL,
                        .message = GAIT_STR("no"),
                        .duration_ns = 1500000 };
    gait_report_detail(report, gait_report_add(report, suite, &test), GAIT_STR("why"));
    suite = gait_report_suite(report, GAIT_STR(""), GAIT_STR("t"));
    test = (gait_test){ .name = GAIT_STR("broken"),
                        .outcome = GAIT_OUTCOME_ERROR,
                        .message = GAIT_STR("it broke"),
                        .duration_ns = -1 };
    gait_report_add(report, suite, &test);
    test = (gait_test){ .name = GAIT_STR("later"),
                        .outcome = GAIT_OUTCOME_SKIP,
                        .message = GAIT_STR("not here"),
                        .duration_ns = -1 };
    gait_report_add(report, suite, &test);
    const gait_remark remark = { GAIT_STR("p.lua"), 9, GAIT_STR("p: r"), GAIT_STR("untested") };
    gait_report_remark(report, &remark);
    return report;
}

static void it_is_written_as_tap(void **state)
{
    assert_str(written(plain_report(*state), GAIT_REPORT_TAP), "TAP version 14\n"
                                                               "1..4\n"
                                                               "ok 1 - p: s: good\n"
                                                               "not ok 2 - p: s: bad\n"
                                                               "  ---\n"
                                                               "  severity: fail\n"
                                                               "  message: \"no\"\n"
                                                               "  at:\n"
                                                               "    file: \"x.lua\"\n"
                                                               "    line: 3\n"
                                                               "  details:\n"
                                                               "    - \"why\"\n"
                                                               "  ...\n"
                                                               "not ok 3 - t: broken\n"
                                                               "  ---\n"
                                                               "  severity: error\n"
                                                               "  message: \"it broke\"\n"
                                                               "  ...\n"
                                                               "ok 4 - t: later # SKIP not here\n"
                                                               "# p.lua:9: p: r: untested\n");
}

static void it_is_written_as_junit(void **state)
{
    assert_str(written(plain_report(*state), GAIT_REPORT_JUNIT),
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites name=\"run\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">\n"
               "  <testsuite name=\"p: s\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
               "    <testcase classname=\"p: s\" name=\"good\"/>\n"
               "    <testcase classname=\"p: s\" name=\"bad\" file=\"x.lua\" line=\"3\" "
               "time=\"0.001500\">\n"
               "      <failure message=\"no\">why\n"
               "</failure>\n"
               "    </testcase>\n"
               "  </testsuite>\n"
               "  <testsuite name=\"t\" tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\">\n"
               "    <testcase classname=\"t\" name=\"broken\">\n"
               "      <error message=\"it broke\"/>\n"
               "    </testcase>\n"
               "    <testcase classname=\"t\" name=\"later\">\n"
               "      <skipped message=\"not here\"/>\n"
               "    </testcase>\n"
               "  </testsuite>\n"
               "</testsuites>\n");
}

static void it_is_written_for_github(void **state)
{
    assert_str(written(plain_report(*state), GAIT_REPORT_GITHUB),
               "::error file=x.lua,line=3,title=p%3A s%3A bad::no%0Awhy\n"
               "::error title=t%3A broken::it broke\n"
               "::notice title=t%3A later::not here\n"
               "::warning file=p.lua,line=9,title=p%3A r::untested\n"
               "1 passed, 1 failed, 1 errors, 1 skipped\n");
}

static void it_is_written_as_json(void **state)
{
    gait_str text = written(plain_report(*state), GAIT_REPORT_JSON);
    gait_json_limits limits = gait_json_limits_for(text.len + 1);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *root = NULL;
    assert_true(gait_json_parse(*state, text, &limits, &root, &err));
    const gait_json *counts = gait_json_get(root, GAIT_STR("counts"));
    assert_str(gait_json_get(counts, GAIT_STR("tests"))->text, "4");
    assert_str(gait_json_get(counts, GAIT_STR("errors"))->text, "1");
    const gait_json *suites = gait_json_get(root, GAIT_STR("suites"));
    const gait_json *tests = gait_json_get(&suites->items[0], GAIT_STR("tests"));
    assert_null(gait_json_get(&tests->items[0], GAIT_STR("message")));
    assert_str(gait_json_get(&tests->items[1], GAIT_STR("duration_ms"))->text, "1.5");
    assert_str(gait_json_get(&tests->items[1], GAIT_STR("details"))->items[0].text, "why");
    const gait_json *remarks = gait_json_get(root, GAIT_STR("remarks"));
    assert_str(gait_json_get(&remarks->items[0], GAIT_STR("text"))->text, "untested");
}

/* Every line is one of TAP's own; a name begins no directive and ends no line. */
static void tap_holds_any_text(void **state)
{
    gait_str text = written(report_of(*state, hostile), GAIT_REPORT_TAP);
    assert_int_equal(count_lines(text), 14);
    assert_false(gait_str_contains(text, GAIT_STR("\x1b")));
    assert_false(gait_str_contains(text, GAIT_STR("\xff")));
    assert_true(gait_str_contains(text, GAIT_STR(" \\# \\\\ ")));
    assert_true(gait_str_contains(text, GAIT_STR(" # SKIP a<b>")));
    assert_true(gait_str_contains(text, GAIT_STR("\\\"c\\\" 'd' ]]> # \\\\ ")));
    assert_true(gait_str_contains(text, GAIT_STR("\\u000A\\u000D\\u001B[31m\\u0001\\u007F")));
}

/* Nothing that XML 1.0 cannot hold, and no markup but ours. */
static void junit_holds_any_text(void **state)
{
    gait_str text = written(report_of(*state, hostile), GAIT_REPORT_JUNIT);
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] >= 0x20 || text.ptr[i] == '\n');
    assert_int_equal(count_lines(text), 12);
    assert_true(gait_str_contains(
        text, GAIT_STR("name=\"a&lt;b&gt;&amp;&quot;c&quot; &#39;d&#39; ]]&gt; # \\ % : , :: é "
                       "&#9;&#10;&#13;\xEF\xBF\xBD[31m")));
    assert_false(gait_str_contains(text, GAIT_STR("\xef\xbf\xbf")));
    assert_false(gait_str_contains(text, GAIT_STR("]]>")));
}

/* One command a line, whose properties end where they should. */
static void github_holds_any_text(void **state)
{
    gait_str text = written(report_of(*state, hostile), GAIT_REPORT_GITHUB);
    assert_int_equal(count_lines(text), 4);
    assert_true(
        gait_str_contains(text, GAIT_STR("file=a<b>&\"c\" 'd' ]]> # \\ %25 %3A %2C %3A%3A")));
    assert_true(gait_str_contains(text, GAIT_STR("\t%0A%0D\xEF\xBF\xBD[31m")));
    assert_true(gait_str_contains(text, GAIT_STR("::a<b>&\"c\" 'd' ]]> # \\ %25 : , :: é")));
    gait_report *command = report_of(*state, "\n::set-output name=x::y");
    text = written(command, GAIT_REPORT_GITHUB);
    assert_false(gait_str_contains(text, GAIT_STR("\n::set-output")));
}

static void json_holds_any_text(void **state)
{
    gait_str text = written(report_of(*state, hostile), GAIT_REPORT_JSON);
    gait_json_limits limits = gait_json_limits_for(text.len + 1);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *root = NULL;
    assert_true(gait_json_parse(*state, text, &limits, &root, &err));
}

static void it_counts_what_it_holds(void **state)
{
    gait_report *report = plain_report(*state);
    gait_test_counts all = gait_report_counts(report);
    assert_int_equal(all.passed, 1);
    assert_int_equal(all.failed, 1);
    assert_int_equal(all.errors, 1);
    assert_int_equal(all.skipped, 1);
    assert_int_equal(gi_report_total(gait_suite_counts(report->suites[1])), 2);
}

static void an_empty_report_is_a_document(void **state)
{
    gait_report *report = gait_report_new(*state, GAIT_STR("none"));
    assert_str(written(report, GAIT_REPORT_TAP), "TAP version 14\n1..0\n");
    assert_str(written(report, GAIT_REPORT_GITHUB), "0 passed, 0 failed, 0 errors, 0 skipped\n");
    assert_true(gait_str_ends(written(report, GAIT_REPORT_JUNIT), GAIT_STR("</testsuites>\n")));
}

static void too_much_is_a_failure(void **state)
{
    enum { MUCH = 9 << 20 };
    char *text = gait_arena_alloc(*state, MUCH + 1);
    memset(text, '<', MUCH);
    gait_report *report = report_of(*state, text);
    gait_error err = GAIT_ERROR_INIT;
    gait_str out;
    assert_false(gait_report_write(report, GAIT_REPORT_JUNIT, &out, &err));
    assert_int_equal(err.code, GAIT_E_text_too_long);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_written_as_tap),     TEST(it_is_written_as_junit),
        TEST(it_is_written_for_github), TEST(it_is_written_as_json),
        TEST(tap_holds_any_text),       TEST(junit_holds_any_text),
        TEST(github_holds_any_text),    TEST(json_holds_any_text),
        TEST(it_counts_what_it_holds),  TEST(an_empty_report_is_a_document),
        TEST(too_much_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
