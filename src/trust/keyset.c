/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/keyset.h"

#include <gait/file.h>
#include <gait/limits.h>

#include "base/enc.h"
#include "sys/private.h"
#include "sys/signals.h"

#include <string.h>

/* Everything a set's directory may hold, and room to see that there is something else. */
enum { NAMES_MAX = GAIT_LIMIT_KEY_SET_KEYS + 64 };

static void set_text(gait_arena *arena, gait_json *object, const char *name, gait_str text)
{
    if (text.len > 0)
        (void)gait_json_set(arena, object, gait_str_of(name), gait_json_string(text));
}

static bool write_set(gait_arena *arena, const gi_key_set *set, gait_write_mode mode,
                      const gait_rng *rng, gait_error *err)
{
    gait_json *rows = gait_json_new_array(arena);
    for (size_t i = 0; i < set->count; i++) {
        const gi_set_key *key = &set->keys[i];
        gait_json *row = gait_json_new_object(arena);
        set_text(arena, row, "key_id", key->id);
        set_text(arena, row, "public_key", key->public_text);
        set_text(arena, row, "status", gait_str_of(gi_key_status_name(key->status)));
        set_text(arena, row, "identity", key->identity);
        set_text(arena, row, "created_at", key->created_at);
        set_text(arena, row, "retired_at", key->retired_at);
        (void)gait_json_push(arena, rows, *row);
    }
    gait_json *doc = gait_json_new_object(arena);
    set_text(arena, doc, "schema_id", GAIT_STR("gait.keys"));
    set_text(arena, doc, "schema_version", GAIT_STR("1.0.0"));
    (void)gait_json_set(arena, doc, GAIT_STR("keys"), *rows);
    gait_buf buf;
    gait_str bytes;
    gait_buf_init(&buf, arena, GAIT_LIMIT_KEY_SET_BYTES);
    gait_json_emit(&buf, doc, GAIT_JSON_INDENT);
    gait_buf_add_char(&buf, '\n');
    return gait_buf_finish(&buf, &bytes, err) &&
           gait_file_write(gi_key_set_path(arena, set->dir), bytes, mode, rng, err);
}

static void fill_row(gait_arena *arena, const gait_key *key, int64_t now_unix_ns, gi_set_key *row)
{
    char text[GAIT_PUBLIC_KEY_TEXT];
    gait_key_public_text(key, text);
    row->id = gait_arena_str(arena, gait_str_of(gait_key_id(key)));
    row->public_text = gait_arena_str(arena, gait_str_of(text));
    row->created_at = gait_time_format(arena, now_unix_ns);
    row->retired_at = (gait_str){ NULL, 0 };
    row->status = GI_KEY_ACTIVE;
}

/* <64 hex digits>.key */
static bool is_key_name(gait_str name)
{
    return gi_hex_is(gait_str_first(name, GAIT_KEY_ID_HEX), GAIT_KEY_ID_HEX) &&
           gait_str_is(gait_str_from(name, GAIT_KEY_ID_HEX), GI_KEY_SUFFIX);
}

/* Makes a pair, writes its private file, and fills the row that will name it. */
static bool make_key(gait_arena *arena, const char *dir, int64_t now_unix_ns, const gait_rng *rng,
                     gi_set_key *row, gait_error *err)
{
    gait_key *key = NULL;
    if (!gait_key_generate(rng, &key, err))
        return false;
    fill_row(arena, key, now_unix_ns, row);
    const char *path = gi_key_set_key_path(arena, dir, row->id);
    bool ok = gait_key_save_private(key, path, false, rng, err);
    gait_key_free(key);
    return ok;
}

static bool check_identity(gait_str identity, gait_error *err)
{
    bool ok = identity.len <= GAIT_LIMIT_IDENTITY_BYTES && gi_utf8_valid(identity);
    for (size_t i = 0; ok && i < identity.len; i++)
        ok = (unsigned char)identity.ptr[i] >= ' ' && identity.ptr[i] != 0x7f;
    return ok || gait_fail(err, GAIT_E_flag_value_invalid,
                           "an identity is at most %d bytes of text without control characters",
                           GAIT_LIMIT_IDENTITY_BYTES);
}

/*
 * What an interrupted init left behind: temporary files, which go, and at most one private key, which the new set takes
 * over, for a key is never thrown away unseen. Anything else is somebody's, and the directory is not for us.
 */
static bool take_leftovers(gait_arena *arena, const char *dir, gait_key **key, gait_error *err)
{
    gait_str *names;
    size_t count;
    const char *found = NULL;
    if (!gait_dir_list(arena, dir, NAMES_MAX, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool is_temp = gi_file_is_temp(names[i]);
        if (!is_temp && (found != NULL || !is_key_name(names[i])))
            return gait_fail(err, GAIT_E_file_exists, "%s is not empty", dir);
        if (!is_temp)
            found = names[i].ptr;
    }
    for (size_t i = 0; i < count; i++) {
        if (gi_file_is_temp(names[i]) && !gi_file_remove(dir, names[i].ptr, err))
            return false;
    }
    if (found == NULL)
        return true;
    const char *path = gait_arena_format(arena, "%s/%s", dir, found).ptr;
    if (!gait_key_load_private(path, key, err))
        return false;
    if (gait_str_is(gait_str_of(found), gi_key_set_key_name(arena, gait_str_of(gait_key_id(*key)))))
        return true;
    return gait_fail(err, GAIT_E_file_exists, "%s is not empty", dir);
}

/* Undoes what a failed step had put there, unless it may be what a set already in place refers to. */
static void remove_unnamed(gait_arena *arena, const char *dir, const gi_set_key *row,
                           gait_error *err)
{
    gait_error ignored = GAIT_ERROR_INIT;
    bool remove = row->id.len > 0 && err->code != GAIT_E_file_committed_unknown;
    if (remove && !gi_file_remove(dir, gi_key_set_key_name(arena, row->id), &ignored))
        gait_error_prefix(err, "and the new private key is left behind: ");
}

static bool fill_new_set(gait_arena *arena, const char *dir, int64_t now_unix_ns,
                         const gait_rng *rng, gi_set_key *row, gait_error *err)
{
    gi_key_set set = { dir, row, 1, 0 };
    gait_key *found = NULL;
    bool ok = take_leftovers(arena, dir, &found, err);
    if (ok && found != NULL)
        fill_row(arena, found, now_unix_ns, row);
    bool adopted = found != NULL;
    gait_key_free(found);
    if (!ok)
        return false;
    /* The key file first: a set never names a key that is not there. */
    if ((adopted || make_key(arena, dir, now_unix_ns, rng, row, err)) &&
        write_set(arena, &set, GAIT_WRITE_CREATE, rng, err))
        return true;
    if (!adopted)
        remove_unnamed(arena, dir, row, err);
    return false;
}

bool gait_key_set_init(gait_arena *arena, const char *dir, const gait_key_owner *owner,
                       const gait_rng *rng, gait_str *key_id, gait_error *err)
{
    gi_set_key row = { .identity = owner->identity };
    if (!gi_key_path_check(dir, "a key set", err) || !check_identity(owner->identity, err) ||
        !gait_file_must_not_exist(gi_key_set_path(arena, dir), GAIT_E_key_set_exists, err) ||
        !gait_dir_make(dir, err) || !gi_dir_check_private(dir, err))
        return false;
    int lock = -1;
    gi_held held = gi_signals_hold();
    bool ok = gi_dir_lock(dir, &lock, err) &&
              fill_new_set(arena, dir, owner->now_unix_ns, rng, &row, err);
    gi_dir_unlock(&lock);
    gi_signals_release(&held);
    if (ok)
        *key_id = row.id;
    return ok;
}

/*
 * Removes what an interrupted rotation left behind: temporary files, and private keys that the set does not name as
 * able to sign. What must not sign any more should not be able to, either.
 */
static bool remove_leftovers(gait_arena *arena, const gi_key_set *set, gait_error *err)
{
    gait_str *names;
    size_t count;
    const char *active = gi_key_set_key_name(arena, set->keys[set->active].id);
    if (!gait_dir_list(arena, set->dir, NAMES_MAX, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool stale =
            gi_file_is_temp(names[i]) || (is_key_name(names[i]) && !gait_str_is(names[i], active));
        if (stale && !gi_file_remove(set->dir, names[i].ptr, err))
            return false;
    }
    return true;
}

static bool write_rotated(gait_arena *arena, const gi_key_set *rotated, gi_set_key *old,
                          int64_t now_unix_ns, const gait_rng *rng, gait_error *err)
{
    gi_set_key *new = &rotated->keys[rotated->active];
    bool made = make_key(arena, rotated->dir, now_unix_ns, rng, new, err);
    old->status = GI_KEY_VERIFY_ONLY;
    old->retired_at = new->created_at;
    /* One rename makes the new key active; until then the old set is whole. */
    if (!made || !write_set(arena, rotated, GAIT_WRITE_REPLACE, rng, err)) {
        remove_unnamed(arena, rotated->dir, new, err);
        return false;
    }
    if (gi_file_remove(rotated->dir, gi_key_set_key_name(arena, old->id), err))
        return true;
    gait_error_prefix(err, "rotated, but the retired private key is still there: ");
    return false;
}

static bool rotate_locked(gait_arena *arena, const char *dir, int64_t now_unix_ns,
                          const gait_rng *rng, gait_key_rotation *out, gait_error *err)
{
    gi_key_set set;
    if (!gi_key_set_load(arena, dir, &set, err) || !remove_leftovers(arena, &set, err))
        return false;
    if (set.count == GAIT_LIMIT_KEY_SET_KEYS)
        return gait_fail(err, GAIT_E_key_set_invalid, "%s holds its most of %d keys already", dir,
                         GAIT_LIMIT_KEY_SET_KEYS);
    gi_set_key *keys = gait_arena_array(arena, set.count + 1, sizeof *keys);
    memcpy(keys, set.keys, set.count * sizeof *keys);
    keys[set.count].identity = keys[set.active].identity;
    gi_key_set rotated = { dir, keys, set.count + 1, set.count };
    if (!write_rotated(arena, &rotated, &keys[set.active], now_unix_ns, rng, err))
        return false;
    *out = (gait_key_rotation){ keys[set.active].id, keys[set.count].id };
    return true;
}

bool gait_key_set_rotate(gait_arena *arena, const char *dir, int64_t now_unix_ns,
                         const gait_rng *rng, gait_key_rotation *out, gait_error *err)
{
    if (!gi_key_path_check(dir, "a key set", err))
        return false;
    int lock = -1;
    gi_held held = gi_signals_hold();
    bool ok = gi_dir_lock(dir, &lock, err) && rotate_locked(arena, dir, now_unix_ns, rng, out, err);
    gi_dir_unlock(&lock);
    gi_signals_release(&held);
    return ok;
}

/* Whether a name in the directory belongs there: the table, and the private half of the key that signs. */
static bool check_name(gait_arena *arena, const gi_key_set *set, gait_str name, gait_error *err)
{
    const gi_set_key *active = &set->keys[set->active];
    if (gait_str_is(name, GI_KEY_SET_FILE) ||
        gait_str_is(name, gi_key_set_key_name(arena, active->id)))
        return true;
    for (size_t i = 0; i < set->count; i++) {
        if (gait_str_is(name, gi_key_set_key_name(arena, set->keys[i].id)))
            return gait_fail(err, GAIT_E_key_set_invalid,
                             "%s/%.*s: private half of a retired key; remove it", set->dir,
                             GAIT_STR_ARG(name));
    }
    return gait_fail(err, GAIT_E_key_set_invalid,
                     "%s/%.*s: belongs to no key of the set, as an interrupted rotation leaves it; "
                     "remove it",
                     set->dir, GAIT_STR_ARG(name));
}

static void count_keys(const gi_key_set *set, gait_key_set_report *out)
{
    memset(out, 0, sizeof *out);
    out->keys = set->count;
    out->active_id = set->keys[set->active].id;
    for (size_t i = 0; i < set->count; i++) {
        out->active += set->keys[i].status == GI_KEY_ACTIVE;
        out->verify_only += set->keys[i].status == GI_KEY_VERIFY_ONLY;
        out->revoked += set->keys[i].status == GI_KEY_REVOKED;
    }
}

bool gait_key_set_verify(gait_arena *arena, const char *dir, gait_key_set_report *out,
                         gait_error *err)
{
    gi_key_set set;
    gait_key *key = NULL;
    gait_str *names;
    size_t count;
    if (!gi_key_set_load(arena, dir, &set, err) || !gi_key_set_active_key(arena, &set, &key, err))
        return false;
    gait_key_free(key);
    if (!gait_dir_list(arena, dir, NAMES_MAX, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!check_name(arena, &set, names[i], err))
            return false;
    }
    count_keys(&set, out);
    return true;
}
