/*
 * report_json.c — a report as JSON: gait.test.report 1.0.0.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/report_forms.h"

static void put(gait_arena *arena, gait_json *object, const char *name, gait_json value)
{
    gait_json_set(arena, object, gait_str_of(name), value);
}

static void put_text(gait_arena *arena, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        put(arena, object, name, gait_json_string(text));
}

static void put_count(gait_arena *arena, gait_json *object, const char *name, size_t count)
{
    put(arena, object, name, gait_json_integer(arena, (int64_t)count));
}

static gait_json *counts_of(gait_arena *arena, gait_test_counts counts)
{
    gait_json *object = gait_json_new_object(arena);
    put_count(arena, object, "tests", gi_report_total(counts));
    put_count(arena, object, "passed", counts.passed);
    put_count(arena, object, "failed", counts.failed);
    put_count(arena, object, "errors", counts.errors);
    put_count(arena, object, "skipped", counts.skipped);
    return object;
}

static gait_json *details_of(gait_arena *arena, const gait_test *test)
{
    gait_json *list = gait_json_new_array(arena);
    for (size_t i = 0; i < test->detail_count; i++)
        gait_json_push(arena, list, gait_json_string(test->details[i]));
    return list;
}

static gait_json *test_of(gait_arena *arena, const gait_test *test)
{
    gait_json *object = gait_json_new_object(arena);
    put(arena, object, "name", gait_json_string(test->name));
    put_text(arena, object, "file", test->file);
    if (test->line > 0)
        put(arena, object, "line", gait_json_integer(arena, test->line));
    put(arena, object, "outcome", gait_json_string(gait_str_of(gait_outcome_name(test->outcome))));
    put_text(arena, object, "message", test->message);
    if (test->explanation != NULL)
        put(arena, object, "explanation", *test->explanation);
    else if (test->detail_count > 0)
        put(arena, object, "details", *details_of(arena, test));
    if (test->duration_ns >= 0)
        put(arena, object, "duration_ms", gait_json_double(arena, (double)test->duration_ns / 1e6));
    return object;
}

static gait_json *suite_of(gait_arena *arena, const gait_test_suite *suite)
{
    gait_json *object = gait_json_new_object(arena);
    gait_json *tests = gait_json_new_array(arena);
    put_text(arena, object, "package", suite->package);
    put_text(arena, object, "name", suite->name);
    for (size_t i = 0; i < suite->count; i++)
        gait_json_push(arena, tests, *test_of(arena, suite->tests[i]));
    put(arena, object, "tests", *tests);
    return object;
}

static gait_json *remark_of(gait_arena *arena, const gait_remark *remark)
{
    gait_json *object = gait_json_new_object(arena);
    put_text(arena, object, "file", remark->file);
    put_count(arena, object, "line", (size_t)remark->line);
    put_text(arena, object, "title", remark->title);
    put_text(arena, object, "text", remark->text);
    return object;
}

gait_json *gait_report_json(const gait_report *report)
{
    gait_arena *arena = report->arena;
    gait_json *root = gait_json_new_object(arena);
    gait_json *suites = gait_json_new_array(arena);
    gait_json *remarks = gait_json_new_array(arena);
    put(arena, root, "schema_id", gait_json_string(GAIT_STR("gait.test.report")));
    put(arena, root, "schema_version", gait_json_string(GAIT_STR("1.0.0")));
    put_text(arena, root, "name", report->name);
    put(arena, root, "counts", *counts_of(arena, gait_report_counts(report)));
    for (size_t i = 0; i < report->count; i++)
        gait_json_push(arena, suites, *suite_of(arena, report->suites[i]));
    put(arena, root, "suites", *suites);
    for (size_t i = 0; i < report->remark_count; i++)
        gait_json_push(arena, remarks, *remark_of(arena, &report->remarks[i]));
    put(arena, root, "remarks", *remarks);
    return root;
}

void gi_report_json(const gait_report *report, gait_buf *buf)
{
    gait_json_emit(buf, gait_report_json(report), GAIT_JSON_INDENT);
    gait_buf_add_char(buf, '\n');
}
