/*
 * oblige_limit.c — the windows of a rule: whether one is full, and what a call adds to them.
 *
 * A restrictive rule with a limit applies only when a window is full; until then it charges. Elsewhere (rules that
 * allow, rules of tiers) a full window is a block.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/deciding.h"

#include <gait/limits.h>

#define REASON_FULL "rate_limit_exceeded"
#define REASON_UNKNOWN "rate_limit_unavailable"

bool gi_limit_decides(const gi_rule *rule)
{
    return rule->limit_count > 0 && rule->effect != GAIT_ALLOW &&
           rule->pack->combine == GI_STRICTEST;
}

static gait_str field_of(const gait_intent *intent, gait_str name)
{
    if (gait_str_is(name, "tool"))
        return intent->tool;
    if (gait_str_is(name, "identity"))
        return intent->identity;
    if (gait_str_is(name, "session"))
        return intent->session;
    if (gait_str_is(name, "workspace"))
        return intent->workspace;
    return intent->environment;
}

/* The values that are counted by, as canonical JSON. False when one is absent. */
static bool key_of(gait_arena *arena, const gi_texts *by, const gait_intent *intent, gait_str *out)
{
    gait_json *object = gait_json_new_object(arena);
    gait_error ignored = GAIT_ERROR_INIT;
    for (size_t i = 0; i < by->count; i++) {
        gait_str value = field_of(intent, by->items[i]);
        if (value.len == 0)
            return false;
        gait_json_set(arena, object, by->items[i], gait_json_string(value));
    }
    return gait_json_canonical(arena, object, GAIT_NUMBERS_EXACT, GAIT_LIMIT_RECORD_BYTES, out,
                               &ignored);
}

static bool is_same(const gait_limit *a, const gait_limit *b)
{
    return a->max == b->max && a->seconds == b->seconds && gait_str_equal(a->name, b->name) &&
           gait_str_equal(a->pack, b->pack) && gait_str_equal(a->key, b->key);
}

static gait_limit *find_charged(const gi_deciding *d, const gait_limit *limit)
{
    for (size_t i = 0; i < d->limit_count; i++)
        if (is_same(&d->limits[i], limit))
            return &d->limits[i];
    return NULL;
}

/* One window, with what earlier steps of the same script add to it. */
static gi_tri is_full(gi_deciding *d, gait_limit *limit, const char **cause)
{
    const gait_counts *counts = d->options->counts;
    if (limit->key.len == 0) {
        *cause = GI_CAUSE_MISSING;
        return GI_UNKNOWN;
    }
    limit->known = counts != NULL && counts->used(counts->ctx, limit, &limit->used);
    if (!limit->known) {
        limit->used = 0;
        *cause = GI_CAUSE_COUNT;
        return GI_UNKNOWN;
    }
    const gait_limit *charged = find_charged(d, limit);
    int64_t earlier = charged == NULL ? 0 : charged->charges;
    return gi_tri_of(limit->used >= limit->max - earlier);
}

gi_tri gi_limits_full(gi_deciding *d, const gi_rule *rule, const gait_intent *intent, gi_row *row,
                      const char **cause)
{
    gi_tri full = GI_FALSE;
    row->limits = gait_arena_array(d->arena, rule->limit_count, sizeof *row->limits);
    for (size_t i = 0; i < rule->limit_count; i++) {
        const gi_limit *from = &rule->limits[i];
        gait_limit *limit = &row->limits[row->limit_count++];
        *limit = (gait_limit){ .rule = rule->id,
                               .pack = rule->pack->id,
                               .name = rule->name,
                               .max = from->max,
                               .seconds = from->seconds,
                               .by = from->by.items,
                               .by_count = from->by.count };
        if (!key_of(d->arena, &from->by, intent, &limit->key))
            limit->key = (gait_str){ NULL, 0 };
        full = gi_tri_or(full, is_full(d, limit, cause));
        (void)gi_deciding_spend(
            d, 1 + (int64_t)d->limit_count); /* what was charged is looked through */
    }
    return full;
}

/* A limit that caps what its rule lets through. */
void gi_limit_cap(gi_deciding *d, const gait_intent *intent, gi_row *row)
{
    (void)intent;
    if (row->limit_count == 0 || gi_limit_decides(row->rule))
        return;
    if (row->full == GI_TRUE)
        gi_row_change(d->arena, row, GAIT_BLOCK, GAIT_STR(REASON_FULL), GAIT_STR(REASON_FULL));
    else if (row->full == GI_UNKNOWN)
        gi_row_change(d->arena, row, GAIT_BLOCK, GAIT_STR(REASON_UNKNOWN), (gait_str){ NULL, 0 });
}

void gi_limits_charge(gi_deciding *d, const gi_ruling *ruling)
{
    for (size_t i = 0; i < ruling->row_count; i++) {
        const gi_row *row = &ruling->rows[i];
        for (size_t k = 0; gi_row_charges(row) && k < row->limit_count; k++) {
            gait_limit *charged = find_charged(d, &row->limits[k]);
            if (charged == NULL) {
                d->limits = gait_arena_grow(d->arena, d->limits, d->limit_count, d->limit_count + 1,
                                            sizeof *d->limits);
                charged = &d->limits[d->limit_count++];
                *charged = row->limits[k];
            }
            charged->charges++;
        }
    }
}
