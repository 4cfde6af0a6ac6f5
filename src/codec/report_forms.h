/*
 * report_forms.h — the forms of a report, and what they have in common.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CODEC_REPORT_FORMS_H
#define GAIT_CODEC_REPORT_FORMS_H

#include <gait/report.h>

/* One writer per form; each escapes whatever stands in a report. */
void gi_report_tap(const gait_report *report, gait_buf *buf);
void gi_report_junit(const gait_report *report, gait_buf *buf);
void gi_report_json(const gait_report *report, gait_buf *buf);
void gi_report_github(const gait_report *report, gait_buf *buf);

/* Adds one character of a text: its code point and its bytes. What is not UTF-8 comes as U+FFFD. */
typedef void (*gi_report_put)(gait_buf *buf, uint32_t code, gait_str bytes);
void gi_report_text(gait_buf *buf, gait_str text, gi_report_put put);
/* C0, C1, DEL, and what else some reader takes for the end of a line; not tab. */
bool gi_report_is_control(uint32_t code);
#define GI_REPORT_REPLACED GAIT_STR("\xEF\xBF\xBD") /* in the place of what a form cannot hold */

/* "package: suite", or whichever of the two there is. */
void gi_report_title(gait_buf *buf, const gait_test_suite *suite, gi_report_put put);
/* How many tests there are in all. */
size_t gi_report_total(gait_test_counts counts);

#endif
