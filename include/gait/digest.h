/*
 * digest.h — SHA-256 over bytes, and its lower-case hex form.
 *
 * Shape:   32 raw bytes; 64 hex characters.
 * Source:  FIPS 180-4.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_DIGEST_H
#define GAIT_DIGEST_H

#include <gait/arena.h>

GAIT_BEGIN

enum { GAIT_DIGEST_BYTES = 32, GAIT_DIGEST_HEX = 64 };

typedef struct gait_digest {
    uint8_t bytes[GAIT_DIGEST_BYTES];
} gait_digest;

typedef struct gait_digest_state gait_digest_state; /* for bytes that come in pieces */

GAIT_API gait_digest gait_digest_of(gait_str bytes);
GAIT_API gait_str gait_digest_hex(gait_arena *arena, const gait_digest *digest);
GAIT_API gait_str gait_digest_hex_of(gait_arena *arena,
                                     gait_str bytes); /* hex of the digest of bytes */
GAIT_API GAIT_NODISCARD bool gait_digest_parse(gait_str hex,
                                               gait_digest *out); /* exactly 64 of [0-9a-f] */
GAIT_API bool gait_digest_equal(const gait_digest *a, const gait_digest *b); /* constant time */

GAIT_API gait_digest_state *gait_digest_begin(gait_arena *arena);
GAIT_API void gait_digest_add(gait_digest_state *state, gait_str bytes);
GAIT_API gait_digest gait_digest_end(gait_digest_state *state);

GAIT_END
#endif
