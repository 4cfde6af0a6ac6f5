/* check_tiers.c — what is particular to packs of tiers, which compare as the Go implementation does. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "author/checking.h"

void gi_check_workspace_prefix_open(gi_checking *checking)
{
    const gi_condition *workspace = gi_check_scalar(checking->rule, GI_FIELD_WORKSPACE);
    for (size_t i = 0;
         checking->pack->combine == GI_TIERS && workspace != NULL && i < workspace->texts.count;
         i++) {
        gait_str prefix = workspace->texts.items[i];
        if (!gait_str_ends(prefix, GAIT_STR("/")))
            gi_check_report(checking, "match.workspace", NULL, "'%.*s' also covers '%.*s-other'",
                            GAIT_STR_ARG(prefix), GAIT_STR_ARG(prefix));
    }
}

void gi_check_dataflow_softens(gi_checking *checking)
{
    const gi_rule *rule = checking->rule;
    if (rule->dataflow != NULL && rule->dataflow->action < rule->effect)
        gi_check_report(checking, "dataflow.action", NULL,
                        "'%s' becomes '%s' where tainted data goes out",
                        gait_verdict_name(rule->effect), gait_verdict_name(rule->dataflow->action));
}
