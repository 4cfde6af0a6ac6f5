/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <gait/key.h>

/* A key that was accepted writes itself as text that gives the same key. */
static void check_private(gait_str text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL, *again = NULL;
    if (!gait_key_parse_private(text, &key, &err)) {
        fuzz_check_error(&err);
        return;
    }
    char out[GAIT_PRIVATE_KEY_TEXT];
    gait_key_private_text(key, out);
    FUZZ_MUST(gait_key_can_sign(key));
    FUZZ_MUST(gait_key_parse_private(gait_str_of(out), &again, &err));
    FUZZ_MUST(strcmp(gait_key_id(key), gait_key_id(again)) == 0);
    gait_key_free(again);
    gait_key_free(key);
}

static void check_public(gait_str text)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL, *again = NULL;
    if (!gait_key_parse_public(text, &key, &err)) {
        fuzz_check_error(&err);
        return;
    }
    char out[GAIT_PUBLIC_KEY_TEXT];
    gait_key_public_text(key, out);
    FUZZ_MUST(!gait_key_can_sign(key));
    FUZZ_MUST(gait_key_parse_public(gait_str_of(out), &again, &err));
    FUZZ_MUST(strcmp(gait_key_id(key), gait_key_id(again)) == 0);
    gait_key_free(again);
    gait_key_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_private(fuzz_str(data, size));
    check_public(fuzz_str(data, size));
    return 0;
}
