/*
 * modify.c — what a rule's effect becomes once the rule applies.
 *
 * A modifier looks at the row of a rule that applies and may change its effect through gi_row_change, which only ever
 * makes it stricter. Modifiers run in the order of the table.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

typedef void modifier(gi_deciding *d, const gait_intent *intent, gi_row *row);

static modifier *const modifiers[] = { gi_limit_cap };

static void add(gait_arena *arena, gi_texts *list, gait_str code)
{
    if (code.len == 0)
        return;
    list->items = gait_arena_grow(arena, list->items, list->count, list->count + 1, sizeof code);
    list->items[list->count++] = code;
}

void gi_row_change(gait_arena *arena, gi_row *row, gait_verdict effect, gait_str reason,
                   gait_str violation)
{
    if (effect > row->effect)
        row->effect = effect;
    add(arena, &row->reasons, reason);
    add(arena, &row->violations, violation);
}

/* A permission that is not known to hold, and would be a restriction if it did, restricts. */
void gi_modify(gi_deciding *d, const gait_intent *intent, gi_row *row)
{
    for (size_t i = 0; gi_row_obliges(row) && i < sizeof modifiers / sizeof modifiers[0]; i++)
        modifiers[i](d, intent, row);
    if (row->outcome == GI_UNKNOWN_SKIPPED && row->effect > row->rule->effect)
        row->outcome = GI_UNKNOWN_APPLIED;
}
