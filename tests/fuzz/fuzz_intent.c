/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/gate.h>

/* An accepted intent has its two digests, and the same bytes have the same ones. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gait_arena *arena = fuzz_arena();
    gait_error err = GAIT_ERROR_INIT;
    const gait_intent *intent = NULL, *again = NULL;
    if (!gait_intent_parse(arena, fuzz_str(data, size), 1 << 16, &intent, &err)) {
        fuzz_check_error(&err);
    } else {
        FUZZ_MUST(gait_intent_digest(intent).len == 64 &&
                  gait_intent_args_digest(intent).len == 64);
        FUZZ_MUST(gait_intent_tool(intent).len > 0);
        FUZZ_MUST(gait_intent_parse(arena, fuzz_str(data, size), 1 << 16, &again, &err));
        FUZZ_MUST(gait_str_equal(gait_intent_digest(intent), gait_intent_digest(again)));
    }
    gait_arena_free(arena);
    return 0;
}
