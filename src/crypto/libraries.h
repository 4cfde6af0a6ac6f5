/*
 * libraries.h — which cryptographic libraries are linked, as they say themselves.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_CRYPTO_LIBRARIES_H
#define GAIT_CRYPTO_LIBRARIES_H

#include <gait/arena.h>

gait_str gi_crypto_sodium_version(void);
gait_str gi_crypto_nettle_version(gait_arena *arena);

#endif
