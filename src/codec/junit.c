/*
 * junit.c — a report as JUnit XML, in the shape that Jenkins, GitLab and GitHub's readers agree on.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/report_forms.h"

/* XML 1.0 has no way at all to hold most control characters. */
static void put_xml(gait_buf *buf, uint32_t code, gait_str bytes)
{
    static const struct {
        uint32_t code;
        const char *entity;
    } entities[] = { { '&', "&amp;" },  { '<', "&lt;" },  { '>', "&gt;" },   { '"', "&quot;" },
                     { '\'', "&#39;" }, { '\t', "&#9;" }, { '\n', "&#10;" }, { '\r', "&#13;" } };
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        if (code == entities[i].code) {
            gait_buf_add_cstr(buf, entities[i].entity);
            return;
        }
    }
    bool holds = code != 0xFFFE && code != 0xFFFF && !gi_report_is_control(code);
    gait_buf_add(buf, holds ? bytes : GI_REPORT_REPLACED);
}

static void add_attribute(gait_buf *buf, const char *name, gait_str value)
{
    gait_buf_add_format(buf, " %s=\"", name);
    gi_report_text(buf, value, put_xml);
    gait_buf_add_char(buf, '"');
}

static void add_counts(gait_buf *buf, gait_test_counts counts)
{
    gait_buf_add_format(buf, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
                        gi_report_total(counts), counts.failed, counts.errors, counts.skipped);
}

static void add_time(gait_buf *buf, int64_t duration_ns)
{
    if (duration_ns >= 0)
        gait_buf_add_format(buf, " time=\"%lld.%06lld\"", (long long)(duration_ns / 1000000000),
                            (long long)(duration_ns / 1000 % 1000000));
}

static void add_reason(gait_buf *buf, const char *element, const gait_test *test)
{
    gait_buf_add_format(buf, "\n      <%s", element);
    add_attribute(buf, "message", test->message);
    if (test->detail_count == 0) {
        gait_buf_add_cstr(buf, "/>\n    ");
        return;
    }
    gait_buf_add_char(buf, '>');
    for (size_t i = 0; i < test->detail_count; i++) {
        gi_report_text(buf, test->details[i], put_xml);
        gait_buf_add_char(buf, '\n');
    }
    gait_buf_add_format(buf, "</%s>\n    ", element);
}

static void add_test(gait_buf *buf, const gait_test_suite *suite, const gait_test *test)
{
    static const char *const elements[] = {
        [GAIT_OUTCOME_FAIL] = "failure",
        [GAIT_OUTCOME_ERROR] = "error",
        [GAIT_OUTCOME_SKIP] = "skipped",
    };
    gait_buf_add_cstr(buf, "    <testcase classname=\"");
    gi_report_title(buf, suite, put_xml);
    gait_buf_add_char(buf, '"');
    add_attribute(buf, "name", test->name);
    if (test->file.len > 0)
        add_attribute(buf, "file", test->file);
    if (test->line > 0)
        gait_buf_add_format(buf, " line=\"%d\"", test->line);
    add_time(buf, test->duration_ns);
    if (test->outcome == GAIT_OUTCOME_PASS) {
        gait_buf_add_cstr(buf, "/>\n");
        return;
    }
    gait_buf_add_char(buf, '>');
    add_reason(buf, elements[test->outcome], test);
    gait_buf_add_cstr(buf, "</testcase>\n");
}

void gi_report_junit(const gait_report *report, gait_buf *buf)
{
    gait_buf_add_cstr(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    add_attribute(buf, "name", report->name);
    add_counts(buf, gait_report_counts(report));
    gait_buf_add_cstr(buf, ">\n");
    for (size_t i = 0; i < report->count; i++) {
        const gait_test_suite *suite = report->suites[i];
        gait_buf_add_cstr(buf, "  <testsuite name=\"");
        gi_report_title(buf, suite, put_xml);
        gait_buf_add_char(buf, '"');
        add_counts(buf, gait_suite_counts(suite));
        gait_buf_add_cstr(buf, ">\n");
        for (size_t k = 0; k < suite->count; k++)
            add_test(buf, suite, suite->tests[k]);
        gait_buf_add_cstr(buf, "  </testsuite>\n");
    }
    gait_buf_add_cstr(buf, "</testsuites>\n");
}
