/* SPDX-License-Identifier: Apache-2.0 */
#include <gait/keyring.h>

#include <gait/file.h>

#include "trust/keyset.h"
#include "trust/ring.h"

#include <string.h>

static bool given(const char *flag)
{
    return flag != NULL && flag[0] != '\0';
}

static bool has_private(const gait_key_source *source)
{
    return given(source->private_path) || given(source->private_env);
}

static bool has_public(const gait_key_source *source)
{
    return given(source->public_path) || given(source->public_env);
}

static bool has_any(const gait_key_source *source)
{
    return has_private(source) || has_public(source) || given(source->key_set_path);
}

/* One source per key. Decided from the flags alone: whether a file could be read never changes the answer. */
static bool check_private(const gait_key_source *source, gait_error *err)
{
    return !given(source->private_path) || !given(source->private_env) ||
           gait_fail(err, GAIT_E_key_ambiguous,
                     "both --private-key and --private-key-env are given");
}

static bool check_public(const gait_key_source *source, gait_error *err)
{
    return !given(source->public_path) || !given(source->public_env) ||
           gait_fail(err, GAIT_E_key_ambiguous, "both --public-key and --public-key-env are given");
}

static bool is_variable_name(const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        bool letter = (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || *c == '_';
        if (!letter && (c == name || *c < '0' || *c > '9'))
            return false;
    }
    return strlen(name) <= 128;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n\v\f")] == '\0';
}

/* Messages show a name only when it is one: somebody may have put the key itself there. */
static bool read_env(const char *flag, const char *name, gait_str *out, gait_error *err)
{
    if (!is_variable_name(name))
        return gait_fail(err, GAIT_E_key_env_unset, "%s does not name an environment variable",
                         flag);
    const char *value = gait_env_get(name);
    if (value == NULL || is_blank(value))
        return gait_fail(err, GAIT_E_key_env_unset, "environment variable %s of %s is not set",
                         name, flag);
    *out = gait_str_of(value);
    return true;
}

static bool named(const char *name, bool ok, gait_error *err)
{
    if (!ok)
        gait_error_prefix(err, "environment variable %s: ", name);
    return ok;
}

static bool take_private(const gait_key_source *source, gait_key **out, gait_error *err)
{
    gait_str text = { NULL, 0 };
    if (given(source->private_path))
        return gait_key_load_private(source->private_path, out, err);
    return read_env("--private-key-env", source->private_env, &text, err) &&
           named(source->private_env, gait_key_parse_private(text, out, err), err);
}

static bool take_public(gait_arena *arena, const gait_key_source *source, gait_key **out,
                        gait_error *err)
{
    gait_str text = { NULL, 0 };
    if (given(source->public_path))
        return gait_key_load_public(arena, source->public_path, out, err);
    return read_env("--public-key-env", source->public_env, &text, err) &&
           named(source->public_env, gait_key_parse_public(text, out, err), err);
}

typedef enum key_mode { MODE_DEV, MODE_PROD, MODE_UNKNOWN } key_mode;

static bool same_word(gait_str text, const char *word)
{
    if (text.len != strlen(word))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[i])
            return false;
    }
    return true;
}

/* Surrounding blanks and case do not matter; without a mode the sources decide. */
static key_mode read_mode(const gait_key_source *source)
{
    gait_str text = gait_str_of(source->mode);
    while (text.len > 0 && text.ptr[0] == ' ')
        text = gait_str_from(text, 1);
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    if (text.len == 0)
        return has_any(source) ? MODE_PROD : MODE_DEV;
    if (same_word(text, "dev"))
        return MODE_DEV;
    return same_word(text, "prod") ? MODE_PROD : MODE_UNKNOWN;
}

static bool check_signing(const gait_key_source *source, key_mode mode, gait_error *err)
{
    if (mode == MODE_UNKNOWN)
        return gait_fail(err, GAIT_E_key_mode, "--key-mode is neither dev nor prod");
    if (mode == MODE_DEV)
        return !has_any(source) ||
               gait_fail(err, GAIT_E_key_mode, "--key-mode dev takes no keys: it makes its own");
    if (!check_private(source, err) || !check_public(source, err))
        return false;
    if (has_private(source) && given(source->key_set_path))
        return gait_fail(err, GAIT_E_key_ambiguous,
                         "both a private key and --key-set are given to sign with");
    return has_private(source) || given(source->key_set_path) ||
           gait_fail(err, GAIT_E_key_not_configured, "--key-mode prod needs a private key to sign");
}

/* A public key given beside the private one is a statement about it; it must be true. */
static bool check_pair(gait_arena *arena, const gait_key_source *source, const gait_key *key,
                       gait_error *err)
{
    gait_key *public = NULL;
    if (!has_public(source))
        return true;
    if (!take_public(arena, source, &public, err))
        return false;
    bool same = strcmp(gait_key_id(public), gait_key_id(key)) == 0;
    gait_key_free(public);
    return same || gait_fail(err, GAIT_E_key_mismatch,
                             "the public key given does not belong to the private key");
}

static bool take_signer(gait_arena *arena, const gait_key_source *source, gait_key **out,
                        gait_error *err)
{
    gi_key_set set;
    if (has_private(source))
        return take_private(source, out, err);
    return gi_key_set_load(arena, source->key_set_path, &set, err) &&
           gi_key_set_active_key(arena, &set, out, err);
}

bool gait_key_for_signing(gait_arena *arena, const gait_key_source *source, const gait_rng *rng,
                          gait_key **out, bool *ephemeral, gait_error *err)
{
    *out = NULL;
    *ephemeral = false;
    key_mode mode = read_mode(source);
    if (!check_signing(source, mode, err))
        return false;
    if (mode == MODE_DEV) {
        *ephemeral = true;
        return gait_key_generate(rng, out, err);
    }
    if (!take_signer(arena, source, out, err))
        return false;
    if (check_pair(arena, source, *out, err))
        return true;
    gait_key_free(*out);
    *out = NULL;
    return false;
}

static bool ring_of_set(gait_arena *arena, const char *dir, gait_key_ring **out, gait_error *err)
{
    gi_key_set set;
    if (!gi_key_set_load(arena, dir, &set, err) || !gi_ring_new(set.count, out, err))
        return false;
    for (size_t i = 0; i < set.count; i++) {
        gait_key *key = NULL;
        if (set.keys[i].status == GI_KEY_REVOKED)
            continue;
        if (!gait_key_parse_public(set.keys[i].public_text, &key, err)) {
            gait_key_ring_free(*out);
            *out = NULL;
            return false;
        }
        gi_ring_add(*out, key);
    }
    return true;
}

bool gait_key_for_verifying(gait_arena *arena, const gait_key_source *source, gait_key_ring **out,
                            gait_error *err)
{
    *out = NULL;
    gait_key *key = NULL;
    if (!check_public(source, err) || !check_private(source, err))
        return false;
    if (!has_public(source) && !has_private(source)) {
        if (given(source->key_set_path))
            return ring_of_set(arena, source->key_set_path, out, err);
        return gait_fail(err, GAIT_E_key_not_configured, "no key to verify with is given");
    }
    bool taken = has_public(source) ? take_public(arena, source, &key, err)
                                    : take_private(source, &key, err);
    bool ok = taken && gait_key_ring_of(key, out, err);
    gait_key_free(key);
    return ok;
}
