/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/record.h>

#include <gait/digest.h>
#include <gait/limits.h>

#include "base/base64.h"

#include <string.h>

#define SIGNATURE GAIT_STR("signature")
#define ALGORITHM "ed25519"

enum {
    SIGNATURE_CHARS = GI_BASE64_CHARS(GAIT_SIGNATURE_BYTES),
    CONTEXT_MAX = 64 /* bytes; contexts are constants of ours */
};

/* Digest of the record without its signature: what is signed, and what a verifier recomputes. */
static bool digest_of(gait_arena *arena, const gait_json *record, gait_numbers numbers,
                      gait_digest *out, gait_error *err)
{
    gait_json *signable = gait_json_new_object(arena);
    for (size_t i = 0; i < record->count; i++) {
        const gait_json_member *member = &record->members[i];
        if (!gait_str_equal(member->name, SIGNATURE))
            (void)gait_json_set(arena, signable, member->name, member->value);
    }
    gait_str bytes;
    if (!gait_json_canonical(arena, signable, numbers, GAIT_LIMIT_RECORD_BYTES, &bytes, err))
        return false;
    *out = gait_digest_of(bytes);
    return true;
}

/* The context keeps a signature over one kind of record from being one over another. */
static gait_str message_of(gait_str context, const gait_digest *digest,
                           char room[CONTEXT_MAX + 1 + GAIT_DIGEST_BYTES])
{
    GAIT_BUG_IF(context.len > CONTEXT_MAX);
    size_t len = context.len;
    if (len > 0) {
        memcpy(room, context.ptr, len);
        room[len++] = '\0';
    }
    memcpy(room + len, digest->bytes, sizeof digest->bytes);
    return (gait_str){ room, len + sizeof digest->bytes };
}

bool gait_record_sign(gait_arena *arena, gait_json *record, gait_str context, const gait_key *key,
                      gait_error *err)
{
    gait_digest digest;
    char room[CONTEXT_MAX + 1 + GAIT_DIGEST_BYTES];
    uint8_t signature[GAIT_SIGNATURE_BYTES];
    GAIT_BUG_IF(gait_json_get(record, SIGNATURE) != NULL);
    if (!digest_of(arena, record, GAIT_NUMBERS_EXACT, &digest, err))
        return false;
    gait_key_sign(key, message_of(context, &digest, room), signature);
    char *text = gait_arena_alloc(arena, SIGNATURE_CHARS + 1);
    gi_base64_encode(signature, sizeof signature, text);
    gait_json *object = gait_json_new_object(arena);
    gait_str id = gait_arena_str(arena, gait_str_of(gait_key_id(key)));
    (void)gait_json_set(arena, object, GAIT_STR("alg"), gait_json_string(GAIT_STR(ALGORITHM)));
    (void)gait_json_set(arena, object, GAIT_STR("key_id"), gait_json_string(id));
    (void)gait_json_set(arena, object, GAIT_STR("sig"), gait_json_string(gait_str_of(text)));
    (void)gait_json_set(arena, object, GAIT_STR("signed_digest"),
                        gait_json_string(gait_digest_hex(arena, &digest)));
    (void)gait_json_set(arena, record, SIGNATURE, *object);
    return true;
}

typedef struct signature_claim {
    gait_str alg, key_id, sig, signed_digest;
} signature_claim;

/* A text member; *found counts those that are there. */
static bool take(const gait_json *object, const char *name, gait_str *out, size_t *found)
{
    const gait_json *value = gait_json_get(object, gait_str_of(name));
    *out = (gait_str){ NULL, 0 };
    if (value == NULL)
        return true;
    *out = value->text;
    (*found)++;
    return value->kind == GAIT_JSON_STRING;
}

static bool read_claim(const gait_json *record, signature_claim *out, gait_error *err)
{
    if (record->kind != GAIT_JSON_OBJECT || record->count > GAIT_LIMIT_RECORD_MEMBERS)
        return gait_fail(err, GAIT_E_record_invalid,
                         "the record is not an object, or too large a one");
    const gait_json *object = gait_json_get(record, SIGNATURE);
    if (object == NULL || object->kind == GAIT_JSON_NULL)
        return gait_fail(err, GAIT_E_signature_missing, "the record has no signature");
    size_t found = 0;
    bool ok = object->kind == GAIT_JSON_OBJECT && take(object, "alg", &out->alg, &found) &&
              take(object, "key_id", &out->key_id, &found) &&
              take(object, "sig", &out->sig, &found) &&
              take(object, "signed_digest", &out->signed_digest, &found);
    return (ok && found == object->count) ||
           gait_fail(err, GAIT_E_record_invalid,
                     "the signature is not an object of the four known texts");
}

/* Strict (our own records): exactly the text that encodes the bytes, so that a signature has one spelling. */
static bool decode(const signature_claim *claim, bool strict, uint8_t out[GAIT_SIGNATURE_BYTES])
{
    size_t len = 0;
    char again[SIGNATURE_CHARS + 1];
    if (!gi_base64_decode(claim->sig, out, GAIT_SIGNATURE_BYTES, &len) ||
        len != GAIT_SIGNATURE_BYTES)
        return false;
    gi_base64_encode(out, GAIT_SIGNATURE_BYTES, again);
    return !strict || gait_str_is(claim->sig, again);
}

static const gait_key *find_signer(const gait_key_ring *ring, const signature_claim *claim,
                                   gait_str message, const uint8_t signature[GAIT_SIGNATURE_BYTES])
{
    for (size_t i = 0; i < gait_key_ring_count(ring); i++) {
        const gait_key *key = gait_key_ring_at(ring, i);
        bool asked = claim->key_id.len == 0 || gait_str_is(claim->key_id, gait_key_id(key));
        if (asked && gait_key_verify(key, message, signature))
            return key;
    }
    return NULL;
}

static bool check_claim(const signature_claim *claim, const gait_digest *digest, bool strict,
                        const gait_key_ring *ring, gait_error *err)
{
    gait_digest signed_digest;
    if (claim->signed_digest.len == 0)
        return gait_fail(err, GAIT_E_signature_invalid, "the signature has no signed_digest");
    if (!gait_digest_parse(claim->signed_digest, &signed_digest) ||
        !gait_digest_equal(&signed_digest, digest))
        return gait_fail(err, GAIT_E_digest_mismatch,
                         "the record's digest is not the one that was signed");
    if (!gait_str_is(claim->alg, ALGORITHM))
        return gait_fail(err, GAIT_E_signature_invalid,
                         "the signature's algorithm is not " ALGORITHM);
    if (claim->key_id.len == 0 && strict)
        return gait_fail(err, GAIT_E_signature_invalid, "the signature has no key_id");
    if (claim->key_id.len > 0 && gait_key_ring_find(ring, claim->key_id) == NULL)
        return gait_fail(err, GAIT_E_signature_key_mismatch,
                         "the signature names a key that is not among those to verify with");
    return true;
}

bool gait_record_verify(gait_arena *arena, const gait_json *record, const gait_record_form *form,
                        const gait_key_ring *ring, const gait_key **signer, gait_error *err)
{
    signature_claim claim = { 0 };
    gait_digest digest;
    uint8_t signature[GAIT_SIGNATURE_BYTES];
    char room[CONTEXT_MAX + 1 + GAIT_DIGEST_BYTES];
    bool strict = form->context.len > 0;
    *signer = NULL;
    if (gait_key_ring_count(ring) == 0)
        return gait_fail(err, GAIT_E_key_not_configured, "there is no key to verify with");
    if (!read_claim(record, &claim, err) ||
        !digest_of(arena, record, form->numbers, &digest, err) ||
        !check_claim(&claim, &digest, strict, ring, err))
        return false;
    if (!decode(&claim, strict, signature))
        return gait_fail(err, GAIT_E_signature_invalid, "the signature is not base64 of 64 bytes");
    *signer = find_signer(ring, &claim, message_of(form->context, &digest, room), signature);
    return *signer != NULL || gait_fail(err, GAIT_E_signature_invalid,
                                        "the signature does not belong to the record and the key");
}
