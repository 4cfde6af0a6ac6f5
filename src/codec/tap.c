/*
 * tap.c — a report as TAP 14, with a YAML block under each test that did not pass.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/report_forms.h"

/* A description is one line; '#' would begin a directive. */
static void put_description(gait_buf *buf, uint32_t code, gait_str bytes)
{
    if (code == '\\' || code == '#')
        gait_buf_add_char(buf, '\\');
    if (code == '\t' || code == '\n' || code == '\r')
        gait_buf_add_char(buf, ' ');
    else
        gait_buf_add(buf, gi_report_is_control(code) ? GI_REPORT_REPLACED : bytes);
}

/* Inside double quotes. */
static void put_quoted(gait_buf *buf, uint32_t code, gait_str bytes)
{
    if (code == '"' || code == '\\')
        gait_buf_add_format(buf, "\\%c", (char)code);
    else if (code == '\t' || code == 0xFFFE || code == 0xFFFF || gi_report_is_control(code))
        gait_buf_add_format(buf, "\\u%04X", (unsigned)code);
    else
        gait_buf_add(buf, bytes);
}

static void add_quoted(gait_buf *buf, const char *before, gait_str text)
{
    gait_buf_add_format(buf, "  %s\"", before);
    gi_report_text(buf, text, put_quoted);
    gait_buf_add_cstr(buf, "\"\n");
}

static void add_block(gait_buf *buf, const gait_test *test)
{
    gait_buf_add_cstr(buf, "  ---\n");
    gait_buf_add_format(buf, "  severity: %s\n",
                        test->outcome == GAIT_OUTCOME_ERROR ? "error" : "fail");
    add_quoted(buf, "message: ", test->message);
    if (test->file.len > 0) {
        gait_buf_add_cstr(buf, "  at:\n");
        add_quoted(buf, "  file: ", test->file);
        if (test->line > 0)
            gait_buf_add_format(buf, "    line: %d\n", test->line);
    }
    if (test->detail_count > 0)
        gait_buf_add_cstr(buf, "  details:\n");
    for (size_t i = 0; i < test->detail_count; i++)
        add_quoted(buf, "  - ", test->details[i]);
    gait_buf_add_cstr(buf, "  ...\n");
}

static void add_test(gait_buf *buf, const gait_test_suite *suite, const gait_test *test,
                     size_t number)
{
    bool skipped = test->outcome == GAIT_OUTCOME_SKIP;
    bool ok = skipped || test->outcome == GAIT_OUTCOME_PASS;
    gait_buf_add_format(buf, "%s %zu - ", ok ? "ok" : "not ok", number);
    gi_report_title(buf, suite, put_description);
    gait_buf_add_cstr(buf, ": ");
    gi_report_text(buf, test->name, put_description);
    if (skipped) {
        gait_buf_add_cstr(buf, " # SKIP ");
        gi_report_text(buf, test->message, put_description);
    }
    gait_buf_add_char(buf, '\n');
    if (!ok)
        add_block(buf, test);
}

static void add_remark(gait_buf *buf, const gait_remark *remark)
{
    gait_buf_add_cstr(buf, "# ");
    gi_report_text(buf, remark->file, put_description);
    gait_buf_add_format(buf, ":%d: ", remark->line);
    gi_report_text(buf, remark->title, put_description);
    gait_buf_add_cstr(buf, ": ");
    gi_report_text(buf, remark->text, put_description);
    gait_buf_add_char(buf, '\n');
}

void gi_report_tap(const gait_report *report, gait_buf *buf)
{
    size_t number = 0;
    gait_buf_add_format(buf, "TAP version 14\n1..%zu\n",
                        gi_report_total(gait_report_counts(report)));
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->suites[i]->count; k++)
            add_test(buf, report->suites[i], report->suites[i]->tests[k], ++number);
    for (size_t i = 0; i < report->remark_count; i++)
        add_remark(buf, &report->remarks[i]);
}
