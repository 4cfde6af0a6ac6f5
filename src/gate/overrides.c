/*
 * overrides.c — rules that do not count because another names them.
 *
 * A rule overrides only when it matched definitely and no other rule that may apply names it in turn: whatever is not
 * known, or taken away from an intent, can end an override but never begin one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

static gi_row *find_row(const gi_ruling *ruling, const gi_rule *rule)
{
    size_t low = 0;
    size_t high = ruling->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ruling->rows[middle].rule == rule)
            return &ruling->rows[middle];
        if (ruling->rows[middle].rule->rank < rule->rank)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void gi_overrides_apply(gi_ruling *ruling)
{
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        bool may = row->outcome != GI_NOT_APPLIED && row->outcome != GI_WITHIN_LIMIT;
        for (size_t k = 0; may && k < row->rule->overrides.count; k++) {
            gi_row *target = find_row(ruling, row->rule->targets[k]);
            if (target != NULL)
                target->contested = true;
        }
    }
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        bool honoured = row->outcome == GI_APPLIED && !row->contested;
        for (size_t k = 0; honoured && k < row->rule->overrides.count; k++) {
            gi_row *target = find_row(ruling, row->rule->targets[k]);
            if (target == NULL || !gi_row_charges(target))
                continue;
            target->outcome = GI_OVERRIDDEN;
            target->superseded_by = row->rule;
        }
    }
}
