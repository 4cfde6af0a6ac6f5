/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/glob.h"
#include "../unit/glob_reference.h"

enum { PATTERN_BYTES = 12, TEXT_BYTES = 24 };

/* The first byte says where the pattern ends and the text begins. Short ones are matched by the definition, too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    gait_error err = GAIT_ERROR_INIT;
    gait_str rest = fuzz_str(data + 1, size - 1);
    gait_str pattern = gait_str_first(rest, data[0]);
    gait_str text = gait_str_from(rest, data[0]);
    bool matches = gi_glob(pattern, text, '/');
    if (!gi_glob_check(pattern, &err)) {
        fuzz_check_error(&err);
        FUZZ_MUST(!matches);
        return 0;
    }
    if (!gi_glob_has_wildcard(pattern))
        FUZZ_MUST(matches == gait_str_equal(pattern, text));
    if (pattern.len > PATTERN_BYTES || text.len > TEXT_BYTES ||
        (text.len > 0 && memchr(text.ptr, 0, text.len) != NULL))
        return 0;
    char p[PATTERN_BYTES + 1] = "";
    char t[TEXT_BYTES + 1] = "";
    memcpy(p, pattern.ptr, pattern.len);
    if (text.len > 0)
        memcpy(t, text.ptr, text.len);
    FUZZ_MUST(matches == glob_by_definition(p, p, t, '/'));
    return 0;
}
