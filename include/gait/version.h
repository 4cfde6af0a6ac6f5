/*
 * version.h — what this build is, and what it is linked with.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_VERSION_H
#define GAIT_VERSION_H

#include <gait/arena.h>

GAIT_BEGIN

#define GAIT_VERSION "0.1.0"

typedef struct gait_library {
    const char *name; /* "lua", "sodium", "nettle" */
    gait_str version; /* as the library says at run time, where it can */
} gait_library;

/* The linked libraries, sorted by name. */
GAIT_API size_t gait_version_libraries(gait_arena *arena, gait_library **out);

GAIT_END
#endif
