/*
 * Whatever the bytes: the parser returns, a failure has its position, and what it accepts survives every round trip.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/json.h>

enum { MOST = 1 << 20 };

static gait_json *parse(gait_arena *arena, gait_str text)
{
    gait_json_limits limits = gait_json_limits_for(MOST);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (gait_json_parse(arena, text, &limits, &value, &err)) {
        FUZZ_MUST(value != NULL && err.code == GAIT_OK);
        return value;
    }
    fuzz_check_error(&err);
    FUZZ_MUST(value == NULL && strncmp(err.message, "line ", 5) == 0);
    return NULL;
}

static gait_str canonical(gait_arena *arena, const gait_json *value, gait_numbers numbers)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_str out = { NULL, 0 };
    bool ok = gait_json_canonical(arena, value, numbers, 16 * MOST, &out, &err);
    FUZZ_MUST(ok || err.code == GAIT_E_json_number);
    return out;
}

static void check_emitted(gait_arena *arena, const gait_json *value, gait_json_style style)
{
    gait_buf first;
    gait_buf second;
    gait_buf_init(&first, arena, 16 * MOST);
    gait_buf_init(&second, arena, 16 * MOST);
    gait_json_emit(&first, value, style);
    if (first.len > MOST)
        return;
    const gait_json *back = parse(arena, gait_buf_text(&first));
    FUZZ_MUST(back != NULL);
    gait_json_emit(&second, back, style);
    FUZZ_MUST(gait_str_equal(gait_buf_text(&first), gait_buf_text(&second)));
    FUZZ_MUST(gait_str_equal(canonical(arena, value, GAIT_NUMBERS_DOUBLE),
                             canonical(arena, back, GAIT_NUMBERS_DOUBLE)));
}

/* Every member is found under its name, in the value as parsed and in one built anew. */
static void check_members(gait_arena *arena, const gait_json *object)
{
    gait_json *built = gait_json_new_object(arena);
    for (size_t i = 0; i < object->count; i++) {
        const gait_json_member *member = &object->members[object->count - 1 - i];
        FUZZ_MUST(gait_json_get(object, member->name) == &member->value);
        gait_json_set(arena, built, member->name, member->value);
    }
    FUZZ_MUST(built->count == object->count);
    FUZZ_MUST(gait_str_equal(canonical(arena, object, GAIT_NUMBERS_DOUBLE),
                             canonical(arena, built, GAIT_NUMBERS_DOUBLE)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    const gait_json *value = parse(arena, fuzz_str(data, size));
    if (value != NULL) {
        gait_str exact = canonical(arena, value, GAIT_NUMBERS_EXACT);
        gait_str text = canonical(arena, value, GAIT_NUMBERS_DOUBLE);
        FUZZ_MUST(exact.ptr == NULL || gait_str_equal(exact, text));
        if (text.ptr != NULL) {
            const gait_json *back = parse(arena, text);
            FUZZ_MUST(back != NULL || text.len > MOST);
            FUZZ_MUST(back == NULL ||
                      gait_str_equal(canonical(arena, back, GAIT_NUMBERS_DOUBLE), text));
        }
        check_emitted(arena, value, GAIT_JSON_COMPACT);
        check_emitted(arena, value, GAIT_JSON_INDENT);
        if (value->kind == GAIT_JSON_OBJECT)
            check_members(arena, value);
    }
    gait_arena_free(arena);
    return 0;
}
