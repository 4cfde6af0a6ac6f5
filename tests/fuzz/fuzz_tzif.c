/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/tzif.h"

enum { STEPS = 64 };

/* An accepted zone has one answer at every instant: spans meet without a gap and hold the instant they were asked for. */
static void check_spans(const gi_tzif *zone, int64_t from)
{
    int64_t at = from;
    for (int i = 0; i < STEPS; i++) {
        gi_tzif_span span, again;
        if (!gi_tzif_span_at(zone, at, &span))
            return;
        FUZZ_MUST(span.from <= at && at < span.until);
        FUZZ_MUST(span.offset > -90000 && span.offset < 93600);
        FUZZ_MUST(gi_tzif_span_at(zone, span.until - 1, &again));
        FUZZ_MUST(again.offset == span.offset && again.until == span.until);
        if (span.until == INT64_MAX)
            return;
        at = span.until;
    }
}

/* What a clock shows at an instant leads back to instants at which it shows that. */
static void check_local(const gi_tzif *zone, int64_t unix_s)
{
    gi_tzif_span span;
    gi_tzif_instants found;
    if (!gi_tzif_span_at(zone, unix_s, &span) ||
        !gi_tzif_instants_of(zone, unix_s + span.offset, &found))
        return;
    FUZZ_MUST(found.first <= unix_s && unix_s <= found.last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t instants[] = { -62135596800, -2208988800, -1,         0,
                                        951827696,    1774746000,  4102444800, 253402300799 };
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    const gi_tzif *zone = NULL;
    if (gi_tzif_parse(arena, fuzz_str(data, size), &zone, &err)) {
        check_spans(zone, INT64_MIN);
        for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
            check_spans(zone, instants[i]);
            check_local(zone, instants[i]);
        }
    } else {
        FUZZ_MUST(err.code == GAIT_E_zone_invalid);
        fuzz_check_error(&err);
    }
    gait_arena_free(arena);
    return 0;
}
