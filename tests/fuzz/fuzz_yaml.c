/*
 * Whatever the bytes: the reader returns, a failure has its place, and what it accepts is JSON, which is YAML again.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/yaml.h>

enum { MOST = 1 << 16, MOST_EMITTED = 1 << 20, LONGEST_NAME = 1024 };

static gait_json *parse(gait_arena *arena, gait_str text, size_t most)
{
    gait_json_limits limits = gait_yaml_limits_for(most);
    gait_error err = GAIT_ERROR_INIT;
    gait_json *value = NULL;
    if (gait_yaml_parse(arena, text, &limits, &value, &err)) {
        FUZZ_MUST(value != NULL && err.code == GAIT_OK);
        return value;
    }
    fuzz_check_error(&err);
    FUZZ_MUST(value == NULL && err.message[0] >= '1' && err.message[0] <= '9');
    return NULL;
}

static gait_str emit(gait_arena *arena, const gait_json *value)
{
    gait_buf buf;
    gait_buf_init(&buf, arena, MOST_EMITTED);
    gait_json_emit(&buf, value, GAIT_JSON_COMPACT);
    return buf.overflow ? (gait_str){ NULL, 0 } : gait_buf_text(&buf);
}

static bool is_ascii(gait_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x7F)
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    const gait_json *value = parse(arena, fuzz_str(data, size), MOST);
    gait_str text = value == NULL ? (gait_str){ NULL, 0 } : emit(arena, value);
    if (text.len > 0) {
        gait_json_limits limits = gait_json_limits_for(MOST_EMITTED);
        gait_error err = GAIT_ERROR_INIT;
        gait_json *json = NULL;
        FUZZ_MUST(gait_json_parse(arena, text, &limits, &json, &err));
        /* An escape may stand for a character that YAML does not take as it is, and make a name too long for it. */
        const gait_json *again = parse(arena, text, MOST_EMITTED);
        FUZZ_MUST(again != NULL ? gait_str_equal(emit(arena, again), text)
                                : !is_ascii(text) || text.len > LONGEST_NAME);
        FUZZ_MUST(gait_str_equal(emit(arena, json), text));
    }
    gait_arena_free(arena);
    return 0;
}
