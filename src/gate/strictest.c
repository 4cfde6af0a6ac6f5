/* strictest.c — one effect out of all that count, across packs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

/*
 * Without a trusted rule that matched definitely the default has its say too: it is what would stand if what is unknown
 * were false and what only restricts were not there, and neither may be better than that.
 */
void gi_strictest_conclude(const gait_policy *policy, gi_ruling *out)
{
    bool definite = false;
    out->by = GI_BY_DEFAULT;
    out->verdict = GAIT_ALLOW;
    for (size_t i = 0; i < out->row_count; i++) {
        const gi_row *row = &out->rows[i];
        if (!gi_row_applies(row))
            continue;
        definite = definite || (row->outcome == GI_APPLIED && row->rule->pack->trust == GI_TRUSTED);
        out->by = GI_BY_RULE;
        if (row->effect > out->verdict)
            out->verdict = row->effect;
    }
    if (out->by == GI_BY_RULE && (definite || out->verdict >= policy->fallback))
        return;
    out->by = GI_BY_DEFAULT;
    out->verdict = policy->fallback;
}
