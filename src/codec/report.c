/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/report_forms.h"

#include "base/enc.h"

#include <gait/limits.h>

const char *gait_outcome_name(gait_outcome outcome)
{
    static const char *const names[] = {
        [GAIT_OUTCOME_PASS] = "passed",
        [GAIT_OUTCOME_FAIL] = "failed",
        [GAIT_OUTCOME_ERROR] = "error",
        [GAIT_OUTCOME_SKIP] = "skipped",
    };
    GAIT_BUG_IF((int)outcome < 0 || outcome > GAIT_OUTCOME_SKIP);
    return names[outcome];
}

gait_report *gait_report_new(gait_arena *arena, gait_str name)
{
    gait_report *report = gait_arena_alloc(arena, sizeof *report);
    *report = (gait_report){ .arena = arena, .name = name };
    return report;
}

/* Room for one more pointer in a list of them. */
static void *grow(gait_arena *arena, void *items, size_t count, size_t *capacity)
{
    if (count < *capacity)
        return items;
    size_t more = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = gait_arena_grow(arena, items, *capacity, more, sizeof(void *));
    *capacity = more;
    return grown;
}

gait_test_suite *gait_report_suite(gait_report *report, gait_str package, gait_str name)
{
    gait_test_suite *suite = gait_arena_alloc(report->arena, sizeof *suite);
    *suite = (gait_test_suite){ .package = package, .name = name };
    report->suites = grow(report->arena, report->suites, report->count, &report->capacity);
    report->suites[report->count++] = suite;
    return suite;
}

gait_test *gait_report_add(gait_report *report, gait_test_suite *suite, const gait_test *test)
{
    gait_test *copy = gait_arena_alloc(report->arena, sizeof *copy);
    *copy = *test;
    suite->tests = grow(report->arena, suite->tests, suite->count, &suite->capacity);
    suite->tests[suite->count++] = copy;
    return copy;
}

void gait_report_detail(gait_report *report, gait_test *test, gait_str line)
{
    test->details = gait_arena_grow(report->arena, test->details, test->detail_count,
                                    test->detail_count + 1, sizeof *test->details);
    test->details[test->detail_count++] = line;
}

void gait_report_remark(gait_report *report, const gait_remark *remark)
{
    report->remarks = gait_arena_grow(report->arena, report->remarks, report->remark_count,
                                      report->remark_count + 1, sizeof *report->remarks);
    report->remarks[report->remark_count++] = *remark;
}

gait_test_counts gait_suite_counts(const gait_test_suite *suite)
{
    gait_test_counts counts = { 0, 0, 0, 0 };
    for (size_t i = 0; i < suite->count; i++) {
        counts.passed += suite->tests[i]->outcome == GAIT_OUTCOME_PASS;
        counts.failed += suite->tests[i]->outcome == GAIT_OUTCOME_FAIL;
        counts.errors += suite->tests[i]->outcome == GAIT_OUTCOME_ERROR;
        counts.skipped += suite->tests[i]->outcome == GAIT_OUTCOME_SKIP;
    }
    return counts;
}

gait_test_counts gait_report_counts(const gait_report *report)
{
    gait_test_counts sum = { 0, 0, 0, 0 };
    for (size_t i = 0; i < report->count; i++) {
        gait_test_counts one = gait_suite_counts(report->suites[i]);
        sum.passed += one.passed;
        sum.failed += one.failed;
        sum.errors += one.errors;
        sum.skipped += one.skipped;
    }
    return sum;
}

bool gait_report_write(const gait_report *report, gait_report_format format, gait_str *out,
                       gait_error *err)
{
    static void (*const forms[])(const gait_report *, gait_buf *) = {
        [GAIT_REPORT_TAP] = gi_report_tap,
        [GAIT_REPORT_JUNIT] = gi_report_junit,
        [GAIT_REPORT_JSON] = gi_report_json,
        [GAIT_REPORT_GITHUB] = gi_report_github,
    };
    gait_buf buf;
    GAIT_BUG_IF((int)format < 0 || format > GAIT_REPORT_GITHUB);
    gait_buf_init(&buf, report->arena, GAIT_LIMIT_OUTPUT_BYTES);
    forms[format](report, &buf);
    return gait_buf_finish(&buf, out, err);
}

/* ---- what the forms have in common ---- */

void gi_report_text(gait_buf *buf, gait_str text, gi_report_put put)
{
    while (text.len > 0) {
        uint32_t code = 0xFFFD;
        size_t len = gi_utf8_next(text, &code);
        put(buf, code, len == 0 ? GI_REPORT_REPLACED : gait_str_first(text, len));
        text = gait_str_from(text, len == 0 ? 1 : len);
    }
}

bool gi_report_is_control(uint32_t code)
{
    return (code < 0x20 && code != '\t') || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
           code == 0x2029;
}

void gi_report_title(gait_buf *buf, const gait_test_suite *suite, gi_report_put put)
{
    gi_report_text(buf, suite->package, put);
    if (suite->package.len > 0 && suite->name.len > 0)
        gi_report_text(buf, GAIT_STR(": "), put);
    gi_report_text(buf, suite->name, put);
}

size_t gi_report_total(gait_test_counts counts)
{
    return counts.passed + counts.failed + counts.errors + counts.skipped;
}
