/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.h — key sources tried out: what came of them, in one value. Include after unit.h and tmpdir.h.
 */
#ifndef GAIT_TEST_KEYS_H
#define GAIT_TEST_KEYS_H

#include <gait/keyring.h>

/* The pairs whose seeds are the bytes 00 01 … 1f and 01 02 … 20. */
#define PRIVATE                                                                                    \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
#define PUBLIC "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
#define ID "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c"

static const int64_t NOON = INT64_C(1770292800) * 1000000000; /* 2026-02-05T12:00:00Z */

/* Counts up from *ctx, so that every key and temporary name differs. */
static inline bool count_up(void *ctx, void *bytes, size_t len, gait_error *err)
{
    uint8_t *next = ctx;
    (void)err;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(*next + i);
    (*next)++;
    return true;
}

static uint8_t counter;
static const gait_rng RNG = { count_up, &counter };

typedef struct answer {
    gait_code code; /* GAIT_OK when a key was taken */
    bool ephemeral;
    char id[GAIT_KEY_ID_HEX + 1];
    char message[GAIT_ERROR_MESSAGE_BYTES];
} answer;

static inline answer sign_with(fixture *f, gait_key_source source)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key *key = NULL;
    answer a = { GAIT_OK, false, "", "" };
    if (gait_key_for_signing(f->arena, &source, &RNG, &key, &a.ephemeral, &err)) {
        assert_true(gait_key_can_sign(key));
        memcpy(a.id, gait_key_id(key), sizeof a.id);
    } else {
        assert_null(key);
    }
    a.code = err.code;
    memcpy(a.message, err.message, sizeof a.message);
    gait_key_free(key);
    return a;
}

/* id is that of the only key, or empty. */
static inline answer verify_with(fixture *f, gait_key_source source)
{
    gait_error err = GAIT_ERROR_INIT;
    gait_key_ring *ring = NULL;
    answer a = { GAIT_OK, false, "", "" };
    if (gait_key_for_verifying(f->arena, &source, &ring, &err)) {
        for (size_t i = 0; i < gait_key_ring_count(ring); i++)
            assert_false(gait_key_can_sign(gait_key_ring_at(ring, i)));
        if (gait_key_ring_count(ring) == 1)
            memcpy(a.id, gait_key_id(gait_key_ring_at(ring, 0)), sizeof a.id);
    } else {
        assert_null(ring);
    }
    a.code = err.code;
    memcpy(a.message, err.message, sizeof a.message);
    gait_key_ring_free(ring);
    return a;
}

#define SIGN(f, ...) sign_with(f, (gait_key_source){ __VA_ARGS__ })
#define VERIFY(f, ...) verify_with(f, (gait_key_source){ __VA_ARGS__ })

#endif
