/*
 * key.h — Ed25519 keys in memory: text form, ids, signing and verifying of bytes.
 *
 * Shape:   private key text = base64 of 64 bytes (32-byte seed, 32-byte public half); public = base64 of 32 bytes;
 *          surrounding space, CR, LF and TAB are ignored. key id = hex SHA-256 of the 32 raw public bytes.
 * Owner:   private halves live in sodium memory inside gait_key and are zeroed by gait_key_free.
 * Errors:  key_invalid randomness_unavailable out_of_memory.
 * Source:  RFC 8032; FIPS 180-4.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_KEY_H
#define GAIT_KEY_H

#include <gait/time.h>

GAIT_BEGIN

enum {
    GAIT_PUBLIC_KEY_BYTES = 32,
    GAIT_PRIVATE_KEY_BYTES = 64,
    GAIT_SIGNATURE_BYTES = 64,
    GAIT_KEY_ID_HEX = 64
};

typedef struct gait_key gait_key; /* a signing pair, or a public half alone */

GAIT_API bool gait_key_can_sign(const gait_key *key);
GAIT_API const char *
gait_key_id(const gait_key *key); /* 64 hex characters, lives as long as the key */
GAIT_API const uint8_t *gait_key_public(const gait_key *key); /* 32 bytes */
GAIT_API void gait_key_free(gait_key *key);                   /* zeroes the secret; NULL is fine */

GAIT_API GAIT_NODISCARD bool gait_key_generate(const gait_rng *rng, gait_key **out,
                                               gait_error *err);
/* From text as described above. A private key whose public half does not belong to its seed is key_invalid. */
GAIT_API GAIT_NODISCARD bool gait_key_parse_private(gait_str text, gait_key **out, gait_error *err);
GAIT_API GAIT_NODISCARD bool gait_key_parse_public(gait_str text, gait_key **out, gait_error *err);

/* The text forms, without newline. The private one goes into a caller's buffer that it must zero (gait_key_wipe). */
enum { GAIT_PUBLIC_KEY_TEXT = 45, GAIT_PRIVATE_KEY_TEXT = 89 }; /* base64 with NUL */
GAIT_API void gait_key_public_text(const gait_key *key, char out[GAIT_PUBLIC_KEY_TEXT]);
GAIT_API void gait_key_private_text(const gait_key *key, char out[GAIT_PRIVATE_KEY_TEXT]);
GAIT_API void gait_key_wipe(void *bytes, size_t len); /* zeroes in a way no compiler removes */

/* Ed25519 over a message. The key must be able to sign. */
GAIT_API void gait_key_sign(const gait_key *key, gait_str message,
                            uint8_t out[GAIT_SIGNATURE_BYTES]);
GAIT_API GAIT_NODISCARD bool gait_key_verify(const gait_key *key, gait_str message,
                                             const uint8_t signature[GAIT_SIGNATURE_BYTES]);

GAIT_END
#endif
