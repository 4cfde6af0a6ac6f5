/*
 * The first eight bytes as a double: its text reads back as the same double. The rest as the text of a number, if it is
 * one: the nearest double is the one the C library finds, and the class agrees with it.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <math.h>

#include <gait/json.h>

static void check_format(double value)
{
    char out[32];
    size_t len = gait_number_format(value, out);
    FUZZ_MUST(len > 0 && len < sizeof out && out[len] == '\0');
    FUZZ_MUST(gait_number_to_double((gait_str){ out, len }) == value);
}

static void check_text(gait_arena *arena, gait_str text)
{
    int64_t integer;
    double value;
    gait_number_class class = gait_number_classify(text, &integer, &value);
    double expected = strtod(gait_arena_cstr(arena, text), NULL);
    FUZZ_MUST(memcmp(&value, &expected, sizeof value) == 0);
    FUZZ_MUST(gait_number_to_double(text) == value);
    if (class == GAIT_NUMBER_INTEGER)
        FUZZ_MUST((double)integer == value);
    if (class != GAIT_NUMBER_UNSAFE)
        FUZZ_MUST(isfinite(value) && (class == GAIT_NUMBER_INTEGER) == (trunc(value) == value));
    if (isfinite(value))
        check_format(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    gait_json_limits limits = gait_json_limits_for(1 << 20);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *parsed;
    double value;
    if (size >= sizeof value) {
        memcpy(&value, data, sizeof value);
        if (isfinite(value))
            check_format(value);
        data += sizeof value;
        size -= sizeof value;
    }
    if (gait_json_parse(arena, fuzz_str(data, size), &limits, &parsed, &err) &&
        parsed->kind == GAIT_JSON_NUMBER)
        check_text(arena, parsed->text);
    gait_arena_free(arena);
    return 0;
}
