/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/json_order.h"

#include <string.h>

/* Two neighbouring sorted runs of member numbers. */
typedef struct runs {
    const gait_json_member *members;
    gi_json_compare *compare;
    size_t low, middle, high;
} runs;

static bool in_order(const runs *r, uint32_t a, uint32_t b)
{
    return r->compare(r->members[a].name, r->members[b].name) <= 0;
}

static void merge(const runs *r, const uint32_t *from, uint32_t *to)
{
    size_t left = r->low;
    size_t right = r->middle;
    for (size_t at = r->low; at < r->high; at++) {
        if (right == r->high || (left < r->middle && in_order(r, from[left], from[right])))
            to[at] = from[left++];
        else
            to[at] = from[right++];
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

uint32_t *gi_json_sort(gait_arena *arena, const gait_json_member *members, size_t count,
                       size_t room, gi_json_compare *compare)
{
    GAIT_BUG_IF(count > room || room > UINT32_MAX);
    uint32_t *order = gait_arena_array(arena, room, 2 * sizeof *order);
    uint32_t *from = order;
    uint32_t *to = order + room;
    runs r = { members, compare, 0, 0, 0 };
    bool sorted = true;
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint32_t)i;
        sorted = sorted && (i == 0 || in_order(&r, (uint32_t)(i - 1), (uint32_t)i));
    }
    for (size_t width = 1; !sorted && width < count; width *= 2) {
        for (r.low = 0; r.low < count; r.low = r.high) {
            r.middle = least(r.low + width, count);
            r.high = least(r.middle + width, count);
            merge(&r, from, to);
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order)
        memcpy(order, from, count * sizeof *order);
    return order;
}

void gi_json_order_add(uint32_t *order, size_t room, const gait_json_member *members, size_t count)
{
    GAIT_BUG_IF(count >= room || room > UINT32_MAX);
    order[count] = (uint32_t)count;
    runs r = { members, gait_str_compare, count, count, count + 1 };
    for (size_t bit = 1; (count & bit) != 0; bit *= 2) {
        r.middle = r.low;
        r.low -= bit;
        if (in_order(&r, order[r.middle - 1], order[r.middle]))
            continue;
        merge(&r, order, order + room);
        memcpy(order + r.low, order + room + r.low, (r.high - r.low) * sizeof *order);
    }
}

static const gait_json_member *find_in_run(const gait_json_member *members, const uint32_t *run,
                                           size_t len, gait_str name)
{
    size_t low = 0;
    while (low < len) {
        size_t middle = low + (len - low) / 2;
        int order = gait_str_compare(members[run[middle]].name, name);
        if (order == 0)
            return &members[run[middle]];
        if (order < 0)
            low = middle + 1;
        else
            len = middle;
    }
    return NULL;
}

const gait_json_member *gi_json_order_find(const gait_json *object, gait_str name)
{
    size_t bit = 1;
    while (bit <= object->count / 2)
        bit *= 2;
    size_t start = 0;
    for (; bit > 0; bit /= 2) {
        if ((object->count & bit) == 0)
            continue;
        const gait_json_member *found =
            find_in_run(object->members, object->order + start, bit, name);
        if (found != NULL)
            return found;
        start += bit;
    }
    return NULL;
}
