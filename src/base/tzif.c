/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tzif.h"

#include "base/calendar.h"

#include <string.h>

enum {
    HEADER_BYTES = 44,
    TYPE_BYTES = 6,
    MOST_TYPES = 256, /* an index is one byte */
    LEAST_OFFSET = -25 * 3600 + 1,
    MOST_OFFSET = 26 * 3600 - 1
};

typedef struct local_type {
    int32_t offset;
    bool is_dst;
    bool unspecified; /* "-00" */
} local_type;

struct gi_tzif {
    const int64_t *times; /* of transitions, ascending */
    const uint8_t *kinds; /* the type from each transition on */
    size_t count;
    const local_type *types; /* the first holds before every transition */
    bool has_rule;           /* for the time from the last transition on */
    gi_tz_rule rule;
};

/* ---- bytes ---- */

typedef struct header {
    char version; /* 0, '2', '3', '4' */
    uint32_t ut_indicators, standard_indicators, leaps, transitions, types, characters;
    size_t time_bytes; /* 4 or 8 */
} header;

static uint32_t big_endian_32(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int32_t signed_32(uint32_t bits)
{
    return bits <= INT32_MAX ? (int32_t)bits : -(int32_t)(UINT32_MAX - bits) - 1;
}

static int64_t signed_64(uint64_t bits)
{
    return bits <= INT64_MAX ? (int64_t)bits : -(int64_t)(UINT64_MAX - bits) - 1;
}

static int64_t time_at(const char *bytes, size_t time_bytes)
{
    uint32_t high = big_endian_32(bytes);
    if (time_bytes == 4)
        return signed_32(high);
    return signed_64((uint64_t)high << 32 | big_endian_32(bytes + 4));
}

static bool invalid(gait_error *err, const char *what)
{
    (void)gait_fail(err, GAIT_E_zone_invalid, "not a valid TZif file: %s", what);
    return false; /* said here for the analyser, which does not see that gait_fail always is */
}

static bool take(gait_str *rest, size_t bytes, const char **out, gait_error *err)
{
    if (rest->len < bytes)
        return invalid(err, "it ends too early");
    *out = rest->ptr;
    *rest = gait_str_from(*rest, bytes);
    return true;
}

static bool take_header(gait_str *rest, size_t time_bytes, header *out, gait_error *err)
{
    const char *at = NULL;
    if (!take(rest, HEADER_BYTES, &at, err))
        return false;
    if (memcmp(at, "TZif", 4) != 0)
        return invalid(err, "no magic");
    *out = (header){ at[4],
                     big_endian_32(at + 20),
                     big_endian_32(at + 24),
                     big_endian_32(at + 28),
                     big_endian_32(at + 32),
                     big_endian_32(at + 36),
                     big_endian_32(at + 40),
                     time_bytes };
    if (out->version != '\0' && (out->version < '2' || out->version > '4'))
        return invalid(err, "an unknown version");
    return true;
}

/* Of the block that follows the header; all counts are 32 bits, so that nothing overflows. */
static uint64_t block_bytes(const header *h)
{
    return (uint64_t)h->transitions * (h->time_bytes + 1) + (uint64_t)h->types * TYPE_BYTES +
           h->characters + (uint64_t)h->leaps * (h->time_bytes + 4) + h->standard_indicators +
           h->ut_indicators;
}

/* ---- the parts of a block ---- */

static bool check_counts(const header *h, gait_error *err)
{
    if (h->types == 0 || h->types > MOST_TYPES || h->characters == 0)
        return invalid(err, "no local time types, or too many");
    if ((h->standard_indicators != 0 && h->standard_indicators != h->types) ||
        (h->ut_indicators != 0 && h->ut_indicators != h->types))
        return invalid(err, "indicators that do not belong to its types");
    if (h->leaps != 0)
        return invalid(err, "it counts leap seconds");
    return true;
}

static bool read_transitions(gait_arena *arena, const header *h, const char *at, gi_tzif *zone,
                             gait_error *err)
{
    const char *kinds = at + h->transitions * h->time_bytes;
    int64_t *times = gait_arena_array(arena, h->transitions, sizeof *times);
    for (size_t i = 0; i < h->transitions; i++) {
        times[i] = time_at(at + i * h->time_bytes, h->time_bytes);
        if (i > 0 && times[i] <= times[i - 1])
            return invalid(err, "transitions out of order");
        if ((unsigned char)kinds[i] >= h->types)
            return invalid(err, "a transition to a type that is not there");
    }
    zone->times = times;
    zone->kinds = (const uint8_t *)gait_arena_str(arena, (gait_str){ kinds, h->transitions }).ptr;
    zone->count = h->transitions;
    return true;
}

static bool read_types(gait_arena *arena, const header *h, const char *at, gi_tzif *zone,
                       gait_error *err)
{
    const char *names = at + (size_t)h->types * TYPE_BYTES;
    local_type *types = gait_arena_array(arena, h->types, sizeof *types);
    zone->types = types;
    for (size_t i = 0; i < h->types; i++, at += TYPE_BYTES) {
        local_type *type = &types[i];
        size_t name = (unsigned char)at[5];
        type->offset = signed_32(big_endian_32(at));
        type->is_dst = at[4] == 1;
        if (type->offset < LEAST_OFFSET || type->offset > MOST_OFFSET)
            return invalid(err, "an offset of more than a day");
        if (at[4] != 0 && at[4] != 1)
            return invalid(err, "a daylight flag that is neither 0 nor 1");
        if (name >= h->characters || memchr(names + name, '\0', h->characters - name) == NULL)
            return invalid(err, "a designation without end");
        type->unspecified = strcmp(names + name, "-00") == 0;
    }
    return true;
}

static bool check_indicators(const header *h, const char *at, gait_error *err)
{
    const char *ut = at + h->standard_indicators;
    for (size_t i = 0; i < h->standard_indicators; i++)
        if (at[i] != 0 && at[i] != 1)
            return invalid(err, "an indicator that is neither 0 nor 1");
    for (size_t i = 0; i < h->ut_indicators; i++)
        if ((ut[i] != 0 && ut[i] != 1) ||
            (ut[i] == 1 && (h->standard_indicators == 0 || at[i] != 1)))
            return invalid(err, "an indicator that contradicts another");
    return true;
}

static bool read_block(gait_arena *arena, const header *h, gait_str *rest, gi_tzif *zone,
                       gait_error *err)
{
    uint64_t bytes = block_bytes(h);
    const char *at = NULL;
    if (!check_counts(h, err))
        return false;
    if (bytes > rest->len)
        return invalid(err, "it ends too early");
    if (!take(rest, (size_t)bytes, &at, err))
        return false;
    const char *types = at + (size_t)h->transitions * (h->time_bytes + 1);
    const char *indicators = types + (size_t)h->types * TYPE_BYTES + h->characters;
    return read_transitions(arena, h, at, zone, err) && read_types(arena, h, types, zone, err) &&
           check_indicators(h, indicators, err);
}

/* ---- the footer ---- */

/* Whether it goes on from the last transition is not checked: for one zone zic 2025b writes a footer that does not. */
static bool read_footer(const header *h, gait_str rest, gi_tzif *zone, gait_error *err)
{
    if (rest.len < 2 || rest.ptr[0] != '\n' || rest.ptr[rest.len - 1] != '\n')
        return invalid(err, "no footer");
    gait_str text = { rest.ptr + 1, rest.len - 2 };
    zone->has_rule = text.len > 0;
    if (zone->has_rule && !gi_tz_rule_parse(text, h->version >= '3', &zone->rule))
        return invalid(err, "a footer that is no rule");
    return true;
}

bool gi_tzif_parse(gait_arena *arena, gait_str bytes, const gi_tzif **out, gait_error *err)
{
    header first, second;
    gait_str rest = bytes;
    gi_tzif *zone = gait_arena_alloc(arena, sizeof *zone);
    if (!take_header(&rest, 4, &first, err))
        return false;
    if (first.version == '\0') {
        if (!read_block(arena, &first, &rest, zone, err))
            return false;
        if (rest.len > 0)
            return invalid(err, "something follows its end");
    } else {
        if (block_bytes(&first) > rest.len)
            return invalid(err, "it ends too early");
        rest = gait_str_from(rest, (size_t)block_bytes(&first));
        if (!take_header(&rest, 8, &second, err))
            return false;
        if (second.version != first.version)
            return invalid(err, "two versions");
        if (!read_block(arena, &second, &rest, zone, err) || !read_footer(&second, rest, zone, err))
            return false;
    }
    *out = zone;
    return true;
}

const gi_tzif *gi_tzif_utc(void)
{
    static const local_type type = { 0, false, false };
    static const gi_tzif utc = { .types = &type };
    return &utc;
}

/* ---- answers ---- */

/* How many transitions are at or before the instant. */
static size_t transitions_until(const gi_tzif *zone, int64_t unix_s)
{
    size_t low = 0;
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= unix_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool gi_tzif_span_at(const gi_tzif *zone, int64_t unix_s, gi_tzif_span *out)
{
    size_t passed = transitions_until(zone, unix_s);
    int64_t from = passed == 0 ? INT64_MIN : zone->times[passed - 1];
    if (passed == zone->count && zone->has_rule) {
        bool known = gi_tz_rule_span(&zone->rule, unix_s, out);
        if (known && out->from < from)
            out->from = from;
        return known;
    }
    const local_type *type = &zone->types[passed == 0 ? 0 : zone->kinds[passed - 1]];
    *out = (gi_tzif_span){ from, passed == zone->count ? INT64_MAX : zone->times[passed],
                           type->offset, type->is_dst };
    return !type->unspecified && (passed == 0 || passed < zone->count);
}

bool gi_tzif_instants_of(const gi_tzif *zone, int64_t local_s, gi_tzif_instants *out)
{
    bool found = false;
    bool below = true; /* what the clock showed before this stretch was earlier than local_s */
    int64_t at = local_s - MOST_OFFSET;
    int64_t end = local_s - LEAST_OFFSET + 1;
    gi_tzif_span span;
    while (at < end) {
        if (!gi_tzif_span_at(zone, at, &span))
            return false;
        int64_t reached = local_s - span.offset;
        if (reached < at && below)
            reached = at;
        if (reached >= at && reached < span.until) {
            out->last = reached;
            out->first = found ? out->first : reached;
            found = true;
        }
        below = span.until <= local_s - span.offset;
        at = span.until;
    }
    return found;
}
