/* oblige_credential.c — one credential that meets the demands of several rules. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/oblige.h"

/* What is in both lists; one without elements is everything. False when nothing is left. */
static bool intersect(gait_arena *arena, gait_str **list, size_t *count, const gait_str *other,
                      size_t other_count)
{
    size_t found = 0;
    if (other_count == 0)
        return true;
    gait_str *both = gait_arena_array(arena, other_count, sizeof *both);
    for (size_t i = 0; i < other_count; i++) {
        bool shared = *count == 0;
        for (size_t k = 0; k < *count && !shared; k++)
            shared = gait_str_equal((*list)[k], other[i]);
        if (shared)
            both[found++] = other[i];
    }
    *list = both;
    *count = found;
    return found > 0;
}

bool gi_credential_add(gait_arena *arena, gait_credential *sum, const gait_credential *one)
{
    bool met =
        sum->broker.len == 0 || one->broker.len == 0 || gait_str_equal(sum->broker, one->broker);
    sum->wanted = sum->wanted || one->wanted;
    sum->jit = sum->jit || one->jit;
    if (one->broker.len > 0)
        sum->broker = one->broker;
    if (one->max_ttl_seconds > 0 &&
        (sum->max_ttl_seconds == 0 || one->max_ttl_seconds < sum->max_ttl_seconds))
        sum->max_ttl_seconds = one->max_ttl_seconds;
    met = intersect(arena, &sum->scopes, &sum->scope_count, one->scopes, one->scope_count) && met;
    met =
        intersect(arena, &sum->sources, &sum->source_count, one->sources, one->source_count) && met;
    return intersect(arena, &sum->issuers, &sum->issuer_count, one->issuers, one->issuer_count) &&
           met;
}
