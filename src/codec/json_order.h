/*
 * json_order.h — member names in order: for lookup, for duplicates, for the emitters.
 *
 * A small object is searched from front to back. A large one has an index, gait_json.order: member numbers in sorted
 * runs, one run for each bit of the member count, largest first, as in a binary counter. Appending merges the runs that
 * the carry passes, so building is n log n; a whole sorted index is a special case of it. Behind the index lies room
 * of the same size for merging.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CODEC_JSON_ORDER_H
#define GAIT_CODEC_JSON_ORDER_H

#include <gait/json.h>

enum { GI_JSON_SMALL = 16 }; /* members; more get an index */

typedef int gi_json_compare(gait_str a, gait_str b); /* <0, 0, >0 */

/* Member numbers sorted by name, stable, in the first half of a new array of 2 * room. */
uint32_t *gi_json_sort(gait_arena *arena, const gait_json_member *members, size_t count,
                       size_t room, gi_json_compare *compare);
/* Takes member number `count`, the newest, into the index. */
void gi_json_order_add(uint32_t *order, size_t room, const gait_json_member *members, size_t count);
/* The member of that name in the index, or NULL. */
const gait_json_member *gi_json_order_find(const gait_json *object, gait_str name);

#endif
