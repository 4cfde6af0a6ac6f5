/*
 * pack.h — the policy packs that come with gait, and a pack of one's own made from one of them.
 *
 * Owner:   everything lives in the arena.
 * Errors:  path_invalid for a name that no pack has; those of gait_policy_load.
 * Source:  docs/packs.md.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_PACK_H
#define GAIT_PACK_H

#include <gait/gate.h>

GAIT_BEGIN

/* What a pack says of itself. Texts that it does not say are empty. */
typedef struct gait_pack_info {
    gait_str name; /* behind "builtin:" */
    gait_str id, version, title, description, owner, license;
    gait_str *tags;
    size_t tag_count;
    gait_str digest; /* hex */
    size_t rule_count;
} gait_pack_info;

/* Every pack that comes with gait, in the order of lua/policies/index.lua. */
GAIT_API GAIT_NODISCARD bool gait_pack_list(gait_arena *arena, gait_pack_info **out, size_t *count,
                                            gait_error *err);

typedef struct gait_pack_copy {
    gait_pack_info info;
    gait_str *files; /* that were written, inside the directory */
    size_t file_count;
} gait_pack_copy;

/*
 * Writes a pack that comes with gait into a new directory, with its specs and a .luarc.json for editors: all of it or
 * nothing. The policy has the digest of the original. Directories 0700, files 0600.
 * Errors: file_exists, when something has the directory's name; those of file.h.
 */
GAIT_API GAIT_NODISCARD bool gait_pack_init(gait_arena *arena, const char *name,
                                            const char *directory, const gait_rng *rng,
                                            gait_pack_copy *out, gait_error *err);

GAIT_END
#endif
