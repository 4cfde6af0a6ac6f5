/*
 * suite_text.h — the specs of packs as text for people.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_SUITE_TEXT_H
#define CLI_SUITE_TEXT_H

#include "decision.h"

typedef struct cli_pack {
    const char *argument;
    gait_suite_result result;
    size_t first_suite, end_suite; /* of the report */
    bool failed;                   /* it could not be tested */
    bool uncovered;                /* less than --min-coverage; the report says what is missing */
} cli_pack;

typedef struct cli_suites {
    gait_report *report;
    cli_pack *packs;
    size_t count;
} cli_suites;

/* Adds the explanation of the decision under a test to its details, as lines. */
void cli_explain_test(cli_context *cli, gait_report *report, gait_test *test);
/* "no-delete (policy.lua:31): match.env is never false"; empty when nothing is missing. */
gait_str cli_missing_line(cli_context *cli, const gait_rule_coverage *rule);
/* Pack by pack what did not pass and what is not covered; the sum in one line. */
void cli_suite_text(cli_context *cli, const cli_suites *all);

#endif
