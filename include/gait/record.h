/*
 * record.h — signed records: JSON objects with a "signature" member over their canonical bytes.
 *
 * Shape:   {"alg":"ed25519","key_id":hex64,"sig":base64 of 64 bytes,"signed_digest":hex64}.
 *          signed_digest = SHA-256 of the canonical bytes of the record without its "signature" member.
 *          The message signed is the 32 raw digest bytes (context empty: schema 1.0.0 records), or
 *          context || 0x00 || the 32 raw digest bytes (schema 2.0.0 records; context is e.g. "gait.gate.trace/2").
 * Errors:  signature_missing signature_invalid signature_key_mismatch digest_mismatch record_invalid json_number
 *          key_not_configured.
 * Source:  RFC 8032, RFC 8785.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_RECORD_H
#define GAIT_RECORD_H

#include <gait/json.h>
#include <gait/keyring.h>

GAIT_BEGIN

/* Adds "signature" to the record (which must not have one). */
GAIT_API GAIT_NODISCARD bool gait_record_sign(gait_arena *arena, gait_json *record,
                                              gait_str context, const gait_key *key,
                                              gait_error *err);

/* How a kind and version of record is signed. */
typedef struct gait_record_form {
    gait_str context;     /* empty for schema 1.0.0 */
    gait_numbers numbers; /* GAIT_NUMBERS_EXACT for schema 2.0.0 */
} gait_record_form;

/*
 * Verifies the record's "signature" member over the record without it. On success *signer is the ring's key. Without a
 * context an empty or absent key_id tries every key, and line breaks in sig are ignored.
 */
GAIT_API GAIT_NODISCARD bool gait_record_verify(gait_arena *arena, const gait_json *record,
                                                const gait_record_form *form,
                                                const gait_key_ring *ring, const gait_key **signer,
                                                gait_error *err);

GAIT_END
#endif
