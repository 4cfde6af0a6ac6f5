/*
 * keyring.h — where keys come from: files, environment, key sets, and the one table of key flags.
 *
 * Shape:   a key file is the key's text (key.h) and a newline.
 * Owner:   keys and rings are the caller's to free; an arena only holds what is read on the way (never a secret).
 * Errors:  key_ambiguous key_env_unset key_invalid key_mismatch key_mode key_not_configured key_permissions
 *          key_set_invalid, and those of file.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_KEYRING_H
#define GAIT_KEYRING_H

#include <gait/key.h>

GAIT_BEGIN

/* A private key file readable or writable by group or others is key_permissions. */
GAIT_API GAIT_NODISCARD bool gait_key_load_private(const char *path, gait_key **out,
                                                   gait_error *err);
GAIT_API GAIT_NODISCARD bool gait_key_load_public(gait_arena *arena, const char *path,
                                                  gait_key **out, gait_error *err);
/* Base64 and newline, atomically, mode 0600; an existing file is file_exists unless replace. */
GAIT_API GAIT_NODISCARD bool gait_key_save_private(const gait_key *key, const char *path,
                                                   bool replace, const gait_rng *rng,
                                                   gait_error *err);
GAIT_API GAIT_NODISCARD bool gait_key_save_public(const gait_key *key, const char *path,
                                                  bool replace, const gait_rng *rng,
                                                  gait_error *err);

/*
 * The key flags of a command, as given (NULL or "" = not given). Every command that signs or verifies takes its keys
 * through this structure and the two functions below; nothing else decides precedence.
 */
typedef struct gait_key_source {
    const char *mode;         /* --key-mode: dev | prod */
    const char *private_path; /* --private-key */
    const char *private_env;  /* --private-key-env: NAME of a variable */
    const char *public_path;  /* --public-key */
    const char *public_env;   /* --public-key-env */
    const char *key_set_path; /* --key-set */
} gait_key_source;

/*
 * The key to sign with. Mode dev (the default when no source is given) makes a throw-away pair and sets *ephemeral;
 * dev with any source is key_mode; prod needs a private source or a key set, and a public source given too must match
 * it (key_mismatch). Both forms of one key are key_ambiguous before anything is read. With sources and no mode: prod.
 */
GAIT_API GAIT_NODISCARD bool gait_key_for_signing(gait_arena *arena, const gait_key_source *source,
                                                  const gait_rng *rng, gait_key **out,
                                                  bool *ephemeral, gait_error *err);

typedef struct gait_key_ring gait_key_ring; /* the keys a verifier accepts */

/*
 * The keys to verify with: ambiguity of either kind is refused before anything is read; then a public source wins,
 * else the public half of the private source, else every key of the key set that is not revoked, else
 * key_not_configured.
 */
GAIT_API GAIT_NODISCARD bool gait_key_for_verifying(gait_arena *arena,
                                                    const gait_key_source *source,
                                                    gait_key_ring **out, gait_error *err);
GAIT_API GAIT_NODISCARD bool gait_key_ring_of(const gait_key *key, gait_key_ring **out,
                                              gait_error *err);
GAIT_API const gait_key *gait_key_ring_find(const gait_key_ring *ring,
                                            gait_str key_id); /* NULL if unknown */
GAIT_API size_t gait_key_ring_count(const gait_key_ring *ring);
GAIT_API const gait_key *gait_key_ring_at(const gait_key_ring *ring, size_t index);
GAIT_API void gait_key_ring_free(gait_key_ring *ring);

/*
 * A key set: a directory (0700) with keys.json (schema gait.keys 1.0.0: [{key_id, public_key, status
 * active|verify_only|revoked, identity?, created_at, retired_at?}]) and, for keys that can still sign, <key_id>.key
 * (0600). Exactly one key is active. Rotation makes a new active key, turns the old one into verify_only and removes
 * its private half.
 */
typedef struct gait_key_owner {
    gait_str identity;   /* whose key it is; empty: not recorded */
    int64_t now_unix_ns; /* since when */
} gait_key_owner;
/*
 * dir must not exist, or be private and empty but for what an interrupted init left: its key becomes the set's. Init and
 * rotation lock the directory; lock_timeout when another process has it.
 */
GAIT_API GAIT_NODISCARD bool gait_key_set_init(gait_arena *arena, const char *dir,
                                               const gait_key_owner *owner, const gait_rng *rng,
                                               gait_str *key_id, gait_error *err);

typedef struct gait_key_rotation {
    gait_str old_id, new_id;
} gait_key_rotation;
GAIT_API GAIT_NODISCARD bool gait_key_set_rotate(gait_arena *arena, const char *dir,
                                                 int64_t now_unix_ns, const gait_rng *rng,
                                                 gait_key_rotation *out, gait_error *err);

typedef struct gait_key_set_report {
    size_t keys, active, verify_only, revoked;
    gait_str active_id;
} gait_key_set_report;
/* Checks every file, mode, id and pair of the set; what is wrong is the error. */
GAIT_API GAIT_NODISCARD bool gait_key_set_verify(gait_arena *arena, const char *dir,
                                                 gait_key_set_report *out, gait_error *err);

GAIT_END
#endif
