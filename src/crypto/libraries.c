/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/libraries.h"

#include <nettle/version.h>
#include <sodium.h>

gait_str gi_crypto_sodium_version(void)
{
    return gait_str_of(sodium_version_string());
}

gait_str gi_crypto_nettle_version(gait_arena *arena)
{
    return gait_arena_format(arena, "%d.%d", nettle_version_major(), nettle_version_minor());
}
