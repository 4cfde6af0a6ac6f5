/*
 * time.h — time and randomness as parameters, and times as text.
 *
 * Nothing below the command line reads a clock or draws randomness by itself: whoever needs one takes it as an
 * argument, so that bytes out are a function of bytes in, clock and randomness. clock.h makes the system's own.
 *
 * Units:   nanoseconds since 1970-01-01T00:00:00Z (wall), nanoseconds since some fixed point (monotonic).
 * Source:  RFC 3339.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TIME_H
#define GAIT_TIME_H

#include <gait/arena.h>
#include <gait/error.h>

GAIT_BEGIN

typedef struct gait_clock {
    bool (*wall_ns)(void *ctx, int64_t *out, gait_error *err);
    bool (*monotonic_ns)(void *ctx, int64_t *out, gait_error *err);
    void *ctx;
} gait_clock;

typedef struct gait_rng {
    bool (*fill)(void *ctx, void *bytes, size_t len, gait_error *err); /* all of it, or failure */
    void *ctx;
} gait_rng;

/* RFC 3339 with up to nine fractional digits, trailing zeros removed, "Z". Years 0001 to 9999. */
GAIT_API gait_str gait_time_format(gait_arena *arena, int64_t unix_ns);
/*
 * Parses strict RFC 3339: upper-case T, Z or ±hh:mm, seconds mandatory, 0 to 9 fractional digits, real calendar dates.
 * Leap seconds (":60") are refused. False, without an error, when the text is anything else or out of int64 range.
 */
GAIT_API GAIT_NODISCARD bool gait_time_parse(gait_str text, int64_t *unix_ns);

GAIT_END
#endif
