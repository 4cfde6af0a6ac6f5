/*
 * tiers.c — packs with combine = "tiers": the first rule that applies decides, in order of priority, then id.
 *
 * A rule that applies because something is not known decides beside those after it, up to the first that matched: what
 * it would have left to them had it not matched may have been stricter, and not knowing must not be better than that.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

void gi_tiers_settle(gi_ruling *ruling, gi_trust trust)
{
    const gi_rule *first = NULL; /* rows of one pack stand together */
    for (size_t i = 0; i < ruling->row_count; i++) {
        gi_row *row = &ruling->rows[i];
        const gi_pack_state *pack = row->rule->pack;
        bool settled = first != NULL && first->pack == pack;
        if (pack->combine != GI_TIERS || pack->trust != trust || !gi_row_charges(row))
            continue;
        if (settled) {
            row->outcome = GI_SHADOWED;
            row->superseded_by = first;
        } else if (row->outcome == GI_APPLIED) {
            first = row->rule;
        }
    }
}
