/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "script/pattern.h"

enum { SUBJECT_BYTES = 4096, WITH_REFERENCE_BYTES = 20, REPEATS = 4 };

typedef struct fuzz_host {
    gait_arena *arena;
    int64_t units;
} fuzz_host;

static void charge(void *ctx, int64_t units)
{
    FUZZ_MUST(units >= 0);
    ((fuzz_host *)ctx)->units += units;
}

static void *allocate(void *ctx, size_t bytes)
{
    return gait_arena_alloc(((fuzz_host *)ctx)->arena, bytes);
}

static bool is_bounded(const gi_pattern *pattern, size_t subject_len)
{
    size_t repeats = 0;
    for (size_t i = 0; i < pattern->item_count; i++)
        repeats += pattern->items[i].repeat != 0;
    if (pattern->has_reference)
        return repeats <= REPEATS && subject_len <= WITH_REFERENCE_BYTES;
    return subject_len <= SUBJECT_BYTES;
}

static bool search(gi_matcher *m, const gi_pattern *pattern, gait_str subject, bool remembers,
                   size_t *start, size_t *end)
{
    fuzz_host host = { fuzz_arena(), 0 };
    *start = *end = 0;
    gi_matcher_remembers_at_once = remembers;
    gi_matcher_init(m, pattern, subject, (gi_match_host){ charge, allocate, &host });
    bool found = gi_matcher_search(m, start, end);
    gi_matcher_settle(m);
    /* A choice per item and position, and on the way to the next one every other item once. */
    size_t most = (subject.len + 2) * pattern->item_count * (pattern->item_count + 2) + 4096;
    FUZZ_MUST(pattern->has_reference || (uint64_t)host.units <= most);
    gait_arena_free(host.arena);
    return found;
}

/* The first byte says where the pattern ends. What is remembered must not change what is found. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static gi_pattern pattern;
    static gi_matcher one, other;
    gait_error err = GAIT_ERROR_INIT;
    size_t start, end, other_start, other_end;
    if (size == 0)
        return 0;
    gait_str rest = fuzz_str(data + 1, size - 1);
    gait_str subject = gait_str_from(rest, data[0]);
    if (!gi_pattern_compile(&pattern, gait_str_first(rest, data[0]), true, &err)) {
        fuzz_check_error(&err);
        return 0;
    }
    if (!is_bounded(&pattern, subject.len))
        return 0;
    bool found = search(&one, &pattern, subject, false, &start, &end);
    FUZZ_MUST(search(&other, &pattern, subject, true, &other_start, &other_end) == found);
    if (!found)
        return 0;
    FUZZ_MUST(start == other_start && end == other_end && start <= end && end <= subject.len);
    for (size_t i = 0; i < pattern.capture_count; i++) {
        gi_capture a = one.captures[i], b = other.captures[i];
        FUZZ_MUST(a.start == b.start && a.len == b.len && a.start >= start && a.start <= end);
        FUZZ_MUST(a.len == GI_CAPTURE_POSITION || a.len <= end - a.start);
    }
    return 0;
}
