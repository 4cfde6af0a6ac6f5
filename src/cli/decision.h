/*
 * decision.h — what commands that decide have in common: a decision as JSON members, as text, as an outcome.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_DECISION_H
#define CLI_DECISION_H

#include "cli.h"

/* Of commands that load a policy. */
#define CLI_ZONEINFO_OPTION                                                                        \
    {                                                                                              \
        "zoneinfo", CLI_TEXT, false, "DIR",                                                        \
            "the time zones of windows and of time.zone (default: " GAIT_ZONEINFO ")", 0, 0, NULL  \
    }

/* verdict reason_codes violations matched_rule required_approvals, and explanation when it was asked for */
void cli_set_decision(cli_context *cli, const gait_decision *decision, bool explain);
/* --evaluation-time, which only a request that simulates takes. */
GAIT_NODISCARD bool cli_evaluation_time(cli_context *cli, gait_gate_request *request,
                                        gait_error *err);
/* What the hard stop prints when even the deadline could not end the decision. */
gait_str cli_last_words(cli_context *cli);
/*
 * Turns block and require_approval into the outcome of the run (exits 3 and 4). False, with err set, when the
 * decision stands for a failure.
 */
GAIT_NODISCARD bool cli_conclude(cli_context *cli, const gait_decision *decision, gait_error *err);

/* explanation.c: the explanation as text: what decided, then rule by rule, then what would change it. */
void cli_explain(cli_context *cli, const gait_decision *decision);
/* Only the rules that had a say, and how many had none. */
void cli_explain_deciding(cli_context *cli, const gait_decision *decision);

#endif
