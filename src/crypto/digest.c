/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/digest.h>

#include "base/enc.h"

#include <nettle/memops.h>
#include <nettle/sha2.h>

struct gait_digest_state {
    struct sha256_ctx sha;
};

static void add(struct sha256_ctx *sha, gait_str bytes)
{
    if (bytes.len > 0)
        sha256_update(sha, bytes.len, (const uint8_t *)bytes.ptr);
}

gait_digest gait_digest_of(gait_str bytes)
{
    struct sha256_ctx sha;
    gait_digest digest;
    sha256_init(&sha);
    add(&sha, bytes);
    sha256_digest(&sha, sizeof digest.bytes, digest.bytes);
    return digest;
}

gait_str gait_digest_hex(gait_arena *arena, const gait_digest *digest)
{
    return gi_hex_encode(arena, digest->bytes, sizeof digest->bytes);
}

gait_str gait_digest_hex_of(gait_arena *arena, gait_str bytes)
{
    gait_digest digest = gait_digest_of(bytes);
    return gait_digest_hex(arena, &digest);
}

bool gait_digest_parse(gait_str hex, gait_digest *out)
{
    return gi_hex_decode(hex, out->bytes, sizeof out->bytes);
}

bool gait_digest_equal(const gait_digest *a, const gait_digest *b)
{
    return memeql_sec(a->bytes, b->bytes, sizeof a->bytes) != 0;
}

gait_digest_state *gait_digest_begin(gait_arena *arena)
{
    gait_digest_state *state = gait_arena_alloc(arena, sizeof *state);
    sha256_init(&state->sha);
    return state;
}

void gait_digest_add(gait_digest_state *state, gait_str bytes)
{
    add(&state->sha, bytes);
}

gait_digest gait_digest_end(gait_digest_state *state)
{
    gait_digest digest;
    sha256_digest(&state->sha, sizeof digest.bytes, digest.bytes);
    return digest;
}
