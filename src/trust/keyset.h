/*
 * keyset.h — a key set in memory: what keys.json says, checked.
 *
 * Shape:   {"schema_id":"gait.keys","schema_version":"1.0.0","keys":[…]}, the rows as keyring.h says.
 * Owner:   everything lives in the arena; there is nothing secret in it.
 * Errors:  key_set_invalid key_permissions file_permissions, and those of file.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GAIT_TRUST_KEYSET_H
#define GAIT_TRUST_KEYSET_H

#include <gait/json.h>
#include <gait/keyring.h>

#define GI_KEY_SET_FILE "keys.json"
#define GI_KEY_SUFFIX ".key"

typedef enum gi_key_status { GI_KEY_ACTIVE, GI_KEY_VERIFY_ONLY, GI_KEY_REVOKED } gi_key_status;
const char *gi_key_status_name(gi_key_status status);

typedef struct gi_set_key {
    gait_str id;                     /* hex */
    gait_str public_text;            /* text form */
    gait_str identity;               /* empty: none */
    gait_str created_at, retired_at; /* RFC 3339; retired_at is empty for the active key */
    gi_key_status status;
} gi_set_key;

typedef struct gi_key_set {
    const char *dir;
    gi_set_key *keys;
    size_t count;
    size_t active; /* index of the one active key */
} gi_key_set;

/* Who gives the key itself where a path belongs ("its file") must not find it in an error message. */
GAIT_NODISCARD bool gi_key_path_check(const char *path, const char *what, gait_error *err);

/* dir/keys.json */
char *gi_key_set_path(gait_arena *arena, const char *dir);
/* The file name of a key that can sign, and its path. */
char *gi_key_set_key_name(gait_arena *arena, gait_str key_id);
char *gi_key_set_key_path(gait_arena *arena, const char *dir, gait_str key_id);

GAIT_NODISCARD bool gi_key_set_load(gait_arena *arena, const char *dir, gi_key_set *out,
                                    gait_error *err);
/* The active key, ready to sign. */
GAIT_NODISCARD bool gi_key_set_active_key(gait_arena *arena, const gi_key_set *set, gait_key **out,
                                          gait_error *err);

#endif
