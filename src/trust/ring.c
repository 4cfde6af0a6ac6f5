/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/ring.h"

#include "crypto/secret.h"

struct gait_key_ring {
    size_t count, room;
    gait_key *keys[];
};

bool gi_ring_new(size_t room, gait_key_ring **out, gait_error *err)
{
    void *memory = NULL;
    *out = NULL;
    GAIT_BUG_IF(room > 65536);
    if (!gi_secret_new(sizeof **out + room * sizeof(gait_key *), &memory, err))
        return false;
    *out = memory;
    (*out)->room = room;
    return true;
}

void gi_ring_add(gait_key_ring *ring, gait_key *key)
{
    GAIT_BUG_IF(ring->count == ring->room);
    ring->keys[ring->count++] = key;
}

bool gait_key_ring_of(const gait_key *key, gait_key_ring **out, gait_error *err)
{
    char text[GAIT_PUBLIC_KEY_TEXT];
    gait_key *public = NULL;
    *out = NULL;
    gait_key_public_text(key, text);
    if (!gait_key_parse_public(gait_str_of(text), &public, err))
        return false;
    if (!gi_ring_new(1, out, err)) {
        gait_key_free(public);
        return false;
    }
    gi_ring_add(*out, public);
    return true;
}

const gait_key *gait_key_ring_find(const gait_key_ring *ring, gait_str key_id)
{
    for (size_t i = 0; i < ring->count; i++) {
        if (gait_str_is(key_id, gait_key_id(ring->keys[i])))
            return ring->keys[i];
    }
    return NULL;
}

size_t gait_key_ring_count(const gait_key_ring *ring)
{
    return ring->count;
}

const gait_key *gait_key_ring_at(const gait_key_ring *ring, size_t index)
{
    GAIT_BUG_IF(index >= ring->count);
    return ring->keys[index];
}

void gait_key_ring_free(gait_key_ring *ring)
{
    if (ring == NULL)
        return;
    for (size_t i = 0; i < ring->count; i++)
        gait_key_free(ring->keys[i]);
    gi_secret_free(ring);
}
