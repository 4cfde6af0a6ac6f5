/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/version.h>

#include "crypto/libraries.h"
#include "script/lua_version.h"

size_t gait_version_libraries(gait_arena *arena, gait_library **out)
{
    const gait_library libraries[] = {
        { "lua", gi_script_lua_version() },
        { "nettle", gi_crypto_nettle_version(arena) },
        { "sodium", gi_crypto_sodium_version() },
    };
    size_t count = sizeof libraries / sizeof libraries[0];
    *out = gait_arena_array(arena, count, sizeof **out);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = libraries[i];
    return count;
}
