/*
 * tzif.h — a time zone from the bytes of a TZif file: what a clock in that zone shows at an instant, and the other way.
 *
 * Strict: counts, indexes, order, designations and the footer are checked before anything is believed; a file with leap
 * seconds, which counts another time than this one, is refused. Where a file does not say what local time is (before a
 * zone existed: "-00"; after the last transition without a footer), neither does this.
 *
 * Units:   seconds since 1970-01-01T00:00:00Z; offsets in seconds east of UTC; local seconds are instant + offset.
 * Owner:   a zone lives in the arena and keeps nothing of the bytes.
 * Errors:  zone_invalid.
 * Source:  RFC 9636 (and 8536): versions 1 to 4; of 2 and later only the 64-bit data count.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_TZIF_H
#define GAIT_BASE_TZIF_H

#include <gait/arena.h>
#include <gait/error.h>

typedef struct gi_tzif gi_tzif;

GAIT_NODISCARD bool gi_tzif_parse(gait_arena *arena, gait_str bytes, const gi_tzif **out,
                                  gait_error *err);
/* UTC itself, for which there need be no file. */
const gi_tzif *gi_tzif_utc(void);

/* The stretch of time around an instant in which one offset holds. */
typedef struct gi_tzif_span {
    int64_t from, until; /* until: exclusive; INT64_MIN and INT64_MAX where it has no end */
    int32_t offset;
    bool is_dst;
} gi_tzif_span;

/* False when the file does not say what local time is at the instant. */
GAIT_NODISCARD bool gi_tzif_span_at(const gi_tzif *zone, int64_t unix_s, gi_tzif_span *out);

/*
 * When a clock in the zone shows a local time (of the years 1 to 9999): the two differ where clocks are set back and show
 * it twice. Where they are set forward and skip it, both are that moment. False when the file does not say.
 */
typedef struct gi_tzif_instants {
    int64_t first, last;
} gi_tzif_instants;
GAIT_NODISCARD bool gi_tzif_instants_of(const gi_tzif *zone, int64_t local_s,
                                        gi_tzif_instants *out);

/* ---- between tzif.c and tzrule.c ---- */

/* The day of a year on which clocks change, and the second of that day. */
typedef struct gi_tz_change {
    enum { GI_TZ_MONTH_WEEK_DAY, GI_TZ_JULIAN, GI_TZ_DAY_OF_YEAR } form;
    int month, week, day;
    int32_t time; /* local, -167 to 167 hours */
} gi_tz_change;

/* The footer: what holds after the last transition. */
typedef struct gi_tz_rule {
    bool unspecified; /* "-00": there is no local time */
    bool has_dst;
    int32_t standard, daylight; /* offsets */
    gi_tz_change start, end;    /* of daylight time */
} gi_tz_rule;

/* A POSIX TZ text; hours of a change beyond 0 to 24 need `extended`. */
GAIT_NODISCARD bool gi_tz_rule_parse(gait_str text, bool extended, gi_tz_rule *out);
/* False where it is unspecified, and beyond the years that a date can be written in. */
GAIT_NODISCARD bool gi_tz_rule_span(const gi_tz_rule *rule, int64_t unix_s, gi_tzif_span *out);

#endif
