/*
 * judge.h — what became of a case, against what it wants.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_AUTHOR_JUDGE_H
#define GAIT_AUTHOR_JUDGE_H

#include "author/cases.h"

#include <gait/report.h>

/*
 * Fills in outcome and message of the test. A decision that failed is an error, also where a block was wanted: it says
 * nothing about the policy.
 */
void gi_case_judge(gait_arena *arena, const gi_case *one, const gait_decision *decision,
                   gait_test *test);

#endif
