/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/keyring.h>

#include <gait/file.h>
#include <gait/limits.h>

#include "base/base64.h"
#include "crypto/secret.h"
#include "sys/private.h"
#include "trust/keyset.h"

#include <string.h>

static bool is_key_text(const char *path)
{
    uint8_t bytes[GAIT_PRIVATE_KEY_BYTES];
    size_t len = 0;
    bool is_key =
        gi_base64_decode(gait_str_of(path), bytes, sizeof bytes, &len) && len == sizeof bytes;
    gait_key_wipe(bytes, sizeof bytes);
    return is_key;
}

bool gi_key_path_check(const char *path, const char *what, gait_error *err)
{
    return !is_key_text(path) ||
           gait_fail(err, GAIT_E_key_invalid,
                     "a private key was given where the path of %s belongs", what);
}

static bool named(const char *path, bool ok, gait_error *err)
{
    if (!ok && err->code == GAIT_E_key_invalid)
        gait_error_prefix(err, "%s: ", path);
    return ok;
}

bool gait_key_load_private(const char *path, gait_key **out, gait_error *err)
{
    *out = NULL;
    if (!gi_key_path_check(path, "its file", err))
        return false;
    void *bytes = NULL;
    size_t len = 0;
    bool ok = gi_secret_new(GAIT_LIMIT_KEY_FILE_BYTES, &bytes, err) &&
              gi_file_read_private(path, bytes, GAIT_LIMIT_KEY_FILE_BYTES, &len, err) &&
              named(path, gait_key_parse_private((gait_str){ bytes, len }, out, err), err);
    gi_secret_free(bytes);
    return ok;
}

bool gait_key_load_public(gait_arena *arena, const char *path, gait_key **out, gait_error *err)
{
    gait_str text;
    *out = NULL;
    return gi_key_path_check(path, "a public key file", err) &&
           gait_file_read(arena, path, GAIT_LIMIT_KEY_FILE_BYTES, &text, err) &&
           named(path, gait_key_parse_public(text, out, err), err);
}

bool gait_key_save_private(const gait_key *key, const char *path, bool replace, const gait_rng *rng,
                           gait_error *err)
{
    void *memory = NULL;
    if (!gi_secret_new(GAIT_PRIVATE_KEY_TEXT, &memory, err))
        return false;
    char *text = memory;
    gait_key_private_text(key, text);
    text[GAIT_PRIVATE_KEY_TEXT - 1] = '\n'; /* in the place of the NUL */
    bool ok = gait_file_write(path, (gait_str){ text, GAIT_PRIVATE_KEY_TEXT },
                              replace ? GAIT_WRITE_REPLACE : GAIT_WRITE_CREATE, rng, err);
    gi_secret_free(memory);
    return ok;
}

bool gait_key_save_public(const gait_key *key, const char *path, bool replace, const gait_rng *rng,
                          gait_error *err)
{
    char text[GAIT_PUBLIC_KEY_TEXT];
    gait_key_public_text(key, text);
    text[GAIT_PUBLIC_KEY_TEXT - 1] = '\n'; /* in the place of the NUL */
    return gait_file_write(path, (gait_str){ text, sizeof text },
                           replace ? GAIT_WRITE_REPLACE : GAIT_WRITE_CREATE, rng, err);
}
