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

/* Of commands that decide by several packs; see cli_policy_sources. */
#define CLI_POLICY_OPTION(required, help)                                                          \
    {                                                                                              \
        "policy", CLI_LIST, required, "POLICY", help, 0, 0, NULL                                   \
    }
#define CLI_RESTRICT_OPTION                                                                        \
    {                                                                                              \
        "restrict", CLI_LIST, false, "POLICY",                                                     \
            "the same, but it may only narrow: what it allows does not count; may be repeated", 0, \
            0, NULL                                                                                \
    }

/* The policy of an argument, or NULL, and those of --policy and --restrict; --zoneinfo for all. */
void cli_policy_sources(cli_context *cli, const char *argument, gait_gate_request *request);
/* Which policy decided, as text. */
void cli_policy_lines(cli_context *cli, const gait_gate_result *r);

void cli_set_object(cli_context *cli, const char *name, const gait_json *value); /* unless NULL */
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
