/*
 * report_github.c — a report as workflow commands, which GitHub shows beside the lines they name.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/report_forms.h"

typedef struct escape {
    uint32_t code;
    const char *hex; /* what stands behind the percent sign */
} escape;

static bool add_escaped(gait_buf *buf, uint32_t code, const escape *escapes)
{
    for (; escapes->hex != NULL; escapes++) {
        if (code != escapes->code)
            continue;
        gait_buf_add_char(buf, '%');
        gait_buf_add_cstr(buf, escapes->hex);
        return true;
    }
    return false;
}

static void put_data(gait_buf *buf, uint32_t code, gait_str bytes)
{
    static const escape escapes[] = { { '%', "25" }, { '\r', "0D" }, { '\n', "0A" }, { 0, NULL } };
    if (!add_escaped(buf, code, escapes))
        gait_buf_add(buf, gi_report_is_control(code) ? GI_REPORT_REPLACED : bytes);
}

static void put_property(gait_buf *buf, uint32_t code, gait_str bytes)
{
    static const escape escapes[] = { { ':', "3A" }, { ',', "2C" }, { 0, NULL } };
    if (!add_escaped(buf, code, escapes))
        put_data(buf, code, bytes);
}

/* "::error file=x.lua,line=3,title=" */
static void begin(gait_buf *buf, const char *command, gait_str file, int line)
{
    gait_buf_add_format(buf, "::%s ", command);
    if (file.len > 0) {
        gait_buf_add_cstr(buf, "file=");
        gi_report_text(buf, file, put_property);
        gait_buf_add_char(buf, ',');
    }
    if (line > 0)
        gait_buf_add_format(buf, "line=%d,", line);
    gait_buf_add_cstr(buf, "title=");
}

static void add_test(gait_buf *buf, const gait_test_suite *suite, const gait_test *test)
{
    begin(buf, test->outcome == GAIT_OUTCOME_SKIP ? "notice" : "error", test->file, test->line);
    gi_report_title(buf, suite, put_property);
    gi_report_text(buf, GAIT_STR(": "), put_property);
    gi_report_text(buf, test->name, put_property);
    gait_buf_add_cstr(buf, "::");
    gi_report_text(buf, test->message, put_data);
    for (size_t i = 0; i < test->detail_count; i++) {
        gi_report_text(buf, GAIT_STR("\n"), put_data);
        gi_report_text(buf, test->details[i], put_data);
    }
    gait_buf_add_char(buf, '\n');
}

static void add_remark(gait_buf *buf, const gait_remark *remark)
{
    begin(buf, "warning", remark->file, remark->line);
    gi_report_text(buf, remark->title, put_property);
    gait_buf_add_cstr(buf, "::");
    gi_report_text(buf, remark->text, put_data);
    gait_buf_add_char(buf, '\n');
}

void gi_report_github(const gait_report *report, gait_buf *buf)
{
    gait_test_counts counts = gait_report_counts(report);
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->suites[i]->count; k++)
            if (report->suites[i]->tests[k]->outcome != GAIT_OUTCOME_PASS)
                add_test(buf, report->suites[i], report->suites[i]->tests[k]);
    for (size_t i = 0; i < report->remark_count; i++)
        add_remark(buf, &report->remarks[i]);
    gait_buf_add_format(buf, "%zu passed, %zu failed, %zu errors, %zu skipped\n", counts.passed,
                        counts.failed, counts.errors, counts.skipped);
}
