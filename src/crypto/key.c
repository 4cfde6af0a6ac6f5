/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/key.h>

#include <gait/digest.h>

#include "base/base64.h"
#include "base/enc.h"
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

/* The whole of it is in secret memory, so that there is one thing to free and nothing to forget. */
struct gait_key {
    uint8_t secret[GAIT_PRIVATE_KEY_BYTES]; /* seed and public half, as libsodium keeps them */
    uint8_t seed[crypto_sign_SEEDBYTES];    /* only while a pair is being made */
    uint8_t public[GAIT_PUBLIC_KEY_BYTES];
    char id[GAIT_KEY_ID_HEX + 1];
    bool can_sign;
};

_Static_assert(GAIT_PRIVATE_KEY_BYTES == crypto_sign_SECRETKEYBYTES, "private key layout");
_Static_assert(GAIT_PUBLIC_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "public key layout");
_Static_assert(GAIT_SIGNATURE_BYTES == crypto_sign_BYTES, "signature layout");

bool gait_key_can_sign(const gait_key *key)
{
    return key->can_sign;
}

const char *gait_key_id(const gait_key *key)
{
    return key->id;
}

const uint8_t *gait_key_public(const gait_key *key)
{
    return key->public;
}

void gait_key_free(gait_key *key)
{
    gi_secret_free(key);
}

static bool key_new(gait_key **out, gait_error *err)
{
    void *memory = NULL;
    *out = NULL;
    if (!gi_secret_new(sizeof **out, &memory, err))
        return false;
    *out = memory;
    return true;
}

static void name_key(gait_key *key)
{
    gait_str public = { (const char *)key->public, sizeof key->public };
    gait_digest digest = gait_digest_of(public);
    gi_hex_put(digest.bytes, sizeof digest.bytes, key->id);
}

static bool refuse(gait_key **out, gait_error *err, const char *what)
{
    gait_key_free(*out);
    *out = NULL;
    return gait_fail(err, GAIT_E_key_invalid, "%s", what);
}

/* Makes the pair that belongs to key->seed. libsodium uses the output as scratch: the seed must not lie in it. */
static bool derive(gait_key *key)
{
    bool ok = crypto_sign_seed_keypair(key->public, key->secret, key->seed) == 0;
    sodium_memzero(key->seed, sizeof key->seed);
    key->can_sign = ok;
    return ok;
}

bool gait_key_generate(const gait_rng *rng, gait_key **out, gait_error *err)
{
    if (!key_new(out, err))
        return false;
    gait_key *key = *out;
    if (!rng->fill(rng->ctx, key->seed, sizeof key->seed, err)) {
        gait_key_free(key);
        *out = NULL;
        return false;
    }
    if (!derive(key))
        return refuse(out, err, "no key pair belongs to the generated seed");
    name_key(key);
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gait_str trimmed(gait_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = gait_str_from(text, 1);
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

bool gait_key_parse_private(gait_str text, gait_key **out, gait_error *err)
{
    if (!key_new(out, err))
        return false;
    gait_key *key = *out;
    size_t len = 0;
    if (!gi_base64_decode(trimmed(text), key->secret, sizeof key->secret, &len) ||
        len != sizeof key->secret)
        return refuse(out, err, "private key is not base64 of 64 bytes");
    /* A stored public half is never believed: signing with a wrong one would give the private key away. */
    uint8_t claimed[GAIT_PUBLIC_KEY_BYTES];
    memcpy(key->seed, key->secret, sizeof key->seed);
    memcpy(claimed, key->secret + sizeof key->seed, sizeof claimed);
    if (!derive(key) || sodium_memcmp(claimed, key->public, sizeof claimed) != 0)
        return refuse(out, err, "public half of the private key does not belong to its seed");
    name_key(key);
    return true;
}

bool gait_key_parse_public(gait_str text, gait_key **out, gait_error *err)
{
    if (!key_new(out, err))
        return false;
    gait_key *key = *out;
    size_t len = 0;
    if (!gi_base64_decode(trimmed(text), key->public, sizeof key->public, &len) ||
        len != sizeof key->public)
        return refuse(out, err, "public key is not base64 of 32 bytes");
    name_key(key);
    return true;
}

void gait_key_public_text(const gait_key *key, char out[GAIT_PUBLIC_KEY_TEXT])
{
    _Static_assert(GAIT_PUBLIC_KEY_TEXT == GI_BASE64_CHARS(GAIT_PUBLIC_KEY_BYTES) + 1, "text size");
    gi_base64_encode(key->public, sizeof key->public, out);
}

void gait_key_private_text(const gait_key *key, char out[GAIT_PRIVATE_KEY_TEXT])
{
    GAIT_BUG_IF(!key->can_sign);
    /* libsodium's encoder works in constant time; ours would leave the key's bits in the cache. */
    (void)sodium_bin2base64(out, GAIT_PRIVATE_KEY_TEXT, key->secret, sizeof key->secret,
                            sodium_base64_VARIANT_ORIGINAL);
}

void gait_key_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}

void gait_key_sign(const gait_key *key, gait_str message, uint8_t out[GAIT_SIGNATURE_BYTES])
{
    GAIT_BUG_IF(!key->can_sign);
    const uint8_t *bytes = (const uint8_t *)message.ptr;
    GAIT_BUG_IF(crypto_sign_detached(out, NULL, bytes, message.len, key->secret) != 0);
}

bool gait_key_verify(const gait_key *key, gait_str message,
                     const uint8_t signature[GAIT_SIGNATURE_BYTES])
{
    const uint8_t *bytes = (const uint8_t *)message.ptr;
    return crypto_sign_verify_detached(signature, bytes, message.len, key->public) == 0;
}
