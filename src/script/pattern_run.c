/* SPDX-License-Identifier: Apache-2.0 */
#include "script/pattern.h"

#include <string.h>

enum {
    STEPS_PER_UNIT = 4,      /* matching steps for one unit of fuel */
    BYTES_PER_UNIT = 16,     /* bytes cleared or compared for one unit of fuel */
    SETTLE_STEPS = 1024,     /* charge, and start to remember, every so many steps */
    REMEMBER_BYTES = 1 << 20 /* longest subject that is remembered; fuel alone bounds the others */
};

enum { TRAIL_CHOICE, TRAIL_RANGE };

static bool in_set(const gi_byte_set *set, unsigned char byte)
{
    return (set->word[byte / 64] >> (byte % 64) & 1) != 0;
}

static void tick(gi_matcher *m)
{
    if (++m->steps % SETTLE_STEPS != 0)
        return;
    gi_matcher_settle(m);
    m->remembers = !m->pattern->has_reference && m->subject.len <= REMEMBER_BYTES;
}

void gi_matcher_settle(gi_matcher *m)
{
    int64_t units = (m->steps - m->charged_steps) / STEPS_PER_UNIT;
    m->charged_steps = m->steps;
    m->host.charge(m->host.ctx, units);
}

static void *allocate(gi_matcher *m, size_t bytes)
{
    m->host.charge(m->host.ctx, (int64_t)(bytes / BYTES_PER_UNIT));
    void *block = m->host.allocate(m->host.ctx, bytes);
    memset(block, 0, bytes);
    return block;
}

/*
 * Notes that the current item is tried at the current position; false when it was before. Trying again would end
 * the same way: what follows depends on the item and the position alone, and all that was tried there has failed.
 */
static bool is_first_visit(gi_matcher *m)
{
    if (!m->remembers)
        return true;
    if (m->notes[m->item] == NULL)
        m->notes[m->item] = allocate(m, (m->subject.len / 64 + 1) * sizeof(uint64_t));
    uint64_t *seen = m->notes[m->item];
    uint64_t *word = &seen[m->position / 64];
    uint64_t bit = (uint64_t)1 << (m->position % 64);
    bool first = (*word & bit) == 0;
    *word |= bit;
    return first;
}

/* A match ends here: what was found out about this position came from success, so it is forgotten. */
void gi_matcher_resume(gi_matcher *m, size_t end)
{
    for (size_t i = 0; m->remembers && i < m->pattern->item_count; i++) {
        uint64_t *seen = m->pattern->items[i].repeat != 0 ? m->notes[i] : NULL;
        if (seen != NULL)
            seen[end / 64] &= ~((uint64_t)1 << (end % 64));
    }
}

static void push(gi_matcher *m, uint8_t kind, size_t item, size_t x, size_t y)
{
    GAIT_BUG_IF(m->depth == GI_PATTERN_ITEMS);
    m->trail[m->depth++] = (gi_match_trail){ (uint8_t)item, kind, (uint32_t)x, (uint32_t)y };
}

/*
 * Takes the last choice not yet made; false when there is none. Captures need no undoing: the way that ends in a match
 * writes each of them anew after the last choice it took.
 */
static bool backtrack(gi_matcher *m)
{
    if (m->depth == 0)
        return false;
    gi_match_trail *last = &m->trail[m->depth - 1];
    m->item = last->item;
    m->position = last->x;
    if (last->kind == TRAIL_RANGE && last->x > last->y)
        last->x--;
    else
        m->depth--;
    return true;
}

static bool fits(const gi_matcher *m, const gi_pattern_item *item)
{
    if (m->position >= m->subject.len)
        return false;
    unsigned char byte = (unsigned char)m->subject.ptr[m->position];
    if (item->kind == GI_ITEM_BYTE)
        return byte == item->a;
    return item->kind == GI_ITEM_ANY || in_set(&m->pattern->sets[item->a], byte);
}

/* As many as there are; each shorter run is a choice for later, all of them in one trail entry. */
static bool run_greedy(gi_matcher *m, const gi_pattern_item *item)
{
    size_t low = m->position;
    while (fits(m, item)) {
        m->position++;
        tick(m);
        if (!is_first_visit(m)) {
            m->position--;
            break;
        }
    }
    if (m->position > low)
        push(m, TRAIL_RANGE, m->item + 1, m->position - 1, low);
    m->item++;
    return true;
}

static bool run_repeated(gi_matcher *m, const gi_pattern_item *item)
{
    if (!is_first_visit(m))
        return false;
    if (item->repeat == '*')
        return run_greedy(m, item);
    bool ok = fits(m, item);
    if (item->repeat == '-') {
        if (ok)
            push(m, TRAIL_CHOICE, m->item, m->position + 1, 0);
    } else if (ok) {
        push(m, TRAIL_CHOICE, m->item + 1, m->position, 0);
        m->position++;
    }
    m->item++;
    return true;
}

/* For each opening byte the position behind its partner, or 0: one pass, the open ones chained in the same array. */
static uint32_t *find_partners(gi_matcher *m, const gi_pattern_item *item)
{
    size_t len = m->subject.len;
    uint32_t *partner = allocate(m, (len + 1) * sizeof *partner);
    size_t open = 0; /* position + 1 of the innermost open one */
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)m->subject.ptr[i];
        tick(m);
        if (byte == item->b && open != 0) {
            size_t outer = partner[open - 1];
            partner[open - 1] = (uint32_t)(i + 1);
            open = outer;
        } else if (byte == item->a) {
            partner[i] = (uint32_t)open;
            open = i + 1;
        }
    }
    while (open != 0) {
        size_t outer = partner[open - 1];
        partner[open - 1] = 0;
        open = outer;
    }
    return partner;
}

static bool scan_balanced(gi_matcher *m, const gi_pattern_item *item, size_t *end)
{
    size_t depth = 1;
    for (size_t i = m->position + 1; i < m->subject.len; i++) {
        unsigned char byte = (unsigned char)m->subject.ptr[i];
        tick(m);
        if (byte == item->b) {
            if (--depth == 0) {
                *end = i + 1;
                return true;
            }
        } else if (byte == item->a) {
            depth++;
        }
    }
    return false;
}

static bool run_balanced(gi_matcher *m, const gi_pattern_item *item)
{
    size_t end = 0;
    if (m->position >= m->subject.len || (unsigned char)m->subject.ptr[m->position] != item->a)
        return false;
    if (m->remembers && item->a != item->b) {
        if (m->notes[m->item] == NULL)
            m->notes[m->item] = find_partners(m, item);
        end = ((const uint32_t *)m->notes[m->item])[m->position];
        if (end == 0)
            return false;
    } else if (!scan_balanced(m, item, &end)) {
        return false;
    }
    m->position = end;
    m->item++;
    return true;
}

static bool run_frontier(gi_matcher *m, const gi_pattern_item *item)
{
    const gi_byte_set *set = &m->pattern->sets[item->a];
    size_t at = m->position;
    unsigned char before = at > 0 ? (unsigned char)m->subject.ptr[at - 1] : 0;
    unsigned char here = at < m->subject.len ? (unsigned char)m->subject.ptr[at] : 0;
    m->item++;
    return !in_set(set, before) && in_set(set, here);
}

static bool run_reference(gi_matcher *m, const gi_pattern_item *item)
{
    gi_capture c = m->captures[item->a];
    if (c.len == GI_CAPTURE_POSITION || c.len > m->subject.len - m->position)
        return false;
    m->steps += (int64_t)(c.len / BYTES_PER_UNIT) * STEPS_PER_UNIT;
    gait_str there = { m->subject.ptr + c.start, c.len };
    if (!gait_str_equal(there, gait_str_first(gait_str_from(m->subject, m->position), c.len)))
        return false;
    m->position += c.len;
    m->item++;
    return true;
}

/* Runs the current item and moves on; false at a dead end. */
static bool run_item(gi_matcher *m, const gi_pattern_item *item)
{
    switch ((gi_pattern_kind)item->kind) {
    case GI_ITEM_BYTE:
    case GI_ITEM_ANY:
    case GI_ITEM_SET:
        if (item->repeat != 0)
            return run_repeated(m, item);
        if (!fits(m, item))
            return false;
        m->position++;
        m->item++;
        return true;
    case GI_ITEM_OPEN:
        m->captures[item->a].start = (uint32_t)m->position;
        m->item++;
        return true;
    case GI_ITEM_CLOSE:
        m->captures[item->a].len = (uint32_t)m->position - m->captures[item->a].start;
        m->item++;
        return true;
    case GI_ITEM_POSITION:
        m->captures[item->a] = (gi_capture){ (uint32_t)m->position, GI_CAPTURE_POSITION };
        m->item++;
        return true;
    case GI_ITEM_BALANCED:
        return run_balanced(m, item);
    case GI_ITEM_FRONTIER:
        return run_frontier(m, item);
    case GI_ITEM_REFERENCE:
        return run_reference(m, item);
    case GI_ITEM_FINISH:
        m->item++;
        return m->position == m->subject.len;
    case GI_ITEM_END:
        break;
    }
    return true;
}

#ifdef GAIT_TEST
bool gi_matcher_remembers_at_once = false;
#endif

void gi_matcher_init(gi_matcher *m, const gi_pattern *pattern, gait_str subject, gi_match_host host)
{
    memset(m, 0, offsetof(gi_matcher, trail));
    GAIT_BUG_IF(subject.len >= GI_CAPTURE_POSITION);
    m->pattern = pattern;
    m->subject = subject;
    m->host = host;
#ifdef GAIT_TEST
    m->remembers = gi_matcher_remembers_at_once && !pattern->has_reference;
#endif
}

bool gi_matcher_at(gi_matcher *m, size_t start, size_t *end)
{
    m->item = 0;
    m->position = start;
    m->depth = 0;
    for (;;) {
        const gi_pattern_item *item = &m->pattern->items[m->item];
        tick(m);
        if (item->kind == GI_ITEM_END) {
            *end = m->position;
            return true;
        }
        if (!run_item(m, item) && !backtrack(m))
            return false;
    }
}

bool gi_matcher_search(gi_matcher *m, size_t *start, size_t *end)
{
    for (size_t at = *start; at <= m->subject.len; at++) {
        if (gi_matcher_at(m, at, end)) {
            *start = at;
            return true;
        }
        if (m->pattern->anchored)
            return false;
    }
    return false;
}
