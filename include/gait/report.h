/*
 * report.h — what a run of tests found, as data, and the forms in which machines read it.
 *
 * A report has suites, a suite has tests. Whoever runs tests fills one; nobody who writes one knows what was tested.
 * The text for people is not here: it belongs to the command line.
 *
 * Shape:   tests keep the order in which they were added. Texts may hold anything: each form escapes what it must.
 * Units:   lines count from 1, 0 is unknown; durations in ns, negative: not measured.
 * Owner:   everything lives in the report's arena; texts that are given are borrowed, as long as that.
 * Errors:  text_too_long.
 * Source:  TAP 14; the JUnit schema that Jenkins and GitLab read; GitHub's workflow commands.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_REPORT_H
#define GAIT_REPORT_H

#include <gait/json.h>

GAIT_BEGIN

typedef enum gait_outcome {
    GAIT_OUTCOME_PASS,
    GAIT_OUTCOME_FAIL,  /* something else came out */
    GAIT_OUTCOME_ERROR, /* nothing came out that could be judged */
    GAIT_OUTCOME_SKIP
} gait_outcome;
GAIT_API const char *gait_outcome_name(gait_outcome outcome); /* passed failed error skipped */

typedef struct gait_test {
    gait_str name;
    gait_str file;
    int line;
    gait_outcome outcome;
    gait_str message;  /* one line: why it did not pass */
    gait_str *details; /* lines that say more */
    size_t detail_count;
    const gait_json *explanation; /* of the decision that was tested; NULL: none is kept */
    int64_t duration_ns;
} gait_test;

typedef struct gait_test_suite {
    gait_str package; /* what was tested, e.g. the id of a policy; may be empty */
    gait_str name;
    gait_test **tests;
    size_t count, capacity;
} gait_test_suite;

/* What is worth saying about a line and is no test: shown by the forms that have a place for it, all but JUnit. */
typedef struct gait_remark {
    gait_str file;
    int line;
    gait_str title, text;
} gait_remark;

typedef struct gait_report {
    gait_arena *arena;
    gait_str name; /* of the whole run */
    gait_test_suite **suites;
    size_t count, capacity;
    gait_remark *remarks;
    size_t remark_count;
} gait_report;

GAIT_API gait_report *gait_report_new(gait_arena *arena, gait_str name);
GAIT_API gait_test_suite *gait_report_suite(gait_report *report, gait_str package, gait_str name);
/* Copies the test into the suite. */
GAIT_API gait_test *gait_report_add(gait_report *report, gait_test_suite *suite,
                                    const gait_test *test);
GAIT_API void gait_report_detail(gait_report *report, gait_test *test, gait_str line);

GAIT_API void gait_report_remark(gait_report *report, const gait_remark *remark);

typedef struct gait_test_counts {
    size_t passed, failed, errors, skipped;
} gait_test_counts;
GAIT_API gait_test_counts gait_suite_counts(const gait_test_suite *suite);
GAIT_API gait_test_counts gait_report_counts(const gait_report *report);

typedef enum gait_report_format {
    GAIT_REPORT_TAP,
    GAIT_REPORT_JUNIT,
    GAIT_REPORT_JSON,
    GAIT_REPORT_GITHUB
} gait_report_format;

/* gait.test.report 1.0.0, to be shown or to be made part of something larger. */
GAIT_API gait_json *gait_report_json(const gait_report *report);
/* The whole document, with a line end at its end. */
GAIT_API GAIT_NODISCARD bool gait_report_write(const gait_report *report, gait_report_format format,
                                               gait_str *out, gait_error *err);

GAIT_END
#endif
