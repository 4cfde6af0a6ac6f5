/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/json.h>

static gait_str canonical(gait_arena *arena, const gait_json *value)
{
    gait_str out;
    gait_error err = GAIT_ERROR_INIT;
    FUZZ_MUST(gait_json_canonical(arena, value, GAIT_NUMBERS_DOUBLE, 1 << 24, &out, &err));
    return out;
}

static gait_json *parse(gait_arena *arena, gait_str text)
{
    gait_json *value;
    gait_error err = GAIT_ERROR_INIT;
    gait_json_limits limits = gait_json_limits_for(1 << 24);
    FUZZ_MUST(gait_json_parse(arena, text, &limits, &value, &err));
    return value;
}

/* What was accepted survives both emitters, and its canonical form is its own canonical form. */
static void check_value(gait_arena *arena, const gait_json *value)
{
    for (int style = GAIT_JSON_COMPACT; style <= GAIT_JSON_INDENT; style++) {
        gait_buf buf;
        gait_str text;
        gait_error err = GAIT_ERROR_INIT;
        gait_buf_init(&buf, arena, 1 << 24);
        gait_json_emit(&buf, value, (gait_json_style)style);
        FUZZ_MUST(gait_buf_finish(&buf, &text, &err));
        FUZZ_MUST(gait_str_equal(canonical(arena, parse(arena, text)), canonical(arena, value)));
    }
}

/* Whether any number in there overflows a double: those have no canonical form. */
static bool has_overflow(const gait_json *value)
{
    if (value->kind == GAIT_JSON_NUMBER) {
        double number = gait_number_to_double(value->text);
        return number - number != 0;
    }
    for (size_t i = 0; i < value->count; i++)
        if (has_overflow(value->kind == GAIT_JSON_OBJECT ? &value->members[i].value
                                                         : &value->items[i]))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    gait_json_limits limits = gait_json_limits_for(1 << 16);
    if (!gait_json_parse(arena, fuzz_str(data, size), &limits, &value, &err)) {
        fuzz_check_error(&err);
    } else if (!has_overflow(value)) {
        check_value(arena, value);
        gait_str first = canonical(arena, value);
        FUZZ_MUST(gait_str_equal(canonical(arena, parse(arena, first)), first));
    }
    gait_arena_free(arena);
    return 0;
}
