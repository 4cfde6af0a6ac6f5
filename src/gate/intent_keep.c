/* intent_keep.c — the bytes of an intent in a directory, under its digest, so that it can be decided again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/intent.h"

#include <gait/file.h>
#include <gait/limits.h>

/*
 * Another spelling of the same intent is fine: no rule can tell them apart. Anything else under this name is not.
 */
static bool holds(gait_arena *arena, const char *path, const gait_intent *intent, gait_str bytes,
                  gait_error *err)
{
    gait_str found;
    const gait_intent *other;
    gait_error ignored = GAIT_ERROR_INIT;
    if (!gait_file_read(arena, path, GAIT_LIMIT_INTENT_BYTES_MAX, &found, err))
        return false;
    if (gait_str_equal(found, bytes))
        return true;
    return (gait_intent_parse(arena, found, found.len + 1, &other, &ignored) &&
            gait_str_equal(other->intent_digest, intent->intent_digest)) ||
           gait_fail(err, GAIT_E_file_exists, "%s is there and does not hold this intent", path);
}

bool gi_intent_keep(gait_arena *arena, const gi_keeping *how, const gait_intent *intent,
                    gait_str *path, gait_error *err)
{
    gait_error failure = GAIT_ERROR_INIT;
    *path = gait_arena_format(arena, "%s/intent_%.*s.json", how->dir,
                              GAIT_STR_ARG(intent->intent_digest));
    if (!gait_dir_make(how->dir, err))
        return false;
    if (gait_file_write(path->ptr, how->bytes, GAIT_WRITE_CREATE, how->rng, &failure))
        return true;
    if (failure.code == GAIT_E_file_exists)
        return holds(arena, path->ptr, intent, how->bytes, err);
    *err = failure;
    return false;
}
