/*
 * pathlex.h — what can be said about a path from its text alone: no file system, no symlinks, no working directory.
 *
 * Segments are split at '/'. Empty segments and "." say nothing; ".." takes away the segment before it. A path
 * climbs when a ".." has nothing left to take away, above the start of a relative path or above the root. Bytes are
 * compared as they are: no case folding, no Unicode normalisation; a backslash is an ordinary byte.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_BASE_PATHLEX_H
#define GAIT_BASE_PATHLEX_H

#include "base/tri.h"

#include <gait/arena.h>

/*
 * The shortest equivalent text: no empty or "." segment, no trailing slash, ".." only at the front of a relative
 * path that climbs; "." for nothing at all. *climbed (may be NULL) is set either way.
 */
gait_str gi_path_clean(gait_arena *arena, gait_str path, bool *climbed);
bool gi_path_climbs(gait_str path);

/*
 * Whether path is prefix itself or lies below it, both cleaned: "/repo/a" is under "/repo", "/repo-evil" is not.
 * Every relative path that does not climb is under "."; a relative path is under no absolute one and the reverse.
 * GI_UNKNOWN when either climbs, is empty or has a NUL byte: such a path must satisfy no permission.
 * Allocates nothing; linear time.
 */
gi_tri gi_path_under(gait_str path, gait_str prefix);

/* Borrowed parts of a path as it stands (clean it first): "/a/b.tar.gz" has dir "/a", base "b.tar.gz", ext ".gz". */
gait_str gi_path_dir(gait_str path); /* "." when there is no slash; "/" stays "/" */
gait_str gi_path_base(
    gait_str path); /* after the last slash, trailing ones ignored; "/" of "/", "." of "" */
gait_str
gi_path_ext(gait_str path); /* of the base, from its last dot; empty for ".profile" and "name" */

#endif
