/*
 * ring.h — filling a key ring; public halves only.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TRUST_RING_H
#define GAIT_TRUST_RING_H

#include <gait/keyring.h>

/* An empty ring with room for so many keys. */
GAIT_NODISCARD bool gi_ring_new(size_t room, gait_key_ring **out, gait_error *err);
/* Takes the key over. */
void gi_ring_add(gait_key_ring *ring, gait_key *key);

#endif
